//! What happens to a guest's devices by itself, beside what changes its state.
//!
//! Runs on the reactor thread like all of [`crate::events`]; a device that went away is cleaned
//! up after on a thread of its own, because QEMU has to be asked for that.

use std::sync::Arc;

use fv_api::{DomainEvent, GraphicsAddress, GraphicsIdentity};
use fv_driver_kit::{JobKind, Listed};
use fv_driver_qemu_monitor::commands::{block, device, network};
use fv_driver_qemu_monitor::{DisplayClient, DisplayEnd, MemoryFailure};
use fv_error::{Error, ErrorDomain, Result};
use fv_model_domain::clock::ClockOffset;
use fv_model_domain::devices::interface::MacAddr;
use fv_model_domain::devices::memory::{MemoryDevice, MemoryModel};
use fv_model_xml::Value;

use crate::devices::{self, Gone};
use crate::driver::Driver;
use crate::guest::Guest;
use crate::job::Job;
use crate::{definition, report};

impl Driver {
    /// A client of a display came or went.
    pub(crate) fn on_display(&self, guest: &Guest, client: &DisplayClient) {
        let proofs = [
            ("x509dname", &client.x509_dname),
            ("saslUsername", &client.sasl_username),
        ];
        let subject = proofs.into_iter().filter_map(|(kind, name)| {
            Some(GraphicsIdentity {
                kind: kind.to_string(),
                name: name.clone()?,
            })
        });
        let told = DomainEvent::Graphics {
            phase: client.phase as i32,
            local: address(&client.server),
            remote: address(&client.client),
            auth_scheme: client.auth.clone(),
            subject: subject.collect(),
        };
        self.tell(guest, told);
    }

    /// The guest set its clock; one that keeps that begins with it the next time.
    ///
    /// A guest can set it as often as it likes, so the disk is not to feel each time.
    pub(crate) fn on_clock(&self, guest: &Arc<Guest>, offset: i64) {
        let mut change = guest.state();
        let mut shown = offset;
        if let Some(live) = &mut change.live
            && let ClockOffset::Variable {
                adjustment_s,
                adjustment0_s,
                ..
            } = &mut Arc::make_mut(live).clock.offset
        {
            // QEMU counts from what the clock was when the guest began.
            shown = offset.saturating_add(*adjustment0_s);
            *adjustment_s = shown;
        }
        self.keep_soon(guest, &mut change);
        let told = DomainEvent::RtcChange { offset: shown };
        self.tell_all(&guest.reference_with(change.id()), [told]);
    }

    /// Writes to a node passed the mark that was set on it.
    pub(crate) fn on_mark(&self, guest: &Guest, node: &str, threshold: u64, excess: u64) {
        let view = guest.view();
        let (Some(live), Some(run)) = (&view.live, &view.run) else {
            return;
        };
        let Some(image) = devices::image_of_node(node) else {
            return;
        };
        let found = live.devices.disks.iter().find_map(|disk| {
            let path = definition::image_path(disk, image)?;
            Some((disk, path.map(str::to_string)))
        });
        let Some((disk, path)) = found else { return };
        let told = |dev: String| DomainEvent::BlockThreshold {
            dev,
            path: path.clone(),
            threshold,
            excess,
        };
        let target = &disk.target.dev;
        let is_top = disk.source.index == image;
        let by_target = is_top && !run.marks_by_index.contains(&image);
        let by_target = by_target.then(|| told(target.clone()));
        let by_index = told(format!("{target}[{image}]"));
        let reference = guest.reference_with(view.id());
        self.tell_all(&reference, by_target.into_iter().chain([by_index]));
    }

    /// The host's memory failed under the guest.
    pub(crate) fn on_memory_failure(&self, guest: &Guest, failure: &MemoryFailure) {
        const ACTION_REQUIRED: u32 = 1;
        const RECURSIVE: u32 = 2;

        let place = |words: &[&str], word: &str| words.iter().position(|known| *known == word);
        let recipient = place(&["hypervisor", "guest"], &failure.recipient);
        let action = place(&["ignore", "inject", "fatal", "reset"], &failure.action);
        let (Some(recipient), Some(action)) = (recipient, action) else {
            return;
        };
        let flag = |there, flag| if there { flag } else { 0 };
        let told = DomainEvent::MemoryFailure {
            recipient: recipient as i32,
            action: action as i32,
            flags: flag(failure.action_required, ACTION_REQUIRED)
                | flag(failure.recursive, RECURSIVE),
        };
        self.tell(guest, told);
    }

    /// The guest took or gave back memory of a module.
    pub(crate) fn on_memory_size(&self, guest: &Guest, alias: &str, size: u64) {
        let mut change = guest.state();
        let Some(live) = &mut change.live else { return };
        let is_it = |module: &&mut MemoryDevice| {
            module.info.alias() == alias && module.model == MemoryModel::VirtioMem
        };
        let size_kib = size.div_ceil(1024);
        let live = Arc::make_mut(live);
        let Some(module) = live.devices.memories.iter_mut().find(is_it) else {
            return;
        };
        let before = std::mem::replace(&mut module.current_kib, size_kib);
        let without = live.memory.current_kib.saturating_sub(before);
        live.memory.current_kib = without.saturating_add(size_kib);
        let told = DomainEvent::MemoryDeviceSizeChange {
            alias: alias.to_string(),
            size: size_kib,
        };
        self.keep_and_tell(guest, &mut change, [told]);
    }

