//! Writing: values into a growing vector of bytes.

use std::fmt;

/// A value is longer than its bound, so that the receiver would refuse it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value is longer than the protocol permits")
    }
}

impl std::error::Error for TooLong {}

/// A form that can write values of type `T`.
pub trait Put<T: ?Sized> {
    /// Writes `value` behind what is there.
    fn put(value: &T, out: &mut Encoder);
}

/// Writes one value on its own.
pub fn encode<F: Put<T>, T: ?Sized>(value: &T) -> Result<Vec<u8>, TooLong> {
    let mut out = Encoder::default();
    F::put(value, &mut out);
    out.finish()
}

/// The bytes written so far.
///
/// A value over its bound is remembered, not reported at once, so that writing needs no check
/// after each field: [`Encoder::finish`] tells.
#[derive(Debug, Default)]
pub struct Encoder {
    bytes: Vec<u8>,
    too_long: bool,
}

impl Encoder {
    /// Continues behind these bytes.
    pub fn after(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            too_long: false,
        }
    }

    /// Writes one word.
    pub fn word(&mut self, word: u32) {
        self.bytes.extend_from_slice(&word.to_be_bytes());
    }

    /// Writes bytes that need no padding.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Writes a count of elements or bytes that is at most `max`.
    pub fn count(&mut self, count: usize, max: usize) {
        match u32::try_from(count) {
            Ok(word) if count <= max => self.word(word),
            _ => self.too_long = true,
        }
    }

    /// Writes a count of bytes, the bytes, and zeros up to the next word.
    pub fn opaque(&mut self, bytes: &[u8], max: usize) {
        self.count(bytes.len(), max);
        if self.too_long {
            return;
        }
        self.bytes.extend_from_slice(bytes);
        let padding = bytes.len().next_multiple_of(4) - bytes.len();
        self.bytes.extend_from_slice(&[0; 3][..padding]);
    }

    /// The number of bytes so far.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Tells whether nothing has been written.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The bytes, unless a value was over its bound.
    pub fn finish(self) -> Result<Vec<u8>, TooLong> {
        match self.too_long {
            true => Err(TooLong),
            false => Ok(self.bytes),
        }
    }
}
