//! Checks of disks.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_xml::OnOff;

use super::devices::no_virtio_options;
use super::general::is_printable;
use crate::Domain;
use crate::devices::address::Address;
use crate::devices::disk::{Disk, DiskBus, DiskDevice, IoTune, SgIo};
use crate::devices::source::{
    Encryption, NetworkProtocol, StartupPolicy, StorageFormat, StorageKind,
};
use crate::resolve::{malformed, unsupported};

/// Refuses a disk that cannot be, the first fault in libvirt's order.
pub(super) fn check(disk: &Disk) -> Result<()> {
    target_given(disk)?;
    if disk.sgio == Some(SgIo::Unfiltered) {
        return Err(unsupported("unfiltered sgio is no longer supported"));
    }
    if disk.device == DiskDevice::Lun {
        lun(disk)?;
    } else {
        not_lun(disk)?;
    }
    io_tune(&disk.io_tune)?;
    bus_and_address(disk)?;
    if disk.target.bus != Some(DiskBus::Virtio) {
        not_virtio(disk)?;
    }
    if disk
        .source
        .nvme
        .as_ref()
        .is_some_and(|nvme| nvme.namespace == 0)
    {
        return Err(unsupported("NVMe namespace can't be zero"));
    }
    identity(disk)?;
    device_and_bus(disk)?;
    startup_policy(disk)?;
    names(disk)?;
    source(disk)?;
    if disk.source.is_empty() && disk.device == DiskDevice::Disk {
        let code = ErrorCode::NoSource;
        return Err(Error::new(
            ErrorDomain::Domain,
            code,
            disk.target.dev.as_str(),
        ));
    }
    driver(disk)
}

/// Refuses network storage of which nothing can be read, and secrets of the wrong sort.
fn source(disk: &Disk) -> Result<()> {
    let protocol = disk.source.network.as_ref().and_then(|net| net.protocol);
    if protocol == Some(NetworkProtocol::Sheepdog) {
        return Err(unsupported(
            "'sheepdog' protocol is no longer supported by any hypervisor driver",
        ));
    }
    let auth = disk.auth.as_ref().or(disk.source.auth.as_ref());
    if let (Some(auth), Some(protocol)) = (auth, protocol) {
        let kind = auth
            .secret
            .as_ref()
            .and_then(|secret| secret.kind.as_deref());
        authentication(kind, protocol)?;
    }
    let sealed = disk.encryption.as_ref().or(disk.source.encryption.as_ref());
    let is_overdone = |sealed: &Encryption| {
        let cipher = sealed.cipher.as_ref();
        sealed.format == "luks" && cipher.is_some_and(|cipher| cipher.name.is_some())
    };
    if sealed.is_some_and(is_overdone) {
        return Err(unsupported(
            "supplying <cipher> for domain disk definition is unnecessary",
        ));
    }
    Ok(())
}

/// What secrets can be for.
const SECRET_KINDS: [&str; 6] = ["none", "volume", "ceph", "iscsi", "tls", "vtpm"];

fn authentication(kind: Option<&str>, protocol: NetworkProtocol) -> Result<()> {
    use NetworkProtocol::{Gluster, Iscsi, Nbd, Nfs, Rbd, Tftp, Vxhs};
    if matches!(protocol, Nbd | Gluster | Tftp | Vxhs | Nfs) {
        return Err(unsupported(format!(
            "authentication is not supported for protocol '{}'",
            protocol.as_str()
        )));
    }
    let Some(kind) = kind.filter(|kind| SECRET_KINDS.contains(kind)) else {
        let kind = kind.unwrap_or("<null>");
        return Err(unsupported(format!("unknown secret type '{kind}'")));
    };
    let wanted = match protocol {
        Iscsi => "iscsi",
        Rbd => "ceph",
        _ => kind,
    };
    if kind != wanted {
        return Err(unsupported(format!("invalid secret type '{kind}'")));
    }
    Ok(())
}

fn target_given(disk: &Disk) -> Result<()> {
    if !disk.target.dev.is_empty() {
        return Ok(());
    }
    let detail = match (&disk.source.volume, &disk.source.path) {
        (Some(volume), _) => format!("pool = '{}', volume = '{}'", volume.pool, volume.volume),
        (None, Some(path)) => path.clone(),
        (None, None) => String::new(),
    };
    Err(Error::new(ErrorDomain::Domain, ErrorCode::NoTarget, detail))
}

