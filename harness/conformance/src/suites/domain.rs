//! Domain documents through the parser and formatter that every driver shares.

use std::sync::Arc;

use anyhow::Result;
use fv_model_domain::os::Arch;
use fv_model_domain::{Ability, Domain, DriverRules, Purpose, Reading, Scope};
use serde_json::json;

use crate::{Case, Corpus, Produced, Suite};

pub(super) fn all() -> Vec<Arc<dyn Suite>> {
    vec![Arc::new(Generic), Arc::new(Filesystems)]
}

/// The rules of the generic parser: no driver, processors one by one.
struct GenericRules;

impl DriverRules for GenericRules {
    fn understands(&self, _: &str) -> bool {
        true
    }

    fn has(&self, ability: Ability) -> bool {
        ability == Ability::IndividualVcpus
    }
}

/// The counting bytes that stand for random ones in the corpus.
pub(super) fn counting_bytes(buffer: &mut [u8]) {
    for (value, byte) in (0..).zip(buffer) {
        *byte = value;
    }
}

fn read(text: &str, scope: Scope) -> fv_error::Result<Domain> {
    let mut reading = Reading {
        scope,
        purpose: Purpose {
            live: scope.has(Scope::LIVE),
            ..Purpose::default()
        },
        rules: &GenericRules,
        host_arch: Arch::X86_64,
        random: &mut counting_bytes,
    };
    reading.domain(text)
}

/// `genericxml2xml`: a document, read and written.
struct Generic;

impl Suite for Generic {
    fn name(&self) -> &str {
        "genericxml2xml"
    }

    fn run(&self, case: &Case, corpus: &Corpus) -> Result<Produced> {
        let text = corpus.text(case.need_input("xml")?)?;
        let live = if case.is_set("live") {
            Scope::LIVE
        } else {
            Scope::NONE
        };
        let scope = live | Scope::SECRET;
        Ok(match read(&text, scope) {
            Ok(domain) => Produced::file("xml", domain.to_xml(scope)),
            Err(error) => Produced::failed("parse-error", error.message()),
        })
    }
}

/// `domainconf`: looking a file system up by its place in the guest.
struct Filesystems;

impl Suite for Filesystems {
    fn name(&self) -> &str {
        "domainconf"
    }

    fn run(&self, case: &Case, corpus: &Corpus) -> Result<Produced> {
        let text = corpus.text(case.inline_text("domain")?)?;
        let place = case.inline_text("path")?;
        let domain = match read(&text, Scope::NONE) {
            Ok(domain) => domain,
            Err(error) => return Ok(Produced::failed("parse-error", error.message())),
        };
        let filesystems = &domain.devices.filesystems;
        let found = filesystems.iter().any(|found| found.target == place);
        Ok(Produced::value(json!({ "found": found })))
    }
}
