//! Work on disks in the background, and media of drives.

use serde_json::{Value, json};

use crate::command::{Call, Command, arguments};

/// What block jobs have in common.
#[derive(Clone, Copy, Debug, Default)]
pub struct JobOptions<'a> {
    /// The device or node the job works on.
    pub device: &'a str,
    /// The name of the job.
    pub job: Option<&'a str>,
    /// Bytes in a second; 0 is as fast as it goes.
    pub speed: u64,
    /// What is written into images instead of the name of their backing file.
    pub backing_name: Option<&'a str>,
    /// Whether names that are written into images leave out how a file is reached.
    pub mask_protocol: bool,
}

impl JobOptions<'_> {
    fn speed(&self) -> Option<Value> {
        (self.speed != 0).then(|| json!(self.speed))
    }

    fn mask(&self) -> Option<Value> {
        self.mask_protocol.then_some(json!(true))
    }
}

/// Writes the difference between two nodes of a chain into the lower one.
///
/// If the upper one is what the guest writes to, the job becomes ready and waits to be completed.
pub fn commit(
    options: JobOptions<'_>,
    top_node: Option<&str>,
    base_node: Option<&str>,
    auto_finalize: Option<bool>,
) -> Call<()> {
    let arguments = arguments([
        ("device", Some(json!(options.device))),
        ("job-id", options.job.map(|job| json!(job))),
        ("speed", options.speed()),
        ("top-node", top_node.map(|node| json!(node))),
        ("base-node", base_node.map(|node| json!(node))),
        ("backing-file", options.backing_name.map(|name| json!(name))),
        ("auto-finalize", auto_finalize.map(|flag| json!(flag))),
        ("auto-dismiss", Some(json!(false))),
        ("backing-mask-protocol", options.mask()),
    ]);
    Call::plain(Command::with("block-commit", arguments))
}

/// Copies what lies below a node into it.
pub fn stream(options: JobOptions<'_>, base_node: Option<&str>) -> Call<()> {
    let arguments = arguments([
        ("device", Some(json!(options.device))),
        ("job-id", options.job.map(|job| json!(job))),
        ("speed", options.speed()),
        ("base-node", base_node.map(|node| json!(node))),
        ("backing-file", options.backing_name.map(|name| json!(name))),
        ("auto-finalize", Some(json!(true))),
        ("auto-dismiss", Some(json!(false))),
        ("backing-mask-protocol", options.mask()),
    ]);
    Call::plain(Command::with("block-stream", arguments))
}

/// What is copied, and how.
#[derive(Clone, Copy, Debug, Default)]
pub struct MirrorOptions<'a> {
    /// The node that gets the copy.
    pub target: &'a str,
    /// The node that the copy takes the place of in the end.
    pub replaces: Option<&'a str>,
    /// Bytes that are tracked as one; 0 leaves it to QEMU.
    pub granularity: u32,
    /// Bytes in flight; 0 leaves it to QEMU.
    pub buffer_bytes: u64,
    /// Whether only the top of the chain is copied.
    pub shallow: bool,
    /// Whether writes of the guest wait for the copy.
    pub synchronous_writes: bool,
    /// Whether the job stays after its end until it is dismissed.
    pub persistent: bool,
}

/// Copies a node to another and keeps the copy up to date.
///
/// Once it is ready, completing it makes the guest use the copy; cancelling it leaves a copy of that
/// moment.
pub fn mirror(options: JobOptions<'_>, copy: MirrorOptions<'_>) -> Call<()> {
    let arguments = arguments([
        ("job-id", options.job.map(|job| json!(job))),
        ("device", Some(json!(options.device))),
        ("target", Some(json!(copy.target))),
        ("replaces", copy.replaces.map(|node| json!(node))),
        ("speed", options.speed()),
        (
            "granularity",
            (copy.granularity != 0).then(|| json!(copy.granularity)),
        ),
        (
            "buf-size",
            (copy.buffer_bytes != 0).then(|| json!(copy.buffer_bytes)),
        ),
        (
            "sync",
            Some(json!(if copy.shallow { "top" } else { "full" })),
        ),
        (
            "copy-mode",
            copy.synchronous_writes.then_some(json!("write-blocking")),
        ),
        ("auto-finalize", copy.persistent.then_some(json!(true))),
        ("auto-dismiss", copy.persistent.then_some(json!(false))),
    ]);
    Call::plain(Command::with("blockdev-mirror", arguments))
}

/// Whether a locked tray is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tray {
    /// The guest is asked.
    Ask,
    /// It is opened against the guest's will.
    Force,
}

/// Opens the tray of a drive.
pub fn open_tray(device: &str, how: Tray) -> Call<()> {
    let arguments = json!({ "id": device, "force": how == Tray::Force });
    Call::plain(Command::with("blockdev-open-tray", arguments))
}

/// Closes the tray of a drive.
pub fn close_tray(device: &str) -> Call<()> {
    Call::plain(Command::with(
        "blockdev-close-tray",
        json!({ "id": device }),
    ))
}

/// Takes the medium out of an open drive.
pub fn remove_medium(device: &str) -> Call<()> {
    Call::plain(Command::with(
        "blockdev-remove-medium",
        json!({ "id": device }),
    ))
}

/// Puts a node into an open drive as its medium.
pub fn insert_medium(device: &str, node: &str) -> Call<()> {
    let arguments = json!({ "id": device, "node-name": node });
    Call::plain(Command::with("blockdev-insert-medium", arguments))
}
