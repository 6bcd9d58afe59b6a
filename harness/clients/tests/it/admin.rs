//! Debian's `virt-admin` as operators use it: everything it can ask for, and what it says when that goes wrong.

use std::process::{Child, Stdio};
use std::time::Duration;

use fv_harness_clients::Host;
use fv_harness_clients::program::{run, until, wait};

const SHORT: Duration = Duration::from_secs(20);

/// A `virsh` that stays connected.
fn listener(host: &Host) -> Child {
    let mut command = host.virsh_command();
    command.args(["event", "--all", "--timeout", "60"]);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command.stderr(Stdio::null()).spawn().unwrap()
}

/// The numbers of the clients of the main server.
fn clients(host: &Host) -> Vec<String> {
    let listing = host.admin_ok("client-list libvirtd");
    let lines = listing.lines().filter(|line| line.contains(" unix "));
    lines
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .collect()
}

/// What `virt-admin` says when it fails.
fn refusal(host: &Host, arguments: &[&str]) -> String {
    let ended = host.admin(arguments);
    assert_eq!(ended.status, Some(1), "{arguments:?}: {}", ended.stdout);
    ended.stderr.trim_end().to_owned()
}

/// The value behind a name in a listing.
fn value(listing: &str, name: &str) -> String {
    let line = listing.lines().find(|line| line.starts_with(name));
    let line = line.unwrap_or_else(|| panic!("no {name} in {listing}"));
    line.split(": ").nth(1).unwrap_or_default().to_owned()
}

#[test]
fn servers_and_workers_are_shown_and_changed() {
    let host = Host::start();
    let listing = host.admin_ok("server-list");
    assert_eq!(
        listing,
        " Id   Name\n----------------\n 0    libvirtd\n 1    admin"
    );
    assert_eq!(
        host.admin_ok("version"),
        "Compiled against library: libvirt 11.3.0\nUsing library: libvirt 11.3.0\n\
         Running against daemon: 11.3.0"
    );
    // Those that waited long at the start may have been made up for by others.
    let mut pool = String::new();
    until("all workers are free", SHORT, || {
        pool = host.admin_ok("server-threadpool-info libvirtd");
        value(&pool, "nWorkers") == value(&pool, "freeWorkers")
    })
    .unwrap();
    let workers = value(&pool, "nWorkers");
    assert!((5..10).contains(&workers.parse::<u32>().unwrap()), "{pool}");
    let listed = format!(
        "minWorkers     : 5\nmaxWorkers     : 20\nnWorkers       : {workers}\nfreeWorkers    : {workers}\n\
         prioWorkers    : 5\njobQueueDepth  : 0"
    );
    assert_eq!(pool, listed);
    host.admin_ok(
        "server-threadpool-set libvirtd --min-workers 7 --max-workers 21 --priority-workers 4",
    );
    let pool = host.admin_ok("server-threadpool-info libvirtd");
    for (name, wanted) in [
        ("minWorkers", "7"),
        ("maxWorkers", "21"),
        ("prioWorkers", "4"),
    ] {
        assert_eq!(value(&pool, name), wanted, "{pool}");
    }
    let workers = value(&pool, "nWorkers").parse::<u32>().unwrap();
    assert!((7..10).contains(&workers), "{pool}");
    // Fewer again: those too many end when they are idle.
    host.admin_ok("server-threadpool-set libvirtd --min-workers 1 --max-workers 3");
    let shrunk = || {
        value(
            &host.admin_ok("server-threadpool-info libvirtd"),
            "nWorkers",
        ) == "3"
    };
    until("workers end", SHORT, shrunk).unwrap();
    host.ok("list --all");
    for (arguments, message) in [
        (
            &["--min-workers", "60"],
            "minWorkers cannot be larger than maxWorkers",
        ),
        (
            &["--max-workers", "99999"],
            "more than 1000 workers are not possible",
        ),
    ] {
        let said = refusal(
            &host,
            &[&["server-threadpool-set", "libvirtd"], &arguments[..]].concat(),
        );
        let expected = format!(
            "error: Unable to change server workerpool parameters\nerror: invalid argument: {message}"
        );
        assert_eq!(said, expected);
    }
    let said = refusal(&host, &["server-threadpool-info", "nosuch"]);
    assert_eq!(said, "error: Server not found: No server named 'nosuch'");
}

#[test]
fn clients_are_listed_looked_at_and_disconnected() {
    let host = Host::start();
    let mut child = listener(&host);
    let (mut number, mut info) = (String::new(), String::new());
    until("it is connected and alone", SHORT, || {
        let listed = clients(&host);
        let [only] = &listed[..] else {
            return false;
        };
        number = only.clone();
        // Who looked whether the daemon is there may have been listed, and be gone now.
        info = host.admin(&["client-info", "libvirtd", &number]).stdout;
        info.contains(&child.id().to_string())
    })
    .unwrap();
    for (name, wanted) in [
        ("id", number.as_str()),
        ("transport", "unix"),
        ("readonly", "no"),
        ("unix_user_id", "0"),
        ("unix_user_name", "root"),
        ("unix_group_name", "root"),
        ("unix_process_id", &child.id().to_string()),
    ] {
        assert_eq!(value(&info, name), wanted, "{info}");
    }
    let disconnected = host.admin_ok(&format!("client-disconnect libvirtd {number}"));
    assert_eq!(disconnected, format!("Client '{number}' disconnected"));
    assert!(
        wait(&mut child, SHORT).unwrap().is_some(),
        "it lost its connection"
    );
    until("it is not listed", SHORT, || clients(&host).is_empty()).unwrap();
    let said = refusal(&host, &["client-info", "libvirtd", "9999"]);
    assert_eq!(
        said,
        "error: Client not found: No client with matching ID '9999'"
    );
    let said = refusal(&host, &["client-disconnect", "nosuch", "1"]);
    assert_eq!(said, "error: Server not found: No server named 'nosuch'");
    // Whoever asks is a client of the other server.
    until("only who asks is listed", SHORT, || {
        let own = host.admin_ok("client-list admin");
        own.matches(" unix ").count() == 1
    })
    .unwrap();
}

