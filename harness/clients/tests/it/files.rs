//! Files that are lost, spoilt or foreign, and disks that take nothing: what runs is known, what was acknowledged is
//! there, and everything else works on.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};
use std::time::Duration;

use fv_harness_clients::program::{must, now, program};
use fv_harness_clients::{Host, processes};

use crate::small;

/// A daemon that waits for a file is found out by this; one on a busy machine is not.
const READY_TIME_MAX: Duration = Duration::from_secs(12);
const DEFINITIONS: &str = "etc/libvirt/qemu";
const AUTOSTART: &str = "etc/libvirt/qemu/autostart";
const STATUS: &str = "run/libvirt/qemu";
const CHANNELS: &str = "run/libvirt/qemu/channel";
const RUNS: &str = "var/lib/libvirt/qemu";
const CAPABILITIES: &str = "var/cache/libvirt/qemu/capabilities";

/// Puts one of everything that does not belong there into a folder; returns the names.
fn litter(folder: &Path, end: &str) -> Vec<PathBuf> {
    fs::create_dir_all(folder).unwrap();
    let path = |name: &str| folder.join(format!("{name}{end}"));
    fs::write(path("empty"), "").unwrap();
    fs::write(path("cut"), "<domain type='qemu'><name>cut</na").unwrap();
    fs::write(path("bytes"), [0, 255, 1, 254, 0]).unwrap();
    fs::write(path("other"), "<network><name>other</name></network>\n").unwrap();
    let absurd = "<domstatus state='running' reason='booted' pid='-99999999999999999999'>\
                  <monitor path='/etc/passwd' type='unix'/><libDir path='/etc'/>\
                  <channelTargetDir path='/'/><domain type='qemu' id='99999999999999999999'>\
                  <name>absurd</name><memory>99999999999999999999999</memory>\
                  <os><type>hvm</type></os></domain></domstatus>";
    fs::write(path("absurd"), absurd).unwrap();
    // It takes no room, and would take all memory.
    fs::File::create(path("endless"))
        .unwrap()
        .set_len(1 << 40)
        .unwrap();
    fs::create_dir(path("folder")).unwrap();
    symlink(path("loop"), path("loop")).unwrap();
    symlink("/dev/zero", path("device")).unwrap();
    symlink(path("nowhere-to-go"), path("dangling")).unwrap();
    must(program("mkfifo").arg(path("fifo"))).unwrap();
    let unreadable = [b"no-text-\xff", end.as_bytes()].concat();
    fs::write(folder.join(std::ffi::OsStr::from_bytes(&unreadable)), "x").unwrap();
    let names = fs::read_dir(folder).unwrap();
    names.map(|entry| entry.unwrap().path()).collect()
}

/// What each of these files is: kind, owner, size, target.
fn look(paths: &[PathBuf]) -> BTreeMap<PathBuf, String> {
    let what = |path: &PathBuf| {
        let meta = path.symlink_metadata().map_err(|error| error.to_string());
        let text = meta.map(|meta| {
            let target = fs::read_link(path).unwrap_or_default();
            format!(
                "{:o} {} {} {}",
                meta.mode(),
                meta.uid(),
                meta.size(),
                target.display()
            )
        });
        (path.clone(), text.unwrap_or_else(|error| error))
    };
    paths.iter().map(what).collect()
}

