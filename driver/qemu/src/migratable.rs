//! The document for another host, maybe an older one: the inactive form, without what older ones do not know.

use std::path::Path;

use fv_driver_qemu_resolve::machine::machine_of;
use fv_error::Result;
use fv_model_domain::devices::Devices;
use fv_model_domain::devices::address::is_user_alias;
use fv_model_domain::devices::audio::{AudioKind, AudioSide};
use fv_model_domain::devices::chardev::CharSource;
use fv_model_domain::devices::controller::{
    Controller, ControllerKind, ControllerModel, PciModel, UsbModel,
};
use fv_model_domain::devices::simple::{InputBus, InputKind, WatchdogAction, WatchdogModel};
use fv_model_domain::devices::source::{BackingStore, StorageFormat};
use fv_model_domain::seclabel::SeclabelKind;
use fv_model_domain::{Domain, Scope};

use crate::guest::View;

/// Writes a definition, of a running guest or not, for a host that is to take it.
///
/// What every machine has was added to documents one release after the other; libvirt leaves it out here, so
/// that a host whose libvirt does not know it yet finds nothing strange (`dumpxml --migratable` in the scripted
/// life of a guest pins this).
pub(crate) fn document(view: &View, definition: &Domain, scope: Scope) -> Result<String> {
    let form = Scope::MIGRATION | Scope::SECRET;
    // Reading it again in the inactive form drops aliases, paths and all else that only a running guest has.
    let mut copy = fv_model_domain::parse(&definition.to_xml(form), Scope::SECRET)?;
    let machine = machine_of(&copy);
    let (is_i440fx, is_q35) = (machine.is_i440fx(), machine.is_q35());
    // The other host makes of the processor what it can; what this one made of it is told beside the document.
    if let Some(run) = view.run.as_ref().filter(|_| definition.id.is_some())
        && let Some(cpu) = &run.asked_cpu
    {
        copy.cpu = Some(cpu.as_ref().clone());
    }
    drop_made_labels(&mut copy);
    let devices = &mut copy.devices;
    drop_found(devices, view);
    drop_controllers(devices, is_i440fx);
    devices
        .inputs
        .retain(|input| input.kind != InputKind::Keyboard || input.bus != Some(InputBus::Ps2));
    drop_default_audio(devices);
    if is_q35 {
        devices.watchdogs.retain(|watchdog| {
            watchdog.model != WatchdogModel::Itco || watchdog.action != WatchdogAction::Reset
        });
    }
    Ok(copy.to_xml(scope.without(Scope::LIVE) | Scope::MIGRATION))
}

/// Drops what the start filled in: ends of chains that nobody wrote down, and sockets in the run's own folder.
fn drop_found(devices: &mut Devices, view: &View) {
    let Some(run) = &view.run else { return };
    let kept = view.kept();
    let kept = kept.as_ref().map(|config| config.devices.disks.as_slice());
    for disk in &mut devices.disks {
        if disk.source.is_empty() {
            disk.driver.format.get_or_insert(StorageFormat::Raw);
        }
        let same = kept
            .unwrap_or_default()
            .iter()
            .find(|it| it.target.dev == disk.target.dev);
        if same.is_none_or(|same| same.backing_store.is_none())
            && disk.backing_store == Some(BackingStore::End)
        {
            disk.backing_store = None;
        }
    }
    for channel in &mut devices.channels {
        if let CharSource::Unix(socket) = &mut channel.backend.source {
            let is_own = |path: &String| Path::new(path).starts_with(&run.channel_dir);
            socket.path = socket.path.take().filter(|path| !is_own(path));
        }
    }
}

/// Drops security labels that are made anew at each start.
fn drop_made_labels(copy: &mut Domain) {
    copy.seclabels
        .retain(|label| label.kind != Some(SeclabelKind::Dynamic) || label.base_label.is_some());
}

/// Drops the USB and the PCI controller that a plain PC has anyway.
fn drop_controllers(devices: &mut Devices, is_i440fx: bool) {
    let is_only = |kind: ControllerKind| {
        devices
            .controllers
            .iter()
            .filter(|it| it.kind == kind)
            .count()
            == 1
    };
    let drop_usb = is_i440fx && is_only(ControllerKind::Usb);
    let drop_pci = is_only(ControllerKind::Pci);
    devices.controllers.retain(|it| match it.kind {
        ControllerKind::Usb => !(drop_usb && is_default_usb(it)),
        ControllerKind::Pci => !(drop_pci && is_plain_root(it)),
        _ => true,
    });
}

fn is_default_usb(controller: &Controller) -> bool {
    let model = [None, Some(ControllerModel::Usb(UsbModel::Piix3Uhci))];
    is_first_and_unnamed(controller) && model.contains(&controller.model)
}

fn is_plain_root(controller: &Controller) -> bool {
    is_first_and_unnamed(controller)
        && controller.model == Some(ControllerModel::Pci(PciModel::PciRoot))
        && controller.pci_hole64_kib.is_none()
}

fn is_first_and_unnamed(controller: &Controller) -> bool {
    let named = controller.info.alias.as_deref().is_some_and(is_user_alias);
    controller.index.unwrap_or(0) == 0 && !named
}

/// Drops the back end of sound that every guest has.
fn drop_default_audio(devices: &mut Devices) {
    if let [audio] = devices.audios.as_slice() {
        let silent = AudioSide::default();
        if audio.id.get() == 1
            && audio.kind == AudioKind::None
            && audio.input == silent
            && audio.output == silent
        {
            devices.audios.clear();
        }
    }
}
