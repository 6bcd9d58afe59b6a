//! `wire/rpc`: every message by the name that libvirt's protocol files give it.

use super::{Output, head};
use crate::codegen::model::{Answer, Api, camel};

/// One file for all messages.
pub(super) fn render(api: &Api) -> Output {
    let mut text = head("Every message by its name in the protocol.", "api/src");
    text += "use crate::catalogue::prelude::*;\n\nmessages! {\n";
    for family in &api.families {
        for call in &family.calls {
            let message = call.message_name(&family.program);
            if !call.args.is_empty() {
                let name = wire_name(&family.program, &call.procedure, "args");
                text += &format!("    {name:?} {message}Args\n");
            }
            if let Answer::Single(_) = call.answer {
                let name = wire_name(&family.program, &call.procedure, "ret");
                text += &format!("    {name:?} {message}Ret\n");
            }
        }
    }
    for item in &api.structs {
        text += &format!("    {:?} {}\n", item.wire, item.name);
    }
    text += "}\n\nevent_messages! {\n";
    for events in &api.events {
        for event in &events.variants {
            for message in std::iter::once(&event.message).chain(&event.legacy) {
                let name = wire_name(&events.program, &message.name, "msg");
                let name = message.wire.clone().unwrap_or(name);
                text += &format!("    {name:?} {} {}\n", events.name, message.number);
            }
        }
    }
    Output {
        path: "wire/rpc/src/generated/catalogue.rs".into(),
        text: text + "}\n",
    }
}

/// The name of a message; only the daemons beside the main one have their own manner.
fn wire_name(program: &str, procedure: &str, suffix: &str) -> String {
    match program {
        "log" => format!("virLogManagerProtocol{}{}", camel(procedure), camel(suffix)),
        "lock" => {
            let procedure = camel(procedure).replace("Lockspace", "LockSpace");
            format!("virLockSpaceProtocol{procedure}{}", camel(suffix))
        }
        _ => format!("{program}_{procedure}_{suffix}"),
    }
}
