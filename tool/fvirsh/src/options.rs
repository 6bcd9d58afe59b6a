//! The options before the command, read as `getopt_long` reads them.

use std::fmt::Write;

use fv_api::Access;
use fv_tool_shell::{Level, Program, Timing};
use fv_types::number::{self, Base};

/// What the options said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// What to connect to.
    pub uri: Option<String>,
    /// Whether to change anything.
    pub access: Access,
    /// From which level on notes are shown.
    pub level: Option<Level>,
    /// What ends a console: a character, or `^` and one.
    pub escape: String,
    /// After how many seconds of silence the daemon is asked for a sign of life.
    pub keepalive_interval: Option<i32>,
    /// How many questions may go without an answer.
    pub keepalive_count: Option<i32>,
    /// A file for notes and errors.
    pub log: Option<String>,
    /// Only what was asked for is shown.
    pub is_quiet: bool,
    /// Whether each command is followed by its time.
    pub timing: Timing,
    /// What is to be run; nothing asks for the interactive shell.
    pub command: Vec<String>,
    /// What is wrong, but not so that it ends the program.
    pub warnings: Vec<String>,
}

/// The options end the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionsEnd {
    /// Well: help is wanted.
    Help,
    /// Well: the short version is wanted.
    Version,
    /// Well: the long version is wanted.
    LongVersion,
    /// The manual page is wanted.
    Manual,
    /// Not well, for this reason.
    Failed(String),
}

/// An option: its long name, its letter, and what it takes.
struct Spec {
    long: &'static str,
    short: Option<char>,
    takes: Takes,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    Nothing,
    Value,
    /// A value behind `=`, or none.
    ValueOrNothing,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            uri: None,
            access: Access::ReadWrite,
            level: None,
            escape: "^]".into(),
            keepalive_interval: None,
            keepalive_count: None,
            log: None,
            is_quiet: false,
            timing: Timing::Left,
            command: Vec::new(),
            warnings: Vec::new(),
        }
    }
}

impl Options {
    /// Reads the arguments of the program, without its name.
    pub fn read(arguments: &[String]) -> Result<Self, OptionsEnd> {
        let mut options = Self::default();
        let mut rest = arguments;
        while let [first, after @ ..] = rest {
            rest = match first.as_str() {
                "--" => {
                    rest = after;
                    break;
                }
                long if long.starts_with("--") => options.long(first, after)?,
                short if short.starts_with('-') && short.len() > 1 => {
                    options.short(first, after)?
                }
                _ => break,
            };
        }
        options.command = rest.to_vec();
        Ok(options)
    }

    /// `--name`, `--name=value`, `--name value`; names may be cut short.
    fn long<'a>(
        &mut self,
        argument: &str,
        after: &'a [String],
    ) -> Result<&'a [String], OptionsEnd> {
        let text = argument.trim_start_matches("--");
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (text, None),
        };
        let spec = find_long(name).ok_or_else(|| unsupported(argument))?;
        let shown = format!("--{}", spec.long);
        match (spec.takes, value, after) {
            (Takes::Nothing, Some(_), _) => match spec.short {
                Some(short) => Err(unsupported(&format!("-{short}"))),
                None => Err(unsupported(argument)),
            },
            (Takes::Nothing, None, _) => self.take(spec, &shown, None).map(|()| after),
            (Takes::ValueOrNothing, value, _) => self.take(spec, &shown, value).map(|()| after),
            (Takes::Value, None, [value, after @ ..]) => {
                self.take(spec, &shown, Some(value.clone())).map(|()| after)
            }
            (Takes::Value, None, []) => Err(missing(spec)),
            (Takes::Value, value, _) => self.take(spec, &shown, value).map(|()| after),
        }
    }

    /// `-x`, `-xy`, `-xVALUE`, `-x VALUE`.
    fn short<'a>(
        &mut self,
        argument: &str,
        after: &'a [String],
    ) -> Result<&'a [String], OptionsEnd> {
        let mut letters = argument[1..].chars();
        while let Some(letter) = letters.next() {
            let shown = format!("-{letter}");
            if letter == 'V' {
                return Err(OptionsEnd::LongVersion);
            }
            let spec = SPECS.iter().find(|spec| spec.short == Some(letter));
            let spec = spec.ok_or_else(|| unsupported(&shown))?;
            if spec.takes != Takes::Value {
                self.take(spec, &shown, None)?;
                continue;
            }
            return match (letters.as_str(), after) {
                ("", [value, after @ ..]) => {
                    self.take(spec, &shown, Some(value.clone())).map(|()| after)
                }
                ("", []) => Err(missing(spec)),
                (value, _) => self
                    .take(spec, &shown, Some(value.to_owned()))
                    .map(|()| after),
            };
        }
        Ok(after)
    }

    /// Keeps what an option says.
    fn take(&mut self, spec: &Spec, shown: &str, value: Option<String>) -> Result<(), OptionsEnd> {
        let text = value.clone().unwrap_or_default();
        match spec.long {
            "connect" => self.uri = value,
            "debug" => self.debug(shown, &text)?,
            "escape" => self.escape = escape(&text)?,
            "help" => return Err(OptionsEnd::Help),
            "keepalive-interval" => self.keepalive_interval = Some(keepalive(shown, &text)?),
            "keepalive-count" => self.keepalive_count = Some(keepalive(shown, &text)?),
            "log" => self.log = value,
            "quiet" => self.is_quiet = true,
            "readonly" => self.access = Access::ReadOnly,
            "timing" => self.timing = Timing::Shown,
            "manual" => return Err(OptionsEnd::Manual),
            _ if text == "long" => return Err(OptionsEnd::LongVersion),
            _ => return Err(OptionsEnd::Version),
        }
        Ok(())
    }

    fn debug(&mut self, shown: &str, text: &str) -> Result<(), OptionsEnd> {
        let failed = || OptionsEnd::Failed(format!("option {shown} takes a numeric argument"));
        let number = number::parse_i32(text, Base::Decimal).ok_or_else(failed)?;
        match Level::from_number(number) {
            Some(level) => self.level = Some(level),
            None => {
                let text = format!("ignoring debug level {number} out of range [0-4]");
                self.warnings.push(text);
            }
        }
        Ok(())
    }
}

