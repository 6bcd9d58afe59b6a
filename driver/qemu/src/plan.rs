//! What a start will do, computed without doing any of it.
//!
//! A preflight computes the same plan to see what would keep it from being carried out. Checks
//! that do not need each other are made apart, so that one failure does not hide the others.

use std::os::fd::OwnedFd;
use std::sync::Arc;

use fv_driver_host::{Account, Ownership};
use fv_driver_qemu_caps::Caps;
use fv_driver_qemu_cmdline::CommandPlan;
use fv_error::Result;
use fv_model_domain::Domain;

use crate::driver::Driver;
use crate::guest::Run;
use crate::network::check_interfaces;
use crate::nvram::Making;
use crate::perf;
use crate::ports::FreePorts;
use crate::preflight::{
    Findings, Kind, check_files, check_machine, check_memory, check_nvram, check_ports,
};
use crate::prepare;
use crate::refuse;
use crate::start::StartOptions;
use crate::vsock;

/// Everything that a start will do.
pub(crate) struct Plan {
    /// The definition with which the guest will run.
    pub(crate) live: Domain,
    /// The command.
    pub(crate) command: CommandPlan,
    /// What the emulator can do.
    pub(crate) caps: Arc<Caps>,
    /// As whom it runs, where that is not the daemon's own user.
    pub(crate) account: Option<Account>,
    /// Who gives files to that user.
    pub(crate) ownership: Option<Ownership>,
    /// The guest's places.
    pub(crate) run: Run,
    /// What is done for the variables of its firmware before it runs.
    pub(crate) nvram: Option<Making>,
    /// The ports that it was given; kept from other starts until its emulator listens.
    pub(crate) ports: FreePorts,
    /// The device that keeps the number of its vsock.
    pub(crate) vsock: Option<OwnedFd>,
}

impl Driver {
    /// Computes a start; there is no plan where something was found that keeps it from being one.
    pub(crate) fn plan(
        &self,
        name: &str,
        id: i32,
        options: &StartOptions,
        findings: &mut Findings,
    ) -> Result<Option<Plan>> {
        let mut wanted = Domain::clone(&options.definition);
        let mut run = self.new_run(name, id);
        run.ends_with_client = options.autodestroy.is_some();
        let cpu = wanted.cpu.as_ref().filter(|cpu| !cpu.is_plain());
        run.asked_cpu = cpu.cloned().map(Arc::new);
        let ports = self.free_ports();
        let account = findings.check(Kind::User, self.config().account())?;
        check_files(self, &mut wanted, account.as_ref(), &run, findings)?;
        for error in refuse::at_start(&wanted) {
            findings.check(Kind::Definition, Err::<(), _>(error))?;
        }
        let nvram = check_nvram(self, &wanted, options.variables, account.as_ref(), findings)?;
        check_ports(&wanted, &ports, findings)?;
        check_interfaces(self, &wanted, findings)?;
        check_memory(&wanted, findings)?;
        let caps = findings.check(Kind::Emulator, prepare::caps(self, &wanted))?;
        let (Some(account), Some(caps)) = (account, caps) else {
            return Ok(None);
        };
        let machine = check_machine(self, &wanted, &caps, account.as_ref());
        findings.check(Kind::Machine, machine)?;
        let live = prepare::for_start(self, &wanted, &caps, &run, &ports);
        let Some(mut live) = findings.check(Kind::Definition, live)? else {
            return Ok(None);
        };
        let vsock = findings.check(Kind::Machine, vsock::claim(&mut live))?;
        let command = prepare::command(self, &live, &caps, &run);
        let command = findings.check(Kind::Definition, command)?;
        if let Some(command) = &command {
            let unshared = self.check_outputs_unshared(name, command);
            findings.check(Kind::File, unshared)?;
        }
        for name in wanted.perf.enabled() {
            findings.check(Kind::Machine, perf::can_count(name))?;
        }
        let ownership = findings.check(Kind::User, self.ownership())?;
        let (Some(command), Some(ownership)) = (command, ownership) else {
            return Ok(None);
        };
        Ok(Some(Plan {
            live,
            command,
            caps,
            account,
            ownership,
            run,
            nvram,
            ports,
            vsock: vsock.flatten(),
        }))
    }
}
