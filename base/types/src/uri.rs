//! Locations in the form of RFC 3986, taken apart and put together as libvirt does.
//!
//! The query is kept as it was written and offered as decoded pairs too. Nothing is known here
//! of what schemes and parameters mean.

use std::fmt;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};

use crate::text;

/// A location in its parts; those that are absent are `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uri {
    /// What stands before the colon.
    pub scheme: Option<String>,
    /// What stands before the at sign, password and all.
    pub user: Option<String>,
    /// The host, without the brackets of an IPv6 address.
    pub server: Option<String>,
    /// The port; 0 when none is given.
    pub port: u16,
    /// The path, decoded.
    pub path: Option<String>,
    /// The query as it was written.
    pub query: Option<String>,
    /// What stands behind the number sign, as it was written.
    pub fragment: Option<String>,
    /// The names and values of the query, decoded.
    pub params: Vec<(String, String)>,
}

impl Uri {
    /// Takes a text apart.
    pub fn parse(text: &str) -> Result<Self> {
        split(text)
            .ok_or_else(|| Error::internal(ErrorDomain::Uri, format!("Unable to parse URI {text}")))
    }

    /// The value of a parameter, whatever the case of its name.
    pub fn param(&self, name: &str) -> Option<&str> {
        let mut params = self.params.iter();
        params
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The value of a parameter that must be there.
    pub fn require_param(&self, name: &str) -> Result<&str> {
        self.param(name).ok_or_else(|| {
            let detail = format!("Missing URI parameter '{name}'");
            Error::new(ErrorDomain::Uri, ErrorCode::InvalidArg, detail)
        })
    }

    /// The parameters as a query, values encoded.
    pub fn params_text(&self) -> String {
        let pair = |(name, value): &(String, String)| format!("{name}={}", encode(value, ""));
        self.params.iter().map(pair).collect::<Vec<_>>().join("&")
    }

    /// Whether a socket in the file system is named: `SCHEME+unix` with a `socket` parameter.
    pub fn is_unix_socket(&self) -> bool {
        let transport = self
            .scheme
            .as_deref()
            .and_then(|scheme| scheme.split_once('+'));
        transport.is_some_and(|(_, transport)| transport == "unix")
            && self.param("socket").is_some()
    }

    /// Whether it leads to this host by its form: to no server or to `localhost`.
    ///
    /// Who names a socket in the file system is taken to know where that leads.
    pub fn is_this_host(&self) -> bool {
        match &self.server {
            Some(server) => server.starts_with("localhost"),
            None => !self.is_unix_socket(),
        }
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(scheme) = &self.scheme {
            write!(f, "{scheme}:")?;
        }
        // The slashes stand also without a server: `qemu:///system`.
        f.write_str("//")?;
        if let Some(server) = &self.server {
            if let Some(user) = &self.user {
                write!(f, "{}@", encode(user, ";:&=+$,"))?;
            }
            if server.contains(':') {
                write!(f, "[{server}]")?;
            } else {
                f.write_str(server)?;
            }
            if self.port > 0 {
                write!(f, ":{}", self.port)?;
            }
        }
        if let Some(path) = &self.path {
            f.write_str(&encode(path, "/@&=+$,;:!*'()"))?;
        }
        if let Some(query) = &self.query {
            write!(f, "?{query}")?;
        }
        match &self.fragment {
            Some(fragment) => write!(f, "#{}", encode(fragment, "/?@&=+$,;:!*'()[]%")),
            None => Ok(()),
        }
    }
}

/// Replaces every byte that is neither unreserved nor in `kept` by its number.
pub fn encode(text: &str, kept: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        let c = char::from(byte);
        if is_unreserved(c) || (c.is_ascii() && kept.contains(c)) {
            encoded.push(c);
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Replaces numbers of bytes by the bytes; what is no number stays.
pub fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digit = |offset| {
            bytes
                .get(at + offset)
                .and_then(|&b| char::from(b).to_digit(16))
        };
        match (byte, digit(1), digit(2)) {
            (b'%', Some(high), Some(low)) => {
                // Two digits make a byte.
                decoded.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

fn split(text: &str) -> Option<Uri> {
    let (rest, fragment) = cut(text, '#');
    let (rest, query) = cut(rest, '?');
    let (scheme, rest) = match rest.split_once(':') {
        Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme.to_string()), rest),
        // A first part with a colon can only be a scheme.
        Some((first, _)) if !first.contains('/') => return None,
        _ => (None, rest),
    };
    let mut uri = Uri {
        scheme,
        ..Uri::default()
    };
    let mut path = rest;
    if let Some(rest) = rest.strip_prefix("//") {
        let end = rest.find('/').unwrap_or(rest.len());
        split_authority(&rest[..end], &mut uri)?;
        path = &rest[end..];
    }
    if !path.is_empty() {
        uri.path = Some(decode(allowed(path, "/:@")?));
    }
    if let Some(query) = query {
        uri.query = Some(allowed(query, "/:@?")?.to_string());
    }
    if let Some(fragment) = fragment {
        uri.fragment = Some(allowed(fragment, "/:@?[]")?.to_string());
    }
    uri.params = uri.query.as_deref().map(split_query).unwrap_or_default();
    Some(uri)
}

fn split_authority(text: &str, uri: &mut Uri) -> Option<()> {
    let (user, host) = match text.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, text),
    };
    if let Some(user) = user {
        uri.user = Some(decode(allowed(user, ":")?));
    }
    // Within brackets colons belong to the address.
    let port_at = match host.rfind(']') {
        Some(end) => host[end..].find(':').map(|at| end + at),
        None => host.find(':'),
    };
    let (server, port) = match port_at {
        Some(at) => (&host[..at], Some(&host[at + 1..])),
        None => (host, None),
    };
    if let Some(port) = port {
        let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
        uri.port = port.parse().ok().filter(|_| digits)?;
    }
    if !server.is_empty() {
        let kept = if server.starts_with('[') { "[]:" } else { "" };
        let server = decode(allowed(server, kept)?);
        uri.server = Some(text::strip_brackets(&server).to_string());
    }
    // A port without a server means nothing.
    if uri.server.is_none() {
        uri.port = 0;
    }
    Some(())
}

/// The pairs of a query; parts without a name are left out.
fn split_query(query: &str) -> Vec<(String, String)> {
    // A semicolon separates only where no ampersand follows, as in the reference.
    let mut pairs = Vec::new();
    let mut rest = query;
    while !rest.is_empty() {
        let end = rest
            .find('&')
            .or_else(|| rest.find(';'))
            .unwrap_or(rest.len());
        let (name, value) = rest[..end].split_once('=').unwrap_or((&rest[..end], ""));
        if !name.is_empty() {
            pairs.push((decode(name), decode(value)));
        }
        rest = rest.get(end + 1..).unwrap_or("");
    }
    pairs
}

/// The text, if it has only what a path may have and the characters named too.
fn allowed<'a>(text: &'a str, more: &str) -> Option<&'a str> {
    let fits = |c: char| is_unreserved(c) || "!$&'()*+,;=%".contains(c) || more.contains(c);
    let mut escapes = text
        .match_indices('%')
        .map(|(at, _)| text.as_bytes().get(at + 1..at + 3));
    let numbers =
        escapes.all(|digits| digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)));
    (numbers && text.chars().all(fits)).then_some(text)
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

fn is_unreserved(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~')
}

fn cut(text: &str, mark: char) -> (&str, Option<&str>) {
    match text.split_once(mark) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests;
