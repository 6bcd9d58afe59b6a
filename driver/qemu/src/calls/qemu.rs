//! What only QEMU guests have: their monitor, spoken to directly.

use std::os::fd::OwnedFd;
use std::sync::Arc;

use fv_api::{Caller, DomainRef, QemuApi};
use fv_driver_kit::{JobKind, Listed};
use fv_driver_qemu_monitor::commands::status as qmp;
use fv_driver_qemu_monitor::{Call, Command};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};

use super::{Qemu, agent};
use crate::driver::Driver;
use crate::guest::Guest;
use crate::job::Job;
use crate::taint::Taints;
use crate::{flags, guest_log};

impl QemuApi for Qemu {
    fn monitor_command(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        cmd: &str,
        flags: u32,
    ) -> Result<String> {
        command(self.driver(), caller, dom, cmd, None, flags)
    }

    fn agent_command(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        cmd: &str,
        timeout: i32,
        flags: u32,
    ) -> Result<Option<String>> {
        agent::command(self.driver(), caller, dom, cmd, timeout, flags)
    }

    fn monitor_command_with_files(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        cmd: &str,
        flags: u32,
    ) -> Result<(String, Vec<OwnedFd>)> {
        let mut files = caller.take_descriptors();
        if files.len() > 1 {
            let detail = "at most 1 fd can be passed to qemu along with a command";
            return Err(Error::new(ErrorDomain::Qemu, ErrorCode::InvalidArg, detail));
        }
        let answer = command(self.driver(), caller, dom, cmd, files.pop(), flags)?;
        Ok((answer, Vec::new()))
    }
}

fn command(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    cmd: &str,
    file: Option<OwnedFd>,
    flags: u32,
) -> Result<String> {
    const HMP: u32 = 1;

    flags::check(flags, HMP, "qemuDomainQemuMonitorCommandWithFiles")?;
    let guest = driver.find(dom)?;
    let owner = "qemuDispatchDomainMonitorCommand";
    let mut job = Job::begin(driver, &guest, JobKind::Query, owner, Some(caller))?;
    job.require_active()?;
    driver.taint(&guest, Taints::CUSTOM_MONITOR);
    let call = if flags & HMP != 0 {
        qmp::human(cmd)
    } else {
        Call::with_reply(Command::raw(cmd)?, |_, reply| Ok(reply.to_text()))
    };
    let call = match file {
        Some(file) => call.passing(Arc::new(file)),
        None => call,
    };
    job.talk(&call)
}

impl Driver {
    /// Notes what is unusual about a guest, in its status and in its log, the first time.
    pub(crate) fn taint(&self, guest: &Guest, word: &'static str) {
        let mut change = guest.state();
        if !change.taints.add(word) {
            return;
        }
        let id = change.id();
        self.keep(guest, &mut change);
        drop(change);
        let line = format!("Domain id={id} is tainted: {word}");
        guest_log::append(&self.dirs().log_file(guest.name()), &line);
    }
}
