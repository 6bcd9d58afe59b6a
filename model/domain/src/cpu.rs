//! The guest's processor: model, features, topology.

use fv_error::Result;
use fv_model_xml::{Body, Context, Element, Node, OnOff, Token, read};

use crate::numa::Numa;

/// The guest's processor.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cpu {
    /// Where the model comes from.
    pub mode: CpuMode,
    /// How closely a host has to match a named model.
    pub matching: CpuMatch,
    /// What is checked before the start.
    pub check: Option<CpuCheck>,
    /// Whether features that bar a migration are left out.
    pub migratable: Option<OnOff>,
    /// Whether features that are going away are left out.
    pub deprecated_features: Option<OnOff>,
    /// The model's name.
    pub model: Option<String>,
    /// What happens when the hypervisor does not know the model.
    pub fallback: CpuFallback,
    /// The vendor the guest sees.
    pub vendor_id: Option<String>,
    /// The vendor the host has to have.
    pub vendor: Option<String>,
    /// Sockets, dies, clusters, cores, threads.
    pub topology: Option<CpuTopology>,
    /// The cache the guest sees.
    pub cache: Option<CpuCache>,
    /// The width of physical addresses.
    pub max_phys_addr: Option<MaxPhysAddr>,
    /// Single features, on top of the model.
    pub features: Vec<CpuFeature>,
    /// The guest's nodes.
    pub numa: Option<Numa>,
}

/// Where the model comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Token)]
pub enum CpuMode {
    /// The document names it.
    #[default]
    Custom,
    /// The nearest to the host's.
    HostModel,
    /// The host's own.
    HostPassthrough,
    /// All the hypervisor can do.
    Maximum,
}

/// How closely a host has to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Token)]
pub enum CpuMatch {
    /// It may have more.
    Minimum,
    /// It may have more, but the guest does not see it.
    #[default]
    Exact,
    /// It may not have more.
    Strict,
}

/// What is checked before the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum CpuCheck {
    /// Nothing.
    None,
    /// What can be known before.
    Partial,
    /// What the hypervisor made of it.
    Full,
}

/// What happens when the hypervisor does not know the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Token)]
pub enum CpuFallback {
    /// The nearest one is taken.
    #[default]
    Allow,
    /// The start fails.
    Forbid,
}

/// Sockets, dies, clusters, cores, threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CpuTopology {
    /// Sockets of the machine.
    pub sockets: u32,
    /// Dies of a socket.
    pub dies: u32,
    /// Clusters of a die.
    pub clusters: u32,
    /// Cores of a cluster.
    pub cores: u32,
    /// Threads of a core.
    pub threads: u32,
}

/// The cache the guest sees.
#[derive(Debug, Clone, PartialEq, Eq, Element)]
#[xml(name = "cache")]
pub struct CpuCache {
    /// Its level.
    #[xml(attr)]
    pub level: Option<u32>,
    /// Where its description comes from.
    #[xml(attr, required)]
    pub mode: CpuCacheMode,
}

/// Where the description of a cache comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum CpuCacheMode {
    /// The hypervisor makes it up.
    Emulate,
    /// The host.
    Passthrough,
    /// There is none.
    Disable,
}

/// The width of physical addresses.
#[derive(Debug, Clone, PartialEq, Eq, Element)]
#[xml(name = "maxphysaddr")]
pub struct MaxPhysAddr {
    /// Where it comes from.
    #[xml(attr, required)]
    pub mode: MaxPhysAddrMode,
    /// The width in bits.
    #[xml(attr)]
    pub bits: Option<u32>,
    /// The most bits taken from the host.
    #[xml(attr, omit_default)]
    pub limit: u32,
}

/// Where the width of addresses comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum MaxPhysAddrMode {
    /// The document.
    Emulate,
    /// The host.
    Passthrough,
}

/// One feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CpuFeature {
    /// What is asked of it.
    pub policy: CpuPolicy,
    /// Its name.
    pub name: String,
}