#[test]
fn limits_of_clients_are_shown_and_changed() {
    let host = Host::start();
    let mut limits = String::new();
    until("nobody is connected", SHORT, || {
        limits = host.admin_ok("server-clients-info libvirtd");
        value(&limits, "nclients ") == "0"
    })
    .unwrap();
    assert_eq!(
        limits,
        "nclients_max        : 5000\nnclients            : 0\nnclients_unauth_max : 20\n\
         nclients_unauth     : 0"
    );
    host.admin_ok("server-clients-set libvirtd --max-clients 100 --max-unauth-clients 50");
    let limits = host.admin_ok("server-clients-info libvirtd");
    assert_eq!(value(&limits, "nclients_max"), "100");
    assert_eq!(value(&limits, "nclients_unauth_max"), "50");
    let said = refusal(
        &host,
        &["server-clients-set", "libvirtd", "--max-clients", "10"],
    );
    assert_eq!(
        said,
        "error: Unable to change server's client-related configuration limits\n\
         error: invalid argument: The overall maximum number of clients must not be less than \
         the number of clients waiting for authentication"
    );
    // With no room for anybody there is room for the operator.
    host.admin_ok("server-clients-set libvirtd --max-clients 0 --max-unauth-clients 0");
    host.ok("list");
    let said = refusal(&host, &["server-update-tls", "libvirtd"]);
    assert_eq!(
        said,
        "error: Unable to update server's tls related files.\n\
         error: internal error: no tls service found, unable to update tls files"
    );
}

#[test]
fn the_log_is_changed_while_the_daemon_runs() {
    let host = Host::start();
    assert_eq!(host.admin_ok("daemon-log-filters"), " Logging filters:");
    assert_eq!(
        host.admin_ok("daemon-log-outputs"),
        " Logging outputs: 3:stderr"
    );
    let file = host.path("own.log");
    let set = |kind: &str, text: &str| {
        host.admin(&[&format!("daemon-log-{kind}"), &format!("--{kind}"), text])
    };
    assert!(set("filters", "1:rpc 4:qemu").is_ok());
    assert!(set("outputs", &format!("1:file:{file} 4:stderr")).is_ok());
    assert_eq!(
        host.admin_ok("daemon-log-filters"),
        " Logging filters: 1:*rpc* 4:*qemu*"
    );
    let outputs = host.admin_ok("daemon-log-outputs");
    assert_eq!(outputs, format!(" Logging outputs: 1:file:{file} 4:stderr"));
    host.fails("dominfo nosuch");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains(": debug : rpc.server:"), "{text}");
    for (kind, value, message) in [
        (
            "filters",
            "5:qemu",
            "invalid argument: Invalid priority '5' for filter '5:qemu'",
        ),
        (
            "filters",
            "qemu",
            "invalid argument: Malformed format for filter 'qemu'",
        ),
        (
            "outputs",
            "1:bogus",
            "invalid argument: Invalid log destination 'bogus' for log output '1:bogus'",
        ),
        (
            "outputs",
            "1:file:/nonexistent/x",
            "failed to open /nonexistent/x: No such file or directory",
        ),
    ] {
        let ended = set(kind, value);
        let expected = format!("error: Unable to change daemon logging settings\nerror: {message}");
        assert_eq!(ended.stderr.trim_end(), expected);
    }
    assert!(set("outputs", "4:syslog:xx 3:journald").is_ok());
    assert_eq!(
        host.admin_ok("daemon-log-outputs"),
        " Logging outputs: 4:syslog:xx 3:journald"
    );
    host.fails("dominfo nosuch");
    assert!(set("outputs", "").is_ok() && set("filters", "").is_ok());
    assert_eq!(
        host.admin_ok("daemon-log-outputs"),
        " Logging outputs: 3:stderr"
    );
    assert_eq!(host.admin_ok("daemon-log-filters"), " Logging filters:");
}

#[test]
fn the_daemon_ends_when_told_to_and_when_nobody_needs_it() {
    let mut host = Host::start();
    host.admin_ok("daemon-timeout --timeout 3000");
    host.admin_ok("daemon-timeout --timeout 0");
    // The answer may be lost with the daemon, with libvirt's as with this one.
    host.admin(&["daemon-shutdown", "--preserve"]);
    assert_eq!(host.wait_for_end(), Some(0));
    host.start_daemon();
    host.admin_ok("daemon-timeout --timeout 1");
    assert_eq!(host.wait_for_end(), Some(0));
}

#[test]
fn nobody_else_gets_at_the_operators_socket() {
    let mut host = Host::prepare();
    host.write(
        "etc/libvirt/libvirtd.conf",
        "unix_sock_admin_perms = \"0777\"\n",
    );
    host.start_daemon();
    let socket = host.path("run/libvirt/libvirt-admin-sock");
    let uri = format!("libvirtd:///system?socket={socket}");
    let mut command = fv_harness_clients::program::program("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
    command.args(["virt-admin", "-c", &uri, "server-list"]);
    let ended = run(command.env("LC_ALL", "C").env("HOME", "/tmp"), SHORT).unwrap();
    // It dies of the broken pipe when it writes after the daemon has closed.
    assert!(!ended.is_ok(), "{}", ended.stdout);
    let log = host.daemon_log();
    assert!(
        log.contains("Disallowing client") && log.contains("with uid 65534"),
        "{log}"
    );
    host.admin_ok("server-list");
}
