//! What the agent can be asked, one function for each command.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_types::{TypedParam, TypedValue};
use serde_json::{Value, json};

use super::call::{AgentCall, odd};
use crate::command::{Command, arguments};
use crate::json::{self, Fields};

/// How a guest is to go down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shutdown {
    /// It is turned off.
    Powerdown,
    /// It starts again.
    Reboot,
    /// It stops, and stays on.
    Halt,
}

/// Shuts the guest down; an agent that obeys does not answer.
pub fn shutdown(how: Shutdown) -> AgentCall<()> {
    let mode = match how {
        Shutdown::Powerdown => "powerdown",
        Shutdown::Reboot => "reboot",
        Shutdown::Halt => "halt",
    };
    plain(Command::with("guest-shutdown", json!({ "mode": mode })))
}

/// How a guest is to sleep (`virNodeSuspendTarget`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sleep {
    /// With its state in memory.
    Memory,
    /// With its state on disk.
    Disk,
    /// With both.
    Hybrid,
}

/// Sends the guest to sleep; an agent that obeys does not answer.
pub fn suspend(how: Sleep) -> AgentCall<()> {
    plain(Command::new(match how {
        Sleep::Memory => "guest-suspend-ram",
        Sleep::Disk => "guest-suspend-disk",
        Sleep::Hybrid => "guest-suspend-hybrid",
    }))
}

/// Holds file systems still, all of them if none is named; tells how many.
pub fn freeze(mount_points: &[String]) -> AgentCall<i32> {
    let command = match mount_points {
        [] => Command::new("guest-fsfreeze-freeze"),
        some => Command::with("guest-fsfreeze-freeze-list", json!({ "mountpoints": some })),
    };
    AgentCall::new(command, count)
}

/// Lets file systems go on; tells how many.
pub fn thaw() -> AgentCall<i32> {
    AgentCall::new(Command::new("guest-fsfreeze-thaw"), count)
}

/// Gives unused blocks back, in pieces of at least so many bytes.
pub fn trim(minimum: u64) -> AgentCall<()> {
    plain(Command::with("guest-fstrim", json!({ "minimum": minimum })))
}

/// A command as a user wrote it; the reply is given as it came.
pub fn raw(text: &str) -> Result<Command> {
    Command::from_json(json::parse_command(text)?)
}

/// A processor as the guest sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuestCpu {
    /// Its number.
    pub id: u32,
    /// Whether it is used.
    pub online: bool,
    /// Whether the guest can leave it.
    pub offlinable: bool,
}

/// The processors of the guest.
pub fn cpus() -> AgentCall<Vec<GuestCpu>> {
    AgentCall::new(Command::new("guest-get-vcpus"), |value| {
        let cpus = value
            .as_array()
            .ok_or_else(|| odd("guest-get-vcpus reply was missing return data"))?;
        let missing = |key: &str| odd(format!("'{key}' missing in reply of guest-get-vcpus"));
        let read = |cpu: &Value| {
            let id = cpu.unsigned("logical-id").and_then(|id| id.try_into().ok());
            Ok(GuestCpu {
                id: id.ok_or_else(|| missing("logical-id"))?,
                online: cpu.flag("online").ok_or_else(|| missing("online"))?,
                offlinable: cpu.flag("can-offline").unwrap_or(false),
            })
        };
        cpus.iter().map(read).collect()
    })
}

/// Uses or leaves processors, as each says; tells how many of the first of them were done.
pub fn set_cpus(cpus: &[GuestCpu]) -> AgentCall<usize> {
    let wanted = cpus.iter();
    let wanted = wanted.map(|cpu| json!({ "logical-id": cpu.id, "online": cpu.online }));
    let wanted: Vec<Value> = wanted.collect();
    let asked = wanted.len();
    let command = Command::with("guest-set-vcpus", json!({ "vcpus": wanted }));
    AgentCall::new(command, move |value| {
        let done = value.as_u64().and_then(|done| usize::try_from(done).ok());
        done.filter(|done| (1..=asked).contains(done))
            .ok_or_else(|| odd("guest agent returned malformed or invalid return value"))
    })
}

