//! QEMU's description of its own protocol, and questions about it.
//!
//! A question is a path: parts separated by `/`, the first the name of a command or an event,
//! then `arg-type` or `ret-type`, then members. A part may begin with a mark: `+` variant, `*`
//! optional member, `^` value of an enum, `!` JSON type, `$` feature. Arrays are looked through;
//! of an alternate the first type with an answer counts. The schema refers to itself, so the
//! number of steps is bounded.

use std::collections::HashMap;

use fv_error::{Error, ErrorDomain, Result};
use serde_json::{Map, Value};

use crate::json::Fields;

/// The reply of `query-qmp-schema`, by name of the entry.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    entries: HashMap<String, Map<String, Value>>,
}

/// What a question about the schema found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Found<'a> {
    /// Nothing.
    No,
    /// What was asked for is there; it is no type.
    Yes,
    /// A type or command.
    Entry(&'a Map<String, Value>),
}

impl Found<'_> {
    /// Whether anything was found.
    pub fn is_some(&self) -> bool {
        !matches!(self, Self::No)
    }
}

const STEPS_MAX: usize = 1000;

impl Schema {
    /// Takes the reply of `query-qmp-schema`.
    pub fn new(reply: Value) -> Result<Self> {
        let malformed = || Error::internal(ErrorDomain::Qemu, "malformed QMP schema");
        let Value::Array(items) = reply else {
            return Err(malformed());
        };
        let mut entries = HashMap::with_capacity(items.len());
        for item in items {
            let Value::Object(entry) = item else {
                return Err(malformed());
            };
            let name = entry.string("name").ok_or_else(malformed)?;
            entries.insert(name, entry);
        }
        Ok(Self { entries })
    }

    /// The names of all entries, types included.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// Whether a path exists; a malformed question or schema counts as no.
    pub fn has(&self, path: &str) -> bool {
        self.find(path).is_ok_and(|found| found.is_some())
    }

    /// Answers a question.
    pub fn find(&self, path: &str) -> Result<Found<'_>> {
        let parts: Vec<&str> = path.split('/').collect();
        if !self.entries.contains_key(parts[0]) {
            return Ok(Found::No);
        }
        let mut walk = Walk {
            schema: self,
            path,
            steps: 0,
        };
        walk.named(parts[0], &parts[1..])
    }

    /// Checks a value against the type at a path; the error says what does not fit.
    pub fn validate(&self, path: &str, value: &Value) -> Result<(), String> {
        let Ok(Found::Entry(entry)) = self.find(path) else {
            return Err(format!("no type at '{path}'"));
        };
        self.fits(entry, value, 0)
    }

    fn entry(&self, name: Option<&str>) -> Option<&Map<String, Value>> {
        self.entries.get(name?)
    }
}

/// One question on its way through the schema.
struct Walk<'a, 'p> {
    schema: &'a Schema,
    path: &'p str,
    steps: usize,
}

