//! What can stand in an attribute or as the text of an element.

use std::num::{NonZeroU32, NonZeroU64};

use fv_types::Uuid;
use fv_types::number::{self, Base};

use crate::Token;

/// Why a text was refused; chooses the end of the error's sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// One of a closed set of words.
    Token,
    /// A number with sign, 32 bits.
    Integer,
    /// A number of a signed kind that must not be below zero.
    NonNegative,
    /// A number without sign.
    Unsigned,
    /// A number with sign, 64 bits.
    LongLong,
    /// Anything but zero.
    NonZero,
    /// A uuid.
    Uuid,
}

/// A type that is one text in the document.
pub trait Value: Sized {
    /// The words it may hold, where they are a closed set.
    const TOKENS: &'static [&'static str] = &[];

    /// Reads it; the error says what was expected.
    fn parse(text: &str) -> Result<Self, Expected>;

    /// Writes it, unescaped.
    fn print(&self) -> String;
}

impl Value for String {
    fn parse(text: &str) -> Result<Self, Expected> {
        Ok(text.to_owned())
    }
    fn print(&self) -> String {
        self.clone()
    }
}

impl Value for u32 {
    fn parse(text: &str) -> Result<Self, Expected> {
        number::parse_u32_positive(text, Base::Decimal).ok_or(Expected::Unsigned)
    }
    fn print(&self) -> String {
        self.to_string()
    }
}

impl Value for u64 {
    fn parse(text: &str) -> Result<Self, Expected> {
        number::parse_u64_positive(text, Base::Decimal).ok_or(Expected::Unsigned)
    }
    fn print(&self) -> String {
        self.to_string()
    }
}

impl Value for i32 {
    fn parse(text: &str) -> Result<Self, Expected> {
        number::parse_i32(text, Base::Decimal).ok_or(Expected::Integer)
    }
    fn print(&self) -> String {
        self.to_string()
    }
}

impl Value for i64 {
    fn parse(text: &str) -> Result<Self, Expected> {
        number::parse_i64(text, Base::Decimal).ok_or(Expected::LongLong)
    }
    fn print(&self) -> String {
        self.to_string()
    }
}

impl Value for NonZeroU32 {
    fn parse(text: &str) -> Result<Self, Expected> {
        Self::new(u32::parse(text)?).ok_or(Expected::NonZero)
    }
    fn print(&self) -> String {
        self.to_string()
    }
}

impl Value for NonZeroU64 {
    fn parse(text: &str) -> Result<Self, Expected> {
        Self::new(u64::parse(text)?).ok_or(Expected::NonZero)
    }
    fn print(&self) -> String {
        self.to_string()
    }
}

impl Value for Uuid {
    fn parse(text: &str) -> Result<Self, Expected> {
        text.parse().map_err(|_| Expected::Uuid)
    }
    fn print(&self) -> String {
        self.to_string()
    }
}

/// A number in any of C's notations, written as `0x` and at least `WIDTH` digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Hex<const WIDTH: usize>(pub u64);

impl<const WIDTH: usize> Value for Hex<WIDTH> {
    fn parse(text: &str) -> Result<Self, Expected> {
        number::parse_u64_positive(text, Base::Prefixed)
            .map(Self)
            .ok_or(Expected::Unsigned)
    }
    fn print(&self) -> String {
        format!("0x{:0width$x}", self.0, width = WIDTH)
    }
}

/// `yes` or `no`; not given at all is `Option::None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Token)]
pub enum YesNo {
    /// `yes`
    Yes,
    /// `no`
    No,
}

/// `on` or `off`; not given at all is `Option::None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Token)]
pub enum OnOff {
    /// `on`
    On,
    /// `off`
    Off,
}

impl YesNo {
    /// Makes one from a truth value.
    pub const fn from_bool(value: bool) -> Self {
        if value { Self::Yes } else { Self::No }
    }
}

impl OnOff {
    /// Makes one from a truth value.
    pub const fn from_bool(value: bool) -> Self {
        if value { Self::On } else { Self::Off }
    }
}
