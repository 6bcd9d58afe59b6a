//! Fuzzing of everything that reads bytes of others, with inputs that can be made again.
//!
//! A [`Target`] reads bytes with the code under test and checks what must hold: no panic, what
//! was read can be written and read again. The [`Runner`] makes inputs from seeds by a seeded
//! generator; an input with an outcome that was not seen before becomes a seed itself, which
//! leads deeper into a parser than chance alone. It needs no instrumentation and no other
//! compiler; the same seed and number of runs make the same inputs.
//!
//! Read first: [`Target`], [`Runner`], [`targets()`].

mod generator;
mod mutate;
mod runner;
mod target;
mod targets;

pub use generator::Generator;
pub use runner::{Budget, Fault, Runner, Summary};
pub use target::{Outcome, Target};
pub use targets::targets;

#[cfg(test)]
mod tests;
