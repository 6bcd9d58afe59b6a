//! Which call about the system inside a guest does what; the doing is in the modules beside.

use fv_api::{
    Caller, DomainFsinfo, DomainGuestApi, DomainInterface, DomainRef, DomainTime, Stream,
};
use fv_error::Result;
use fv_types::TypedParam;

use super::{Qemu, agent, agent_info, power, screen};

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

    fn pm_suspend_for_duration(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        target: u32,
        duration: u64,
        flags: u32,
    ) -> Result<()> {
        power::sleep(self.driver(), caller, dom, target, duration, flags)
    }

    fn hostname(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<String> {
        agent::hostname(self.driver(), caller, dom, flags)
    }

    fn fstrim(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        mount_point: Option<&str>,
        minimum: u64,
        flags: u32,
    ) -> Result<()> {
        agent::trim(self.driver(), caller, dom, mount_point, minimum, flags)
    }

    fn fsfreeze(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        mountpoints: &[String],
        flags: u32,
    ) -> Result<i32> {
        agent::freeze(self.driver(), caller, dom, mountpoints, flags)
    }

    fn fsthaw(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        mountpoints: &[String],
        flags: u32,
    ) -> Result<i32> {
        agent::thaw(self.driver(), caller, dom, mountpoints, flags)
    }

    fn time(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<DomainTime> {
        agent::time(self.driver(), caller, dom, flags)
    }

    fn set_time(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        seconds: i64,
        nseconds: u32,
        flags: u32,
    ) -> Result<()> {
        let moment = agent::Moment {
            seconds,
            nanos: nseconds,
        };
        agent::set_time(self.driver(), caller, dom, moment, flags)
    }

    fn fsinfo(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<DomainFsinfo> {
        agent::file_systems(self.driver(), caller, dom, flags)
    }

    fn interface_addresses(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        source: u32,
        flags: u32,
    ) -> Result<Vec<DomainInterface>> {
        agent_info::addresses(self.driver(), caller, dom, source, flags)
    }

    fn set_user_password(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        user: Option<&str>,
        password: Option<&str>,
        flags: u32,
    ) -> Result<()> {
        agent::set_password(self.driver(), caller, dom, user, password, flags)
    }

    fn guest_vcpus(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<Vec<TypedParam>> {
        agent::cpus(self.driver(), caller, dom, flags)
    }

    fn set_guest_vcpus(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        cpumap: &str,
        state: i32,
        flags: u32,
    ) -> Result<()> {
        agent::set_cpus(self.driver(), caller, dom, cpumap, state, flags)
    }

    fn guest_info(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        types: u32,
        flags: u32,
    ) -> Result<Vec<TypedParam>> {
        agent_info::guest_info(self.driver(), caller, dom, types, flags)
    }

    fn agent_set_response_timeout(
        &self,
        _caller: &Caller,
        dom: &DomainRef,
        timeout: i32,
        flags: u32,
    ) -> Result<i32> {
        agent::set_timeout(self.driver(), dom, timeout, flags)
    }

    fn authorized_ssh_keys_get(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        user: &str,
        flags: u32,
    ) -> Result<Vec<String>> {
        agent::ssh_keys(self.driver(), caller, dom, user, flags)
    }

    fn authorized_ssh_keys_set(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        user: &str,
        keys: &[String],
        flags: u32,
    ) -> Result<()> {
        agent::set_ssh_keys(self.driver(), caller, dom, user, keys, flags)
    }
}
