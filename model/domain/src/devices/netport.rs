//! What a switch is told of an interface: VLAN tags, limits of throughput, port profiles.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_xml::{Body, Context, Description, Element, Node, Token, YesNo, read, xml_error};
use fv_types::Uuid;
use fv_types::number::{self, Base};

/// VLAN tags.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Vlan {
    /// Whether packets may carry tags themselves.
    pub trunk: bool,
    /// The tags.
    pub tags: Vec<VlanTag>,
}

/// A VLAN tag.
#[derive(Debug, Clone, PartialEq, Eq, Element)]
#[xml(name = "tag")]
pub struct VlanTag {
    /// Its number.
    #[xml(attr, required)]
    pub id: u32,
    /// Whether it is the one of packets without a tag.
    #[xml(attr)]
    pub native_mode: Option<NativeMode>,
}

/// How packets of the native VLAN are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum NativeMode {
    /// `tagged`
    Tagged,
    /// `untagged`
    Untagged,
}

impl Element for Vlan {
    const DESCRIPTION: &'static Description = &Description {
        name: "vlan",
        fields: &[],
    };

    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        let tags: Vec<VlanTag> = read::list(node, "tag", cx)?;
        if tags.is_empty() {
            return Err(malformed(
                "missing tag id - each <vlan> must have at least one <tag id='n'/> subelement",
            ));
        }
        if let Some(tag) = tags.iter().find(|tag| tag.id > 4095) {
            return Err(malformed(format!(
                "vlan tag id {} too large (maximum 4095)",
                tag.id
            )));
        }
        let native = tags.iter().filter(|tag| tag.native_mode.is_some()).count();
        if native > 1 {
            return Err(malformed("duplicate native vlan setting"));
        }
        let trunk = node.attr("trunk");
        if trunk.is_some_and(|trunk| trunk != "yes") && (tags.len() > 1 || native > 0) {
            let trunk = trunk.unwrap_or_default();
            return Err(malformed(format!(
                "invalid \"trunk='{trunk}'\" in <vlan> - trunk='yes' is required for more than one vlan tag"
            )));
        }
        Ok(Self {
            trunk: trunk == Some("yes") || tags.len() > 1 || native > 0,
            tags,
        })
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        if self.trunk {
            body.attr("trunk", &YesNo::Yes);
        }
        self.tags
            .iter()
            .for_each(|tag| body.element("tag", tag, cx));
    }
}

/// Limits of throughput.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "bandwidth")]
pub struct Bandwidth {
    /// Of packets to the guest.
    #[xml(child)]
    pub inbound: Option<Rate>,
    /// Of packets from the guest.
    #[xml(child)]
    pub outbound: Option<Rate>,
}

/// A limit of throughput, in KiB a second.
#[derive(Debug, Clone, PartialEq, Eq, Default, Element)]
#[xml(name = "rate")]
pub struct Rate {
    /// The usual.
    #[xml(attr, omit_default)]
    pub average: u64,
    /// The most.
    #[xml(attr, omit_default)]
    pub peak: u64,
    /// The least that is promised.
    #[xml(attr, omit_default)]
    pub floor: u64,
    /// How many KiB may go at the most.
    #[xml(attr, omit_default)]
    pub burst: u64,
}

/// What a switch is told of a port.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct VirtualPort {
    /// The kind of switch.
    pub kind: Option<VirtualPortKind>,
    /// The manager's id.
    pub manager_id: Option<u32>,
    /// The type's id.
    pub type_id: Option<u32>,
    /// The type's version.
    pub type_id_version: Option<u32>,
    /// The instance.
    pub instance_id: Option<Uuid>,
    /// The interface.
    pub interface_id: Option<Uuid>,
    /// The profile.
    pub profile_id: Option<String>,
}

/// The kinds of switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum VirtualPortKind {
    /// `802.1Qbg`
    #[token("802.1Qbg")]
    Qbg,
    /// `802.1Qbh`
    #[token("802.1Qbh")]
    Qbh,
    /// `openvswitch`
    Openvswitch,
    /// `midonet`
    Midonet,
}

impl Element for VirtualPort {
    const DESCRIPTION: &'static Description = &Description {
        name: "virtualport",
        fields: &[],
    };

    fn read(node: Node<'_>, _: &Context) -> Result<Self> {
        let kind = match node.attr("type") {
            None => None,
            Some(word) => Some(VirtualPortKind::from_word(word).ok_or_else(|| {
                let text = format!("unknown virtualport type {word}");
                Error::new(ErrorDomain::Domain, ErrorCode::ConfigUnsupported, text)
            })?),
        };
        let Some(node) = node.child("parameters") else {
            return Ok(Self {
                kind,
                ..Self::default()
            });
        };
        let number = |name: &str, max: u32, large: &str| match node.attr(name) {
            None => Ok(None),
            Some(text) => match number::parse_u32(text, Base::Prefixed) {
                None => Err(malformed(format!("cannot parse value of {name} parameter"))),
                Some(value) if value > max => {
                    Err(malformed(format!("value {large} {name} out of range")))
                }
                value => Ok(value),
            },
        };
        let uuid = |name: &str| match node.attr(name) {
            None => Ok(None),
            Some(text) => match Uuid::parse(text) {
                None => Err(malformed(format!(
                    "cannot parse {name} parameter as a uuid"
                ))),
                uuid => Ok(uuid),
            },
        };
        Ok(Self {
            kind,
            manager_id: number("managerid", 0xff, "of")?,
            type_id: number("typeid", 0xff_ffff, "for")?,
            type_id_version: number("typeidversion", 0xff, "of")?,
            instance_id: uuid("instanceid")?,
            interface_id: uuid("interfaceid")?,
            profile_id: node.attr("profileid").map(str::to_owned),
        })
    }

    fn write(&self, body: &mut Body<'_>, _: &Context) {
        body.attr_opt("type", self.kind.as_ref());
        body.child_unless_empty("parameters", |body| {
            body.attr_opt("managerid", self.manager_id.as_ref());
            body.attr_opt("typeid", self.type_id.as_ref());
            body.attr_opt("typeidversion", self.type_id_version.as_ref());
            body.attr_opt("instanceid", self.instance_id.as_ref());
            body.attr_opt("interfaceid", self.interface_id.as_ref());
            body.attr_opt("profileid", self.profile_id.as_ref());
        });
    }
}

fn malformed(text: impl Into<String>) -> Error {
    xml_error(text).in_domain(ErrorDomain::Domain)
}
