//! Properties of a QEMU object in the order in which they are written.
//!
//! `-device`, `-object`, `-netdev` and `-blockdev` take them as JSON, `-chardev` as
//! `key=value` pairs. Absent values leave no trace; each method says what counts as absent.

use fv_error::{Error, ErrorDomain, Result};
use fv_model_domain::devices::address::VirtioOptions;
use serde_json::{Map, Value};

use crate::words::on;

/// An ordered set of properties that is filled from top to bottom.
#[derive(Clone, Debug, Default)]
pub struct Props(Map<String, Value>);

impl Props {
    /// No property yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The properties of a device with this driver.
    pub fn device(driver: impl Into<String>) -> Self {
        let mut props = Self::new();
        props.text("driver", driver);
        props
    }

    /// The properties of a QOM object.
    pub fn object(kind: &str, id: impl Into<String>) -> Self {
        let mut props = Self::new();
        props.text("qom-type", kind).text("id", id);
        props
    }

    /// A string.
    pub fn text(&mut self, key: &str, value: impl Into<String>) -> &mut Self {
        self.value(key, Value::String(value.into()))
    }

    /// A string, if there is one.
    pub fn text_maybe(&mut self, key: &str, value: Option<impl Into<String>>) -> &mut Self {
        match value {
            Some(value) => self.text(key, value),
            None => self,
        }
    }

    /// A number.
    pub fn number(&mut self, key: &str, value: impl Into<serde_json::Number>) -> &mut Self {
        self.value(key, Value::Number(value.into()))
    }

    /// A number, if there is one.
    pub fn number_maybe(
        &mut self,
        key: &str,
        value: Option<impl Into<serde_json::Number>>,
    ) -> &mut Self {
        match value {
            Some(value) => self.number(key, value),
            None => self,
        }
    }

    /// A number that is absent when it is zero.
    pub fn nonzero(&mut self, key: &str, value: impl Into<u64>) -> &mut Self {
        match value.into() {
            0 => self,
            value => self.number(key, value),
        }
    }

    /// A boolean.
    pub fn boolean(&mut self, key: &str, value: bool) -> &mut Self {
        self.value(key, Value::Bool(value))
    }

    /// A boolean, if the definition says something about it.
    pub fn switch(&mut self, key: &str, value: Option<bool>) -> &mut Self {
        match value {
            Some(value) => self.boolean(key, value),
            None => self,
        }
    }

    /// A boolean that is absent when it is false.
    pub fn flag(&mut self, key: &str, value: bool) -> &mut Self {
        self.switch(key, value.then_some(true))
    }

    /// The word `on` or `off`, if the definition says something about it.
    pub fn on_off(&mut self, key: &str, value: Option<bool>) -> &mut Self {
        self.text_maybe(key, value.map(on_off))
    }

    /// Any value; an existing one is replaced where it stands.
    pub fn value(&mut self, key: &str, value: Value) -> &mut Self {
        self.0.insert(key.to_string(), value);
        self
    }

    /// A nested object, if it has any member.
    pub fn nested(&mut self, key: &str, value: Props) -> &mut Self {
        if value.0.is_empty() {
            return self;
        }
        self.value(key, Value::Object(value.0))
    }

    /// Everything of `more`, after what is here.
    pub fn extend(&mut self, more: Props) -> &mut Self {
        self.0.extend(more.0);
        self
    }

    /// What a virtio device is told about its transport.
    pub(crate) fn virtio(&mut self, options: &VirtioOptions) -> &mut Self {
        self.switch("iommu_platform", on(options.iommu))
            .switch("ats", on(options.ats))
            .switch("packed", on(options.packed))
            .switch("page-per-vq", on(options.page_per_vq))
    }

    /// Takes a property away.
    pub fn remove(&mut self, key: &str) {
        self.0.shift_remove(key);
    }

    /// The string at `key`, if there is one.
    pub fn text_at(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(Value::as_str)
    }

    /// Whether `key` is a true boolean.
    pub fn is_true(&self, key: &str) -> bool {
        self.0.get(key).and_then(Value::as_bool).unwrap_or(false)
    }

    /// Whether nothing was set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// JSON without any blank.
    pub fn to_json(&self) -> String {
        // A map of plain values cannot fail to serialize.
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// `key=value` pairs, separated and escaped by commas, without the property `skip`.
    pub fn to_pairs(&self, skip: &str) -> Result<String> {
        let mut pairs = Vec::new();
        for (key, value) in &self.0 {
            if key != skip {
                push_pairs(&mut pairs, key, value)?;
            }
        }
        Ok(pairs.join(","))
    }
}

/// How QEMU's options spell a boolean.
pub fn on_off(value: bool) -> &'static str {
    if value { "on" } else { "off" }
}

/// Doubles the commas of a value inside a comma-separated option.
pub fn escape_comma(text: &str) -> String {
    text.replace(',', ",,")
}

fn push_pairs(pairs: &mut Vec<String>, key: &str, value: &Value) -> Result<()> {
    match value {
        Value::String(text) => pairs.push(format!("{key}={}", escape_comma(text))),
        Value::Number(number) => pairs.push(format!("{key}={number}")),
        Value::Bool(value) => pairs.push(format!("{key}={}", on_off(*value))),
        Value::Object(members) => {
            for (member, value) in members {
                push_pairs(pairs, &format!("{key}.{member}"), value)?;
            }
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                // `[{"str": "…"}]` is QAPI's way to say that an option may be repeated.
                match value.get("str").and_then(Value::as_str) {
                    Some(text) => pairs.push(format!("{key}={text}")),
                    None => push_pairs(pairs, &format!("{key}.{index}"), value)?,
                }
            }
        }
        Value::Null => {
            let text = "NULL JSON type can't be converted to commandline";
            return Err(Error::internal(ErrorDomain::None, text));
        }
    }
    Ok(())
}
