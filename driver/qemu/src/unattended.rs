//! Guests whose driver comes and goes.
//!
//! QEMU is started so that it stays when its guest turns itself off, and waits for a driver that
//! looks at why. A driver that is there only now and then tells it to end by itself instead; or
//! the guest would hold its memory until somebody comes by. For a reboot, which is a shutdown
//! that ends in a reset, QEMU is told to wait after all, and the program stays until it is over;
//! if it does not, the next one finishes the reboot.

use std::time::Duration;

use fv_driver_qemu_monitor::commands::status::{Actions, set_action};
use fv_error::Result;
use fv_sys::clock;

use crate::definition;
use crate::driver::{Driver, Stay};
use crate::job::Job;

impl Driver {
    /// Lets the guest's QEMU end without us when the guest turns itself off.
    pub(crate) fn leave_alone(&self, job: &mut Job<'_>) -> Result<()> {
        match definition::restarts_on_poweroff(&job.view()) {
            // That takes a driver anyway.
            true => Ok(()),
            false => self.act_on_shutdown(job, "poweroff"),
        }
    }

    /// Lets the guest's QEMU wait for us when the guest turns itself off.
    pub(crate) fn stand_by(&self, job: &mut Job<'_>) -> Result<()> {
        self.act_on_shutdown(job, "pause")
    }

    fn act_on_shutdown(&self, job: &mut Job<'_>, action: &str) -> Result<()> {
        if self.stay() == Stay::Permanent || !can_set_actions(job) {
            return Ok(());
        }
        job.talk(&set_action(&Actions {
            shutdown: Some(action.into()),
            ..Actions::default()
        }))
    }

    /// Waits until no guest is in the midst of a reboot that takes this driver.
    pub(crate) fn settle_reboots(&self, time: Duration) {
        let deadline = clock::now() + time;
        let is_rebooting = || {
            let guests = self.guests().all();
            let mut runs = guests.iter().filter_map(|guest| guest.view().run.clone());
            runs.any(|run| run.fake_reboot)
        };
        while self.stay() == Stay::Passing && is_rebooting() && clock::now() < deadline {
            clock::sleep(LOOK_EVERY);
        }
    }
}

/// Whether the guest's QEMU takes the command; one before 6.0 stays until somebody comes by.
pub(crate) fn can_set_actions(job: &Job<'_>) -> bool {
    let run = job.view().run.clone();
    run.is_some_and(|run| run.flags.iter().any(|flag| flag == "set-action"))
}

const LOOK_EVERY: Duration = Duration::from_millis(20);
