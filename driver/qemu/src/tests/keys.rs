use super::to_qnum;

#[test]
fn a_key_has_one_number_whoever_names_it() {
    // The letter A: Linux, both names of set 1, sets 2 and 3, Mac, XT, USB, Windows, QEMU.
    let names = [30, 30, 30, 28, 28, 0, 30, 4, 0x41, 30];
    for (set, code) in (0..).zip(names) {
        assert_eq!(to_qnum(set, code).expect("known"), 30, "code set {set}");
    }
}

#[test]
fn keys_with_an_escape_byte_have_it_folded() {
    // The right control key.
    assert_eq!(to_qnum(0, 97).expect("known"), 0x9d);
    assert_eq!(to_qnum(2, 0xe01d).expect("known"), 0x9d);
    assert_eq!(to_qnum(6, 0x11d).expect("known"), 0x9d);
    // The two Korean keys.
    assert_eq!(to_qnum(2, 0xf2).expect("known"), 0x72);
    assert_eq!(to_qnum(6, 0xf1).expect("known"), 0x71);
}

#[test]
fn what_no_keyboard_has_is_no_key() {
    assert_eq!(to_qnum(0, 453).expect("a number of Linux"), 0);
    assert_eq!(to_qnum(5, 255).expect("none on a Mac"), 0);
    assert_eq!(to_qnum(8, 0).expect("none"), 0);
}

#[test]
fn unknown_numbers_are_refused_in_libvirts_words() {
    let error = to_qnum(7, 9999).expect_err("unknown");
    let words = "internal error: cannot translate keycode 9999 of usb codeset to qnum keycode";
    assert_eq!(error.message(), words);
    to_qnum(10, 1).expect_err("no such set");
    // QEMU's own are passed on, known or not.
    assert_eq!(to_qnum(9, 9999).expect("passed on"), 9999);
}
