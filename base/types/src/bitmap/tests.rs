use super::*;

fn list(text: &str) -> Vec<usize> {
    Bitmap::parse_unlimited(text).unwrap().iter().collect()
}

#[test]
fn lists_are_read_with_ranges_and_exclusions_in_order() {
    assert_eq!(list("0-3,^1"), [0, 2, 3]);
    assert_eq!(list("^1,0-3"), [0, 1, 2, 3]);
    assert_eq!(list(" 1 , 3 - 5 ,"), [1, 3, 4, 5]);
    assert_eq!(list("0,^0"), [0usize; 0]);
    assert_eq!(list("62-66"), [62, 63, 64, 65, 66]);
}

#[test]
fn malformed_lists_are_refused_by_name() {
    for text in [
        "",
        " ",
        ",",
        "a",
        "1-",
        "3-1",
        "^1-3",
        "1 2",
        "-1",
        "1-2-3",
        "^^1",
        "99999999999",
    ] {
        let error = Bitmap::parse_unlimited(text).unwrap_err();
        let expected = format!("invalid argument: Failed to parse bitmap '{text}'");
        assert_eq!(error.message(), expected);
    }
}

#[test]
fn numbers_beyond_the_size_are_refused() {
    assert!(Bitmap::parse("0-7", 8).is_ok());
    assert!(Bitmap::parse("0-8", 8).is_err());
    assert!(Bitmap::parse("^8", 8).is_err());
    assert!(Bitmap::parse_unlimited("0-2147483647").is_err());
}

#[test]
fn neighbours_are_joined_in_the_text() {
    let bitmap: Bitmap = [31, 32, 63, 64, 1023].into_iter().collect();
    assert_eq!(bitmap.to_string(), "31-32,63-64,1023");
    assert_eq!(Bitmap::new(9).to_string(), "");
}

#[test]
fn hexadecimal_digits_round_trip_with_leading_zeros() {
    for text in ["", "0", "000c0fefe", "123456789abcdef0123456789"] {
        assert_eq!(Bitmap::from_hex(text).unwrap().to_hex(), text);
    }
    assert!(Bitmap::from_hex("12g").is_err());
}

#[test]
fn data_round_trips_little_end_first() {
    let bitmap = Bitmap::from_data(&[1, 2, 0, 0, 4]);
    assert_eq!(bitmap.to_string(), "0,9,34");
    assert_eq!(bitmap.to_data(), [1, 2, 0, 0, 4]);
    assert_eq!(bitmap.to_data_of_len(2), [1, 2]);
    assert_eq!(Bitmap::new(5).to_data(), [0]);
}

#[test]
fn set_operations_respect_sizes() {
    let parse = |text| Bitmap::parse_unlimited(text).unwrap();
    let mut set = parse("0-3");
    set.subtract(&parse("0,3,100"));
    assert_eq!(set.to_string(), "1-2");
    set.unite(&parse("200"));
    assert_eq!(set.to_string(), "1-2,200");
    set.intersect(&parse("2-5"));
    assert_eq!(set, parse("2"));
    assert!(set.overlaps(&parse("0-2")));
    let mut all = Bitmap::new(70);
    all.set_all();
    assert!(all.is_full());
    all.shrink(66);
    assert_eq!((all.count(), all.last()), (66, Some(65)));
    all.negate();
    assert!(all.is_empty());
}