/// What `--help` shows.
pub fn usage<C>(program: &Program<C>) -> String {
    let name = program.name;
    let mut text = format!(
        "\n{name} [options]... [<command_string>]\n{name} [options]... <command> [args...]\n\n  options:\n"
    );
    for (form, help) in USAGE {
        if form.len() > 22 {
            let _ = writeln!(text, "    {form}\n{:28}{help}", "");
        } else {
            let _ = writeln!(text, "    {form:<23} {help}");
        }
    }
    text.push_str("  commands (non interactive mode):\n\n");
    for group in program.groups {
        let _ = writeln!(text, " {} (help keyword '{}')", group.title, group.keyword);
        for command in group.shown() {
            let _ = writeln!(text, "    {:<30} {}", command.name, command.summary);
        }
        text.push('\n');
    }
    text.push_str("\n  (help <group> tells of the commands of a group)\n");
    text.push_str("\n  (help <command> tells all of a command)\n\n");
    text
}

/// The option whose name this is, or begins with this and no other does.
fn find_long(name: &str) -> Option<&'static Spec> {
    if let Some(spec) = SPECS.iter().find(|spec| spec.long == name) {
        return Some(spec);
    }
    let mut fitting = SPECS.iter().filter(|spec| spec.long.starts_with(name));
    match (fitting.next(), fitting.next()) {
        (Some(spec), None) => Some(spec),
        _ => None,
    }
}

fn escape(text: &str) -> Result<String, OptionsEnd> {
    let chars: Vec<char> = text.chars().collect();
    match chars.as_slice() {
        ['^', control] if is_control_name(*control) => Ok(text.to_owned()),
        [one] if *one != '^' => Ok(text.to_owned()),
        _ => {
            let text = format!("Invalid string '{text}' for escape sequence");
            Err(OptionsEnd::Failed(text))
        }
    }
}

/// The letters and signs that stand for a control character behind `^`.
fn is_control_name(char: char) -> bool {
    matches!(char, 'a'..='z' | '@'..='_')
}

fn keepalive(shown: &str, text: &str) -> Result<i32, OptionsEnd> {
    let failed = |text: String| OptionsEnd::Failed(text);
    match number::parse_i32(text, Base::Prefixed) {
        None => Err(failed(format!("Invalid value for option {shown}"))),
        Some(..0) => Err(failed(format!(
            "option {shown} requires a positive integer argument"
        ))),
        Some(number) => Ok(number),
    }
}

fn missing(spec: &Spec) -> OptionsEnd {
    OptionsEnd::Failed(match spec.short {
        Some(short) => format!("option '-{short}'/'--{}' requires an argument", spec.long),
        None => format!("option '--{}' requires an argument", spec.long),
    })
}

fn unsupported(argument: &str) -> OptionsEnd {
    OptionsEnd::Failed(format!("unsupported option '{argument}'. See --help."))
}

const SPECS: &[Spec] = &[
    spec("connect", Some('c'), Takes::Value),
    spec("debug", Some('d'), Takes::Value),
    spec("escape", Some('e'), Takes::Value),
    spec("help", Some('h'), Takes::Nothing),
    spec("keepalive-interval", Some('k'), Takes::Value),
    spec("keepalive-count", Some('K'), Takes::Value),
    spec("log", Some('l'), Takes::Value),
    spec("quiet", Some('q'), Takes::Nothing),
    spec("readonly", Some('r'), Takes::Nothing),
    spec("timing", Some('t'), Takes::Nothing),
    spec("version", Some('v'), Takes::ValueOrNothing),
    spec("manual", None, Takes::Nothing),
];

const fn spec(long: &'static str, short: Option<char>, takes: Takes) -> Spec {
    Spec { long, short, takes }
}

/// The options as help and manual show them.
pub(crate) const USAGE: &[(&str, &str)] = &[
    ("-c | --connect=URI", "the hypervisor to connect to"),
    ("-d | --debug=NUM", "show notes from this level on [0-4]"),
    ("-e | --escape <char>", "what ends a console"),
    ("-h | --help", "this help"),
    (
        "-k | --keepalive-interval=NUM",
        "seconds between signs of life, 0 for none",
    ),
    (
        "-K | --keepalive-count=NUM",
        "how many signs of life may be missed",
    ),
    ("-l | --log=FILE", "write notes and errors to a file"),
    ("-q | --quiet", "show only what was asked for"),
    ("-r | --readonly", "connect for looking only"),
    ("-t | --timing", "show how long each command took"),
    ("-v", "short version"),
    ("-V", "long version"),
    (
        "     --version[=TYPE]",
        "version, short or long (short by default)",
    ),
    ("     --manual", "the manual page, for man -l -"),
];
