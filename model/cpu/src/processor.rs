//! A processor as documents describe it: a host's or a guest's.

use std::collections::HashSet;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::cpu::{Cpu, CpuFeature, CpuPolicy, CpuTopology};
use fv_model_domain::os::Arch;
use fv_model_xml::{Body, Context, Document, Element, Node, Writer, YesNo, read};

use crate::bits::Signature;
use crate::decode::Kind;

/// A processor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Processor {
    /// Whose it is.
    pub kind: Kind,
    /// Its architecture; documents of guests do not say it.
    pub arch: Option<Arch>,
    /// Model, features and topology. A host requires all its features.
    pub cpu: Cpu,
    /// The version of a host's microcode; zero if that is not known.
    pub microcode: u32,
    /// Which processor a host has.
    pub signature: Option<Signature>,
    /// A host's time stamp counter.
    pub tsc: Option<Tsc>,
}

/// A time stamp counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tsc {
    /// How fast it is, in hertz.
    pub frequency: u64,
    /// Whether it can be scaled for guests.
    pub scaling: Option<YesNo>,
}

impl From<Cpu> for Processor {
    fn from(cpu: Cpu) -> Self {
        Self {
            cpu,
            ..Self::default()
        }
    }
}

impl Processor {
    /// Reads a document of its own.
    pub fn parse(text: &str) -> Result<Self> {
        let document = Document::parse(text).map_err(as_cpu)?;
        Self::read(document.root())
    }

    /// Reads a host's document of its own.
    pub fn parse_host(text: &str) -> Result<Self> {
        let document = Document::parse(text).map_err(as_cpu)?;
        check_name(document.root())?;
        read_host(document.root())
    }

    /// Reads an element; a host's has an architecture.
    pub fn read(node: Node<'_>) -> Result<Self> {
        check_name(node)?;
        if node.child("arch").is_none() {
            return Ok(Cpu::read(node, &Context::default())?.into());
        }
        if node.attr("match").is_some() {
            let detail =
                "'arch' element cannot be used inside 'cpu' element with 'match' attribute'";
            return Err(malformed(detail.into()));
        }
        read_host(node)
    }

    /// Writes the document.
    pub fn to_xml(&self) -> String {
        let mut writer = Writer::new();
        match self.kind {
            Kind::Guest => writer.value("cpu", &self.cpu, &Context::default()),
            Kind::Host => writer.element("cpu", |body| {
                body.text_opt("arch", self.arch.as_ref());
                self.write_host(body);
            }),
        }
        writer.finish()
    }

    /// Writes what follows the architecture of a host.
    pub fn write_host(&self, body: &mut Body<'_>) {
        let cpu = &self.cpu;
        body.text_opt("model", cpu.model.as_ref());
        body.text_opt("vendor", cpu.vendor.as_ref());
        if self.microcode != 0 {
            body.child("microcode", |body| body.attr("version", &self.microcode));
        }
        if let Some(signature) = self.signature.filter(|it| it.family != 0) {
            body.child("signature", |body| {
                body.attr("family", &signature.family);
                body.attr("model", &signature.model);
                body.attr("stepping", &signature.stepping);
            });
        }
        if let Some(tsc) = &self.tsc {
            body.child("counter", |body| {
                body.attr_text("name", "tsc");
                body.attr("frequency", &tsc.frequency);
                body.attr_opt("scaling", tsc.scaling.as_ref());
            });
        }
        if let Some(topology) = &cpu.topology {
            topology.write_element(body);
        }
        if let Some(address) = &cpu.max_phys_addr {
            body.element("maxphysaddr", address, &Context::default());
        }
        for feature in &cpu.features {
            body.child("feature", |body| body.attr("name", &feature.name));
        }
    }
}

fn check_name(node: Node<'_>) -> Result<()> {
    match node.name() {
        "cpu" => Ok(()),
        _ => Err(malformed(
            "XML does not contain expected 'cpu' element".into(),
        )),
    }
}

/// A document that is no XML at all is reported as the processor's.
fn as_cpu(error: Error) -> Error {
    error.in_domain(ErrorDomain::Cpu)
}

fn read_host(node: Node<'_>) -> Result<Processor> {
    if node.attr("mode").is_some() {
        return Err(unsupported(
            "Attribute mode is only allowed for guest CPU".into(),
        ));
    }
    let word: Option<String> = read::text(node, "arch")?;
    let word = word.ok_or_else(|| malformed("Missing CPU architecture".into()))?;
    let arch = Arch::from_word(&word)
        .ok_or_else(|| unsupported(format!("Unknown architecture {word}")))?;
    let model: Option<String> = read::text(node, "model")?;
    let model = model.ok_or_else(|| malformed("Missing CPU model name".into()))?;
    let microcode = match node.child("microcode").and_then(|it| it.attr("version")) {
        None => 0,
        Some(text) => text
            .parse()
            .map_err(|_| unsupported("invalid microcode version".into()))?,
    };
    let tsc = node
        .children("counter")
        .find(|it| it.attr("name") == Some("tsc"));
    Ok(Processor {
        kind: Kind::Host,
        arch: Some(arch),
        cpu: Cpu {
            model: Some(model),
            vendor: read::text(node, "vendor")?,
            topology: node.child("topology").map(CpuTopology::read).transpose()?,
            features: host_features(node)?,
            max_phys_addr: read::child(node, "maxphysaddr", &Context::default())?,
            ..Cpu::default()
        },
        microcode,
        signature: node.child("signature").map(read_signature).transpose()?,
        tsc: tsc.map(read_tsc).transpose()?,
    })
}

fn read_signature(node: Node<'_>) -> Result<Signature> {
    Ok(Signature {
        family: read::attr_required::<std::num::NonZeroU32>(node, "family")?.get(),
        model: read::attr_required(node, "model")?,
        stepping: read::attr_required(node, "stepping")?,
    })
}

fn read_tsc(node: Node<'_>) -> Result<Tsc> {
    Ok(Tsc {
        frequency: read::attr_required(node, "frequency")?,
        scaling: read::attr(node, "scaling")?,
    })
}

fn host_features(node: Node<'_>) -> Result<Vec<CpuFeature>> {
    let mut features: Vec<CpuFeature> = Vec::new();
    // Anybody may send a description, with as many as a document holds.
    let mut seen = HashSet::new();
    for child in node.children("feature") {
        let Some(name) = child.attr("name").filter(|name| !name.is_empty()) else {
            return Err(malformed("Invalid CPU feature name".into()));
        };
        if !seen.insert(name) {
            let detail = format!("CPU feature '{name}' specified more than once");
            return Err(malformed(detail));
        }
        features.push(CpuFeature {
            name: name.to_string(),
            policy: CpuPolicy::Require,
        });
    }
    Ok(features)
}

fn unsupported(detail: String) -> Error {
    Error::new(ErrorDomain::Cpu, ErrorCode::ConfigUnsupported, detail)
}

fn malformed(detail: String) -> Error {
    Error::new(ErrorDomain::Cpu, ErrorCode::XmlError, detail)
}
