//! The protocol as a whole: every message against bytes that the reference made, and packets.

mod frames;
mod shown;
mod tables;
mod vectors;
