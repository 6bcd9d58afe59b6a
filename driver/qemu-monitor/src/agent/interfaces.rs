//! The network interfaces of a guest, as its agent tells them.

use fv_error::Result;
use fv_types::{TypedParam, TypedValue};
use serde_json::Value;

use super::call::{AgentCall, odd};
use super::commands::{count_of, text};
use crate::command::Command;
use crate::json::Fields;

/// An interface of the guest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuestInterface {
    /// Its name, without the number of an alias.
    pub name: String,
    /// Its hardware address.
    pub mac: Option<String>,
    /// Its addresses.
    pub addresses: Vec<GuestAddress>,
}

/// An address of an interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuestAddress {
    /// Of which kind it is.
    pub kind: AddressKind,
    /// The address.
    pub address: String,
    /// The length of the network part, in bits.
    pub prefix: u32,
}

/// The kinds of addresses (`virIPAddrType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressKind {
    /// The older ones.
    Ipv4 = 0,
    /// The newer ones.
    Ipv6 = 1,
}

/// The interfaces of the guest; aliases (`eth0:1`) count to the interface that they are of.
pub fn interfaces() -> AgentCall<Vec<GuestInterface>> {
    AgentCall::new(Command::new("guest-network-get-interfaces"), |value| {
        let entries = value
            .as_array()
            .ok_or_else(|| odd("qemu agent didn't return an array of interfaces"))?;
        let mut known: Vec<GuestInterface> = Vec::new();
        let mut places = std::collections::HashMap::new();
        for entry in entries {
            let full = entry
                .text("name")
                .ok_or_else(|| odd("qemu agent didn't provide 'name' field"))?;
            let name = full.split(':').next().unwrap_or(full).to_string();
            let place = *places.entry(name.clone()).or_insert(known.len());
            if place == known.len() {
                known.push(GuestInterface {
                    name,
                    mac: entry.string("hardware-address"),
                    addresses: Vec::new(),
                });
            }
            for address in entry.list("ip-addresses").unwrap_or_default() {
                known[place].addresses.push(read_address(address, full)?);
            }
        }
        Ok(known)
    })
}

fn read_address(value: &Value, of: &str) -> Result<GuestAddress> {
    let missing = |key| {
        odd(format!(
            "qemu agent didn't provide '{key}' field for interface '{of}'"
        ))
    };
    let kind = match value.text("ip-address-type") {
        Some("ipv4") => AddressKind::Ipv4,
        Some("ipv6") => AddressKind::Ipv6,
        Some(other) => return Err(odd(format!("unknown ip address type '{other}'"))),
        None => return Err(missing("ip-address-type")),
    };
    let address = value.string("ip-address");
    let address = address.ok_or_else(|| missing("ip-address"))?;
    let prefix = value
        .unsigned("prefix")
        .and_then(|bits| bits.try_into().ok());
    Ok(GuestAddress {
        kind,
        address,
        prefix: prefix.ok_or_else(|| odd("malformed 'prefix' field"))?,
    })
}

/// The interfaces as libvirt's named values.
pub fn to_params(interfaces: &[GuestInterface]) -> Vec<TypedParam> {
    let mut params = vec![count_of("if.count", interfaces.len())];
    for (number, interface) in interfaces.iter().enumerate() {
        let field = |name: &str| format!("if.{number}.{name}");
        params.push(text(field("name"), &interface.name));
        let mac = interface.mac.as_ref();
        params.extend(mac.map(|mac| text(field("hwaddr"), mac)));
        params.push(count_of(field("addr.count"), interface.addresses.len()));
        for (place, address) in interface.addresses.iter().enumerate() {
            let field = |name: &str| field(&format!("addr.{place}.{name}"));
            let kind = match address.kind {
                AddressKind::Ipv4 => "ipv4",
                AddressKind::Ipv6 => "ipv6",
            };
            params.push(text(field("type"), kind));
            params.push(text(field("addr"), &address.address));
            params.push(TypedParam {
                field: field("prefix"),
                value: TypedValue::Uint(address.prefix),
            });
        }
    }
    params
}
