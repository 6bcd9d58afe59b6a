//! Events that are counted for a guest: defined, switched while it runs, and counted on by the next daemon.
//!
//! The expected output was recorded from libvirt 11.3.0 with the same script (CONTRIBUTING.md says how). Which events
//! a processor counts depends on the machine; those of the kernel are counted everywhere.

use fv_harness_clients::{Host, Script, golden, processes};

use crate::small;

const NAME: &str = "counted";

/// A small guest that has events counted.
fn define(host: &Host, events: &str) {
    let disk = host.boot_disk(NAME);
    let xml =
        small::xml(NAME, &disk).replace("<devices>", &format!("<perf>{events}</perf><devices>"));
    let path = host.write("counted.xml", xml);
    host.ok(&format!("define {path}"));
}

/// What `domstats` tells of a guest's events, by name.
fn counted(host: &Host) -> Vec<(String, u64)> {
    let told = host.ok(&format!("domstats {NAME} --perf"));
    let lines = told
        .lines()
        .filter_map(|line| line.trim().strip_prefix("perf."));
    let pairs = lines.map(|line| line.split_once('=').unwrap());
    pairs
        .map(|(name, value)| (name.to_owned(), value.parse().unwrap()))
        .collect()
}

fn run(host: &Host, script: &mut Script<'_>, line: &str) {
    let ended = host.line(line);
    script.note(&format!("$ virsh {line}"));
    for line in ended.stdout.lines() {
        match line.split_once('=') {
            // How much was counted differs from run to run.
            Some((name, _)) if name.starts_with("  perf.") => script.note(&format!("{name}=…")),
            _ => script.note(line),
        }
    }
    script.note(ended.stderr.trim_end());
    if !ended.is_ok() {
        script.note(&format!("[status {}]", ended.status.unwrap_or(-1)));
    }
    script.note(" ");
}

fn may_count() -> bool {
    let is_root = processes::user_id(std::process::id()) == Some(0);
    if !is_root {
        eprintln!("skipped: only root may count what the kernel does");
    }
    is_root
}

#[test]
fn events_are_chosen_and_told_as_libvirt_does() {
    if !may_count() {
        return;
    }
    let host = Host::start();
    let events = "<event name='page_faults' enabled='yes'/><event name='cpu_clock' enabled='yes'/>
                  <event name='cpu_cycles' enabled='no'/>";
    define(&host, events);
    let mut script = Script::new(&host);
    for line in [
        "dumpxml counted --xpath //perf",
        "perf counted",
        "perf counted --config",
        "perf counted --live",
        "perf counted --enable cpu_clock --live",
        "perf counted --enable context_switches --disable cpu_clock",
        "perf counted --enable nosuch",
        "perf counted --enable task_clock --disable task_clock",
        "perf counted --enable cmt",
        "perf counted --disable cmt",
        "domstats counted --perf",
        "start counted",
        "perf counted",
        "perf counted --live",
        "perf counted --config",
        "domstats counted --perf",
        "perf counted --enable alignment_faults,emulation_faults,task_clock --disable page_faults",
        "perf counted --enable page_faults_min,page_faults_maj,cpu_migrations --live",
        "perf counted --enable cmt --live",
        "perf counted --enable mbml --live",
        "perf counted --disable mbmt --live",
        "perf counted --enable nosuch --live",
        "perf counted --live --config",
        "perf counted",
        "domstats counted --perf",
        "dumpxml counted --xpath //perf",
        "dumpxml counted --inactive --xpath //perf",
        "perf counted --enable cpu_clock --live --config",
        "perf counted --disable context_switches --live --config",
        "dumpxml counted --xpath //perf",
        "dumpxml counted --inactive --xpath //perf",
        "destroy counted",
        "perf counted",
        "perf counted --enable cmt --config",
        "start counted",
        "domstate counted --reason",
        "undefine counted",
    ] {
        run(&host, &mut script, line);
    }
    golden::check("perf.txt", script.text());
}

#[test]
fn what_a_guest_does_is_counted_from_its_start_and_on_by_the_next_daemon() {
    if !may_count() {
        return;
    }
    let mut host = Host::start();
    define(
        &host,
        "<event name='page_faults' enabled='yes'/><event name='task_clock' enabled='yes'/>",
    );
    host.ok("start counted");
    let first = counted(&host);
    let names: Vec<&str> = first.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["task_clock", "page_faults"]);
    // An emulator cannot even be loaded without some hundred faults.
    assert!(first[1].1 > 100, "{first:?}");
    let later = counted(&host);
    assert!(
        later[0].1 >= first[0].1 && later[1].1 >= first[1].1,
        "{first:?} {later:?}"
    );
    host.ok("perf counted --enable page_faults_min --live");
    host.kill_daemon();
    host.start_daemon();
    let names: Vec<String> = counted(&host).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["task_clock", "page_faults", "page_faults_min"]);
    assert!(
        !host
            .ok("dumpxml counted --inactive")
            .contains("page_faults_min")
    );
    host.ok("destroy counted");
    assert!(counted(&host).is_empty());
}

#[test]
fn event_that_stands_twice_is_refused() {
    let host = Host::start();
    let events =
        "<perf><event name='cmt' enabled='no'/><event name='cmt' enabled='yes'/></perf><devices>";
    let disk = host.boot_disk(NAME);
    let path = host.write(
        "twice.xml",
        small::xml(NAME, &disk).replace("<devices>", events),
    );
    let refused = host.fails(&format!("define {path}"));
    assert!(
        refused.contains("perf event 'cmt' was already specified"),
        "{refused}"
    );
}
