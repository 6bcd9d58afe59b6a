//! The protocol as a whole: every message against bytes that the reference made, and packets.

#[cfg(test)]
mod frames;
#[cfg(test)]
mod shown;
#[cfg(test)]
mod tables;
#[cfg(test)]
mod vectors;
