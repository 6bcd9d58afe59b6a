//! `api/api.json`: what is declared, for tools that do not read Rust.

use serde_json::{Map, Value, json};

use super::Output;
use crate::codegen::PROGRAMS;
use crate::codegen::model::{
    Answer, Api, Call, Event, Events, Family, Field, Permission, ReadOnly,
};

/// One object a line: programs, then calls, then events, each in the order of numbers.
pub(super) fn render(api: &Api) -> Output {
    let programs = PROGRAMS.iter();
    let programs =
        programs.map(|program| json!({ "name": program.name, "number": program.number }));
    let mut calls: Vec<(&Family, &Call)> = Vec::new();
    for family in &api.families {
        calls.extend(family.calls.iter().map(|call| (family, call)));
    }
    let place = |program: &str| PROGRAMS.iter().position(|known| known.name == program);
    calls.sort_by_key(|(family, call)| (place(&family.program), call.number));
    let calls = calls
        .into_iter()
        .map(|(family, call)| call_value(family, call));
    let mut events: Vec<(&Events, &Event)> = Vec::new();
    for list in &api.events {
        events.extend(list.variants.iter().map(|event| (list, event)));
    }
    events.sort_by_key(|(list, event)| (place(&list.program), event.message.number));
    let events = events
        .into_iter()
        .map(|(list, event)| event_value(list, event));
    let text = format!(
        "{{\n\"made_by\": \"cargo xtask codegen\",\n\"programs\": {},\n\"calls\": {},\n\"events\": {}\n}}\n",
        lines(programs),
        lines(calls),
        lines(events)
    );
    Output {
        path: "api/api.json".into(),
        text,
    }
}

/// A list with one value a line, so that a change in the declaration is a short difference.
fn lines(values: impl Iterator<Item = Value>) -> String {
    let values: Vec<String> = values.map(|value| value.to_string()).collect();
    format!("[\n{}\n]", values.join(",\n"))
}

/// What is declared of a call.
fn call_value(family: &Family, call: &Call) -> Value {
    let mut value = Map::new();
    let mut add = |name: &str, entry: Value| drop(value.insert(name.into(), entry));
    add("program", json!(family.program));
    add("number", json!(call.number));
    add("name", json!(call.procedure));
    add("function", json!(call.function));
    add(
        "method",
        json!(format!("{}::{}", family.trait_name, call.method)),
    );
    add("priority", json!(if call.high { "high" } else { "low" }));
    add("waits", json!(call.waits));
    add("read_only", read_only(&call.read_only));
    add("acl", permissions(&call.acl));
    add("filter", permissions(&call.filter));
    add("args", fields(&call.args));
    add(
        "answer",
        match &call.answer {
            Answer::Nothing => Value::Null,
            Answer::Whole(name) => json!(name),
            Answer::Single(field) => fields(std::slice::from_ref(field)),
        },
    );
    let extras = [
        ("phase", call.phase.clone()),
        ("stream", call.stream.clone()),
        ("fds_in", call.fds_in.then(String::new)),
        ("fds_out", call.fds_out.then(String::new)),
        ("by_hand", call.by_hand_server.then(|| "server".into())),
    ];
    for (name, extra) in extras {
        match extra {
            Some(text) if text.is_empty() => add(name, json!(true)),
            Some(text) => add(name, json!(text)),
            None => {}
        }
    }
    Value::Object(value)
}

/// True, false, or the condition as it is declared.
fn read_only(rule: &ReadOnly) -> Value {
    match rule {
        ReadOnly::Allowed => json!(true),
        ReadOnly::Denied => json!(false),
        ReadOnly::UnlessBits(argument, bits, _) => json!(format!("unless {argument} & {bits}")),
        ReadOnly::UnlessEqual(argument, value) => json!(format!("unless {argument} == {value}")),
    }
}

/// Permissions as they are declared.
fn permissions(list: &[Permission]) -> Value {
    let list = list.iter().map(|permission| {
        let condition = permission.condition.as_ref();
        let condition = condition.map_or(String::new(), |condition| format!(":{condition}"));
        format!("{}:{}{condition}", permission.object, permission.name)
    });
    list.collect()
}

/// Fields as name, type and form.
fn fields(list: &[Field]) -> Value {
    let list = list.iter();
    list.map(|field| json!([field.name, field.kind.owned(), field.kind.form()]))
        .collect()
}

/// What is declared of an event.
fn event_value(list: &Events, event: &Event) -> Value {
    json!({
        "program": list.program,
        "number": event.message.number,
        "name": event.message.name,
        "event": format!("{}::{}", list.name, event.name),
        "id": event.id,
        "legacy": event.legacy.as_ref().map(|message| message.number),
        "fields": fields(&event.fields),
    })
}
