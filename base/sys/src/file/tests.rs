use std::io;
use std::path::PathBuf;

use super::*;
use crate::fault::{self, Reached};

/// A folder of its own for each test, removed at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("fv-file-{name}-{}", std::process::id()));
        create_folders(&path, 0o755).unwrap();
        Self(path)
    }

    fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_replaced_file_has_its_content_and_mode() {
    let scratch = Scratch::new("replace");
    let path = scratch.join("a.xml");
    replace(&path, b"one", 0o600, None).unwrap();
    replace(&path, b"two", 0o666, None).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"two");
    assert_eq!(stat(&path, Links::Refuse).unwrap().mode, 0o666);
    assert_eq!(list_folder(&scratch.0).unwrap(), ["a.xml"]);
}

#[test]
fn whichever_step_fails_the_file_is_whole_and_nothing_is_left_over() {
    let scratch = Scratch::new("steps");
    let path = scratch.join("a.xml");
    replace(&path, b"old", 0o600, None).unwrap();
    for step in 0.. {
        let (result, reached) = fault::fail_at(step, || replace(&path, b"new", 0o600, None));
        let content = std::fs::read(&path).unwrap();
        assert_eq!(list_folder(&scratch.0).unwrap(), ["a.xml"], "step {step}");
        if reached == Reached::No {
            result.unwrap();
            assert_eq!(content, b"new");
            assert!(step >= 5, "every step must pass the door");
            break;
        }
        result.unwrap_err();
        assert_eq!(content, b"old", "step {step}: what failed has not happened");
    }
}

#[test]
fn a_leftover_of_a_crash_does_not_hinder() {
    let scratch = Scratch::new("leftover");
    let path = scratch.join("a.xml");
    std::fs::write(scratch.join("a.xml.new"), "half").unwrap();
    replace(&path, b"new", 0o600, None).unwrap();
    assert_eq!(list_folder(&scratch.0).unwrap(), ["a.xml"]);
}

#[test]
fn create_new_does_not_touch_what_is_there() {
    let scratch = Scratch::new("create");
    let path = scratch.join("a");
    create_new(&path, b"one", 0o600).unwrap();
    let error = create_new(&path, b"two", 0o600).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(std::fs::read(&path).unwrap(), b"one");
}

#[test]
fn only_regular_files_within_the_limit_are_read() {
    let scratch = Scratch::new("read");
    let path = scratch.join("a");
    std::fs::write(&path, "12345").unwrap();
    assert_eq!(read_text(&path, 5, Links::Refuse).unwrap(), "12345");
    let too_long = read_regular(&path, 4, Links::Refuse).unwrap_err();
    assert_eq!(too_long.raw_os_error(), Some(libc::EFBIG));
    let link = scratch.join("link");
    symlink(&path, &link).unwrap();
    assert!(read_regular(&link, 5, Links::Refuse).is_err());
    assert_eq!(read_regular(&link, 5, Links::Follow).unwrap(), b"12345");
    assert!(read_regular(&scratch.0, 5, Links::Follow).is_err());
    assert!(read_regular("/dev/zero".as_ref(), 5, Links::Follow).is_err());
    let pipe = scratch.join("pipe");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &pipe,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR,
        0,
    )
    .unwrap();
    assert!(read_regular(&pipe, 5, Links::Follow).is_err());
}

#[test]
fn folders_are_made_and_removed_whole() {
    let scratch = Scratch::new("folders");
    let deep = scratch.join("a/b/c");
    create_folders(&deep, 0o711).unwrap();
    create_folders(&deep, 0o700).unwrap();
    assert_eq!(
        stat(&scratch.join("a/b"), Links::Refuse).unwrap().mode,
        0o711
    );
    std::fs::write(deep.join("file"), "").unwrap();
    remove_tree(&scratch.join("a")).unwrap();
    remove_tree(&scratch.join("a")).unwrap();
    remove(&scratch.join("absent")).unwrap();
    assert!(create_folders("/dev/null/x".as_ref(), 0o700).is_err());
}

#[test]
fn attributes_are_set_read_and_removed_where_the_file_system_has_them() {
    let scratch = Scratch::new("xattr");
    let path = scratch.join("a");
    std::fs::write(&path, "").unwrap();
    match crate::xattr::write(&path, "user.fv", b"1") {
        Err(error) => assert!(crate::xattr::is_unsupported(&error), "{error}"),
        Ok(()) => {
            assert_eq!(crate::xattr::read(&path, "user.fv").unwrap().unwrap(), b"1");
            crate::xattr::remove(&path, "user.fv").unwrap();
            assert_eq!(crate::xattr::read(&path, "user.fv").unwrap(), None);
            crate::xattr::remove(&path, "user.fv").unwrap();
        }
    }
}

#[test]
fn a_file_that_could_not_be_made_or_removed_is_as_it_was() {
    let scratch = Scratch::new("undone");
    let (path, link) = (scratch.join("a.xml"), scratch.join("l"));
    std::fs::write(&path, "old").unwrap();
    let make: [(&str, &dyn Fn() -> io::Result<()>); 4] = [
        ("new", &|| {
            replace(&scratch.join("new"), b"new", 0o600, None)
        }),
        ("link", &|| replace_link("/a".as_ref(), &link)),
        ("link again", &|| replace_link("/b".as_ref(), &link)),
        ("removal", &|| remove_durably(&path)),
    ];
    for (what, change) in make {
        let state = || (list_folder(&scratch.0).unwrap(), read_link(&link).ok());
        let before = state();
        for step in 0.. {
            let (result, reached) = fault::fail_at(step, change);
            if reached == Reached::No {
                result.unwrap();
                assert!(step >= 2, "{what}: every step must pass the door");
                break;
            }
            result.unwrap_err();
            assert_eq!(state(), before, "{what}, step {step}");
        }
        assert_ne!(state(), before, "{what}");
    }
    assert!(!exists(&path));
    remove_durably(&path).unwrap();
    remove_durably(&scratch.0).unwrap_err();
}

#[test]
fn a_pipe_is_opened_by_nobody_who_would_wait() {
    let scratch = Scratch::new("pipe");
    let path = scratch.join("pipe");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &path,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::from_raw_mode(0o600),
        0,
    )
    .unwrap();
    open_append(&path, 0o600).unwrap_err();
    open_append_regular(&path, 0o600).unwrap_err();
    open_truncate(&path, 0o600).unwrap_err();
    read_regular(&path, 10, Links::Follow).unwrap_err();
    open_append_regular("/dev/null".as_ref(), 0o600).unwrap_err();
    open_append_regular(&scratch.join("new"), 0o600).unwrap();
}