/// Chooses which processors to use or leave so that so many are used; tells those that change.
///
/// The first processor stays where all could be left: systems do not sleep well without it.
pub fn choose_cpus(cpus: &[GuestCpu], wanted: usize) -> Result<Vec<GuestCpu>> {
    let mut cpus = cpus.to_vec();
    if cpus.iter().any(|cpu| !cpu.online && !cpu.offlinable) {
        return Err(odd("Invalid data provided by guest agent"));
    }
    let mut online = cpus.iter().filter(|cpu| cpu.online).count();
    let free = |cpus: &[GuestCpu]| {
        let free = cpus.iter().filter(|cpu| cpu.online && cpu.offlinable);
        free.count()
    };
    if free(&cpus) == online
        && let Some(first) = cpus.iter_mut().rfind(|cpu| cpu.id == 0)
        && first.online
    {
        first.offlinable = false;
    }
    if wanted > cpus.len() {
        return Err(odd("guest agent reports less cpu than requested"));
    }
    if wanted < online - free(&cpus) {
        return Err(Error::new(
            ErrorDomain::Qemu,
            ErrorCode::InvalidArg,
            "Cannot offline enough CPUs",
        ));
    }
    let mut changed = Vec::new();
    for cpu in &mut cpus {
        if wanted < online && cpu.online && cpu.offlinable {
            cpu.online = false;
            online -= 1;
        } else if wanted > online && !cpu.online {
            cpu.online = true;
            online += 1;
        } else {
            continue;
        }
        changed.push(*cpu);
    }
    Ok(changed)
}

/// The guest's name of itself.
pub fn hostname() -> AgentCall<String> {
    AgentCall::new(Command::new("guest-get-host-name"), |value| {
        value
            .string("host-name")
            .ok_or_else(|| odd("'host-name' missing in guest-get-host-name reply"))
    })
}

/// The guest's clock, in nanoseconds since 1970.
pub fn time() -> AgentCall<u64> {
    AgentCall::new(Command::new("guest-get-time"), |value| {
        value.as_u64().ok_or_else(|| odd("malformed return value"))
    })
}

/// Sets the guest's clock, in nanoseconds since 1970, or from that of its machine.
pub fn set_time(time_ns: Option<i64>) -> AgentCall<()> {
    let arguments = arguments([("time", time_ns.map(|time| json!(time)))]);
    plain(Command::with("guest-set-time", arguments))
}

/// Whether a password is given as it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Password {
    /// It is.
    Plain,
    /// It is scrambled as the guest keeps it.
    Encrypted,
}

/// Sets the password of a user.
pub fn set_password(user: &str, password: &str, form: Password) -> AgentCall<()> {
    let arguments = json!({
        "crypted": form == Password::Encrypted,
        "username": user,
        "password": base64(password.as_bytes()),
    });
    plain(Command::with("guest-set-user-password", arguments))
}

/// Who is logged in.
pub fn users() -> AgentCall<Vec<TypedParam>> {
    AgentCall::new(Command::new("guest-get-users"), |value| {
        let users = value
            .as_array()
            .ok_or_else(|| odd("guest-get-users reply was missing return data"))?;
        let missing = |key: &str| odd(format!("'{key}' missing in reply of guest-get-users"));
        let mut params = vec![count_of("user.count", users.len())];
        for (number, user) in users.iter().enumerate() {
            let name = user.string("user").ok_or_else(|| missing("user"))?;
            params.push(text(format!("user.{number}.name"), name));
            // Windows alone has these.
            let domain = user.string("domain");
            params.extend(domain.map(|domain| text(format!("user.{number}.domain"), domain)));
            let login = user.field("login-time").and_then(Value::as_f64);
            let login = login.ok_or_else(|| missing("login-time"))?;
            params.push(TypedParam {
                field: format!("user.{number}.login-time"),
                // A time before 1970 is none; a cast ends at the limits.
                value: TypedValue::Ullong((login * 1000.0) as u64),
            });
        }
        Ok(params)
    })
}

