//! Asks a real emulator, and one that hangs.
//!
//! The first test says that it has nothing to ask where no emulator is installed.

#![expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use fv_command::Host as Programs;
use fv_driver_qemu_caps::{
    Arch, CapsStore, Emulators, Flag, Prober, RunAs, StoreOptions, VirtType, cache_xml,
};
use fv_sys::{clock, file, host, process, users};

const SEARCH_PATH: &str = "/usr/local/bin:/usr/bin:/bin";

struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        let random = host::random_bytes().unwrap();
        let name: String = random
            .iter()
            .take(6)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let folder = PathBuf::from(format!("/tmp/fv-caps-{name}"));
        file::create_folder(&folder, 0o755).unwrap();
        Self(folder)
    }

    fn prober(&self, time_limit: Duration) -> Prober {
        Prober {
            runner: Arc::new(Programs),
            folder: self.0.clone(),
            run_as: run_as(),
            search_path: SEARCH_PATH.into(),
            time_limit,
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = file::remove_tree(&self.0);
    }
}

fn run_as() -> RunAs {
    RunAs {
        uid: users::effective_uid(),
        gid: users::effective_gid(),
        groups: Vec::new(),
    }
}

#[test]
fn an_installed_emulator_tells_what_it_can_do() {
    let emulators = Emulators::new(SEARCH_PATH);
    let Some(binary) = emulators.find("qemu-system-x86_64") else {
        eprintln!("no emulator is installed; nothing was asked");
        return;
    };
    let binary = binary.to_string_lossy().into_owned();
    let scratch = Scratch::new();
    let prober = scratch.prober(Duration::from_secs(60));
    let store = CapsStore::new(StoreOptions {
        folder: scratch.0.join("cache"),
        run_as: run_as(),
        self_ctime: 0,
        self_version: 0,
        modules: None,
        ask: Box::new(move |binary| prober.probe(binary)),
    });
    let caps = store.caps(&binary).unwrap();
    assert_eq!(caps.arch, Arch::X8664);
    assert!(caps.version >= 6_002_000);
    for flag in [
        Flag::Tcg,
        Flag::DeviceJson,
        Flag::NetdevJson,
        Flag::VirtioScsi,
        Flag::Ich9Ahci,
    ] {
        assert!(caps.has(flag), "{}", flag.name());
    }
    let pc = caps.machine(VirtType::Tcg, "pc").unwrap();
    assert!(pc.name.starts_with("pc-i440fx-"));
    assert!(caps.cpu_model(VirtType::Tcg, "qemu64").is_some());
    assert_eq!(cache_xml::read(&cache_xml::write(&caps)).unwrap(), *caps);
    // Nothing but the file remains: neither a folder of a monitor nor a process.
    assert_eq!(file::list_folder(&scratch.0).unwrap(), ["cache"]);
    assert!(!runs(&scratch.0));
}

#[test]
fn an_emulator_that_hangs_is_killed_with_all_it_started() {
    let scratch = Scratch::new();
    let binary = scratch.0.join("qemu-hangs");
    // It leaves its parent and its session, as an emulator that becomes a daemon does.
    let script = "#!/bin/sh\nif [ -z \"$AGAIN\" ]; then AGAIN=1 setsid sh \"$0\" \"$@\" & fi\n\
                  while :; do sleep 1; done\n";
    file::create_new(&binary, script.as_bytes(), 0o755).unwrap();
    let prober = scratch.prober(Duration::from_millis(500));
    let start = clock::now();
    let error = prober.probe(&binary.to_string_lossy()).unwrap_err();
    assert!(
        clock::now().since(start) < Duration::from_secs(10),
        "{error}"
    );
    assert!(!runs(&scratch.0), "{error}");
    assert_eq!(file::list_folder(&scratch.0).unwrap(), ["qemu-hangs"]);
}

#[test]
fn an_emulator_that_fails_is_quoted() {
    let scratch = Scratch::new();
    let binary = scratch.0.join("qemu-fails");
    file::create_new(&binary, b"#!/bin/sh\necho no machine >&2\nexit 1\n", 0o755).unwrap();
    let binary = binary.to_string_lossy().into_owned();
    let error = scratch
        .prober(Duration::from_secs(10))
        .probe(&binary)
        .unwrap_err();
    let expected =
        format!("internal error: Failed to start QEMU binary {binary} for probing: no machine\n");
    assert_eq!(error.message(), expected);
}

/// Whether a process has something of this folder among its arguments.
fn runs(folder: &Path) -> bool {
    let folder = folder.to_string_lossy().into_owned();
    let named = |pid: &i32| {
        let arguments = process::arguments(*pid).unwrap_or_default();
        arguments.iter().any(|argument| argument.contains(&folder))
    };
    process::all().unwrap().iter().any(named)
}
