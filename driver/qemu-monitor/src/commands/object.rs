//! QEMU's object tree, and objects that are not devices.

use fv_error::{Error, ErrorDomain, Result};
use serde_json::{Map, Value, json};

use crate::command::{Call, Command};
use crate::json::{self, Fields};

/// A member of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// Its name.
    pub name: String,
    /// Its type, such as `child<container>` or `link<…>`.
    pub kind: String,
}

/// The members of the object at a path (`qom-list`).
///
/// Children are members too: `/machine/peripheral` lists the devices that have an alias.
pub fn list(path: &str) -> Call<Vec<Property>> {
    Call::new(
        Command::with("qom-list", json!({ "path": path })),
        |value| {
            json::items("qom-list", value)?
                .iter()
                .map(property)
                .collect()
        },
    )
}

fn property(value: &Value) -> Result<Property> {
    let name = value.string("name").ok_or_else(|| {
        Error::internal(ErrorDomain::Qemu, "qom-list reply data was missing 'name'")
    })?;
    let kind = value.string("type").ok_or_else(|| {
        Error::internal(
            ErrorDomain::Qemu,
            "qom-list reply has malformed 'type' data",
        )
    })?;
    Ok(Property { name, kind })
}

/// The value of a member (`qom-get`).
///
/// The reply is whatever JSON the member holds; the caller knows its type.
pub fn get(path: &str, property: &str) -> Call<Value> {
    let arguments = json!({ "path": path, "property": property });
    Call::new(Command::with("qom-get", arguments), |value| {
        Ok(value.clone())
    })
}

/// Sets a member (`qom-set`).
pub fn set(path: &str, property: &str, value: &Value) -> Call<()> {
    let arguments = json!({ "path": path, "property": property, "value": value });
    Call::plain(Command::with("qom-set", arguments))
}

/// Makes an object (`object-add`).
///
/// The properties hold `qom-type` and `id` beside those of the type.
pub fn add(props: Map<String, Value>) -> Call<()> {
    Call::plain(Command::with("object-add", Value::Object(props)))
}

/// Removes an object.
pub fn delete(id: &str) -> Call<()> {
    Call::plain(Command::with("object-del", json!({ "id": id })))
}

/// A thread for I/O.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IoThread {
    /// The number in its alias `iothreadN`.
    pub id: u32,
    /// The thread of the host.
    pub thread: i64,
    /// Nanoseconds of polling at most, growth and shrinkage.
    pub poll: Option<(u64, u64, u64)>,
}

/// The threads for I/O; those with a foreign alias are left out.
///
/// A thread that a user made through the monitor is none of libvirt's business.
pub fn query_iothreads() -> Call<Vec<IoThread>> {
    Call::new(Command::new("query-iothreads"), |value| {
        let threads = json::items("query-iothreads", value)?.iter();
        threads
            .filter_map(|thread| io_thread(thread).transpose())
            .collect()
    })
}

fn io_thread(thread: &Value) -> Result<Option<IoThread>> {
    let fail = |detail: String| Error::internal(ErrorDomain::Qemu, detail);
    let alias = thread
        .text("id")
        .ok_or_else(|| fail("query-iothreads reply data was missing 'id'".into()))?;
    let Some(number) = alias.strip_prefix("iothread") else {
        return Ok(None);
    };
    let id = number.parse();
    let id = id.map_err(|_| fail(format!("failed to find iothread id for '{alias}'")))?;
    let number = thread
        .signed("thread-id")
        .ok_or_else(|| fail("query-iothreads reply has malformed 'thread-id' data".into()))?;
    let poll = |key| thread.unsigned(key);
    let poll = poll("poll-max-ns")
        .zip(poll("poll-grow"))
        .zip(poll("poll-shrink"));
    let poll = poll.map(|((max, grow), shrink)| (max, grow, shrink));
    Ok(Some(IoThread {
        id,
        thread: number,
        poll,
    }))
}
