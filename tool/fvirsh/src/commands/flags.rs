//! From options to the bits of a call, and errors with a line of the command's own before them.

use fv_error::{Error, ErrorDomain};
use fv_tool_shell::{Failure, Rule};

use super::Args;

/// `VIR_DOMAIN_AFFECT_LIVE`.
pub(super) const AFFECT_LIVE: u32 = 1;
/// `VIR_DOMAIN_AFFECT_CONFIG`.
pub(super) const AFFECT_CONFIG: u32 = 2;

/// `VIR_TYPED_PARAM_STRING_OKAY`: parameters may be texts, which old clients could not read.
pub(super) const TEXTS_OKAY: u32 = 4;

/// `--current` says what the others would, so it stands alone.
pub(super) const AFFECT_RULES: &[Rule] = &[
    Rule::Exclusive("current", "live"),
    Rule::Exclusive("current", "config"),
];

/// The bits of the options that were given.
pub(super) fn flags(args: &Args, bits: &[(&str, u32)]) -> u32 {
    let given = bits.iter().filter(|(name, _)| args.has(name));
    given.fold(0, |flags, (_, bit)| flags | bit)
}

/// `--live` and `--config`.
pub(super) fn affect(args: &Args) -> u32 {
    flags(args, &[("live", AFFECT_LIVE), ("config", AFFECT_CONFIG)])
}

/// Refuses what the library asks of no daemon: two states at once.
pub(super) fn one_state(bits: u32, function: &str) -> Result<(), Error> {
    if bits & AFFECT_LIVE == 0 || bits & AFFECT_CONFIG == 0 {
        return Ok(());
    }
    let text =
        "Flags 'VIR_DOMAIN_AFFECT_LIVE' and 'VIR_DOMAIN_AFFECT_CONFIG' are mutually exclusive";
    let domain = ErrorDomain::None;
    Err(Error::invalid_arg(domain, function, "flags", text))
}

/// A line of the command's own before the error of a call.
pub(super) trait Explain<T> {
    /// Puts the line before the error.
    fn explain(self, line: impl FnOnce() -> String) -> Result<T, Failure>;
}

impl<T> Explain<T> for Result<T, Error> {
    fn explain(self, line: impl FnOnce() -> String) -> Result<T, Failure> {
        self.map_err(|error| Failure::new(line()).because(error))
    }
}
