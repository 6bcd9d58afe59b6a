//! What goes wrong on a host: the error is libvirt's, it names element, file and cause, and nothing is left behind.
//!
//! The expected output was recorded from libvirt 11.3.0 where it does not depend on folders.

use std::fs;
use std::os::unix::fs::MetadataExt;

use fv_harness_clients::{Host, Script, golden, set_mode};

use crate::small;

/// A change of the small guest's XML: what it is called, what is replaced, and by what.
const BAD_XML: &[(&str, &str, &str)] = &[
    ("not-closed", "</devices>", ""),
    ("no-name", "<name>bad</name>", ""),
    ("empty-name", "<name>bad</name>", "<name></name>"),
    ("name-with-slash", "<name>bad</name>", "<name>a/b</name>"),
    ("bad-uuid", "<memory", "<uuid>zz</uuid><memory"),
    ("no-memory", "<memory unit='MiB'>16</memory>", ""),
    ("memory-unit", "unit='MiB'", "unit='furlong'"),
    ("no-vcpus", "<vcpu>1</vcpu>", "<vcpu>0</vcpu>"),
    (
        "no-os-type",
        "<type arch='x86_64' machine='pc-i440fx-10.0'>hvm</type>",
        "",
    ),
    ("os-type", ">hvm<", ">exotic<"),
    ("arch", "arch='x86_64'", "arch='pdp11'"),
    ("machine", "pc-i440fx-10.0", "pc-no-such"),
    ("virt-type", "type='qemu'", "type='lxd'"),
    ("disk-bus", "bus='ide'", "bus='floppybus'"),
    ("disk-target", "<target dev='hda' bus='ide'/>", ""),
    ("disk-device", "device='disk'", "device='tape'"),
    ("disk-format", "type='raw'", "type='wax'"),
    (
        "serial-type",
        "<serial type='pty'/>",
        "<serial type='carrier-pigeon'/>",
    ),
    (
        "controller-model",
        "model='none'/>\n    <serial",
        "model='warp'/>\n    <serial",
    ),
    ("boot-device", "<boot dev='hd'/>", "<boot dev='tape'/>"),
    ("clock", "<features>", "<clock offset='moon'/><features>"),
    (
        "on-crash",
        "<features>",
        "<on_crash>shrug</on_crash><features>",
    ),
    (
        "interface-type",
        "<serial",
        "<interface type='wormhole'/><serial",
    ),
    (
        "emulator",
        "/usr/bin/qemu-system-x86_64",
        "/nonexistent/qemu",
    ),
];

fn restored(host: &Host, name: &str) {
    let disk = host.root().join(format!("{name}.img"));
    if let Ok(meta) = fs::metadata(&disk) {
        assert_eq!(
            (meta.uid(), meta.gid()),
            (0, 0),
            "{} keeps its owner",
            disk.display()
        );
    }
}

/// Nothing of a guest is left: no emulator, no file in the run folder.
fn nothing_left(host: &Host, name: &str) {
    assert_eq!(host.emulators(), Vec::<u32>::new());
    restored(host, name);
    if host.is_reference() {
        return;
    }
    for folder in ["run/libvirt/qemu", "var/lib/libvirt/qemu"] {
        let Ok(listing) = fs::read_dir(host.root().join(folder)) else {
            continue;
        };
        for entry in listing {
            let file = entry.unwrap().file_name().into_string().unwrap();
            assert!(!file.contains(name), "{folder}/{file} was left");
        }
    }
}

#[test]
fn bad_documents_are_refused_in_libvirts_words() {
    let host = Host::start();
    let mut script = Script::new(&host);
    let good = small::xml("bad", "/nonexistent/disk.img");
    for (name, from, to) in BAD_XML {
        assert!(good.contains(from), "{name} changes something");
        host.write(&format!("{name}.xml"), good.replacen(from, to, 1));
        script.run(&format!("define ROOT/{name}.xml"));
    }
    script.run("list --all");
    golden::check("bad-documents.txt", script.text());
}