#[test]
fn foreign_files_in_any_state_folder_are_named_left_in_place_and_hinder_nothing() {
    let mut host = Host::prepare();
    let mut all = Vec::new();
    for folder in [DEFINITIONS, STATUS] {
        let litter = litter(&host.root().join(folder), ".xml");
        all.extend(litter);
    }
    let mut named = all.clone();
    let links = litter(&host.root().join(AUTOSTART), ".xml");
    named.extend(links.iter().cloned());
    all.extend(links);
    for (folder, end) in [
        (STATUS, ".pid"),
        (CHANNELS, ""),
        (RUNS, ""),
        (RUNS, ".new"),
        (CAPABILITIES, ".xml"),
        ("var/log/libvirt/qemu", ".log"),
    ] {
        all.extend(litter(&host.root().join(folder), end));
    }
    all.sort();
    all.dedup();
    all.retain(|path| !path.ends_with("autostart") && !path.ends_with("channel"));
    let before = look(&all);
    let started = now();
    host.start_daemon();
    let took = started.elapsed();
    assert!(took < READY_TIME_MAX, "ready after {took:?}");
    let log = host.daemon_log();
    for path in named.iter().filter(|path| !path.ends_with("autostart")) {
        assert!(
            log.contains(&path.display().to_string()),
            "{} is not named in {log}",
            path.display()
        );
    }
    assert!(log.len() < 64 << 10, "the log quotes what it should not");
    assert_eq!(host.ok("list --all --name"), "");
    for name in ["good", "empty", "cut", "other"] {
        let xml = small::write(&host, name);
        if name == "good" {
            host.ok(&format!("define {xml}"));
            host.ok("autostart good");
        } else {
            // Foreign files of that name are in the way of nobody else; here they are replaced.
            host.ok(&format!("create {xml}"));
            host.ok(&format!("destroy {name}"));
        }
    }
    host.ok("start good");
    host.kill_daemon();
    host.start_daemon();
    assert_eq!(host.ok("list --all --name"), "good");
    host.ok("destroy good");
    host.ok("undefine good");
    assert_eq!(host.emulators(), Vec::<u32>::new());
    let replaced = |path: &PathBuf| {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        ["empty", "cut", "other"].contains(&stem.as_ref())
    };
    let kept: Vec<PathBuf> = all.into_iter().filter(|path| !replaced(path)).collect();
    let mut before = before;
    before.retain(|path, _| kept.contains(path));
    assert_eq!(look(&kept), before);
}

#[test]
fn a_path_that_is_taken_by_something_else_is_named_by_the_error() {
    let host = Host::start();
    let xml = small::write(&host, "guest");
    host.ok(&format!("define {xml}"));
    for (file, kind) in [
        ("var/log/libvirt/qemu/guest.log", "fifo"),
        ("var/log/libvirt/qemu/guest.log", "folder"),
        ("run/libvirt/qemu/guest.xml", "folder"),
        ("run/libvirt/qemu/guest.pid", "folder"),
    ] {
        let path = host.root().join(file);
        let _ = fs::remove_file(&path);
        match kind {
            "fifo" => drop(must(program("mkfifo").arg(&path)).unwrap()),
            _ => fs::create_dir(&path).unwrap(),
        }
        let before = look(std::slice::from_ref(&path));
        let said = host.fails("start guest");
        assert!(said.contains(file), "{kind} at {file}: {said}");
        assert_eq!(look(std::slice::from_ref(&path)), before);
        assert_eq!(host.emulators(), Vec::<u32>::new(), "{kind} at {file}");
        assert_eq!(host.ok("domstate guest"), "shut off");
        let _ = fs::remove_file(&path);
        let _ = fs::remove_dir(&path);
    }
    host.ok("start guest");
    host.ok("destroy guest");
}

#[test]
fn something_else_in_the_place_of_a_folder_hinders_only_what_needs_the_folder() {
    let mut host = Host::prepare();
    let log = "var/log/libvirt/qemu";
    for folder in [AUTOSTART, CHANNELS, log] {
        let path = host.root().join(folder);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        match folder {
            AUTOSTART => drop(must(program("mkfifo").arg(&path)).unwrap()),
            CHANNELS => symlink(&path, &path).unwrap(),
            _ => fs::write(&path, "").unwrap(),
        }
    }
    host.start_daemon();
    let xml = small::write(&host, "guest");
    host.ok(&format!("define {xml}"));
    for (line, folder) in [("autostart guest", AUTOSTART), ("start guest", CHANNELS)] {
        let said = host.fails(line);
        assert!(said.contains(folder), "{line}: {said}");
        fs::remove_file(host.root().join(folder)).unwrap();
    }
    assert!(host.fails("start guest").contains(log));
    fs::remove_file(host.root().join(log)).unwrap();
    host.kill_daemon();
    host.start_daemon();
    host.ok("autostart guest");
    host.ok("start guest");
    host.ok("destroy guest");
    assert_eq!(host.emulators(), Vec::<u32>::new());
}

#[test]
fn a_guest_whose_status_file_is_lost_keeps_its_memory_and_console() {
    let mut host = Host::start();
    small::boot(&host, "guest");
    let pid = host.emulator_pid("guest").unwrap();
    let described = host.ok("dumpxml guest");
    let mut counted = small::count(&host, "guest");
    for name in ["xml", "pid"] {
        host.kill_daemon();
        fs::remove_file(host.root().join(format!("{STATUS}/guest.{name}"))).unwrap();
        host.start_daemon();
        assert_eq!(host.ok("domstate guest"), "running");
        assert_eq!(host.emulators(), [pid]);
        let next = small::count(&host, "guest");
        assert_eq!(
            u32::from(next),
            u32::from(counted) + 1,
            "the guest lost its memory"
        );
        counted = next;
        if name == "xml" {
            // One that is read from a status loses an alias that libvirt does not read either.
            assert_eq!(host.ok("dumpxml guest"), described);
        }
        assert!(host.fails("start guest").contains("already active"));
    }
    host.ok("destroy guest");
    assert_eq!(host.emulators(), Vec::<u32>::new());
}

