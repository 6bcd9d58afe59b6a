//! libvirt's configuration files: `key = value` lines with strings, numbers, lists and comments.
//!
//! ```text
//! # a comment line
//! max_clients = 5000     # numbers
//! unix_sock_group = "libvirt"
//! sasl_allowed_username_list = [ "joe", "fred" ]
//! ```
//!
//! A [`Conf`] keeps entries and comments in order and writes them back. Values are asked for by
//! key and type; a wrong type is told in libvirt's words. What keys mean is not known here.
//!
//! Read first: [`Conf`], [`Value`].

mod auth;
mod parse;

use std::fmt;
use std::path::Path;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_sys::file::{self, Links};

pub use auth::AuthConf;

/// A configuration file, or a text in its form.
#[derive(Clone, Debug, PartialEq)]
pub struct Conf {
    name: String,
    entries: Vec<Entry>,
}

/// A value as it stands in the file.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number with a minus sign.
    Signed(i64),
    /// A number without one; at most the largest signed one.
    Unsigned(u64),
    /// A text.
    String(String),
    /// Values in brackets.
    List(Vec<Value>),
}

/// Whether a single text may stand where a list is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Single {
    /// It is a list of one.
    Accepted,
    /// It is an error.
    Refused,
}

/// A line of the file: a setting, a comment, or a setting with a comment.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    setting: Option<(String, Value)>,
    comment: Option<String>,
    line: u32,
}

impl Conf {
    /// Reads a text; `name` stands for it in messages.
    pub fn parse(name: &str, text: &str) -> Result<Self> {
        Ok(Self {
            name: name.into(),
            entries: parse::parse(name, text)?,
        })
    }

    /// Reads a file of at most 10 MiB.
    pub fn read(path: &Path) -> Result<Self> {
        let name = path.display().to_string();
        let bytes = file::read_regular(path, FILE_LIMIT, Links::Follow).map_err(|error| {
            Error::system(
                ErrorDomain::Conf,
                error,
                format!("Failed to open file '{name}'"),
            )
        })?;
        Self::parse(&name, &String::from_utf8_lossy(&bytes))
    }

    /// Reads a file as [`Conf::read`] does; nothing when there is none.
    pub fn read_if_exists(path: &Path) -> Result<Option<Self>> {
        if file::exists(path) {
            Self::read(path).map(Some)
        } else {
            Ok(None)
        }
    }

    /// Refuses keys that are not among these, naming file, line and key.
    pub fn require_known(&self, known: &[&str]) -> Result<()> {
        let settings = self
            .entries
            .iter()
            .filter_map(|entry| Some((entry, entry.setting.as_ref()?)));
        for (entry, (key, _)) in settings {
            if !known.contains(&key.as_str()) {
                let place = format!("{}:{}", self.name, entry.line);
                let detail = format!("{place}: unknown key '{key}'");
                return Err(Error::new(ErrorDomain::Conf, ErrorCode::ConfSyntax, detail));
            }
        }
        Ok(())
    }

    /// The keys that are set, with their lines, in order.
    pub fn keys(&self) -> impl Iterator<Item = (&str, u32)> {
        self.entries
            .iter()
            .filter_map(|entry| Some((entry.setting.as_ref()?.0.as_str(), entry.line)))
    }

    /// The value of a key; of several the first counts.
    pub fn value(&self, key: &str) -> Option<&Value> {
        let mut settings = self
            .entries
            .iter()
            .filter_map(|entry| entry.setting.as_ref());
        settings
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// Where a key is set, as `file:line`, for messages about its value.
    pub fn place(&self, key: &str) -> String {
        match self.keys().find(|(name, _)| *name == key) {
            Some((_, line)) => format!("{}:{line}", self.name),
            None => self.name.clone(),
        }
    }

    /// The name of the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A text.
    pub fn string(&self, key: &str) -> Result<Option<&str>> {
        match self.value(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.wrong(&format!("expected a string for '{key}' parameter"))),
        }
    }

    /// A list of texts.
    pub fn string_list(&self, key: &str, single: Single) -> Result<Option<Vec<&str>>> {
        match (self.value(key), single) {
            (None, _) => Ok(None),
            (Some(Value::List(values)), _) => {
                let texts: Option<Vec<&str>> = values.iter().map(Value::as_str).collect();
                texts.map(Some).ok_or_else(|| {
                    let detail = format!(
                        "{}: expected a string list for '{key}' parameter",
                        self.name
                    );
                    Error::new(ErrorDomain::Conf, ErrorCode::ConfSyntax, detail)
                })
            }
            (Some(Value::String(text)), Single::Accepted) => Ok(Some(vec![text])),
            (Some(_), Single::Accepted) => Err(self.wrong(&format!(
                "expected a string or string list for '{key}' parameter"
            ))),
            (Some(_), Single::Refused) => {
                Err(self.wrong(&format!("expected a string list for '{key}' parameter")))
            }
        }
    }