impl<'a> Walk<'a, '_> {
    fn named(&mut self, name: &str, rest: &[&str]) -> Result<Found<'a>> {
        self.steps += 1;
        if self.steps > STEPS_MAX {
            return Err(Error::internal(
                ErrorDomain::Qemu,
                "possible loop in QMP schema",
            ));
        }
        let entry = self
            .schema
            .entry(Some(name))
            .ok_or_else(|| self.malformed(name))?;
        let Some((&part, rest)) = rest.split_first() else {
            return Ok(Found::Entry(entry));
        };
        match entry.text("meta-type") {
            Some("object") => self.object(entry, part, rest),
            Some("array") => {
                let element = entry
                    .text("element-type")
                    .ok_or_else(|| self.malformed(part))?;
                let rest: Vec<&str> = std::iter::once(part).chain(rest.iter().copied()).collect();
                self.named(element, &rest)
            }
            Some("command" | "event") => self.command(entry, part, rest),
            Some("enum") => self.enumeration(entry, part, rest),
            Some("builtin") => self.builtin(entry, part, rest),
            Some("alternate") => self.alternate(entry, part, rest),
            Some(_) => Ok(Found::No),
            None => Err(self.malformed(part)),
        }
    }

    fn object(
        &mut self,
        entry: &'a Map<String, Value>,
        part: &str,
        rest: &[&str],
    ) -> Result<Found<'a>> {
        let (mark, name) = split(part);
        let member = match mark {
            Some('^' | '!') => return Ok(Found::No),
            Some('$') => return self.last(part, rest, has_feature(entry, name)),
            Some('+') => named_item(entry, "variants", "case", name),
            Some('*') => named_item(entry, "members", "name", name)
                .filter(|member| member.field("default").is_some()),
            _ => named_item(entry, "members", "name", name),
        };
        match member.map(|member| member.text("type")) {
            Some(Some(kind)) => self.named(kind, rest),
            Some(None) => Err(self.malformed(part)),
            None => Ok(Found::No),
        }
    }

    fn command(
        &mut self,
        entry: &'a Map<String, Value>,
        part: &str,
        rest: &[&str],
    ) -> Result<Found<'a>> {
        let (mark, name) = split(part);
        match mark {
            Some('^' | '!' | '+' | '*') => Ok(Found::No),
            Some('$') => self.last(part, rest, has_feature(entry, name)),
            _ => match entry.text(name) {
                Some(kind) => self.named(kind, rest),
                None => Ok(Found::No),
            },
        }
    }

    fn enumeration(
        &self,
        entry: &'a Map<String, Value>,
        part: &str,
        rest: &[&str],
    ) -> Result<Found<'a>> {
        let Some(name) = part.strip_prefix('^') else {
            return Ok(Found::No);
        };
        let feature = match rest {
            [] => None,
            [feature] if feature.starts_with('$') => Some(&feature[1..]),
            [part, ..] => return Err(self.must_be_last(part)),
        };
        // Before QEMU 6.2 an enum listed bare values, which have no features.
        let Some(members) = entry.list("members") else {
            let values = entry.list("values").ok_or_else(|| self.malformed(part))?;
            let known =
                feature.is_none() && values.iter().any(|value| value.as_str() == Some(name));
            return Ok(yes_or_no(known));
        };
        let member = members
            .iter()
            .find(|member| member.text("name") == Some(name));
        let member = member.and_then(Value::as_object);
        Ok(yes_or_no(member.is_some_and(|member| match feature {
            Some(feature) => has_feature(member, feature),
            None => true,
        })))
    }

    fn builtin(
        &self,
        entry: &'a Map<String, Value>,
        part: &str,
        rest: &[&str],
    ) -> Result<Found<'a>> {
        let Some(kind) = part.strip_prefix('!') else {
            return Ok(Found::No);
        };
        self.last(part, rest, entry.text("json-type") == Some(kind))
    }

    fn alternate(
        &mut self,
        entry: &'a Map<String, Value>,
        part: &str,
        rest: &[&str],
    ) -> Result<Found<'a>> {
        let members = entry.list("members").ok_or_else(|| self.malformed(part))?;
        let rest: Vec<&str> = std::iter::once(part).chain(rest.iter().copied()).collect();
        for kind in members.iter().filter_map(|member| member.text("type")) {
            let found = self.named(kind, &rest)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(Found::No)
    }

    /// The answer of a part that must be the last.
    fn last(&self, part: &str, rest: &[&str], answer: bool) -> Result<Found<'a>> {
        if rest.is_empty() {
            Ok(yes_or_no(answer))
        } else {
            Err(self.must_be_last(part))
        }
    }

    fn must_be_last(&self, part: &str) -> Error {
        let path = self.path;
        let detail =
            format!("terminal QAPI query component '{part}' of '{path}' must not have followers");
        Error::internal(ErrorDomain::Qemu, detail)
    }

    fn malformed(&self, part: &str) -> Error {
        let path = self.path;
        let detail = format!("malformed QAPI schema when querying '{part}' of '{path}'");
        Error::internal(ErrorDomain::Qemu, detail)
    }
}

impl Schema {
    fn fits(&self, entry: &Map<String, Value>, value: &Value, depth: usize) -> Result<(), String> {
        if depth > STEPS_MAX / 10 {
            return Err("nesting is too deep".to_string());
        }
        match entry.text("meta-type") {
            Some("object") => self.fits_object(entry, value, depth),
            Some("array") => {
                let items = value.as_array().ok_or("not an array")?;
                let element = self
                    .entry(entry.text("element-type"))
                    .ok_or("no element type")?;
                items
                    .iter()
                    .try_for_each(|item| self.fits(element, item, depth + 1))
            }
            Some("enum") => fits_enum(entry, value),
            Some("builtin") => fits_builtin(entry, value),
            Some("alternate") => {
                let kinds = entry.list("members").unwrap_or_default().iter();
                let mut kinds = kinds.filter_map(|member| self.entry(member.text("type")));
                let fits = kinds.any(|kind| self.fits(kind, value, depth + 1).is_ok());
                fits.then_some(())
                    .ok_or_else(|| "fits no alternative".to_string())
            }
            _ => Err("not a type".to_string()),
        }
    }

