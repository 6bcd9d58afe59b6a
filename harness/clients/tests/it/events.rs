//! What happens to a guest by itself is told to who listens, and shows in its state; who only reads changes nothing.
//!
//! The expected output was recorded from libvirt 11.3.0 with the same scripts.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use fv_harness_clients::program::{program, until};
use fv_harness_clients::{Host, Script, Terminal, golden, processes};

use crate::small;

pub(crate) const SHORT: Duration = Duration::from_secs(20);

/// Starts a listener for everything and waits until it is subscribed.
pub(crate) fn listen(host: &Host) -> Terminal {
    let mut command = program("stdbuf");
    command
        .env("LC_ALL", "C")
        .args(["-oL", "virsh", "-c", host.uri()]);
    listen_with(host, command)
}

/// Does the same with a connected program that knows the command `event` and writes line by line.
pub(crate) fn listen_with(host: &Host, mut command: Command) -> Terminal {
    let listener = Terminal::start(command.args(["event", "--all", "--loop"])).unwrap();
    // Nothing tells when the subscription is there; a definition that is heard of does.
    let probe = host.write("probe.xml", small::xml("probe", "/nonexistent"));
    until("the listener hears", SHORT, || {
        host.ok(&format!("define {probe}"));
        host.ok("undefine probe");
        std::thread::sleep(Duration::from_millis(50));
        listener.output().contains("probe")
    })
    .unwrap();
    listener
}

/// Returns what was heard of a guest, one event a line.
pub(crate) fn heard_of(listener: &Terminal, guest: &str) -> String {
    let all = listener.output();
    let mark = format!("'{guest}'");
    let lines = all.lines().filter(|line| line.contains(&mark));
    lines.map(|line| format!("{}\n", line.trim_end())).collect()
}

/// Finds the emulator of a guest, whoever started it.
fn emulator(host: &Host) -> u32 {
    let pids = if host.is_reference() {
        let pids = processes::mentioning("guest=guest,");
        pids.into_iter()
            .filter(|pid| processes::name(*pid).starts_with("qemu-system"))
            .collect()
    } else {
        host.emulators()
    };
    assert_eq!(pids.len(), 1);
    pids[0]
}

fn wait_until_off(host: &Host) {
    until("the guest is off", SHORT, || {
        host.line("domstate guest").stdout.trim() == "shut off"
    })
    .unwrap();
}

#[test]
fn deaths_and_resets_of_a_guest_are_told_with_their_reason() {
    let host = Host::start();
    let mut script = Script::new(&host);
    let mut listener = listen(&host);
    small::boot(&host, "guest");
    let mut console = small::console(&host, "guest");
    console.type_in("b").unwrap();
    console.wait_for("BOOT-OK", SHORT).unwrap();
    script.run("domstate guest --reason");
    console.type_in("p").unwrap();
    wait_until_off(&host);
    assert!(
        console.ends_within(SHORT),
        "the console ends with the guest"
    );
    script.run("domstate guest --reason");
    script.run("start guest");
    processes::signal(emulator(&host), "KILL");
    wait_until_off(&host);
    script.run("domstate guest --reason");
    script.run("start guest");
    processes::signal(emulator(&host), "TERM");
    wait_until_off(&host);
    script.run("domstate guest --reason");
    script.run("undefine guest");
    listener.wait_for("'guest': Undefined", SHORT).unwrap();
    script.note(&heard_of(&listener, "guest"));
    golden::check("deaths.txt", script.text());
}

