//! The QEMU driver's part in reading a definition, behind the hooks of the domain model.

use std::cell::OnceCell;
use std::sync::Arc;

use fv_driver_qemu_caps::{Caps, VirtType};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::devices::id::DeviceId;
use fv_model_domain::devices::tpm::TpmVersion;
use fv_model_domain::os::Arch;
use fv_model_domain::rules::{Ability, DriverRules, Purpose};
use fv_model_domain::{Domain, validate};

use crate::assign::{self, Age};
use crate::firmware::FirmwareContext;
use crate::{check, defaults, devices};

/// The emulators of a host.
pub trait Emulators {
    /// The path of the emulator that a guest of this architecture gets.
    fn default_path(&self, arch: Arch) -> Option<String>;

    /// What the emulator at this path can do.
    fn caps(&self, path: &str) -> Result<Arc<Caps>>;
}

/// What the rules depend on besides emulators: configuration and environment of the daemon.
#[derive(Clone, Debug)]
pub struct ResolveContext {
    /// The architecture of the host.
    pub host_arch: Arch,
    /// Folders in which the driver makes sockets of channels; a path that the driver would
    /// choose itself is no part of a definition.
    pub channel_dirs: Vec<String>,
    /// The folder of the driver's own files; a screen's socket below it is made up as well.
    pub lib_dir: Option<String>,
    /// The host's firmware.
    pub firmware: FirmwareContext,
    /// The model that a security label has that names none.
    pub security_model: Option<String>,
    /// Elements that the driver carries out itself, by their paths in the document.
    pub carried_out: Vec<&'static str>,
    /// The versions of TPM that the host can emulate.
    pub tpm_versions: Vec<TpmVersion>,
    /// `vnc_allow_host_audio`
    pub vnc_host_audio: bool,
    /// `nographics_allow_host_audio`
    pub nographics_host_audio: bool,
    /// `QEMU_AUDIO_DRV` of the daemon's environment.
    pub audio_driver: Option<String>,
    /// `SDL_AUDIODRIVER` of the daemon's environment.
    pub sdl_audio_driver: Option<String>,
    /// How many bits a physical address of the host has.
    pub host_address_bits: Option<u32>,
    /// Whether the user network without a helper is there although the emulator cannot tell.
    pub passt: bool,
}

impl ResolveContext {
    /// A host of this architecture with the default configuration.
    pub fn new(host_arch: Arch) -> Self {
        Self {
            host_arch,
            channel_dirs: Vec::new(),
            lib_dir: None,
            firmware: FirmwareContext::default(),
            security_model: Some("none".to_string()),
            carried_out: Vec::new(),
            tpm_versions: vec![TpmVersion::V1_2, TpmVersion::V2_0],
            vnc_host_audio: false,
            nographics_host_audio: false,
            audio_driver: None,
            sdl_audio_driver: None,
            host_address_bits: None,
            passt: false,
        }
    }
}

/// The rules for one definition: they learn its emulator from it and stay with it.
pub struct QemuRules<'a> {
    emulators: &'a dyn Emulators,
    context: &'a ResolveContext,
    caps: OnceCell<Arc<Caps>>,
}

impl std::fmt::Debug for QemuRules<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("QemuRules")
            .field("context", self.context)
            .finish_non_exhaustive()
    }
}

impl<'a> QemuRules<'a> {
    /// Rules for a definition that is to be read.
    pub fn new(emulators: &'a dyn Emulators, context: &'a ResolveContext) -> Self {
        Self {
            emulators,
            context,
            caps: OnceCell::new(),
        }
    }

    /// What the emulator of the definition can do, once it is known.
    pub fn caps(&self) -> Option<Arc<Caps>> {
        self.caps.get().cloned()
    }

    fn caps_of(&self, domain: &Domain) -> Result<&Caps> {
        if let Some(caps) = self.caps.get() {
            return Ok(caps);
        }
        let path = domain.devices.emulator.as_deref().unwrap_or_default();
        let caps = self.emulators.caps(path)?;
        Ok(self.caps.get_or_init(|| caps))
    }
}

