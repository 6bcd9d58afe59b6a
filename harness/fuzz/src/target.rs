//! What can be fuzzed.

use std::hash::{DefaultHasher, Hash, Hasher};

use fv_error::Error;

/// Something that reads bytes of others.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name on the command line.
    pub name: &'static str,
    /// Reads bytes and checks what must hold; a panic is a fault.
    pub run: fn(&[u8]) -> Outcome,
    /// Inputs to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Words of the language.
    pub words: &'static [&'static str],
    /// How long an input may be.
    pub length_max: usize,
}

/// What became of an input, as a number: equal numbers are taken for the same way through the
/// code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Outcome(pub u64);

impl Outcome {
    /// The outcome of an error: its words without names and numbers.
    pub fn of_error(error: &Error) -> Self {
        Self::of_text(error.message())
    }

    /// The outcome of a text: its shape without quoted parts and numbers.
    pub fn of_text(text: &str) -> Self {
        let unquoted = text.split('\'').step_by(2);
        let words = unquoted.flat_map(|part| part.split(|c: char| !c.is_alphabetic()));
        Self::of(&words.filter(|word| !word.is_empty()).collect::<Vec<_>>())
    }

    /// The outcome of anything that can be hashed.
    pub fn of(value: &impl Hash) -> Self {
        let mut hasher = DefaultHasher::new();
        value.hash(&mut hasher);
        Self(hasher.finish())
    }

    /// The outcome of a text that was accepted: how much of what kind is in it, roughly.
    pub fn of_accepted(text: &str) -> Self {
        let count = |wanted: char| {
            text.chars()
                .filter(|&c| c == wanted)
                .count()
                .checked_ilog2()
        };
        Self::of(&(
            "accepted",
            count('<'),
            count('"'),
            count('{'),
            count(','),
            count('\n'),
        ))
    }
}
