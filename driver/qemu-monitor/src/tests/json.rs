use super::*;

fn small() -> JsonLimits {
    JsonLimits {
        depth_max: 4,
        values_max: 50,
    }
}

#[test]
fn text_within_the_limits_is_parsed() {
    let value = parse(br#"{"a":[1,{"b":"]]]]]"}]}"#, small()).unwrap();
    assert_eq!(value["a"][1].text("b"), Some("]]]]]"));
}

#[test]
fn nesting_is_refused_before_anything_is_built() {
    let deep = "[".repeat(1_000_000);
    let error = parse(deep.as_bytes(), JsonLimits::default()).unwrap_err();
    assert_eq!(error, "nesting exceeds 100 levels");
}

#[test]
fn the_deepest_text_that_is_allowed_is_still_parsed_by_serde() {
    let limits = JsonLimits::default();
    let text = format!(
        "{}{}",
        "[".repeat(limits.depth_max),
        "]".repeat(limits.depth_max)
    );
    parse(text.as_bytes(), limits).unwrap();
}

#[test]
fn a_crowd_of_values_is_refused() {
    let crowd = |count: usize| format!("[{}]", vec!["1"; count].join(","));
    assert!(parse(crowd(49).as_bytes(), small()).is_ok());
    let error = parse(crowd(50).as_bytes(), small()).unwrap_err();
    assert_eq!(error, "more than 50 values");
}

#[test]
fn a_crowd_of_objects_is_refused_sooner_because_each_takes_more() {
    assert!(parse(b"[{},{}]", small()).is_ok());
    assert!(parse(b"[{},{},{}]", small()).is_err());
    let agent = JsonLimits::AGENT;
    let crowd = vec![r#"{"a":1}"#; agent.values_max / OBJECT_VALUES].join(",");
    assert!(parse(format!("[{crowd}]").as_bytes(), agent).is_err());
}

#[test]
fn escaped_quotes_do_not_end_a_string() {
    assert!(parse(br#"["\"[[[[[[[[","\\"]"#, small()).is_ok());
}

#[test]
fn a_missing_member_is_named_with_its_command() {
    let error = serde_json::json!({}).want_text("query-x", "y").unwrap_err();
    assert_eq!(
        error.message(),
        "internal error: query-x reply was missing 'y' data"
    );
}

#[test]
fn what_is_wrong_with_a_command_of_the_user_is_said_as_libvirt_says_it() {
    let cases = [
        ("", "continue"),
        ("{\"a\":1", "continue"),
        ("\"a", "continue"),
        ("5", "continue"),
        ("null", "continue"),
        ("info status", "unexpected character"),
        ("{} x", "unexpected character"),
        ("{\"a\":1,}", "unexpected character"),
        ("[,]", "unexpected character"),
        ("nope", "null expected"),
        ("{\"a\":\n nuX}", "null expected"),
        ("{\"a\":tru}", "boolean expected"),
        ("fals!", "boolean expected"),
        ("{a:1}", "quoted object property name expected"),
        ("{\"a\" 1}", "object property name separator ':' expected"),
        ("{\"a\":1 \"b\":2}", "object value separator ',' expected"),
        ("[1 2]", "array value separator ',' expected"),
        ("-x", "number expected"),
        ("\"\\q\"", "invalid string sequence"),
    ];
    for (text, reason) in cases {
        let error = parse_command(text).expect_err(text);
        let wanted = format!("internal error: failed to parse JSON: {reason}");
        assert_eq!(error.message(), wanted, "{text}");
        assert_eq!(error.domain(), ErrorDomain::None);
    }
    assert!(parse_command("{\"execute\":\"query-name\"}  ").is_ok());
}
