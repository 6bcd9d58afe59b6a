//! What tests of all crates share: scratch folders, golden files, waiting, fault loops.
//!
//! For tests only; nothing that ships depends on it. It knows nothing of daemons or guests:
//! those helpers live with the black-box tests. Functions panic where a test should fail.
//!
//! Read first: [`Scratch`], [`golden()`], [`wait_until`], [`each_fault`].

#![expect(clippy::panic, reason = "a panic is how a test fails")]

mod faults;
mod golden;
mod scratch;
mod waiting;

pub use faults::each_fault;
pub use golden::{assert_golden, golden};
pub use scratch::Scratch;
pub use waiting::{wait_for, wait_until};

#[cfg(test)]
mod tests;