    /// A device is gone from QEMU.
    pub(crate) fn on_device_deleted(&self, guest: &Arc<Guest>, alias: &str) {
        let known = guest.view();
        let known = known.live.as_ref();
        if !known.is_some_and(|live| devices::has_device(live, alias)) {
            return;
        }
        let news = format!("removed {alias}");
        if !guest.claim_news(news.clone()) {
            return;
        }
        let alias = alias.to_string();
        self.follow_up(guest, "removed", move |driver, guest| {
            if let Err(error) = driver.forget_device(guest, &alias) {
                report::warn(format!(
                    "cannot clean up after device '{alias}' of guest '{}': {error}",
                    guest.name()
                ));
            }
            guest.release_news(&news);
        });
    }

    /// Takes a device that is gone out of the definition, and what QEMU still keeps behind it.
    fn forget_device(self: &Arc<Self>, guest: &Arc<Guest>, alias: &str) -> Result<()> {
        let owner = "qemuProcessEventDeviceDeleted";
        let mut job = Job::begin(self, guest, JobKind::Modify, owner, None)?;
        job.require_active()?;
        let mut change = job.state();
        let Some(live) = &mut change.live else {
            return Ok(());
        };
        let Some(gone) = devices::remove_device(Arc::make_mut(live), alias) else {
            return Ok(());
        };
        change.with_run(|run| {
            Arc::make_mut(&mut run.devices).retain(|known| known != alias);
        });
        let told = DomainEvent::DeviceRemoved {
            dev_alias: alias.to_string(),
        };
        self.keep_and_tell(guest, &mut change, [told]);
        drop(change);
        match gone {
            Gone::Disk(disk) => {
                for node in devices::nodes(&disk) {
                    job.talk(&block::delete(&node).or_if_refused(|| ()))?;
                }
                self.restore_disk(&disk);
            }
            Gone::Interface => {
                job.talk(&device::netdev_delete(&format!("host{alias}")).or_if_refused(|| ()))?;
            }
            Gone::Other => {}
        }
        Ok(())
    }

    /// The guest asked a card to let in something else.
    pub(crate) fn on_filter(self: &Arc<Self>, guest: &Arc<Guest>, alias: &str) {
        let view = guest.view();
        let cards = view.live.iter().flat_map(|live| &live.devices.interfaces);
        let mut trusted = cards.filter(|card| devices::trusts_filters(card));
        // One that is not trusted is not asked, which keeps QEMU silent about it from now on.
        if !trusted.any(|card| card.info.alias() == alias) {
            return;
        }
        let news = format!("filter {alias}");
        if !guest.claim_news(news.clone()) {
            return;
        }
        let alias = alias.to_string();
        self.follow_up(guest, "filter", move |driver, guest| {
            if let Err(error) = driver.follow_filter(guest, &alias, &news) {
                report::warn(format!(
                    "cannot follow card '{alias}' of guest '{}': {error}",
                    guest.name()
                ));
            }
        });
    }

    fn follow_filter(self: &Arc<Self>, guest: &Arc<Guest>, alias: &str, news: &str) -> Result<()> {
        let owner = "qemuProcessEventNicRxFilterChanged";
        let job = Job::begin(self, guest, JobKind::Modify, owner, None);
        // A change that comes after the question is asked is told anew.
        guest.release_news(news);
        let mut job = job?;
        job.require_active()?;
        let text = job.talk(&network::main_mac(alias))?;
        let mac = MacAddr::parse(&text).map_err(|_| {
            let detail = "Missing or invalid 'main-mac' in query-rx-filter response";
            Error::internal(ErrorDomain::Qemu, detail)
        })?;
        let mut change = job.state();
        let Some(live) = &mut change.live else {
            return Ok(());
        };
        let mut cards = Arc::make_mut(live).devices.interfaces.iter_mut();
        let card = cards.find(|card| card.info.alias() == alias);
        let Some(before) = card.and_then(|card| devices::set_current_mac(card, mac)) else {
            return Ok(());
        };
        let told = DomainEvent::NicMacChange {
            alias: alias.to_string(),
            old_mac: before.to_string(),
            new_mac: mac.to_string(),
        };
        self.keep_and_tell(guest, &mut change, [told]);
        Ok(())
    }

    /// The guest did not let a device go.
    pub(crate) fn on_unplug_refused(&self, guest: &Guest, alias: Option<&str>) {
        // All of ours have an alias.
        if let Some(alias) = alias {
            let dev_alias = alias.to_string();
            self.tell(guest, DomainEvent::DeviceRemovalFailed { dev_alias });
        }
    }
}

fn address(end: &DisplayEnd) -> GraphicsAddress {
    GraphicsAddress {
        family: end.family as i32,
        node: end.host.clone(),
        service: end.service.clone(),
    }
}
