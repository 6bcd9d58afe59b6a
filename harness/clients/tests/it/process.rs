//! The daemon as a process: signals, a second one, sockets that somebody else opened.

use std::os::fd::OwnedFd;
use std::os::unix::net::UnixListener;
use std::process::Stdio;
use std::time::Duration;

use fv_harness_clients::program::{program, run, until, wait};
use fv_harness_clients::{Host, daemon_program, processes};

use crate::small;

const SHORT: Duration = Duration::from_secs(10);

#[test]
fn term_ends_the_daemon_and_leaves_the_guest_to_the_next_one() {
    let mut host = Host::start();
    small::boot(&host, "guest");
    let emulator = host.emulator_pid("guest").unwrap();
    let counted = small::count(&host, "guest");
    let id = host.ok("domid guest");
    assert_eq!(host.end_daemon(), Some(0));
    assert!(processes::is_alive(emulator));
    host.start_daemon();
    assert_eq!(host.ok("domid guest"), id);
    assert_eq!(host.ok("domstate guest"), "running");
    let next = small::count(&host, "guest");
    assert_eq!(u32::from(next), u32::from(counted) + 1);
    host.ok("destroy guest");
    assert!(!processes::is_alive(emulator));
}

#[test]
fn guest_that_ended_while_no_daemon_ran_is_found_shut_off() {
    let mut host = Host::start();
    small::boot(&host, "guest");
    let emulator = host.emulator_pid("guest").unwrap();
    assert_eq!(host.end_daemon(), Some(0));
    processes::signal(emulator, "KILL");
    until("the emulator ends", SHORT, || {
        !processes::is_alive(emulator)
    })
    .unwrap();
    host.start_daemon();
    until("the guest is off", SHORT, || {
        host.ok("domstate guest") == "shut off"
    })
    .unwrap();
    host.ok("start guest");
}

#[test]
fn hup_reads_definitions_again_and_disturbs_no_guest() {
    let host = Host::start();
    small::boot(&host, "guest");
    let emulator = host.emulator_pid("guest").unwrap();
    let disk = host.boot_disk("late");
    let late = small::xml("late", &disk).replace(
        "<memory",
        "<uuid>6d8f5a10-52d4-4b2c-9d0b-8f7d5d3a1c02</uuid>\n  <memory",
    );
    host.write("etc/libvirt/qemu/late.xml", late);
    processes::signal(host.daemon_pid(), "HUP");
    until("the definition is there", SHORT, || {
        host.ok("list --all --name").contains("late")
    })
    .unwrap();
    assert_eq!(host.ok("domstate guest"), "running");
    assert_eq!(host.emulator_pid("guest"), Some(emulator));
}

#[test]
fn second_daemon_on_the_same_folders_ends_with_a_message_and_changes_nothing() {
    let host = Host::start();
    small::boot(&host, "guest");
    let second = run(&mut host.daemon_command().unwrap(), SHORT).unwrap();
    assert_ne!(second.status, Some(0));
    let said = second.stdout + &second.stderr;
    assert!(
        said.contains("pid file") || said.contains("already"),
        "{said}"
    );
    assert_eq!(host.ok("domstate guest"), "running");
    host.ok("destroy guest");
}

#[test]
fn sockets_opened_by_the_service_manager_are_served() {
    let mut host = Host::prepare();
    std::fs::create_dir_all(host.root().join("run/libvirt")).unwrap();
    let listen = |name: &str| {
        let listener = UnixListener::bind(host.root().join("run/libvirt").join(name)).unwrap();
        Stdio::from(OwnedFd::from(listener))
    };
    let (read_write, read_only) = (listen("libvirt-sock"), listen("libvirt-sock-ro"));
    // The service manager hands descriptors over from 3 on, and names the process that they are for.
    let hand_over = "exec 3<&0 4>&1 </dev/null >/dev/null; LISTEN_PID=$$ LISTEN_FDS=2 \
                     LISTEN_FDNAMES=libvirtd.socket:libvirtd-ro.socket exec \"$0\" --root \"$1\"";
    let mut shell = program("sh");
    shell
        .args(["-c", hand_over])
        .arg(daemon_program().unwrap())
        .arg(host.root());
    let mut daemon = shell.stdin(read_write).stdout(read_only).spawn().unwrap();
    small::boot(&host, "guest");
    let socket = host.path("run/libvirt/libvirt-sock-ro");
    let uri = format!("qemu:///system?socket={socket}");
    let mut virsh = program("virsh");
    virsh.env("LC_ALL", "C").args(["-r", "-c", &uri]);
    let refused = run(virsh.args(["destroy", "guest"]), SHORT).unwrap();
    assert!(
        refused.stderr.contains("read only access prevents"),
        "{}",
        refused.stderr
    );
    processes::signal(daemon.id(), "TERM");
    assert_eq!(
        wait(&mut daemon, SHORT)
            .unwrap()
            .and_then(|status| status.code()),
        Some(0)
    );
    // Who opened the sockets keeps them.
    assert!(host.root().join("run/libvirt/libvirt-sock").exists());
    let _ = std::fs::remove_file(host.root().join("run/libvirt/libvirt-sock"));
    let _ = std::fs::remove_file(host.root().join("run/libvirt/libvirt-sock-ro"));
    host.start_daemon();
    assert_eq!(host.ok("domstate guest"), "running");
}

#[test]
fn unknown_key_of_the_configuration_stops_the_start_and_is_named() {
    let mut host = Host::prepare();
    host.write(
        "etc/libvirt/libvirtd.conf",
        "min_workers = 5\nno_such_key = 1\n",
    );
    host.spawn_daemon(&[]).unwrap();
    let error = host.wait_until_ready().unwrap_err().to_string();
    assert!(error.contains("the daemon ended with"), "{error}");
    let log = host.daemon_log();
    assert!(log.contains("no_such_key") && log.contains('2'), "{log}");
}

#[test]
fn authentication_that_is_not_there_yet_stops_the_start() {
    for method in ["polkit", "sasl"] {
        let mut host = Host::prepare();
        host.write(
            "etc/libvirt/libvirtd.conf",
            format!("auth_unix_rw = \"{method}\"\n"),
        );
        host.spawn_daemon(&[]).unwrap();
        assert!(host.wait_until_ready().is_err());
        let log = host.daemon_log();
        assert!(
            log.contains("auth_unix_rw") && log.contains(method),
            "{log}"
        );
    }
}