fn lun(disk: &Disk) -> Result<()> {
    let source = &disk.source;
    let protocol = source.network.as_ref().and_then(|network| network.protocol);
    match (source.kind, protocol) {
        (StorageKind::Network, Some(NetworkProtocol::Iscsi)) => {}
        (StorageKind::Network, Some(protocol)) => {
            return Err(unsupported(format!(
                "disk device='lun' is not supported for protocol='{protocol}'"
            )));
        }
        (StorageKind::Block | StorageKind::Volume, _) => {}
        _ => {
            return Err(unsupported(
                "disk device='lun' is only valid for block type disk source",
            ));
        }
    }
    if !matches!(disk.driver.format, None | Some(StorageFormat::Raw)) {
        return Err(unsupported("disk device 'lun' must use 'raw' format"));
    }
    if source.slice.is_some() {
        return Err(unsupported(
            "disk device 'lun' doesn't support storage slice",
        ));
    }
    let encryption = source.encryption.as_ref().or(disk.encryption.as_ref());
    if encryption.is_some_and(|encryption| encryption.format != "default") {
        return Err(unsupported("disk device 'lun' doesn't support encryption"));
    }
    Ok(())
}

fn not_lun(disk: &Disk) -> Result<()> {
    if disk.source.reservations.is_some() {
        return Err(unsupported("<reservations/> allowed only for lun devices"));
    }
    if disk.rawio.is_some() {
        return Err(unsupported("rawio can be used only with device='lun'"));
    }
    if disk.sgio.is_some() {
        return Err(unsupported("sgio can be used only with device='lun'"));
    }
    Ok(())
}

/// A total and a part of it cannot both be limited.
/// Refuses limits of its own beside those that are shared, and groups that there are not.
pub(super) fn throttle(domain: &Domain, disk: &Disk) -> Result<()> {
    let filters = &disk.throttle_filters.filters;
    let not_done = |text: String| {
        let code = ErrorCode::OperationUnsupported;
        Err(Error::new(ErrorDomain::Domain, code, text))
    };
    if filters.is_empty() {
        return Ok(());
    }
    if disk.io_tune != IoTune::default() {
        return not_done(format!(
            "block 'throttlefilters' can't be used together with 'iotune' for disk '{}'",
            disk.target.dev
        ));
    }
    if disk.device == DiskDevice::Cdrom {
        return not_done("cdrom device with throttle filters isn't supported".to_owned());
    }
    let groups = &domain.throttle_groups.groups;
    let is_known = |name: &str| {
        let mut names = groups
            .iter()
            .map(|group| group.limits.group_name.as_deref());
        names.any(|known| known == Some(name))
    };
    match filters.iter().find(|filter| !is_known(&filter.group)) {
        Some(filter) => Err(malformed(format!(
            "throttle group '{}' not found",
            filter.group
        ))),
        None => Ok(()),
    }
}

fn io_tune(tune: &IoTune) -> Result<()> {
    let groups = [
        (
            tune.total_bytes_sec,
            tune.read_bytes_sec,
            tune.write_bytes_sec,
            "bytes_sec",
        ),
        (
            tune.total_iops_sec,
            tune.read_iops_sec,
            tune.write_iops_sec,
            "iops_sec",
        ),
        (
            tune.total_bytes_sec_max,
            tune.read_bytes_sec_max,
            tune.write_bytes_sec_max,
            "bytes_sec_max",
        ),
        (
            tune.total_iops_sec_max,
            tune.read_iops_sec_max,
            tune.write_iops_sec_max,
            "iops_sec_max",
        ),
    ];
    for (total, read, write, name) in groups {
        if total > 0 && (read > 0 || write > 0) {
            return Err(unsupported(format!(
                "total and read/write {name} cannot be set at the same time"
            )));
        }
    }
    Ok(())
}

fn bus_and_address(disk: &Disk) -> Result<()> {
    let Some(bus) = disk.target.bus else {
        return Ok(());
    };
    let drives = matches!(
        bus,
        DiskBus::Ide | DiskBus::Fdc | DiskBus::Scsi | DiskBus::Sata
    );
    match &disk.info.address {
        Some(address) if drives && !matches!(address, Address::Drive(_)) => {
            let (kind, dev) = (address.kind(), &disk.target.dev);
            Err(unsupported(format!(
                "Invalid address type '{kind}' for the disk '{dev}' with the bus type '{bus}'"
            )))
        }
        _ => Ok(()),
    }
}

fn not_virtio(disk: &Disk) -> Result<()> {
    if let Some(model) = disk.model {
        return Err(unsupported(format!(
            "disk model '{model}' not supported for bus '{}'",
            disk.target.bus.map_or("none", DiskBus::as_str),
        )));
    }
    if disk.driver.queues != 0 {
        return Err(unsupported(
            "queues attribute in disk driver element is only supported by virtio-blk",
        ));
    }
    if disk.driver.queue_size != 0 {
        return Err(unsupported(
            "queue_size attribute in disk driver is only supported by virtio-blk",
        ));
    }
    if disk.driver.event_idx.is_some() {
        return Err(unsupported(
            "disk event_idx mode supported only for virtio bus",
        ));
    }
    if disk.driver.ioeventfd.is_some() {
        return Err(unsupported(
            "disk ioeventfd mode supported only for virtio bus",
        ));
    }
    no_virtio_options(&disk.driver.virtio)
}

