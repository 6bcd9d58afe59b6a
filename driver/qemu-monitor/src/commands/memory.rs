//! Memory of the guest: saving it, dumping it.

use fv_error::{Error, ErrorDomain};
use serde_json::json;

use crate::command::{Call, Command, arguments};
use crate::json::Fields;

/// How addresses are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addresses {
    /// As the first processor sees them.
    Virtual,
    /// As the machine has them.
    Physical,
}

/// Writes a piece of the memory to a file.
///
/// QEMU opens the file itself, so it must be one that QEMU's user can write.
pub fn save(kind: Addresses, offset: u64, length: u64, path: &str) -> Call<()> {
    let name = match kind {
        Addresses::Virtual => "memsave",
        Addresses::Physical => "pmemsave",
    };
    let arguments = json!({ "val": offset, "size": length, "filename": path });
    Call::plain(Command::with(name, arguments))
}

/// Whether a call waits for what it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// It does.
    Wait,
    /// An event tells the end.
    Detach,
}

/// Dumps the whole memory to what `protocol` names, such as `fd:dump`.
pub fn dump(protocol: &str, format: Option<&str>, waiting: Waiting) -> Call<()> {
    let arguments = arguments([
        ("paging", Some(json!(false))),
        ("protocol", Some(json!(protocol))),
        ("format", format.map(|format| json!(format))),
        (
            "detach",
            (waiting == Waiting::Detach).then_some(json!(true)),
        ),
    ]);
    Call::plain(Command::with("dump-guest-memory", arguments))
}

/// The formats in which the memory can be dumped.
pub fn dump_formats() -> Call<Vec<String>> {
    Call::new(
        Command::new("query-dump-guest-memory-capability"),
        |value| {
            let fail = |detail| Error::internal(ErrorDomain::Qemu, detail);
            let formats = value
                .list("formats")
                .ok_or_else(|| fail("missing supported dump formats"))?;
            let formats = formats
                .iter()
                .map(|format| format.as_str().map(str::to_string));
            let formats: Option<Vec<_>> = formats.collect();
            formats.ok_or_else(|| fail("missing entry in supported dump formats"))
        },
    )
}
