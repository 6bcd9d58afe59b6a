use std::panic::catch_unwind;
use std::time::Duration;

use fv_sys::file;

use super::*;

#[test]
fn a_scratch_folder_is_gone_afterwards() {
    let scratch = Scratch::new("kit");
    let path = scratch.path().to_path_buf();
    scratch.write("a/b.txt", "x");
    assert_eq!(scratch.read("a/b.txt"), "x");
    assert_eq!(scratch.tree(), ["a/b.txt"]);
    drop(scratch);
    assert!(!path.exists());
}

#[test]
fn a_golden_file_that_differs_is_shown_from_the_first_difference() {
    let scratch = Scratch::new("kit");
    let path = scratch.write("out", "one\ntwo\n");
    golden(&path, "one\ntwo\n").unwrap();
    let text = golden(&path, "one\nzwei\n").unwrap_err();
    assert!(text.ends_with("line 2:\n  one\n- two\n+ zwei\n"), "{text}");
    assert!(
        golden(&path, "one\ntwo")
            .unwrap_err()
            .contains("last newline")
    );
}

#[test]
fn waiting_ends_with_the_value_or_fails() {
    let mut looks = 0;
    let value = wait_for("three looks", Duration::from_secs(5), || {
        looks += 1;
        (looks == 3).then_some(7)
    });
    assert_eq!(value, 7);
    assert!(catch_unwind(|| wait_until("nothing", Duration::ZERO, || false)).is_err());
}

#[test]
fn each_step_is_broken_once() {
    let scratch = Scratch::new("kit");
    let path = scratch.join("a");
    let mut broken = 0;
    let steps = each_fault(
        || file::replace(&path, b"x", 0o600, None),
        |step, result| {
            assert_eq!(result.is_err(), step.is_some());
            broken += usize::from(step.is_some());
        },
    );
    assert_eq!(steps, broken);
    assert!(steps >= 5);
}
