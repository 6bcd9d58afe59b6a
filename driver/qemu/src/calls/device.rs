//! Which call about devices does what; the doing is in the modules beside.

use fv_api::{Caller, DomainDeviceApi, DomainRef};
use fv_error::Result;

use super::{Qemu, block, peek};

impl DomainDeviceApi for Qemu {
    fn block_peek(
        &self,
        _caller: &Caller,
        dom: &DomainRef,
        path: &str,
        offset: u64,
        size: u32,
        flags: u32,
    ) -> Result<Vec<u8>> {
        peek::block_peek(self.driver(), dom, path, offset, size, flags)
    }

    fn block_resize(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        disk: &str,
        size: u64,
        flags: u32,
    ) -> Result<()> {
        block::resize(self.driver(), caller, dom, disk, size, flags)
    }

    fn set_block_threshold(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        dev: &str,
        threshold: u64,
        flags: u32,
    ) -> Result<()> {
        block::set_threshold(self.driver(), caller, dom, dev, threshold, flags)
    }
}
