//! The six words that every packet begins with.

use fv_wire_xdr::{Decoder, Encoder, Fault};

/// The bytes of a header.
pub const HEADER_LEN: usize = 24;

/// The head of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The program's number.
    pub program: u32,
    /// The program's version.
    pub version: u32,
    /// The procedure's number, as it came: nothing says that there is such a procedure.
    pub procedure: i32,
    /// What the packet is.
    pub kind: Kind,
    /// Counts calls; an answer repeats it, an event has 0.
    pub serial: u32,
    /// How it went, or how it goes on.
    pub status: Status,
}

/// What a packet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Kind {
    /// A client calls.
    Call = 0,
    /// A server answers.
    Reply = 1,
    /// An event.
    Message = 2,
    /// Bytes of a stream, or its end.
    Stream = 3,
    /// A call with descriptors.
    CallWithDescriptors = 4,
    /// An answer with descriptors.
    ReplyWithDescriptors = 5,
    /// A hole in a stream.
    StreamHole = 6,
}

/// How a packet stands to what comes before and after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// All is well; of a stream: this is its end.
    Ok,
    /// The payload is an error.
    Error,
    /// More bytes of the stream follow.
    Continue,
    /// Nothing that the protocol knows; who receives it answers with its number.
    Other(u32),
}

impl Header {
    /// Writes the six words.
    pub fn put(&self, out: &mut Encoder) {
        out.word(self.program);
        out.word(self.version);
        out.raw(&self.procedure.to_be_bytes());
        out.word(self.kind as u32);
        out.word(self.serial);
        out.word(self.status.number());
    }

    /// Reads the six words; an unknown kind is a fault.
    pub fn take(input: &mut Decoder<'_>) -> Result<Self, Fault> {
        Ok(Self {
            program: input.word()?,
            version: input.word()?,
            procedure: i32::from_be_bytes(input.array()?),
            kind: Kind::from_number(input.word()?).ok_or(Fault::UnknownNumber)?,
            serial: input.word()?,
            status: Status::from_number(input.word()?),
        })
    }

    /// The head of the answer to this call.
    pub fn answer(&self, status: Status) -> Self {
        Self {
            kind: Kind::Reply,
            status,
            ..*self
        }
    }

    /// The head of a packet of the stream that this call opened.
    pub fn stream(&self, kind: Kind, status: Status) -> Self {
        Self {
            kind,
            status,
            ..*self
        }
    }
}

impl Kind {
    /// The kind with this number.
    pub fn from_number(number: u32) -> Option<Self> {
        Some(match number {
            0 => Self::Call,
            1 => Self::Reply,
            2 => Self::Message,
            3 => Self::Stream,
            4 => Self::CallWithDescriptors,
            5 => Self::ReplyWithDescriptors,
            6 => Self::StreamHole,
            _ => return None,
        })
    }

    /// Tells whether a count of descriptors follows the header.
    pub fn has_descriptors(self) -> bool {
        matches!(self, Self::CallWithDescriptors | Self::ReplyWithDescriptors)
    }
}

impl Status {
    /// The status with this number.
    pub fn from_number(number: u32) -> Self {
        match number {
            0 => Self::Ok,
            1 => Self::Error,
            2 => Self::Continue,
            other => Self::Other(other),
        }
    }

    /// Its number on the wire.
    pub fn number(self) -> u32 {
        match self {
            Self::Ok => 0,
            Self::Error => 1,
            Self::Continue => 2,
            Self::Other(number) => number,
        }
    }
}
