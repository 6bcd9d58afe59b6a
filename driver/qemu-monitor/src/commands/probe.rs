//! Questions about QEMU itself rather than about a guest.

use std::collections::HashMap;

use fv_error::{Error, ErrorDomain, Result};
use serde_json::{Map, Value, json};

use crate::command::{Call, Command};
use crate::json::{self, Fields};

/// Which QEMU it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Version {
    /// As in 10.0.2.
    pub major: u32,
    /// As in 10.0.2.
    pub minor: u32,
    /// As in 10.0.2.
    pub micro: u32,
    /// What the packager called it.
    pub package: String,
}

/// Which QEMU it is.
pub fn version() -> Call<Version> {
    Call::new(Command::new("query-version"), |value| {
        let fail = |what: &str| {
            Error::internal(
                ErrorDomain::Qemu,
                format!("query-version reply was missing {what}"),
            )
        };
        let qemu = value.object("qemu").ok_or_else(|| fail("'qemu' data"))?;
        let part = |key: &str| {
            let number = qemu
                .unsigned(key)
                .and_then(|number| u32::try_from(number).ok());
            number.ok_or_else(|| fail(&format!("'{key}' version")))
        };
        let (major, minor, micro) = (part("major")?, part("minor")?, part("micro")?);
        let package = value
            .string("package")
            .ok_or_else(|| fail("'package' version"))?;
        Ok(Version {
            major,
            minor,
            micro,
            package,
        })
    })
}

/// The architecture of the guest in QEMU's words.
pub fn target() -> Call<String> {
    Call::new(Command::new("query-target"), |value| {
        value.string("arch").ok_or_else(|| {
            Error::internal(
                ErrorDomain::Qemu,
                "query-target reply was missing arch data",
            )
        })
    })
}

/// Whether KVM is built in and used.
///
/// Both are asked for: an emulator that was told `accel=kvm:tcg` starts without KVM where it cannot
/// be had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kvm {
    /// It is used.
    pub enabled: bool,
    /// It is built in.
    pub present: bool,
}

/// Whether KVM is built in and used.
pub fn kvm() -> Call<Kvm> {
    Call::new(Command::new("query-kvm"), |value| {
        let both = value.flag("enabled").zip(value.flag("present"));
        let (enabled, present) = both.ok_or_else(|| {
            Error::internal(ErrorDomain::Qemu, "query-kvm replied unexpected data")
        })?;
        Ok(Kvm { enabled, present })
    })
}

/// A machine type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "fields are named as in QEMU's schema")]
pub struct Machine {
    pub name: String,
    pub alias: Option<String>,
    pub is_default: bool,
    pub cpu_max: u64,
    pub hotpluggable_cpus: bool,
    pub default_cpu_type: Option<String>,
    pub numa_mem_supported: bool,
    pub default_ram_id: Option<String>,
    pub deprecated: bool,
    pub acpi: Option<bool>,
}

/// The machine types in QEMU's order.
pub fn machines() -> Call<Vec<Machine>> {
    Call::new(Command::new("query-machines"), |value| {
        json::items("query-machines", value)?
            .iter()
            .map(machine)
            .collect()
    })
}

fn machine(machine: &Value) -> Result<Machine> {
    let name = machine.string("name").ok_or_else(|| {
        Error::internal(
            ErrorDomain::Qemu,
            "query-machines reply data was missing 'name'",
        )
    })?;
    Ok(Machine {
        name,
        alias: machine.string("alias"),
        is_default: machine.flag("is-default").unwrap_or(false),
        cpu_max: machine.unsigned("cpu-max").unwrap_or(0),
        hotpluggable_cpus: machine.flag("hotpluggable-cpus").unwrap_or(false),
        default_cpu_type: machine.string("default-cpu-type"),
        // Machines from before the member existed did support it.
        numa_mem_supported: machine.flag("numa-mem-supported").unwrap_or(true),
        default_ram_id: machine.string("default-ram-id"),
        deprecated: machine.flag("deprecated").unwrap_or(false),
        acpi: machine.flag("acpi"),
    })
}

/// A processor model that QEMU knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CpuDefinition {
    /// Its name.
    pub name: String,
    /// The type of the device.
    pub typename: Option<String>,
    /// What this host lacks for it; `None` if QEMU does not tell.
    pub blockers: Option<Vec<String>>,
    /// Whether it should not be used any more.
    pub deprecated: bool,
}

