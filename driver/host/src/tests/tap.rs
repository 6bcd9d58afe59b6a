//! Names and addresses of taps; the kernel's part is tested with whole guests.

use super::*;

#[test]
fn names_count_on_and_leave_out_what_is_taken() {
    let names = TapNames::default();
    let free = |_: &str| false;
    assert_eq!(names.find_among(None, free).unwrap(), "vnet0");
    assert_eq!(names.find_among(Some("guest%d"), free).unwrap(), "guest1");
    let taken = |name: &str| ["vnet2", "vnet3"].contains(&name);
    assert_eq!(names.find_among(None, taken).unwrap(), "vnet4");
}

#[test]
fn end_of_names_is_an_error() {
    let names = TapNames::default();
    let error = names.find_among(None, |_| true).unwrap_err();
    assert_eq!(error.detail(), "no unused vnet names available");
    let error = names.find_among(Some("a-name-much-too-long%d"), |_| false);
    assert!(error.is_err());
}

#[test]
fn template_has_one_number() {
    assert!(is_template("vnet%d"));
    assert!(!is_template("vnet0"));
    assert!(!is_template("%d%d"));
    assert!(!is_template("100%"));
}

#[test]
fn host_end_has_an_address_as_high_as_can_be() {
    let guest = [0x52, 0x54, 0, 1, 2, 3];
    assert_eq!(hardware_text(host_address(guest)), "fe:54:00:01:02:03");
    assert_eq!(host_address([0xfe, 0, 0, 0, 0, 1])[0], 0xfa);
}

#[test]
fn missing_bridge_is_named() {
    let error = require_bridge("fv-none").unwrap_err();
    assert!(
        error
            .to_string()
            .contains("Cannot get interface MTU on 'fv-none': No such device"),
        "{error}"
    );
}
