//! A set of capability flags.

use std::fmt;

use crate::flag::Flag;

const WORDS: usize = Flag::ALL.len().div_ceil(64);

/// A set of capability flags, in libvirt's order.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct FlagSet([u64; WORDS]);

impl FlagSet {
    /// Whether a flag is in it.
    pub fn has(&self, flag: Flag) -> bool {
        let (word, bit) = place(flag);
        self.0[word] & bit != 0
    }

    /// Puts a flag in.
    pub fn insert(&mut self, flag: Flag) {
        let (word, bit) = place(flag);
        self.0[word] |= bit;
    }

    /// Takes a flag out.
    pub fn remove(&mut self, flag: Flag) {
        let (word, bit) = place(flag);
        self.0[word] &= !bit;
    }

    /// The flags in it, in libvirt's order.
    pub fn iter(&self) -> impl Iterator<Item = Flag> {
        Flag::ALL.iter().copied().filter(|&flag| self.has(flag))
    }
}

impl FromIterator<Flag> for FlagSet {
    fn from_iter<I: IntoIterator<Item = Flag>>(flags: I) -> Self {
        let mut set = Self::default();
        flags.into_iter().for_each(|flag| set.insert(flag));
        set
    }
}

impl fmt::Debug for FlagSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

fn place(flag: Flag) -> (usize, u64) {
    let number = flag as usize;
    (number / 64, 1 << (number % 64))
}
