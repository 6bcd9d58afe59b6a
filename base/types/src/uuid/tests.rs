use super::*;

const TEXT: &str = "c7a5fdbd-edaf-9455-926a-d65c16db1809";

#[test]
fn the_text_form_round_trips() {
    assert_eq!(Uuid::parse(TEXT).unwrap().to_string(), TEXT);
}

#[test]
fn dashes_and_blanks_may_stand_between_pairs() {
    let plain = "c7a5fdbdedaf9455926ad65c16db1809";
    let odd = "  \tc7-a5 fdbd--edaf9455926ad65c16db1809\n ";
    assert_eq!(Uuid::parse(plain), Uuid::parse(TEXT));
    assert_eq!(Uuid::parse(odd), Uuid::parse(TEXT));
    assert_eq!(Uuid::parse(&TEXT.to_uppercase()), Uuid::parse(TEXT));
}

#[test]
fn anything_else_is_refused() {
    for text in [
        "",
        "c7a5fdbd-edaf-9455-926a-d65c16db180",
        "c7a5fdbd-edaf-9455-926a-d65c16db18090",
        "c-7a5fdbd-edaf-9455-926a-d65c16db1809",
        "c7a5fdbd-edaf-9455-926a-d65c16db1809-",
        "g7a5fdbd-edaf-9455-926a-d65c16db1809",
        "c7a5fdbd-edaf-9455-926a-d65c16db180é",
    ] {
        assert_eq!(Uuid::parse(text), None, "{text}");
    }
}

#[test]
fn random_bytes_get_version_and_variant() {
    let text = Uuid::from_random_bytes([0xff; 16]).to_string();
    assert_eq!(text, "ffffffff-ffff-4fff-bfff-ffffffffffff");
}

#[test]
fn a_uuid_of_equal_bytes_is_not_valid() {
    assert!(!Uuid::default().is_valid());
    assert!(Uuid::parse(TEXT).unwrap().is_valid());
}
