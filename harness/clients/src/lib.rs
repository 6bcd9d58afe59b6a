//! Black-box tests: real clients against the real daemon, and the small guests they run.
//!
//! The kit here starts `ferrovirtd` for one test under a folder of its own, runs Debian's `virsh` against it,
//! types into guests, and leaves nothing behind, not even when a test fails. It knows the program from outside
//! only: no crate of the daemon is linked, so nothing can be tested that a user could not see.
//!
//! Read first: [`Host`] (one test's world), [`Terminal`] (typing and reading), [`guest`] (what runs inside a domain).
#![expect(clippy::panic, reason = "a kit for tests fails by panicking")]

mod below;
mod dice;
mod embedded;
pub mod emulator;
pub mod golden;
pub mod guest;
mod host;
pub mod nbd;
mod network;
pub mod processes;
pub mod program;
pub mod raw;
pub mod reference;
mod script;
mod terminal;

pub use below::set_mode;
pub use dice::Dice;
pub use embedded::Embedded;
pub use host::{Host, daemon_program, fvirsh_program};
pub use script::{Script, words};
pub use terminal::Terminal;
