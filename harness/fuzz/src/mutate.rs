//! Damage: many small changes, few large ones.

use crate::Generator;

/// Makes a damaged copy of `input`, now and then with a piece of `other` or a word in it.
pub(crate) fn mutate(
    generator: &mut Generator,
    input: &[u8],
    other: &[u8],
    words: &[&str],
    length_max: usize,
) -> Vec<u8> {
    let mut bytes = input.to_vec();
    // One change is the most likely number, but some inputs need several at once.
    for _ in 0..1 << generator.below(4) {
        change(generator, &mut bytes, other, words);
    }
    bytes.truncate(length_max);
    bytes
}

fn change(generator: &mut Generator, bytes: &mut Vec<u8>, other: &[u8], words: &[&str]) {
    let at = generator.below(bytes.len() + 1);
    match generator.below(12) {
        0 | 1 => {
            let bit = 1 << generator.below(8);
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= bit;
            }
        }
        2 => {
            let new = generator.byte();
            if let Some(byte) = bytes.get_mut(at) {
                *byte = new;
            }
        }
        3 => number_word(generator, bytes, at),
        4 => {
            let end = at + generator.below(bytes.len() - at + 1);
            bytes.drain(at..end);
        }
        5 => bytes.truncate(at),
        6 => {
            let piece = piece_of(generator, other);
            bytes.splice(at..at, piece);
        }
        7 => {
            let piece = piece_of(generator, bytes);
            bytes.splice(at..at, piece);
        }
        8 => repeat(generator, bytes, at),
        9 => {
            let random: Vec<u8> = (0..generator.below(8)).map(|_| generator.byte()).collect();
            bytes.splice(at..at, random);
        }
        _ => {
            let word = generator.pick(words).copied().unwrap_or("");
            let end = at + generator.below(2) * word.len().min(bytes.len() - at);
            bytes.splice(at..end, word.bytes());
        }
    }
}

/// Puts a number that often matters over four or eight bytes, big end first as XDR wants it.
fn number_word(generator: &mut Generator, bytes: &mut [u8], at: usize) {
    // Numbers on the wire stand at multiples of four.
    let at = at & !3;
    let number = generator.pick(NUMBERS).copied().unwrap_or(0);
    let wide = generator.below(4) == 0;
    let text = if wide {
        number.to_be_bytes().to_vec()
    } else {
        (number as u32).to_be_bytes().to_vec()
    };
    if let Some(place) = bytes.get_mut(at..at + text.len()) {
        place.copy_from_slice(&text);
    }
}

/// Repeats a piece many times: depth and length.
fn repeat(generator: &mut Generator, bytes: &mut Vec<u8>, at: usize) {
    let rest = bytes.get(at..).unwrap_or_default();
    let piece = rest[..generator.below(rest.len().min(16) + 1)].to_vec();
    let times = 1 << generator.below(12);
    bytes.splice(at..at, piece.repeat(times));
}

fn piece_of(generator: &mut Generator, bytes: &[u8]) -> Vec<u8> {
    let start = generator.below(bytes.len() + 1);
    let length = generator.below((bytes.len() - start).min(256) + 1);
    bytes[start..start + length].to_vec()
}

const NUMBERS: &[u64] = &[
    0,
    1,
    2,
    3,
    4,
    7,
    16,
    28,
    255,
    256,
    65_535,
    65_536,
    4_194_304,
    4_194_305,
    33_554_432,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_fffc,
    0xffff_ffff,
    0x7fff_ffff_ffff_ffff,
    0x8000_0000_0000_0000,
    u64::MAX,
];
