//! The command lines of `data/fvirsh.txt`, and what comes of one in words that do not depend on the place.

use fv_harness_clients::program::Ended;
use fv_harness_clients::words;

const LINES: &str = include_str!("../data/fvirsh.txt");

/// A command line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// As it stands in the file, without the mark of a loose one.
    pub(crate) text: &'static str,
    /// Numbers may differ from one call to the next.
    pub(crate) is_loose: bool,
}

impl Line {
    /// A line that stands in no file.
    pub(crate) fn new(text: &'static str) -> Self {
        match text.strip_prefix("~ ") {
            Some(text) => Self {
                text,
                is_loose: true,
            },
            None => Self {
                text,
                is_loose: false,
            },
        }
    }

    /// The arguments, for a test in the folder `root`.
    pub(crate) fn arguments(&self, root: &str) -> Vec<String> {
        let line = self.text.replace("ROOT", root);
        match line.strip_prefix("% ") {
            Some(batch) => vec![batch.to_owned()],
            None => words(&line),
        }
    }

    /// What came of it, with the name of the program and the names of its places left out, and with numbers when
    /// they may differ.
    pub(crate) fn shown(&self, ended: &Ended, places: &[(&str, &str)]) -> String {
        let status = ended.status.unwrap_or(-1);
        let text = format!("{}[{}][{status}]", ended.stdout, ended.stderr);
        let text = text.replace("fvirsh", "virsh");
        let text = places
            .iter()
            .fold(text, |text, (place, word)| text.replace(place, word));
        match self.is_loose {
            false => text,
            true => loose(&text),
        }
    }
}

/// A text without its numbers. Blanks go too, for columns have the width of their numbers.
fn loose(text: &str) -> String {
    text.chars()
        .filter(|char| !char.is_ascii_digit() && !matches!(char, ' ' | '.'))
        .collect()
}

/// The lines of a section.
pub(crate) fn section(name: &str) -> Vec<Line> {
    let head = format!("[{name}]");
    let lines = LINES.lines().skip_while(|line| *line != head).skip(1);
    let lines = lines.take_while(|line| !line.starts_with('['));
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(Line::new).collect()
}

/// Terminals are the kernel's to number, a host without a number of its own is given one, and
/// columns are as wide as the paths in them.
pub(crate) fn neutral(text: &str) -> String {
    let lines = text.lines().filter(|line| {
        let is_uuid = line.len() == 36 && line.bytes().filter(|byte| *byte == b'-').count() == 4;
        !line.contains("/dev/pts/") && !line.starts_with("    <uuid>") && !is_uuid
    });
    let mut text = lines.collect::<Vec<_>>().join("\n");
    for filling in ["  ", "--"] {
        while text.contains(filling) {
            text = text.replace(filling, &filling[..1]);
        }
    }
    text
}

/// The lines of a text that another does not have, each behind a mark.
pub(crate) fn only(own: &str, other: &str, mark: &str) -> String {
    let lines = own
        .lines()
        .filter(|line| other.lines().all(|known| known != *line));
    lines.map(|line| format!("{mark}{line}\n")).collect()
}
