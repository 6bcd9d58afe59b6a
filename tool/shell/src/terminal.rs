//! Where a shell writes: its two outputs, and the log file.

use std::fmt;
use std::io::Write;

use fv_sys::{clock, process};

/// The urgency of a note, as libvirt's shells number it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(i32)]
pub enum Level {
    /// Every step.
    Debug = 0,
    /// What was read.
    Info = 1,
    /// What is worth a note.
    Notice = 2,
    /// What may be wrong.
    Warning = 3,
    /// What is wrong.
    Error = 4,
}

/// Which of the two outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// What was asked for.
    Standard,
    /// What went wrong.
    Error,
}

/// How much is said beyond what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verbosity {
    /// Headings, confirmations, empty lines.
    Normal,
    /// None of these.
    Quiet,
}

/// Where a shell writes.
pub struct Terminal {
    /// How much is said.
    pub verbosity: Verbosity,
    /// From which level on notes are shown.
    pub level: Level,
    /// Whether the outputs take more than ASCII.
    pub charset: crate::Charset,
    standard: Box<dyn Write + Send>,
    error: Box<dyn Write + Send>,
    log: Option<Log>,
}

/// A log file, with the name that signs its lines.
struct Log {
    file: Box<dyn Write + Send>,
    signature: String,
}

impl Terminal {
    /// Writes to these two.
    pub fn new(standard: Box<dyn Write + Send>, error: Box<dyn Write + Send>) -> Self {
        Self {
            verbosity: Verbosity::Normal,
            level: Level::Error,
            charset: crate::Charset::Ascii,
            standard,
            error,
            log: None,
        }
    }

    /// Writes notes and errors to a file too; `name` signs them.
    pub fn log_to(&mut self, file: Box<dyn Write + Send>, name: &str) {
        let signature = format!("{name} {}", process::own_pid());
        self.log = Some(Log { file, signature });
    }

    /// Whether only what was asked for is said.
    pub fn is_quiet(&self) -> bool {
        self.verbosity == Verbosity::Quiet
    }

    /// Shows what was asked for.
    pub fn print(&mut self, text: &str) {
        self.write(Output::Standard, text.as_bytes());
    }

    /// Shows what is left out when quiet.
    pub fn print_extra(&mut self, text: &str) {
        if !self.is_quiet() {
            self.print(text);
        }
    }

    /// Shows an error, on a line of its own.
    pub fn error(&mut self, text: &str) {
        self.note(Level::Error, text);
        self.write(Output::Error, format!("error: {text}\n").as_bytes());
    }

    /// Shows a note, if notes of that level are wanted.
    pub fn debug(&mut self, level: Level, text: &str) {
        // An error is shown by its own way, so a limit of that level leaves all notes out.
        if level >= self.level {
            self.note(level, text);
            self.write(Output::Error, format!("{text}\n").as_bytes());
        }
    }

    /// Writes bytes as they are, at once.
    pub fn write(&mut self, output: Output, bytes: &[u8]) {
        let output = match output {
            Output::Standard => &mut self.standard,
            Output::Error => &mut self.error,
        };
        // Nobody is left to hear that nobody listens.
        let _ = output.write_all(bytes).and_then(|()| output.flush());
    }

    /// `[YYYY.MM.DD HH:MM:SS NAME PID] LEVEL text` in the log file.
    fn note(&mut self, level: Level, text: &str) {
        let Some(log) = &mut self.log else {
            return;
        };
        let line = format!(
            "[{} {}] {} {}\n",
            local_time("%Y.%m.%d %H:%M:%S"),
            log.signature,
            level.word(),
            text.trim_end_matches('\n')
        );
        if log.file.write_all(line.as_bytes()).is_err() {
            self.log = None;
            self.error("failed to write the log file");
        }
    }
}

impl fmt::Debug for Terminal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Terminal")
            .field("verbosity", &self.verbosity)
            .field("level", &self.level)
            .finish_non_exhaustive()
    }
}

impl Level {
    /// The level with this number.
    pub fn from_number(number: i32) -> Option<Self> {
        [
            Self::Debug,
            Self::Info,
            Self::Notice,
            Self::Warning,
            Self::Error,
        ]
        .into_iter()
        .find(|level| *level as i32 == number)
    }

    fn word(self) -> &'static str {
        match self {
            Self::Debug => "DEBUG",
            Self::Info | Self::Notice => "INFO",
            Self::Warning => "WARNING",
            Self::Error => "ERROR",
        }
    }
}

/// The time of day here, in the form of `strftime`.
fn local_time(form: &str) -> String {
    let seconds = clock::wall().seconds;
    let Ok(stamp) = jiff::Timestamp::from_second(seconds) else {
        return String::new();
    };
    stamp
        .to_zoned(jiff::tz::TimeZone::system())
        .strftime(form)
        .to_string()
}
