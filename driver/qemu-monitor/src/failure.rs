//! Why a command has no answer.

use std::fmt;

use fv_error::{Error, ErrorCode, ErrorDomain};
use serde_json::Value;

use crate::command::Serial;
use crate::json::Fields;

/// QEMU understood the command and refused it.
///
/// The class is what programs decide by; the words are for people and change between versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The command.
    pub command: String,
    /// QEMU's error class, such as `CommandNotFound` or `GenericError`; empty if it gave none.
    pub class: String,
    /// QEMU's own words; `None` if the reply had neither a value nor an error.
    pub text: Option<String>,
}

impl Refusal {
    pub(crate) fn from_json(command: &str, error: &Value) -> Self {
        let class = error.string("class").unwrap_or_default();
        // A description counts only beside a class.
        let text = match class.as_str() {
            "" => None,
            _ => error.string("desc"),
        };
        let text = text.unwrap_or_else(|| "unknown QEMU command error".to_string());
        Self {
            command: command.to_string(),
            class,
            text: Some(text),
        }
    }

    pub(crate) fn without_text(command: &str) -> Self {
        Self {
            command: command.to_string(),
            class: String::new(),
            text: None,
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let mut detail = format!("unable to execute QEMU command '{}'", refusal.command);
        if let Some(text) = &refusal.text {
            detail.push_str(": ");
            detail.push_str(text);
        }
        Error::internal(ErrorDomain::Qemu, detail)
    }
}

/// Why a command brought no reply to its caller.
///
/// The difference that matters is whether the guest may have acted: only [`Failure::InDoubt`] leaves
/// that open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The deadline passed before the command was written; QEMU never saw it.
    NotSent {
        /// The command.
        command: String,
    },
    /// The deadline passed while QEMU had the command; it may still take effect.
    InDoubt {
        /// The command.
        command: String,
        /// Under which number its reply will come.
        serial: Serial,
    },
    /// The connection ended.
    Closed {
        /// Whose monitor it was.
        owner: String,
    },
    /// QEMU broke the protocol, or the socket failed; nothing can be said on this connection.
    Broken {
        /// What was wrong, in libvirt's words.
        detail: String,
    },
}

impl Failure {
    /// Whether the guest may still act on the command.
    pub fn is_in_doubt(&self) -> bool {
        matches!(self, Self::InDoubt { .. })
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        let qemu = ErrorDomain::Qemu;
        let detail = failure.to_string();
        let error = match failure {
            Failure::NotSent { .. } | Failure::InDoubt { .. } => {
                Error::new(qemu, ErrorCode::OperationTimeout, detail)
            }
            Failure::Closed { .. } | Failure::Broken { .. } => Error::internal(qemu, detail),
        };
        error.with_source(failure)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent { command } => {
                write!(
                    f,
                    "QEMU's monitor was busy; command '{command}' was not sent"
                )
            }
            Self::InDoubt { command, .. } => {
                write!(f, "QEMU has not answered command '{command}' yet")
            }
            Self::Closed { owner } => write!(f, "End of file from qemu monitor (vm='{owner}')"),
            Self::Broken { detail } => f.write_str(detail),
        }
    }
}

impl std::error::Error for Failure {}