#[test]
fn full_disk_pauses_the_guest_and_is_told() {
    let host = Host::start();
    let full = host.root().join("full");
    std::fs::create_dir(&full).unwrap();
    let mut mount = program("mount");
    mount
        .args(["-t", "tmpfs", "-o", "size=1M,mode=755", "tmpfs"])
        .arg(&full);
    assert!(mount.status().unwrap().success(), "root can mount");
    let _mounted = Mounted(&full);
    let disk = full.join("disk.img");
    std::fs::File::create(&disk)
        .unwrap()
        .set_len(16 << 20)
        .unwrap();
    let guest = host.linux();
    let os = format!(
        "<kernel>{}</kernel><initrd>{}</initrd><cmdline>console=ttyS0 quiet</cmdline></os>",
        guest.kernel.display(),
        guest.initrd.display()
    );
    let xml = small::xml("guest", disk.to_str().unwrap())
        .replace("'MiB'>16<", "'MiB'>256<")
        .replace("<boot dev='hd'/></os>", &os)
        .replace(
            "<target dev='hda' bus='ide'/>",
            "<target dev='vda' bus='virtio'/>",
        );
    let xml = host.write("guest.xml", xml);
    let mut listener = listen(&host);
    host.ok(&format!("define {xml}"));
    host.ok("start guest --paused");
    let mut console = small::console(&host, "guest");
    host.ok("resume guest");
    console
        .wait_for("guest# ", Duration::from_secs(90))
        .unwrap();
    console
        .type_in("dd if=/dev/zero of=/dev/vda bs=1M count=4 oflag=direct\r")
        .unwrap();
    listener.wait_for("Suspended I/O Error", SHORT).unwrap();
    let mut script = Script::new(&host);
    script.run("domstate guest --reason");
    host.ok("destroy guest");
    listener.wait_for("Stopped Destroyed", SHORT).unwrap();
    script.note(&heard_of(&listener, "guest"));
    golden::check("full-disk.txt", script.text());
}

/// A file system that is taken away with the test.
struct Mounted<'a>(&'a Path);

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        // An emulator that was not ended yet keeps it busy: lazily.
        let _ = program("umount").arg("-l").arg(self.0).status();
    }
}

#[test]
fn read_only_connection_shows_everything_and_changes_nothing() {
    let host = Host::start();
    small::boot(&host, "guest");
    let mut script = Script::new(&host);
    for line in [
        "-r list --all",
        "-r domstate guest",
        "-r domblklist guest",
        "-r dumpxml guest --security-info",
        "-r define ROOT/guest.xml",
        "-r create ROOT/guest.xml",
        "-r start guest",
        "-r suspend guest",
        "-r resume guest",
        "-r reset guest",
        "-r reboot guest",
        "-r shutdown guest",
        "-r destroy guest",
        "-r undefine guest",
        "-r autostart guest",
        "-r desc guest --new-desc x",
        "-r qemu-monitor-command guest --hmp info",
        "-r console guest",
        "domstate guest",
    ] {
        script.run(line);
    }
    golden::check("read-only.txt", script.text());
}

#[test]
fn second_console_is_refused_until_it_is_forced() {
    let host = Host::start();
    small::boot(&host, "guest");
    let mut first = small::console(&host, "guest");
    let mut second = Terminal::shell(&format!("virsh -c '{}' console guest", host.uri())).unwrap();
    second
        .wait_for("Active console session exists for this domain", SHORT)
        .unwrap();
    assert!(second.ends_within(SHORT));
    let mut third = small::console(&host, "guest");
    assert!(first.ends_within(SHORT), "force takes the console away");
    third.type_in("x").unwrap();
    third.wait_for("x", SHORT).unwrap();
}

#[test]
fn guest_marked_for_it_starts_once_after_a_boot() {
    let mut host = Host::start();
    let xml = small::write(&host, "guest");
    small::write(&host, "other");
    host.ok(&format!("define {xml}"));
    host.ok(&format!("define {}", host.path("other.xml")));
    host.ok("autostart guest");
    assert_eq!(host.end_daemon(), Some(0));
    // As after a boot: a daemon that is only started again leaves guests as they are.
    host.start_daemon();
    assert_eq!(host.ok("list --name"), "");
    assert_eq!(host.end_daemon(), Some(0));
    std::fs::remove_dir_all(host.root().join("run")).unwrap();
    host.start_daemon();
    until("the guest runs", SHORT, || {
        host.ok("list --name") == "guest"
    })
    .unwrap();
}

#[test]
fn guest_that_hangs_on_a_connection_ends_with_it() {
    let host = Host::start();
    let xml = small::write(&host, "guest");
    let mut shell = Terminal::shell(&format!("virsh -c '{}'", host.uri())).unwrap();
    shell
        .type_in(&format!("create --autodestroy {xml}\n"))
        .unwrap();
    shell.wait_for("created from", SHORT).unwrap();
    assert_eq!(host.ok("list --name"), "guest");
    processes::signal(shell.pid(), "KILL");
    drop(shell);
    for client in processes::mentioning(&format!("-c {}", host.uri())) {
        processes::signal(client, "KILL");
    }
    until("the guest is gone", SHORT, || {
        host.ok("list --all --name").is_empty()
    })
    .unwrap();
    assert_eq!(host.emulators(), Vec::<u32>::new());
}