    /// Yes (1) or no (0).
    pub fn boolean(&self, key: &str) -> Result<Option<bool>> {
        match self.value(key) {
            None => Ok(None),
            Some(Value::Unsigned(0)) => Ok(Some(false)),
            Some(Value::Unsigned(1)) => Ok(Some(true)),
            Some(Value::Unsigned(_)) => {
                Err(self.wrong(&format!("value for '{key}' parameter must be 0 or 1")))
            }
            Some(_) => Err(self.wrong(&format!("expected a bool for '{key}' parameter"))),
        }
    }

    /// A signed number of 32 bits.
    pub fn int(&self, key: &str) -> Result<Option<i32>> {
        let narrow = |value| i32::try_from(value).map_err(|_| self.range(key, i32::MIN, i32::MAX));
        self.llong(key)?.map(narrow).transpose()
    }

    /// An unsigned number of 32 bits.
    pub fn uint(&self, key: &str) -> Result<Option<u32>> {
        let narrow = |value| u32::try_from(value).map_err(|_| self.range(key, 0, u32::MAX));
        self.ullong(key)?.map(narrow).transpose()
    }

    /// A signed number of 64 bits.
    pub fn llong(&self, key: &str) -> Result<Option<i64>> {
        match self.value(key) {
            None => Ok(None),
            Some(Value::Signed(value)) => Ok(Some(*value)),
            Some(Value::Unsigned(value)) => {
                let value = i64::try_from(*value);
                value
                    .map(Some)
                    .map_err(|_| self.range(key, i64::MIN, i64::MAX))
            }
            Some(_) => Err(self.wrong(&format!("expected a signed integer for '{key}' parameter"))),
        }
    }

    /// An unsigned number of 64 bits.
    pub fn ullong(&self, key: &str) -> Result<Option<u64>> {
        match self.value(key) {
            None => Ok(None),
            Some(Value::Unsigned(value)) => Ok(Some(*value)),
            Some(_) => Err(self.wrong(&format!(
                "expected an unsigned integer for '{key}' parameter"
            ))),
        }
    }

    /// Sets a key in its place, or at the end.
    pub fn set(&mut self, key: &str, value: Value) {
        let mut settings = self
            .entries
            .iter_mut()
            .filter_map(|entry| entry.setting.as_mut());
        match settings.find(|(name, _)| name == key) {
            Some((_, old)) => *old = value,
            None => {
                let setting = Some((key.to_string(), value));
                self.entries.push(Entry {
                    setting,
                    comment: None,
                    line: 0,
                });
            }
        }
    }

    fn range(&self, key: &str, min: impl fmt::Display, max: impl fmt::Display) -> Error {
        self.wrong(&format!(
            "value for '{key}' parameter must be in range {min}:{max}"
        ))
    }

    fn wrong(&self, text: &str) -> Error {
        Error::internal(ErrorDomain::Conf, format!("{}: {text}", self.name))
    }
}

impl Value {
    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }
}

/// The whole file as it is written back.
impl fmt::Display for Conf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.entries
            .iter()
            .try_for_each(|entry| writeln!(f, "{entry}"))
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((key, value)) = &self.setting {
            write!(f, "{key} = {value}")?;
        }
        let space = if self.setting.is_some() { " " } else { "" };
        match &self.comment {
            Some(comment) => write!(f, "{space}#{comment}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Signed(value) => write!(f, "{value}"),
            Self::Unsigned(value) => write!(f, "{value}"),
            Self::String(text) => {
                // There is no escape character: the quotes are chosen to fit the text.
                let quotes = match (text.contains('\n'), text.contains('"'), text.contains('\'')) {
                    (true, _, _) | (_, true, true) => "\"\"\"",
                    (false, true, false) => "'",
                    (false, false, _) => "\"",
                };
                write!(f, "{quotes}{text}{quotes}")
            }
            Self::List(values) => {
                let texts: Vec<String> = values.iter().map(Self::to_string).collect();
                write!(f, "[ {} ]", texts.join(", "))
            }
        }
    }
}

/// More than any configuration; what is longer is refused before it is read.
const FILE_LIMIT: u64 = 10 * 1024 * 1024;

#[cfg(test)]
mod tests;
