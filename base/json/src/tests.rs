use serde_json::json;

use super::*;

fn expand(value: Value) -> Result<Value> {
    match value {
        Value::Object(object) => deflatten(&object),
        other => Ok(other),
    }
}

#[test]
fn compact_text_keeps_numbers_and_drops_blanks_and_escapes() {
    let text = " { \"a\" : [ 1.024e19 , -0 ] ,\n\"b\\u0041\": \"\\\" x\\/y\\\\\" } ";
    assert_eq!(
        compact(text.as_bytes()).unwrap(),
        r#"{"a":[1.024e19,-0],"bA":"\" x/y\\"}"#
    );
    for wrong in ["", "[1,]", "[] []", "\"\u{1}\"", "[ truest ]", "{\"a\":7"] {
        assert_eq!(compact(wrong.as_bytes()), None, "{wrong}");
    }
    assert_eq!(compact(b"\"\x80\""), None);
}

#[test]
fn dots_become_objects_and_numbers_arrays() {
    let value = json!({"a.b.c": 1, "a.b.d": "x", "l.1": 2, "l.0": {"e.f": 3}, "m.1": 4});
    let expected =
        json!({"a": {"b": {"c": 1, "d": "x"}}, "l": [{"e": {"f": 3}}, 2], "m": {"1": 4}});
    assert_eq!(expand(value).unwrap(), expected);
}

#[test]
fn names_that_collide_or_never_end_are_refused() {
    let message = |value| expand(value).unwrap_err().message().to_string();
    assert_eq!(
        message(json!({"a.b": {"c": 1}, "a": {"x": 1}})),
        "invalid argument: can't deflatten colliding key 'a'"
    );
    assert_eq!(
        message(json!({"a": 1, "a.b": 2})),
        "invalid argument: mixing nested objects and values is forbidden in JSON deflattening"
    );
    let mut deep = Map::new();
    deep.insert("a.".repeat(100_000), Value::Null);
    assert!(deflatten(&deep).is_err());
}
