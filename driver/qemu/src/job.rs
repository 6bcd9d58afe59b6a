//! A change of one guest in progress: the job, and through it state and monitor.
//!
//! State and monitor both borrow the job mutably, so holding the state while talking to the
//! guest does not compile.

use std::sync::Arc;
use std::time::Instant;

use fv_api::Caller;
use fv_driver_kit::{HeldJob, JobKind, JobRequest, Listed};
use fv_driver_qemu_monitor::{Call, Failure};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::Domain;

use crate::driver::Driver;
use crate::guest::{Change, Guest, View};
use crate::link::Link;
use crate::patience::Patience;
use crate::time;

/// The right to change one guest.
pub(crate) struct Job<'a> {
    driver: &'a Arc<Driver>,
    guest: &'a Arc<Guest>,
    held: Option<HeldJob>,
    deadline: Deadline,
    patience: Option<Patience>,
}

/// Until when QEMU may answer.
#[derive(Clone, Copy, Debug)]
enum Deadline {
    /// Until this moment, all commands together.
    At(Instant),
    /// As long for each command as a caller may wait.
    EachCommand,
    /// As long as it lives: nobody waits for the end of this job.
    None,
}

impl<'a> Job<'a> {
    /// Waits for the guest and takes it; `owner` is how a waiting caller is told who holds it.
    pub(crate) fn begin(
        driver: &'a Arc<Driver>,
        guest: &'a Arc<Guest>,
        kind: JobKind,
        owner: &'static str,
        caller: Option<&Caller>,
    ) -> Result<Self> {
        let now = time::now();
        let limit = now + driver.monitor_wait();
        let deadline = caller
            .and_then(|caller| caller.deadline)
            .map_or(limit, |at| at.min(limit));
        let request = JobRequest {
            kind,
            owner,
            now,
            deadline: Some(deadline),
        };
        let held = guest.gate().begin(request)?;
        if guest.view().removed {
            return Err(gone(guest));
        }
        Ok(Self {
            driver,
            guest,
            held: Some(held),
            deadline: Deadline::At(deadline),
            patience: None,
        })
    }

    /// Goes on with a job that was taken before the guest was shown to anybody.
    pub(crate) fn adopt(driver: &'a Arc<Driver>, guest: &'a Arc<Guest>, held: HeldJob) -> Self {
        Self {
            driver,
            guest,
            held: Some(held),
            deadline: Deadline::None,
            patience: None,
        }
    }

    /// Takes as much time for each command as a caller may have for all of them.
    pub(crate) fn unhurried(mut self) -> Self {
        self.deadline = Deadline::EachCommand;
        self
    }

    /// Waits from now on as long as the emulator may still be about to answer; for a start, which
    /// nobody wants to go on after a failure.
    pub(crate) fn be_patient(&mut self, patience: Patience) {
        self.patience = Some(patience);
    }

    /// Whose job it is.
    pub(crate) fn guest(&self) -> &'a Arc<Guest> {
        self.guest
    }

    /// The driver.
    pub(crate) fn driver(&self) -> &'a Arc<Driver> {
        self.driver
    }

    /// What is known of the guest now.
    pub(crate) fn view(&self) -> Arc<View> {
        self.guest.view()
    }

    /// Takes the state for a change.
    pub(crate) fn state(&mut self) -> Change<'_> {
        self.guest.state()
    }

    /// Changes the definition that is kept, on the disk first.
    pub(crate) fn change_kept(
        &mut self,
        config: &Domain,
        change: impl FnOnce(&mut Domain),
    ) -> Result<()> {
        let mut changed = config.clone();
        change(&mut changed);
        let (driver, guest) = (self.driver, self.guest);
        let mut state = self.state();
        driver.save_definition(guest.name(), &changed)?;
        state.config = Some(driver.kept(&Arc::new(changed)));
        state.publish();
        Ok(())
    }

    /// Fails unless the guest is running.
    pub(crate) fn require_active(&self) -> Result<()> {
        match self.view().is_active() {
            true => Ok(()),
            false => Err(not_running()),
        }
    }

    /// Says something to the guest's QEMU and waits for the answer.
    ///
    /// When the time runs out with the command unanswered, the caller fails and the job lives on
    /// until the answer comes or QEMU ends.
    pub(crate) fn talk<R: 'static>(&mut self, call: &Call<R>) -> Result<R> {
        let link = self.guest.link().ok_or_else(not_running)?;
        if let Some(patience) = &mut self.patience {
            patience.ask();
            let answered = link
                .monitor()
                .call_while(call, &mut |heard| patience.more(heard));
            return answered.map_err(|error| patience.explain(self.guest.name(), error));
        }
        let limit = time::now() + self.driver.monitor_wait();
        let deadline = match self.deadline {
            Deadline::At(at) => Some(at.min(limit)),
            Deadline::EachCommand => Some(limit),
            Deadline::None => None,
        };
        let command = call.command().name().to_string();
        link.monitor()
            .call(call, deadline)
            .map_err(|error| self.failed(&link, &command, error))
    }

    fn failed(&mut self, link: &Link, command: &str, error: Error) -> Error {
        match Failure::of(&error) {
            Some(Failure::InDoubt { serial, .. }) => {
                if let Some(mut held) = self.held.take() {
                    let owner = held.owner();
                    held.doubt(command);
                    self.guest.leave_in_doubt(link, serial.0, held);
                    return unanswered(owner, command);
                }
                error
            }
            _ => error,
        }
    }
}

impl std::fmt::Debug for Job<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Job")
            .field("guest", &self.guest)
            .finish_non_exhaustive()
    }
}

/// The guest does not run.
pub(crate) fn not_running() -> Error {
    invalid("domain is not running").in_domain(ErrorDomain::Domain)
}

/// The call makes no sense now (`VIR_ERR_OPERATION_INVALID`).
pub(crate) fn invalid(detail: impl Into<String>) -> Error {
    Error::new(ErrorDomain::Qemu, ErrorCode::OperationInvalid, detail)
}

/// There is no such guest any more.
pub(crate) fn gone(guest: &Guest) -> Error {
    let detail = format!(
        "no domain with matching uuid '{}' ({})",
        guest.uuid(),
        guest.name()
    );
    Error::new(ErrorDomain::Qemu, ErrorCode::NoDomain, detail)
}

fn unanswered(owner: &str, command: &str) -> Error {
    let detail = format!(
        "QEMU has not answered command '{command}' yet (state change lock held by monitor={owner})"
    );
    Error::new(ErrorDomain::Qemu, ErrorCode::OperationTimeout, detail)
}
