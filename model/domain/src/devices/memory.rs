//! Modules of memory: what is plugged into slots, and what comes by virtio.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_xml::{
    Body, Context, Description, Element, Hex, Node, Scope, Token, YesNo, read, xml_error,
};
use fv_types::Uuid;

use super::address::{DeviceInfo, info};
use crate::memory::{MemoryAccessMode, scaled_kib, write_kib, write_kib_always};
use crate::set::NumberSet;

/// The smallest label of a persistent module.
const LABEL_KIB_MIN: u64 = 128;

/// The size of an ordinary page, to which a module is aligned that says nothing about it.
const PAGE_KIB: u64 = 4;

/// A module of memory.
#[derive(Debug, Clone, PartialEq)]
pub struct MemoryDevice {
    /// The device.
    pub model: MemoryModel,
    /// Who sees writes.
    pub access: Option<MemoryAccessMode>,
    /// Whether it is thrown away when the guest stops.
    pub discard: Option<YesNo>,
    /// The id of a persistent module.
    pub uuid: Option<Uuid>,
    /// The host's nodes it is put on.
    pub nodes: Option<NumberSet>,
    /// The size of the host's pages in KiB; zero for the usual.
    pub page_size_kib: u64,
    /// The file of a persistent module.
    pub path: Option<String>,
    /// The alignment of a persistent module in KiB; zero for the usual.
    pub align_size_kib: u64,
    /// Whether the file is persistent memory itself.
    pub pmem: bool,
    /// Its size in KiB.
    pub size_kib: u64,
    /// The guest's node.
    pub node: Option<u32>,
    /// The size of its label in KiB; zero for none.
    pub label_size_kib: u64,
    /// Whether the guest cannot write.
    pub readonly: bool,
    /// The size of a block that can be plugged, in KiB.
    pub block_size_kib: u64,
    /// How much of it is to be plugged, in KiB.
    pub requested_kib: u64,
    /// How much of it is plugged, in KiB.
    pub current_kib: u64,
    /// Where the guest finds it; zero while that is open.
    pub address: u64,
    /// Whether memory slots are taken as they are needed.
    pub dynamic_memslots: Option<YesNo>,
    /// Alias and address.
    pub info: DeviceInfo,
}

/// The modules of memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum MemoryModel {
    /// `dimm`
    Dimm,
    /// `nvdimm`
    Nvdimm,
    /// `virtio-pmem`
    VirtioPmem,
    /// `virtio-mem`
    VirtioMem,
    /// `sgx-epc`
    SgxEpc,
}

impl Element for MemoryDevice {
    const DESCRIPTION: &'static Description = &Description {
        name: "memory",
        fields: &[],
    };
    const KEEP_EMPTY: bool = true;

    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        let model: MemoryModel = read::attr_required(node, "model")?;
        let Some(target) = node.child("target") else {
            return Err(malformed("missing <target> element for <memory> device"));
        };
        let mut module = Self {
            model,
            access: read::attr(node, "access")?,
            discard: read::attr(node, "discard")?,
            uuid: match model {
                MemoryModel::Nvdimm => read::text(node, "uuid")?,
                _ => None,
            },
            nodes: None,
            page_size_kib: 0,
            path: None,
            align_size_kib: 0,
            pmem: false,
            size_kib: match target.child("size") {
                Some(size) => scaled_kib(size)?,
                None => return Err(malformed("missing element or attribute './size'")),
            },
            node: cell(target)?,
            label_size_kib: 0,
            readonly: false,
            block_size_kib: 0,
            requested_kib: 0,
            current_kib: 0,
            address: 0,
            dynamic_memslots: None,
            info: info::read(node, cx)?,
        };
        if let Some(source) = node.child("source") {
            module.read_source(source)?;
        }
        module.read_target(target, cx)?;
        Ok(module)
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        body.attr("model", &self.model);
        body.attr_opt("access", self.access.as_ref());
        body.attr_opt("discard", self.discard.as_ref());
        body.text_opt("uuid", self.uuid.as_ref());
        body.child_unless_empty("source", |body| {
            body.text_opt("path", self.path.as_ref());
            body.text_opt("nodemask", self.nodes.as_ref());
            write_kib("pagesize", self.page_size_kib, body);
            write_kib("alignsize", self.align_size_kib, body);
            if self.pmem {
                body.child("pmem", |_| {});
            }
        });
        body.child("target", |body| self.write_target(body, cx));
        info::write(&self.info, body, cx);
    }
}

