//! The 16 bytes that name every object of libvirt, with its lenient text form.

use std::fmt;
use std::str::FromStr;

/// A universally unique identifier.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid(pub [u8; 16]);

impl Uuid {
    /// The number of bytes.
    pub const LEN: usize = 16;

    /// Takes the bytes as they are.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Makes a version 4 identifier from 16 random bytes of the caller.
    pub const fn from_random_bytes(mut bytes: [u8; 16]) -> Self {
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        Self(bytes)
    }

    /// Takes the bytes of a slice that has exactly 16.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The bytes in order.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Reads the text form as libvirt does.
    ///
    /// Dashes and blanks may stand anywhere between pairs of digits, white space around all.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 16];
        let mut rest = text.trim_start_matches(is_space).as_bytes();
        let mut filled = 0;
        while filled < bytes.len() {
            let (&first, tail) = rest.split_first()?;
            if matches!(first, b'-' | b' ') {
                rest = tail;
                continue;
            }
            let (&second, tail) = tail.split_first()?;
            bytes[filled] = hex_digit(first)? << 4 | hex_digit(second)?;
            filled += 1;
            rest = tail;
        }
        rest.iter()
            .all(|&byte| is_space(char::from(byte)))
            .then_some(Self(bytes))
    }

    /// Tells whether libvirt accepts it for a machine: not all bytes equal.
    pub fn is_valid(&self) -> bool {
        self.0.iter().any(|&byte| byte != self.0[0])
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Uuid {
    type Err = InvalidUuid;

    fn from_str(text: &str) -> Result<Self, InvalidUuid> {
        Self::parse(text).ok_or(InvalidUuid)
    }
}

/// The text is no uuid; the caller knows which element or argument it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidUuid;

impl fmt::Display for InvalidUuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("malformed uuid")
    }
}

impl std::error::Error for InvalidUuid {}

fn hex_digit(byte: u8) -> Option<u8> {
    // Ten plus digits needs at most four bits, so the cast keeps all of it.
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t'..='\r')
}

#[cfg(test)]
mod tests;
