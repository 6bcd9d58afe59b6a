//! The same command lines on libvirt's own daemon and on ours, with Debian's virsh and with fvirsh.
//!
//! The lines are those of `tests/data/fvirsh.txt`. What libvirt's daemon tells virsh is what the three other pairs are
//! compared with. It needs `libvirtd` and takes minutes, so it runs only when `FERROVIRT_BESIDE` is set:
//! `cargo xtask soak beside`. What may differ between two daemons stands in [`DIFFERENT`] and [`MASKS`] and nowhere
//! else.

use std::process::Stdio;
use std::time::Duration;

use fv_harness_clients::program::{count, program, run};
use fv_harness_clients::{Host, fvirsh_program, reference};

use crate::fvirsh;
use crate::lines::{self, Line};

const TIME_MAX: Duration = Duration::from_secs(90);

/// Lines whose answers differ between daemons, and why.
const DIFFERENT: &[(&str, &str)] = &[];

/// What stands between these two texts is the daemon's own: its number, its version.
const MASKS: &[(&str, &str)] = &[];

#[test]
fn both_programs_print_the_same_on_both_daemons() {
    if count("FERROVIRT_BESIDE", 0) == 0 {
        return;
    }
    if !reference::is_installed() {
        println!("skipped: this needs root, libvirtd and unshare");
        return;
    }
    let mut own = Host::prepare();
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
    if told.iter().all(|text| *text == told[0]) {
        return String::new();
    }
    let mut text = format!("--- {}\n", line.text);
    for (index, answer) in told.iter().enumerate() {
        // An answer is shown once, with the names of all that gave it.
        if told[..index].contains(answer) {
            continue;
        }
        let names = NAMES.iter().zip(&told).filter(|(_, told)| *told == answer);
        let names: Vec<&str> = names.map(|(name, _)| *name).collect();
        text += &format!("{}:\n{answer}\n", names.join(", "));
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
        MASKS
            .iter()
            .fold(line.shown(&ended, &places), |text, (before, after)| {
                masked(&text, before, after)
            })
    }
}

/// A text without what stands between two others, wherever both are in one line.
fn masked(text: &str, before: &str, after: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((head, tail)) = rest.split_once(before) {
        kept = kept + head + before;
        let line = tail.split('\n').next().unwrap_or_default();
        rest = match line.find(after) {
            Some(at) => &tail[at..],
            None => tail,
        };
    }
    kept + rest
}

/// The pairs, as differences name them.
const NAMES: [&str; 4] = [
    "virsh on libvirtd",
    "fvirsh on libvirtd",
    "virsh on ferrovirtd",
    "fvirsh on ferrovirtd",
];
