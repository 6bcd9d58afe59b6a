//! XML as libvirt reads and writes it: a tree with positions, a writer exact to the byte.
//!
//! A document is text until [`Document::parse`] has checked it (well formed, within [`Limits`]);
//! then its elements are read into types that implement [`Element`], most of them derived.
//! [`Writer`] turns such types back into text with libvirt's quoting and indent. This crate knows
//! no vocabulary: it has no idea what a domain is. It does no I/O and validates against no schema.
//!
//! Read first: [`Document`], [`Element`], [`Writer`].

extern crate self as fv_model_xml;

mod context;
mod describe;
mod document;
mod element;
mod errors;
mod fragment;
mod scan;
mod value;
mod write;

#[cfg(test)]
mod tests;

pub use context::{Context, Scope};
pub use describe::{Description, Field, Place};
pub use document::{Document, Limits, Node, Piece};
pub use element::{Element, read};
pub use errors::{
    duplicate, invalid_value, missing_attribute, missing_element, unsupported, xml_error,
};
pub use fragment::{Fragment, escape_attribute, escape_text};
pub use fv_model_xml_derive::{Element, Token};
pub use value::{Expected, Hex, OnOff, Value, YesNo};
pub use write::{Body, Writer, escape};