#[test]
fn an_emulator_without_a_definition_is_named_and_nothing_is_started_beside_it() {
    let mut host = Host::start();
    let xml = small::write(&host, "guest");
    host.ok(&format!("define {xml}"));
    host.ok("start guest");
    let pid = host.emulator_pid("guest").unwrap();
    let kept = format!("{DEFINITIONS}/guest.xml");
    let definition = fs::read(host.root().join(&kept)).unwrap();
    host.kill_daemon();
    fs::remove_file(host.root().join(&kept)).unwrap();
    fs::write(host.root().join(format!("{STATUS}/guest.xml")), "").unwrap();
    host.start_daemon();
    let named = format!("process {pid} is an emulator of guest 'guest'");
    assert!(host.daemon_log().contains(&named), "{}", host.daemon_log());
    assert_eq!(host.ok("list --all --name"), "");
    let said = host.fails(&format!("create {xml}"));
    assert!(said.contains(&format!("process {pid}")), "{said}");
    assert_eq!(host.emulators(), [pid]);
    // Somebody puts its definition back.
    host.write(&kept, definition);
    processes::signal(host.daemon_pid(), "HUP");
    fv_harness_clients::program::until("it is found", READY_TIME_MAX, || {
        host.ok("list --name") == "guest"
    })
    .unwrap();
    assert_eq!(host.emulators(), [pid]);
    host.ok("suspend guest");
    host.ok("undefine guest");
    host.kill_daemon();
    fs::remove_file(host.root().join(format!("{STATUS}/guest.xml"))).unwrap();
    host.start_daemon();
    assert!(
        host.fails(&format!("create {xml}"))
            .contains(&format!("process {pid}"))
    );
    processes::signal(pid, "KILL");
    fv_harness_clients::program::until("it ends", READY_TIME_MAX, || !processes::is_alive(pid))
        .unwrap();
    host.ok(&format!("create {xml}"));
    host.ok("destroy guest");
}

/// A small file system of its own in a folder, taken away when dropped.
pub(crate) struct Disk(PathBuf);

impl Disk {
    /// Nothing where this process may not mount.
    pub(crate) fn mount(host: &Host, folder: &str) -> Option<Self> {
        let path = host.root().join(folder);
        fs::create_dir_all(&path).unwrap();
        let mut mount = program("mount");
        mount.args(["-t", "tmpfs", "-o", "size=256k,mode=755", "small"]);
        must(mount.arg(&path)).ok().map(|_| Self(path))
    }

    /// Mounts a folder over itself with what is in it, so that it can be made read-only.
    pub(crate) fn mount_over(host: &Host, folder: &str) -> Option<Self> {
        let path = host.root().join(folder);
        let mut mount = program("mount");
        mount.arg("--bind").args([&path, &path]);
        must(&mut mount).ok().map(|_| Self(path))
    }

    /// Fills it to the last byte.
    pub(crate) fn fill(&self) {
        let mut file = fs::File::create(self.0.join("filler")).unwrap();
        while file.write_all(&[0; 4096]).is_ok() {}
        while file.write_all(&[0]).is_ok() {}
    }

    pub(crate) fn empty(&self) {
        fs::remove_file(self.0.join("filler")).unwrap();
    }

    pub(crate) fn remount(&self, how: &str) {
        must(
            program("mount")
                .args(["-o", &format!("remount,{how}")])
                .arg(&self.0),
        )
        .unwrap();
    }

    /// Everything on it, with its content.
    fn content(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let entries = fs::read_dir(&self.0).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths
            .map(|path| {
                let content = fs::read(&path).unwrap_or_default();
                (path, content)
            })
            .collect()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = must(program("umount").arg("-l").arg(&self.0));
    }
}

