//! Trusted platform modules.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_xml::{
    Body, Context, Description, Element, Fragment, Node, Token, YesNo, read, xml_error,
};
use fv_types::Uuid;

use super::address::{DeviceInfo, info};

/// A trusted platform module.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "tpm")]
pub struct Tpm {
    /// The device; told by the machine when it is not given.
    #[xml(attr)]
    pub model: Option<TpmModel>,
    /// Who provides it.
    #[xml(hook = backend)]
    pub backend: TpmBackend,
    /// Alias and address.
    #[xml(hook = info)]
    pub info: DeviceInfo,
    /// What the driver keeps in status files.
    #[xml(hook = crate::private)]
    pub private: Option<Fragment>,
}

/// The devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum TpmModel {
    /// `tpm-tis`
    TpmTis,
    /// `tpm-crb`
    TpmCrb,
    /// `tpm-spapr`
    TpmSpapr,
    /// `spapr-tpm-proxy`
    SpaprTpmProxy,
}

/// Who provides a module.
#[derive(Debug, Clone, PartialEq)]
pub enum TpmBackend {
    /// The host's module.
    Passthrough {
        /// Its path.
        path: String,
    },
    /// A program.
    Emulator(Box<TpmEmulator>),
    /// A program somebody else runs.
    External {
        /// Its socket.
        path: Option<String>,
    },
}

/// A program that is a module.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TpmEmulator {
    /// The version of the interface.
    pub version: Option<TpmVersion>,
    /// Whether its state outlives the definition.
    pub persistent_state: bool,
    /// How much it says.
    pub debug: u32,
    /// The secret its state is encrypted with.
    pub secret: Option<Uuid>,
    /// The banks of registers that are on.
    pub pcr_banks: Vec<PcrBank>,
    /// Where its state is.
    pub source: Option<(TpmSourceKind, String)>,
    /// What it is restricted to.
    pub profile: Option<TpmProfile>,
}

/// The versions of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum TpmVersion {
    /// `1.2`
    #[token("1.2")]
    V1_2,
    /// `2.0`
    #[token("2.0")]
    V2_0,
}

/// The banks of registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Token)]
pub enum PcrBank {
    /// `sha1`
    Sha1,
    /// `sha256`
    Sha256,
    /// `sha384`
    Sha384,
    /// `sha512`
    Sha512,
}

/// Where a module's state is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum TpmSourceKind {
    /// In a file.
    File,
    /// In a folder.
    Dir,
}

/// What a module is restricted to.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "profile")]
pub struct TpmProfile {
    /// Where the profile comes from.
    #[xml(attr)]
    pub source: Option<String>,
    /// What is done with algorithms the host forbids.
    #[xml(attr)]
    pub remove_disabled: Option<RemoveDisabled>,
    /// The profile's name.
    #[xml(attr)]
    pub name: Option<String>,
}

/// What is done with algorithms the host forbids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum RemoveDisabled {
    /// `check`
    Check,
    /// `fips-host`
    FipsHost,
}

/// The kinds of back end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum TpmBackendKind {
    /// `passthrough`
    Passthrough,
    /// `emulator`
    Emulator,
    /// `external`
    External,
}

impl Element for TpmBackend {
    const DESCRIPTION: &'static Description = &Description {
        name: "backend",
        fields: &[],
    };

    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        let path = |child: &str| {
            node.child(child)
                .and_then(|child| child.attr("path"))
                .map(str::to_owned)
        };
        Ok(match read::attr_required::<TpmBackendKind>(node, "type")? {
            TpmBackendKind::Passthrough => Self::Passthrough {
                path: path("device").unwrap_or_else(|| "/dev/tpm0".into()),
            },
            TpmBackendKind::Emulator => Self::Emulator(Box::new(TpmEmulator::read(node, cx)?)),
            TpmBackendKind::External => match node.child("source").and_then(|n| n.attr("type")) {
                Some("unix") => Self::External {
                    path: path("source"),
                },
                Some(word) => {
                    return Err(unsupported(format!(
                        "unknown backend source type '{word}' for external TPM"
                    )));
                }
                None => return Err(malformed("missing external TPM backend source type")),
            },
        })
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        match self {
            Self::Passthrough { path } => {
                body.attr("type", &TpmBackendKind::Passthrough);
                body.child("device", |body| body.attr("path", path));
            }
            Self::Emulator(emulator) => {
                body.attr("type", &TpmBackendKind::Emulator);
                emulator.write(body, cx);
            }
            Self::External { path } => {
                body.attr("type", &TpmBackendKind::External);
                body.child("source", |body| {
                    body.attr_text("type", "unix");
                    body.attr_text("mode", "connect");
                    body.attr_opt("path", path.as_ref());
                });
            }
        }
    }
}

