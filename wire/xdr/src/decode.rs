//! Reading: values out of a slice of bytes that nobody has checked.

use std::fmt;

/// Why bytes are not what they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The bytes end before the value does.
    Truncated,
    /// A count is over its bound.
    TooLong,
    /// A text is not UTF-8, or has a NUL in it.
    NotText,
    /// A union or an enum has a number that means nothing.
    UnknownNumber,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Truncated => "the bytes end before the value does",
            Self::TooLong => "a count is over its bound",
            Self::NotText => "a text is not UTF-8",
            Self::UnknownNumber => "a number has no meaning here",
        })
    }
}

impl std::error::Error for Fault {}

/// A form that can read values of type `T`, which may borrow from the bytes.
pub trait Take<'a, T>: Sized {
    /// The fewest bytes a value can have: a count of elements is compared with it.
    const SIZE_MIN: usize;

    /// Reads one value and moves behind it.
    fn take(input: &mut Decoder<'a>) -> Result<T, Fault>;
}

/// Reads one value at the start of `bytes`; what follows it is ignored, as in the reference.
pub fn decode<'a, F: Take<'a, T>, T>(bytes: &'a [u8]) -> Result<T, Fault> {
    F::take(&mut Decoder::new(bytes))
}

/// The bytes not read yet.
#[derive(Clone, Debug)]
pub struct Decoder<'a> {
    rest: &'a [u8],
}

impl<'a> Decoder<'a> {
    /// Starts at the first of these bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The bytes not read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Reads a fixed number of bytes, a multiple of four.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let (array, rest) = self.rest.split_first_chunk().ok_or(Fault::Truncated)?;
        self.rest = rest;
        Ok(*array)
    }

    /// Reads one word.
    pub fn word(&mut self) -> Result<u32, Fault> {
        self.array().map(u32::from_be_bytes)
    }

    /// Reads a yes or no; every number but 0 is yes, as in the reference.
    pub fn flag(&mut self) -> Result<bool, Fault> {
        Ok(self.word()? != 0)
    }

    /// Reads a count that is at most `max`, of elements with at least `size_min` bytes each.
    pub fn count(&mut self, max: usize, size_min: usize) -> Result<usize, Fault> {
        let count = usize::try_from(self.word()?).map_err(|_| Fault::TooLong)?;
        if count > max {
            return Err(Fault::TooLong);
        }
        if count.saturating_mul(size_min) > self.rest.len() {
            return Err(Fault::Truncated);
        }
        Ok(count)
    }

    /// Reads a count of bytes, the bytes, and what pads them, which may be anything.
    pub fn opaque(&mut self, max: usize) -> Result<&'a [u8], Fault> {
        let count = self.count(max, 1)?;
        let padded = count.next_multiple_of(4);
        let rest = self.rest.get(padded..).ok_or(Fault::Truncated)?;
        let bytes = &self.rest[..count];
        self.rest = rest;
        Ok(bytes)
    }

    /// Reads text: UTF-8 without a NUL, which no C program could have meant.
    pub fn text(&mut self, max: usize) -> Result<&'a str, Fault> {
        let bytes = self.opaque(max)?;
        if bytes.contains(&0) {
            return Err(Fault::NotText);
        }
        std::str::from_utf8(bytes).map_err(|_| Fault::NotText)
    }
}
