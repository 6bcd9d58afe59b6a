//! From a resolved domain to the command that starts its emulator; nothing else.
//!
//! The result is a plan without side effect: arguments, environment, and the descriptors that
//! the emulator is to inherit. Nothing here looks at the host; what it is like comes in with the
//! input. Completing the definition is `driver/qemu-resolve`.
//!
//! Read first: [`CommandPlan`], [`props::Props`].

mod plan;
pub mod props;
mod text;

#[cfg(test)]
mod tests;

pub use plan::{Arg, Command, CommandPlan, FdPlace, FdPurpose};