impl DriverRules for QemuRules<'_> {
    fn has(&self, ability: Ability) -> bool {
        match ability {
            Ability::WideScsi
            | Ability::MemoryHotplug
            | Ability::IndividualVcpus
            | Ability::DiskFd
            | Ability::FirmwareSelection
            | Ability::QemuNamespace => true,
            Ability::NameSlash
            | Ability::NoBootOrder
            | Ability::NetModelString
            | Ability::NoStubConsole => false,
        }
    }

    fn understands(&self, path: &str) -> bool {
        UNDERSTOOD.contains(&path) || self.context.carried_out.contains(&path)
    }

    fn basics(&self, domain: &mut Domain) -> Result<()> {
        if domain.devices.emulator.is_none() {
            let arch = domain.os.machine.arch.unwrap_or(self.context.host_arch);
            let Some(path) = self.emulators.default_path(arch) else {
                let text = format!("No emulator found for arch '{}'", arch.as_str());
                return Err(Error::new(
                    ErrorDomain::Qemu,
                    ErrorCode::ConfigUnsupported,
                    text,
                ));
            };
            domain.devices.emulator = Some(path);
        }
        Ok(())
    }

    fn domain(&self, domain: &mut Domain, purpose: Purpose) -> Result<()> {
        let caps = self.caps_of(domain)?;
        let fault = validate::firmware(domain, self).err();
        defaults::domain(domain, caps, self.context, purpose, fault)
    }

    fn device(&self, domain: &mut Domain, device: DeviceId, purpose: Purpose) -> Result<()> {
        let caps = self.caps_of(domain)?;
        devices::defaults(domain, device, caps, self.context, purpose)
    }

    fn addresses(&self, domain: &mut Domain, purpose: Purpose) -> Result<()> {
        let caps = self.caps_of(domain)?;
        let age = if purpose.abi_update {
            Age::New
        } else {
            Age::Existing
        };
        assign::addresses(domain, caps, age)
    }

    fn check_domain(&self, domain: &Domain) -> Result<()> {
        let caps = self.caps_of(domain)?;
        check::domain(domain, caps, self.context)
    }

    fn check_device(&self, domain: &Domain, device: DeviceId) -> Result<()> {
        let caps = self.caps_of(domain)?;
        check::device(domain, device, caps, self.context)
    }
}

/// Elements that few guests have and that become part of the emulator's command.
const UNDERSTOOD: [&str; 24] = [
    "cpu/numa",
    "defaultiothread",
    "devices/crypto",
    "devices/filesystem",
    "devices/graphics[type='dbus']",
    "devices/graphics[type='rdp']",
    "devices/graphics[type='spice']",
    "devices/hostdev",
    "devices/interface[type='hostdev']",
    "devices/iommu",
    "devices/memory",
    "devices/nvram",
    "devices/pstore",
    "devices/redirdev",
    "devices/redirfilter",
    "devices/shmem",
    "devices/smartcard",
    "devices/tpm",
    "iothreadids",
    "keywrap",
    "launchSecurity",
    "numatune",
    "sysinfo",
    "throttlegroups",
];

/// How a guest is executed, as capabilities name it.
pub(crate) fn virt_type(domain: &Domain) -> Option<VirtType> {
    VirtType::from_document(domain.kind.as_str())
}

/// `VIR_ERR_CONFIG_UNSUPPORTED` of the QEMU driver.
pub(crate) fn unsupported<T>(text: impl Into<String>) -> Result<T> {
    Err(Error::new(
        ErrorDomain::Qemu,
        ErrorCode::ConfigUnsupported,
        text,
    ))
}

/// `VIR_ERR_XML_ERROR` of the QEMU driver.
pub(crate) fn malformed<T>(text: impl Into<String>) -> Result<T> {
    Err(Error::new(ErrorDomain::Qemu, ErrorCode::XmlError, text))
}

/// `VIR_ERR_INTERNAL_ERROR` of the QEMU driver.
pub(crate) fn internal<T>(text: impl Into<String>) -> Result<T> {
    Err(Error::internal(ErrorDomain::Qemu, text))
}
