//! The same command lines on libvirt's own daemon and on ours, with Debian's virsh and with fvirsh.
//!
//! The lines are those of `tests/data/fvirsh.txt`. What libvirt's daemon tells virsh is what the three other pairs are
//! compared with. It needs `libvirtd` and takes minutes, so it runs only when `FERROVIRT_BESIDE` is set:
//! `cargo xtask soak beside`. What may differ between two daemons stands in the constants below and nowhere else.

use std::process::Stdio;
use std::time::Duration;

use fv_harness_clients::program::{count, program, run};
use fv_harness_clients::{Host, fvirsh_program, reference};

use crate::fvirsh;
use crate::lines::{self, Line, only};

const TIME_MAX: Duration = Duration::from_secs(90);

/// What is a number of the daemon's own, behind these words.
const NUMBERED: &[&str] = &[
    // Terminals are the kernel's to number.
    "/dev/pts/",
    // Of a guest that is off, libvirt's daemon tells the time that it took itself.
    "  cpu.time=",
    "  cpu.user=",
    "  cpu.system=",
];

/// What only libvirt's daemon has: its guests are in control groups, ours are not yet.
const MISSING: &str = "  <resource>\n    <partition>/machine</partition>\n  </resource>\n";

/// How the line begins with the host's own number, which a host without one makes up at each start.
const HOST_NUMBER: &str = "    <uuid>";

/// Lines that show nothing but that number, or what is libvirt's alone, and why.
const DIFFERENT: &[(&str, &str)] = &[
    (
        "capabilities --xpath /capabilities/host/uuid/text()",
        "the host's own number",
    ),
    (
        "domxml-to-native qemu-argv --domain side",
        "a command line names the folders and descriptors of its driver",
    ),
    (
        "qemu-monitor-event --event [ --regex --timeout 1",
        "a library of patterns has its own words",
    ),
    (
        "domifaddr side --source arp",
        "a host without neighbours is a fault to libvirt",
    ),
    (
        "shutdown side --mode acpi,agent",
        "libvirt lets a guest that is off be shut down in two ways at once",
    ),
];

/// A call that our daemon does not serve yet; of such a line only our own answers are compared.
const UNSERVED: &str = "this function is not supported by the connection driver";

#[test]
fn both_programs_print_the_same_on_both_daemons() {
    if count("FERROVIRT_BESIDE", 0) == 0 {
        return;
    }
    if !reference::is_installed() {
        println!("skipped: this needs root, libvirtd and unshare");
        return;
    }
    // The numbers of screens are those of a network.
    let mut own = Host::prepare_in_own_network();
    own.run_emulators_as("root", "root");
    own.start_daemon();
    let hosts = [Host::start_reference(), own];
    let fvirsh = fvirsh_program().unwrap().display().to_string();
    let pairs: Vec<Pair<'_>> = hosts
        .iter()
        .flat_map(|host| ["virsh".to_owned(), fvirsh.clone()].map(|program| Pair { host, program }))
        .collect();
    let mut different = String::new();
    for host in &hosts {
        fvirsh::write_files(host);
    }
    for (section, before) in [
        ("nothing", "uri"),
        ("parser", "uri"),
        ("defined", "define ROOT/side.xml"),
        ("running", "start side"),
    ] {
        for host in &hosts {
            host.ok(&before.replace("ROOT", &host.path("")));
        }
        for line in lines::section(section) {
            different += &compared(&pairs, line);
        }
    }
    assert!(different.is_empty(), "{different}");
}

/// What is different about a line, one paragraph for each answer that there is.
fn compared(pairs: &[Pair<'_>], line: Line) -> String {
    if DIFFERENT.iter().any(|(text, _)| *text == line.text) {
        return String::new();
    }
    let told: Vec<String> = pairs.iter().map(|pair| pair.told(line)).collect();
    let same = |pairs: &[String]| pairs.iter().all(|text| *text == pairs[0]);
    let (theirs, own) = told.split_at(2);
    let is_unserved = own[0].contains(UNSERVED) && same(theirs) && same(own);
    if same(&told) || is_unserved {
        return String::new();
    }
    let mut text = format!("--- {}\n", line.text);
    for (name, answer) in NAMES.iter().zip(&told).skip(1) {
        if *answer != told[0] {
            let (missing, added) = (only(&told[0], answer, "-"), only(answer, &told[0], "+"));
            text += &format!("{name}, not {}:\n{missing}{added}", NAMES[0]);
        }
    }
    text
}

/// A program and the daemon that it talks to.
struct Pair<'h> {
    host: &'h Host,
    program: String,
}

impl Pair<'_> {
    /// What comes of a line.
    fn told(&self, line: Line) -> String {
        let root = self.host.root().display().to_string();
        let mut command = program(&self.program);
        command
            .env("LC_ALL", "C")
            .env("HOME", &root)
            .env("EDITOR", fvirsh::EDITOR)
            .current_dir(&root)
            .stdin(Stdio::null())
            .args(["-c", self.host.uri()])
            .args(line.arguments(&root));
        let ended = run(&mut command, TIME_MAX).unwrap();
        let (library, run_time) = (
            self.host.path("var/lib"),
            self.host.path("run/libvirt/qemu"),
        );
        let places = [
            (library.as_str(), "/var/lib"),
            (run_time.as_str(), "/run/libvirt/qemu"),
            (root.as_str(), "ROOT"),
        ];
        masked(&line.shown(&ended, &places))
    }
}

/// A text without what may differ between two daemons.
fn masked(text: &str) -> String {
    let text = text.replace(MISSING, "");
    let text = NUMBERED
        .iter()
        .fold(text, |text, before| without_number(&text, before));
    let lines = text
        .split('\n')
        .filter(|line| !line.starts_with(HOST_NUMBER));
    lines.collect::<Vec<_>>().join("\n")
}

/// A text without the digits that follow these words.
fn without_number(text: &str, before: &str) -> String {
    let parts: Vec<&str> = text
        .split(before)
        .enumerate()
        .map(|(index, part)| match index {
            0 => part,
            _ => part.trim_start_matches(|char: char| char.is_ascii_digit()),
        })
        .collect();
    parts.join(before)
}

/// The pairs, as differences name them.
const NAMES: [&str; 4] = [
    "virsh on libvirtd",
    "fvirsh on libvirtd",
    "virsh on ferrovirtd",
    "fvirsh on ferrovirtd",
];
