//! fvirsh beside Debian's virsh: the same command lines against the same daemon, the same text and exit status.
//!
//! The command lines are `tests/data/fvirsh.txt`; its head says how they are written. With `FERROVIRT_TEST_URI` the
//! daemon is another one, libvirt's own for instance.

use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use fv_harness_clients::program::{Ended, program, run};
use fv_harness_clients::{Host, Terminal, fvirsh_program, processes};

use crate::events::{heard_of, listen_with};
use crate::lines::{self, Line, only};
use crate::{small, vocabulary};

const TIME_MAX: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_secs(20);
/// An editor that changes nothing.
pub(crate) const EDITOR: &str = "true";
const XPATHS: &str = include_str!("../data/xpath.txt");

#[test]
fn it_prints_what_virsh_prints_where_there_is_no_guest() {
    let host = Host::start();
    write_files(&host);
    compare(&host, "nothing");
    compare(&host, "parser");
}

#[test]
fn it_prints_what_virsh_prints_of_a_guest_that_is_off_and_one_that_runs() {
    let host = Host::start();
    write_files(&host);
    host.ok(&format!("define {}", host.path("side.xml")));
    compare(&host, "defined");
    host.ok("start side");
    compare(&host, "running");
    host.ok("destroy side");
    host.ok("undefine side");
}

#[test]
fn it_prints_the_same_again_without_a_daemon() {
    let host = Host::start();
    write_files(&host);
    let conf = host.path("etc/libvirt/qemu.conf");
    host.write("embedded/etc/qemu.conf", std::fs::read(conf).unwrap());
    let uri = format!("qemu:///embed?root={}", host.path("embedded"));
    let embedded = |arguments: &[&str]| {
        let mut command = prepared(&host, program(fvirsh_program().unwrap()), &uri);
        run(command.args(arguments), TIME_MAX).unwrap()
    };
    // The folder has a URI of its own, and as a host another uuid.
    let left_out = [
        "uri",
        "capabilities",
        "capabilities --xpath /capabilities/host/uuid/text()",
        "domcapabilities",
        "hypervisor-cpu-models",
    ];
    compare_with(&host, "nothing", &left_out, &embedded);
    let xml = host.path("side.xml");
    host.ok(&format!("define {xml}"));
    assert!(embedded(&["define", &xml]).is_ok());
    // A command line names the folders of its driver.
    let left_out = ["domxml-to-native qemu-argv --domain side"];
    compare_with(&host, "defined", &left_out, &embedded);
    assert!(embedded(&["undefine", "side"]).is_ok());
    host.ok("undefine side");
    compare_running(&host, &embedded);
}

/// Runs the command lines about a running guest with virsh on the daemon, then with something else on a guest of its
/// own: both have the same disks, so one ends before the other starts.
fn compare_running(host: &Host, other: &dyn Fn(&[&str]) -> Ended) {
    let xml = host.path("side.xml");
    host.ok(&format!("define {xml}"));
    host.ok("start side");
    let expected = answers("running", host, &|words| virsh(host, words));
    host.ok("destroy side");
    host.ok("undefine side");
    assert!(other(&["define", &xml]).is_ok());
    assert!(other(&["start", "side"]).is_ok());
    let answered = answers("running", host, other);
    assert!(other(&["destroy", "side"]).is_ok());
    let mut different = String::new();
    for ((line, virsh), (_, ours)) in expected.iter().zip(&answered) {
        if virsh != ours {
            let (missing, added) = (only(virsh, ours, "-"), only(ours, virsh, "+"));
            let _ = write!(different, "--- {line}\n{missing}{added}");
        }
    }
    assert!(different.is_empty(), "{different}");
}

/// What comes of each line of a section, in words that do not depend on the place.
fn answers(
    section: &str,
    host: &Host,
    run: &dyn Fn(&[&str]) -> Ended,
) -> Vec<(&'static str, String)> {
    let root = host.root().display().to_string();
    let own = |folder: &str| format!("{root}/{folder}");
    let folders = [
        (own("embedded/lib"), "LIB"),
        (own("var/lib/libvirt"), "LIB"),
        (own("embedded/run"), "RUN"),
        (own("run/libvirt"), "RUN"),
    ];
    let places = folders
        .each_ref()
        .map(|(path, word)| (path.as_str(), *word));
    let lines = lines::section(section).into_iter();
    let answers = lines.map(|line| {
        let words = line.arguments(&root);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let answer = line.shown(&run(&words), &places);
        (line.text, lines::neutral(&answer))
    });
    answers.collect()
}

