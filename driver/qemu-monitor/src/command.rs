//! Commands, their replies, and a command paired with the reading of its reply.

use std::borrow::Cow;
use std::fmt;
use std::os::fd::OwnedFd;
use std::sync::Arc;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use serde_json::{Map, Value, json};

use crate::failure::Refusal;

/// The number of a command on its connection; QEMU sees it as `libvirt-N`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial(pub u64);

impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "libvirt-{}", self.0)
    }
}

/// A command before it gets its id.
///
/// It is kept as the object that is sent, because the order of members can be seen in transcripts.
#[derive(Clone, Debug)]
pub struct Command {
    name: Cow<'static, str>,
    object: Map<String, Value>,
    descriptor: Option<Arc<OwnedFd>>,
    has_id: bool,
}

impl Command {
    /// A command without arguments.
    pub fn new(name: impl Into<Cow<'static, str>>) -> Self {
        let name = name.into();
        let mut object = Map::new();
        object.insert("execute".into(), Value::String(name.to_string()));
        Self {
            name,
            object,
            descriptor: None,
            has_id: true,
        }
    }

    /// A command with arguments, which are an object.
    pub fn with(name: impl Into<Cow<'static, str>>, arguments: Value) -> Self {
        let mut command = Self::new(name);
        if let Value::Object(arguments) = arguments
            && !arguments.is_empty()
        {
            command
                .object
                .insert("arguments".into(), Value::Object(arguments));
        }
        command
    }

    /// A command as a user wrote it, in JSON; an id is added where it has an `execute` member.
    pub fn raw(text: &str) -> Result<Self> {
        let Value::Object(object) = crate::json::parse_command(text)? else {
            return Err(internal("cannot parse json: not an object".to_string()));
        };
        if object.contains_key("id") && object.contains_key("execute") {
            return Err(internal("Unable to append command 'id' string".to_string()));
        }
        let name = object
            .get("execute")
            .and_then(Value::as_str)
            .unwrap_or("<unknown>");
        Ok(Self {
            name: name.to_string().into(),
            object,
            descriptor: None,
            has_id: true,
        })
    }

    /// A command that is this JSON, whatever it is; who gets it will say what is wrong with it.
    pub(crate) fn from_json(value: Value) -> Result<Self> {
        let Value::Object(object) = value else {
            return Err(internal("cannot parse json: not an object".to_string()));
        };
        let name = object.get("execute").and_then(Value::as_str);
        Ok(Self {
            name: name.unwrap_or("<unknown>").to_string().into(),
            object,
            descriptor: None,
            has_id: true,
        })
    }

    /// Sends a descriptor along with the first byte of the command.
    ///
    /// QEMU keeps what came with the bytes of one command until the command is executed, and closes it
    /// if the command had no use for it.
    #[must_use]
    pub fn passing(mut self, descriptor: Arc<OwnedFd>) -> Self {
        self.descriptor = Some(descriptor);
        self
    }

    /// Sends it without an id, for questions that are asked often.
    ///
    /// QEMU reads its monitor byte by byte, so that the length of a command is most of what it
    /// costs. The reply is told apart by its place all the same.
    #[must_use]
    pub fn without_id(mut self) -> Self {
        self.has_id = false;
        self
    }

    /// What is executed.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The command as JSON, without an id.
    pub fn json(&self) -> Value {
        Value::Object(self.object.clone())
    }

    /// The line that QEMU gets.
    pub(crate) fn line(&self, serial: Serial) -> Vec<u8> {
        let mut object = self.object.clone();
        if self.has_id && object.contains_key("execute") {
            object.insert("id".into(), json!(serial.to_string()));
        }
        let mut line = Value::Object(object).to_string().into_bytes();
        line.extend_from_slice(b"\r\n");
        line
    }

    pub(crate) fn descriptor(&self) -> Option<&Arc<OwnedFd>> {
        self.descriptor.as_ref()
    }
}

