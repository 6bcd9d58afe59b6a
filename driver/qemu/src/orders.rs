//! What a definition asks of an emulator that no command line can say: cables that are out, the size
//! of the balloon, what a reboot of the guest ends in.
//!
//! It is ordered before the guest's first instruction.

use fv_driver_qemu_monitor::commands::network;
use fv_driver_qemu_monitor::commands::status::{Actions, balloon, set_action};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::devices::interface::LinkState;
use fv_model_domain::{Domain, LifecycleAction};

use crate::calls::balloon_of;
use crate::job::Job;

/// Orders it of a guest that is about to begin.
pub(crate) fn give(job: &mut Job<'_>) -> Result<()> {
    let Some(live) = job.view().live.clone() else {
        return Ok(());
    };
    pull_cables(job, &live)?;
    shrink(job, &live)?;
    if live.on_reboot == LifecycleAction::Destroy && crate::unattended::can_set_actions(job) {
        let reboot = Some("shutdown".into());
        job.talk(&set_action(&Actions {
            reboot,
            ..Actions::default()
        }))?;
    }
    Ok(())
}

fn pull_cables(job: &mut Job<'_>, live: &Domain) -> Result<()> {
    for net in &live.devices.interfaces {
        if net.link.as_ref().map(|link| link.state) != Some(LinkState::Down) {
            continue;
        }
        let alias = net.info.alias();
        job.talk(&network::set_link(alias, network::Cable::Out))
            .map_err(|_| {
                let detail = format!("Couldn't set link state on interface: {alias}");
                Error::new(ErrorDomain::Qemu, ErrorCode::OperationFailed, detail)
            })?;
    }
    Ok(())
}

/// A balloon is born empty; only what is to be smaller has to be told.
fn shrink(job: &mut Job<'_>, live: &Domain) -> Result<()> {
    let memory = &live.memory;
    if balloon_of(live).is_some() && memory.current_kib < memory.total_kib {
        job.talk(&balloon(memory.current_kib))?;
    }
    Ok(())
}
