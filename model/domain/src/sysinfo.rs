//! What the guest's firmware says about the machine: `<sysinfo>`.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_xml::{Body, Context, Description, Element, Node, Token, read, xml_error};
use fv_types::Uuid;

/// Where firmware tells the guest things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sysinfo {
    /// The tables of the system management BIOS.
    Smbios(Box<Smbios>),
    /// Files of the firmware configuration device.
    Fwcfg(Vec<FwcfgEntry>),
}

/// The words of `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum SysinfoKind {
    /// `smbios`
    Smbios,
    /// `fwcfg`
    Fwcfg,
}

/// The tables of the system management BIOS.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Smbios {
    /// Table 0.
    pub bios: Bios,
    /// Table 1.
    pub system: System,
    /// Tables 2.
    pub base_boards: Vec<BaseBoard>,
    /// Table 3.
    pub chassis: Chassis,
    /// Strings of table 11.
    pub oem_strings: Vec<String>,
}

/// One file of the firmware configuration device.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FwcfgEntry {
    /// Its name in the guest.
    pub name: String,
    /// What it says.
    pub value: Option<String>,
    /// The host's file that says it instead.
    pub file: Option<String>,
}

/// Makes the type of one table, whose fields are `<entry name='…'>`.
macro_rules! table {
    ($(#[$doc:meta])* $name:ident: $($(#[$field_doc:meta])* $field:ident = $word:literal),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: Option<String>,)+
        }

        impl $name {
            fn read(table: Node<'_>) -> Self {
                Self {
                    $($field: entry(table, $word),)+
                }
            }

            fn write(&self, name: &str, body: &mut Body<'_>) {
                body.child_unless_empty(name, |body| {
                    $(write_entry($word, self.$field.as_deref(), body);)+
                });
            }
        }
    };
}

table! {
    /// The firmware itself.
    Bios:
    /// Who made it.
    vendor = "vendor",
    /// Its version.
    version = "version",
    /// When it was made: month, day and year.
    date = "date",
    /// Its release.
    release = "release",
}

table! {
    /// The machine.
    System:
    /// Who made it.
    manufacturer = "manufacturer",
    /// Its name.
    product = "product",
    /// Its version.
    version = "version",
    /// Its serial number.
    serial = "serial",
    /// Its UUID, which is the domain's.
    uuid = "uuid",
    /// Its number in the maker's catalogue.
    sku = "sku",
    /// Its family.
    family = "family",
}

table! {
    /// A board of the machine.
    BaseBoard:
    /// Who made it.
    manufacturer = "manufacturer",
    /// Its name.
    product = "product",
    /// Its version.
    version = "version",
    /// Its serial number.
    serial = "serial",
    /// Its number in the owner's inventory.
    asset = "asset",
    /// Where it sits.
    location = "location",
}

table! {
    /// The case of the machine.
    Chassis:
    /// Who made it.
    manufacturer = "manufacturer",
    /// Its version.
    version = "version",
    /// Its serial number.
    serial = "serial",
    /// Its number in the owner's inventory.
    asset = "asset",
    /// Its number in the maker's catalogue.
    sku = "sku",
}

impl Element for Sysinfo {
    const DESCRIPTION: &'static Description = &Description {
        name: "sysinfo",
        fields: &[],
    };

    fn read(node: Node<'_>, _: &Context) -> Result<Self> {
        Ok(match read::attr_required(node, "type")? {
            SysinfoKind::Smbios => Self::Smbios(Box::new(Smbios::read(node)?)),
            SysinfoKind::Fwcfg => {
                let entries = node.children("entry").map(FwcfgEntry::read);
                Self::Fwcfg(entries.collect::<Result<_>>()?)
            }
        })
    }

    fn write(&self, body: &mut Body<'_>, _: &Context) {
        body.attr("type", &self.kind());
        match self {
            Self::Smbios(tables) => tables.write(body),
            Self::Fwcfg(entries) => entries.iter().for_each(|entry| entry.write(body)),
        }
    }
}

impl Sysinfo {
    /// The word of `type`.
    pub fn kind(&self) -> SysinfoKind {
        match self {
            Self::Smbios(_) => SysinfoKind::Smbios,
            Self::Fwcfg(_) => SysinfoKind::Fwcfg,
        }
    }
}

