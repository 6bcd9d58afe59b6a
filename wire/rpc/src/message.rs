//! What packets carry, and packets as bytes.

use std::os::fd::OwnedFd;

use fv_wire_xdr::{Decoder, Encoder, Fault, Put, Take, TooLong};

use crate::{HEADER_LEN, Header, PACKET_MAX};

/// The form of all messages.
#[derive(Debug)]
pub struct Wire;

/// What can be the payload of a packet.
pub trait Encode {
    /// Writes it.
    fn encode(&self, out: &mut Encoder);
}

/// What can be read from the payload of a packet, borrowing what is long.
pub trait Decode<'a>: Sized {
    /// Reads it; bytes behind it are ignored.
    fn decode(payload: &'a [u8]) -> Result<Self, Fault>;
}

impl<T> Encode for T
where
    Wire: Put<T>,
{
    fn encode(&self, out: &mut Encoder) {
        Wire::put(self, out);
    }
}

impl<'a, T> Decode<'a> for T
where
    Wire: Take<'a, T>,
{
    fn decode(payload: &'a [u8]) -> Result<Self, Fault> {
        Wire::take(&mut Decoder::new(payload))
    }
}

impl Put<()> for Wire {
    fn put(_: &(), _: &mut Encoder) {}
}

impl Take<'_, ()> for Wire {
    const SIZE_MIN: usize = 0;

    fn take(_: &mut Decoder<'_>) -> Result<(), Fault> {
        Ok(())
    }
}

/// Bytes that go to the other side as they are.
#[derive(Clone, Copy, Debug)]
pub struct Raw<'a>(pub &'a [u8]);

impl Put<Raw<'_>> for Wire {
    fn put(value: &Raw<'_>, out: &mut Encoder) {
        out.raw(value.0);
    }
}

/// A packet that came, taken out of the receiver's buffer.
#[derive(Debug)]
pub struct Packet {
    /// The head.
    pub header: Header,
    /// What it carries.
    pub payload: Vec<u8>,
    /// The descriptors that came along.
    pub descriptors: Vec<OwnedFd>,
}

/// Makes the bytes of a packet, length word included.
///
/// A header of a kind with descriptors gets their count from `descriptors`; the descriptors
/// themselves, each with a byte of its own, are the transport's part.
pub fn encode_packet<T: Encode + ?Sized>(
    header: &Header,
    descriptors: usize,
    payload: &T,
) -> Result<Vec<u8>, TooLong> {
    let mut buffer = Vec::with_capacity(128);
    encode_packet_into(&mut buffer, header, descriptors, payload)?;
    Ok(buffer)
}

/// Makes the bytes of a packet in a buffer that is used again and again.
pub fn encode_packet_into<T: Encode + ?Sized>(
    buffer: &mut Vec<u8>,
    header: &Header,
    descriptors: usize,
    payload: &T,
) -> Result<(), TooLong> {
    buffer.clear();
    buffer.extend_from_slice(&[0; 4]);
    let mut out = Encoder::after(std::mem::take(buffer));
    header.put(&mut out);
    if header.kind.has_descriptors() {
        out.count(descriptors, crate::DESCRIPTORS_MAX);
    }
    payload.encode(&mut out);
    let mut bytes = out.finish()?;
    let length = u32::try_from(bytes.len()).map_err(|_| TooLong)?;
    if bytes.len() > PACKET_MAX {
        return Err(TooLong);
    }
    bytes[..4].copy_from_slice(&length.to_be_bytes());
    debug_assert!(bytes.len() >= 4 + HEADER_LEN, "a packet has a header");
    *buffer = bytes;
    Ok(())
}
