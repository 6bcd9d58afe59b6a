use fv_error::ErrorDomain;

use super::*;

fn error(text: &str) -> Error {
    Error::new(ErrorDomain::Qemu, ErrorCode::OperationFailed, text)
}

#[test]
fn an_error_that_tells_of_blockers_is_taken_apart() {
    let error = error("domain 'a b' cannot be started\nfile: no disk\nport: 1 in use\nand 2 more");
    assert_eq!(name_in(&error).as_deref(), Some("a b"));
    let found = Findings::of_error(error, "a b").expect("blockers");
    let lines = vec!["file: no disk".to_string(), "port: 1 in use".to_string()];
    let is_cut = true;
    assert_eq!(found, Findings { lines, is_cut });
}

#[test]
fn any_other_error_is_a_failure_of_the_command() {
    let failure = Findings::of_error(error("something else"), "g").expect_err("no list");
    let lines: Vec<_> = failure.lines().collect();
    assert_eq!(
        lines,
        [
            "Failed to check the start of domain 'g'",
            "operation failed: something else"
        ]
    );
}

#[test]
fn programs_get_kinds_and_messages() {
    let reply = reply("g", &["file: a: b".to_string()]);
    let expected = json!({
        "domain": "g",
        "blockers": [{ "kind": "file", "message": "a: b" }],
    });
    assert_eq!(reply.json(), Some(&expected));
}
