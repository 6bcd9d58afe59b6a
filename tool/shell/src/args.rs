//! The options that a command was given, read as texts, numbers and sizes.

use fv_types::number::{self, Base};
use fv_types::size;

use crate::{Command, Failure, Opt, OptKind, Rule, spec};

/// The options that a command was given.
#[derive(Debug)]
pub struct Args<C: 'static> {
    command: &'static Command<C>,
    /// One for each option of the table.
    pub(crate) values: Vec<Given>,
}

/// What was given for an option.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Given {
    /// It was not.
    #[default]
    Nothing,
    /// It was, and takes no value.
    Flag,
    /// A value.
    Text(String),
    /// Several.
    List(Vec<String>),
}

/// How a size without a unit is meant, and how large it may be.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// What a size without a unit counts in, in bytes.
    pub unit: u64,
    /// The largest size, in bytes.
    pub max: u64,
}

impl<C: 'static> Args<C> {
    /// Without any option.
    pub fn new(command: &'static Command<C>) -> Self {
        Self {
            command,
            values: vec![Given::Nothing; command.options.len()],
        }
    }

    /// The command.
    pub fn command(&self) -> &'static Command<C> {
        self.command
    }

    /// Whether the option was given, with or without a value.
    pub fn has(&self, name: &str) -> bool {
        !matches!(self.given(name), None | Some(Given::Nothing))
    }

    /// Whether JSON is wanted.
    pub fn wants_json(&self) -> bool {
        self.has(spec::JSON)
    }

    /// The text of an option; an empty one is refused unless the option allows it.
    pub fn text(&self, name: &str) -> Result<Option<&str>, Failure> {
        let text = self.raw(name);
        match text {
            Some("") if !self.may_be_empty(name) => {
                let text = format!("Failed to get option '{name}': Option argument is empty");
                Err(Failure::new(text))
            }
            _ => Ok(text),
        }
    }

    /// The text of an option that is always there.
    pub fn required(&self, name: &str) -> Result<&str, Failure> {
        let missing = || {
            let text = format!("Failed to get option '{name}': Mandatory option not present");
            Failure::new(text)
        };
        self.text(name)?.ok_or_else(missing)
    }

    /// The text of an option as it was given.
    pub fn raw(&self, name: &str) -> Option<&str> {
        match self.given(name)? {
            Given::Text(text) => Some(text),
            Given::List(list) => list.last().map(String::as_str),
            Given::Nothing | Given::Flag => None,
        }
    }

    /// All values of an option that takes several.
    pub fn list(&self, name: &str) -> &[String] {
        match self.given(name) {
            Some(Given::List(list)) => list,
            _ => &[],
        }
    }

    /// A signed number of 32 bits.
    pub fn i32(&self, name: &str) -> Result<Option<i32>, Failure> {
        self.parsed(name, |text| number::parse_i32(text, Base::Decimal))
    }

    /// A signed number of 64 bits.
    pub fn i64(&self, name: &str) -> Result<Option<i64>, Failure> {
        self.parsed(name, |text| number::parse_i64(text, Base::Decimal))
    }

    /// An unsigned number of 32 bits.
    pub fn u32(&self, name: &str) -> Result<Option<u32>, Failure> {
        self.parsed(name, |text| number::parse_u32_positive(text, Base::Decimal))
    }

    /// An unsigned number of 64 bits.
    pub fn u64(&self, name: &str) -> Result<Option<u64>, Failure> {
        self.parsed(name, |text| number::parse_u64_positive(text, Base::Decimal))
    }

    /// A number with a unit, in bytes.
    pub fn scaled(&self, name: &str, scale: Scale) -> Result<Option<u64>, Failure> {
        let Some(text) = self.raw(name) else {
            return Ok(None);
        };
        let malformed = || {
            Failure::new(format!(
                "Scaled numeric value '{text}' for <{name}> option is malformed or out of range"
            ))
        };
        let split = number::split_u64_positive(text, Base::Decimal);
        let (value, unit) = split.ok_or_else(malformed)?;
        size::scale_integer(value, unit, scale.unit, scale.max)
            .map(Some)
            .map_err(|error| malformed().because(error))
    }

    /// The `timeout` option: whole seconds, at least one; in milliseconds.
    pub fn timeout_ms(&self) -> Result<Option<u64>, Failure> {
        let Some(seconds) = self.u32("timeout")? else {
            return Ok(None);
        };
        let fits = (1..=i32::MAX.unsigned_abs() / 1000).contains(&seconds);
        match fits {
            true => Ok(Some(u64::from(seconds) * 1000)),
            false => Err(malformed(&seconds.to_string(), "timeout")),
        }
    }

    /// The options of the table.
    pub(crate) fn options(&self) -> &'static [Opt<C>] {
        self.command.options
    }

    /// Whether the option at that place was given.
    pub(crate) fn is_given(&self, index: usize) -> bool {
        self.values
            .get(index)
            .is_some_and(|given| *given != Given::Nothing)
    }

    /// Whether everything is there that the command needs.
    pub(crate) fn check_required(&self) -> Result<(), Failure> {
        let options = self.options().iter().enumerate();
        let mut missing =
            options.filter(|(index, option)| option.is_required && !self.is_given(*index));
        let Some((_, option)) = missing.next() else {
            return Ok(());
        };
        let (command, name) = (self.command.name, option.name);
        Err(Failure::new(match option.is_positional {
            true => format!("command '{command}' requires <{name}> option"),
            false => format!("command '{command}' requires --{name} option"),
        }))
    }

    /// Whether the options agree with each other.
    pub(crate) fn check_rules(&self) -> Result<(), Failure> {
        for rule in self.command.rules {
            match *rule {
                Rule::Exclusive(one, other) if self.has(one) && self.has(other) => {
                    let text = format!("Options --{one} and --{other} are mutually exclusive");
                    return Err(Failure::new(text));
                }
                Rule::Requires(one, other) if self.has(one) && !self.has(other) => {
                    let text = format!("Option --{other} is required by option --{one}");
                    return Err(Failure::new(text));
                }
                Rule::Exclusive(..) | Rule::Requires(..) => {}
            }
        }
        Ok(())
    }

    fn given(&self, name: &str) -> Option<&Given> {
        let index = self.options().iter().position(|option| option.name == name);
        debug_assert!(
            index.is_some() || name == spec::JSON,
            "{} has no option {name}",
            self.command.name
        );
        self.values.get(index?)
    }

    fn may_be_empty(&self, name: &str) -> bool {
        let mut options = self.options().iter();
        options.any(|option| option.name == name && option.may_be_empty)
    }

    fn parsed<T>(
        &self,
        name: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Failure> {
        let Some(text) = self.raw(name) else {
            return Ok(None);
        };
        parse(text).map(Some).ok_or_else(|| malformed(text, name))
    }

    /// Fills in an option, for commands that call another one.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        let options = self.options().iter();
        let places = options.zip(&mut self.values);
        for (option, place) in places.filter(|(option, _)| option.name == name) {
            *place = match option.kind {
                OptKind::Flag => Given::Flag,
                OptKind::List => Given::List(vec![value.to_owned()]),
                OptKind::Text | OptKind::Number | OptKind::Alias(..) => {
                    Given::Text(value.to_owned())
                }
            };
        }
        self
    }
}

fn malformed(text: &str, name: &str) -> Failure {
    Failure::new(format!(
        "Numeric value '{text}' for <{name}> option is malformed or out of range"
    ))
}
