//! What the firmware says about the host: `<sysinfo type='smbios'>`.
//!
//! On x86 the tables come from `dmidecode`, elsewhere what the kernel says of the processors has to do. A value is
//! looked for behind the heading of its table wherever it stands, as libvirt does: one that a table lacks is taken
//! from the next table.

use fv_error::{Error, ErrorDomain, Result};
use fv_model_xml::Writer;

/// What the firmware says about the host, in the order of documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostSysinfo {
    tables: Vec<Table>,
}

/// One table.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Table {
    element: &'static str,
    /// Names and values; strings of the maker have no names.
    entries: Vec<(Option<&'static str>, String)>,
}

impl HostSysinfo {
    /// Reads the output of `dmidecode -q`.
    ///
    /// Strings with a dot are asked for again by their number: a line break looks like a dot there.
    pub fn from_dmidecode(
        text: &str,
        string: &mut dyn FnMut(u32) -> Option<String>,
    ) -> Result<Self> {
        let mut tables = Vec::new();
        for layout in LAYOUTS {
            for part in parts(text, layout) {
                let empty_slot = layout.element == "memory_device"
                    && first_line(part, "Size: ") == Some("No Module Installed");
                if !empty_slot {
                    tables.extend(layout.read(part));
                }
            }
        }
        tables.extend(oem_strings(text, string)?);
        Ok(Self { tables })
    }

    /// Reads what the kernel says of POWER's processors.
    pub fn from_power(cpuinfo: &str) -> Self {
        let mut tables: Vec<Table> = machine(cpuinfo).into_iter().collect();
        let mut rest = cpuinfo;
        while let Some((socket, behind)) = value(rest, "processor") {
            rest = behind;
            let mut entries = vec![(Some("socket_destination"), socket)];
            for (name, key) in [("type", "cpu"), ("version", "revision")] {
                if let Some((text, behind)) = value(rest, key) {
                    entries.push((Some(name), text));
                    rest = behind;
                }
            }
            tables.push(Table {
                element: "processor",
                entries,
            });
        }
        Self { tables }
    }

    /// Reads what the kernel says of ARM's processors.
    pub fn from_arm(cpuinfo: &str) -> Self {
        let mut tables = Vec::new();
        let kind = value(cpuinfo, "model name").or_else(|| value(cpuinfo, "Processor"));
        tables.extend(machine(cpuinfo));
        if let Some((kind, _)) = kind {
            let mut rest = cpuinfo;
            while let Some((socket, behind)) = value(rest, "processor") {
                rest = behind;
                let entries = vec![
                    (Some("socket_destination"), socket),
                    (Some("type"), kind.clone()),
                ];
                tables.push(Table {
                    element: "processor",
                    entries,
                });
            }
        }
        Self { tables }
    }

    /// Reads what the kernel says of a mainframe; `sysinfo` is `/proc/sysinfo`.
    pub fn from_mainframe(cpuinfo: &str, sysinfo: &str) -> Result<Self> {
        let missing = || {
            let detail = "the kernel's description of the host is not complete";
            Error::internal(ErrorDomain::Sysinfo, detail)
        };
        let mut system = Vec::new();
        for (name, key) in [
            ("manufacturer", "Manufacturer"),
            ("serial", "Sequence Code"),
            ("family", "Type"),
        ] {
            let (text, _) = between(sysinfo, key, ':', '\n').ok_or_else(missing)?;
            system.push((Some(name), text));
        }
        let mut tables = vec![Table {
            element: "system",
            entries: system,
        }];
        let (maker, mut rest) = between(cpuinfo, "vendor_id", ':', '\n').ok_or_else(missing)?;
        while let Some((line, behind)) = between(rest, "processor ", ':', '\n') {
            rest = behind;
            let part = |key, end| between(&line, key, '=', end).map(|(text, _)| text);
            let family = part("machine", '\n').ok_or_else(missing)?;
            let version = part("version", ',').ok_or_else(missing)?;
            let serial = part("identification", ',').ok_or_else(missing)?;
            let number = tables.len() - 1;
            let mut entries = vec![
                (Some("family"), family),
                (Some("manufacturer"), maker.clone()),
                (Some("version"), version),
            ];
            if let Some(speed) = mainframe_speed(cpuinfo, number) {
                entries.push((Some("max_speed"), speed));
            }
            entries.push((Some("serial_number"), serial));
            tables.push(Table {
                element: "processor",
                entries,
            });
        }
        Ok(Self { tables })
    }

    /// Says whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    /// Writes the document.
    pub fn to_xml(&self) -> String {
        let mut writer = Writer::new();
        writer.element("sysinfo", |body| {
            body.attr_text("type", "smbios");
            for table in &self.tables {
                body.child(table.element, |body| {
                    body.open();
                    for (name, text) in &table.entries {
                        body.child("entry", |body| {
                            if let Some(name) = name {
                                body.attr_text("name", name);
                            }
                            body.text(text);
                        });
                    }
                });
            }
        });
        writer.finish()
    }
}

/// How a table looks in the output of `dmidecode`.
struct Layout {
    heading: &'static str,
    element: &'static str,
    is_single: bool,
    /// Names in documents, and keys.
    keys: &'static [(&'static str, &'static str)],
}

impl Layout {
    fn read(&self, text: &str) -> Option<Table> {
        let keys = self.keys.iter();
        let entries: Vec<_> = keys
            .filter_map(|(name, key)| {
                let text = first_line(text, key)?.trim_end();
                (!text.is_empty()).then(|| (Some(*name), text.to_string()))
            })
            .collect();
        (!entries.is_empty()).then_some(Table {
            element: self.element,
            entries,
        })
    }
}

