//! Secrets of the machine: wrapped keys, protected guests, user ids of containers.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_xml::{Body, Context, Description, Element, Node, OnOff, Token, YesNo, read};
use fv_types::number::{self, Base};

/// Ciphers of s390 whose keys are wrapped.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct KeyWrap {
    /// AES.
    pub aes: Option<OnOff>,
    /// DEA.
    pub dea: Option<OnOff>,
}

impl Element for KeyWrap {
    const DESCRIPTION: &'static Description = &Description {
        name: "keywrap",
        fields: &[],
    };

    fn read(node: Node<'_>, _: &Context) -> Result<Self> {
        let mut keys = Self::default();
        for cipher in node.children("cipher") {
            let state: OnOff = read::attr_required(cipher, "state")?;
            let name = cipher.attr("name").unwrap_or_default();
            let place = match read::attr_required::<CipherName>(cipher, "name")? {
                CipherName::Aes => &mut keys.aes,
                CipherName::Dea => &mut keys.dea,
            };
            if place.replace(state).is_some() {
                return Err(Error::new(
                    ErrorDomain::Domain,
                    ErrorCode::InvalidArg,
                    format!(
                        "A domain definition can have no more than one cipher node with name {name}"
                    ),
                ));
            }
        }
        Ok(keys)
    }

    fn write(&self, body: &mut Body<'_>, _: &Context) {
        for (name, state) in [(CipherName::Aes, self.aes), (CipherName::Dea, self.dea)] {
            if let Some(state) = state {
                body.child("cipher", |body| {
                    body.attr("name", &name);
                    body.attr("state", &state);
                });
            }
        }
    }
}

/// The ciphers whose keys can be wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum CipherName {
    /// `aes`
    Aes,
    /// `dea`
    Dea,
}

/// How a guest is protected from its host.
#[derive(Debug, Clone, PartialEq)]
pub enum LaunchSecurity {
    /// By AMD's encrypted memory.
    Sev(Sev),
    /// By AMD's encrypted memory with integrity.
    SevSnp(SevSnp),
    /// By the firmware of s390.
    S390Pv,
}

/// What both kinds of AMD's protection are told.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SevCommon {
    /// Whether the kernel and its file system are measured.
    pub kernel_hashes: Option<YesNo>,
    /// The bit that marks encrypted pages.
    pub cbitpos: Option<u32>,
    /// How many bits addresses lose.
    pub reduced_phys_bits: Option<u32>,
}

/// AMD's encrypted memory.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sev {
    /// What both kinds are told.
    pub common: SevCommon,
    /// What is allowed.
    pub policy: u32,
    /// The owner's key.
    pub dh_cert: Option<String>,
    /// The owner's session.
    pub session: Option<String>,
}

/// AMD's encrypted memory with integrity.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SevSnp {
    /// What both kinds are told.
    pub common: SevCommon,
    /// Whether the owner's key is measured.
    pub author_key: Option<YesNo>,
    /// Whether the processor's own key signs.
    pub vcek: Option<YesNo>,
    /// What is allowed.
    pub policy: u64,
    /// What the host says of itself.
    pub workarounds: Option<String>,
    /// The block that identifies the guest.
    pub id_block: Option<String>,
    /// The signature of that.
    pub id_auth: Option<String>,
    /// What the host adds to the measurement.
    pub host_data: Option<String>,
}

impl SevCommon {
    fn read(node: Node<'_>) -> Result<Self> {
        let number = |name: &str| match node.child(name) {
            None => Ok(None),
            Some(child) => match number::parse_u32(&child.text(), Base::Decimal) {
                Some(value) => Ok(Some(value)),
                None => Err(malformed(format!("failed to get launch security {name}"))),
            },
        };
        Ok(Self {
            kernel_hashes: read::attr(node, "kernelHashes")?,
            cbitpos: number("cbitpos")?,
            reduced_phys_bits: number("reducedPhysBits")?,
        })
    }

    fn write(&self, body: &mut Body<'_>) {
        body.attr_opt("kernelHashes", self.kernel_hashes.as_ref());
        body.text_opt("cbitpos", self.cbitpos.as_ref());
        body.text_opt("reducedPhysBits", self.reduced_phys_bits.as_ref());
    }
}

