//! The tables against the facts of the reference.

use std::fs;
use std::path::Path;

use fv_error::{Error, ErrorCode};
use fv_wire_rpc::{
    Direction, LXC, Permission, Phase, Priority, Procedure, Program, QEMU, REMOTE, ReadOnly,
};
use serde_json::Value;

const SHARED: &str = "../../../shared/facts/protocol.json";

/// The procedures of one program in the facts; none if the facts are not there.
fn facts(program: usize) -> Option<Vec<Value>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(SHARED);
    let text = fs::read_to_string(path).ok()?;
    let facts: Value = serde_json::from_str(&text).unwrap();
    facts["programs"][program]["procedures"].as_array().cloned()
}

fn each(program: &Program, at: usize, check: impl Fn(Option<&Procedure>, &Value)) {
    for fact in facts(at).unwrap_or_default() {
        let number = i32::try_from(fact["number"].as_i64().unwrap()).unwrap();
        check(program.procedure(number), &fact);
    }
}

fn is_event(fact: &Value) -> bool {
    fact["direction"] == "server-to-client-event"
}

#[test]
fn every_call_has_its_row_and_events_have_none() {
    for (at, program) in [&REMOTE, &QEMU, &LXC].into_iter().enumerate() {
        each(program, at, |procedure, fact| {
            assert_eq!(procedure.is_none(), is_event(fact), "{fact}");
            let Some(procedure) = procedure else { return };
            assert_eq!(procedure.name, fact["name"]);
            let high = procedure.priority == Priority::High;
            assert_eq!(high, fact["priority"] == "high", "{}", procedure.name);
            let late = procedure.phase != Phase::Authentication;
            assert_eq!(late, fact["needs_auth"] == true, "{}", procedure.name);
            assert_eq!(procedure.stream.is_some(), fact["stream"].is_object());
        });
    }
}

#[test]
fn read_only_connections_may_what_they_may() {
    each(&REMOTE, 0, |procedure, fact| {
        let Some(procedure) = procedure else { return };
        let verdict = match procedure.read_only {
            ReadOnly::Allowed => Value::from(true),
            ReadOnly::Denied => Value::from(false),
            _ => Value::from("conditional"),
        };
        let fact = &fact["readonly_allowed"];
        assert!(
            *fact == verdict || fact == "not-applicable",
            "{}: {fact}",
            procedure.name
        );
    });
}

#[test]
fn permissions_are_those_of_the_facts() {
    each(&REMOTE, 0, |procedure, fact| {
        let Some(procedure) = procedure else { return };
        let names = |list: &[Permission]| -> Vec<String> {
            let list = list.iter();
            list.map(|permission| format!("{}:{}", permission.object, permission.name))
                .collect()
        };
        let facts: Vec<String> = fact["acl"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|fact| {
                let text = |name: &str| fact[name].as_str().unwrap_or_default().to_string();
                format!("{}:{}", text("object"), text("perm"))
            })
            .collect();
        assert_eq!(names(procedure.acl), facts, "{}", procedure.name);
    });
}

#[test]
fn descriptors_travel_where_the_reference_sends_them() {
    let travelling = [
        (249, Direction::In),
        (309, Direction::In),
        (310, Direction::In),
        (343, Direction::Out),
        (443, Direction::In),
    ];
    let with: Vec<_> = REMOTE
        .procedures()
        .filter_map(|procedure| {
            procedure
                .descriptors
                .map(|direction| (procedure.number, direction))
        })
        .collect();
    assert_eq!(with, travelling);
    assert_eq!(
        QEMU.procedure(7).unwrap().descriptors,
        Some(Direction::Both)
    );
    assert_eq!(LXC.procedure(1).unwrap().descriptors, Some(Direction::Out));
}

fn refusal(number: i32, argument: u32) -> Option<Error> {
    REMOTE
        .procedure(number)
        .unwrap()
        .check_read_only(argument)
        .err()
}

#[test]
fn refusals_of_read_only_connections_have_the_words_of_the_reference() {
    let secure = refusal(14, 1).unwrap();
    assert_eq!(secure.code(), ErrorCode::OperationDenied);
    assert_eq!(
        secure.message(),
        "operation forbidden: virDomainGetXMLDesc with secure flag"
    );
    let create = refusal(9, 0).unwrap();
    assert_eq!(
        create.message(),
        "operation forbidden: read only access prevents virDomainCreate"
    );
    let vcpus = refusal(200, 8).unwrap();
    assert_eq!(
        vcpus.message(),
        "operation forbidden: read only access prevents virDomainGetVcpusFlags"
    );
    assert!(refusal(14, 2).is_none());
    assert!(refusal(353, 0).is_none());
    assert!(refusal(353, 1).is_some());
    assert!(refusal(16, 0).is_none());
}