/// The text from each heading of a kind to the end.
fn parts<'a>(text: &'a str, layout: &'a Layout) -> impl Iterator<Item = &'a str> {
    let most = if layout.is_single { 1 } else { usize::MAX };
    let found = text.match_indices(layout.heading).take(most);
    found.map(|(at, heading)| &text[at + heading.len()..])
}

/// What stands behind a key to the end of its line, wherever it is.
fn first_line<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let (_, behind) = text.split_once(key)?;
    behind.split_once('\n').map(|(line, _)| line)
}

fn oem_strings(text: &str, string: &mut dyn FnMut(u32) -> Option<String>) -> Result<Option<Table>> {
    let broken = || Error::internal(ErrorDomain::Sysinfo, "Malformed output of dmidecode");
    let Some((_, mut rest)) = text.split_once("OEM Strings") else {
        return Ok(None);
    };
    let mut entries = Vec::new();
    while let Some((_, behind)) = rest.split_once("String ") {
        let (line, behind) = behind.split_once('\n').ok_or_else(broken)?;
        rest = behind;
        let (number, value) = line.split_once(':').ok_or_else(broken)?;
        let number: u32 = number.trim().parse().map_err(|_| broken())?;
        let value = value.strip_prefix(' ').unwrap_or(value).trim_end();
        if value.is_empty() {
            continue;
        }
        let value = match value.contains('.') {
            true => string(number).ok_or_else(broken)?,
            false => value.to_string(),
        };
        entries.push((None, value));
    }
    Ok(Some(Table {
        element: "oemStrings",
        entries,
    }))
}

/// The machine that POWER and some ARMs name besides their processors.
fn machine(cpuinfo: &str) -> Option<Table> {
    let (family, _) = value(cpuinfo, "platform")?;
    let (_, rest) = cpuinfo.split_once("platform")?;
    let mut entries = Vec::new();
    for (name, key) in [("version", "machine"), ("serial", "model")] {
        if let Some((text, _)) = value(rest, key) {
            entries.push((Some(name), text));
        }
    }
    entries.push((Some("family"), family));
    Some(Table {
        element: "system",
        entries,
    })
}

/// The value behind the colon that follows a key, and the text behind that.
fn value<'a>(text: &'a str, key: &str) -> Option<(String, &'a str)> {
    let (_, behind) = text.split_once(key)?;
    let (_, behind) = behind.split_once(':')?;
    let (line, rest) = behind.split_once('\n')?;
    Some((line.trim_start().to_string(), rest))
}

/// The value between two signs behind a key, and the text behind that.
fn between<'a>(text: &'a str, key: &str, start: char, end: char) -> Option<(String, &'a str)> {
    let at = text.find(key)?;
    let (_, behind) = text[at..].split_once(start)?;
    let (value, rest) = behind.split_once(end).unwrap_or((behind, ""));
    Some((value.trim().to_string(), rest))
}

fn mainframe_speed(cpuinfo: &str, number: usize) -> Option<String> {
    let mut rest = cpuinfo;
    loop {
        let (found, behind) = between(rest, "cpu number", ':', '\n')?;
        let (speed, behind) = between(behind, "cpu MHz static", ':', '\n')?;
        rest = behind;
        if found.parse() == Ok(number) {
            return Some(speed);
        }
    }
}

/// The tables that are told, in the order of documents.
const LAYOUTS: &[Layout] = &[
    Layout {
        heading: "BIOS Information",
        element: "bios",
        is_single: true,
        keys: &[
            ("vendor", "Vendor: "),
            ("version", "Version: "),
            ("date", "Release Date: "),
            ("release", "BIOS Revision: "),
        ],
    },
    Layout {
        heading: "System Information",
        element: "system",
        is_single: true,
        keys: &[
            ("manufacturer", "Manufacturer: "),
            ("product", "Product Name: "),
            ("version", "Version: "),
            ("serial", "Serial Number: "),
            ("uuid", "UUID: "),
            ("sku", "SKU Number: "),
            ("family", "Family: "),
        ],
    },
    Layout {
        heading: "Base Board Information",
        element: "baseBoard",
        is_single: false,
        keys: &[
            ("manufacturer", "Manufacturer: "),
            ("product", "Product Name: "),
            ("version", "Version: "),
            ("serial", "Serial Number: "),
            ("asset", "Asset Tag: "),
            ("location", "Location In Chassis: "),
        ],
    },
    Layout {
        heading: "Chassis Information",
        element: "chassis",
        is_single: true,
        keys: &[
            ("manufacturer", "Manufacturer: "),
            ("version", "Version: "),
            ("serial", "Serial Number: "),
            ("asset", "Asset Tag: "),
            ("sku", "SKU Number: "),
        ],
    },
    Layout {
        heading: "Processor Information",
        element: "processor",
        is_single: false,
        keys: &[
            ("socket_destination", "Socket Designation: "),
            ("type", "Type: "),
            ("family", "Family: "),
            ("manufacturer", "Manufacturer: "),
            ("signature", "Signature: "),
            ("version", "Version: "),
            ("external_clock", "External Clock: "),
            ("max_speed", "Max Speed: "),
            ("status", "Status: "),
            ("serial_number", "Serial Number: "),
            ("part_number", "Part Number: "),
        ],
    },
    Layout {
        heading: "Memory Device",
        element: "memory_device",
        is_single: false,
        keys: &[
            ("size", "Size: "),
            ("form_factor", "Form Factor: "),
            ("locator", "Locator: "),
            ("bank_locator", "Bank Locator: "),
            ("type", "Type: "),
            ("type_detail", "Type Detail: "),
            ("speed", "Speed: "),
            ("manufacturer", "Manufacturer: "),
            ("serial_number", "Serial Number: "),
            ("part_number", "Part Number: "),
        ],
    },
];
