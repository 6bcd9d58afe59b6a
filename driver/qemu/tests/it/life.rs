//! Guests that run: started, paused, ended, lost and found again.

use std::time::Duration;

use fv_api::{DomainRef, StreamRead};
use fv_error::ErrorCode;
use fv_sys::clock::std_now;
use fv_sys::process;
use fv_sys::signal::Signal;

use crate::kit::{Host, caller, eventually, exists};

/// A guest without anything but a serial port; its BIOS finds nothing to boot and stays.
pub(crate) fn document(name: &str, devices: &str) -> String {
    format!(
        "<domain type='qemu'><name>{name}</name><memory unit='MiB'>32</memory><vcpu>1</vcpu>\
         <os><type arch='x86_64' machine='pc'>hvm</type></os><features><acpi/></features>\
         <devices><emulator>/usr/bin/qemu-system-x86_64</emulator><serial type='pty'/>\
         <console type='pty'/>{devices}</devices></domain>"
    )
}

fn define(host: &Host, name: &str) -> DomainRef {
    host.domain()
        .define_xml(&caller(), &document(name, ""))
        .expect("defined")
}

fn started(host: &Host, name: &str) -> DomainRef {
    let dom = define(host, name);
    host.domain()
        .create_with_flags(&caller(), &dom, 0)
        .expect("started")
}

fn state(host: &Host, dom: &DomainRef) -> (i32, i32) {
    let state = host.domain().state(&caller(), dom, 0).expect("state");
    (state.state, state.reason)
}

