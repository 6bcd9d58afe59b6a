//! The first stage: text to types, with no knowledge of host or driver.

pub(crate) mod cpu;
pub(crate) mod devices;
pub(crate) mod domain;
pub(crate) mod unmodelled;

use fv_error::Result;
use fv_model_xml::{Context, Document, Element, Scope};

use crate::Domain;

/// Reads a document in the variant that `scope` names; nothing is filled in yet.
pub fn parse(text: &str, scope: Scope) -> Result<Domain> {
    let document = Document::parse_root(text, "domain")?;
    Domain::read(document.root(), &Context::new(scope))
}
