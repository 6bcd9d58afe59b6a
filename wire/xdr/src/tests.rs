#![expect(unreachable_pub, reason = "rows declare public structs")]

use std::borrow::Cow;

use fv_types::{TypedParam, TypedValue, Uuid};

use crate::{
    CharArray, Chars, Fault, Lent, List, Maybe, Opaque, Param, Plain, Put, Take, Text, TooLong,
    decode, encode, xdr_borrowed, xdr_struct,
};

pub(crate) struct Test;

xdr_struct! { Test;
    Pair { left: u8 as Plain, right: Option<String> as Maybe<Text> }
}

xdr_borrowed! { Test;
    Borrowed<'a> {
        name: &'a str as Text<8>,
        bytes: &'a [u8] as Opaque<5>,
        list: Cow<'a, [u32]> as Lent<List<Plain, 3>>,
    }
}

/// Writes, compares with `hex`, reads again, and cuts the bytes short everywhere.
fn both_ways<F, T>(value: &T, hex: &str)
where
    T: PartialEq + std::fmt::Debug,
    F: Put<T> + for<'a> Take<'a, T>,
{
    let bytes = encode::<F, T>(value).unwrap();
    let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(text, hex);
    assert_eq!(&decode::<F, T>(&bytes).unwrap(), value);
    for end in 0..bytes.len() {
        assert_eq!(decode::<F, T>(&bytes[..end]), Err(Fault::Truncated));
    }
}

#[test]
fn numbers_fill_whole_words() {
    both_ways::<Plain, i32>(&-2, "fffffffe");
    both_ways::<Plain, u64>(&3, "0000000000000003");
    both_ways::<Plain, f64>(&1.5, "3ff8000000000000");
    both_ways::<Plain, u8>(&200, "000000c8");
    both_ways::<Plain, i8>(&-1, "ffffffff");
    both_ways::<Plain, u16>(&0x1234, "00001234");
    both_ways::<Plain, Uuid>(&Uuid([7; 16]), "07070707070707070707070707070707");
}

#[test]
fn a_small_number_drops_the_high_bytes_of_its_word() {
    assert_eq!(decode::<Plain, u8>(&[1, 2, 3, 4]), Ok(4));
    assert_eq!(decode::<Plain, u16>(&[1, 2, 3, 4]), Ok(0x304));
}

#[test]
fn texts_and_bytes_are_padded() {
    both_ways::<Text, String>(&"abcde".into(), "000000056162636465000000");
    both_ways::<Text, String>(&String::new(), "00000000");
    both_ways::<Opaque<4>, Vec<u8>>(&vec![0, 255], "0000000200ff0000");
    both_ways::<Chars<2>, Vec<i8>>(&vec![1, -1], "0000000200000001ffffffff");
    both_ways::<CharArray, [i8; 2]>(&[1, 2], "0000000100000002");
}

#[test]
fn padding_may_be_anything_but_must_be_there() {
    assert_eq!(decode::<Text, &str>(&[0, 0, 0, 1, b'a', 9, 9, 9]), Ok("a"));
    let short = [0, 0, 0, 1, b'a', 9, 9];
    assert_eq!(decode::<Text, &str>(&short), Err(Fault::Truncated));
}

#[test]
fn every_presence_but_zero_is_yes() {
    assert_eq!(decode::<Maybe<Plain>, Option<i32>>(&[0; 4]), Ok(None));
    let seven = [0, 0, 0, 7, 0, 0, 0, 1];
    assert_eq!(decode::<Maybe<Plain>, Option<i32>>(&seven), Ok(Some(1)));
}

#[test]
fn text_must_be_utf_8_without_nul() {
    assert_eq!(
        decode::<Text, &str>(&[0, 0, 0, 1, 0xff, 0, 0, 0]),
        Err(Fault::NotText)
    );
    assert_eq!(
        decode::<Text, &str>(&[0, 0, 0, 1, 0, 0, 0, 0]),
        Err(Fault::NotText)
    );
}

#[test]
fn counts_over_the_bound_are_refused_both_ways() {
    assert_eq!(encode::<Text<2>, _>("abc"), Err(TooLong));
    assert_eq!(encode::<List<Plain, 1>, _>(&vec![1, 2]), Err(TooLong));
    let three = [0, 0, 0, 3, b'a', b'b', b'c', 0];
    assert_eq!(decode::<Text<2>, &str>(&three), Err(Fault::TooLong));
    assert_eq!(
        decode::<List<Plain, 2>, Vec<u8>>(&three),
        Err(Fault::TooLong)
    );
}

#[test]
fn a_count_without_its_bytes_allocates_nothing() {
    let huge = [0xff; 4];
    assert_eq!(
        decode::<Opaque<{ usize::MAX }>, &[u8]>(&huge),
        Err(Fault::Truncated)
    );
    type Everything = List<Plain, { usize::MAX }>;
    assert_eq!(decode::<Everything, Vec<u64>>(&huge), Err(Fault::Truncated));
}

#[test]
fn structs_are_their_fields_in_order() {
    both_ways::<Test, Pair>(
        &Pair {
            left: 1,
            right: None,
        },
        "0000000100000000",
    );
    let value = Borrowed {
        name: "n",
        bytes: &[1],
        list: Cow::Borrowed(&[5]),
    };
    let bytes = encode::<Test, _>(&value).unwrap();
    assert_eq!(decode::<Test, Borrowed<'_>>(&bytes), Ok(value));
    assert_eq!(<Test as Take<'_, Borrowed<'_>>>::SIZE_MIN, 12);
}

#[test]
fn parameters_of_every_type_pass() {
    let values = [
        (TypedValue::Int(-1), "00000001ffffffff"),
        (TypedValue::Uint(1), "0000000200000001"),
        (TypedValue::Llong(-1), "00000003ffffffffffffffff"),
        (TypedValue::Ullong(1), "000000040000000000000001"),
        (TypedValue::Double(0.0), "000000050000000000000000"),
        (TypedValue::Boolean(true), "0000000600000001"),
        (TypedValue::String("s".into()), "000000070000000173000000"),
    ];
    for (value, hex) in values {
        let param = TypedParam {
            field: "f".into(),
            value,
        };
        both_ways::<Param, TypedParam>(&param, &format!("0000000166000000{hex}"));
    }
}

#[test]
fn a_parameter_of_unknown_type_is_refused() {
    let bytes = [0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0];
    assert_eq!(
        decode::<Param, TypedParam>(&bytes),
        Err(Fault::UnknownNumber)
    );
}

#[test]
fn a_true_boolean_is_written_as_one() {
    let bytes = [0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 7];
    let param = decode::<Param, TypedParam>(&bytes).unwrap();
    assert_eq!(param.value, TypedValue::Boolean(true));
    let written = encode::<Param, _>(&param).unwrap();
    assert_eq!(written, [0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 1]);
}
