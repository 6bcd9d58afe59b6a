//! What is known of x86 processors: features by name, models by the features they have.
//!
//! The names are those of domain documents; the table beside the code says which bits stand behind each. It knows
//! nothing of the host, finds no model for a set of features and compares no two processors. Other architectures
//! have no table.
//!
//! Read [`Bits`] first, then [`Model`]; [`update_live`] is what a driver calls once a guest's processor exists.

mod bits;
mod live;
mod table;
#[cfg(test)]
mod tests;

pub use bits::{Bits, Register, Word};
pub use live::{has_feature, update_live};
pub use table::{Feature, Model, feature, features, from_qemu, model};
