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
use fv_sys::{clock, file};

use crate::definition;
use crate::driver::{Driver, Stay};
use crate::job::Job;
use crate::report;

impl Driver {
    /// Notes the id of a guest, so that no later visit gives it to another one.
    pub(crate) fn note_id(&self, id: i32) {
        if self.stay() == Stay::Permanent {
            return;
        }
        let path = self.dirs().state.join(LAST_ID);
        if let Err(error) =
            file::replace_until_reboot(&path, id.to_string().as_bytes(), 0o600, None)
        {
            report::warn(format!("cannot note the id of a guest: {error}"));
        }
    }

    /// Goes on counting ids where the last visit ended.
    pub(crate) fn recall_id(&self) {
        let path = self.dirs().state.join(LAST_ID);
        let text = file::read_text(&path, 32, file::Links::Refuse);
        let last: Option<i32> = text.ok().and_then(|text| text.parse().ok());
        // What somebody else wrote there is not to use the numbers up.
        let last = last.filter(|last| (0..ID_MAX).contains(last));
        if let Some(last) = last.filter(|_| self.stay() == Stay::Passing) {
            self.reserve_id(last);
        }
    }

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

/// The file with the id that was given last.
const LAST_ID: &str = "last-id";
const ID_MAX: i32 = i32::MAX / 2;
const LOOK_EVERY: Duration = Duration::from_millis(20);
