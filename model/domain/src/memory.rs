//! Memory: how much, how backed, how limited. Sizes are in KiB inside, as libvirt writes them.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_xml::{Body, Context, Element, Node, OnOff, Token, read, xml_error};
use fv_types::number::{self, Base};

/// The largest size libvirt takes on a 64-bit host, in bytes.
pub const BYTES_MAX: u64 = i64::MAX as u64;

/// How much memory a guest has.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Memory {
    /// What it starts with, modules of memory included; zero until it is known.
    pub total_kib: u64,
    /// What the balloon leaves it.
    pub current_kib: u64,
    /// What it may grow to by adding modules; zero if it may not.
    pub max_kib: u64,
    /// Slots for such modules.
    pub slots: u32,
    /// Whether a dump of the emulator holds the guest's memory.
    pub dump_core: Option<OnOff>,
}

/// Reads a size with its unit, in bytes.
pub(crate) fn scaled(node: Node<'_>, scale: u64, limit: u64) -> Result<u64> {
    let text = node.text();
    let path = node.name();
    let Some(value) = number::parse_u64_positive(&text, Base::Decimal) else {
        return Err(xml_error(format!(
            "Invalid value '{text}' for element or attribute './{path}[1]'"
        )));
    };
    let unit = node.attr("unit").unwrap_or_default();
    fv_types::size::scale_integer(value, unit, scale, limit)
}

/// Reads a size with its unit, rounded up to KiB; without a unit it is KiB.
pub(crate) fn scaled_kib(node: Node<'_>) -> Result<u64> {
    let kib = scaled(node, 1024, BYTES_MAX)?.div_ceil(1024);
    if kib >= BYTES_MAX.div_ceil(1024) {
        return Err(Error::new(
            ErrorDomain::Domain,
            ErrorCode::Overflow,
            "size value too large",
        ));
    }
    Ok(kib)
}

/// Reads a size that stands in an attribute, with its unit beside it, rounded up to KiB.
pub(crate) fn scaled_attr(node: Node<'_>, name: &str) -> Result<u64> {
    Ok(scaled_attr_of(node, name, 1024)?.div_ceil(1024))
}

/// Reads a size that stands in an attribute, in bytes unless the unit says otherwise.
pub(crate) fn scaled_attr_bytes(node: Node<'_>, name: &str) -> Result<u64> {
    scaled_attr_of(node, name, 1)
}

fn scaled_attr_of(node: Node<'_>, name: &str, scale: u64) -> Result<u64> {
    let Some(text) = node.attr(name) else {
        return Err(xml_error(format!(
            "missing element or attribute './@{name}'"
        )));
    };
    let Some(value) = number::parse_u64_positive(text, Base::Decimal) else {
        return Err(xml_error(format!(
            "Invalid value '{text}' for element or attribute './@{name}'"
        )));
    };
    let unit = node.attr("unit").unwrap_or_default();
    fv_types::size::scale_integer(value, unit, scale, BYTES_MAX)
}

/// Writes a size, unless it is zero.
pub(crate) fn write_kib(name: &str, kib: u64, body: &mut Body<'_>) {
    if kib != 0 {
        write_kib_always(name, kib, body);
    }
}

/// Writes a size.
pub(crate) fn write_kib_always(name: &str, kib: u64, body: &mut Body<'_>) {
    body.child(name, |body| {
        body.attr_text("unit", "KiB");
        body.text(&kib.to_string());
    });
}

/// The three sizes; they stand next to each other at the top of the document.
pub(crate) mod sizes {
    use super::*;

    pub(crate) fn read(node: Node<'_>, _: &Context) -> Result<Memory> {
        let size = |name: &str| match node.child(name) {
            Some(size) => scaled_kib(size),
            None => Ok(0),
        };
        Ok(Memory {
            total_kib: size("memory")?,
            current_kib: size("currentMemory")?,
            max_kib: size("maxMemory")?,
            slots: slots(node)?,
            dump_core: match node.child("memory") {
                Some(memory) => read::attr(memory, "dumpCore")?,
                None => None,
            },
        })
    }

    fn slots(node: Node<'_>) -> Result<u32> {
        let text = node.child("maxMemory").and_then(|max| max.attr("slots"));
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            return Ok(0);
        };
        number::parse_u32(text, Base::Decimal)
            .ok_or_else(|| xml_error("Failed to parse memory slot count"))
    }

    pub(crate) fn write(memory: &Memory, body: &mut Body<'_>, _: &Context) {
        if memory.slots > 0 || memory.max_kib > 0 {
            body.child("maxMemory", |body| {
                if memory.slots > 0 {
                    body.attr("slots", &memory.slots);
                }
                body.attr_text("unit", "KiB");
                body.text(&memory.max_kib.to_string());
            });
        }
        body.child("memory", |body| {
            body.attr_opt("dumpCore", memory.dump_core.as_ref());
            body.attr_text("unit", "KiB");
            body.text(&memory.total_kib.to_string());
        });
        body.child("currentMemory", |body| {
            body.attr_text("unit", "KiB");
            body.text(&memory.current_kib.to_string());
        });
    }
}

