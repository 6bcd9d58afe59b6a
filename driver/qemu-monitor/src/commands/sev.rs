//! Guests whose memory AMD's processors keep secret.

use fv_error::{Error, ErrorDomain, Result};
use serde_json::{Value, json};

use crate::command::{Call, Command, arguments};
use crate::json::Fields;

/// How a guest is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SevGuest {
    /// SEV or SEV-ES.
    Sev {
        /// What the owner allows.
        policy: u32,
        /// The firmware's number of the guest.
        handle: u32,
    },
    /// SEV-SNP.
    Snp {
        /// What the owner allows.
        policy: u64,
    },
}

/// The firmware and the protection of a guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SevInfo {
    /// Version of the firmware.
    pub api_major: u32,
    /// Version of the firmware.
    pub api_minor: u32,
    /// Build of the firmware.
    pub build_id: u32,
    /// How the guest is protected.
    pub guest: SevGuest,
}

/// How the guest is protected.
pub fn query() -> Call<SevInfo> {
    Call::new(Command::new("query-sev"), |value| {
        let guest = match value.text("sev-type").unwrap_or("sev") {
            "sev" => SevGuest::Sev {
                policy: small(value, "policy")?,
                handle: small(value, "handle")?,
            },
            "sev-snp" => SevGuest::Snp {
                policy: value.unsigned("snp-policy").ok_or_else(incomplete)?,
            },
            kind => {
                let detail = format!("unknown SEV type '{kind}'");
                return Err(Error::internal(ErrorDomain::Qemu, detail));
            }
        };
        Ok(SevInfo {
            api_major: small(value, "api-major")?,
            api_minor: small(value, "api-minor")?,
            build_id: small(value, "build-id")?,
            guest,
        })
    })
}

/// Puts a secret of the owner into the guest.
///
/// Only between launch and start: the owner has seen the measurement and trusts it.
pub fn inject_secret(header: &str, secret: &str, address: Option<u64>) -> Call<()> {
    let arguments = arguments([
        ("packet-header", Some(json!(header))),
        ("secret", Some(json!(secret))),
        ("gpa", address.map(|address| json!(address))),
    ]);
    Call::plain(Command::with("sev-inject-launch-secret", arguments))
}

fn small(value: &Value, key: &str) -> Result<u32> {
    let number = value
        .unsigned(key)
        .and_then(|number| u32::try_from(number).ok());
    number.ok_or_else(incomplete)
}

fn incomplete() -> Error {
    Error::internal(ErrorDomain::Qemu, "query-sev reply was missing some data")
}
