//! Virtual processors: those that run, those that could be plugged, and models of them.

use fv_error::{Error, ErrorDomain, Result};
use serde_json::{Map, Value, json};

use crate::command::{Call, Command};
use crate::json::{self, Fields};

/// A processor that runs (`query-cpus-fast`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CpuEntry {
    /// QEMU's number; -1 if it gives none.
    pub index: i64,
    /// The thread of the host; 0 if QEMU gives none.
    pub thread: i64,
    /// Where it is in QEMU's object tree.
    pub qom_path: Option<String>,
    /// Whether it waits for an interrupt; known on mainframes only.
    pub halted: bool,
}

/// The processors that run.
///
/// The command does not disturb the guest; its predecessor interrupted each processor for the
/// answer. Threads are those of the host, so that they can be pinned.
pub fn query() -> Call<Vec<CpuEntry>> {
    Call::new(Command::new("query-cpus-fast"), |value| {
        let entries = json::items("query-cpus-fast", value)?.iter();
        Ok(entries.map(entry).collect())
    })
}

fn entry(entry: &Value) -> CpuEntry {
    let target = entry.text("target").or_else(|| entry.text("arch"));
    let state = entry
        .text("cpu-state")
        .filter(|_| matches!(target, Some("s390" | "s390x")));
    CpuEntry {
        index: entry.signed("cpu-index").unwrap_or(-1),
        thread: entry.signed("thread-id").unwrap_or(0),
        qom_path: entry.string("qom-path"),
        halted: matches!(state, Some("stopped" | "check-stop")),
    }
}

/// A place for a processor, filled or empty (`query-hotpluggable-cpus`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CpuSlot {
    /// The device to be plugged.
    pub device_type: String,
    /// How many processors that device brings.
    pub vcpus: u64,
    /// The properties to plug it with, as QEMU gave them.
    pub props: Map<String, Value>,
    /// Its place, where QEMU gives it.
    pub place: CpuPlace,
    /// Where it is in QEMU's object tree, if it is plugged.
    pub qom_path: Option<String>,
    /// Its alias, if it was plugged by one that begins with `vcpu`.
    pub alias: Option<String>,
}

/// Where a processor sits; the order of the fields is the order of processors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct CpuPlace {
    /// The socket.
    pub socket: Option<i64>,
    /// The die in the socket.
    pub die: Option<i64>,
    /// The cluster in the die.
    pub cluster: Option<i64>,
    /// The core.
    pub core: Option<i64>,
    /// The thread of the core.
    pub thread: Option<i64>,
    /// The NUMA node.
    pub node: Option<i64>,
}

/// All places for processors, sorted by place.
///
/// QEMU lists them in an order of its own. Sorted by place they are in the order in which libvirt
/// numbers processors.
pub fn query_hotpluggable() -> Call<Vec<CpuSlot>> {
    Call::new(Command::new("query-hotpluggable-cpus"), |value| {
        let slots = json::items("query-hotpluggable-cpus", value)?.iter();
        let mut slots = slots.map(slot).collect::<Result<Vec<_>>>()?;
        slots.sort_by_key(|slot| CpuPlace {
            node: None,
            ..slot.place
        });
        Ok(slots)
    })
}

fn slot(slot: &Value) -> Result<CpuSlot> {
    let fail =
        |what: &str| Error::internal(ErrorDomain::Qemu, format!("query-hotpluggable-cpus {what}"));
    let device_type = slot
        .string("type")
        .ok_or_else(|| fail("didn't return device type"))?;
    let vcpus = slot
        .unsigned("vcpus-count")
        .ok_or_else(|| fail("didn't return vcpus-count"))?;
    let props = slot
        .object("props")
        .ok_or_else(|| fail("didn't return device props"))?
        .clone();
    let place = CpuPlace {
        socket: props.signed("socket-id"),
        die: props.signed("die-id"),
        cluster: props.signed("cluster-id"),
        core: props.signed("core-id"),
        thread: props.signed("thread-id"),
        node: props.signed("node-id"),
    };
    if (place.node, place.socket, place.core, place.thread) == (None, None, None, None) {
        return Err(fail("entry doesn't report topology information"));
    }
    let qom_path = slot.string("qom-path");
    let alias = qom_path.as_deref().and_then(|path| path.rsplit_once('/'));
    let alias = alias
        .map(|(_, last)| last.to_string())
        .filter(|last| last.starts_with("vcpu"));
    Ok(CpuSlot {
        device_type,
        vcpus,
        props,
        place,
        qom_path,
        alias,
    })
}

/// A processor model that is asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CpuModel {
    /// Its name.
    pub name: String,
    /// Features that are switched on or off, in order.
    pub features: Vec<(String, bool)>,
    /// Whether what hinders migration is let in.
    pub unmigratable: bool,
    /// Whether all of Hyper-V's features are switched on.
    pub hv_passthrough: bool,
}

