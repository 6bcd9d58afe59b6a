//! `qemu:///embed?root=DIR`: fvirsh with the driver in it, one process for each command.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use fv_harness_clients::program::{program, run, until};
use fv_harness_clients::{Embedded, Host, fvirsh_program, processes, set_mode};

use crate::lines::{self, Line};
use crate::{fvirsh, small};

const SHORT: Duration = Duration::from_secs(20);

/// Defines the small guest.
fn define(embedded: &Embedded, name: &str) {
    let disk = embedded.boot_disk(name);
    let xml = embedded.write(&format!("{name}.xml"), small::xml(name, &disk));
    embedded.ok(&format!("define {xml}"));
}

/// Defines and starts the small guest and waits until it runs its own code.
fn boot(embedded: &Embedded, name: &str) {
    define(embedded, name);
    embedded.ok(&format!("start {name} --paused"));
    let mut console = embedded.console(&format!("console {name}"));
    embedded.ok(&format!("resume {name}"));
    console.wait_for("BOOT-OK", SHORT).unwrap();
}

#[test]
fn guest_outlives_each_of_the_programs_that_use_it() {
    let embedded = Embedded::new();
    assert_eq!(embedded.ok("uri"), embedded.uri());
    assert!(Path::new(&embedded.path("log/fvirsh.log")).exists());
    boot(&embedded, "g");
    let emulators = embedded.emulators();
    assert_eq!(emulators.len(), 1);
    assert_eq!(embedded.ok("list --name"), "g");
    assert_eq!(embedded.ok("domstate g"), "running");
    assert_eq!(embedded.ok("domid g"), "1");
    let uuid = || embedded.ok("capabilities --xpath /capabilities/host/uuid/text()");
    assert_eq!(uuid(), uuid(), "it is the same host each time");
    let mut by_default = program(fvirsh_program().unwrap());
    by_default
        .env("LIBVIRT_DEFAULT_URI", embedded.uri())
        .args(["list", "--name"]);
    assert_eq!(run(&mut by_default, SHORT).unwrap().stdout.trim(), "g");
    let xml = embedded.ok("dumpxml g");
    assert!(xml.contains("<serial type='pty'>") && xml.contains("/dev/pts/"));
    assert_eq!(embedded.ok("-r domstate g"), "running");
    assert_eq!(
        embedded.fails("-r destroy g"),
        "error: Failed to destroy domain 'g'\nerror: operation forbidden: read only access prevents \
         virDomainDestroy"
    );
    embedded.ok("suspend g");
    assert_eq!(embedded.ok("domstate g --reason"), "paused (user)");
    embedded.ok("resume g");
    let mut console = embedded.console("console g");
    console.type_in("x").unwrap();
    console.wait_for("x", SHORT).unwrap();
    assert_eq!(embedded.emulators(), emulators);
    embedded.ok("destroy g");
    assert_eq!(embedded.ok("domstate g"), "shut off");
    assert!(embedded.emulators().is_empty());
    embedded.ok("undefine g");
    assert_eq!(embedded.ok("list --all --name"), "");
}

#[test]
fn guest_that_turns_itself_off_is_gone_without_anybody_looking() {
    let embedded = Embedded::new();
    boot(&embedded, "g");
    let mut console = embedded.console("console g");
    console.type_in("p").unwrap();
    until("the emulator ends", SHORT, || {
        embedded.emulators().is_empty()
    })
    .unwrap();
    assert!(
        console.ends_within(SHORT),
        "the console ends with its guest"
    );
    assert_eq!(embedded.ok("domstate g"), "shut off");
    embedded.ok("start g");
    embedded.ok("shutdown g");
    until("the emulator ends", SHORT, || {
        // The button counts only once the guest looks at it.
        let _ = embedded.line("shutdown g");
        embedded.emulators().is_empty()
    })
    .unwrap();
}

