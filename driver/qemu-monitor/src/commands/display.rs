//! Displays and keyboards.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use serde_json::{Value, json};

use crate::command::{Call, Command, arguments};

/// Writes a picture of a display to a file.
///
/// The format is PPM unless one is named, and before QEMU 7.1 there was no other.
pub fn screendump(file: &str, device: Option<&str>, head: u32, format: Option<&str>) -> Call<()> {
    let arguments = arguments([
        ("filename", Some(json!(file))),
        ("device", device.map(|device| json!(device))),
        ("head", (head != 0).then(|| json!(head))),
        ("format", format.map(|format| json!(format))),
    ]);
    Call::plain(Command::with("screendump", arguments))
}

/// Where a display client shall go after a migration.
#[derive(Clone, Copy, Debug)]
pub struct Relocation<'a> {
    /// `vnc` or `spice`.
    pub protocol: &'a str,
    /// The host.
    pub hostname: &'a str,
    /// The plain port.
    pub port: i32,
    /// The port with TLS.
    pub tls_port: i32,
    /// The subject of the host's certificate.
    pub tls_subject: Option<&'a str>,
}

/// Tells display clients where to go after a migration.
pub fn relocate(to: Relocation<'_>) -> Call<()> {
    let arguments = arguments([
        ("protocol", Some(json!(to.protocol))),
        ("hostname", Some(json!(to.hostname))),
        ("port", Some(json!(to.port))),
        ("tls-port", Some(json!(to.tls_port))),
        ("cert-subject", to.tls_subject.map(|subject| json!(subject))),
    ]);
    Call::plain(Command::with("client_migrate_info", arguments))
}

/// Presses keys together and lets them go, after 100 ms unless a time is given.
pub fn send_key(hold_time_ms: u32, keycodes: &[u32]) -> Result<Call<()>> {
    let mut keys: Vec<Value> = Vec::new();
    for (position, code) in keycodes.iter().enumerate() {
        if *code > 0xffff {
            let detail = format!("keycode {position} is invalid: 0x{code:X}");
            return Err(Error::new(
                ErrorDomain::Qemu,
                ErrorCode::OperationFailed,
                detail,
            ));
        }
        keys.push(json!({ "type": "number", "data": code }));
    }
    let arguments = arguments([
        ("keys", Some(Value::Array(keys))),
        (
            "hold-time",
            (hold_time_ms != 0).then(|| json!(hold_time_ms)),
        ),
    ]);
    Ok(Call::plain(Command::with("send-key", arguments)))
}
