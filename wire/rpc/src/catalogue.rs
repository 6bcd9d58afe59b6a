//! Every message by name, for tests and fuzzers: read it, write it again, show it.

use std::fmt::Debug;

use crate::generated::catalogue::{EVENTS, MESSAGES};
use crate::prelude::*;
use crate::{Decode, Encode, EventMessage, Header, Hole, error::RemoteError};

/// What became of bytes that were read as a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Echo {
    /// The message written again.
    pub bytes: Vec<u8>,
    /// The message as Rust shows it.
    pub shown: String,
}

/// Reads bytes as one kind of message and writes them again.
pub type Codec = fn(&[u8]) -> Result<Echo, Fault>;

/// All kinds of messages, each with its name in the protocol.
pub fn codecs() -> impl Iterator<Item = (&'static str, Codec)> {
    [MESSAGES, EVENTS, OWN].into_iter().flatten().copied()
}

/// Those that are not in the declaration.
const OWN: &[(&str, Codec)] = &[
    ("remote_error", echo_as::<RemoteError>),
    ("virNetMessageError", echo_as::<RemoteError>),
    ("virNetMessageNonnullDomain", echo_as::<DomainRef>),
    ("virNetMessageNonnullNetwork", echo_as::<NetworkRef>),
    ("virNetStreamHole", echo_as::<Hole>),
    ("virNetMessageHeader", echo_header),
    ("remote_typed_param", echo_param),
    ("admin_typed_param", echo_param),
];

fn echo_as<T>(bytes: &[u8]) -> Result<Echo, Fault>
where
    T: Encode + Debug + for<'a> Decode<'a>,
{
    echo(&T::decode(bytes)?)
}

fn echo_header(bytes: &[u8]) -> Result<Echo, Fault> {
    let header = Header::take(&mut Decoder::new(bytes))?;
    let mut out = Encoder::default();
    header.put(&mut out);
    let Header {
        program,
        version,
        procedure,
        kind,
        serial,
        status,
    } = header;
    let words = (
        program,
        version,
        procedure,
        kind as u32,
        serial,
        status.number(),
    );
    finish(out, &words)
}

fn echo_param(bytes: &[u8]) -> Result<Echo, Fault> {
    let param = <Param as Take<'_, TypedParam>>::take(&mut Decoder::new(bytes))?;
    let mut out = Encoder::default();
    Param::put(&param, &mut out);
    finish(out, &param)
}

/// Writes a message that was read.
pub(crate) fn echo<T: Encode + Debug>(message: &T) -> Result<Echo, Fault> {
    let mut out = Encoder::default();
    message.encode(&mut out);
    finish(out, message)
}

/// Reads an event's message by its number and writes it again, in the same form.
pub(crate) fn echo_event<E>(number: u32, bytes: &[u8]) -> Result<Echo, Fault>
where
    E: EventMessage + Debug,
    E::Object: Debug,
{
    let occurrence = E::take(number, bytes).ok_or(Fault::UnknownNumber)??;
    let mut out = Encoder::default();
    let written = occurrence
        .event
        .put(&occurrence.object, occurrence.callback, &mut out);
    match written == Some(number) {
        true => finish(out, &occurrence),
        false => Err(Fault::UnknownNumber),
    }
}

/// What was read within its bounds is written within its bounds.
fn finish(out: Encoder, shown: &impl Debug) -> Result<Echo, Fault> {
    let bytes = out.finish().map_err(|_| Fault::TooLong)?;
    let shown = format!("{shown:?}");
    Ok(Echo { bytes, shown })
}

/// What the generated rows use.
pub(crate) mod prelude {
    pub(crate) use fv_api::*;

    pub(crate) use super::{Codec, echo, echo_event, event_messages, messages};
    pub(crate) use crate::{Decode, generated::messages::*};
}

/// Rows of messages: name and type.
macro_rules! messages {
    ($($name:literal $type:ident)*) => {
        pub(crate) const MESSAGES: &[(&str, Codec)] = &[$(
            ($name, |bytes| echo(&<$type as Decode<'_>>::decode(bytes)?)),
        )*];
    };
}

/// Rows of events: name, enum and number.
macro_rules! event_messages {
    ($($name:literal $type:ident $number:literal)*) => {
        pub(crate) const EVENTS: &[(&str, Codec)] = &[$(
            ($name, |bytes| echo_event::<$type>($number, bytes)),
        )*];
    };
}

pub(crate) use {event_messages, messages};
