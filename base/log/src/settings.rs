//! libvirt's syntax for filters and outputs.

use std::fmt;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_types::number::{self, Base};

/// How important a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Level {
    /// For who looks for a fault in the program.
    Debug = 1,
    /// What happened.
    Info = 2,
    /// Something is not as it should be.
    Warning = 3,
    /// Something failed.
    Error = 4,
}

/// What is written, and where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The lowest level of categories for which there is no filter.
    pub level: Level,
    /// Other levels for some categories; the first that matches counts.
    pub filters: Vec<Filter>,
    /// Where messages go.
    pub outputs: Vec<OutputSetting>,
}

/// A level for the categories that match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// The lowest level that is written.
    pub level: Level,
    /// Part of the category, with `*` and `?`.
    pub pattern: String,
}

/// One place to which messages of a level and above go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputSetting {
    /// The lowest level that is written there.
    pub level: Level,
    /// The place.
    pub destination: Destination,
}

/// A place for messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// The standard error output.
    Stderr,
    /// A file, at whose end lines are added.
    File(String),
    /// The system's log, under this name.
    Syslog(String),
    /// systemd's journal.
    Journald,
}

impl Settings {
    /// Reads `log_level`, `log_filters` and `log_outputs` as they stand in a configuration.
    ///
    /// A level of 0 and empty texts mean the defaults: warnings and above, to standard error.
    pub fn parse(level: u32, filters: &str, outputs: &str) -> Result<Self> {
        let level = match level {
            0 => Level::Warning,
            number => Level::from_number(number).ok_or_else(|| {
                invalid(format!(
                    "Failed to set logging priority, argument '{number}' is invalid"
                ))
            })?,
        };
        let mut settings = Self::at_level(level);
        settings.filters = parse_filters(filters)?;
        let outputs = parse_outputs(outputs)?;
        if !outputs.is_empty() {
            settings.outputs = outputs;
        }
        Ok(settings)
    }

    /// Everything from a level on, to standard error.
    pub fn at_level(level: Level) -> Self {
        let output = OutputSetting {
            level,
            destination: Destination::Stderr,
        };
        Self {
            level,
            filters: Vec::new(),
            outputs: vec![output],
        }
    }

    /// The filters as libvirt shows them: a blank behind each, and each as it works.
    pub fn filters_text(&self) -> String {
        self.filters
            .iter()
            .map(|filter| format!("{filter} "))
            .collect()
    }

    /// The outputs in libvirt's syntax.
    pub fn outputs_text(&self) -> String {
        let texts: Vec<String> = self.outputs.iter().map(OutputSetting::to_string).collect();
        texts.join(" ")
    }

    /// The lowest level that is written for a category.
    pub fn level_of(&self, category: &str) -> Level {
        let filter = self.filters.iter().find(|filter| filter.matches(category));
        filter.map_or(self.level, |filter| filter.level)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::at_level(Level::Warning)
    }
}

/// Reads filters: `LEVEL:PATTERN`, separated by blanks.
pub fn parse_filters(text: &str) -> Result<Vec<Filter>> {
    words(text).map(Filter::parse).collect()
}

/// Reads outputs: `LEVEL:DESTINATION[:NAME]`, separated by blanks.
///
/// Of outputs to the same place the last one counts.
pub fn parse_outputs(text: &str) -> Result<Vec<OutputSetting>> {
    let mut outputs: Vec<OutputSetting> = Vec::new();
    for word in words(text) {
        let output = OutputSetting::parse(word)?;
        outputs.retain(|known| known.destination != output.destination);
        outputs.push(output);
    }
    Ok(outputs)
}

impl Filter {
    /// Reads one filter.
    pub fn parse(text: &str) -> Result<Self> {
        let mut parts = text.split(':');
        let (Some(level), Some(pattern)) = (parts.next(), parts.next()) else {
            return Err(invalid(format!("Malformed format for filter '{text}'")));
        };
        let Some(level) = Level::from_text(level) else {
            return Err(invalid(format!(
                "Invalid priority '{level}' for filter '{text}'"
            )));
        };
        // A plus once asked for stack traces; it is still allowed and means nothing.
        let name = pattern.strip_prefix('+').unwrap_or(pattern);
        if name.is_empty() {
            return Err(invalid(format!("Invalid match string '{pattern}'")));
        }
        Ok(Self {
            level,
            pattern: name.into(),
        })
    }

    fn matches(&self, category: &str) -> bool {
        let anywhere = format!("*{}*", self.pattern);
        matches_pattern(anywhere.as_bytes(), category.as_bytes())
    }
}

impl OutputSetting {
    /// Reads one output.
    pub fn parse(text: &str) -> Result<Self> {
        let parts: Vec<&str> = text.split(':').collect();
        let [level, kind, names @ ..] = &parts[..] else {
            return Err(invalid(format!("Malformed format for log output '{text}'")));
        };
        let Some(level) = Level::from_text(level) else {
            let detail = format!("Invalid log priority '{level}' for log output '{text}'");
            return Err(invalid(detail));
        };
        let destination = match (*kind, names) {
            ("stderr", []) => Destination::Stderr,
            ("journald", []) => Destination::Journald,
            ("file", [path]) => Destination::File((*path).into()),
            ("syslog", [name]) => Destination::Syslog((*name).into()),
            ("stderr" | "journald" | "file" | "syslog", _) => {
                return Err(invalid(format!(
                    "Log output '{text}' does not meet the format requirements for destination \
                     type '{kind}'"
                )));
            }
            _ => {
                let detail = format!("Invalid log destination '{kind}' for log output '{text}'");
                return Err(invalid(detail));
            }
        };
        Ok(Self { level, destination })
    }
}

impl Level {
    /// The word for it in a line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The level with libvirt's number.
    pub fn from_number(number: u32) -> Option<Self> {
        Some(match number {
            1 => Self::Debug,
            2 => Self::Info,
            3 => Self::Warning,
            4 => Self::Error,
            _ => return None,
        })
    }

    fn from_text(text: &str) -> Option<Self> {
        Self::from_number(number::parse_u32_positive(text, Base::Decimal)?)
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The pattern as it works: anywhere in the category.
        write!(f, "{}:*{}*", self.level as u8, self.pattern)
    }
}

impl fmt::Display for OutputSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = self.level as u8;
        match &self.destination {
            Destination::Stderr => write!(f, "{level}:stderr"),
            Destination::Journald => write!(f, "{level}:journald"),
            Destination::File(path) => write!(f, "{level}:file:{path}"),
            Destination::Syslog(name) => write!(f, "{level}:syslog:{name}"),
        }
    }
}

/// Matches `*` (anything) and `?` (one byte); takes time in proportion to both lengths.
fn matches_pattern(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut seen) = (0, 0);
    // Where to go on after the last star if what follows it does not match here.
    let mut retry: Option<(usize, usize)> = None;
    while seen < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                retry = Some((at + 1, seen));
                at += 1;
            }
            Some(&byte) if byte == b'?' || byte == text[seen] => {
                at += 1;
                seen += 1;
            }
            _ => {
                let Some((after_star, from)) = retry else {
                    return false;
                };
                retry = Some((after_star, from + 1));
                (at, seen) = (after_star, from + 1);
            }
        }
    }
    pattern[at..].iter().all(|&byte| byte == b'*')
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(' ').filter(|word| !word.is_empty())
}

fn invalid(detail: String) -> Error {
    Error::new(ErrorDomain::None, ErrorCode::InvalidArg, detail)
}
