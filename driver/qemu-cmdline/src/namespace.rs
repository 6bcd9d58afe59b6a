//! What a definition says in QEMU's own namespace: arguments, variables, overrides.

use fv_driver_qemu_caps::{Caps, Flag};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::Domain;
use fv_model_xml::{Document, Node};
use serde_json::Value;

/// The namespace of the QEMU driver's additions.
pub const NAMESPACE: &str = "http://libvirt.org/schemas/domain/qemu/1.0";

/// What a definition says in QEMU's own namespace.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QemuNamespace {
    /// Arguments that are appended as they are.
    pub args: Vec<String>,
    /// Variables of the environment.
    pub env: Vec<(String, String)>,
    /// Properties of devices that are set or, without a value, taken away.
    pub overrides: Vec<Override>,
    /// Capabilities that the emulator is said to have or not to have.
    pub capabilities: Vec<(String, Presence)>,
    /// What the emulator is to do about deprecated interfaces.
    pub deprecation: Option<String>,
}

/// Whether something is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is.
    Present,
    /// It is not.
    Absent,
}

/// One property of a device that is replaced.
#[derive(Clone, Debug, PartialEq)]
pub struct Override {
    /// The device.
    pub alias: String,
    /// The property.
    pub name: String,
    /// Its value; none takes it away.
    pub value: Option<Value>,
}

impl QemuNamespace {
    /// What the definition of a guest says.
    pub fn of(domain: &Domain) -> Result<Self> {
        let Some(fragment) = &domain.namespace else {
            return Ok(Self::default());
        };
        let mut fragment = fragment.clone();
        fragment.set_attr("xmlns:qemu", NAMESPACE);
        let text = fragment.print(0);
        let document = Document::parse(&text)?;
        let mut found = Self::default();
        for element in document.root().all_elements() {
            match local(element.name()) {
                "commandline" => found.read_command_line(element)?,
                "override" => found.read_overrides(element)?,
                "capabilities" => found.read_capabilities(element),
                "deprecation" => found.deprecation = element.attr("behavior").map(str::to_string),
                _ => {}
            }
        }
        Ok(found)
    }

    /// The properties of a device that are replaced.
    pub(crate) fn frontend_overrides(
        &self,
        alias: &str,
    ) -> impl Iterator<Item = (&str, Option<Value>)> {
        let alias = alias.to_string();
        self.overrides
            .iter()
            .filter(move |entry| entry.alias == alias)
            .map(|entry| (entry.name.as_str(), entry.value.clone()))
    }

    fn read_command_line(&mut self, node: Node<'_>) -> Result<()> {
        for element in node.all_elements() {
            match local(element.name()) {
                "arg" => match element.attr("value") {
                    Some(value) => self.args.push(value.to_string()),
                    None => return Err(internal("No qemu command-line argument specified")),
                },
                "env" => {
                    let name = element.attr("name").unwrap_or_default();
                    let value = element.attr("value").unwrap_or_default();
                    self.env.push((name.to_string(), value.to_string()));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn read_capabilities(&mut self, node: Node<'_>) {
        for element in node.all_elements() {
            let presence = match local(element.name()) {
                "add" => Presence::Present,
                _ => Presence::Absent,
            };
            if let Some(name) = element.attr("capability") {
                self.capabilities.push((name.to_string(), presence));
            }
        }
    }

    /// What the emulator can do once the user's corrections are made; none if there are none.
    pub fn correct(&self, caps: &Caps) -> Result<Option<Caps>> {
        if self.capabilities.is_empty() {
            return Ok(None);
        }
        let mut caps = caps.clone();
        for (name, presence) in &self.capabilities {
            let Some(flag) = Flag::from_name(name) else {
                return Err(internal(&format!(
                    "invalid qemu namespace capability '{name}'"
                )));
            };
            match presence {
                Presence::Present => caps.flags.insert(flag),
                Presence::Absent => caps.flags.remove(flag),
            }
        }
        Ok(Some(caps))
    }

    fn read_overrides(&mut self, node: Node<'_>) -> Result<()> {
        for device in node
            .all_elements()
            .filter(|device| local(device.name()) == "device")
        {
            let alias = device.attr("alias").unwrap_or_default();
            let frontends = device
                .all_elements()
                .filter(|frontend| local(frontend.name()) == "frontend");
            for property in frontends.flat_map(fv_model_xml::Node::all_elements) {
                let value = property_value(property)?;
                let name = property.attr("name").unwrap_or_default().to_string();
                self.overrides.push(Override {
                    alias: alias.to_string(),
                    name,
                    value,
                });
            }
        }
        Ok(())
    }
}

fn property_value(property: Node<'_>) -> Result<Option<Value>> {
    let value = property.attr("value").unwrap_or_default();
    let invalid = |kind: &str| {
        let text = format!("invalid value '{value}' for type '{kind}'");
        Error::new(ErrorDomain::Qemu, ErrorCode::XmlError, text)
    };
    Ok(Some(match property.attr("type").unwrap_or_default() {
        "remove" => return Ok(None),
        "string" => Value::String(value.to_string()),
        "signed" => Value::from(value.parse::<i64>().map_err(|_| invalid("signed"))?),
        "unsigned" => Value::from(value.parse::<u64>().map_err(|_| invalid("unsigned"))?),
        "bool" => match value {
            "true" | "yes" => Value::Bool(true),
            "false" | "no" => Value::Bool(false),
            _ => return Err(invalid("bool")),
        },
        kind => return Err(invalid(kind)),
    }))
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn internal(text: &str) -> Error {
    Error::internal(ErrorDomain::Qemu, text)
}
