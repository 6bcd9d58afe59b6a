use std::sync::atomic::{AtomicUsize, Ordering};

use fv_sys::host;

use super::*;
use crate::{Arch, Flag};

/// A folder that goes away, with a fake emulator in it and a count of how often it was asked.
struct Scratch {
    folder: PathBuf,
    asked: Arc<AtomicUsize>,
}

impl Scratch {
    fn new() -> Self {
        let name: String = host::random_bytes()
            .unwrap()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let folder = std::env::temp_dir().join(format!("fv-caps-{name}"));
        file::create_folder(&folder, 0o755).unwrap();
        file::create_new(&folder.join("qemu"), b"#!/bin/true\n", 0o755).unwrap();
        Self {
            folder,
            asked: Arc::default(),
        }
    }

    fn binary(&self) -> String {
        self.folder.join("qemu").to_string_lossy().into_owned()
    }

    /// A store whose emulator is asked without being started.
    fn store(&self, ask: fn(&str) -> Result<Caps>) -> CapsStore {
        let asked = Arc::clone(&self.asked);
        CapsStore::new(StoreOptions {
            folder: self.folder.join("cache"),
            run_as: RunAs {
                uid: 0,
                gid: 0,
                groups: Vec::new(),
            },
            self_ctime: 1,
            self_version: 2,
            modules: None,
            ask: Box::new(move |binary| {
                asked.fetch_add(1, Ordering::SeqCst);
                ask(binary)
            }),
        })
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = file::remove_tree(&self.folder);
    }
}

fn answer(binary: &str) -> Result<Caps> {
    let mut caps = Caps::new(binary, Arch::X8664);
    caps.flags.insert(Flag::Tcg);
    clock::sleep(Duration::from_millis(20));
    Ok(caps)
}

fn refuse(_: &str) -> Result<Caps> {
    Err(Error::internal(ErrorDomain::Qemu, "it is broken"))
}

#[test]
fn many_callers_ask_once() {
    let scratch = Scratch::new();
    let store = scratch.store(answer);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| store.caps(&scratch.binary()).unwrap());
        }
    });
    assert_eq!(scratch.asked(), 1);
}

#[test]
fn the_next_daemon_reads_the_file() {
    let scratch = Scratch::new();
    scratch.store(answer).caps(&scratch.binary()).unwrap();
    let caps = scratch.store(refuse).caps(&scratch.binary()).unwrap();
    assert!(caps.has(Flag::Tcg));
    assert_eq!(scratch.asked(), 1);
}

#[test]
fn an_emulator_that_changed_is_asked_again() {
    let scratch = Scratch::new();
    let store = scratch.store(answer);
    store.caps(&scratch.binary()).unwrap();
    file::replace(Path::new(&scratch.binary()), b"#!/bin/false\n", 0o755, None).unwrap();
    store.caps(&scratch.binary()).unwrap();
    assert_eq!(scratch.asked(), 2);
}

#[test]
fn a_damaged_file_is_replaced() {
    let scratch = Scratch::new();
    scratch.store(answer).caps(&scratch.binary()).unwrap();
    let path = scratch.store(refuse).file(&scratch.binary());
    file::replace(&path, b"<qemuCaps>", 0o600, None).unwrap();
    scratch.store(answer).caps(&scratch.binary()).unwrap();
    assert!(
        file::read_text(&path, FILE_MAX, Links::Refuse)
            .unwrap()
            .len()
            > 100
    );
    assert_eq!(scratch.asked(), 2);
}

#[test]
fn a_failure_is_remembered_for_a_while() {
    let scratch = Scratch::new();
    let store = scratch.store(refuse);
    for _ in 0..3 {
        let error = store.caps(&scratch.binary()).unwrap_err();
        assert_eq!(error.message(), "internal error: it is broken");
    }
    assert_eq!(scratch.asked(), 1);
}

#[test]
fn each_architecture_gets_the_emulator_that_serves_it() {
    let scratch = Scratch::new();
    let name = scratch.folder.join("qemu-system-x86_64");
    file::create_new(&name, b"#!/bin/true\n", 0o755).unwrap();
    let emulators = Emulators::new(scratch.folder.to_string_lossy());
    let guests = scratch.store(answer).guests(&emulators);
    let archs: Vec<&str> = guests.iter().map(|guest| guest.arch.name()).collect();
    if Host::read().arch == Arch::X8664 {
        assert_eq!(archs, ["i686", "x86_64"]);
        assert_eq!(scratch.asked(), 1);
    }
}

#[test]
fn a_missing_emulator_is_named() {
    let scratch = Scratch::new();
    let error = scratch.store(answer).caps("/nonexistent/qemu").unwrap_err();
    let expected = "Cannot check QEMU binary /nonexistent/qemu: No such file or directory";
    assert_eq!(error.message(), expected);
}

#[test]
fn the_file_is_named_as_libvirt_names_it() {
    let scratch = Scratch::new();
    let file = scratch.store(answer).file("/usr/bin/qemu-system-x86_64");
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    assert_eq!(name.len(), 64 + 4);
}
