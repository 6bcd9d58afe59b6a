//! Which firmware a guest gets, and what its definition says of it afterwards.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::devices::source::{StorageFormat, StorageKind, StorageSource};
use fv_model_domain::features::Smm;
use fv_model_domain::os::{
    FirmwareFeature, FirmwareFeatureName, FirmwareKind, Loader, LoaderKind, Nvram, Os,
};
use fv_model_domain::{Domain, OnOff, YesNo};

use super::{Device, Feature, Firmware, FirmwareContext, Flash, FlashMode, Interface, UNDESCRIBED};
use crate::machine::machine_of;

/// Whether a guest is new or has firmware of earlier times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Since {
    /// It is new.
    Now,
    /// It may have been defined long ago.
    Before,
}

/// Chooses firmware for a guest that leaves the choice open, and completes what is said of it.
pub(crate) fn fill(domain: &mut Domain, context: &FirmwareContext, since: Since) -> Result<()> {
    let os = &mut domain.os;
    if os.loader.is_none()
        && let Some(nvram) = &os.nvram
    {
        // Variables of a certain format ask for code of the same one.
        os.loader = Some(Loader {
            format: nvram.format,
            ..Loader::default()
        });
    }
    let is_rom = |loader: &Loader| loader.kind == Some(LoaderKind::Rom);
    if os.firmware.is_none() && os.loader.as_ref().is_none_or(is_rom) {
        return Ok(());
    }
    match context.known.iter().find(|known| matches(domain, known)) {
        Some(found) => apply(domain, found),
        None => fill_undescribed(&mut domain.os)?,
    }
    ensure_nvram(domain, context, since);
    Ok(())
}

fn fill_undescribed(os: &mut Os) -> Result<()> {
    if let Some(kind) = os.firmware {
        let kind = kind.as_str();
        let text = format!(
            "Unable to find '{kind}' firmware that is compatible with the current configuration"
        );
        return Err(Error::new(
            ErrorDomain::Qemu,
            ErrorCode::OperationFailed,
            text,
        ));
    }
    let Some(loader) = &mut os.loader else {
        return Ok(());
    };
    let may_be_known = loader.kind == Some(LoaderKind::Pflash)
        && loader.readonly != Some(YesNo::No)
        && loader.stateless != Some(YesNo::Yes)
        && loader
            .format
            .is_none_or(|format| format == StorageFormat::Raw);
    let pair = UNDESCRIBED
        .iter()
        .filter(|_| may_be_known)
        .find(|(code, _)| loader.path.as_deref() == Some(*code));
    let Some((_, variables)) = pair else {
        // Whatever it is, it is taken for plain bytes.
        loader.format.get_or_insert(StorageFormat::Raw);
        return Ok(());
    };
    loader.readonly = Some(YesNo::Yes);
    loader.format = Some(StorageFormat::Raw);
    let nvram = os.nvram.get_or_insert_default();
    if nvram.template.is_none() {
        nvram.template = Some((*variables).to_string());
        nvram.template_format = Some(StorageFormat::Raw);
    }
    nvram.template_format.get_or_insert(StorageFormat::Raw);
    Ok(())
}

/// Whether a firmware is what the guest asks for.
fn matches(domain: &Domain, firmware: &Firmware) -> bool {
    let os = &domain.os;
    let loader = os.loader.as_ref();
    let wanted = match (os.firmware, loader.and_then(|loader| loader.kind)) {
        (Some(FirmwareKind::Bios), _) | (None, Some(LoaderKind::Rom)) => Interface::Bios,
        (Some(FirmwareKind::Efi), _) | (None, Some(LoaderKind::Pflash)) => Interface::Uefi,
        (None, None) => return false,
    };
    firmware.interfaces.contains(&wanted)
        && matches_paths(os, &firmware.device)
        && matches_machine(domain, firmware)
        && matches_features(domain, firmware)
        && matches_smm(domain, firmware)
        && match &firmware.device {
            Device::Flash(flash) => matches_flash(loader, flash),
            Device::Memory(_) => matches_rom(loader),
            Device::Kernel(_) => true,
        }
}

