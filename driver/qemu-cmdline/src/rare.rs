//! Devices that few guests have: TPM, IOMMU, smartcards, redirected USB devices.

use std::fmt::Write as _;

use fv_error::Result;
use fv_model_domain::devices::address::Address;
use fv_model_domain::devices::controller::ControllerKind;
use fv_model_domain::devices::rare::{Iommu, IommuModel, RedirectFilter, SmartcardSource};
use fv_model_domain::devices::tpm::{Tpm, TpmBackend, TpmModel};

use crate::builder::Builder;
use crate::chardev::Peer;
use crate::plan::FdPurpose;
use crate::props::{Props, on_off};
use crate::words::{internal, on, unsupported};

/// Where certificates are looked for unless the definition says so.
const CERTIFICATES: &str = "/etc/pki/nssdb";

impl Builder<'_> {
    /// Appends the TPMs.
    pub(crate) fn tpms(&mut self) -> Result<()> {
        let domain = self.input.domain;
        for tpm in &domain.devices.tpms {
            let Some(model) = tpm.model else {
                return Err(internal("the TPM has no model"));
            };
            match (&tpm.backend, model) {
                (TpmBackend::Passthrough { path }, TpmModel::SpaprTpmProxy) => {
                    let mut props = Props::device(model.as_str());
                    props.text("id", tpm.info.alias()).text("host-path", path);
                    self.device(props)?;
                }
                _ => self.tpm(tpm, model)?,
            }
        }
        Ok(())
    }

    fn tpm(&mut self, tpm: &Tpm, model: TpmModel) -> Result<()> {
        let alias = tpm.info.alias();
        let backend = match &tpm.backend {
            TpmBackend::Passthrough { path } => {
                let device = FdPurpose::Tpm {
                    alias: alias.to_string(),
                    path: path.clone(),
                };
                let cancel = FdPurpose::TpmCancel {
                    alias: alias.to_string(),
                };
                let path = self.fd_set(device, &format!("{alias}-tpm"));
                let cancel = self.fd_set(cancel, &format!("{alias}-cancel"));
                format!("passthrough,id=tpm-{alias},path={path},cancel-path={cancel}")
            }
            TpmBackend::Emulator(_) => {
                let path = self.input.settings.tpm_socket.as_str();
                self.option("-chardev", format!("socket,id=chrtpm,path={path}"));
                format!("emulator,id=tpm-{alias},chardev=chrtpm")
            }
            TpmBackend::External { path } => {
                let path = path.as_deref().unwrap_or_default();
                self.option("-chardev", format!("socket,id=chrtpm,path={path}"));
                format!("emulator,id=tpm-{alias},chardev=chrtpm")
            }
        };
        self.option("-tpmdev", backend);
        let driver = match model {
            TpmModel::TpmTis if !self.machine().is_x86() => "tpm-tis-device",
            model => model.as_str(),
        };
        let mut props = Props::device(driver);
        props
            .text("tpmdev", format!("tpm-{alias}"))
            .text("id", alias);
        self.address(&mut props, &tpm.info)?;
        self.device(props)
    }

    /// Appends the IOMMU, unless it is part of the board.
    pub(crate) fn iommu(&mut self) -> Result<()> {
        let Some(iommu) = &self.input.domain.devices.iommu else {
            return Ok(());
        };
        match iommu.model {
            IommuModel::Intel => {
                let props = intel_iommu(iommu);
                self.device(props)
            }
            IommuModel::Virtio => {
                let mut props = Props::device("virtio-iommu");
                props.text("id", iommu.info.alias());
                self.address(&mut props, &iommu.info)?;
                self.device(props)
            }
            IommuModel::Smmuv3 => Ok(()),
        }
    }

    /// Appends the smartcard; there is one at most.
    pub(crate) fn smartcards(&mut self) -> Result<()> {
        let domain = self.input.domain;
        let Some(smartcard) = domain.devices.smartcards.first() else {
            return Ok(());
        };
        let alias = smartcard.info.alias();
        let mut props = match &smartcard.source {
            SmartcardSource::Host => {
                let mut props = Props::device("ccid-card-emulated");
                props.text("backend", "nss-emulated");
                props
            }
            SmartcardSource::HostCertificates {
                certificates: [first, second, third],
                database,
            } => {
                let mut props = Props::device("ccid-card-emulated");
                props.text("backend", "certificates");
                props.text("cert1", first).text("cert2", second);
                props.text("cert3", third);
                props.text("db", database.as_deref().unwrap_or(CERTIFICATES));
                props
            }
            SmartcardSource::Passthrough(backend) => {
                let id = format!("char{alias}");
                self.chardev(backend, &id, alias, Peer::Optional)?;
                let mut props = Props::device("ccid-card-passthru");
                props.text("chardev", id);
                props
            }
        };
        let number = match &smartcard.info.address {
            Some(Address::Ccid(address)) => address.controller,
            _ => 0,
        };
        let controllers = &domain.devices.controllers;
        let found = controllers
            .iter()
            .find(|c| c.kind == ControllerKind::Ccid && c.number() == number);
        let Some(controller) = found else {
            return Err(internal(format!(
                "Could not find ccid controller with index {number} required for device"
            )));
        };
        let bus = format!("{}.0", controller.info.alias());
        props.text("id", alias).text("bus", bus);
        self.device(props)
    }

    /// Appends the USB devices that come from afar.
    pub(crate) fn redirected(&mut self) -> Result<()> {
        let domain = self.input.domain;
        let filter = domain.devices.redirect_filter.as_ref().map(filter_rules);
        for redirected in &domain.devices.redirdevs {
            let alias = redirected.info.alias();
            let id = format!("char{alias}");
            self.chardev(&redirected.backend, &id, alias, Peer::Optional)?;
            let mut props = Props::device("usb-redir");
            props.text("chardev", id).text("id", alias);
            props.text_maybe("filter", filter.clone());
            let order = redirected.info.boot.as_ref().map_or(0, |boot| boot.order);
            props.nonzero("bootindex", order);
            self.address(&mut props, &redirected.info)?;
            self.device(props)?;
        }
        Ok(())
    }

    /// The keys of an s390 guest that the host wraps, as the board is told.
    pub(crate) fn wrapped_keys(&self) -> Result<String> {
        let Some(keys) = &self.input.domain.key_wrap else {
            return Ok(String::new());
        };
        if keys.aes.is_none() && keys.dea.is_none() {
            return Ok(String::new());
        }
        if !matches!(self.machine().arch, "s390" | "s390x") {
            return Err(unsupported(
                "'aes-key-wrap'/'dea-key-wrap' is not available on this architecture",
            ));
        }
        let mut told = String::new();
        for (name, state) in [("aes", keys.aes), ("dea", keys.dea)] {
            if let Some(state) = on(state) {
                let _ = write!(told, ",{name}-key-wrap={}", on_off(state));
            }
        }
        Ok(told)
    }
}

fn intel_iommu(iommu: &Iommu) -> Props {
    let driver = &iommu.driver;
    let mut props = Props::device("intel-iommu");
    props.text("id", iommu.info.alias());
    let word = |state: Option<bool>| state.map(on_off);
    props.text_maybe("intremap", word(on(driver.intremap)));
    props.switch("caching-mode", on(driver.caching_mode));
    props.text_maybe("eim", word(on(driver.eim)));
    props.switch("device-iotlb", on(driver.iotlb));
    props.nonzero("aw-bits", driver.aw_bits);
    props.switch("dma-translation", on(driver.dma_translation));
    props
}

/// Which devices may come, as QEMU has it: class, vendor, product, version, answer.
fn filter_rules(filter: &RedirectFilter) -> String {
    let rules = filter.rules.iter().map(|rule| {
        let number = |value: Option<u32>, digits: usize| match value {
            Some(value) => format!("0x{value:0digits$X}"),
            None => "-1".to_string(),
        };
        format!(
            "{}:{}:{}:{}:{}",
            number(rule.class, 2),
            number(rule.vendor, 4),
            number(rule.product, 4),
            number(rule.version, 4),
            u32::from(rule.allow)
        )
    });
    rules.collect::<Vec<_>>().join("|")
}