/// The processor models; `None` where QEMU has no answer for the architecture.
pub fn cpu_definitions() -> Call<Option<Vec<CpuDefinition>>> {
    Call::new(Command::new("query-cpu-definitions"), |value| {
        let models = json::items("query-cpu-definitions", value)?.iter();
        models.map(cpu_definition).collect::<Result<_>>().map(Some)
    })
    .or_if_class("GenericError", || None)
}

fn cpu_definition(model: &Value) -> Result<CpuDefinition> {
    let name = model.string("name").ok_or_else(|| {
        Error::internal(
            ErrorDomain::Qemu,
            "query-cpu-definitions reply data was missing 'name'",
        )
    })?;
    let blockers = model.list("unavailable-features").map(strings);
    Ok(CpuDefinition {
        name,
        typename: model
            .string("typename")
            .filter(|typename| !typename.is_empty()),
        blockers,
        deprecated: model.flag("deprecated").unwrap_or(false),
    })
}

/// The whole schema of the protocol.
///
/// About 250 KiB of JSON and the longest reply there is; [`crate::schema::Schema`] answers questions
/// about it.
pub fn schema() -> Call<Value> {
    Call::new(Command::new("query-qmp-schema"), |value| {
        json::items("query-qmp-schema", value)?;
        Ok(value.clone())
    })
}

/// The names of all commands.
pub fn commands() -> Call<Vec<String>> {
    Call::new(Command::new("query-commands"), |value| {
        names("query-commands", "name", value)
    })
}

/// The names of all object types.
pub fn object_types() -> Call<Vec<String>> {
    Call::new(Command::new("qom-list-types"), |value| {
        names("qom-list-types", "name", value)
    })
}

/// The properties of a device type by name, as QEMU describes them; empty if it is unknown.
///
/// A type that cannot be made by a user is unknown here, although it is listed among the types.
pub fn device_properties(typename: &str) -> Call<HashMap<String, Map<String, Value>>> {
    let command = Command::with("device-list-properties", json!({ "typename": typename }));
    Call::new(command, |value| {
        let mut properties = HashMap::new();
        for property in json::items("device-list-properties", value)? {
            let Some((name, property)) = property.string("name").zip(property.as_object()) else {
                return Err(Error::internal(
                    ErrorDomain::Qemu,
                    "reply data was missing 'name'",
                ));
            };
            properties.insert(name, property.clone());
        }
        Ok(properties)
    })
    .or_if_class("DeviceNotFound", HashMap::new)
}

/// The names of the properties of an object type; empty if it is unknown.
pub fn object_properties(typename: &str) -> Call<Vec<String>> {
    let command = Command::with("qom-list-properties", json!({ "typename": typename }));
    Call::new(command, |value| names("qom-list-properties", "name", value))
        .or_if_class("DeviceNotFound", Vec::new)
}

/// The options of the command line with their parameters, as QEMU describes them.
///
/// Options that QEMU reads in a newer way are missing or have no parameters.
pub fn command_line_options() -> Call<HashMap<String, Value>> {
    Call::new(Command::new("query-command-line-options"), |value| {
        let mut options = HashMap::new();
        for option in json::items("query-command-line-options", value)? {
            let both = option.string("option").zip(option.field("parameters"));
            let (name, parameters) = both.ok_or_else(|| {
                let detail = "reply data was missing 'option' name or parameters";
                Error::internal(ErrorDomain::Qemu, detail)
            })?;
            options.insert(name, parameters.clone());
        }
        Ok(options)
    })
}

/// The names of the capabilities of migration.
pub fn migration_capabilities() -> Call<Vec<String>> {
    Call::new(Command::new("query-migrate-capabilities"), |value| {
        names("query-migrate-capabilities", "capability", value)
    })
}

/// The models of TPM devices; `None` where QEMU has none built in.
pub fn tpm_models() -> Call<Option<Vec<String>>> {
    string_list("query-tpm-models")
}

/// The kinds of TPM back ends; `None` where QEMU has none built in.
pub fn tpm_types() -> Call<Option<Vec<String>>> {
    string_list("query-tpm-types")
}

fn string_list(command: &'static str) -> Call<Option<Vec<String>>> {
    Call::with_reply(Command::new(command), |command, reply| {
        Ok(Some(strings(json::items(
            command.name(),
            reply.value(command.name())?,
        )?)))
    })
    .or_if_missing(|| None)
}

/// An interrupt controller of ARM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gic {
    /// 2 or 3.
    pub version: u64,
    /// Whether KVM has it.
    pub kernel: bool,
    /// Whether QEMU emulates it.
    pub emulated: bool,
}