#[test]
fn a_configuration_disk_that_is_full_or_read_only_refuses_and_loses_nothing() {
    let mut host = Host::prepare();
    let Some(disk) = Disk::mount(&host, DEFINITIONS) else {
        return eprintln!("nothing can be mounted here; the driver's own tests break each write");
    };
    host.start_daemon();
    let (old, new) = (small::write(&host, "old"), small::write(&host, "new"));
    host.ok(&format!("define {old}"));
    let described = host.ok("dumpxml old");
    let changed = described.replace("<on_crash>destroy<", "<on_crash>restart<");
    let changed = host.write("changed.xml", changed);
    let refuses = |host: &Host, why: &str, lines: &[String]| {
        let before = disk.content();
        for line in lines {
            let said = host.fails(line);
            assert!(
                said.contains(why) && said.contains(DEFINITIONS),
                "{line}: {said}"
            );
            assert!(disk.content() == before, "{line} changed the disk");
            assert_eq!(host.ok("list --all --name"), "old", "{line}");
            assert_eq!(host.ok("dumpxml old"), described, "{line}");
        }
    };
    let define = [format!("define {new}"), format!("define {changed}")];
    disk.fill();
    refuses(&host, "No space left on device", &define);
    disk.empty();
    host.ok("autostart old");
    disk.remount("ro");
    let mut lines = define.to_vec();
    lines.extend(["undefine old", "autostart old --disable"].map(str::to_owned));
    refuses(&host, "Read-only file system", &lines);
    // What is kept can be used, and is there for the next daemon.
    host.ok("start old");
    host.ok("destroy old");
    host.kill_daemon();
    host.start_daemon();
    assert_eq!(host.ok("list --all --name --autostart"), "old");
    disk.remount("rw");
    disk.fill();
    host.ok("undefine old");
    assert_eq!(host.ok("list --all --name"), "");
    host.end_daemon();
    let names: Vec<PathBuf> = disk.content().into_keys().collect();
    assert_eq!(names, [disk.0.join("autostart"), disk.0.join("filler")]);
    assert_eq!(fs::read_dir(disk.0.join("autostart")).unwrap().count(), 0);
}

#[test]
fn a_state_disk_that_is_full_or_read_only_starts_nothing_and_ends_nothing() {
    let mut host = Host::prepare();
    let Some(disk) = Disk::mount(&host, STATUS) else {
        return eprintln!("nothing can be mounted here; the driver's own tests break each write");
    };
    host.start_daemon();
    for name in ["runs", "waits"] {
        let xml = small::write(&host, name);
        host.ok(&format!("define {xml}"));
    }
    for (why, trouble) in [
        ("No space left on device", ""),
        ("Read-only file system", "ro"),
    ] {
        host.ok("start runs");
        let pid = host.emulator_pid("runs").unwrap();
        match trouble {
            "" => disk.fill(),
            how => disk.remount(how),
        }
        let before = disk.content();
        let said = host.fails("start waits");
        assert!(said.contains(why) && said.contains(STATUS), "{said}");
        assert!(
            disk.content() == before,
            "the start of a guest that was refused left something"
        );
        assert_eq!(host.ok("domstate waits"), "shut off");
        assert_eq!(host.emulators(), [pid]);
        host.ok("suspend runs");
        host.kill_daemon();
        // Its pid file and sockets cannot be written either where nothing can.
        host.start_daemon();
        assert_eq!(host.emulators(), [pid]);
        fv_harness_clients::program::until("it is known to be paused", READY_TIME_MAX, || {
            host.ok("domstate runs") == "paused"
        })
        .unwrap();
        host.ok("resume runs");
        host.ok("destroy runs");
        assert_eq!(host.emulators(), Vec::<u32>::new());
        assert_eq!(host.ok("domstate runs"), "shut off");
        match trouble {
            "" => disk.empty(),
            _ => disk.remount("rw"),
        }
        host.kill_daemon();
        host.start_daemon();
        assert_eq!(host.ok("domstate runs"), "shut off");
        host.ok("start waits");
        host.ok("destroy waits");
    }
}

#[test]
fn a_full_log_disk_stops_no_guest() {
    let mut host = Host::prepare();
    let Some(disk) = Disk::mount(&host, "var/log/libvirt/qemu") else {
        return eprintln!("nothing can be mounted here; the driver's own tests break each write");
    };
    host.start_daemon();
    disk.fill();
    small::boot(&host, "guest");
    host.ok("suspend guest");
    host.ok("destroy guest");
    assert!(
        host.daemon_log().contains("guest.log"),
        "{}",
        host.daemon_log()
    );
}
