use super::difference;

fn compare(expected: &str, found: &str) -> Option<String> {
    let expected: Vec<String> = expected.split(' ').map(str::to_string).collect();
    let found: Vec<String> = found.split(' ').map(str::to_string).collect();
    difference(&expected.iter().collect::<Vec<_>>(), &found)
}

#[test]
fn equal_command_lines_do_not_differ() {
    assert_eq!(compare("qemu -S -m 16", "qemu -S -m 16"), None);
}

#[test]
fn the_clock_at_the_start_is_no_difference() {
    assert_eq!(compare("qemu -rtc base=2 -S", "qemu -rtc base=1 -S"), None);
}

#[test]
fn the_first_difference_is_told() {
    assert_eq!(compare("qemu -m 16", "qemu -m 32"), Some("32".into()));
    assert_eq!(compare("qemu -m", "qemu -m 32"), Some("32".into()));
    assert_eq!(
        compare("qemu -m 16", "qemu -m"),
        Some("16 is missing".into())
    );
}