/// The interrupt controllers of ARM; none on other architectures.
pub fn gic_capabilities() -> Call<Vec<Gic>> {
    Call::new(Command::new("query-gic-capabilities"), |value| {
        let fail = |detail| Error::internal(ErrorDomain::Qemu, detail);
        let controllers = json::items("query-gic-capabilities", value)?.iter();
        let gic = |gic: &Value| {
            let version = gic
                .unsigned("version")
                .ok_or_else(|| fail("missing GIC version"))?;
            let kernel = gic.flag("kernel");
            let kernel = kernel.ok_or_else(|| fail("missing in-kernel GIC information"))?;
            let emulated = gic.flag("emulated");
            let emulated = emulated.ok_or_else(|| fail("missing emulated GIC information"))?;
            Ok(Gic {
                version,
                kernel,
                emulated,
            })
        };
        controllers.map(gic).collect()
    })
    .or_if_missing(Vec::new)
}

/// What the host's AMD SEV offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sev {
    /// Key for the exchange with the platform.
    pub pdh: String,
    /// Certificates of the platform.
    pub cert_chain: String,
    /// Serial number of the first processor.
    pub cpu0_id: Option<String>,
    /// Which bit of an address marks encryption.
    pub cbitpos: u64,
    /// How many address bits are lost.
    pub reduced_phys_bits: u64,
}

/// What the host's AMD SEV offers; `None` if the host has none.
pub fn sev_capabilities() -> Call<Option<Sev>> {
    Call::new(Command::new("query-sev-capabilities"), |value| {
        let command = "query-sev-capabilities";
        let missing = |key: &str| field_missing(command, key);
        Ok(Some(Sev {
            cbitpos: value
                .unsigned("cbitpos")
                .ok_or_else(|| missing("cbitpos"))?,
            reduced_phys_bits: value
                .unsigned("reduced-phys-bits")
                .ok_or_else(|| missing("reduced-phys-bits"))?,
            pdh: value.string("pdh").ok_or_else(|| missing("pdh"))?,
            cert_chain: value
                .string("cert-chain")
                .ok_or_else(|| missing("cert-chain"))?,
            cpu0_id: value.string("cpu0-id"),
        }))
    })
    .or_if_class("GenericError", || None)
}

/// What the host's Intel SGX offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sgx {
    /// Flexible launch control.
    pub flc: bool,
    /// Version 1.
    pub sgx1: bool,
    /// Version 2.
    pub sgx2: bool,
    /// The whole size.
    pub section_size_kib: u64,
    /// Sizes in KiB, each with its NUMA node.
    pub sections: Vec<(u64, u64)>,
}

/// What the host's Intel SGX offers; `None` if the host has none.
pub fn sgx_capabilities() -> Call<Option<Sgx>> {
    Call::new(Command::new("query-sgx-capabilities"), |value| {
        let missing = |key: &str| field_missing("query-sgx-capabilities", key);
        let flag = |key: &str| value.flag(key).ok_or_else(|| missing(key));
        let (flc, sgx1, sgx2) = (flag("flc")?, flag("sgx1")?, flag("sgx2")?);
        // Before QEMU 7.0 there are no sections, and nothing can be built on that.
        let Some(list) = value.list("sections") else {
            return Ok(None);
        };
        let mut sections = Vec::new();
        for section in list {
            let size = section.unsigned("size").ok_or_else(|| missing("size"))? / 1024;
            let node = section.unsigned("node").ok_or_else(|| missing("node"))?;
            sections.push((size, node));
        }
        let sum = sections.iter().map(|(size, _)| size).sum();
        let section_size_kib = value
            .unsigned("section-size")
            .map_or(sum, |size| size / 1024);
        Ok(Some(Sgx {
            flc,
            sgx1,
            sgx2,
            section_size_kib,
            sections,
        }))
    })
    .or_if_class("GenericError", || None)
}

/// The named member of each item of a list.
fn names(command: &str, key: &str, value: &Value) -> Result<Vec<String>> {
    let missing = || {
        let detail = format!("{command} reply data was missing '{key}'");
        Error::internal(ErrorDomain::Qemu, detail)
    };
    let items = json::items(command, value)?.iter();
    items
        .map(|item| item.string(key).ok_or_else(missing))
        .collect()
}

fn strings(items: &[Value]) -> Vec<String> {
    items
        .iter()
        .filter_map(|item| Some(item.as_str()?.to_string()))
        .collect()
}

fn field_missing(command: &str, key: &str) -> Error {
    Error::internal(
        ErrorDomain::Qemu,
        format!("{command} reply was missing '{key}' field"),
    )
}
