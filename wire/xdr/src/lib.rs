//! XDR (RFC 4506), as far as libvirt's protocols use it.
//!
//! A *form* says how a value looks on the wire: [`Plain`], [`Text`], [`Opaque`], [`List`],
//! [`Maybe`] and a few more. A form that can write a type implements [`Put`] for it, one that
//! can read it implements [`Take`]. Structs are lists of fields with their forms, one row each
//! in [`xdr_struct!`], [`xdr_borrowed!`] or, for types of another crate, [`xdr_form!`].
//!
//! Bytes come from anybody: every length is compared with its bound and with the bytes that
//! are there before anything is allocated, nothing recurses, and text must be UTF-8 without
//! NUL. This crate knows no message, no procedure and no I/O.
//!
//! Read first: [`Encoder`], [`Decoder`], [`Put`].

mod decode;
mod encode;
mod form;
mod param;
mod row;

pub use decode::{Decoder, Fault, Take, decode};
pub use encode::{Encoder, Put, TooLong, encode};
pub use form::{CharArray, Chars, Lent, List, Maybe, Opaque, Plain, Text};
pub use param::Param;

/// How many bytes a string may have in libvirt's protocols, unless a field says otherwise.
pub const STRING_MAX: usize = 4_194_304;

#[cfg(test)]
mod tests;