#[test]
fn program_killed_in_the_midst_of_a_start_leaves_what_the_next_one_puts_right() {
    let embedded = Embedded::new();
    define(&embedded, "g");
    for delay_ms in [1, 20, 40, 60, 80, 110, 150, 200] {
        let mut command = embedded.command();
        command.args(["start", "g"]).stdout(Stdio::null());
        let mut child = command.stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_millis(delay_ms));
        child.kill().unwrap();
        child.wait().unwrap();
        let state = embedded.ok("domstate g");
        let emulators = embedded.emulators().len();
        match state.as_str() {
            "running" => assert_eq!(emulators, 1, "after {delay_ms} ms"),
            state => {
                assert_eq!((state, emulators), ("shut off", 0), "after {delay_ms} ms");
                embedded.ok("start g");
            }
        }
        embedded.ok("destroy g");
        assert_eq!(embedded.emulators().len(), 0);
        let left: Vec<_> = fs::read_dir(embedded.path("lib/qemu")).unwrap().collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn second_program_waits_and_is_then_told_who_is_first() {
    let embedded = Embedded::new();
    define(&embedded, "g");
    // A shell that is connected and does nothing.
    let mut command = embedded.command();
    command.stdin(Stdio::piped()).stdout(Stdio::null());
    let mut first = command.spawn().unwrap();
    let lock = embedded.path("run/qemu/driver.pid");
    until("the first one has the folder", SHORT, || {
        fs::read_to_string(&lock).is_ok_and(|pid| pid == first.id().to_string())
    })
    .unwrap();
    let text = embedded.fails("list");
    let holder = format!("held by process {} (", first.id());
    assert!(text.contains(&holder), "{text}");
    let waiting = thread::scope(|scope| {
        let second = scope.spawn(|| embedded.ok("list --all --name"));
        // Nothing tells that it waits; it is served whether it has to or not.
        thread::sleep(Duration::from_millis(300));
        drop(first.stdin.take());
        second.join().unwrap()
    });
    assert_eq!(waiting, "g");
    assert!(first.wait().unwrap().success());
    // Many at once take turns, and none of them as long as a program waits.
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(embedded.ok("list --all --name"), "g"));
        }
    });
}

#[test]
fn guest_that_is_to_end_with_its_program_does() {
    let embedded = Embedded::new();
    define(&embedded, "g");
    embedded.ok("start g --autodestroy");
    assert_eq!(embedded.emulators().len(), 0);
    assert_eq!(embedded.ok("domstate g"), "shut off");
}

#[test]
fn ordinary_user_has_guests_in_a_folder_of_his_own() {
    let embedded = Embedded::new();
    let disk = embedded.boot_disk("own");
    let xml = embedded.write("own.xml", small::xml("own", &disk));
    let copy = embedded.root().join("fvirsh");
    fs::copy(fvirsh_program().unwrap(), &copy).unwrap();
    set_mode(&copy, 0o755);
    let all = [embedded.root()];
    let owned = program("chown")
        .args(["-R", "65534:65534"])
        .args(all)
        .status();
    assert!(owned.unwrap().success());
    let fvirsh = |line: &str| {
        let mut command = program("setpriv");
        command
            .env("LC_ALL", "C")
            .env("HOME", embedded.root())
            .args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"])
            .arg(&copy)
            .args(["-c", &embedded.uri()])
            .args(line.split_whitespace());
        let ended = run(&mut command, SHORT).unwrap();
        assert!(ended.is_ok(), "{line}: {}{}", ended.stdout, ended.stderr);
        ended.stdout.trim_end().to_owned()
    };
    fvirsh(&format!("define {xml}"));
    fvirsh("start own");
    let emulators = embedded.emulators();
    assert_eq!(emulators.len(), 1);
    assert_eq!(processes::user_id(emulators[0]), Some(65534));
    assert_eq!(fvirsh("domstate own"), "running");
    fvirsh("destroy own");
    assert_eq!(fvirsh("list --all --name"), "own");
}

#[test]
fn fvirsh_without_a_daemon_prints_what_it_prints_with_one() {
    let (host, embedded) = (Host::start(), Embedded::new());
    fvirsh::write_files(&host);
    copy_files(&host, &embedded);
    let mut different = String::new();
    for (section, before) in [
        ("defined", "define ROOT/side.xml"),
        ("running", "start side"),
    ] {
        let mut displays = [String::new(), String::new()];
        let lines = lines::section(section);
        for line in std::iter::once(Line::new(before)).chain(lines) {
            let [with, without] = told(&host, &embedded, line);
            let [with, without] = [(with, &displays[0]), (without, &displays[1])]
                .map(|(text, display)| without_display(&text, display));
            if with != without {
                let line = line.text;
                different += &format!("--- {line}\nwith:\n{with}\nwithout:\n{without}\n");
            }
            if line.text == "start side" {
                let of_host = run(
                    fvirsh::fvirsh_command(&host).args(["vncdisplay", "side"]),
                    SHORT,
                );
                displays = [of_host.unwrap().stdout, embedded.ok("vncdisplay side")];
            }
        }
    }
    assert!(different.is_empty(), "{different}");
}

/// Leaves out the number of a screen: the two guests run at the same time.
fn without_display(text: &str, display: &str) -> String {
    let Some(number) = display
        .trim()
        .rsplit(':')
        .next()
        .filter(|it| !it.is_empty())
    else {
        return text.to_owned();
    };
    let port = 5900 + number.parse::<u16>().unwrap();
    text.replace(&port.to_string(), "PORT")
        .replace(&format!("127.0.0.1:{number}"), "127.0.0.1:N")
}

