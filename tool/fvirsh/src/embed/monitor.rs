//! What only QEMU has, with the registrations for events of monitors that a daemon adds.

use std::os::fd::OwnedFd;
use std::sync::Arc;

use fv_api::{Caller, DomainRef, QemuApi};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use regex_lite::RegexBuilder;

use super::feed::{Feed, Filter, Wanted};

/// The calls of the driver, and registrations at the feed.
pub(super) struct Monitor {
    inner: Arc<dyn QemuApi>,
    feed: Arc<Feed>,
}

impl Monitor {
    /// Puts the two together.
    pub(super) fn new(inner: Arc<dyn QemuApi>, feed: Arc<Feed>) -> Self {
        Self { inner, feed }
    }
}

impl QemuApi for Monitor {
    fn monitor_command(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        cmd: &str,
        flags: u32,
    ) -> Result<String> {
        self.inner.monitor_command(caller, dom, cmd, flags)
    }

    fn attach(&self, caller: &Caller, pid_value: u32, flags: u32) -> Result<DomainRef> {
        self.inner.attach(caller, pid_value, flags)
    }

    fn agent_command(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        cmd: &str,
        timeout: i32,
        flags: u32,
    ) -> Result<Option<String>> {
        self.inner.agent_command(caller, dom, cmd, timeout, flags)
    }

    fn connect_domain_monitor_event_register(
        &self,
        _: &Caller,
        dom: Option<&DomainRef>,
        event: Option<&str>,
        flags: u32,
    ) -> Result<i32> {
        let wanted = Wanted::Monitor(filter(event, flags)?);
        Ok(self.feed.register(wanted, dom))
    }

    fn connect_domain_monitor_event_deregister(&self, _: &Caller, callback_id: i32) -> Result<()> {
        self.feed.deregister(callback_id, "qemu monitor")
    }

    fn monitor_command_with_files(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        cmd: &str,
        flags: u32,
    ) -> Result<(String, Vec<OwnedFd>)> {
        self.inner
            .monitor_command_with_files(caller, dom, cmd, flags)
    }
}

/// Which events a name and flags ask for: all, one, one in any case, or those of a pattern.
fn filter(event: Option<&str>, flags: u32) -> Result<Filter> {
    const REGEX: u32 = 1;
    const NOCASE: u32 = 2;

    let Some(wanted) = event.map(str::to_string) else {
        return Ok(Box::new(|_| true));
    };
    let any_case = flags & NOCASE != 0;
    if flags & REGEX != 0 {
        let built = RegexBuilder::new(&wanted)
            .case_insensitive(any_case)
            .build();
        let regex = built.map_err(|cause| {
            let detail = format!("failed to compile regex '{wanted}': {cause}");
            Error::new(ErrorDomain::None, ErrorCode::InvalidArg, detail)
        })?;
        return Ok(Box::new(move |name| regex.is_match(name)));
    }
    Ok(match any_case {
        true => Box::new(move |name| name.eq_ignore_ascii_case(&wanted)),
        false => Box::new(move |name| name == wanted),
    })
}