#[test]
fn starts_that_cannot_work_say_why_and_leave_nothing() {
    let host = Host::start();
    let mut script = Script::new(&host);
    let missing = small::xml("missing", &host.path("missing.img"));
    let uuid = "<uuid>6d8f5a10-52d4-4b2c-9d0b-8f7d5d3a1c04</uuid>\n  <memory";
    host.write("missing.xml", missing.replace("<memory", uuid));
    script.run("define ROOT/missing.xml");
    script.run("start missing");
    nothing_left(&host, "missing");
    script.run("domstate missing --reason");
    script.run("create ROOT/missing.xml");
    script.run("undefine missing");
    script.run("create ROOT/missing.xml");
    script.run("list --all");
    nothing_left(&host, "missing");
    host.boot_disk("twin");
    host.write("twin.xml", small::xml("twin", &host.path("twin.img")));
    script.run("define ROOT/twin.xml");
    let other = "<uuid>6d8f5a10-52d4-4b2c-9d0b-8f7d5d3a1c03</uuid>\n  <memory";
    let twin = small::xml("twin", &host.path("twin.img"));
    host.write("twin2.xml", twin.replace("<memory", other));
    let ended = host.line(&format!("define {}", host.path("twin2.xml")));
    assert!(
        ended
            .stderr
            .contains("domain 'twin' already exists with uuid"),
        "{}",
        ended.stderr
    );
    script.run("undefine twin");
    golden::check("bad-starts.txt", script.text());
}

#[test]
fn emulator_that_dies_is_quoted_and_leaves_nothing() {
    let host = Host::start();
    host.boot_disk("dead");
    let emulator = host.write(
        "qemu-dead",
        "#!/bin/sh\ncase \"$*\" in *\"-machine none\"*) exec /usr/bin/qemu-system-x86_64 \"$@\";; esac\n\
         echo 'the emulator has no mind to work' >&2\nexit 1\n",
    );
    set_mode(emulator.as_ref(), 0o755);
    let xml = small::xml("dead", &host.path("dead.img"))
        .replace("/usr/bin/qemu-system-x86_64", &emulator);
    host.write("dead.xml", xml);
    host.ok(&format!("define {}", host.path("dead.xml")));
    let said = host.fails("start dead");
    let expected = "error: internal error: QEMU unexpectedly closed the monitor (vm='dead'): \
                    the emulator has no mind to work";
    assert!(said.ends_with(expected), "{said}");
    assert_eq!(host.ok("domstate dead"), "shut off");
    nothing_left(&host, "dead");
    let log = fs::read_to_string(host.root().join("var/log/libvirt/qemu/dead.log")).unwrap();
    assert!(log.contains("the emulator has no mind to work"), "{log}");
}

#[test]
fn folder_that_takes_no_file_is_named_and_leaves_nothing() {
    let host = Host::start();
    let xml = small::write(&host, "full");
    // Root may write everywhere, so a file stands where a folder should be.
    let folder = host.root().join("var/log/libvirt/qemu");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.parent().unwrap()).unwrap();
    fs::write(&folder, "").unwrap();
    host.ok(&format!("define {xml}"));
    let said = host.fails("start full");
    assert!(said.contains("var/log/libvirt/qemu"), "{said}");
    assert_eq!(host.ok("domstate full"), "shut off");
    nothing_left(&host, "full");
    fs::remove_file(&folder).unwrap();
    fs::create_dir_all(&folder).unwrap();
    host.ok("start full");
    host.ok("destroy full");
    nothing_left(&host, "full");
}

#[test]
fn definition_that_cannot_be_stored_is_refused_and_not_kept() {
    let host = Host::start();
    let xml = small::write(&host, "kept");
    let folder = host.root().join("etc/libvirt/qemu");
    let _ = fs::remove_dir_all(&folder);
    fs::write(&folder, "").unwrap();
    let said = host.fails(&format!("define {xml}"));
    assert!(said.contains("etc/libvirt/qemu"), "{said}");
    assert_eq!(host.ok("list --all --name"), "");
    fs::remove_file(&folder).unwrap();
    host.ok(&format!("define {xml}"));
}

#[test]
fn user_of_the_configuration_that_does_not_exist_fails_the_start_by_name() {
    let mut host = Host::prepare();
    host.run_emulators_as("no-such-user", "nogroup");
    host.start_daemon();
    let xml = small::write(&host, "guest");
    host.ok(&format!("define {xml}"));
    let said = host.fails("start guest");
    assert!(said.contains("no-such-user"), "{said}");
    nothing_left(&host, "guest");
}

#[test]
fn images_belong_to_the_emulators_user_while_it_runs_and_to_their_owner_again_after() {
    let host = Host::start();
    let xml = small::write(&host, "guest");
    host.ok(&format!("define {xml}"));
    host.ok("start guest");
    let owner = |path: &str| fs::metadata(host.root().join(path)).unwrap().uid();
    assert_eq!(owner("guest.img"), 65534);
    let emulator = host.emulator_pid("guest").unwrap();
    assert_eq!(
        fv_harness_clients::processes::user_id(emulator),
        Some(65534)
    );
    host.ok("destroy guest");
    assert_eq!(owner("guest.img"), 0);
    nothing_left(&host, "guest");
}