/// What fvirsh says to a line with the daemon and without it, in words that do not depend on folders.
fn told(host: &Host, embedded: &Embedded, line: Line) -> [String; 2] {
    let said = |mut command: Command, root: &str, places: &[(&str, &str)]| {
        command.stdin(Stdio::null()).args(line.arguments(root));
        lines::neutral(&line.shown(&run(&mut command, SHORT).unwrap(), places))
    };
    let root = host.root().display().to_string();
    let (library, run_time) = (host.path("var/lib/libvirt"), host.path("run/libvirt"));
    let places = [
        (host.uri(), "URI"),
        (library.as_str(), "ROOT/lib"),
        (run_time.as_str(), "ROOT/run"),
        (root.as_str(), "ROOT"),
    ];
    let with = said(fvirsh::fvirsh_command(host), &root, &places);
    let root = embedded.root().display().to_string();
    let places = [(embedded.uri(), "URI"), (root.clone(), "ROOT")];
    let places = places
        .each_ref()
        .map(|(place, word)| (place.as_str(), *word));
    let mut command = embedded.command();
    command
        .current_dir(embedded.root())
        .env("EDITOR", fvirsh::EDITOR);
    [with, said(command, &root, &places)]
}

/// Gives the one folder the files of the other, with the paths in them.
fn copy_files(host: &Host, embedded: &Embedded) {
    for entry in fs::read_dir(host.root()).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        let content = fs::read(entry.path()).unwrap_or_default();
        if name.ends_with(".img") {
            embedded.write(&name, content);
        } else if name.ends_with(".xml") {
            let text = String::from_utf8(content).unwrap();
            let (from, to) = (host.root().display(), embedded.root().display());
            embedded.write(&name, text.replace(&from.to_string(), &to.to_string()));
        }
    }
}

#[test]
fn all_that_keeps_a_guest_from_starting_is_told_at_once_by_daemon_and_driver() {
    let host = Host::start();
    let embedded = Embedded::new();
    for (root, write) in [
        (host.root(), host.write("b.img", [0; 512])),
        (embedded.root(), embedded.write("b.img", [0; 512])),
    ] {
        let hidden = root.join("hidden");
        fs::create_dir(&hidden).unwrap();
        fs::rename(write, hidden.join("b.img")).unwrap();
        set_mode(&hidden, 0o700);
    }
    let of_daemon = check(host.uri(), host.root());
    let of_driver = check(&embedded.uri(), embedded.root());
    assert_eq!(of_daemon, of_driver);
    let lines: Vec<&str> = of_daemon.lines().collect();
    assert_eq!(lines.len(), 13, "{of_daemon}");
    assert_eq!(lines[0], "Domain 'g' cannot be started:");
    assert!(lines[1].starts_with("  file: Cannot access storage file 'ROOT/0/"));
    let way = "folder 'ROOT/hidden' does not let user 'nobody' pass; this would allow it: chmod \
               o+x ROOT/hidden";
    assert!(lines[11].ends_with(way), "{of_daemon}");
    assert!(lines[12].starts_with("  memory: "), "{of_daemon}");
}

/// Defines a guest that cannot start for a dozen reasons, and has them told.
fn check(uri: &str, root: &Path) -> String {
    let base = root.display();
    let missing = (0..10).map(|number| {
        let long = "a-rather-long-name-for-a-file-that-is-not-there".repeat(2);
        let target = char::from(b'b' + number);
        format!(
            "<disk type='file'><source file='{base}/{number}/{long}.img'/>\
             <target dev='vd{target}' bus='virtio'/></disk>"
        )
    });
    let disks: String = missing.collect();
    let disk = format!("{base}/hidden/b.img");
    let xml = small::xml("g", &disk)
        .replace(
            "<controller type='usb'",
            &format!("{disks}<controller type='usb'"),
        )
        .replace("unit='MiB'>16<", "unit='TiB'>32<");
    let document = root.join("g.xml");
    fs::write(&document, xml).unwrap();
    let fvirsh = |arguments: &[&str]| {
        let mut command = program(fvirsh_program().unwrap());
        command.env("LC_ALL", "C").args(["-c", uri]).args(arguments);
        run(&mut command, SHORT).unwrap()
    };
    let defined = fvirsh(&["define", document.to_str().unwrap()]);
    assert!(defined.is_ok(), "{}", defined.stderr);
    let checked = fvirsh(&["start", "g", "--check"]);
    assert_eq!(checked.status, Some(1), "{}", checked.stderr);
    let json = fvirsh(&["start", "g", "--check", "--json"]);
    assert_eq!(json.status, Some(1));
    assert_eq!(json.stdout.matches("\"kind\": \"file\"").count(), 10);
    assert_eq!(json.stdout.matches("\"kind\": \"access\"").count(), 1);
    checked.stdout.trim_end().replace(&base.to_string(), "ROOT")
}
