//! Why a command did not succeed: its own lines, and the error of the library behind them.

use fv_error::Error;

use crate::Reply;

/// What a command ends with.
pub type Outcome = Result<Reply, Failure>;

/// Why a command did not succeed.
///
/// The lines come first, each as an error of its own, then the cause.
#[derive(Debug, Default)]
pub struct Failure {
    lines: Vec<String>,
    cause: Option<Error>,
}

impl Failure {
    /// With a line of the command's own.
    pub fn new(line: impl Into<String>) -> Self {
        Self {
            lines: vec![line.into()],
            cause: None,
        }
    }

    /// Without a word: everything was said before.
    pub fn silent() -> Self {
        Self::default()
    }

    /// Adds a line behind those that are there.
    #[must_use]
    pub fn and(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }

    /// With the library's error behind the lines.
    #[must_use]
    pub fn because(mut self, cause: Error) -> Self {
        self.cause = Some(cause);
        self
    }

    /// The lines, in the order in which they are shown.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        let cause = self.cause.as_ref().map(Error::message);
        self.lines.iter().map(String::as_str).chain(cause)
    }

    /// The library's error.
    pub fn cause(&self) -> Option<&Error> {
        self.cause.as_ref()
    }

    /// What the user can do about it.
    pub fn remedy(&self) -> Option<&str> {
        self.cause.as_ref().and_then(Error::remedy)
    }
}

impl From<Error> for Failure {
    fn from(cause: Error) -> Self {
        Self::default().because(cause)
    }
}