    fn fits_object(
        &self,
        entry: &Map<String, Value>,
        value: &Value,
        depth: usize,
    ) -> Result<(), String> {
        let object = value.as_object().ok_or("not an object")?;
        let mut members: Vec<&Value> = entry.list("members").unwrap_or_default().iter().collect();
        if let Some(tag) = entry.text("tag") {
            let case = object
                .text(tag)
                .ok_or_else(|| format!("missing attribute '{tag}'"))?;
            let variant = named_item(entry, "variants", "case", case);
            let variant = variant.and_then(|variant| self.entry(variant.text("type")));
            let variant = variant.ok_or_else(|| format!("variant '{case}' not found"))?;
            members.extend(variant.list("members").unwrap_or_default());
        }
        for (key, value) in object {
            let member = members
                .iter()
                .find(|member| member.text("name") == Some(key));
            let member = member.ok_or_else(|| format!("attribute '{key}' not in schema"))?;
            check_features(member, key)?;
            let kind = self.entry(member.text("type"));
            let kind = kind.ok_or_else(|| format!("no type for '{key}'"))?;
            self.fits(kind, value, depth + 1)
                .map_err(|reason| format!("{key}: {reason}"))?;
        }
        for member in members
            .iter()
            .filter(|member| member.field("default").is_none())
        {
            let name = member.text("name").unwrap_or_default();
            if !object.contains_key(name) {
                return Err(format!("missing mandatory attribute '{name}'"));
            }
        }
        Ok(())
    }
}

fn fits_enum(entry: &Map<String, Value>, value: &Value) -> Result<(), String> {
    let word = value.as_str().ok_or("not a string")?;
    let unknown = || format!("enum value '{word}' is not in schema");
    match named_item(entry, "members", "name", word) {
        Some(member) => check_features(member, word),
        None => {
            let values = entry.list("values").ok_or_else(unknown)?;
            let known = values.iter().any(|value| value.as_str() == Some(word));
            known.then_some(()).ok_or_else(unknown)
        }
    }
}

fn fits_builtin(entry: &Map<String, Value>, value: &Value) -> Result<(), String> {
    let kind = entry.text("json-type").unwrap_or_default();
    let fits = match value {
        _ if kind == "value" => true,
        Value::String(_) => kind == "string",
        Value::Number(_) => matches!(kind, "int" | "number"),
        Value::Bool(_) => kind == "boolean",
        Value::Null => kind == "null",
        Value::Object(_) | Value::Array(_) => false,
    };
    fits.then_some(())
        .ok_or_else(|| format!("expected type '{kind}'"))
}

/// What is unstable or deprecated must not be used.
fn check_features(member: &Value, name: &str) -> Result<(), String> {
    let features = member.list("features").unwrap_or_default();
    for feature in features.iter().filter_map(Value::as_str) {
        if matches!(feature, "unstable" | "deprecated") {
            return Err(format!("'{name}' is {feature}"));
        }
    }
    Ok(())
}

fn has_feature(entry: &Map<String, Value>, feature: &str) -> bool {
    let features = entry.list("features").unwrap_or_default();
    features.iter().any(|item| item.as_str() == Some(feature))
}

fn named_item<'a>(
    entry: &'a Map<String, Value>,
    list: &str,
    key: &str,
    name: &str,
) -> Option<&'a Value> {
    entry
        .list(list)?
        .iter()
        .find(|item| item.text(key) == Some(name))
}

/// The mark of a part, if it has one, and the name.
fn split(part: &str) -> (Option<char>, &str) {
    match part.chars().next() {
        Some(first) if !first.is_ascii_alphabetic() => (Some(first), &part[first.len_utf8()..]),
        _ => (None, part),
    }
}

fn yes_or_no(answer: bool) -> Found<'static> {
    if answer { Found::Yes } else { Found::No }
}
