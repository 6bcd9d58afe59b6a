use super::*;

#[test]
fn names_and_indexes_are_inverse() {
    for (index, name) in [
        (0, "sda"),
        (25, "sdz"),
        (26, "sdaa"),
        (701, "sdzz"),
        (702, "sdaaa"),
    ] {
        assert_eq!(from_index(index, "sd"), name);
        assert_eq!(to_index(name), Some(index));
    }
    for index in 0..20_000 {
        assert_eq!(to_index(&from_index(index, "vd")), Some(index));
    }
}

#[test]
fn partitions_are_told_apart() {
    assert_eq!(parse("hdc12"), Some((2, Some(12))));
    assert_eq!(parse("xvda"), Some((0, None)));
    // A padded partition is none, but the disk is still known.
    assert_eq!((parse("sda01"), to_index("sda01")), (None, Some(0)));
}

#[test]
fn other_names_have_no_index() {
    for name in [
        "",
        "sd",
        "sd1",
        "sda1b",
        "xda",
        "sdA",
        "sdaaaaaaaaaaaaaaaaaaaaaa",
    ] {
        assert_eq!(parse(name), None, "{name}");
    }
}
