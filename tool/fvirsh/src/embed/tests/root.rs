use std::path::Path;
use std::time::Duration;

use super::{lock, of_uri};

fn refused(uri: &str) -> String {
    of_uri(uri).expect_err("wrong").message().to_string()
}

const WAIT: Duration = Duration::from_millis(30);

#[test]
fn only_uris_of_embedded_drivers_name_a_folder() {
    let root = |uri: &str| of_uri(uri).expect("well formed");
    let found = root("qemu:///embed?root=/a%20b");
    assert_eq!(found.as_deref(), Some(Path::new("/a b")));
    for other in [
        "qemu:///system",
        "qemu:///session?root=/a",
        "test:///default",
        "no uri",
    ] {
        assert_eq!(root(other), None, "{other}");
    }
}

#[test]
fn a_folder_must_be_named_from_the_root_and_the_driver_be_qemu() {
    assert!(refused("qemu:///embed?root=here").ends_with("root path must be absolute"));
    assert!(refused("qemu:///embed").ends_with("Missing URI parameter 'root'"));
    let text = refused("lxc:///embed?root=/a");
    assert!(
        text.ends_with("Driver lxc cannot be used in embedded mode"),
        "{text}"
    );
}

#[test]
fn who_comes_second_is_told_who_has_the_folder() {
    let scratch = fv_testkit::Scratch::new("embed-lock");
    let state = scratch.join("run/qemu");
    let held = lock(scratch.path(), &state, WAIT).expect("free");
    let error = lock(scratch.path(), &state, WAIT).expect_err("taken");
    let holder = format!("held by process {} (", std::process::id());
    assert!(error.message().contains(&holder), "{error}");
    assert!(
        error
            .message()
            .ends_with("Resource temporarily unavailable")
    );
    drop(held);
    lock(scratch.path(), &state, WAIT).expect("free again");
}
