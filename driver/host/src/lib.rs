//! What drivers do to the host for their guests: so far the ownership of files.
//!
//! A guest's emulator runs as a user of its own; the files it needs are given to that user when
//! it starts and given back when it ends, and whether that user can reach them can be asked
//! before. Knows no kind of guest and no document.
//!
//! Read first: [`Ownership`], [`Owner`], [`Walker`].

mod access_list;
mod memory;
mod owner;
mod ownership;
mod reach;

pub use owner::{Account, Owner, account};
pub use ownership::{Ownership, Remember};
pub use reach::{Holder, Obstacle, Refused, Use, Walker};