impl TpmEmulator {
    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        let mut pcr_banks = Vec::new();
        for bank in node
            .child("active_pcr_banks")
            .iter()
            .flat_map(|list| list.elements())
        {
            let known = PcrBank::from_word(bank.name());
            pcr_banks.push(
                known.ok_or_else(|| {
                    unsupported(format!("Unsupported PCR banks '{}'", bank.name()))
                })?,
            );
        }
        pcr_banks.sort_unstable();
        pcr_banks.dedup();
        let secret = node
            .child("encryption")
            .and_then(|node| node.attr("secret"));
        Ok(Self {
            version: read::attr(node, "version")?,
            persistent_state: match node.attr("persistent_state") {
                None | Some("no") => false,
                Some("yes") => true,
                Some(_) => {
                    return Err(internal(
                        "Invalid persistent_state value, either 'yes' or 'no'".into(),
                    ));
                }
            },
            debug: read::attr(node, "debug")?.unwrap_or_default(),
            secret: match secret {
                None => None,
                Some(text) => Some(
                    Uuid::parse(text)
                        .ok_or_else(|| internal(format!("Unable to parse secret uuid '{text}'")))?,
                ),
            },
            pcr_banks,
            source: match node.child("source") {
                None => None,
                Some(source) => match source.attr("path") {
                    Some(path) => read::attr(source, "type")?.map(|kind| (kind, path.to_owned())),
                    None => return Err(malformed("missing TPM source path")),
                },
            },
            profile: read::child(node, "profile", cx)?,
        })
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        body.attr_opt("version", self.version.as_ref());
        if self.persistent_state {
            body.attr("persistent_state", &YesNo::Yes);
        }
        if self.debug != 0 {
            body.attr("debug", &self.debug);
        }
        if let Some(secret) = &self.secret {
            body.child("encryption", |body| body.attr("secret", secret));
        }
        body.child_unless_empty("active_pcr_banks", |body| {
            self.pcr_banks
                .iter()
                .for_each(|bank| body.child(bank.as_str(), |_| {}));
        });
        if let Some((kind, path)) = &self.source {
            body.child("source", |body| {
                body.attr("type", kind);
                body.attr("path", path);
            });
        }
        if let Some(profile) = &self.profile
            && (profile.source.is_some() || profile.name.is_some())
        {
            body.element("profile", profile, cx);
        }
    }
}

/// Exactly one back end.
mod backend {
    use super::*;

    pub(super) fn read(node: Node<'_>, cx: &Context) -> Result<TpmBackend> {
        let mut backends = node.children("backend");
        match (backends.next(), backends.next()) {
            (Some(backend), None) => TpmBackend::read(backend, cx),
            (Some(_), Some(_)) => Err(malformed("only one TPM backend is supported")),
            (None, _) => Err(malformed("missing TPM device backend")),
        }
    }

    pub(super) fn write(backend: &TpmBackend, body: &mut Body<'_>, cx: &Context) {
        body.element("backend", backend, cx);
    }
}

fn malformed(text: &str) -> Error {
    xml_error(text).in_domain(ErrorDomain::Domain)
}

fn unsupported(text: String) -> Error {
    Error::new(ErrorDomain::Domain, ErrorCode::ConfigUnsupported, text)
}

fn internal(text: String) -> Error {
    Error::internal(ErrorDomain::Domain, text)
}
