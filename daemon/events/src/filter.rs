//! Which of a QEMU monitor's events a registration wants, by name.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use regex_lite::{Regex, RegexBuilder};

/// A filter on event names.
#[derive(Debug)]
pub struct MonitorFilter(Rule);

#[derive(Debug)]
enum Rule {
    All,
    Exact(String),
    AnyCase(String),
    Regex(Regex),
}

impl MonitorFilter {
    /// The filter that a registration with this name and these flags asks for.
    ///
    /// Bit 0 makes the name a regular expression, bit 1 ignores case.
    pub fn new(name: Option<&str>, flags: u32) -> Result<Self> {
        let unknown = flags & !(REGEX | NOCASE);
        // All bits set is how a client says that it filters by itself.
        if flags != u32::MAX && unknown != 0 {
            let function = "virDomainQemuMonitorEventStateRegisterID";
            return Err(Error::invalid_arg(
                ErrorDomain::None,
                function,
                "flags",
                format!("unsupported flags (0x{unknown:x}) in function {function}"),
            ));
        }
        let Some(name) = name.filter(|_| flags != u32::MAX) else {
            return Ok(Self(Rule::All));
        };
        if flags & REGEX != 0 {
            return compile(name, flags & NOCASE != 0).map(|regex| Self(Rule::Regex(regex)));
        }
        let name = name.to_string();
        Ok(Self(match flags & NOCASE {
            0 => Rule::Exact(name),
            _ => Rule::AnyCase(name),
        }))
    }

    /// Whether an event of that name is wanted.
    pub fn matches(&self, event: &str) -> bool {
        match &self.0 {
            Rule::All => true,
            Rule::Exact(name) => name == event,
            Rule::AnyCase(name) => name.eq_ignore_ascii_case(event),
            Rule::Regex(regex) => regex.is_match(event),
        }
    }

    /// Whether the filter lets everything through.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.0, Rule::All)
    }
}

/// Compiles a pattern; a client can make it neither slow nor large, whatever it sends.
fn compile(pattern: &str, ignore_case: bool) -> Result<Regex> {
    let built = RegexBuilder::new(pattern)
        .case_insensitive(ignore_case)
        .size_limit(REGEX_BYTES)
        .build();
    built.map_err(|cause| {
        let text = format!("failed to compile regex '{pattern}': {cause}");
        Error::new(ErrorDomain::None, ErrorCode::InvalidArg, text).with_source(cause)
    })
}

/// `VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_REGEX`.
const REGEX: u32 = 1;
/// `VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_NOCASE`.
const NOCASE: u32 = 2;
/// What a compiled pattern may cost; event names are short.
const REGEX_BYTES: usize = 64 * 1024;
