//! What is known of processors: features by name, models by the features they have, and what follows from them.
//!
//! The names are those of domain documents; the table beside the code says which bits stand behind each. From the bits
//! of a processor the nearest model is found, descriptions are compared with hosts, made to fit them, translated to the
//! models that a hypervisor has, and reduced to what several hosts have in common. Only x86 has features behind its
//! models; of others little more than names is known. This crate does no I/O: it reads no host's registers.
//!
//! Read [`Bits`] first, then [`Model`] and [`Map`]. [`decode()`] finds the nearest model; [`update_live`] is what a
//! driver calls once a guest's processor exists.

mod arch;
mod baseline;
mod bits;
mod compare;
mod data;
mod decode;
mod edit;
mod live;
mod map;
mod processor;
mod table;
#[cfg(test)]
mod tests;
mod update;

pub use arch::{
    arm_model, canonical_model, convert_legacy, model_names, ppc64_model, validate_features,
    vendor_of,
};
pub use baseline::{Baseline, Migratable, baseline};
pub use bits::{Bits, Register, Signature, Word};
pub use compare::{Compared, Comparison, check_forbidden, compare, compare_unusable};
pub use decode::{Choice, Kind, Nearest, Offer, decode};
pub use edit::set_policy;
pub use live::{has_feature, update_live};
pub use map::Map;
pub use processor::{Processor, Tsc};
pub use table::{
    Feature, Model, SignatureRange, Use, feature, features, from_qemu, model, vendor_bits,
};
pub use update::{expand, is_in_register, keep_migratable, translate, update};