impl MemoryDevice {
    /// How much of the guest's addresses it takes, in bytes: a label is seen by the firmware alone.
    pub fn mapped_size(&self) -> u64 {
        let label = match self.model {
            MemoryModel::Nvdimm => {
                let align_kib = match self.align_size_kib {
                    0 => PAGE_KIB,
                    align => align,
                };
                self.label_size_kib.next_multiple_of(align_kib)
            }
            _ => 0,
        };
        self.size_kib.saturating_sub(label).saturating_mul(1024)
    }

    /// Whether it sits in one of the board's slots.
    pub fn needs_slot(&self) -> bool {
        matches!(self.model, MemoryModel::Dimm | MemoryModel::Nvdimm)
    }

    /// Each model has its own idea of what it is made of.
    fn read_source(&mut self, source: Node<'_>) -> Result<()> {
        let has_pages = matches!(self.model, MemoryModel::Dimm | MemoryModel::VirtioMem);
        if has_pages {
            self.page_size_kib = kib(source, "pagesize")?;
        }
        if has_pages || self.model == MemoryModel::SgxEpc {
            self.nodes = read::text(source, "nodemask")?;
        }
        if self.nodes.as_ref().is_some_and(|nodes| nodes.0.is_empty()) {
            let text: String = read::text(source, "nodemask")?.unwrap_or_default();
            return Err(unsupported(format!("Invalid value of 'nodemask': {text}")));
        }
        if matches!(self.model, MemoryModel::Nvdimm | MemoryModel::VirtioPmem) {
            self.path = read::text(source, "path")?;
        }
        if self.model == MemoryModel::Nvdimm {
            self.align_size_kib = kib(source, "alignsize")?;
            self.pmem = source.child("pmem").is_some();
        }
        Ok(())
    }

    fn read_target(&mut self, target: Node<'_>, cx: &Context) -> Result<()> {
        match self.model {
            MemoryModel::Nvdimm => {
                self.label_size_kib = kib(target, "label/size")?;
                if self.label_size_kib != 0 && self.label_size_kib < LABEL_KIB_MIN {
                    return Err(malformed("nvdimm label must be at least 128KiB"));
                }
                if self.label_size_kib >= self.size_kib {
                    return Err(malformed("label size must be smaller than NVDIMM size"));
                }
                self.readonly = target.child("readonly").is_some();
            }
            MemoryModel::VirtioMem => {
                self.block_size_kib = kib(target, "block")?;
                self.requested_kib = kib(target, "requested")?;
                if cx.shows(Scope::LIVE) {
                    self.current_kib = kib(target, "current")?;
                }
                self.dynamic_memslots = read::attr(target, "dynamicMemslots")?;
            }
            MemoryModel::Dimm | MemoryModel::VirtioPmem | MemoryModel::SgxEpc => {}
        }
        if matches!(self.model, MemoryModel::VirtioMem | MemoryModel::VirtioPmem)
            && let Some(address) = target.child("address")
        {
            self.address = read::attr::<Hex<0>>(address, "base")?.map_or(0, |base| base.0);
        }
        Ok(())
    }

    fn write_target(&self, body: &mut Body<'_>, cx: &Context) {
        body.attr_opt("dynamicMemslots", self.dynamic_memslots.as_ref());
        body.child("size", |body| {
            body.attr_text("unit", "KiB");
            body.text(&self.size_kib.to_string());
        });
        body.text_opt("node", self.node.as_ref());
        body.child_unless_empty("label", |body| write_kib("size", self.label_size_kib, body));
        if self.readonly {
            body.child("readonly", |_| {});
        }
        if self.block_size_kib != 0 {
            write_kib("block", self.block_size_kib, body);
            write_kib_always("requested", self.requested_kib, body);
            if cx.shows(Scope::LIVE) {
                write_kib_always("current", self.current_kib, body);
            }
        }
        if self.address != 0 {
            body.child("address", |body| {
                body.attr_text("base", &format!("0x{:x}", self.address));
            });
        }
    }
}

fn kib(node: Node<'_>, path: &str) -> Result<u64> {
    node.find(path).map_or(Ok(0), scaled_kib)
}

/// The guest's node, which a signed number names.
fn cell(target: Node<'_>) -> Result<Option<u32>> {
    let Some(node) = target.child("node") else {
        return Ok(None);
    };
    match node.text().trim().parse::<i32>() {
        Ok(number) if number >= 0 => Ok(Some(number.cast_unsigned())),
        _ => Err(malformed("invalid value of memory device node")),
    }
}

fn malformed(text: impl Into<String>) -> Error {
    xml_error(text).in_domain(ErrorDomain::Domain)
}

fn unsupported(text: impl Into<String>) -> Error {
    Error::new(ErrorDomain::Domain, ErrorCode::ConfigUnsupported, text)
}
