//! `wire/rpc`: events, one row each.

use super::{Output, head, row};
use crate::codegen::model::{Api, Event, Events, camel};

/// One file for all events.
pub(super) fn render(api: &Api) -> Output {
    let mut text = head("Events on the wire.", "api/src");
    text += "use crate::prelude::*;\n";
    for events in &api.events {
        text += &enumeration(events);
    }
    Output {
        path: "wire/rpc/src/generated/events.rs".into(),
        text,
    }
}

/// The rows of one enum of events.
fn enumeration(events: &Events) -> String {
    let object = events.object.as_deref();
    let callback = object.is_some();
    let object = object.map_or("()".into(), |object| camel(object) + "Ref");
    let (name, program) = (&events.name, camel(&events.program));
    let mut text = format!("\nevents! {{ {program} {name} {object}, {callback};\n");
    for event in &events.variants {
        text += &event_row(event);
    }
    text + "}\n"
}

/// The row of one event: fields that only the newer form has stand in brackets.
fn event_row(event: &Event) -> String {
    let (message, name) = (&event.message, &event.name);
    let mut start = format!("{} {:?} {name}", message.number, message.name);
    if let Some(id) = event.id {
        start += &format!(" id {id}");
    }
    if let Some(legacy) = &event.legacy {
        start += &format!(" legacy {}", legacy.number);
    }
    let fields = |callback_only| {
        let fields = event.fields.iter();
        let fields = fields.filter(move |field| field.callback_only == callback_only);
        fields.map(|field| format!("{} as {}", field.name, field.kind.form()))
    };
    let first: Vec<String> = fields(true).collect();
    start += &format!(" [{}] {{", first.join(", "));
    row(&start, &fields(false).collect::<Vec<_>>(), "}")
}
