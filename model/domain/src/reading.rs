//! The three stages together: what every driver calls to read a definition.

use fv_error::Result;
use fv_model_xml::{Context, Document, Element, Node, Scope};

use crate::os::Arch;
use crate::rules::{DriverRules, Purpose};
use crate::{Domain, resolve, validate};

/// How a definition is read: variant, driver, and what only the caller can know.
#[expect(missing_debug_implementations, reason = "holds a closure")]
pub struct Reading<'r> {
    /// The variant of the document.
    pub scope: Scope,
    /// What it is read for.
    pub purpose: Purpose,
    /// The driver's part.
    pub rules: &'r dyn DriverRules,
    /// The processor a guest has when the document names none.
    pub host_arch: Arch,
    /// Fills a buffer with random bytes; uuids and hardware addresses are made of them.
    pub random: &'r mut dyn FnMut(&mut [u8]),
}

impl Reading<'_> {
    /// Reads a document through all three stages.
    pub fn domain(&mut self, text: &str) -> Result<Domain> {
        let document = Document::parse_root(text, "domain")?;
        self.node(document.root())
    }

    /// Reads a domain that is part of another document.
    pub fn node(&mut self, node: Node<'_>) -> Result<Domain> {
        crate::parse::unmodelled::refuse_unserved(node, self.rules)?;
        let mut domain = Domain::read(node, &Context::new(self.scope))?;
        resolve::resolve(&mut domain, self)?;
        if !self.purpose.skip_validate {
            validate::validate(&domain, self.rules)?;
        }
        Ok(domain)
    }
}
