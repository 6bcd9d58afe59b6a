//! Starting, not starting, and ending.

use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use fv_sys::signal::Signal;
use fv_testkit::wait_until;

use crate::fixture::{Fixture, SOON, errors};

#[test]
fn both_sockets_are_there_with_their_modes() {
    let fixture = Fixture::started(&[]);
    for (path, mode) in [
        (fixture.socket(), 0o700),
        (fixture.read_only_socket(), 0o777),
    ] {
        let found = std::fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(found & 0o7777, mode);
    }
}

#[test]
fn the_configuration_gives_modes_and_folder() {
    let fixture = Fixture::new();
    let folder = fixture.scratch.path().join("own");
    std::fs::create_dir(&folder).unwrap();
    fixture.configure(&format!(
        "unix_sock_rw_perms = \"0770\"\nunix_sock_dir = \"{}\"\n",
        folder.display()
    ));
    let mut child = fixture.command(&[]).spawn().unwrap();
    wait_until("the socket", SOON, || {
        folder.join("libvirt-sock-ro").exists()
    });
    let found = std::fs::metadata(folder.join("libvirt-sock")).unwrap();
    assert_eq!(found.permissions().mode() & 0o7777, 0o770);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_second_daemon_on_the_same_folders_fails_and_does_no_harm() {
    let fixture = Fixture::started(&[]);
    let output = fixture.run(&[]);
    assert_eq!(output.status.code(), Some(1));
    let text = format!(
        "Failed to acquire pid file '{}': Resource temporarily unavailable",
        fixture.pid_file().display()
    );
    assert!(errors(&output).contains(&text), "{}", errors(&output));
    assert!(fixture.is_served());
}

#[test]
fn signals_end_it_cleanly() {
    for signal in [Signal::Term, Signal::Int, Signal::Quit] {
        let mut fixture = Fixture::started(&[]);
        fixture.signal(signal);
        assert_eq!(fixture.end().code(), Some(0));
        for path in [
            fixture.socket(),
            fixture.read_only_socket(),
            fixture.pid_file(),
        ] {
            assert!(!path.exists(), "{} is left behind", path.display());
        }
    }
}

#[test]
fn a_hangup_makes_it_open_its_log_anew() {
    let fixture = Fixture::new();
    let log = fixture.scratch.join("log");
    fixture.configure(&format!(
        "log_outputs = \"2:file:{}\"\nlog_level = 2\n",
        log.display()
    ));
    let mut fixture = fixture;
    let child = fixture.command(&[]).spawn().unwrap();
    fixture.keep(child);
    fixture.wait_until_served();
    std::fs::rename(&log, fixture.scratch.join("log.1")).unwrap();
    fixture.signal(Signal::Hup);
    wait_until("the new log", SOON, || log.exists());
    assert!(fixture.is_served());
}

#[test]
fn it_ends_by_itself_when_nobody_needs_it() {
    let mut fixture = Fixture::started(&["-t", "1"]);
    assert_eq!(fixture.end().code(), Some(0));
}

#[test]
fn a_killed_daemon_is_no_obstacle_to_the_next() {
    let mut fixture = Fixture::started(&[]);
    fixture.signal(Signal::Kill);
    fixture.end();
    assert!(fixture.socket().exists());
    let child = fixture.command(&[]).spawn().unwrap();
    fixture.keep(child);
    fixture.wait_until_served();
}

#[test]
fn in_the_background_the_caller_returns_when_it_serves() {
    let fixture = Fixture::new();
    let output = fixture
        .command(&["-d"])
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    assert!(fixture.is_served());
    let pid = fixture.pid();
    fixture.signal(Signal::Term);
    wait_until("its end", SOON, || !fv_sys::process::is_alive(pid));
    assert!(
        fixture
            .scratch
            .join("var/log/libvirt/libvirtd.log")
            .exists()
    );
}

#[test]
fn in_the_background_a_failed_start_is_the_callers_failure() {
    let fixture = Fixture::started(&[]);
    let output = fixture.run(&["-d"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_wrong_configuration_stops_the_start_by_name() {
    for (text, expected) in [
        (
            "\nmax_cleints = 5\n",
            "libvirtd.conf:2: unknown key 'max_cleints'",
        ),
        (
            "max_clients = \"five\"\n",
            "expected an unsigned integer for 'max_clients' parameter",
        ),
        ("max_clients\n", "libvirtd.conf:1: expecting an assignment"),
        (
            "auth_unix_rw = \"polkit\"\n",
            "auth_unix_rw: authentication by polkit is not available yet",
        ),
        (
            "auth_unix_ro = \"sasl\"\n",
            "auth_unix_ro: authentication by sasl is not available yet",
        ),
        (
            "unix_sock_group = \"no-such-group\"\n",
            "Failed to parse group 'no-such-group'",
        ),
        ("log_filters = \"nonsense\"\n", "nonsense"),
    ] {
        let fixture = Fixture::new();
        fixture.configure(text);
        let output = fixture.run(&[]);
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(
            errors(&output).contains(expected),
            "{text}: {}",
            errors(&output)
        );
        assert!(!fixture.socket().exists());
    }
}

#[test]
fn a_named_configuration_file_must_exist() {
    let fixture = Fixture::new();
    let output = fixture.run(&["-f", "/nonexistent.conf"]);
    assert_eq!(output.status.code(), Some(1));
    let text = "Failed to open file '/nonexistent.conf': No such file or directory";
    assert!(errors(&output).contains(text), "{}", errors(&output));
}

#[test]
fn a_root_too_long_for_sockets_is_refused() {
    let fixture = Fixture::new();
    let root = fixture.scratch.path().join("x".repeat(100));
    let output = fixture.run(&["--root", root.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        errors(&output).contains(root.to_str().unwrap()),
        "{}",
        errors(&output)
    );
    assert!(!root.exists());
}

#[test]
fn options_that_are_not_there_are_refused_by_name() {
    let fixture = Fixture::new();
    let output = fixture.run(&["--listen"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        errors(&output).contains("--listen is not available yet"),
        "{}",
        errors(&output)
    );
    let output = fixture.run(&["--version"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stdout).contains("11.3.0"));
}
