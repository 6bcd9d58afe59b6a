//! From a flow of bytes and descriptors to packets.
//!
//! ```text
//!   length word ── header ── [count of descriptors] ── payload ── [one byte per descriptor]
//!   └ counts itself, and all up to the end of the payload ─────┘
//! ```

use std::collections::VecDeque;
use std::fmt;
use std::ops::Range;
use std::os::fd::OwnedFd;

use fv_wire_xdr::{Decoder, Fault};

use crate::{DESCRIPTORS_MAX, HEADER_LEN, Header, PACKET_MAX, Packet};

/// How much a receiver takes from the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes of a packet behind its length word.
    pub packet_bytes_max: usize,
    /// The most descriptors with one packet.
    pub descriptors_max: usize,
}

impl Limits {
    /// What the protocol permits.
    pub const PROTOCOL: Self = Self {
        packet_bytes_max: PACKET_MAX,
        descriptors_max: DESCRIPTORS_MAX,
    };

    /// What is taken from a client that has not opened a connection yet.
    pub const BEFORE_OPEN: Self = Self {
        packet_bytes_max: 65_536,
        descriptors_max: 0,
    };

    /// What is taken from a client that may only read: no such call takes a descriptor.
    pub const READ_ONLY: Self = Self {
        packet_bytes_max: PACKET_MAX,
        descriptors_max: 0,
    };
}

/// Why a flow of bytes cannot go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameError {
    /// The length word says less than a header takes, or more than is permitted.
    Length(u32),
    /// The header or what follows it is not what it should be.
    Header(Fault),
    /// A packet says to bring more descriptors than are permitted.
    DescriptorCount(u32),
    /// The bytes for descriptors came without them.
    DescriptorMissing,
    /// Descriptors came that no packet speaks of.
    DescriptorUnasked,
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length(length) => write!(f, "a packet of {length} bytes is not permitted"),
            Self::Header(fault) => write!(f, "the header of a packet is wrong: {fault}"),
            Self::DescriptorCount(count) => write!(f, "{count} descriptors are not permitted"),
            Self::DescriptorMissing => f.write_str("a packet came without its descriptors"),
            Self::DescriptorUnasked => f.write_str("descriptors came without a packet"),
        }
    }
}

impl std::error::Error for FrameError {}

/// A packet in the receiver's buffer.
#[derive(Debug)]
pub struct Frame<'a> {
    /// The head.
    pub header: Header,
    /// What it carries.
    pub payload: &'a [u8],
    /// The descriptors that came along.
    pub descriptors: Vec<OwnedFd>,
}

impl Frame<'_> {
    /// Takes the packet out of the buffer.
    pub fn into_packet(self) -> Packet {
        Packet {
            header: self.header,
            payload: self.payload.to_vec(),
            descriptors: self.descriptors,
        }
    }
}

/// Collects bytes and descriptors until a packet is whole.
///
/// After an error the flow has no next packet that could be found: close the connection.
#[derive(Debug)]
pub struct Receiver {
    limits: Limits,
    /// Bytes from `start` to `end` are there and not yet given out.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    descriptors: VecDeque<OwnedFd>,
}

/// How many bytes are asked for at once when nothing says how many will come.
const READ_LEN: usize = 16 * 1024;

/// How many bytes a buffer grows by at most: a socket holds about as much, and what is not
/// filled is memory all the same.
const GROWTH_LEN: usize = 256 * 1024;

/// From this length on a packet takes the buffer with it instead of a copy.
const TAKEN_LEN: usize = 64 * 1024;

/// How much more than it needs a receiver may keep.
const SHRUNK_LEN: usize = 4096;

/// How big a buffer is kept when nothing is in it: a long packet is rare.
const BUFFER_KEPT: usize = 256 * 1024;