impl Smbios {
    fn read(node: Node<'_>) -> Result<Self> {
        let tables = Self {
            bios: node.child("bios").map(Bios::read).unwrap_or_default(),
            system: node
                .child("system")
                .map(system)
                .transpose()?
                .unwrap_or_default(),
            base_boards: node.children("baseBoard").map(BaseBoard::read).collect(),
            chassis: node.child("chassis").map(Chassis::read).unwrap_or_default(),
            oem_strings: node
                .children("oemStrings")
                .flat_map(|strings| strings.children("entry"))
                .map(Node::text)
                .collect(),
        };
        if tables
            .bios
            .date
            .as_deref()
            .is_some_and(|date| !is_date(date))
        {
            return Err(detail("Invalid BIOS 'date' format")
                .with_remedy("write month/day/year, such as 02/28/2024"));
        }
        Ok(tables)
    }

    fn write(&self, body: &mut Body<'_>) {
        self.bios.write("bios", body);
        self.system.write("system", body);
        for board in &self.base_boards {
            board.write("baseBoard", body);
        }
        self.chassis.write("chassis", body);
        body.child_unless_empty("oemStrings", |body| {
            for text in &self.oem_strings {
                body.child_text("entry", text);
            }
        });
    }
}

impl FwcfgEntry {
    fn read(node: Node<'_>) -> Result<Self> {
        let Some(name) = node.attr("name") else {
            return Err(malformed("Firmware entry is missing 'name' attribute"));
        };
        let entry = Self {
            name: name.to_owned(),
            value: Some(node.text()).filter(|value| !value.is_empty()),
            file: node.attr("file").map(str::to_owned),
        };
        match (&entry.value, &entry.file) {
            (None, None) => Err(malformed(
                "Firmware entry must have either value or 'file' attribute",
            )),
            (Some(_), Some(_)) => Err(malformed(
                "Firmware entry can't have both value and 'file' attribute",
            )),
            _ => Ok(entry),
        }
    }

    fn write(&self, body: &mut Body<'_>) {
        body.child("entry", |body| {
            body.attr("name", &self.name);
            body.attr_opt("file", self.file.as_ref());
            body.text(self.value.as_deref().unwrap_or_default());
        });
    }
}

/// The UUID of the machine that one of the tables gives; the domain's has to be the same.
pub(crate) fn uuid(all: &[Sysinfo], given: Option<Uuid>) -> Result<Option<Uuid>> {
    let mut found = given;
    for tables in all {
        let Sysinfo::Smbios(tables) = tables else {
            continue;
        };
        let Some(uuid) = tables.system.uuid.as_deref().and_then(Uuid::parse) else {
            continue;
        };
        match given {
            Some(given) if given != uuid => {
                return Err(detail("UUID mismatch between <uuid> and <sysinfo>"));
            }
            _ => found = Some(uuid),
        }
    }
    Ok(found)
}

fn system(node: Node<'_>) -> Result<System> {
    let mut table = System::read(node);
    if let Some(text) = &table.uuid {
        let Some(uuid) = Uuid::parse(text) else {
            return Err(detail("malformed <sysinfo> uuid element"));
        };
        table.uuid = Some(uuid.to_string());
    }
    Ok(table)
}

fn entry(table: Node<'_>, name: &str) -> Option<String> {
    let mut entries = table.children("entry");
    let entry = entries.find(|entry| entry.attr("name") == Some(name))?;
    Some(entry.text()).filter(|text| !text.is_empty())
}

fn write_entry(name: &str, text: Option<&str>, body: &mut Body<'_>) {
    if let Some(text) = text {
        body.child("entry", |body| {
            body.attr_text("name", name);
            body.text(text);
        });
    }
}

/// Whether a text is month, day and year, with the century given or not.
fn is_date(text: &str) -> bool {
    let mut parts = text.split('/').map(|part| part.trim_start().parse::<i32>());
    let (Some(Ok(month)), Some(Ok(day)), Some(Ok(year)), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && ((0..100).contains(&year) || year >= 1900)
}

fn malformed(text: &str) -> Error {
    xml_error(text).in_domain(ErrorDomain::Domain)
}

fn detail(text: &str) -> Error {
    Error::new(ErrorDomain::Domain, ErrorCode::XmlDetail, text)
}
