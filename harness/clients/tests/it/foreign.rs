//! Files that are not what the daemon wrote, and files that nobody may change: what is not sure is not believed, and no
//! process is ended that is not an emulator.

use std::fs;
use std::path::PathBuf;

use fv_harness_clients::program::{must, program, until};
use fv_harness_clients::{Host, processes};

use crate::events::SHORT;
use crate::small;

fn status(host: &Host, name: &str) -> PathBuf {
    host.root().join(format!("run/libvirt/qemu/{name}.xml"))
}

/// Defines and starts a small guest; returns the number of its emulator.
fn start(host: &Host, name: &str) -> u32 {
    host.ok(&format!("define {}", small::write(host, name)));
    host.ok(&format!("start {name}"));
    host.emulator_pid(name).unwrap()
}

fn change(path: &PathBuf, changes: &[(&str, &str)]) {
    let mut text = fs::read_to_string(path).unwrap();
    for (from, to) in changes {
        assert!(text.contains(from), "{from} in {text}");
        text = text.replace(from, to);
    }
    fs::write(path, text).unwrap();
}

#[test]
fn process_with_the_number_of_an_emulator_is_not_taken_for_one() {
    let mut host = Host::start();
    let emulator = start(&host, "guest");
    let folder = host.root().join("var/lib/libvirt/qemu/domain-1-guest");
    let saved = fs::read_to_string(status(&host, "guest")).unwrap();
    host.kill_daemon();
    processes::signal(emulator, "KILL");
    until("it is gone", SHORT, || !processes::is_alive(emulator)).unwrap();
    // It reads what belongs to the guest, as an operator may.
    let log = folder.join("log");
    fs::write(&log, "").unwrap();
    let mut innocent = program("tail").arg("-f").arg(&log).spawn().unwrap();
    let pid = innocent.id();
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let began = stat.split(' ').nth(21).unwrap().to_owned();
    let (_, rest) = saved.split_once("startTime='").unwrap();
    let (then, _) = rest.split_once('\'').unwrap();
    // As libvirt notes it, which knows no times, and as after a reboot that went the same way.
    for time in ["0", &began] {
        fs::write(status(&host, "guest"), &saved).unwrap();
        change(
            &status(&host, "guest"),
            &[
                (&format!("pid='{emulator}'"), &format!("pid='{pid}'")),
                (
                    &format!("startTime='{then}'"),
                    &format!("startTime='{time}'"),
                ),
            ],
        );
        host.start_daemon();
        assert_eq!(host.ok("domstate guest --reason"), "shut off (crashed)");
        assert!(innocent.try_wait().unwrap().is_none());
        host.ok("start guest");
        host.ok("destroy guest");
        assert!(innocent.try_wait().unwrap().is_none());
        host.kill_daemon();
    }
    innocent.kill().unwrap();
    innocent.wait().unwrap();
}

#[test]
fn status_of_another_version_is_understood_and_that_of_another_guest_is_not_believed() {
    let mut host = Host::start();
    let pid = start(&host, "guest");
    let uuid = host.ok("domuuid guest");
    host.kill_daemon();
    let path = status(&host, "guest");
    change(
        &path,
        &[
            ("<domstatus ", "<domstatus version='99' "),
            ("<monitor ", "<invented><later/></invented>\n  <monitor "),
        ],
    );
    host.start_daemon();
    assert_eq!(host.ok("domstate guest"), "running");
    host.ok("suspend guest");
    host.ok("resume guest");
    host.kill_daemon();
    change(&path, &[(&uuid, "11111111-2222-4333-8444-555555555555")]);
    host.start_daemon();
    // By its status it is a stranger; by its process it is known.
    assert_eq!(host.ok("domuuid guest"), uuid);
    assert_eq!(host.ok("list --name"), "guest");
    assert_eq!(host.emulators(), [pid]);
    assert!(host.daemon_log().contains("guest.xml is left alone"));
    host.ok("destroy guest");
}

#[test]
fn file_that_nobody_may_change_refuses_what_has_to_change_it_and_hinders_nothing_else() {
    let host = Host::start();
    let xml = small::write(&host, "guest");
    host.ok(&format!("define {xml}"));
    host.ok("autostart guest");
    let definition = host.root().join("etc/libvirt/qemu/guest.xml");
    let attribute = |how: &str, path: &PathBuf| must(program("chattr").arg(how).arg(path));
    if attribute("+i", &definition).is_err() {
        return eprintln!("nothing can be made immutable here");
    }
    let described = host.ok("dumpxml guest");
    let changed = described.replace("<on_crash>destroy<", "<on_crash>restart<");
    let changed = host.write("changed.xml", changed);
    let refused = [format!("define {changed}"), "undefine guest".to_owned()];
    let said = refused.map(|line| host.fails(&line));
    let shown = host.ok("list --all --autostart --name");
    let same = host.ok("dumpxml guest") == described;
    host.ok("start guest");
    // What runs is known, and its end is, although the file that tells of it stays.
    let status = status(&host, "guest");
    attribute("+i", &status).unwrap();
    host.ok("suspend guest");
    host.ok("destroy guest");
    let ended = host.ok("domstate guest");
    for path in [&definition, &status] {
        attribute("-i", path).unwrap();
    }
    for said in said {
        let path = definition.display().to_string();
        assert!(
            said.contains(&path) && said.contains("Operation not permitted"),
            "{said}"
        );
    }
    assert!(same && shown == "guest" && ended == "shut off");
    host.ok("start guest");
    host.ok("destroy guest");
}

#[test]
fn names_that_no_client_could_give_are_refused_in_files_too_and_forge_no_line_of_the_log() {
    let mut host = Host::prepare();
    let folder = host.root().join("etc/libvirt/qemu");
    fs::create_dir_all(&folder).unwrap();
    let disk = host.boot_disk("guest");
    let xml = small::xml("a&#10;b", &disk);
    fs::write(folder.join("a\nb.xml"), xml).unwrap();
    fs::write(folder.join("b.xml"), small::xml("b", &disk)).unwrap();
    host.start_daemon();
    assert_eq!(host.ok("list --all --name"), "b");
    let log = host.daemon_log();
    assert!(log.contains("/a?b.xml is left alone"), "{log}");
}
