//! Small values that every layer shares: uuid, typed parameters, bitmaps, numbers, ranked locks.
//!
//! Everything here is pure: no input or output, no clock, no randomness of its own. What libvirt
//! accepts as text is accepted here in the same way, quirks included, because the documents and
//! configuration files of users depend on it.
//!
//! Read first: [`Uuid`], [`TypedParam`], [`Bitmap`], [`lock::Mutex`].

pub mod address;
pub mod bitmap;
pub mod disk_name;
pub mod kernel_line;
pub mod lock;
pub mod number;
pub mod size;
pub mod text;
pub mod time_zone;
pub mod typed_param;
pub mod uri;
pub mod uuid;

pub use bitmap::Bitmap;
pub use typed_param::{TypedKind, TypedParam, TypedValue};
pub use uuid::Uuid;
