//! Modules of memory: what they are made of, and the devices that plug them in.

use std::fmt::Write as _;

use fv_error::Result;
use fv_model_domain::devices::memory::{MemoryDevice, MemoryModel};

use crate::builder::{Builder, Variant};
use crate::memory::Piece;
use crate::props::Props;
use crate::words::yes;

impl Builder<'_> {
    /// Appends the modules.
    pub(crate) fn modules(&mut self) -> Result<()> {
        let domain = self.input.domain;
        for module in &domain.devices.memories {
            let id = format!("mem{}", module.info.alias());
            let piece = Piece::Module(module);
            let backend = self.backend(module.size_kib, &id, piece)?;
            self.memory_object(backend, &id, piece);
            // An enclave is named by the board.
            if module.model != MemoryModel::SgxEpc {
                let props = self.module_props(module, id)?;
                self.device(props)?;
            }
        }
        Ok(())
    }

    fn module_props(&self, module: &MemoryDevice, backend: String) -> Result<Props> {
        let info = &module.info;
        let mut props = match module.model {
            MemoryModel::Nvdimm => Props::device("nvdimm"),
            MemoryModel::VirtioPmem => {
                Props::device(self.virtio_name("virtio-pmem", info, Variant::Plain)?)
            }
            MemoryModel::VirtioMem => {
                Props::device(self.virtio_name("virtio-mem", info, Variant::Plain)?)
            }
            MemoryModel::Dimm | MemoryModel::SgxEpc => Props::device("pc-dimm"),
        };
        let is_virtio_mem = module.model == MemoryModel::VirtioMem;
        props.number_maybe("node", module.node);
        props.nonzero("label-size", module.label_size_kib * 1024);
        props.nonzero("block-size", module.block_size_kib * 1024);
        props.nonzero("requested-size", module.requested_kib * 1024);
        props.text_maybe("uuid", module.uuid.map(|uuid| uuid.to_string()));
        props
            .flag("unarmed", module.readonly)
            .text("memdev", backend);
        props.flag("prealloc", is_virtio_mem && self.prepares_plugged(module)?);
        props.nonzero("memaddr", module.address);
        props.switch("dynamic-memslots", yes(module.dynamic_memslots));
        props.text("id", info.alias());
        self.address(&mut props, info)?;
        Ok(props)
    }

    /// What the board has to know of modules beforehand.
    pub(crate) fn add_modules(&self, value: &mut String) {
        let modules = &self.input.domain.devices.memories;
        let mut enclaves = 0;
        let mut has_persistent = false;
        for module in modules {
            match module.model {
                MemoryModel::Nvdimm if !has_persistent => {
                    has_persistent = true;
                    value.push_str(",nvdimm=on");
                }
                MemoryModel::SgxEpc => {
                    let (alias, node) = (module.info.alias(), module.node.unwrap_or_default());
                    let _ = write!(
                        value,
                        ",sgx-epc.{enclaves}.memdev=mem{alias},sgx-epc.{enclaves}.node={node}"
                    );
                    enclaves += 1;
                }
                _ => {}
            }
        }
    }
}
