//! Which URI is opened: the one that was given, that of the environment, or that of `libvirt.conf`.
//!
//! ```text
//! given ─► LIBVIRT_DEFAULT_URI ─► uri_default ─► the caller's own choice
//!   └───────────────┴──────────────────┴─► uri_aliases ─► URI
//! ```

use std::path::PathBuf;

use fv_conf::{Conf, Single};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};

/// What says which URI is opened.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// The user's `libvirt.conf`; for root the host's.
    pub file: Option<PathBuf>,
    /// `LIBVIRT_DEFAULT_URI`.
    pub environment: Option<String>,
}

impl Choice {
    /// The URI to open when this one was given; nothing when nobody says which.
    ///
    /// The file is read each time, and one that cannot be read is an error even when it has no
    /// say.
    pub fn uri(&self, given: Option<&str>) -> Result<Option<String>> {
        let conf = match &self.file {
            Some(file) => Conf::read_if_exists(file)?,
            None => None,
        };
        self.uri_with(conf.as_ref(), given)
    }

    fn uri_with(&self, conf: Option<&Conf>, given: Option<&str>) -> Result<Option<String>> {
        let given = given.filter(|uri| !uri.is_empty()).map(full_name);
        let environment = self.environment.as_deref();
        let uri = match given.or(environment.filter(|uri| !uri.is_empty())) {
            Some(uri) => Some(uri),
            None => conf.map_or(Ok(None), |conf| conf.string("uri_default"))?,
        };
        let uri = match (uri, conf) {
            (Some(uri), Some(conf)) => Some(resolved(uri, conf)?),
            (uri, _) => uri.map(str::to_owned),
        };
        if let Some(uri) = &uri {
            check(uri, given)?;
        }
        Ok(uri)
    }
}

/// An old name of Xen's URI, as its whole.
fn full_name(uri: &str) -> &str {
    match uri {
        "xen://" => XEN,
        uri if uri.eq_ignore_ascii_case("xen") => XEN,
        uri => uri,
    }
}

/// Refuses what is no URI, or one that names no driver; that is told of what was given.
fn check(uri: &str, given: Option<&str>) -> Result<()> {
    let is_foreign = |char: char| char.is_ascii_control() || " <>\"{}|\\^`".contains(char);
    if uri.contains(is_foreign) {
        let text = format!("Unable to parse URI {uri}");
        return Err(Error::internal(ErrorDomain::Uri, text));
    }
    let is_scheme = |char: char| char.is_ascii_alphanumeric() || "+-.".contains(char);
    let has_scheme = uri.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|char: char| char.is_ascii_alphabetic()) && scheme.chars().all(is_scheme)
    });
    if has_scheme {
        return Ok(());
    }
    let given = given.unwrap_or("(null)");
    let text = format!("URI '{given}' does not include a driver name");
    Err(Error::new(ErrorDomain::None, ErrorCode::NoConnect, text))
}

/// The URI that an alias stands for; what is no alias stands for itself.
fn resolved(uri: &str, conf: &Conf) -> Result<String> {
    let aliases = conf.string_list("uri_aliases", Single::Refused)?;
    // Only what stands before the one that is wanted is looked at.
    for entry in aliases.unwrap_or_default() {
        let expected = "expected 'alias=uri://host/path'";
        let (alias, meant) = entry
            .split_once('=')
            .ok_or_else(|| malformed(entry, expected))?;
        if !alias.bytes().all(is_of_alias) {
            let expected = "aliases may only contain 'a-Z, 0-9, _, -'";
            return Err(malformed(entry, expected));
        }
        if alias == uri {
            return Ok(meant.to_owned());
        }
    }
    Ok(uri.to_owned())
}

fn is_of_alias(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

fn malformed(entry: &str, expected: &str) -> Error {
    let text = format!("Malformed 'uri_aliases' config entry '{entry}', {expected}");
    Error::new(ErrorDomain::Uri, ErrorCode::ConfSyntax, text)
}

const XEN: &str = "xen:///system";

#[cfg(test)]
mod tests;
