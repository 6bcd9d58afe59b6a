//! Which call about the system inside a guest does what; the doing is in the modules beside.

use fv_api::{Caller, DomainGuestApi, DomainRef, Stream};
use fv_error::Result;

use super::{Qemu, power, screen};

impl DomainGuestApi for Qemu {
    fn screenshot(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        screen: u32,
        flags: u32,
    ) -> Result<(Box<dyn Stream>, Option<String>)> {
        screen::screenshot(self.driver(), caller, dom, screen, flags)
    }

    fn send_key(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        codeset: u32,
        holdtime: u32,
        keycodes: &[u32],
        flags: u32,
    ) -> Result<()> {
        let keys = screen::Keys {
            code_set: codeset,
            codes: keycodes,
            hold_time_ms: holdtime,
        };
        screen::send_key(self.driver(), caller, dom, keys, flags)
    }

    fn pm_wakeup(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<()> {
        power::wake_up(self.driver(), caller, dom, flags)
    }
}
