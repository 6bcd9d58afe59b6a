//! A script of `virsh` commands and what came of each, as text that can be compared.

use crate::Host;
use crate::program::Ended;

/// Commands that ran, with their output made independent of machine and run.
#[derive(Debug)]
pub struct Script<'a> {
    host: &'a Host,
    text: String,
    commands: usize,
}

impl<'a> Script<'a> {
    /// Begins an empty script.
    pub fn new(host: &'a Host) -> Self {
        Self {
            host,
            text: String::new(),
            commands: 0,
        }
    }

    /// Runs one command line and notes it with all that it prints; words may stand in single quotes.
    pub fn run(&mut self, line: &str) -> Ended {
        let line = line.replace("ROOT", &self.host.root().display().to_string());
        let words = words(&line);
        let ended = self
            .host
            .virsh(&words.iter().map(String::as_str).collect::<Vec<_>>());
        self.commands += 1;
        self.note(&format!(
            "$ virsh {line}\n{}",
            ended.stdout.trim_end_matches('\n')
        ));
        if !ended.stderr.is_empty() {
            self.note(ended.stderr.trim_end());
        }
        if !ended.is_ok() {
            self.note(&format!("[status {}]", ended.status.unwrap_or(-1)));
        }
        self.text.push('\n');
        ended
    }

    /// Notes something that a command did not print itself.
    pub fn note(&mut self, text: &str) {
        for line in text.lines().filter(|line| !is_left_out(line)) {
            self.text.push_str(normal(line, self.host).trim_end());
            self.text.push('\n');
        }
    }

    /// Returns how many commands ran.
    pub fn commands(&self) -> usize {
        self.commands
    }

    /// Returns the text until now.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Says whether a line of the reference is left out.
///
/// Guests are not placed in control groups yet; ROADMAP.md names that.
fn is_left_out(line: &str) -> bool {
    let line = line.trim();
    [
        "<resource>",
        "<partition>/machine</partition>",
        "</resource>",
    ]
    .contains(&line)
}

/// Replaces what differs from run to run: paths, terminals, processor time.
fn normal(line: &str, host: &Host) -> String {
    let root = host.root().display().to_string();
    // What lies below /run for the reference lies below the folder of the test for ours.
    let line = line.replace(host.uri(), "URI");
    let line = line.replace(&format!("{root}/run/"), "/run/");
    let line = line.replace(&root, "ROOT");
    // The rule below the head of a table is as long as its longest row, paths included.
    if line.len() > 3 && line.bytes().all(|byte| byte == b'-') {
        return "---".to_owned();
    }
    if let Some(label) = ["CPU time:", "Used memory:"]
        .into_iter()
        .find(|it| line.starts_with(it))
    {
        return format!("{label} …");
    }
    let line = without_time(&line);
    let line = number_after(&line, "/dev/pts/");
    let line = number_after(&line, "\"id\":\"libvirt-");
    // Owner of QEMU in security labels: `<label>+0:+0</label>`, and in the line of `dominfo`.
    if line.contains("label") {
        number_after(&line, "+")
    } else {
        line
    }
}

/// Replaces a time of day, as logs have it, by `TIME`.
fn without_time(line: &str) -> String {
    let Some(end) = line.find("+0000") else {
        return line.to_owned();
    };
    // `2025-01-31 12:34:56.789+0000`
    match end.checked_sub(23).and_then(|start| line.get(..start)) {
        Some(before) => format!("{before}TIME{}", without_time(&line[end + 5..])),
        None => line.to_owned(),
    }
}

/// Replaces the digits that follow a text by `N`, everywhere.
fn number_after(line: &str, mark: &str) -> String {
    let mut parts = line.split(mark);
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        result.push_str(mark);
        result.push('N');
        result.push_str(part.trim_start_matches(|it: char| it.is_ascii_digit()));
    }
    result
}

/// Returns the words of a line; a word that begins with a single quote ends with the next one, blanks and all.
pub fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let (word, after) = match rest.strip_prefix('\'') {
            Some(quoted) => quoted.split_once('\'').unwrap_or((quoted, "")),
            None => rest.split_once(' ').unwrap_or((rest, "")),
        };
        words.push(word.to_owned());
        rest = after.trim_start();
    }
    words
}