/// The document has namespaces, comments and the like, which nothing else that is shown has.
#[test]
fn an_xpath_finds_what_virsh_finds_and_is_refused_where_virsh_refuses_it() {
    let host = Host::start();
    let xml = host.write("x.xml", include_str!("../data/xpath.xml"));
    host.ok(&format!("define {xml}"));
    let mut different = String::new();
    let lines = XPATHS.lines();
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    for line in lines {
        let arguments = match line.strip_prefix("wrap ") {
            Some(path) => vec!["dumpxml", "x", "--xpath", path, "--wrap"],
            None => vec!["dumpxml", "x", "--xpath", line],
        };
        let line = Line::new(line);
        let virsh = line.shown(&virsh(&host, &arguments), &[]);
        let ours = line.shown(&fvirsh(&host, &arguments), &[]);
        if virsh != ours {
            let path = line.text;
            different += &format!("--- {path}\nvirsh:\n{virsh}\nfvirsh:\n{ours}\n");
        }
    }
    assert!(different.is_empty(), "{different}");
    host.ok("undefine x");
}

/// Help is our own, but its synopsis says what the parser takes, and that is virsh's.
#[test]
fn its_commands_take_the_options_that_virsh_has() {
    let fvirsh = fvirsh_program().unwrap();
    let help = |name: &str, arguments: &[&str]| {
        let mut command = program(name);
        run(command.env("LC_ALL", "C").args(arguments), TIME_MAX)
            .unwrap()
            .stdout
    };
    let fvirsh = fvirsh.to_str().unwrap();
    let names = help(fvirsh, &["help"]);
    let names = names.lines().filter_map(|line| line.strip_prefix("    "));
    let names: Vec<&str> = names.filter_map(|line| line.split(' ').next()).collect();
    assert!(names.len() > 115, "only {} commands", names.len());
    for name in names {
        let virsh = synopsis(&help("virsh", &["help", name]));
        let ours = synopsis(&help(fvirsh, &["help", name]));
        // These are ours alone.
        let ours = ours.replace(" [--json]", "").replace(" [--check]", "");
        assert_eq!(virsh, ours, "{name}");
    }
}

