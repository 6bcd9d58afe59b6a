//! Which call on a guest's devices does what; the doing is in the modules beside.

use fv_api::{
    Caller, DomainBlockInfo, DomainBlockIoTune, DomainBlockStats, DomainBlockStatsFlags,
    DomainDeviceApi, DomainDiskErrors, DomainInterfaceParameters, DomainInterfaceStats, DomainRef,
};
use fv_error::Result;

use super::stats::{blocks, nets};
use super::{Qemu, block, limits, peek};
use crate::job::not_running;

impl DomainDeviceApi for Qemu {
    fn block_stats(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        path: &str,
    ) -> Result<DomainBlockStats> {
        blocks::stats(self.driver(), caller, dom, path)
    }

    fn block_stats_flags(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        path: &str,
        nparams: i32,
        flags: u32,
    ) -> Result<DomainBlockStatsFlags> {
        blocks::stats_flags(self.driver(), caller, dom, path, nparams, flags)
    }

    fn block_info(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        path: &str,
        flags: u32,
    ) -> Result<DomainBlockInfo> {
        blocks::info(self.driver(), caller, dom, path, flags)
    }

    fn disk_errors(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        maxerrors: u32,
        flags: u32,
    ) -> Result<DomainDiskErrors> {
        blocks::errors(self.driver(), caller, dom, maxerrors, flags)
    }

    fn block_io_tune(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        disk: Option<&str>,
        nparams: i32,
        flags: u32,
    ) -> Result<DomainBlockIoTune> {
        let disk = disk.unwrap_or_default();
        limits::block_io_tune(self.driver(), caller, dom, disk, nparams, flags)
    }

    fn interface_stats(
        &self,
        _caller: &Caller,
        dom: &DomainRef,
        device: &str,
    ) -> Result<DomainInterfaceStats> {
        let view = self.driver().find(dom)?.view();
        let live = view.live.as_ref().filter(|_| view.is_active());
        let net = nets::find(live.ok_or_else(not_running)?, device)?;
        nets::Counters::read()?.of(net)
    }

    fn interface_parameters(
        &self,
        _caller: &Caller,
        dom: &DomainRef,
        device: &str,
        nparams: i32,
        flags: u32,
    ) -> Result<DomainInterfaceParameters> {
        limits::interface_parameters(self.driver(), dom, device, nparams, flags)
    }

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
