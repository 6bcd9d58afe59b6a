use super::*;

const ALLOWED: &[Allowed] = &[
    Allowed::once("bar", TypedKind::Uint),
    Allowed::repeated("many", TypedKind::String),
    Allowed::unsigned("size"),
];

fn fault(params: &[TypedParam]) -> String {
    validate(params, ALLOWED).unwrap_err().message().to_string()
}

#[test]
fn a_list_within_the_rules_is_accepted() {
    let params = [
        TypedParam::new("many", "a"),
        TypedParam::new("size", 3u64),
        TypedParam::new("bar", 1u32),
        TypedParam::new("many", "b"),
    ];
    validate(&params, ALLOWED).unwrap();
    assert_eq!(strings(&params, "many"), ["a", "b"]);
    assert_eq!(find(&params, "bar"), Some(&TypedValue::Uint(1)));
}

#[test]
fn faults_are_named_in_the_order_of_names() {
    let wrong = [TypedParam::new("zzz", 1i32), TypedParam::new("bar", 1i32)];
    assert_eq!(
        fault(&wrong),
        "invalid argument: invalid type 'int' for parameter 'bar', expected 'uint'"
    );
    let unknown = [TypedParam::new("aaa", 1i32)];
    assert_eq!(
        fault(&unknown),
        "argument unsupported: parameter 'aaa' not supported"
    );
    let twice = [TypedParam::new("bar", 1u32), TypedParam::new("bar", 2u32)];
    assert_eq!(
        fault(&twice),
        "invalid argument: parameter 'bar' occurs multiple times"
    );
}

#[test]
fn names_and_numbers_of_kinds_agree() {
    for number in 1..=7 {
        let kind = TypedKind::from_number(number).unwrap();
        assert_eq!(kind as i32, number);
        assert_eq!(TypedKind::from_name(kind.name()), Some(kind));
    }
    assert_eq!(TypedKind::from_number(0), None);
}