/// What the guest's memory is made of.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "memoryBacking")]
pub struct MemoryBacking {
    /// Huge pages of the host.
    #[xml(child = "hugepages")]
    pub huge_pages: Option<HugePages>,
    /// Whether equal pages are not shared.
    #[xml(flag = "nosharepages")]
    pub no_share_pages: bool,
    /// Whether it is never swapped out.
    #[xml(flag)]
    pub locked: bool,
    /// Where it comes from.
    #[xml(child)]
    pub source: Option<MemorySource>,
    /// Who sees writes.
    #[xml(child)]
    pub access: Option<MemoryAccess>,
    /// When it is taken.
    #[xml(child)]
    pub allocation: Option<MemoryAllocation>,
    /// Whether it is thrown away when the guest stops.
    #[xml(flag)]
    pub discard: bool,
}

/// Huge pages of the host.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "hugepages", keep_empty)]
pub struct HugePages {
    /// Which sizes for which nodes; none means the host's default.
    #[xml(list = "page")]
    pub pages: Vec<HugePage>,
}

/// One size of huge pages.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HugePage {
    /// The size in KiB.
    pub size_kib: u64,
    /// The guest's nodes that use it.
    pub nodeset: Option<fv_types::Bitmap>,
}

impl Element for HugePage {
    const DESCRIPTION: &'static fv_model_xml::Description = &fv_model_xml::Description {
        name: "page",
        fields: &[],
    };

    fn read(node: Node<'_>, _: &Context) -> Result<Self> {
        let Some(size) = node.attr("size") else {
            return Err(xml_error("missing element or attribute './@size'"));
        };
        let Some(size) = number::parse_u64_positive(size, Base::Decimal) else {
            return Err(xml_error(format!(
                "Invalid value '{size}' for element or attribute './@size'"
            )));
        };
        let unit = node.attr("unit").unwrap_or_default();
        let bytes = fv_types::size::scale_integer(size, unit, 1024, BYTES_MAX)?;
        if bytes == 0 {
            return Err(xml_error("hugepage size can't be zero"));
        }
        let nodeset = node
            .attr("nodeset")
            .map(|text| fv_types::Bitmap::parse(text, 1024));
        Ok(Self {
            size_kib: bytes.div_ceil(1024),
            nodeset: nodeset.transpose()?,
        })
    }

    fn write(&self, body: &mut Body<'_>, _: &Context) {
        body.attr("size", &self.size_kib);
        body.attr_text("unit", "KiB");
        if let Some(nodeset) = &self.nodeset {
            body.attr_text("nodeset", &nodeset.to_string());
        }
    }
}

/// `<source type='memfd'/>`
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "source")]
pub struct MemorySource {
    /// Where memory comes from.
    #[xml(attr = "type", required)]
    pub kind: MemorySourceKind,
}

/// Where memory comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum MemorySourceKind {
    /// A file in the host's memory folder.
    File,
    /// Nowhere in particular.
    Anonymous,
    /// A file without a name.
    Memfd,
}

/// `<access mode='shared'/>`
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "access")]
pub struct MemoryAccess {
    /// Who sees writes.
    #[xml(attr, required)]
    pub mode: MemoryAccessMode,
}

/// Who sees writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum MemoryAccessMode {
    /// Others too.
    Shared,
    /// The guest alone.
    Private,
}

/// `<allocation mode='immediate'/>`
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "allocation")]
pub struct MemoryAllocation {
    /// When memory is taken from the host.
    #[xml(attr)]
    pub mode: Option<AllocationMode>,
    /// By how many threads.
    #[xml(attr, omit_default)]
    pub threads: u32,
}

/// When memory is taken from the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum AllocationMode {
    /// At the start.
    Immediate,
    /// When it is used.
    Ondemand,
}

/// Limits of memory, in KiB; none is given by `None`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MemTune {
    /// Never more than this.
    pub hard_limit_kib: Option<u64>,
    /// Not more than this when memory is short.
    pub soft_limit_kib: Option<u64>,
    /// Not less than this.
    pub min_guarantee_kib: Option<u64>,
    /// Memory and swap together never more than this.
    pub swap_hard_limit_kib: Option<u64>,
}

/// The value that stands for no limit.
pub const UNLIMITED_KIB: u64 = 9007199254740991;

impl Element for MemTune {
    const DESCRIPTION: &'static fv_model_xml::Description = &fv_model_xml::Description {
        name: "memtune",
        fields: &[],
    };

    fn read(node: Node<'_>, _: &Context) -> Result<Self> {
        let limit = |name: &str| -> Result<Option<u64>> {
            let Some(limit) = node.child(name) else {
                return Ok(None);
            };
            let kib = scaled(limit, 1024, u64::MAX)?.div_ceil(1024);
            Ok(Some(kib).filter(|kib| *kib < UNLIMITED_KIB))
        };
        Ok(Self {
            hard_limit_kib: limit("hard_limit")?,
            soft_limit_kib: limit("soft_limit")?,
            min_guarantee_kib: limit("min_guarantee")?,
            swap_hard_limit_kib: limit("swap_hard_limit")?,
        })
    }

    fn write(&self, body: &mut Body<'_>, _: &Context) {
        let limits = [
            ("hard_limit", self.hard_limit_kib),
            ("soft_limit", self.soft_limit_kib),
            ("min_guarantee", self.min_guarantee_kib),
            ("swap_hard_limit", self.swap_hard_limit_kib),
        ];
        for (name, limit) in limits {
            if let Some(limit) = limit {
                body.child(name, |body| {
                    body.attr_text("unit", "KiB");
                    body.text(&limit.to_string());
                });
            }
        }
    }
}
