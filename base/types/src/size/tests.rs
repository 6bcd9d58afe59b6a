use super::*;

fn message(value: u64, unit: &str) -> String {
    scale_integer(value, unit, 1, 1 << 40)
        .unwrap_err()
        .message()
        .to_string()
}

#[test]
fn units_are_scaled_in_any_case() {
    for (unit, factor) in [
        ("b", 1),
        ("Bytes", 1),
        ("k", 1024),
        ("KB", 1000),
        ("KiB", 1024),
        ("M", 1 << 20),
        ("mb", 1_000_000),
        ("GiB", 1 << 30),
    ] {
        assert_eq!(
            scale_integer(3, unit, 7, u64::MAX).unwrap(),
            3 * factor,
            "{unit}"
        );
    }
    assert_eq!(scale_integer(3, "", 1024, u64::MAX).unwrap(), 3072);
    assert_eq!(scale_integer(1, "E", 1, u64::MAX).unwrap(), 1 << 60);
}

#[test]
fn bad_units_and_overflows_are_worded_as_in_libvirt() {
    assert_eq!(message(1, "foo"), "invalid argument: unknown suffix 'foo'");
    assert_eq!(
        message(1, "kib2"),
        "invalid argument: unknown suffix 'kib2'"
    );
    assert_eq!(
        message(2048, "G"),
        "numerical overflow: value too large: 2048G"
    );
    let error = scale_integer(1, "", 0, 1).unwrap_err();
    assert_eq!(error.message(), "internal error: invalid scale 0");
}
