use super::*;

#[test]
fn signs_blanks_and_rests_are_handled_as_in_c() {
    assert_eq!(split_i32(" \t-12abc", Base::Decimal), Some((-12, "abc")));
    assert_eq!(parse_i32("+7", Base::Decimal), Some(7));
    assert_eq!(parse_i32("7 ", Base::Decimal), None);
    assert_eq!(parse_i32("", Base::Decimal), None);
    assert_eq!(parse_i32("- 1", Base::Decimal), None);
}

#[test]
fn bases_are_told_by_prefix() {
    assert_eq!(parse_i32("0x1f", Base::Prefixed), Some(31));
    assert_eq!(parse_i32("017", Base::Prefixed), Some(15));
    assert_eq!(parse_i32("17", Base::Prefixed), Some(17));
    assert_eq!(parse_u32("0Xff", Base::Hexadecimal), Some(255));
    assert_eq!(parse_u32("ff", Base::Hexadecimal), Some(255));
    assert_eq!(split_i32("0xg", Base::Prefixed), Some((0, "xg")));
    assert_eq!(parse_u32("0x10", Base::Decimal), None);
}

#[test]
fn numbers_beyond_the_limits_of_their_type_are_refused() {
    assert_eq!(parse_i32("2147483647", Base::Decimal), Some(i32::MAX));
    assert_eq!(parse_i32("2147483648", Base::Decimal), None);
    assert_eq!(
        parse_i64("-9223372036854775808", Base::Decimal),
        Some(i64::MIN)
    );
    assert_eq!(parse_i64("9223372036854775808", Base::Decimal), None);
    assert_eq!(parse_u64("18446744073709551616", Base::Decimal), None);
}

#[test]
fn minus_one_is_the_largest_unsigned_number() {
    assert_eq!(parse_u32("-1", Base::Decimal), Some(u32::MAX));
    assert_eq!(parse_u64("-1", Base::Decimal), Some(u64::MAX));
    assert_eq!(parse_u32("-4294967296", Base::Decimal), None);
    assert_eq!(parse_u32_positive("-1", Base::Decimal), None);
    assert_eq!(parse_u64_positive(" -1", Base::Decimal), None);
}

#[test]
fn floating_point_numbers_are_read_whole() {
    assert_eq!(parse_f64("1.5e3"), Some(1500.0));
    assert_eq!(parse_f64("1e999"), None);
    assert_eq!(parse_f64("1.5x"), None);
    assert_eq!(split_f64(" -.5e+2e"), Some((-50.0, "e")));
    assert_eq!(split_f64("1.e"), Some((1.0, "e")));
    assert_eq!(split_f64("e5"), None);
    assert_eq!(split_f64("."), None);
    assert_eq!(format_double(0.1), "0.100000");
}
