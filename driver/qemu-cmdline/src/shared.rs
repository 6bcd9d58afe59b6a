//! Memory that others see, stores that outlive a crash, ciphers, and guests kept secret from their
//! host.

use fv_driver_qemu_caps::Flag;
use fv_error::Result;
use fv_model_domain::devices::address::Address;
use fv_model_domain::devices::chardev::{CharBackend, CharSource, SocketMode, UnixSource};
use fv_model_domain::devices::rare::{
    Crypto, CryptoBackendModel, SharedMemory, SharedMemoryModel, SharedMemoryRole,
};
use fv_model_domain::security::{LaunchSecurity, Sev, SevSnp};

use crate::builder::{Builder, Variant};
use crate::chardev::Peer;
use crate::props::Props;
use crate::words::{on, unsupported, yes};

/// The object that keeps a guest secret.
const PROTECTION: &str = "lsec0";

impl Builder<'_> {
    /// Appends the memory that other guests or programs see.
    pub(crate) fn shared_memories(&mut self) -> Result<()> {
        let domain = self.input.domain;
        for shared in &domain.devices.shmems {
            self.shared_memory(shared)?;
        }
        Ok(())
    }

    fn shared_memory(&mut self, shared: &SharedMemory) -> Result<()> {
        let alias = shared.info.alias();
        if !matches!(shared.info.address, Some(Address::Pci(_))) {
            return Err(unsupported(
                "only 'pci' addresses are supported for the shared memory device",
            ));
        }
        let memory = format!("shmmem-{alias}");
        if shared.model == SharedMemoryModel::IvshmemPlain {
            let mut props = Props::object("memory-backend-file", &memory);
            props.text("mem-path", format!("/dev/shm/{}", shared.name));
            props.number("size", shared.size).boolean("share", true);
            self.object(&props);
        }
        self.companion(&shared.info)?;
        let mut props = Props::device(shared.model.as_str());
        props.text("id", alias);
        if shared.server.is_some() {
            props.text("chardev", format!("char{alias}"));
        } else {
            let master = shared.role.map(|role| match role {
                SharedMemoryRole::Master => "on",
                SharedMemoryRole::Peer => "off",
            });
            props.text("memdev", memory).text_maybe("master", master);
        }
        if let Some(msi) = &shared.msi {
            props.nonzero("vectors", msi.vectors);
            props.switch("ioeventfd", on(msi.ioeventfd));
        }
        self.address(&mut props, &shared.info)?;
        self.device(props)?;
        self.memory_server(shared)
    }

    /// The program that hands out the memory has a socket of its own name unless one is given.
    fn memory_server(&mut self, shared: &SharedMemory) -> Result<()> {
        let Some(server) = &shared.server else {
            return Ok(());
        };
        let usual = || format!("/var/lib/libvirt/shmem-{}-sock", shared.name);
        let socket = UnixSource {
            path: Some(server.path.clone().unwrap_or_else(usual)),
            mode: SocketMode::Connect,
            ..UnixSource::default()
        };
        let backend = CharBackend {
            source: CharSource::Unix(socket),
            ..CharBackend::default()
        };
        let alias = shared.info.alias();
        self.chardev(&backend, &format!("char{alias}"), alias, Peer::Optional)
    }

    /// Appends the devices that encrypt.
    pub(crate) fn cryptos(&mut self) -> Result<()> {
        let domain = self.input.domain;
        for crypto in &domain.devices.cryptos {
            self.crypto(crypto)?;
        }
        Ok(())
    }

    fn crypto(&mut self, crypto: &Crypto) -> Result<()> {
        let alias = crypto.info.alias();
        let kind = match crypto.backend.model {
            CryptoBackendModel::Builtin => "cryptodev-backend-builtin",
            CryptoBackendModel::Lkcf => "cryptodev-backend-lkcf",
        };
        let object = format!("obj{alias}");
        let mut props = Props::object(kind, &object);
        props.nonzero("queues", crypto.backend.queues);
        self.object(&props);
        self.companion(&crypto.info)?;
        let name = self.virtio_name("virtio-crypto", &crypto.info, Variant::Plain)?;
        let mut props = Props::device(name);
        props.virtio(&crypto.driver).text("cryptodev", object);
        props.text("id", alias);
        self.address(&mut props, &crypto.info)?;
        self.device(props)
    }

    /// Appends the store that outlives a crash.
    pub(crate) fn pstore(&mut self) -> Result<()> {
        let Some(pstore) = &self.input.domain.devices.pstore else {
            return Ok(());
        };
        let memory = format!("mem{}", pstore.info.alias());
        let mut object = Props::object("memory-backend-file", &memory);
        object.text("mem-path", pstore.path.as_deref().unwrap_or_default());
        object.number("size", pstore.size_kib.saturating_mul(1024));
        object.boolean("share", true);
        let mut props = Props::device("acpi-erst");
        props.text("id", pstore.info.alias()).text("memdev", memory);
        self.address(&mut props, &pstore.info)?;
        self.object(&object);
        self.device(props)
    }

    /// Says where the firmware of a pSeries guest has its memory.
    pub(crate) fn firmware_memory(&mut self) {
        let nvram = self.input.domain.devices.nvram.as_ref();
        if let Some(Address::SpaprVio(address)) =
            nvram.and_then(|nvram| nvram.info.address.as_ref())
        {
            let reg = address.reg.map_or(0, |reg| reg.0);
            self.option("-global", format!("spapr-nvram.reg=0x{reg:x}"));
        }
    }

    /// How the board is told that the guest is kept secret.
    pub(crate) fn protection(&self) -> &'static str {
        match &self.input.domain.launch_security {
            None => "",
            Some(LaunchSecurity::Sev(_) | LaunchSecurity::SevSnp(_))
                if !self.has(Flag::MachineConfidentalGuestSupport) =>
            {
                ",memory-encryption=lsec0"
            }
            Some(_) => ",confidential-guest-support=lsec0",
        }
    }

    /// Appends what keeps the guest secret.
    pub(crate) fn launch_security(&mut self) {
        let props = match &self.input.domain.launch_security {
            None => return,
            Some(LaunchSecurity::Sev(sev)) => self.sev(sev),
            Some(LaunchSecurity::SevSnp(snp)) => sev_snp(snp),
            Some(LaunchSecurity::S390Pv) => Props::object("s390-pv-guest", PROTECTION),
        };
        self.object(&props);
    }

    fn sev(&self, sev: &Sev) -> Props {
        let dir = self.input.domain_dir;
        let mut props = Props::object("sev-guest", PROTECTION);
        props.number("cbitpos", sev.common.cbitpos.unwrap_or_default());
        let bits = sev.common.reduced_phys_bits.unwrap_or_default();
        props.number("reduced-phys-bits", bits);
        props.number("policy", sev.policy);
        let file = |blob: &Option<String>, name: &str| {
            let is_there = blob.is_some();
            is_there.then(|| format!("{dir}/{name}.base64"))
        };
        props.text_maybe("dh-cert-file", file(&sev.dh_cert, "dh_cert"));
        props.text_maybe("session-file", file(&sev.session, "session"));
        props.switch("kernel-hashes", yes(sev.common.kernel_hashes));
        props
    }
}

fn sev_snp(snp: &SevSnp) -> Props {
    let mut props = Props::object("sev-snp-guest", PROTECTION);
    props.number("cbitpos", snp.common.cbitpos.unwrap_or_default());
    let bits = snp.common.reduced_phys_bits.unwrap_or_default();
    props.number("reduced-phys-bits", bits);
    props.switch("kernel-hashes", yes(snp.common.kernel_hashes));
    props.number("policy", snp.policy);
    let blobs = [
        ("guest-visible-workarounds", &snp.workarounds),
        ("id-block", &snp.id_block),
        ("id-auth", &snp.id_auth),
        ("host-data", &snp.host_data),
    ];
    for (name, blob) in blobs {
        props.text_maybe(name, blob.as_deref());
    }
    props.switch("author-key-enabled", yes(snp.author_key));
    props.switch("vcek-disabled", yes(snp.vcek).map(|vcek| !vcek));
    props
}
