//! Sets of small numbers, mostly CPUs, with libvirt's text forms.
//!
//! A bitmap has a size; numbers at or beyond it cannot be set unless the set may grow. The text
//! form is a list such as `0-3,8,^2`, where exclusions apply in the order in which they stand.

use std::fmt;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};

use crate::number::{self, Base};

/// A set of numbers below its size.
#[derive(Clone, Default)]
pub struct Bitmap {
    size: usize,
    words: Vec<u64>,
}

impl Bitmap {
    /// An empty set with room for `size` numbers.
    pub fn new(size: usize) -> Self {
        Self {
            size,
            words: vec![0; size.div_ceil(WORD)],
        }
    }

    /// Reads a list whose numbers must all be below `size`.
    pub fn parse(text: &str, size: usize) -> Result<Self> {
        let mut bitmap = Self::new(size);
        bitmap
            .parse_into(text, Growth::Fixed)
            .ok_or_else(|| unparsable(text))?;
        Ok(bitmap)
    }

    /// Reads a list; the set grows as needed, within [`GROWTH_LIMIT`].
    pub fn parse_unlimited(text: &str) -> Result<Self> {
        let mut bitmap = Self::default();
        bitmap
            .parse_into(text, Growth::Free)
            .ok_or_else(|| unparsable(text))?;
        Ok(bitmap)
    }

    /// Reads a list as [`Bitmap::parse_unlimited`] does; white space alone is the empty set.
    pub fn parse_unlimited_or_empty(text: &str) -> Result<Self> {
        if text.trim_start_matches(is_space).is_empty() {
            return Ok(Self::default());
        }
        Self::parse_unlimited(text)
    }

    /// Reads a string of hexadecimal digits, the most significant first.
    pub fn from_hex(text: &str) -> Result<Self> {
        let mut bitmap = Self::new(text.len() * 4);
        for (place, digit) in text.bytes().rev().enumerate() {
            let Some(value) = char::from(digit).to_digit(16) else {
                let detail = format!("Invalid hexadecimal string '{text}'");
                return Err(Error::new(ErrorDomain::None, ErrorCode::InvalidArg, detail));
            };
            bitmap.words[place * 4 / WORD] |= u64::from(value) << (place * 4 % WORD);
        }
        Ok(bitmap)
    }

    /// Reads bytes of which the first holds the numbers 0 to 7.
    pub fn from_data(data: &[u8]) -> Self {
        let mut bitmap = Self::new(data.len() * 8);
        for (index, &byte) in data.iter().enumerate() {
            bitmap.words[index / 8] |= u64::from(byte) << (index % 8 * 8);
        }
        bitmap
    }

    /// Writes the digits that [`Bitmap::from_hex`] reads, as many as the size needs.
    pub fn to_hex(&self) -> String {
        let digits = self.size.div_ceil(4);
        (0..digits)
            .rev()
            .map(|place| self.words[place * 4 / WORD] >> (place * 4 % WORD) & 0xf)
            .filter_map(|value| char::from_digit(value as u32, 16))
            .collect()
    }

    /// Writes the bytes that [`Bitmap::from_data`] reads, up to the last one that is not zero.
    ///
    /// The empty set gives one byte, as in libvirt.
    pub fn to_data(&self) -> Vec<u8> {
        let len = self.last().map_or(1, |last| last / 8 + 1);
        self.to_data_of_len(len)
    }

    /// Writes exactly `len` bytes, cut or filled with zeros.
    pub fn to_data_of_len(&self, len: usize) -> Vec<u8> {
        let bytes = self.words.iter().flat_map(|word| word.to_le_bytes());
        let mut data: Vec<u8> = bytes.take(len).collect();
        data.resize(len, 0);
        data
    }

    /// How many numbers the set has room for.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Whether the number is in the set.
    pub fn contains(&self, number: usize) -> bool {
        number < self.size && self.words[number / WORD] >> (number % WORD) & 1 == 1
    }

    /// Adds a number; tells whether it was within the size.
    #[must_use]
    pub fn set(&mut self, number: usize) -> bool {
        let fits = number < self.size;
        if fits {
            self.words[number / WORD] |= 1 << (number % WORD);
        }
        fits
    }

    /// Removes a number; tells whether it was within the size.
    pub fn clear(&mut self, number: usize) -> bool {
        let fits = number < self.size;
        if fits {
            self.words[number / WORD] &= !(1 << (number % WORD));
        }
        fits
    }

    /// Adds every number below the size.
    pub fn set_all(&mut self) {
        self.words.fill(u64::MAX);
        self.clear_tail();
    }

    /// Cuts the size down to `size`, if it is larger.
    pub fn shrink(&mut self, size: usize) {
        if size < self.size {
            self.size = size;
            self.words.truncate(size.div_ceil(WORD));
            self.clear_tail();
        }
    }

