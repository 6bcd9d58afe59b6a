use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::PathBuf;

use fv_sys::users::effective_uid;

use super::{Owner, Ownership, Remember};

/// A file of its own for each test, owned by 1234:1235; nothing where we are not root.
struct File(PathBuf);

impl File {
    fn new(name: &str) -> Option<Self> {
        if effective_uid() != 0 {
            return None;
        }
        let path = std::env::temp_dir().join(format!("fv-host-{}-{name}", std::process::id()));
        fs::write(&path, "x").expect("written");
        chown(&path, Some(1234), Some(1235)).expect("we are root");
        Some(Self(path))
    }

    fn owner(&self) -> (u32, u32) {
        let metadata = fs::metadata(&self.0).expect("there");
        (metadata.uid(), metadata.gid())
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn to(uid: u32) -> Ownership {
    Ownership::new(Owner { uid, gid: 77 }, Remember::Yes)
}

#[test]
fn a_given_file_comes_back_to_its_owner() {
    let Some(file) = File::new("back") else {
        return;
    };
    to(76).give(&file.0, Remember::Yes).expect("given");
    assert_eq!(file.owner(), (76, 77));
    to(76).restore(&file.0, Remember::Yes).expect("restored");
    // Without a place to remember, it goes to root, as in libvirt.
    assert!(
        [(1234, 1235), (0, 0)].contains(&file.owner()),
        "{:?}",
        file.owner()
    );
}

#[test]
fn a_file_in_use_stays_with_the_guests_that_use_it() {
    let Some(file) = File::new("shared") else {
        return;
    };
    to(76).give(&file.0, Remember::Yes).expect("given");
    if file_remembers(&file) {
        to(76).give(&file.0, Remember::Yes).expect("same owner");
        let error = to(78)
            .give(&file.0, Remember::Yes)
            .expect_err("another owner");
        assert!(
            error.message().contains("which is already in use"),
            "{error}"
        );
        to(76).restore(&file.0, Remember::Yes).expect("restored");
        assert_eq!(file.owner(), (76, 77));
    }
    to(76).restore(&file.0, Remember::Yes).expect("restored");
    assert_ne!(file.owner(), (76, 77));
}

#[test]
fn what_is_not_remembered_goes_to_root() {
    let Some(file) = File::new("root") else {
        return;
    };
    to(76).give(&file.0, Remember::No).expect("given");
    to(76).restore(&file.0, Remember::No).expect("restored");
    assert_eq!(file.owner(), (0, 0));
}

#[test]
fn a_missing_file_cannot_be_given_and_need_not_be_restored() {
    let path = PathBuf::from("/nonexistent/file");
    let error = to(1).give(&path, Remember::Yes).expect_err("missing");
    assert!(
        error
            .message()
            .contains("unable to stat: /nonexistent/file"),
        "{error}"
    );
    to(1).restore(&path, Remember::Yes).expect("nothing to do");
}

fn file_remembers(file: &File) -> bool {
    let value = fv_sys::xattr::read(&file.0, "trusted.libvirt.security.ref_dac");
    value.is_ok_and(|value| value.is_some())
}
