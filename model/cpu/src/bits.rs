//! Sets of bits that a processor tells of itself, by CPUID or in registers of its model.

/// A register with 32 bits of features.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it is read.
    pub register: Register,
    /// Which of the four parts: EAX, EBX, ECX, EDX.
    pub part: u8,
}

/// Where a word is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Register {
    /// The instruction CPUID, with a leaf and a sub-leaf.
    Cpuid(u32, u32),
    /// A model-specific register, by its index.
    Msr(u32),
}

/// A set of bits.
///
/// A feature is mostly a single bit and a model has some twenty words, so a list is searched faster than a map.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bits(Vec<(Word, u32)>);

impl Bits {
    /// Family, model and stepping of the processor; zeros if it does not tell.
    pub fn signature(&self) -> Signature {
        Signature::from_register(self.mask(Signature::WORD))
    }

    /// The words with a bit, in no order.
    pub fn words(&self) -> impl Iterator<Item = (Word, u32)> {
        self.0.iter().copied().filter(|(_, mask)| *mask != 0)
    }

    /// Puts in the bits of one word.
    pub fn insert(&mut self, word: Word, mask: u32) {
        match self.0.iter_mut().find(|(known, _)| *known == word) {
            Some((_, known)) => *known |= mask,
            None => self.0.push((word, mask)),
        }
    }

    /// Puts in all bits of another set.
    pub fn add(&mut self, other: &Self) {
        for (word, mask) in other.words() {
            self.insert(word, mask);
        }
    }

    /// Takes out all bits of another set.
    pub fn subtract(&mut self, other: &Self) {
        for (word, mask) in &mut self.0 {
            *mask &= !other.mask(*word);
        }
    }

    /// Leaves only the bits that are in another set too.
    pub fn intersect(&mut self, other: &Self) {
        for (word, mask) in &mut self.0 {
            *mask &= other.mask(*word);
        }
    }

    /// Says whether all bits of another set are in this one.
    pub fn contains(&self, other: &Self) -> bool {
        other
            .words()
            .all(|(word, mask)| self.mask(word) & mask == mask)
    }

    /// Says whether there is no bit.
    pub fn is_empty(&self) -> bool {
        self.words().next().is_none()
    }

    /// The bits of one word.
    pub fn mask(&self, word: Word) -> u32 {
        let found = self.0.iter().find(|(known, _)| *known == word);
        found.map_or(0, |(_, mask)| *mask)
    }
}

/// Which processor it is: family, model, stepping.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// The family.
    pub family: u32,
    /// The model in the family.
    pub model: u32,
    /// The stepping of the model.
    pub stepping: u32,
}

impl Signature {
    /// Where a processor tells it.
    pub const WORD: Word = Word {
        register: Register::Cpuid(1, 0),
        part: 0,
    };

    /// Takes it apart: the fields were extended once, and the extensions lie elsewhere.
    pub fn from_register(eax: u32) -> Self {
        Self {
            family: (eax >> 20 & 0xff) + (eax >> 8 & 0xf),
            model: (eax >> 12 & 0xf0) + (eax >> 4 & 0xf),
            stepping: eax & 0xf,
        }
    }

    /// Puts it together again.
    pub fn to_register(self) -> u32 {
        let (extended, family) = match self.family.checked_sub(0xf) {
            Some(extended) => (extended & 0xff, 0xf),
            None => (0, self.family),
        };
        let model = (self.model >> 4 & 0xf) << 16 | (self.model & 0xf) << 4;
        extended << 20 | model | family << 8 | self.stepping & 0xf
    }
}
