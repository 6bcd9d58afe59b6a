//! Devices: plugging, unplugging, links, descriptors handed over.

use serde_json::{Map, Value, json};

use crate::command::{Call, Command};

/// Plugs a device.
///
/// The properties are those of `-device` in JSON. The device is there when the reply comes; the
/// guest may need longer to see it.
pub fn add(props: Map<String, Value>) -> Call<()> {
    Call::plain(Command::with("device_add", Value::Object(props)))
}

/// What came of asking for a device to be unplugged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unplug {
    /// The guest was asked; `DEVICE_DELETED` tells the end.
    Requested,
    /// There is no such device.
    NotFound,
}

/// Asks for a device to be unplugged.
///
/// The guest has a say: it may take seconds, refuse (`DEVICE_UNPLUG_GUEST_ERROR`) or never answer.
pub fn delete(alias: &str) -> Call<Unplug> {
    Call::new(Command::with("device_del", json!({ "id": alias })), |_| {
        Ok(Unplug::Requested)
    })
    .or_if_class("DeviceNotFound", || Unplug::NotFound)
}

/// Whether a network link is plugged in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// It is.
    Up,
    /// It is not.
    Down,
}

/// Plugs a network cable in or out.
pub fn set_link(name: &str, link: Link) -> Call<()> {
    Call::plain(Command::with(
        "set_link",
        json!({ "name": name, "up": link == Link::Up }),
    ))
}

/// Removes a network back end.
///
/// The device of the guest must be gone before, or the guest has a card without a cable.
pub fn netdev_delete(alias: &str) -> Call<()> {
    Call::plain(Command::with("netdev_del", json!({ "id": alias })))
}

/// Makes a network back end.
pub fn netdev_add(props: Map<String, Value>) -> Call<()> {
    Call::plain(Command::with("netdev_add", Value::Object(props)))
}

/// Names the descriptor that is passed along with the call.
///
/// The name is then used in place of a path. A second descriptor of the same name replaces the
/// first, which QEMU closes.
pub fn getfd(name: &str) -> Call<()> {
    Call::plain(Command::with("getfd", json!({ "fdname": name })))
}

/// Closes a descriptor by its name.
pub fn closefd(name: &str) -> Call<()> {
    Call::plain(Command::with("closefd", json!({ "fdname": name })))
}

/// Hands the descriptor of a display client over.
pub fn add_client(protocol: &str, fdname: &str, authentication: Authentication) -> Call<()> {
    let skipauth = authentication == Authentication::Skip;
    let arguments = json!({ "protocol": protocol, "fdname": fdname, "skipauth": skipauth });
    Call::plain(Command::with("add_client", arguments))
}

/// Whether a display client that is handed over must show who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// It must.
    Ask,
    /// It was let in already.
    Skip,
}