/// What is asked of a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Token)]
pub enum CpuPolicy {
    /// The guest gets it, whatever the host has.
    Force,
    /// The guest gets it, and the host has to have it.
    #[default]
    Require,
    /// The guest gets it if the host has it.
    Optional,
    /// The guest does not get it.
    Disable,
    /// The guest does not start where the host has it.
    Forbid,
}

impl Cpu {
    /// Says whether the document says anything about the model.
    pub fn is_plain(&self) -> bool {
        self.mode == CpuMode::Custom && self.model.is_none()
    }
}

impl Element for Cpu {
    const DESCRIPTION: &'static fv_model_xml::Description = &fv_model_xml::Description {
        name: "cpu",
        fields: &[],
    };

    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        crate::parse::cpu::read(node, cx)
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        if !self.is_plain() {
            body.attr("mode", &self.mode);
            if self.mode == CpuMode::Custom {
                body.attr("match", &self.matching);
            }
            body.attr_opt("check", self.check.as_ref());
            if matches!(self.mode, CpuMode::HostPassthrough | CpuMode::Maximum) {
                body.attr_opt("migratable", self.migratable.as_ref());
            }
            body.attr_opt("deprecated_features", self.deprecated_features.as_ref());
        }
        self.write_parts(body, cx);
        if let Some(numa) = &self.numa {
            body.element("numa", numa, cx);
        }
    }
}

impl Cpu {
    /// Writes what stands inside of the element, but for the guest's nodes.
    pub fn write_parts(&self, body: &mut Body<'_>, cx: &Context) {
        if matches!(self.mode, CpuMode::Custom | CpuMode::HostModel) {
            self.write_model(body);
        }
        if let Some(topology) = &self.topology {
            topology.write_element(body);
        }
        if let Some(cache) = &self.cache {
            body.element("cache", cache, cx);
        }
        if let Some(addr) = &self.max_phys_addr {
            body.element("maxphysaddr", addr, cx);
        }
        for feature in &self.features {
            body.child("feature", |body| {
                body.attr("policy", &feature.policy);
                body.attr("name", &feature.name);
            });
        }
    }

    fn write_model(&self, body: &mut Body<'_>) {
        if self.model.is_some() || self.vendor_id.is_some() {
            body.child("model", |body| {
                if self.model.is_some() {
                    body.attr("fallback", &self.fallback);
                }
                body.attr_opt("vendor_id", self.vendor_id.as_ref());
                if let Some(model) = &self.model {
                    body.text(model);
                }
            });
        }
        body.text_opt("vendor", self.vendor.as_ref());
    }
}

impl CpuTopology {
    /// Writes `<topology …/>` as a child of the open element.
    pub fn write_element(&self, body: &mut Body<'_>) {
        body.child("topology", |body| {
            body.attr("sockets", &self.sockets);
            body.attr("dies", &self.dies);
            body.attr("clusters", &self.clusters);
            body.attr("cores", &self.cores);
            body.attr("threads", &self.threads);
        });
    }

    /// Reads it; dies and clusters may be left out.
    pub fn read(node: Node<'_>) -> Result<Self> {
        Ok(Self {
            sockets: positive(node, "sockets")?,
            dies: optional(node, "dies")?,
            clusters: optional(node, "clusters")?,
            cores: positive(node, "cores")?,
            threads: positive(node, "threads")?,
        })
    }

    /// How many processors it makes.
    pub fn count(&self) -> u64 {
        [
            self.sockets,
            self.dies,
            self.clusters,
            self.cores,
            self.threads,
        ]
        .iter()
        .fold(1u64, |count, part| count.saturating_mul(u64::from(*part)))
    }
}

fn positive(node: Node<'_>, name: &str) -> Result<u32> {
    Ok(read::attr_required::<std::num::NonZeroU32>(node, name)?.get())
}

fn optional(node: Node<'_>, name: &str) -> Result<u32> {
    Ok(read::attr::<std::num::NonZeroU32>(node, name)?.map_or(1, std::num::NonZeroU32::get))
}
