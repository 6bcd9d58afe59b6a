//! Devices of the host, as the emulator passes them on.

use fv_driver_qemu_caps::Flag;
use fv_driver_qemu_resolve::numbered_images;
use fv_error::Result;
use fv_model_domain::devices::address::{Address, DeviceInfo};
use fv_model_domain::devices::hostdev::{
    GuestReset, HostDevice, HostMdev, HostPci, HostScsi, HostUsb, MdevModel, PciDriverName,
    ScsiSource, Subsystem,
};
use fv_model_domain::devices::interface::{NetSource, Teaming, TeamingKind};
use fv_model_domain::devices::simple::VirtioModel;
use fv_model_domain::devices::source::{NetworkProtocol, NetworkSource};

use crate::boot::BootOrder;
use crate::builder::{Builder, Variant};
use crate::net::add_rom;
use crate::plan::FdPurpose;
use crate::props::{Props, on_off};
use crate::words::{internal, on};

/// A device of the host with what the guest is told about it.
struct Given<'a> {
    info: &'a DeviceInfo,
    teaming: Option<&'a Teaming>,
    boot_index: u32,
}

impl Builder<'_> {
    /// Appends the devices of the host, interfaces first.
    pub(crate) fn host_devices(&mut self, order: &BootOrder) -> Result<()> {
        let devices = &self.input.domain.devices;
        for (n, net) in devices.interfaces.iter().enumerate() {
            if let NetSource::Hostdev { device, .. } = &net.source {
                let given = Given {
                    info: &net.info,
                    teaming: net.teaming.as_ref(),
                    boot_index: order.net(n),
                };
                self.passed_on(device, &given)?;
            }
        }
        let mut number = numbered_images(self.input.domain);
        for device in &devices.hostdevs {
            let own = device.info.boot.as_ref();
            let given = Given {
                info: &device.info,
                teaming: device.teaming.as_ref(),
                boot_index: own.map_or(0, |boot| boot.order),
            };
            match device.subsystem() {
                Some(Subsystem::Scsi(scsi)) => {
                    number += 1;
                    self.scsi_unit(device, scsi, number, &given)?;
                }
                Some(subsystem) => self.passed_on(subsystem, &given)?,
                None => {}
            }
        }
        Ok(())
    }

    fn passed_on(&mut self, device: &Subsystem, given: &Given<'_>) -> Result<()> {
        let mut props = match device {
            // It is taken from the host, but the guest has no use for it.
            Subsystem::Pci(_) if given.info.address == Some(Address::Unassigned) => return Ok(()),
            Subsystem::Pci(pci) => {
                self.companion(given.info)?;
                pci_props(pci, given)?
            }
            Subsystem::Usb(usb) => self.host_usb_props(usb, given)?,
            Subsystem::Mdev(mdev) => self.mdev_props(mdev, given),
            Subsystem::ScsiHost { model, wwpn } => self.vhost_scsi(*model, wwpn, given)?,
            Subsystem::Scsi(_) => return Ok(()),
        };
        self.address(&mut props, given.info)?;
        if matches!(device, Subsystem::Pci(_)) {
            add_rom(&mut props, given.info)?;
        }
        self.device(props)
    }

    fn host_usb_props(&self, usb: &HostUsb, given: &Given<'_>) -> Result<Props> {
        let mut props = Props::device("usb-host");
        if !usb.missing {
            if usb.bus == 0 && usb.device == 0 {
                return Err(internal(
                    "USB host device is missing bus/device information",
                ));
            }
            if self.has(Flag::UsbHostHostdevice) {
                let path = format!("/dev/bus/usb/{:03}/{:03}", usb.bus, usb.device);
                props.text("hostdevice", path);
            } else {
                props.nonzero("hostbus", usb.bus);
                props.nonzero("hostaddr", usb.device);
            }
        }
        props.text("id", given.info.alias());
        props.nonzero("bootindex", given.boot_index);
        let reset = usb.guest_reset;
        props.switch("guest-reset", reset.map(|reset| reset != GuestReset::Off));
        let all = reset.filter(|reset| *reset != GuestReset::Off);
        props.switch("guest-resets-all", all.map(|reset| reset == GuestReset::On));
        Ok(props)
    }

    fn mdev_props(&self, mdev: &HostMdev, given: &Given<'_>) -> Props {
        let has_ramfb = on(mdev.ramfb) == Some(true);
        let driver = match mdev.model {
            MdevModel::VfioPci if has_ramfb => "vfio-pci-nohotplug",
            model => model.as_str(),
        };
        let mut props = Props::device(driver);
        props.text("id", given.info.alias());
        let path = format!("/sys/bus/mdev/devices/{}", mdev.uuid);
        props.text("sysfsdev", path);
        props.text_maybe("display", on(mdev.display).map(on_off));
        props.flag("ramfb", has_ramfb);
        props.nonzero("bootindex", given.boot_index);
        self.add_loadparm(&mut props, given.info);
        props
    }

    fn vhost_scsi(
        &mut self,
        model: Option<VirtioModel>,
        wwpn: &str,
        given: &Given<'_>,
    ) -> Result<Props> {
        let variant = match model {
            Some(VirtioModel::VirtioTransitional) => Variant::Transitional,
            Some(VirtioModel::VirtioNonTransitional) => Variant::NonTransitional,
            _ => Variant::Plain,
        };
        let alias = given.info.alias();
        let place = self.plan.fd(FdPurpose::VhostScsi {
            alias: alias.to_string(),
        });
        let mut props = Props::device(self.virtio_name("vhost-scsi", given.info, variant)?);
        props.text("wwpn", wwpn).text("vhostfd", place.to_string());
        props.text("id", alias);
        Ok(props)
    }

    /// Appends a SCSI unit: a block node, and the device that lets commands through to it.
    fn scsi_unit(
        &mut self,
        device: &HostDevice,
        scsi: &HostScsi,
        number: u32,
        given: &Given<'_>,
    ) -> Result<()> {
        let node = format!("libvirt-{number}-backend");
        let mut props = self.scsi_node(scsi, &node, given.info.alias())?;
        props.text("node-name", &node);
        props.boolean("read-only", device.readonly);
        self.blockdev(&props);
        let mut props = Props::device("scsi-generic");
        props.text("drive", node).text("id", given.info.alias());
        props.nonzero("bootindex", given.boot_index);
        self.add_loadparm(&mut props, given.info);
        self.address(&mut props, given.info)?;
        self.device(props)
    }

    fn scsi_node(&mut self, scsi: &HostScsi, node: &str, alias: &str) -> Result<Props> {
        match &scsi.source {
            ScsiSource::Adapter { .. } => {
                let known = &self.input.host.scsi_generic;
                let Some((_, path)) = known.iter().find(|(known, _)| known == alias) else {
                    return Err(internal(format!(
                        "the SCSI device of '{alias}' is not known"
                    )));
                };
                let mut props = Props::device("host_device");
                props.text("filename", path);
                Ok(props)
            }
            ScsiSource::Iscsi {
                name,
                host,
                auth,
                initiator,
            } => {
                let network = NetworkSource {
                    protocol: Some(NetworkProtocol::Iscsi),
                    hosts: vec![host.clone()],
                    ..NetworkSource::default()
                };
                let mut props = Props::device("iscsi");
                crate::network::iscsi(&mut props, &network, name)?;
                if let Some(auth) = auth {
                    let secret = format!("{node}-secret0");
                    self.secret(&secret, auth.secret.as_ref())?;
                    props.text_maybe("user", auth.username.as_deref());
                    props.text("password-secret", secret);
                }
                props.text_maybe("initiator-name", initiator.as_deref());
                Ok(props)
            }
        }
    }
}

fn pci_props(pci: &HostPci, given: &Given<'_>) -> Result<Props> {
    let driver = pci.driver.as_ref().and_then(|driver| driver.name);
    if let Some(driver @ (PciDriverName::Kvm | PciDriverName::Xen)) = driver {
        return Err(internal(format!(
            "invalid PCI passthrough type '{}'",
            driver.as_str()
        )));
    }
    let has_ramfb = on(pci.ramfb) == Some(true);
    let mut props = Props::device(match has_ramfb {
        true => "vfio-pci-nohotplug",
        false => "vfio-pci",
    });
    let place = &pci.address;
    let (domain, bus, slot, function) = (place.domain, place.bus, place.slot, place.function);
    props.text(
        "host",
        format!("{domain:04x}:{bus:02x}:{slot:02x}.{function:o}"),
    );
    props.text("id", given.info.alias());
    props.nonzero("bootindex", given.boot_index);
    let transient = given.teaming.filter(|t| t.kind == TeamingKind::Transient);
    let partner = transient.and_then(|teaming| teaming.persistent.as_deref());
    props.text_maybe("failover_pair_id", partner);
    props.text_maybe("display", on(pci.display).map(on_off));
    props.flag("ramfb", has_ramfb);
    Ok(props)
}
