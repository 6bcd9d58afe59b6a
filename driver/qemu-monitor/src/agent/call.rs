//! A command of the agent together with the reading of its reply.

use std::fmt;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use serde_json::Value;

use crate::command::{Command, Reply};
use crate::json::Fields;

/// A command of the agent together with the reading of its reply.
pub struct AgentCall<R> {
    command: Command,
    read: Read<R>,
}

type Read<R> = Box<dyn Fn(&Value) -> Result<R> + Send + Sync>;

impl<R: 'static> AgentCall<R> {
    /// A call whose reply is read from the value behind `return`.
    pub fn new(
        command: Command,
        read: impl Fn(&Value) -> Result<R> + Send + Sync + 'static,
    ) -> Self {
        Self {
            command,
            read: Box::new(read),
        }
    }

    /// What is sent.
    pub fn command(&self) -> &Command {
        &self.command
    }

    /// Reads what came back.
    pub fn read(&self, reply: &Reply) -> Result<R> {
        (self.read)(value(&self.command, reply)?)
    }

    /// Reads what came back; nothing from an agent that lacks the command or may not do it.
    pub fn read_if_known(&self, reply: &Reply) -> Result<Option<R>> {
        let class = reply.0.get("error").and_then(|error| error.text("class"));
        match class {
            Some("CommandNotFound" | "CommandDisabled") => Ok(None),
            _ => self.read(reply).map(Some),
        }
    }
}

/// Fails when a reply is a refusal.
pub fn check(command: &Command, reply: &Reply) -> Result<()> {
    value(command, reply).map(drop)
}

/// The value behind `return`, or the refusal in libvirt's words.
fn value<'a>(command: &Command, reply: &'a Reply) -> Result<&'a Value> {
    let name = command.name();
    if let Some(error) = reply.0.get("error") {
        let words = match error.text("desc") {
            Some(words) => words,
            None => class_words(error.text("class")),
        };
        let detail = format!("unable to execute QEMU agent command '{name}': {words}");
        return Err(Error::new(
            ErrorDomain::Qemu,
            ErrorCode::AgentCommandFailed,
            detail,
        ));
    }
    reply.0.get("return").ok_or_else(|| {
        let detail = format!("QEMU agent command '{name}' returned neither error nor success");
        Error::internal(ErrorDomain::Qemu, detail)
    })
}

/// What is said of an error that comes without words.
fn class_words(class: Option<&str>) -> &str {
    match class {
        Some("BufferOverrun") => "Buffer overrun",
        Some("CommandDisabled") => "The command has been disabled for this instance",
        Some("CommandNotFound") => "The command has not been found",
        Some("FdNotFound") => "File descriptor not found",
        Some("InvalidParameter") => "Invalid parameter",
        Some("InvalidParameterType") => "Invalid parameter type",
        Some("InvalidParameterValue") => "Invalid parameter value",
        Some("OpenFileFailed") => "Cannot open file",
        Some("QgaCommandFailed") => "Guest agent command failed",
        Some("QMPBadInputObjectMember") => "Bad QMP input object member",
        Some("QMPExtraInputObjectMember") => "Unexpected extra object member",
        Some("UndefinedError") => "An undefined error has occurred",
        Some("Unsupported") => "this feature or command is not currently supported",
        Some(class) => class,
        None => "unknown QEMU command error",
    }
}

impl<R> fmt::Debug for AgentCall<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Arguments may hold passwords, so only the name is shown.
        f.debug_struct("AgentCall")
            .field("command", &self.command.name())
            .finish_non_exhaustive()
    }
}

/// The reply is not what the agent's schema promises.
pub(super) fn odd(detail: impl Into<String>) -> Error {
    Error::internal(ErrorDomain::Qemu, detail.into())
}