#[test]
fn json_holds_the_values_of_the_text() {
    let host = Host::start();
    write_files(&host);
    host.ok(&format!("define {}", host.path("side.xml")));
    let json = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let ended = fvirsh(&host, &words);
        assert!(ended.is_ok(), "{line}: {}", ended.stderr);
        ended.stdout.split_whitespace().collect::<String>()
    };
    assert_eq!(
        json("list --all --json"),
        r#"[{"id":null,"name":"side","state":"shutoff"}]"#
    );
    assert_eq!(
        json("domstate side --reason --json"),
        r#"{"state":"shutoff","reason":"unknown"}"#
    );
    assert_eq!(json("domid side --json"), "null");
    assert_eq!(json("uri --json"), format!("\"{}\"", host.uri()));
    assert!(json("dominfo side --json").contains(r#""max_memory_kib":65536"#));
    assert!(json("domblklist side --json").contains(r#"{"target":"vda","source":"/"#));
    host.ok("undefine side");
}

#[test]
fn events_read_as_virsh_shows_them() {
    let host = Host::start();
    write_files(&host);
    // Both are to be there before anything happens.
    let mut watchers = [virsh_command(&host), fvirsh_command(&host)].map(|command| {
        let mut unbuffered = program("stdbuf");
        unbuffered.arg("-oL").arg(command.get_program());
        unbuffered.env("LC_ALL", "C").args(command.get_args());
        listen_with(&host, unbuffered)
    });
    host.ok(&format!("define {}", host.path("side.xml")));
    host.ok("start side");
    host.ok("suspend side");
    host.ok("resume side");
    host.ok("desc side other words");
    host.ok("destroy side");
    host.ok("undefine side");
    let [virsh, ours] = watchers.each_mut().map(|watcher| {
        watcher.wait_for("'side': Undefined", SHORT).unwrap();
        heard_of(watcher, "side")
    });
    assert_eq!(virsh, ours);
    assert!(ours.contains("event 'lifecycle' for domain 'side': Started Booted"));
}

#[test]
fn its_console_is_left_with_the_escape_character() {
    let host = Host::start();
    let xml = small::write(&host, "talk");
    host.ok(&format!("define {xml}"));
    host.ok("start talk --paused");
    let fvirsh = fvirsh_program().unwrap();
    let command = format!(
        "{} -c '{}' console talk --force",
        fvirsh.display(),
        host.uri()
    );
    let mut console = Terminal::shell(&command).unwrap();
    console
        .wait_for("Escape character is ^] (Ctrl + ])", SHORT)
        .unwrap();
    host.ok("resume talk");
    console.wait_for("BOOT-OK", SHORT).unwrap();
    console.type_in("\u{1d}").unwrap();
    assert!(console.ends_within(SHORT), "{}", console.output());
    host.ok("destroy talk");
    host.ok("undefine talk");
}

#[test]
fn it_does_not_wait_for_a_daemon_that_gives_no_sign_of_life() {
    let host = Host::start();
    let watching = "uri; event --event lifecycle --timeout 50";
    let program = fvirsh_program().unwrap();
    let (program, uri) = (program.display(), host.uri());
    let command = format!("{program} -c '{uri}' -k1 -K1 '{watching}'");
    let mut terminal = Terminal::shell(&command).unwrap();
    terminal.wait_for("qemu:///", SHORT).unwrap();
    processes::signal(host.daemon_pid(), "STOP");
    let told = terminal.wait_for("keepalive timeout", SHORT);
    processes::signal(host.daemon_pid(), "CONT");
    told.unwrap();
    assert!(terminal.ends_within(SHORT));
}

#[test]
fn it_reads_lines_until_it_is_told_to_quit() {
    let host = Host::start();
    let typed = "echo a 'b c'\nnone-such\nlist --all\nquit\necho never\n";
    let [virsh, ours] = [virsh_command(&host), fvirsh_command(&host)].map(|command| {
        let mut shell = Terminal::start(&mut { command }).unwrap();
        shell.type_in(typed).unwrap();
        assert!(shell.ends_within(SHORT), "{}", shell.output());
        shell.output()
    });
    assert_eq!(virsh, ours.replace("fvirsh", "virsh"));
    assert!(ours.contains("b c") && !ours.contains("never"), "{ours}");
}

/// Runs the command lines of a section with both programs and compares.
fn compare(host: &Host, section: &str) {
    compare_with(host, section, &[], &|arguments| fvirsh(host, arguments));
}

/// Runs the command lines of a section with virsh and with something else and compares.
fn compare_with(host: &Host, section: &str, left_out: &[&str], other: &dyn Fn(&[&str]) -> Ended) {
    let mut count = 0;
    let mut different = String::new();
    let root = host.root().display().to_string();
    let lines = lines::section(section).into_iter();
    for line in lines.filter(|line| !left_out.contains(&line.text)) {
        let words = line.arguments(&root);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let virsh = line.shown(&virsh(host, &words), &[]);
        let ours = line.shown(&other(&words), &[]);
        count += 1;
        if virsh != ours {
            let line = line.text;
            different.push_str(&format!("--- {line}\nvirsh:\n{virsh}\nfvirsh:\n{ours}\n"));
        }
    }
    assert!(count > 50, "[{section}] has only {count} lines");
    assert!(different.is_empty(), "[{section}]\n{different}");
}

fn virsh(host: &Host, arguments: &[&str]) -> Ended {
    run(virsh_command(host).args(arguments), TIME_MAX).unwrap()
}

fn fvirsh(host: &Host, arguments: &[&str]) -> Ended {
    run(fvirsh_command(host).args(arguments), TIME_MAX).unwrap()
}

fn virsh_command(host: &Host) -> Command {
    prepared(host, program("virsh"), host.uri())
}

pub(crate) fn fvirsh_command(host: &Host) -> Command {
    prepared(host, program(fvirsh_program().unwrap()), host.uri())
}

/// In the C locale, in the folder of the test, with nothing to read.
fn prepared(host: &Host, mut command: Command, uri: &str) -> Command {
    command
        .env("LC_ALL", "C")
        .env("HOME", host.root())
        .env("EDITOR", EDITOR)
        .current_dir(host.root())
        .stdin(Stdio::null())
        .args(["-c", uri]);
    command
}

fn synopsis(help: &str) -> String {
    let mut lines = help.lines().skip_while(|line| !line.contains("SYNOPSIS"));
    lines.nth(1).unwrap_or_default().to_owned()
}

/// The guest at the side, which has one of each device, one that is never defined, and files that are no guests.
pub(crate) fn write_files(host: &Host) {
    let whole = vocabulary::xml(host)
        .replace("<on_reboot>destroy", "<on_reboot>restart")
        .replace("<name>whole</name>", "<name>side</name>")
        .replace(
            "<uuid>6d8f5a10-52d4-4b2c-9d0b-8f7d5d3a1c03</uuid>",
            "<uuid>6d8f5a10-52d4-4b2c-9d0b-8f7d5d3a1c02</uuid>
  <title>A guest at the side</title>
  <description>It boots, answers and ends.</description>",
        );
    host.write("side.xml", whole);
    let disk = host.boot_disk("brief");
    host.write("transient.xml", small::xml("brief", &disk));
    host.write("broken.xml", "<domain type='qemu'><name>x</domain>");
    host.write(
        "cpu.xml",
        "<cpu><arch>x86_64</arch><model>Nehalem</model><feature name='vme'/></cpu>",
    );
    host.write("empty.xml", "");
}