fn matches_paths(os: &Os, device: &Device) -> bool {
    let loader_path = os.loader.as_ref().and_then(|loader| loader.path.as_deref());
    let fits = |wanted: Option<&str>, path: &str| wanted.is_none_or(|wanted| wanted == path);
    match device {
        Device::Flash(flash) => {
            let template = os
                .nvram
                .as_ref()
                .and_then(|nvram| nvram.template.as_deref());
            let known = flash.nvram_template.as_ref();
            fits(loader_path, &flash.executable.filename)
                && template.is_none_or(|wanted| known.is_some_and(|known| known.filename == wanted))
        }
        Device::Memory(path) => fits(loader_path, path),
        Device::Kernel(path) => fits(os.kernel.as_deref(), path),
    }
}

fn matches_machine(domain: &Domain, firmware: &Firmware) -> bool {
    let machine = machine_of(domain);
    firmware.targets.iter().any(|target| {
        target.arch.name() == machine.arch
            && target
                .machines
                .iter()
                .any(|pattern| matches_pattern(pattern.as_bytes(), machine.name.as_bytes()))
    })
}

/// Whether text fits a pattern with `*` and `?`.
pub(crate) fn matches_pattern(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut from) = (0, 0);
    // Where to go on when the text behind a star turns out not to fit.
    let mut star: Option<(usize, usize)> = None;
    while from < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, from));
                at += 1;
            }
            Some(&byte) if byte == b'?' || text.get(from) == Some(&byte) => {
                at += 1;
                from += 1;
            }
            _ => match &mut star {
                Some((star_at, star_from)) => {
                    *star_from += 1;
                    (at, from) = (*star_at + 1, *star_from);
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(at).all(|&byte| byte == b'*')
}

fn matches_features(domain: &Domain, firmware: &Firmware) -> bool {
    let sleeps = [
        (domain.pm.suspend_to_mem.as_ref(), Feature::AcpiS3),
        (domain.pm.suspend_to_disk.as_ref(), Feature::AcpiS4),
    ];
    let lacks_sleep = sleeps.into_iter().any(|(state, feature)| {
        state.and_then(|state| state.enabled) == Some(YesNo::Yes) && !firmware.has(feature)
    });
    !lacks_sleep
        && domain.os.firmware_features.iter().all(|wanted| {
            let feature = match wanted.name {
                FirmwareFeatureName::SecureBoot => Feature::SecureBoot,
                FirmwareFeatureName::EnrolledKeys => Feature::EnrolledKeys,
            };
            firmware.has(feature) == (wanted.enabled == YesNo::Yes)
        })
}

fn matches_smm(domain: &Domain, firmware: &Firmware) -> bool {
    let smm = domain.features.smm.as_ref();
    let secure = domain.os.loader.as_ref().and_then(|loader| loader.secure);
    if firmware.has(Feature::RequiresSmm) {
        let is_off = smm.is_some_and(|smm| smm.state == OnOff::Off);
        return !is_off && secure != Some(YesNo::No);
    }
    secure != Some(YesNo::Yes)
}

fn matches_flash(loader: Option<&Loader>, flash: &Flash) -> bool {
    let known_format = |format: &str| matches!(format, "raw" | "qcow2");
    let formats_known = known_format(&flash.executable.format)
        && flash
            .nvram_template
            .as_ref()
            .is_none_or(|file| known_format(&file.format));
    let stateless = loader.and_then(|loader| loader.stateless) == Some(YesNo::Yes);
    let mode = if stateless {
        FlashMode::Stateless
    } else {
        FlashMode::Split
    };
    let loader_fits = loader.is_none_or(|loader| {
        loader.kind.is_none_or(|kind| kind == LoaderKind::Pflash)
            && (loader.readonly != Some(YesNo::No) || flash.mode == FlashMode::Combined)
            && loader
                .format
                .is_none_or(|format| format.as_str() == flash.executable.format)
    });
    formats_known && flash.mode == mode && loader_fits
}

fn matches_rom(loader: Option<&Loader>) -> bool {
    loader.is_none_or(|loader| {
        loader.kind.is_none_or(|kind| kind == LoaderKind::Rom) && loader.readonly != Some(YesNo::No)
    })
}

/// Writes what was chosen into the definition.
fn apply(domain: &mut Domain, firmware: &Firmware) {
    let os = &mut domain.os;
    match &firmware.device {
        Device::Flash(flash) => apply_flash(os, flash),
        Device::Kernel(path) => os.kernel = Some(path.clone()),
        Device::Memory(path) => {
            let loader = os.loader.get_or_insert_default();
            loader.kind = Some(LoaderKind::Rom);
            loader.path = Some(path.clone());
        }
    }
    if firmware.has(Feature::RequiresSmm) {
        domain
            .features
            .smm
            .get_or_insert(Smm {
                state: OnOff::On,
                tseg: None,
            })
            .state = OnOff::On;
        os.loader.get_or_insert_default().secure = Some(YesNo::Yes);
    }
    if os.firmware.is_none() {
        os.firmware = firmware
            .interfaces
            .iter()
            .find_map(|interface| match interface {
                Interface::Bios => Some(FirmwareKind::Bios),
                Interface::Uefi => Some(FirmwareKind::Efi),
                Interface::OpenFirmware | Interface::Uboot => None,
            });
    }
    if os.firmware.is_some() {
        tell_features(os, firmware);
    }
}

fn apply_flash(os: &mut Os, flash: &Flash) {
    let loader = os.loader.get_or_insert_default();
    loader.kind = Some(LoaderKind::Pflash);
    loader.readonly = Some(YesNo::Yes);
    loader.format = StorageFormat::from_word(&flash.executable.format);
    loader.path = Some(flash.executable.filename.clone());
    let Some(template) = &flash.nvram_template else {
        return;
    };
    let nvram = os.nvram.get_or_insert_default();
    // Variables that are elsewhere cannot be made from a template.
    let is_local = nvram
        .source
        .as_ref()
        .is_none_or(|source| source.kind != StorageKind::Network);
    nvram.template = is_local.then(|| template.filename.clone());
    nvram.template_format = StorageFormat::from_word(&template.format).filter(|_| is_local);
}

fn tell_features(os: &mut Os, firmware: &Firmware) {
    let told = |name, feature| FirmwareFeature {
        enabled: YesNo::from_bool(firmware.has(feature)),
        name,
    };
    let keys = told(FirmwareFeatureName::EnrolledKeys, Feature::EnrolledKeys);
    let boot = told(FirmwareFeatureName::SecureBoot, Feature::SecureBoot);
    let template = os.nvram.as_ref().and_then(|nvram| nvram.template.as_ref());
    let has_unknown_variables = template.is_none()
        && os.loader.as_ref().is_some_and(|loader| {
            loader.kind == Some(LoaderKind::Pflash) && loader.stateless != Some(YesNo::Yes)
        });
    os.firmware_features = if has_unknown_variables {
        vec![boot]
    } else {
        vec![keys, boot]
    };
}

/// Chooses a file for the variables, if the firmware has any and nobody named one.
fn ensure_nvram(domain: &mut Domain, context: &FirmwareContext, since: Since) {
    let os = &mut domain.os;
    let Some(loader) = &os.loader else {
        return;
    };
    let keeps_variables = loader.kind == Some(LoaderKind::Pflash)
        && loader.readonly == Some(YesNo::Yes)
        && loader.stateless != Some(YesNo::Yes);
    if !keeps_variables {
        return;
    }
    let nvram: &mut Nvram = os.nvram.get_or_insert_default();
    if nvram
        .source
        .as_ref()
        .is_some_and(|source| !source.is_empty())
    {
        nvram.format = nvram.format.or(loader.format);
        return;
    }
    nvram.format = nvram.template_format.or(loader.format);
    nvram.source_element = false;
    let is_raw_file = |template: &String| template.ends_with(".raw");
    let extension = match nvram.format {
        // Newer builds have their own extension; guests of before stay with the older one.
        Some(StorageFormat::Raw)
            if since == Since::Now && nvram.template.as_ref().is_some_and(is_raw_file) =>
        {
            ".raw"
        }
        Some(StorageFormat::Raw) => ".fd",
        Some(StorageFormat::Qcow2) => ".qcow2",
        _ => "",
    };
    let path = format!("{}/{}_VARS{extension}", context.nvram_dir, domain.name);
    nvram.source = Some(StorageSource::file(path));
}

#[cfg(test)]
mod tests;
