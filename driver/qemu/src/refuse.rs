//! What the model and the command line know but this driver does not carry out yet.
//!
//! It is refused by name: later it would fail inside QEMU, or worse, run without what its document
//! asks for. Of old that is done when a guest is defined ([`check`]); what only lacks a helper or
//! a file on this host is kept as it is, and refused when the guest starts ([`at_start`]).

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::devices::disk::Disk;
use fv_model_domain::devices::filesystem::{Filesystem, FilesystemDriverKind};
use fv_model_domain::devices::graphics::Graphics;
use fv_model_domain::devices::interface::{Interface, NetBackendKind, NetSource};
use fv_model_domain::devices::source::StorageKind;
use fv_model_domain::devices::tpm::TpmBackend;
use fv_model_domain::devices::video::{Video, VideoBackend};
use fv_model_domain::security::LaunchSecurity;
use fv_model_domain::sysinfo::Sysinfo;
use fv_model_domain::{Domain, YesNo};

/// Refuses a definition that asks for what the driver does not do.
pub(crate) fn check(definition: &Domain) -> Result<()> {
    let devices = &definition.devices;
    // Nobody starts the program behind an emulated chip, and nobody keeps its state.
    let is_emulated = |backend: &TpmBackend| matches!(backend, TpmBackend::Emulator(_));
    if devices.tpms.iter().any(|tpm| is_emulated(&tpm.backend)) {
        return not_yet("TPM backend type 'emulator'");
    }
    // The file would have to be made readable for the emulator, as images are.
    let has_file = |info: &Sysinfo| match info {
        Sysinfo::Fwcfg(entries) => entries.iter().any(|entry| entry.file.is_some()),
        Sysinfo::Smbios(_) => false,
    };
    if definition.sysinfo.iter().any(has_file) {
        return not_yet("attribute 'file' of firmware entries");
    }
    Ok(())
}

/// What a guest asks for that cannot be had when it starts, one error for each.
pub(crate) fn at_start(definition: &Domain) -> Vec<Error> {
    let devices = &definition.devices;
    // Nobody starts the program that shows the folder; one that runs already is another matter.
    let needs_helper = |folder: &Filesystem| {
        folder.driver.kind == Some(FilesystemDriverKind::Virtiofs) && folder.source.socket.is_none()
    };
    let has_blobs = match &definition.launch_security {
        Some(LaunchSecurity::Sev(sev)) => sev.dh_cert.is_some() || sev.session.is_some(),
        Some(LaunchSecurity::SevSnp(_) | LaunchSecurity::S390Pv) | None => false,
    };
    let is_host_net = |net: &Interface| matches!(net.source, NetSource::Hostdev { .. });
    let has_host_device =
        !devices.hostdevs.is_empty() || devices.interfaces.iter().any(is_host_net);
    let is_nvme = |disk: &Disk| disk.source.kind == StorageKind::Nvme;
    let has_reservations = |disk: &Disk| {
        let reservations = disk.source.reservations.as_ref();
        reservations.is_some_and(|own| own.managed == Some(YesNo::Yes))
    };
    let has_own_process = |video: &Video| video.driver.name == Some(VideoBackend::Vhostuser);
    let needs_bus = |screen: &Graphics| matches!(screen, Graphics::Dbus(dbus) if !dbus.p2p && dbus.address.is_none());
    let is_rdp = |screen: &Graphics| matches!(screen, Graphics::Rdp(_));
    let is_passt = |net: &Interface| net.backend.kind == Some(NetBackendKind::Passt);
    let missing = [
        (
            devices.filesystems.iter().any(needs_helper),
            "filesystem driver 'virtiofs' without a socket",
        ),
        // They would have to be taken from the host, and given back.
        (has_host_device, "device 'hostdev'"),
        (
            devices.disks.iter().any(|disk| disk.transient.is_some()),
            "element 'transient' of disks",
        ),
        (
            devices.disks.iter().any(is_nvme),
            "storage source of type 'nvme'",
        ),
        // Somebody would have to run a bus, or a program that shows what is on it.
        (
            devices.graphics.iter().any(needs_bus),
            "graphics type 'dbus' without an address",
        ),
        (devices.graphics.iter().any(is_rdp), "graphics type 'rdp'"),
        (
            devices.interfaces.iter().any(is_passt),
            "the 'passt' network backend",
        ),
        // The helper would have to be started.
        (
            devices.disks.iter().any(has_reservations),
            "reservations managed by the driver",
        ),
        (
            devices.videos.iter().any(has_own_process),
            "video driver 'vhostuser'",
        ),
        // The file would have to be made, and kept for the next start.
        (devices.pstore.is_some(), "device 'pstore'"),
        // They would have to be written where the emulator finds them.
        (
            has_blobs,
            "launch security 'sev' with a session of its owner",
        ),
    ];
    let wanted = missing.into_iter().filter(|(is_wanted, _)| *is_wanted);
    wanted.map(|(_, what)| unsupported(what)).collect()
}

fn not_yet(what: &str) -> Result<()> {
    Err(unsupported(what))
}

fn unsupported(what: &str) -> Error {
    Error::new(
        ErrorDomain::Qemu,
        ErrorCode::ConfigUnsupported,
        format!("{what} is not supported yet"),
    )
}