    /// The numbers in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(index, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                let bit = rest.trailing_zeros() as usize;
                // The last step clears the lowest bit that is set.
                (rest != 0)
                    .then(|| rest &= rest - 1)
                    .map(|()| index * WORD + bit)
            })
        })
    }

    /// How many numbers are in the set.
    pub fn count(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// Whether no number is in the set.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|&word| word == 0)
    }

    /// Whether every number below the size is in the set.
    pub fn is_full(&self) -> bool {
        self.count() == self.size
    }

    /// The smallest number of the set.
    pub fn first(&self) -> Option<usize> {
        self.iter().next()
    }

    /// The largest number of the set.
    pub fn last(&self) -> Option<usize> {
        let (index, word) = self
            .words
            .iter()
            .enumerate()
            .rfind(|(_, word)| **word != 0)?;
        Some(index * WORD + WORD - 1 - word.leading_zeros() as usize)
    }

    /// Whether the sets have a number in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.words.iter().zip(&other.words).any(|(a, b)| a & b != 0)
    }

    /// Adds the numbers of the other set and grows for them.
    pub fn unite(&mut self, other: &Self) {
        self.grow(other.size);
        self.words
            .iter_mut()
            .zip(&other.words)
            .for_each(|(a, b)| *a |= b);
    }

    /// Keeps the numbers that the other set has too.
    pub fn intersect(&mut self, other: &Self) {
        let others = other.words.iter().chain(std::iter::repeat(&0));
        self.words.iter_mut().zip(others).for_each(|(a, b)| *a &= b);
    }

    /// Removes the numbers of the other set.
    pub fn subtract(&mut self, other: &Self) {
        self.words
            .iter_mut()
            .zip(&other.words)
            .for_each(|(a, b)| *a &= !b);
    }

    /// Replaces the set by the numbers below its size that it did not have.
    pub fn negate(&mut self) {
        self.words.iter_mut().for_each(|word| *word = !*word);
        self.clear_tail();
    }

    fn parse_into(&mut self, text: &str, growth: Growth) -> Option<()> {
        let mut rest = skip_spaces(text);
        if rest.is_empty() {
            return None;
        }
        while !rest.is_empty() {
            let excluded = rest.starts_with('^');
            let (start, tail) = list_number(rest.strip_prefix('^').unwrap_or(rest))?;
            let mut last = start;
            rest = tail;
            if let Some(tail) = rest.strip_prefix('-').filter(|_| !excluded) {
                let tail = skip_spaces(tail);
                (last, rest) = list_number(tail)?;
            }
            self.apply(start, last, excluded, growth)?;
            rest = match rest.strip_prefix(',') {
                Some(tail) => skip_spaces(tail),
                None if rest.is_empty() => rest,
                None => return None,
            };
        }
        Some(())
    }

    fn apply(&mut self, start: usize, last: usize, excluded: bool, growth: Growth) -> Option<()> {
        let limit = match growth {
            Growth::Fixed => self.size,
            Growth::Free => GROWTH_LIMIT,
        };
        if last < start || last >= limit {
            return None;
        }
        self.grow(last + 1);
        for number in start..=last {
            let fits = if excluded {
                self.clear(number)
            } else {
                self.set(number)
            };
            debug_assert!(fits, "the set has grown for the number");
        }
        Some(())
    }

    fn grow(&mut self, size: usize) {
        if size > self.size {
            self.size = size;
            self.words.resize(size.div_ceil(WORD), 0);
        }
    }

    fn clear_tail(&mut self) {
        let used = self.size % WORD;
        if let Some(last) = self.words.last_mut().filter(|_| used != 0) {
            *last &= (1 << used) - 1;
        }
    }
}

impl fmt::Display for Bitmap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut numbers = self.iter().peekable();
        let mut separator = "";
        while let Some(start) = numbers.next() {
            let mut last = start;
            while numbers.next_if_eq(&(last + 1)).is_some() {
                last += 1;
            }
            write!(f, "{separator}{start}")?;
            if last > start {
                write!(f, "-{last}")?;
            }
            separator = ",";
        }
        Ok(())
    }
}

impl fmt::Debug for Bitmap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bitmap({self} of {})", self.size)
    }
}

/// Sets are equal when they hold the same numbers, whatever their sizes.
impl PartialEq for Bitmap {
    fn eq(&self, other: &Self) -> bool {
        let len = self.words.len().max(other.words.len());
        let word = |bitmap: &Self, index| bitmap.words.get(index).copied().unwrap_or(0);
        (0..len).all(|index| word(self, index) == word(other, index))
    }
}

impl Eq for Bitmap {}

impl FromIterator<usize> for Bitmap {
    /// Collects numbers; those at or above [`GROWTH_LIMIT`] are left out.
    fn from_iter<I: IntoIterator<Item = usize>>(numbers: I) -> Self {
        let mut bitmap = Self::default();
        for number in numbers.into_iter().filter(|&number| number < GROWTH_LIMIT) {
            bitmap.grow(number + 1);
            bitmap.words[number / WORD] |= 1 << (number % WORD);
        }
        bitmap
    }
}

#[derive(Clone, Copy)]
enum Growth {
    Fixed,
    Free,
}

/// One number of a list, with blanks after it skipped.
fn list_number(text: &str) -> Option<(usize, &str)> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (value, rest) = number::split_i32(text, Base::Decimal)?;
    Some((usize::try_from(value).ok()?, skip_spaces(rest)))
}

fn skip_spaces(text: &str) -> &str {
    text.trim_start_matches(is_space)
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t'..='\r')
}

fn unparsable(text: &str) -> Error {
    let detail = format!("Failed to parse bitmap '{text}'");
    Error::new(ErrorDomain::None, ErrorCode::InvalidArg, detail)
}

/// Where a growing set stops, so that a short text cannot ask for much memory (2 MiB at most).
pub const GROWTH_LIMIT: usize = 1 << 24;

/// The bits of one word.
const WORD: usize = 64;

#[cfg(test)]
mod tests;
