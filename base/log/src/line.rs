//! The form of a line.

use fv_sys::clock::Wall;

use crate::{Level, Place};

/// A message with all that is known of it.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) time: Wall,
    pub(crate) thread: i32,
    pub(crate) level: Level,
    pub(crate) place: Place,
    pub(crate) function: &'static str,
    pub(crate) text: String,
}

impl Message {
    /// One whole line, newline included.
    pub(crate) fn line(&self) -> String {
        format!("{}: {}", self.time.utc(), self.body())
    }

    /// The line without its stamp.
    pub(crate) fn body(&self) -> String {
        let Place { category, line, .. } = self.place;
        format!(
            "{}: {} : {category}:{line} : {}\n",
            self.thread,
            self.level.name(),
            self.text
        )
    }
}

/// Whether a text holds the beginning of a log line, as emulators' logs are searched for.
pub fn is_log_line(text: &str) -> bool {
    let mut starts = text.char_indices().map(|(at, _)| &text[at..]);
    starts.any(|rest| header(rest).is_some())
}

/// What follows a stamp, a number and a level at the start of the text.
fn header(text: &str) -> Option<&str> {
    let rest = SHAPE.bytes().try_fold(text, |rest, wanted| {
        let byte = *rest.as_bytes().first()?;
        let fits = if wanted == b'9' {
            byte.is_ascii_digit()
        } else {
            byte == wanted
        };
        fits.then(|| &rest[1..])
    })?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let rest = rest[digits..].strip_prefix(": ").filter(|_| digits > 0)?;
    LEVELS
        .iter()
        .find_map(|level| rest.strip_prefix(level.name())?.strip_prefix(" : "))
}

/// The stamp, a nine standing for any digit.
const SHAPE: &str = "9999-99-99 99:99:99.999+9999: ";
const LEVELS: [Level; 4] = [Level::Debug, Level::Info, Level::Warning, Level::Error];