impl CpuModel {
    /// A model by its name alone.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    fn json(&self) -> Value {
        let mut model = json!({ "name": self.name });
        let mut props = Map::new();
        for (name, on) in &self.features {
            props.insert(name.clone(), json!(on));
        }
        if self.unmigratable {
            props.insert("migratable".into(), json!(false));
        }
        if self.hv_passthrough {
            props.insert("hv-passthrough".into(), json!(true));
        }
        if !props.is_empty() {
            model["props"] = Value::Object(props);
        }
        model
    }
}

/// A property of a model, as QEMU expanded it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PropertyValue {
    /// A switch.
    Boolean(bool),
    /// A word.
    String(String),
    /// A number.
    Number(i64),
}

/// A processor model as QEMU expanded it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpandedModel {
    /// Its name.
    pub name: String,
    /// Whether QEMU listed properties at all.
    pub has_props: bool,
    /// Its properties, in QEMU's order.
    pub props: Vec<(String, PropertyValue)>,
    /// Properties that should not be used any more.
    pub deprecated: Vec<String>,
}

/// How far a model is expanded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expansion {
    /// To a model that never changes, and its deltas.
    Static,
    /// To all properties.
    Full,
}

/// What a model stands for; `None` where QEMU cannot tell on this host.
///
/// The command exists on all architectures and refuses on those where it is not implemented, and
/// for the model `host` where there is no KVM.
pub fn expand_model(kind: Expansion, model: &CpuModel) -> Call<Option<ExpandedModel>> {
    expand(kind, &model.json())
}

/// What the result of a static expansion stands for in full.
///
/// An older QEMU knows two spellings of some features; only the full expansion lists both.
pub fn expand_again(model: &ExpandedModel) -> Call<Option<ExpandedModel>> {
    let mut json = json!({ "name": model.name });
    let props: Map<_, _> = model
        .props
        .iter()
        .map(|(key, value)| (key.clone(), value.json()))
        .collect();
    if !props.is_empty() {
        json["props"] = Value::Object(props);
    }
    expand(Expansion::Full, &json)
}

fn expand(kind: Expansion, model: &Value) -> Call<Option<ExpandedModel>> {
    let kind = match kind {
        Expansion::Static => "static",
        Expansion::Full => "full",
    };
    let command = Command::with(
        "query-cpu-model-expansion",
        json!({ "type": kind, "model": model }),
    );
    Call::new(command, |value| {
        let mut model = read_model("query-cpu-model-expansion", value)?;
        let deprecated = value.list("deprecated-props").unwrap_or_default();
        model.deprecated = deprecated
            .iter()
            .filter_map(|item| Some(item.as_str()?.to_string()))
            .collect();
        Ok(Some(model))
    })
    .or_if_class("GenericError", || None)
}

/// The model that two hosts have in common.
pub fn baseline(one: &CpuModel, other: &CpuModel) -> Call<ExpandedModel> {
    let arguments = json!({ "modela": one.json(), "modelb": other.json() });
    Call::new(
        Command::with("query-cpu-model-baseline", arguments),
        |value| read_model("query-cpu-model-baseline", value),
    )
}

/// How two models relate, in QEMU's words.
pub fn compare(one: &CpuModel, other: &CpuModel) -> Call<String> {
    let arguments = json!({ "modela": one.json(), "modelb": other.json() });
    Call::new(
        Command::with("query-cpu-model-comparison", arguments),
        |value| {
            value
                .string("result")
                .ok_or_else(|| missing("query-cpu-model-comparison", "result"))
        },
    )
}

fn read_model(command: &str, value: &Value) -> Result<ExpandedModel> {
    let model = value
        .object("model")
        .ok_or_else(|| missing(command, "model"))?;
    let name = model
        .string("name")
        .ok_or_else(|| missing(command, "name"))?;
    let props = model.object("props");
    let has_props = props.is_some();
    let props = props.into_iter().flatten();
    let props = props.filter_map(|(key, value)| Some((key.clone(), PropertyValue::read(value)?)));
    Ok(ExpandedModel {
        name,
        has_props,
        props: props.collect(),
        deprecated: Vec::new(),
    })
}

impl PropertyValue {
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(value) => Some(Self::Boolean(*value)),
            Value::String(value) => Some(Self::String(value.clone())),
            Value::Number(value) => value.as_i64().map(Self::Number),
            _ => None,
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Boolean(value) => json!(value),
            Self::String(value) => json!(value),
            Self::Number(value) => json!(value),
        }
    }
}

fn missing(command: &str, key: &str) -> Error {
    Error::internal(
        ErrorDomain::Qemu,
        format!("{command} reply data was missing '{key}'"),
    )
}