/// Arguments of a command: those that have a value, in this order.
pub(crate) fn arguments<const N: usize>(items: [(&str, Option<Value>); N]) -> Value {
    let there = items
        .into_iter()
        .filter_map(|(key, value)| Some((key.to_string(), value?)));
    Value::Object(there.collect())
}

/// What QEMU answered to one command: the whole object, refusals included.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply(pub Map<String, Value>);

impl Reply {
    /// The value behind `return`, or the refusal in libvirt's words.
    pub fn value(&self, command: &str) -> Result<&Value, Refusal> {
        if let Some(error) = self.0.get("error") {
            return Err(Refusal::from_json(command, error));
        }
        self.0
            .get("return")
            .ok_or_else(|| Refusal::without_text(command))
    }

    /// The reply as QEMU wrote it, in compact form.
    pub fn to_text(&self) -> String {
        Value::Object(self.0.clone()).to_string()
    }
}

/// A command together with the reading of its reply.
///
/// The two belong together: each command has its own form of reply and its own refusals that are
/// answers rather than failures. A call can be made once and sent to many guests.
pub struct Call<R> {
    command: Command,
    read: Read<R>,
}

type Read<R> = Box<dyn Fn(&Command, &Reply) -> Result<R> + Send + Sync>;

impl<R: 'static> Call<R> {
    /// A call whose reply is read from the value behind `return`.
    pub fn new(command: Command, read: fn(&Value) -> Result<R>) -> Self {
        Self::with_reply(command, move |command, reply| {
            read(reply.value(command.name())?)
        })
    }

    /// A call that looks at the whole reply, refusals included.
    pub fn with_reply(
        command: Command,
        read: impl Fn(&Command, &Reply) -> Result<R> + Send + Sync + 'static,
    ) -> Self {
        Self {
            command,
            read: Box::new(read),
        }
    }

    /// Takes a refusal because the command is unknown as an answer too.
    ///
    /// An older or smaller QEMU lacks commands; that says something about it, not that a call failed.
    #[must_use]
    pub fn or_if_missing(self, absent: fn() -> R) -> Self {
        self.or_if_class("CommandNotFound", absent)
    }

    /// Takes a refusal of this class as an answer too.
    #[must_use]
    pub fn or_if_class(self, class: &'static str, absent: fn() -> R) -> Self {
        let read = self.read;
        Self::with_reply(self.command, move |command, reply| {
            match reply.value(command.name()) {
                Err(refusal) if refusal.class == class => Ok(absent()),
                _ => read(command, reply),
            }
        })
    }

    /// Takes any refusal by QEMU as an answer too.
    #[must_use]
    pub fn or_if_refused(self, absent: fn() -> R) -> Self {
        let read = self.read;
        Self::with_reply(self.command, move |command, reply| {
            match reply.value(command.name()) {
                Err(_) => Ok(absent()),
                Ok(_) => read(command, reply),
            }
        })
    }

    /// What is sent.
    pub fn command(&self) -> &Command {
        &self.command
    }

    /// Sends a descriptor along with the command.
    #[must_use]
    pub fn passing(mut self, descriptor: Arc<OwnedFd>) -> Self {
        self.command = self.command.passing(descriptor);
        self
    }

    /// Reads what came back.
    pub fn read(&self, reply: &Reply) -> Result<R> {
        (self.read)(&self.command, reply)
    }
}

impl Call<()> {
    /// A call whose reply carries nothing.
    pub fn plain(command: Command) -> Self {
        Self::new(command, |_| Ok(()))
    }
}

impl<R> fmt::Debug for Call<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Arguments may hold secrets, so only the name is shown.
        f.debug_struct("Call")
            .field("command", &self.command.name)
            .finish_non_exhaustive()
    }
}

fn internal(detail: String) -> Error {
    Error::new(ErrorDomain::Qemu, ErrorCode::InternalError, detail)
}
