//! Character devices: consoles, channels, sockets.

use std::collections::BTreeMap;

use fv_error::{Error, ErrorDomain};
use serde_json::json;

use crate::command::{Call, Command};
use crate::json::{self, Fields};

/// What QEMU tells about one character device.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChardevInfo {
    /// The terminal, if it is one.
    pub pty: Option<String>,
    /// Whether the guest has it open; `None` if QEMU does not tell.
    pub open: Option<bool>,
}

/// All character devices by alias (`char…`).
pub fn query() -> Call<BTreeMap<String, ChardevInfo>> {
    Call::new(Command::new("query-chardev"), |value| {
        let mut devices = BTreeMap::new();
        for device in json::items("query-chardev", value)? {
            let missing = |what| {
                let detail = format!("character device information was missing {what}");
                Error::internal(ErrorDomain::Qemu, detail)
            };
            let alias = device.string("label").ok_or_else(|| missing("label"))?;
            let name = device.text("filename").ok_or_else(|| missing("filename"))?;
            let pty = name.strip_prefix("pty:").map(str::to_string);
            devices.insert(
                alias,
                ChardevInfo {
                    pty,
                    open: device.flag("frontend-open"),
                },
            );
        }
        Ok(devices)
    })
}

/// Removes a character device.
pub fn remove(alias: &str) -> Call<()> {
    Call::plain(Command::with("chardev-remove", json!({ "id": alias })))
}
