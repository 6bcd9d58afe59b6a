//! A monitor that fails while its guest lives on: it is said, and the monitor is reached again.
//!
//! The guest keeps running whatever its monitor does. One thread for each such guest tries again
//! and again until it succeeds or the guest ends; a connection that it makes and that fails again
//! meanwhile is its own affair, so a monitor that takes every connection and drops it costs one
//! thread and one event, not more with every turn.

use std::sync::Arc;
use std::time::Duration;

use fv_api::DomainEvent;
use fv_driver_kit::{JobKind, Listed};
use fv_driver_qemu_monitor::Failure;
use fv_error::{Error, ErrorDomain, Result};
use fv_sys::fd;

use crate::driver::Driver;
use crate::guest::Guest;
use crate::job::Job;
use crate::link::Link;
use crate::report;

impl Driver {
    /// The monitor is over; the process may live on.
    pub(crate) fn monitor_ended(
        self: &Arc<Self>,
        guest: &Arc<Guest>,
        link: &Arc<Link>,
        failure: &Failure,
    ) {
        let link = Arc::clone(link);
        // A process takes a moment between its last word and its end; one that talks nonsense is
        // not about to end.
        let patience = match failure {
            Failure::Broken { .. } => Duration::ZERO,
            _ => LAST_WORD_TO_END,
        };
        let failure = failure.to_string();
        self.follow_up(guest, "monitor", move |driver, guest| {
            if !link.wait_ended(patience) && driver.lost_control(guest, &link, &failure) {
                driver.regain(guest);
            }
        });
    }

    /// Says that a guest lives on without its monitor; false if that is not so, or was said.
    pub(crate) fn lost_control(&self, guest: &Arc<Guest>, link: &Arc<Link>, failure: &str) -> bool {
        if !is_current(guest, link) {
            return false;
        }
        // What could not be understood must not be read any further.
        link.monitor().close();
        let mut change = guest.state();
        let known = change.run.as_ref().is_none_or(|run| {
            run.being_destroyed || run.pid == 0 || run.control_error || change.starting
        });
        if known {
            return false;
        }
        report::warn(format!(
            "monitor of guest '{}' failed: {failure}",
            guest.name()
        ));
        change.with_run(|run| run.control_error = true);
        self.keep_and_tell(guest, &mut change, [DomainEvent::ControlError]);
        true
    }

    /// Reaches a guest's monitor once more after it failed; returns when it is reached, or when
    /// there is nothing left to reach.
    pub(crate) fn regain(self: &Arc<Self>, guest: &Arc<Guest>) {
        let Some(mut last) = guest.link() else { return };
        for delay in DELAYS.into_iter().chain(std::iter::repeat(DELAY_MAX)) {
            if last.wait_ended(delay) || !is_wanted(guest, &last) {
                return;
            }
            let again = self.try_again(guest, &last);
            if let Some(link) = guest.link().filter(|link| !Arc::ptr_eq(link, &last)) {
                // Its watches would stay until the guest ends.
                self.reactor().forget_link(&last);
                last = link;
            }
            match again {
                Ok(true) => return,
                Ok(false) => {}
                Err(error) => {
                    // QEMU speaks to one at a time: the next try must not wait behind this one.
                    last.monitor().close();
                    report::warn(format!(
                        "monitor of guest '{}' cannot be reached again: {error}",
                        guest.name()
                    ));
                }
            }
        }
    }

    /// One try; true when the monitor is reached and still there.
    fn try_again(self: &Arc<Self>, guest: &Arc<Guest>, last: &Arc<Link>) -> Result<bool> {
        let mut job = Job::begin(self, guest, JobKind::Modify, "qemuProcessReconnect", None)?;
        if !is_wanted(guest, last) {
            return Ok(false);
        }
        let process = fd::duplicate(last.process())
            .map_err(|error| Error::system(ErrorDomain::Qemu, error, "cannot watch a process"))?;
        self.try_reconnect(&mut job, &process)?;
        let mut change = job.state();
        // An end that comes after this look takes the state after us, and begins anew.
        let holds = guest
            .link()
            .is_some_and(|link| link.monitor().ended().is_none());
        if holds {
            change.with_run(|run| run.control_error = false);
            self.keep(guest, &mut change);
        }
        Ok(holds)
    }
}

/// Whether this is the way on which the guest is reached now.
fn is_current(guest: &Guest, link: &Arc<Link>) -> bool {
    let current = guest.link();
    current.is_some_and(|current| Arc::ptr_eq(&current, link))
}

/// Whether the guest still runs, on this way, and nobody is ending it.
fn is_wanted(guest: &Guest, link: &Arc<Link>) -> bool {
    let run = guest.view().run.clone();
    is_current(guest, link) && run.is_some_and(|run| !run.being_destroyed)
}

/// How long a process may take from the end of its monitor to its own.
const LAST_WORD_TO_END: Duration = Duration::from_secs(2);
/// How long is waited before each of the first tries.
const DELAYS: [Duration; 3] = [
    Duration::from_millis(100),
    Duration::from_secs(1),
    Duration::from_secs(5),
];
/// How long is waited before each further try.
const DELAY_MAX: Duration = Duration::from_secs(30);