fn identity(disk: &Disk) -> Result<()> {
    let removable_medium = matches!(disk.device, DiskDevice::Floppy | DiskDevice::Cdrom);
    if disk.target.tray == Some(crate::devices::disk::Tray::Open) && !removable_medium {
        return Err(unsupported("tray is only valid for cdrom and floppy"));
    }
    let product_max = if disk.target.bus == Some(DiskBus::Scsi) {
        16
    } else {
        40
    };
    let texts = [
        ("vendor", &disk.vendor, 8),
        ("product", &disk.product, product_max),
    ];
    for (name, text, max) in texts {
        let Some(text) = text else { continue };
        if !is_printable(text) {
            return Err(malformed(format!("disk {name} is not printable string")));
        }
        if text.len() > max {
            return Err(unsupported(format!(
                "disk {name} is more than {max} characters"
            )));
        }
    }
    Ok(())
}

fn device_and_bus(disk: &Disk) -> Result<()> {
    let bus = disk.target.bus.map_or("none", DiskBus::as_str);
    let floppy = disk.device == DiskDevice::Floppy;
    let controller = disk.target.bus == Some(DiskBus::Fdc);
    if floppy && !controller {
        return Err(internal(format!(
            "Invalid bus type '{bus}' for floppy disk"
        )));
    }
    if !floppy && controller {
        return Err(internal(format!("Invalid bus type '{bus}' for disk")));
    }
    let removable = match disk.target.bus {
        Some(DiskBus::Usb) => true,
        Some(DiskBus::Scsi) => disk.device == DiskDevice::Disk,
        _ => false,
    };
    if disk.target.removable.is_some() && !removable {
        return Err(malformed("removable is only valid for usb or scsi disks"));
    }
    Ok(())
}

fn startup_policy(disk: &Disk) -> Result<()> {
    let Some(policy) = disk.source.startup_policy else {
        return Ok(());
    };
    let kind = disk.source.kind;
    let local = matches!(
        kind,
        StorageKind::File | StorageKind::Block | StorageKind::Dir | StorageKind::Volume
    );
    if !local {
        return Err(malformed(format!(
            "disk startupPolicy '{policy}' is not allowed for disk of '{kind}' type"
        )));
    }
    let medium = matches!(disk.device, DiskDevice::Cdrom | DiskDevice::Floppy);
    if policy == StartupPolicy::Requisite && !medium {
        return Err(malformed(
            "disk startupPolicy 'requisite' is allowed only for cdrom or floppy",
        ));
    }
    Ok(())
}

fn is_world_wide_name(name: &str) -> bool {
    let digits = name.strip_prefix("0x").unwrap_or(name);
    digits.len() == 16 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn names(disk: &Disk) -> Result<()> {
    if let Some(wwn) = &disk.wwn
        && !is_world_wide_name(wwn)
    {
        return Err(malformed(format!("Malformed wwn: {wwn}"))
            .with_remedy("give sixteen hexadecimal digits"));
    }
    let dev = disk.target.dev.as_str();
    let hard_disk = matches!(disk.device, DiskDevice::Disk | DiskDevice::Lun);
    let prefixes = ["hd", "sd", "vd", "xvd", "ubd"];
    if hard_disk && !prefixes.iter().any(|prefix| dev.starts_with(prefix)) {
        return Err(internal(format!("Invalid harddisk device name: {dev}")));
    }
    if disk.device == DiskDevice::Floppy && !dev.starts_with("fd") {
        return Err(internal(format!("Invalid floppy device name: {dev}")));
    }
    Ok(())
}

fn driver(disk: &Disk) -> Result<()> {
    if disk.driver.discard_no_unref == Some(OnOff::On) {
        if disk.driver.format != Some(StorageFormat::Qcow2) {
            return Err(unsupported(
                "'discard_no_unref' only works with qcow2 disk format",
            ));
        }
        if disk.readonly {
            return Err(unsupported(
                "'discard_no_unref' is not compatible with read-only disk",
            ));
        }
    }
    if disk.driver.iothread != 0 && !disk.driver.iothreads.threads.is_empty() {
        return Err(malformed(
            "disk driver 'iothread' attribute can't be used together with 'iothreads' subelement",
        ));
    }
    Ok(())
}

fn internal(text: String) -> Error {
    Error::internal(ErrorDomain::Domain, text)
}
