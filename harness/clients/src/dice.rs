//! Numbers that look random and are the same in every run.

/// A generator after Marsaglia (xorshift), with its state, which must not be 0.
#[derive(Debug, Clone)]
pub struct Dice(pub u64);

impl Dice {
    /// Returns the next number.
    pub fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Returns a number below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.roll() % limit
    }

    /// Returns a number of 32 bits.
    pub fn word(&mut self) -> u32 {
        let [a, b, c, d, ..] = self.roll().to_be_bytes();
        u32::from_be_bytes([a, b, c, d])
    }

    /// Returns fewer than `length_max` bytes.
    pub fn bytes(&mut self, length_max: u64) -> Vec<u8> {
        let length = self.below(length_max);
        (0..length).map(|_| self.word().to_be_bytes()[0]).collect()
    }
}
