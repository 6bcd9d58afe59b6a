//! Which call about what a guest may use does what; the doing is in the modules beside.

use fv_api::{Caller, DomainRef, DomainTuneApi};
use fv_error::Result;

use super::{Qemu, peek};

impl DomainTuneApi for Qemu {
    fn memory_peek(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        offset: u64,
        size: u32,
        flags: u32,
    ) -> Result<Vec<u8>> {
        peek::memory_peek(self.driver(), caller, dom, offset, size, flags)
    }
}
