//! Looks at the declaration as a whole: numbers, names, references.

use std::collections::{BTreeMap, BTreeSet};

use super::PROGRAMS;
use super::faults::Faults;
use super::model::{Answer, Api, Call, Events, Family, Field, Place, ReadOnly};
use super::wire::Type;

/// The objects that permissions are about.
const OBJECTS: [&str; 11] = [
    "connect",
    "domain",
    "interface",
    "network",
    "network_port",
    "node_device",
    "nwfilter",
    "nwfilter_binding",
    "secret",
    "storage_pool",
    "storage_vol",
];

/// How a call may wait.
const WAITS: [&str; 4] = ["never", "disk", "monitor", "long"];

/// How many calls have code by hand in the daemon: lower it when there are fewer.
const BY_HAND_MAX: usize = 27;

/// Adds what is wrong to `faults`.
pub(super) fn check(api: &Api, faults: &mut Faults) {
    let mut checker = Checker {
        named: names(api),
        numbers: BTreeMap::new(),
        procedures: BTreeMap::new(),
        faults,
    };
    for family in &api.families {
        checker.family(family);
    }
    for events in &api.events {
        checker.events(events);
    }
    let mut wires = BTreeMap::new();
    for item in &api.structs {
        checker.fields(&item.fields);
        if let Some(first) = wires.insert(&item.wire, &item.name) {
            let text = format!("`{}` is on the wire as `{first}` already", item.wire);
            checker.faults.add(&item.place, text);
        }
    }
    checker.dense();
    checker.by_hand(api);
}

/// What a field may name.
fn names(api: &Api) -> BTreeSet<String> {
    let structs = api.structs.iter().map(|item| item.name.clone());
    let enums = api.enums.iter().map(|item| item.name.clone());
    structs.chain(enums).collect()
}

/// What has been seen so far, to find what is there twice.
struct Checker<'a> {
    named: BTreeSet<String>,
    numbers: BTreeMap<(String, u32), Place>,
    procedures: BTreeMap<(String, String), Place>,
    faults: &'a mut Faults,
}

impl Checker<'_> {
    /// A trait and its calls.
    fn family(&mut self, family: &Family) {
        self.program(&family.program, &family.place);
        for call in &family.calls {
            self.number(&family.program, call.number, &call.procedure, &call.place);
            self.call(call);
        }
    }

    /// The program is one of libvirt's.
    fn program(&mut self, program: &str, place: &Place) {
        if !PROGRAMS.iter().any(|known| known.name == program) {
            self.faults.add(place, format!("no program `{program}`"));
        }
    }

    /// No other procedure of the program has this number or this name.
    fn number(&mut self, program: &str, number: u32, name: &str, place: &Place) {
        let key = (program.to_string(), number);
        if let Some(first) = self.numbers.insert(key, place.clone()) {
            let text = format!(
                "number {number} of `{program}` is taken at {}:{}",
                first.file, first.line
            );
            self.faults.add(place, text);
        }
        let key = (program.to_string(), name.to_string());
        if let Some(first) = self.procedures.insert(key, place.clone()) {
            let text = format!("`{name}` is declared at {}:{} too", first.file, first.line);
            self.faults.add(place, text);
        }
    }

    /// Each word of a call means something, and what it names is there.
    fn call(&mut self, call: &Call) {
        if !WAITS.contains(&call.waits.as_str()) {
            let text = format!("`waits = \"{}\"`: one of {}", call.waits, WAITS.join(", "));
            self.faults.add(&call.place, text);
        }
        for permission in call.acl.iter().chain(&call.filter) {
            if !OBJECTS.contains(&permission.object.as_str()) || permission.name.is_empty() {
                let text = format!(
                    "permission `{}:{}`: no such object, or no name",
                    permission.object, permission.name
                );
                self.faults.add(&call.place, text);
            }
        }
        if let Some(phase) = call
            .phase
            .as_deref()
            .filter(|phase| !["auth", "open"].contains(phase))
        {
            let text = format!("`phase = \"{phase}\"`: `auth` or `open`");
            self.faults.add(&call.place, text);
        }
        if let Some(stream) = call
            .stream
            .as_deref()
            .filter(|way| !["in", "out"].contains(way))
        {
            let text = format!("`stream = \"{stream}\"`: `in` or `out`");
            self.faults.add(&call.place, text);
        }
        self.condition(call);
        self.fields(&call.args);
        match &call.answer {
            Answer::Nothing => {}
            Answer::Whole(name) => self.name(name, &call.place),
            Answer::Single(field) => self.fields(std::slice::from_ref(field)),
        }
    }

    /// The argument that the read-only rule looks at is there.
    fn condition(&mut self, call: &Call) {
        let (ReadOnly::UnlessBits(argument, ..) | ReadOnly::UnlessEqual(argument, _)) =
            &call.read_only
        else {
            return;
        };
        let is_it =
            |field: &Field| field.name == *argument && field.kind == Type::Plain("u32".into());
        if !call.args.iter().any(is_it) {
            let text = format!("`read_only` asks for an argument `{argument}` of type `u32`");
            self.faults.add(&call.place, text);
        }
    }

    /// The types of fields are declared.
    fn fields(&mut self, fields: &[Field]) {
        for field in fields {
            if let Some(name) = field.kind.named() {
                self.name(name, &field.place);
            }
        }
    }

    /// A struct or an enum of this name is declared, here or in another file.
    fn name(&mut self, name: &str, place: &Place) {
        if !self.named.contains(name) {
            let text = format!("`{name}` is not declared with `#[api(wire = …)]`");
            self.faults.add(place, text);
        }
    }

    /// Events share the numbers of the program with its calls.
    fn events(&mut self, events: &Events) {
        self.program(&events.program, &events.place);
        for event in &events.variants {
            for message in std::iter::once(&event.message).chain(&event.legacy) {
                self.number(&events.program, message.number, &message.name, &event.place);
            }
            self.fields(&event.fields);
        }
    }

    /// What is written by hand may only become less.
    fn by_hand(&mut self, api: &Api) {
        let calls = api.families.iter().flat_map(|family| &family.calls);
        let mut calls = calls.filter(|call| call.by_hand_server);
        if let Some(call) = calls.nth(BY_HAND_MAX) {
            let text = format!("more than {BY_HAND_MAX} calls have code by hand");
            self.faults.add(&call.place, text);
        }
    }

    /// Numbers begin at 1 and leave no gap.
    fn dense(&mut self) {
        for program in &PROGRAMS {
            let mut wanted = 1;
            for ((name, number), place) in &self.numbers {
                if name == program.name {
                    if *number != wanted {
                        let text = format!("number {wanted} of `{name}` is missing");
                        self.faults.add(place, text);
                    }
                    wanted = number + 1;
                }
            }
        }
    }
}