impl Receiver {
    /// A receiver that has nothing yet.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            buffer: Vec::new(),
            start: 0,
            end: 0,
            descriptors: VecDeque::new(),
        }
    }

    /// Changes what is permitted from the next packet on.
    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// The place for the next bytes: to be filled from its start, then [`Receiver::filled`].
    ///
    /// It is as long as the packet that has begun needs, so that a long one comes in few reads,
    /// but grows with what has come, so that a length word alone takes no memory.
    pub fn space(&mut self) -> &mut [u8] {
        if self.start == self.end {
            self.start = 0;
            self.end = 0;
            if self.buffer.len() > BUFFER_KEPT {
                self.buffer = Vec::new();
            }
        }
        let have = self.end - self.start;
        let missing = self.wanted().saturating_sub(have);
        let space = missing.min((have / 2).clamp(2 * READ_LEN, GROWTH_LEN));
        let space = space.max(READ_LEN);
        if self.buffer.len() < self.end + space {
            self.buffer.copy_within(self.start..self.end, 0);
            self.start = 0;
            self.end = have;
            let length = self.buffer.len().max(have + space);
            self.buffer.resize(length, 0);
        }
        &mut self.buffer[self.end..]
    }

    /// Says how many bytes of [`Receiver::space`] were filled.
    pub fn filled(&mut self, count: usize) {
        self.end = (self.end + count).min(self.buffer.len());
    }

    /// Adds descriptors in the order in which they came.
    pub fn add_descriptors(&mut self, descriptors: impl IntoIterator<Item = OwnedFd>) {
        self.descriptors.extend(descriptors);
    }

    /// Takes the descriptors that no packet has taken: closing them may wait, which is for the
    /// caller to arrange.
    pub fn take_descriptors(&mut self) -> Vec<OwnedFd> {
        self.descriptors.drain(..).collect()
    }

    /// Adds bytes that came by another way than [`Receiver::space`].
    pub fn add_bytes(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let space = self.space();
            let count = space.len().min(bytes.len());
            space[..count].copy_from_slice(&bytes[..count]);
            self.filled(count);
            bytes = &bytes[count..];
        }
    }

    /// How many bytes of memory are held for what waits.
    pub fn held(&self) -> usize {
        match self.is_empty() {
            true => 0,
            false => self.buffer.len(),
        }
    }

    /// Lets go of memory that the bytes which wait do not need.
    pub fn shrink(&mut self) {
        let have = self.end - self.start;
        if self.buffer.len() > 2 * have + SHRUNK_LEN {
            self.buffer = self.buffer[self.start..self.end].to_vec();
            self.start = 0;
            self.end = have;
        }
    }

    /// Tells whether no bytes wait, neither of a whole packet nor of the start of one.
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// How many bytes the packet at the start has, as far as can be told yet.
    fn wanted(&self) -> usize {
        let bytes = &self.buffer[self.start..self.end];
        match Decoder::new(bytes).word() {
            Ok(length) => usize::try_from(length)
                .unwrap_or(0)
                .min(self.limits.packet_bytes_max + 4),
            Err(_) => 4 + HEADER_LEN,
        }
    }

    /// The next whole packet, if it is there.
    pub fn next_frame(&mut self) -> Result<Option<Frame<'_>>, FrameError> {
        let next = self.take_next()?;
        Ok(next.map(|(header, payload, descriptors)| Frame {
            header,
            payload: &self.buffer[payload],
            descriptors,
        }))
    }

    /// The next whole packet with its own memory, if it is there.
    ///
    /// A long one that nothing follows takes the buffer along: there is never a second copy.
    pub fn next_packet(&mut self) -> Result<Option<Packet>, FrameError> {
        let Some((header, payload, descriptors)) = self.take_next()? else {
            return Ok(None);
        };
        let payload = if payload.len() >= TAKEN_LEN && self.is_empty() {
            (self.start, self.end) = (0, 0);
            let mut buffer = std::mem::take(&mut self.buffer);
            buffer.truncate(payload.end);
            buffer.drain(..payload.start);
            buffer
        } else {
            self.buffer[payload].to_vec()
        };
        Ok(Some(Packet {
            header,
            payload,
            descriptors,
        }))
    }

    /// Gives out the packet at the start if it is whole.
    fn take_next(&mut self) -> Result<Option<Taken>, FrameError> {
        // Those of one packet, and what one read brings of the next. Without a bound, a packet
        // that never ends could fill the table of descriptors.
        if self.descriptors.len() > 2 * self.limits.descriptors_max {
            return Err(FrameError::DescriptorUnasked);
        }
        let Some(whole) = self.measure()? else {
            return Ok(None);
        };
        let start = self.start;
        let next = start + whole.length + whole.descriptors;
        if next == self.end && self.descriptors.len() > whole.descriptors {
            return Err(FrameError::DescriptorUnasked);
        }
        self.start = next;
        let descriptors = self.descriptors.drain(..whole.descriptors).collect();
        let payload = start + whole.payload..start + whole.length;
        Ok(Some((whole.header, payload, descriptors)))
    }

    /// Finds out whether the packet at the start is whole.
    fn measure(&self) -> Result<Option<Whole>, FrameError> {
        let bytes = &self.buffer[self.start..self.end];
        let mut input = Decoder::new(bytes);
        let Ok(length_word) = input.word() else {
            return Ok(None);
        };
        let length = self.checked_length(length_word)?;
        let Some(packet) = bytes.get(..length) else {
            return Ok(None);
        };
        let mut input = Decoder::new(&packet[4..]);
        let header = Header::take(&mut input).map_err(FrameError::Header)?;
        let descriptors = match header.kind.has_descriptors() {
            true => self.checked_count(input.word().map_err(FrameError::Header)?)?,
            false => 0,
        };
        if bytes.len() < length + descriptors {
            return Ok(None);
        }
        if self.descriptors.len() < descriptors {
            return Err(FrameError::DescriptorMissing);
        }
        Ok(Some(Whole {
            header,
            length,
            payload: length - input.rest().len(),
            descriptors,
        }))
    }

    /// The length word as a length, if it is permitted.
    fn checked_length(&self, word: u32) -> Result<usize, FrameError> {
        match usize::try_from(word) {
            Ok(length)
                if length >= 4 + HEADER_LEN && length - 4 <= self.limits.packet_bytes_max =>
            {
                Ok(length)
            }
            _ => Err(FrameError::Length(word)),
        }
    }

    /// The count of descriptors, if it is permitted.
    fn checked_count(&self, word: u32) -> Result<usize, FrameError> {
        match usize::try_from(word) {
            Ok(count) if count <= self.limits.descriptors_max => Ok(count),
            _ => Err(FrameError::DescriptorCount(word)),
        }
    }
}

/// A packet that is given out: its head, where its payload is in the buffer, its descriptors.
type Taken = (Header, Range<usize>, Vec<OwnedFd>);

/// The measures of a packet that is whole.
struct Whole {
    header: Header,
    /// Bytes up to the end of the payload.
    length: usize,
    /// Where the payload begins.
    payload: usize,
    descriptors: usize,
}
