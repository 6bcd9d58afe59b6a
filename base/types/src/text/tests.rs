use super::*;

#[test]
fn brackets_go_only_from_addresses() {
    assert_eq!(strip_brackets("[::1]"), "::1");
    for text in ["[host]", "[::1", "::1]", "", "[", "[]"] {
        assert_eq!(strip_brackets(text), text);
    }
}

#[test]
fn characters_are_taken_away_by_kind() {
    assert_eq!(strip_control("\u{1}a\tb\n\u{1f}c"), "a\tb\nc");
    assert_eq!(keep("hello 123", "lo1"), "llo1");
}

#[test]
fn versions_are_read_with_and_without_their_parts() {
    assert_eq!(
        parse_version("2.6.38-8-generic", Missing::Refused),
        Some(2_006_038)
    );
    assert_eq!(parse_version("3.0-1", Missing::Allowed), Some(3_000_000));
    assert_eq!(parse_version("3.0-1", Missing::Refused), None);
    assert_eq!(parse_version("1.1000.0", Missing::Refused), None);
    assert_eq!(parse_version("5000.0.0", Missing::Refused), None);
    assert_eq!(parse_version("x", Missing::Allowed), None);
}