pub(crate) fn nothing_left(host: &Host, name: &str) {
    assert_eq!(host.processes(), [0; 0], "no process is left");
    for file in ["run/libvirt/qemu/{}.xml", "run/libvirt/qemu/{}.pid"] {
        assert!(
            !exists(&host.path(&file.replace("{}", name))),
            "{file} is left"
        );
    }
    let folders = std::fs::read_dir(host.path("var/lib/libvirt/qemu")).expect("there");
    let left = folders.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let left: Vec<String> = left.filter(|name| name.starts_with("domain-")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn the_document_of_a_guest_that_is_undefined_while_it_runs_stays_what_it_was() {
    let host = Host::new("former");
    let dom = started(&host, "g");
    let api = host.domain();
    let xml = |flags| api.xml_desc(&caller(), &dom, flags).expect("xml");
    const INACTIVE: u32 = 2;
    let before = xml(INACTIVE);
    assert_ne!(before, xml(0));
    api.undefine(&caller(), &dom).expect("undefined");
    assert_eq!(api.is_persistent(&caller(), &dom).expect("asked"), 0);
    assert_eq!(xml(INACTIVE), before);
    api.destroy(&caller(), &dom).expect("destroyed");
}

#[test]
fn a_guest_that_only_runs_shows_its_balloon_in_each_document() {
    let host = Host::new("balloon");
    let memory = "<memory unit='MiB'>32</memory>";
    let less = format!("{memory}<currentMemory unit='MiB'>16</currentMemory>");
    let document = document("g", "").replace(memory, &less);
    const PAUSED: u32 = 1;
    let api = host.domain();
    let dom = api
        .create_xml(&caller(), &document, PAUSED)
        .expect("started");
    for flags in [0, 2] {
        let xml = api.xml_desc(&caller(), &dom, flags).expect("xml");
        // Nothing in the guest has given memory back yet.
        let wanted = "<currentMemory unit='KiB'>32768</currentMemory>";
        assert!(xml.contains(wanted), "{flags}: {xml}");
    }
    api.destroy(&caller(), &dom).expect("destroyed");
}

#[test]
fn a_guest_runs_pauses_resumes_and_ends() {
    let host = Host::new("life");
    let dom = started(&host, "g");
    let api = host.domain();
    assert!(dom.id > 0);
    assert_eq!(state(&host, &dom), (1, 1));
    assert_eq!(host.events.life_of("g"), [(0, 0), (4, 0), (2, 0)]);
    let error = api.create(&caller(), &dom).expect_err("runs");
    assert!(
        error.message().ends_with("domain is already running"),
        "{error}"
    );
    api.suspend(&caller(), &dom).expect("paused");
    assert_eq!(state(&host, &dom), (3, 1));
    api.suspend(&caller(), &dom).expect("paused already");
    api.resume(&caller(), &dom).expect("resumed");
    assert_eq!(state(&host, &dom), (1, 5));
    let error = api.resume(&caller(), &dom).expect_err("runs");
    assert!(
        error.message().ends_with("domain is already running"),
        "{error}"
    );
    let status = std::fs::read_to_string(host.path("run/libvirt/qemu/g.xml")).expect("there");
    assert!(
        status.contains("<domstatus state='running' reason='unpaused'"),
        "{status}"
    );
    let pid: i32 = std::fs::read_to_string(host.path("run/libvirt/qemu/g.pid"))
        .expect("there")
        .parse()
        .expect("a number");
    assert_eq!(host.processes(), [pid]);
    let process = process::status(pid).expect("runs");
    assert_ne!(process.parent, process::own_pid());
    let begin = std_now();
    api.destroy(&caller(), &dom).expect("ended");
    let time = begin.elapsed();
    assert!(time < Duration::from_secs(3), "{time:?}");
    assert_eq!(state(&host, &dom), (5, 2));
    eventually("all is told", || {
        host.events.life_of("g").last() == Some(&(5, 1))
    });
    nothing_left(&host, "g");
    let error = api.destroy(&caller(), &dom).expect_err("ended");
    assert_eq!(
        error.message(),
        "Requested operation is not valid: domain is not running"
    );
    let log = std::fs::read_to_string(host.path("var/log/libvirt/qemu/g.log")).expect("there");
    assert!(log.contains(": starting up "), "{log}");
    assert!(
        log.trim_end()
            .ends_with(": shutting down, reason=destroyed"),
        "{log}"
    );
}

#[test]
fn a_guest_is_found_again_by_the_next_daemon() {
    let mut host = Host::new("found");
    let dom = started(&host, "g");
    let pid = host.processes();
    let paused = host
        .domain()
        .define_xml(&caller(), &document("p", ""))
        .expect("defined");
    let paused = host
        .domain()
        .create_with_flags(&caller(), &paused, 1)
        .expect("started");
    host.restarted();
    let api = host.domain();
    assert_eq!(
        api.lookup_by_id(&caller(), dom.id).expect("found").name,
        "g"
    );
    eventually("the monitor is reached", || {
        host.qemu()
            .monitor_command(&caller(), &dom, "info status", 1)
            .is_ok()
    });
    assert_eq!(state(&host, &dom), (1, 1));
    assert_eq!(state(&host, &paused), (3, 1));
    assert!(pid.iter().all(|pid| host.processes().contains(pid)));
    api.suspend(&caller(), &dom).expect("paused");
    let third = started(&host, "h");
    assert!(third.id > dom.id.max(paused.id));
    for dom in [dom, paused, third] {
        api.destroy(&caller(), &dom).expect("ended");
    }
    nothing_left(&host, "g");
}

#[test]
fn a_guest_that_died_unseen_is_shut_off() {
    let mut host = Host::new("died");
    let dom = started(&host, "g");
    let pid = host.processes()[0];
    host.dropped();
    process::signal_pid(pid, Signal::Kill).expect("killed");
    eventually("it has ended", || !process::is_alive(pid));
    host.restarted();
    assert_eq!(state(&host, &dom), (5, 3));
    assert_eq!(host.events.life_of("g"), [(5, 5)]);
    nothing_left(&host, "g");
}

#[test]
fn a_crash_of_qemu_is_seen_at_once() {
    let host = Host::new("crash");
    let dom = started(&host, "g");
    process::signal_pid(host.processes()[0], Signal::Kill).expect("killed");
    eventually("it is shut off", || state(&host, &dom) == (5, 3));
    eventually("it is told", || {
        host.events.life_of("g").last() == Some(&(5, 5))
    });
    nothing_left(&host, "g");
    host.domain().create(&caller(), &dom).expect("starts again");
}

#[test]
fn a_transient_guest_is_gone_when_it_ends() {
    let host = Host::new("transient");
    let api = host.domain();
    let dom = api
        .create_xml(&caller(), &document("t", ""), 0)
        .expect("started");
    assert_eq!(api.is_persistent(&caller(), &dom).expect("asked"), 0);
    let error = api
        .create_xml(&caller(), &document("t", ""), 0)
        .expect_err("runs");
    assert!(
        error.message().contains("domain 't' already exists"),
        "{error}"
    );
    let error = api.undefine(&caller(), &dom).expect_err("transient");
    assert!(
        error
            .message()
            .ends_with("cannot undefine transient domain"),
        "{error}"
    );
    api.destroy(&caller(), &dom).expect("ended");
    assert!(api.lookup_by_name(&caller(), "t").is_err());
    nothing_left(&host, "t");
    assert!(!exists(&host.path("etc/libvirt/qemu/t.xml")));
}

#[test]
fn a_document_given_for_a_start_does_not_touch_what_is_kept() {
    let host = Host::new("other");
    let api = host.domain();
    let dom = define(&host, "g");
    let uuid = dom.uuid;
    let other = document("g", "").replacen(
        "<memory",
        &format!("<uuid>{uuid}</uuid><title>other</title><memory"),
        1,
    );
    let dom = api.create_xml(&caller(), &other, 0).expect("started");
    let live = api.xml_desc(&caller(), &dom, 0).expect("xml");
    let kept = api.xml_desc(&caller(), &dom, 2).expect("xml");
    assert!(live.contains("<title>other</title>") && !kept.contains("other"));
    assert_eq!(api.is_persistent(&caller(), &dom).expect("asked"), 1);
    let error = api.create_xml(&caller(), &other, 0).expect_err("runs");
    assert!(
        error.message().ends_with("domain 'g' is already active"),
        "{error}"
    );
    api.destroy(&caller(), &dom).expect("ended");
    let kept = api.xml_desc(&caller(), &dom, 0).expect("xml");
    assert!(!kept.contains("other"));
}

#[test]
fn a_guest_ends_with_its_client_when_that_was_asked_for() {
    let host = Host::new("autodestroy");
    let client = caller();
    let dom = host
        .domain()
        .create_xml(&client, &document("t", ""), 2)
        .expect("started");
    client.connection.close();
    eventually("it is gone", || {
        host.domain().lookup_by_uuid(&caller(), dom.uuid).is_err()
    });
    nothing_left(&host, "t");
}

#[test]
fn a_start_that_fails_leaves_nothing_and_says_qemus_words() {
    let host = Host::new("fails");
    let image = host.path("bad.qcow2");
    std::fs::write(&image, vec![7; 1 << 16]).expect("written");
    let disk = format!(
        "<disk type='file'><driver name='qemu' type='qcow2'/><source file='{}'/>\
         <target dev='vda' bus='virtio'/></disk>",
        image.display()
    );
    let dom = host
        .domain()
        .define_xml(&caller(), &document("g", &disk))
        .expect("defined");
    let error = host
        .domain()
        .create(&caller(), &dom)
        .expect_err("no such image");
    let words = "internal error: QEMU unexpectedly closed the monitor (vm='g'): ";
    assert!(error.message().starts_with(words), "{error}");
    assert!(
        error.message().ends_with("Image is not in qcow2 format"),
        "{error}"
    );
    assert_eq!(state(&host, &dom), (5, 6));
    nothing_left(&host, "g");
    std::fs::remove_file(&image).expect("removed");
    let error = host.domain().create(&caller(), &dom).expect_err("no image");
    let text = format!(
        "Cannot access storage file '{}': No such file or directory",
        image.display()
    );
    assert_eq!(error.message(), text);
    nothing_left(&host, "g");
}

/// How long those wait who ask what needs no answer of the guest.
fn time_of_looking(host: &Host, dom: &DomainRef) -> Duration {
    let begin = std_now();
    let listed = host.connect().list_all_domains(&caller(), 1, 0);
    listed.expect("listed");
    host.domain().xml_desc(&caller(), dom, 0).expect("xml");
    host.domain().info(&caller(), dom).expect("info");
    assert_eq!(state(host, dom).0, 1);
    begin.elapsed()
}

#[test]
fn a_guest_that_stands_still_blocks_nobody_and_can_be_ended() {
    let host = Host::new("stopped");
    let dom = started(&host, "g");
    let other = started(&host, "h");
    let pid = host
        .domain()
        .info(&caller(), &dom)
        .map(|_| host.pid_of("g"))
        .expect("info");
    process::signal_pid(pid, Signal::Stop).expect("stopped");
    std::thread::scope(|scope| {
        let asker = scope.spawn(|| {
            host.qemu()
                .monitor_command(&caller(), &dom, "info status", 1)
        });
        eventually("it is asked", || {
            host.domain()
                .control_info(&caller(), &dom, 0)
                .expect("info")
                .state
                == 2
        });
        // At best, for the machine may be busy.
        let time = (0..20).map(|_| time_of_looking(&host, &dom)).min();
        assert!(time < Some(Duration::from_millis(100)), "{time:?}");
        host.domain()
            .suspend(&caller(), &other)
            .expect("others can be changed");
        let error = host
            .domain()
            .suspend(&caller(), &dom)
            .expect_err("somebody has it");
        assert_eq!(error.code(), ErrorCode::OperationTimeout);
        let holder = "(held by monitor=qemuDispatchDomainMonitorCommand)";
        assert!(error.message().ends_with(holder), "{error}");
        let error = asker.join().expect("no panic").expect_err("no answer");
        assert_eq!(error.code(), ErrorCode::OperationTimeout);
    });
    // The answer is out, and so is the job.
    let error = host
        .domain()
        .suspend(&caller(), &dom)
        .expect_err("still in doubt");
    assert!(error.message().contains("held by monitor="), "{error}");
    process::signal_pid(pid, Signal::Cont).expect("let go");
    eventually("the late answer ends the job", || {
        host.domain().suspend(&caller(), &dom).is_ok()
    });
    process::signal_pid(pid, Signal::Stop).expect("stopped");
    let begin = std_now();
    host.domain().destroy(&caller(), &dom).expect("ended");
    assert!(
        begin.elapsed() < Duration::from_secs(4),
        "{:?}",
        begin.elapsed()
    );
    host.domain().destroy(&caller(), &other).expect("ended");
    nothing_left(&host, "g");
}

#[test]
fn a_guest_that_stands_still_over_a_restart_is_shown_and_goes_on_when_it_is_let_go() {
    let mut host = Host::new("frozen");
    let dom = started(&host, "g");
    let other = started(&host, "h");
    for name in ["g", "h"] {
        process::signal_pid(host.pid_of(name), Signal::Stop).expect("stopped");
    }
    let begin = std_now();
    host.restarted();
    assert!(
        begin.elapsed() < Duration::from_millis(2_500),
        "{:?}",
        begin.elapsed()
    );
    assert_eq!((state(&host, &dom).0, state(&host, &other).0), (1, 1));
    host.domain().destroy(&caller(), &other).expect("ended");
    process::signal_pid(host.pid_of("g"), Signal::Cont).expect("let go");
    eventually("it can be changed again", || {
        host.domain().suspend(&caller(), &dom).is_ok()
    });
    host.domain().destroy(&caller(), &dom).expect("ended");
    nothing_left(&host, "g");
}

#[test]
fn guests_marked_for_it_start_with_the_host_once_for_each_boot() {
    let mut host = Host::new("boot");
    let dom = define(&host, "g");
    let once = define(&host, "o");
    host.domain()
        .set_autostart(&caller(), &dom, 1)
        .expect("marked");
    host.domain()
        .set_autostart_once(&caller(), &once, 1)
        .expect("marked");
    host.restarted();
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(
        host.processes(),
        [0; 0],
        "the host has not been started anew"
    );
    // What a boot forgets.
    std::fs::remove_file(host.path("run/libvirt/qemu/autostarted")).expect("there");
    host.restarted();
    eventually("both run", || {
        host.connect().num_of_domains(&caller()).expect("counted") == 2
            && state(&host, &once).0 == 1
            && state(&host, &dom).0 == 1
    });
    assert_eq!(
        host.domain()
            .autostart_once(&caller(), &once)
            .expect("read"),
        0
    );
    assert!(!exists(&host.path("etc/libvirt/qemu/autostart/o.xml.once")));
    assert!(exists(&host.path("etc/libvirt/qemu/autostart/g.xml")));
}

#[test]
fn a_console_is_for_one_client_at_a_time() {
    let host = Host::new("console");
    let dom = started(&host, "g");
    let open = |flags| host.domain().open_console(&caller(), &dom, None, flags);
    let mut first = open(0).expect("opened");
    let error = open(2).err().expect("in use");
    let text = "operation failed: Active console session exists for this domain";
    assert_eq!(error.message(), text);
    let mut second = open(1).expect("taken over");
    assert!(first.write(b"x").is_err());
    assert_eq!(second.write(b"x").expect("written"), 1);
    drop(second);
    let mut third = open(0).expect("free again");
    let mut buffer = [0; 256];
    assert!(matches!(
        third.read(&mut buffer),
        Ok(StreamRead::Pending | StreamRead::Data(_))
    ));
    host.domain().destroy(&caller(), &dom).expect("ended");
    eventually("the stream ends", || true);
    assert!(
        host.domain()
            .open_console(&caller(), &dom, None, 0)
            .is_err()
    );
}

#[test]
fn a_monitor_command_is_answered_and_remembered() {
    let host = Host::new("monitor");
    let dom = started(&host, "g");
    let ask = |text: &str, flags| host.qemu().monitor_command(&caller(), &dom, text, flags);
    let text = ask("info status", 1).expect("answered");
    assert!(text.starts_with("VM status: running"), "{text}");
    let text = ask("{\"execute\":\"query-name\"}", 0).expect("answered");
    assert!(text.contains("\"return\":{\"name\":\"g\"}"), "{text}");
    let text = ask("{\"execute\":\"foo\"}", 0).expect("a refusal is an answer here");
    assert!(text.contains("CommandNotFound"), "{text}");
    let words = host.domain().messages(&caller(), &dom, 0).expect("asked");
    assert!(words.contains(&"tainted: custom monitor control commands issued".to_string()));
}

#[test]
fn a_guest_that_shuts_down_is_shut_off() {
    let host = Host::new("quit");
    let dom = started(&host, "g");
    let _ = host
        .qemu()
        .monitor_command(&caller(), &dom, "{\"execute\":\"quit\"}", 0);
    eventually("it is shut off", || state(&host, &dom) == (5, 1));
    eventually("it is told", || {
        host.events.life_of("g").ends_with(&[(6, 2), (5, 0)])
    });
    nothing_left(&host, "g");
}