impl Element for LaunchSecurity {
    const DESCRIPTION: &'static Description = &Description {
        name: "launchSecurity",
        fields: &[],
    };

    fn read(node: Node<'_>, _: &Context) -> Result<Self> {
        let policy = || {
            let text = node
                .child("policy")
                .map(fv_model_xml::Node::text)
                .unwrap_or_default();
            number::parse_u64_positive(&text, Base::Prefixed)
        };
        let text = |name: &str| read::text(node, name);
        Ok(
            match read::attr_required::<LaunchSecurityKind>(node, "type")? {
                LaunchSecurityKind::Sev => Self::Sev(Sev {
                    common: SevCommon::read(node)?,
                    policy: policy()
                        .and_then(|policy| u32::try_from(policy).ok())
                        .ok_or_else(|| {
                            malformed(
                                "failed to get launch security policy for launch security type SEV",
                            )
                        })?,
                    dh_cert: text("dhCert")?,
                    session: text("session")?,
                }),
                LaunchSecurityKind::SevSnp => Self::SevSnp(SevSnp {
                    common: SevCommon::read(node)?,
                    author_key: read::attr(node, "authorKey")?,
                    vcek: read::attr(node, "vcek")?,
                    policy: policy().ok_or_else(|| {
                        malformed(
                            "failed to get launch security policy for launch security type SEV-SNP",
                        )
                    })?,
                    workarounds: text("guestVisibleWorkarounds")?,
                    id_block: text("idBlock")?,
                    id_auth: text("idAuth")?,
                    host_data: text("hostData")?,
                }),
                LaunchSecurityKind::S390Pv => Self::S390Pv,
            },
        )
    }

    fn write(&self, body: &mut Body<'_>, _: &Context) {
        match self {
            Self::Sev(sev) => {
                body.attr("type", &LaunchSecurityKind::Sev);
                sev.common.write(body);
                body.child_text("policy", &format!("0x{:04x}", sev.policy));
                body.text_opt("dhCert", sev.dh_cert.as_ref());
                body.text_opt("session", sev.session.as_ref());
            }
            Self::SevSnp(snp) => {
                body.attr("type", &LaunchSecurityKind::SevSnp);
                snp.common.write(body);
                body.attr_opt("authorKey", snp.author_key.as_ref());
                body.attr_opt("vcek", snp.vcek.as_ref());
                body.child_text("policy", &format!("0x{:08x}", snp.policy));
                body.text_opt("guestVisibleWorkarounds", snp.workarounds.as_ref());
                body.text_opt("idBlock", snp.id_block.as_ref());
                body.text_opt("idAuth", snp.id_auth.as_ref());
                body.text_opt("hostData", snp.host_data.as_ref());
            }
            Self::S390Pv => body.attr("type", &LaunchSecurityKind::S390Pv),
        }
    }
}

/// The kinds of protection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum LaunchSecurityKind {
    /// `sev`
    Sev,
    /// `sev-snp`
    SevSnp,
    /// `s390-pv`
    #[token("s390-pv")]
    S390Pv,
}

/// The host's users and groups a container's stand for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IdMap {
    /// Users.
    pub users: Vec<IdRange>,
    /// Groups.
    pub groups: Vec<IdRange>,
}

/// A range of ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Element)]
pub struct IdRange {
    /// The container's first.
    #[xml(attr, required)]
    pub start: u32,
    /// The host's first.
    #[xml(attr, required)]
    pub target: u32,
    /// How many.
    #[xml(attr, required)]
    pub count: u32,
}

impl Element for IdMap {
    const DESCRIPTION: &'static Description = &Description {
        name: "idmap",
        fields: &[],
    };

    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        let sorted = |name: &str| -> Result<Vec<IdRange>> {
            let mut ranges: Vec<IdRange> = read::list(node, name, cx)?;
            ranges.sort_by_key(|range| range.start);
            Ok(ranges)
        };
        Ok(Self {
            users: sorted("uid")?,
            groups: sorted("gid")?,
        })
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        // Without users there is no map.
        if self.users.is_empty() {
            return;
        }
        self.users
            .iter()
            .for_each(|range| body.element("uid", range, cx));
        self.groups
            .iter()
            .for_each(|range| body.element("gid", range, cx));
    }
}

fn malformed(text: impl Into<String>) -> Error {
    Error::new(ErrorDomain::Domain, ErrorCode::XmlError, text)
}