/// The guest's system.
pub fn system() -> AgentCall<Vec<TypedParam>> {
    const KEYS: [&str; 10] = [
        "id",
        "name",
        "pretty-name",
        "version",
        "version-id",
        "machine",
        "variant",
        "variant-id",
        "kernel-release",
        "kernel-version",
    ];
    AgentCall::new(Command::new("guest-get-osinfo"), |value| {
        if !value.is_object() {
            return Err(odd("guest-get-osinfo reply was missing return data"));
        }
        let known = KEYS.into_iter().filter_map(|key| {
            let value = value.string(key)?;
            Some(text(format!("os.{key}"), value))
        });
        Ok(known.collect())
    })
}

/// The guest's time zone.
pub fn time_zone() -> AgentCall<Vec<TypedParam>> {
    AgentCall::new(Command::new("guest-get-timezone"), |value| {
        if !value.is_object() {
            return Err(odd("guest-get-timezone reply was missing return data"));
        }
        let zone = value.string("zone").map(|zone| text("timezone.name", zone));
        let offset = value
            .signed("offset")
            .and_then(|offset| offset.try_into().ok());
        let offset =
            offset.ok_or_else(|| odd("'offset' missing in reply of guest-get-timezone"))?;
        let offset = TypedParam {
            field: "timezone.offset".into(),
            value: TypedValue::Int(offset),
        };
        Ok(zone.into_iter().chain([offset]).collect())
    })
}

/// How busy the guest was in the last one, five and fifteen minutes.
pub fn load() -> AgentCall<[f64; 3]> {
    AgentCall::new(Command::new("guest-get-load"), |value| {
        if !value.is_object() {
            return Err(odd("qemu agent didn't return an array of loads"));
        }
        let load = |key: &str| {
            let number = value.field(key).and_then(Value::as_f64);
            number.ok_or_else(|| {
                odd(format!(
                    "parameter '{key}' is missing in reply of guest-get-load"
                ))
            })
        };
        Ok([load("load1m")?, load("load5m")?, load("load15m")?])
    })
}

/// The keys with which a user may log in.
pub fn keys(user: &str) -> AgentCall<Vec<String>> {
    let command = Command::with("guest-ssh-get-authorized-keys", json!({ "username": user }));
    AgentCall::new(command, |value| {
        let keys = value
            .list("keys")
            .ok_or_else(|| odd("qemu agent didn't return an array of keys"))?;
        let keys = keys.iter().map(|key| key.as_str().map(str::to_string));
        let keys: Option<Vec<String>> = keys.collect();
        keys.ok_or_else(|| odd("JSON string array contains non-string element"))
    })
}

/// What becomes of the keys that a user has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Former {
    /// They stay.
    Keep,
    /// They go.
    Drop,
}

/// Adds keys with which a user may log in.
pub fn add_keys(user: &str, keys: &[String], former: Former) -> AgentCall<()> {
    let reset = former == Former::Drop;
    let arguments = json!({ "username": user, "keys": keys, "reset": reset });
    plain(Command::with("guest-ssh-add-authorized-keys", arguments))
}

/// Removes keys with which a user may log in; one that is not there is no failure.
pub fn remove_keys(user: &str, keys: &[String]) -> AgentCall<()> {
    let arguments = json!({ "username": user, "keys": keys });
    plain(Command::with("guest-ssh-remove-authorized-keys", arguments))
}

fn plain(command: Command) -> AgentCall<()> {
    AgentCall::new(command, |_| Ok(()))
}

fn count(value: &Value) -> Result<i32> {
    let count = value.as_i64().and_then(|count| count.try_into().ok());
    count.ok_or_else(|| odd("malformed return value"))
}

/// A parameter that is text.
pub(super) fn text(field: impl Into<String>, value: impl Into<String>) -> TypedParam {
    TypedParam {
        field: field.into(),
        value: TypedValue::String(value.into()),
    }
}

/// A parameter that counts.
pub(super) fn count_of(field: impl Into<String>, count: usize) -> TypedParam {
    TypedParam {
        field: field.into(),
        value: TypedValue::Uint(u32::try_from(count).unwrap_or(u32::MAX)),
    }
}

/// The usual text form of bytes.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for piece in bytes.chunks(3) {
        let mut group = [0; 3];
        group[..piece.len()].copy_from_slice(piece);
        let bits = u32::from_be_bytes([0, group[0], group[1], group[2]]);
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place) & 63) as usize];
            let is_there = place <= piece.len();
            text.push(if is_there { char::from(digit) } else { '=' });
        }
    }
    text
}
