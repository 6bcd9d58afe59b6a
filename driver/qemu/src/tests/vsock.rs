//! Which number a guest is given, with a host whose taken numbers are known.

use std::io;

use super::lowest_free;

#[test]
fn lowest_number_that_nobody_has_is_given() {
    let taken = [3, 4, 6];
    let set = |cid| match taken.contains(&cid) {
        true => Err(io::ErrorKind::AddrInUse.into()),
        false => Ok(()),
    };
    assert_eq!(lowest_free(set).unwrap(), 5);
}

#[test]
fn any_other_failure_ends_the_search() {
    let set = |_| Err(io::ErrorKind::PermissionDenied.into());
    let error = lowest_free(set).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
}
