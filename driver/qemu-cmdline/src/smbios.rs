//! What the guest's firmware says about the machine, and the files that it hands over.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::os::SmbiosMode;
use fv_model_domain::sysinfo::{FwcfgEntry, Smbios, Sysinfo};

use crate::builder::Builder;
use crate::props::escape_comma;
use crate::words::unsupported;

impl Builder<'_> {
    /// Adds the tables that the document gives, where it says that they are used.
    pub(crate) fn smbios(&mut self) -> Result<()> {
        let domain = self.input.domain;
        match domain.os.smbios.as_ref().map(|smbios| smbios.mode) {
            None | Some(SmbiosMode::None | SmbiosMode::Emulate) => return Ok(()),
            Some(SmbiosMode::Host) => {
                return Err(unsupported("Host SMBIOS information is not available"));
            }
            Some(SmbiosMode::Sysinfo) => {}
        }
        let tables = domain.sysinfo.iter().find_map(|info| match info {
            Sysinfo::Smbios(tables) => Some(tables),
            Sysinfo::Fwcfg(_) => None,
        });
        let Some(tables) = tables else {
            let text = format!("Domain '{}' sysinfo are not available", domain.name);
            return Err(Error::new(ErrorDomain::Qemu, ErrorCode::XmlError, text));
        };
        if tables.base_boards.len() > 1 {
            return Err(unsupported(
                "qemu does not support more than one entry to Type 2 in SMBIOS table",
            ));
        }
        for option in options(tables) {
            self.option("-smbios", option);
        }
        Ok(())
    }

    /// Adds the entries of the firmware's configuration device.
    pub(crate) fn firmware_entries(&mut self) {
        for info in &self.input.domain.sysinfo {
            let Sysinfo::Fwcfg(entries) = info else {
                continue;
            };
            for entry in entries {
                self.option("-fw_cfg", firmware_entry(entry));
            }
        }
    }
}

fn firmware_entry(entry: &FwcfgEntry) -> String {
    let name = escape_comma(&entry.name);
    match (&entry.value, &entry.file) {
        (Some(value), _) => format!("name={name},string={}", escape_comma(value)),
        (None, file) => {
            let file = file.as_deref().unwrap_or_default();
            format!("name={name},file={}", escape_comma(file))
        }
    }
}

/// The tables in the order of their types; one that says nothing is left out.
fn options(tables: &Smbios) -> Vec<String> {
    let (bios, system, chassis) = (&tables.bios, &tables.system, &tables.chassis);
    let mut options = vec![
        table(
            0,
            &[
                ("vendor", &bios.vendor),
                ("version", &bios.version),
                ("date", &bios.date),
                ("release", &bios.release),
            ],
        ),
        table(
            1,
            &[
                ("manufacturer", &system.manufacturer),
                ("product", &system.product),
                ("version", &system.version),
                ("serial", &system.serial),
                ("uuid", &system.uuid),
                ("sku", &system.sku),
                ("family", &system.family),
            ],
        ),
    ];
    options.extend(tables.base_boards.iter().map(|board| {
        table(
            2,
            &[
                ("manufacturer", &board.manufacturer),
                ("product", &board.product),
                ("version", &board.version),
                ("serial", &board.serial),
                ("asset", &board.asset),
                ("location", &board.location),
            ],
        )
    }));
    options.push(table(
        3,
        &[
            ("manufacturer", &chassis.manufacturer),
            ("version", &chassis.version),
            ("serial", &chassis.serial),
            ("asset", &chassis.asset),
            ("sku", &chassis.sku),
        ],
    ));
    let strings = tables.oem_strings.iter();
    let strings: String = strings
        .map(|text| format!(",value={}", escape_comma(text)))
        .collect();
    options.push((!strings.is_empty()).then(|| format!("type=11{strings}")));
    options.into_iter().flatten().collect()
}

fn table(kind: u8, fields: &[(&str, &Option<String>)]) -> Option<String> {
    let given = fields.iter().filter_map(|(name, text)| {
        let text = text.as_deref()?;
        Some(format!(",{name}={}", escape_comma(text)))
    });
    let given: String = given.collect();
    (!given.is_empty()).then(|| format!("type={kind}{given}"))
}
