//! What becomes of files never decides what becomes of guests.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::Duration;

use fv_api::DomainRef;
use fv_error::ErrorCode;
use fv_sys::process;
use fv_sys::signal::Signal;

use crate::kit::{Host, caller, eventually, exists};
use crate::life::{document, nothing_left};

fn define_with_disk(host: &Host, name: &str) -> DomainRef {
    let image = host.path(&format!("{name}.img"));
    std::fs::write(&image, vec![0; 1 << 20]).expect("written");
    let disk = format!(
        "<disk type='file'><driver name='qemu' type='raw'/><source file='{}'/>\
         <target dev='vda' bus='virtio'/></disk>\
         <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>",
        image.display()
    );
    let xml = document(name, &disk);
    host.domain().define_xml(&caller(), &xml).expect("defined")
}

fn is_active(host: &Host, dom: &DomainRef) -> bool {
    host.domain().is_active(&caller(), dom).expect("known") == 1
}

fn answers(host: &Host, dom: &DomainRef) {
    eventually("its monitor answers", || {
        host.qemu()
            .monitor_command(&caller(), dom, "info status", 1)
            .is_ok()
    });
}

fn status_path(host: &Host, name: &str) -> PathBuf {
    host.path(&format!("run/libvirt/qemu/{name}.xml"))
}

fn xml(host: &Host, dom: &DomainRef) -> String {
    host.domain()
        .xml_desc(&caller(), dom, 0)
        .expect("described")
}

/// Ways in which a file can be spoiled, each of which takes the place of the file.
fn spoil(path: &Path, how: &str, text: &str) {
    let _ = std::fs::remove_file(path);
    let write = |text: &str| std::fs::write(path, text).expect("written");
    match how {
        "lost" => {}
        "empty" => write(""),
        "cut" => write(&text[..text.len() / 2]),
        "zeros" => write(&"\0".repeat(text.len())),
        "foreign" => write("<network><name>default</name></network>"),
        "another guest's" => write(&text.replace("<name>g</name>", "<name>h</name>")),
        "an absurd process" => write(&text.replacen("pid='", "pid='99999999999", 1)),
        "an absurd time" => write(&text.replacen("startTime='", "startTime='9", 1)),
        "an absurd id" => write(&text.replacen("id='", "id='99999999999", 1)),
        "the host's folders" => {
            let text = text.replacen("<libDir path='", "<libDir path='/etc' was='", 1);
            write(&text);
        }
        "a folder" => std::fs::create_dir(path).expect("made"),
        "a link to itself" => symlink(path, path).expect("linked"),
        "a link to a device" => symlink("/dev/zero", path).expect("linked"),
        "a FIFO" => fifo(path),
        _ => panic!("{how}"),
    }
}

fn fifo(path: &Path) {
    let mut command = fv_command::Command::new("mkfifo");
    command
        .args([path.to_string_lossy()])
        .search_path("/usr/bin:/bin");
    let output = fv_command::Runner::run(&fv_command::Host, &command).expect("it runs");
    assert!(output.is_success());
}

const SPOILT: [&str; 14] = [
    "lost",
    "empty",
    "cut",
    "zeros",
    "foreign",
    "another guest's",
    "an absurd process",
    "an absurd time",
    "an absurd id",
    "the host's folders",
    "a link to itself",
    "a link to a device",
    "a FIFO",
    "a folder",
];

#[test]
fn a_running_guest_is_found_again_whatever_became_of_its_status_file() {
    let mut host = Host::new("lost");
    let dom = define_with_disk(&host, "g");
    host.domain().create(&caller(), &dom).expect("started");
    let (pid, described) = (host.pid_of("g"), xml(&host, &dom));
    let path = status_path(&host, "g");
    for how in SPOILT {
        answers(&host, &dom);
        host.dropped();
        let text = std::fs::read_to_string(&path).expect("written again");
        spoil(&path, how, &text);
        host.restarted();
        assert!(is_active(&host, &dom), "{how}");
        answers(&host, &dom);
        assert_eq!(host.processes(), [pid], "{how}");
        eventually("it is described as before", || {
            xml(&host, &dom) == described
        });
        let error = host.domain().create(&caller(), &dom).expect_err("it runs");
        assert_eq!(error.code(), ErrorCode::OperationInvalid, "{how}: {error}");
    }
    // What nobody can replace is in nobody's way.
    host.domain().destroy(&caller(), &dom).expect("ended");
    assert!(path.is_dir(), "a folder is left in place");
    std::fs::remove_dir(&path).expect("left in place, empty");
    nothing_left(&host, "g");
    assert!(Path::new("/etc/passwd").exists());
}

#[test]
fn a_guest_with_many_devices_is_found_again_as_it_was() {
    let mut host = Host::new("many");
    let devices = "<graphics type='vnc' autoport='yes'/><video><model type='vga'/></video>\
                   <input type='tablet' bus='usb'/><interface type='user'/>\
                   <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>\
                   <watchdog model='i6300esb' action='reset'/>\
                   <memballoon model='virtio'><stats period='5'/></memballoon>\
                   <panic model='isa'/><controller type='scsi' model='virtio-scsi'/>";
    let xml = document("g", devices).replace(
        "</features>",
        "</features><clock offset='variable'/><cpu><model fallback='allow'>Nehalem</model></cpu>",
    );
    let dom = host.domain().define_xml(&caller(), &xml).expect("defined");
    host.domain().create(&caller(), &dom).expect("started");
    answers(&host, &dom);
    let (pid, described) = (host.pid_of("g"), self::xml(&host, &dom));
    host.dropped();
    std::fs::remove_file(status_path(&host, "g")).expect("removed");
    std::fs::remove_file(host.path("run/libvirt/qemu/g.pid")).expect("removed");
    host.restarted();
    answers(&host, &dom);
    assert_eq!(host.pid_of("g"), pid);
    eventually("it is described as before", || {
        self::xml(&host, &dom) == described
    });
    host.domain().destroy(&caller(), &dom).expect("ended");
    nothing_left(&host, "g");
}

#[test]
fn an_emulator_that_cannot_be_explained_is_named_and_left_alone() {
    let mut host = Host::new("stray");
    let dom = define_with_disk(&host, "g");
    host.domain().create(&caller(), &dom).expect("started");
    let pid = host.pid_of("g");
    // The definition is not that of the guest which runs any more.
    let changed = host
        .domain()
        .xml_desc(&caller(), &dom, 2)
        .expect("described")
        .replace("<vcpu placement='static'>1<", "<vcpu placement='static'>2<");
    host.domain()
        .define_xml(&caller(), &changed)
        .expect("defined");
    host.dropped();
    std::fs::remove_file(status_path(&host, "g")).expect("removed");
    host.restarted();
    assert!(!is_active(&host, &dom));
    refused_beside(&host, &dom, pid);
    std::fs::remove_file(host.path("run/libvirt/qemu/g.pid")).expect("removed");
    refused_beside(&host, &dom, pid);
    // Nor is one started under another uuid or by another definition.
    host.domain().undefine(&caller(), &dom).expect("undefined");
    let dom = define_with_disk(&host, "g");
    refused_beside(&host, &dom, pid);
    process::signal_pid(pid, Signal::Kill).expect("killed");
    eventually("it has ended", || !process::is_alive(pid));
    host.domain().create(&caller(), &dom).expect("free again");
    host.domain().destroy(&caller(), &dom).expect("ended");
}

fn refused_beside(host: &Host, dom: &DomainRef, pid: i32) {
    let error = host.domain().create(&caller(), dom).expect_err("it runs");
    assert_eq!(error.code(), ErrorCode::OperationFailed, "{error}");
    assert!(error.to_string().contains(&pid.to_string()), "{error}");
    assert_eq!(host.processes(), [pid]);
}

#[test]
fn a_guest_that_cannot_be_looked_at_is_not_forgotten() {
    let mut host = Host::new("unseen");
    let dom = define_with_disk(&host, "g");
    host.domain().create(&caller(), &dom).expect("started");
    let pid = host.pid_of("g");
    answers(&host, &dom);
    host.dropped();
    let unseen = |door: &str, _: &Path| match door {
        "pidfd" => Err(std::io::Error::from_raw_os_error(24)),
        _ => Ok(()),
    };
    fv_sys::fault::with(unseen, || host.restarted());
    assert!(is_active(&host, &dom));
    assert_eq!(host.processes(), [pid]);
    answers(&host, &dom);
    host.domain().destroy(&caller(), &dom).expect("ended");
    nothing_left(&host, "g");
}

#[test]
fn a_start_that_was_cut_short_is_undone_only_when_its_process_has_ended() {
    let mut host = Host::new("cut");
    let dom = define_with_disk(&host, "g");
    host.domain().create(&caller(), &dom).expect("started");
    answers(&host, &dom);
    host.dropped();
    let path = status_path(&host, "g");
    let text = std::fs::read_to_string(&path).expect("there");
    let text = text.replacen(
        "state='running' reason='booted'",
        "state='paused' reason='starting up'",
        1,
    );
    assert!(text.contains("starting up"));
    std::fs::write(&path, text).expect("written");
    let fails = |door: &str, _: &Path| match door {
        "kill" => Err(std::io::Error::from_raw_os_error(1)),
        _ => Ok(()),
    };
    fv_sys::fault::with(fails, || host.restarted());
    assert!(
        is_active(&host, &dom),
        "it is shown as long as its process lives"
    );
    eventually("it is ended", || !is_active(&host, &dom));
    nothing_left(&host, "g");
}

#[test]
fn an_emulator_that_was_being_asked_when_the_daemon_died_is_ended_by_the_next() {
    let mut host = Host::new("probe");
    host.dropped();
    let folder = host.path("var/lib/libvirt/qemu/qmp-ABCDEF");
    std::fs::create_dir(&folder).expect("made");
    let monitor = format!("unix:{}/qmp.monitor,server=on,wait=off", folder.display());
    let mut command = fv_command::Command::new("/usr/bin/qemu-system-x86_64");
    command.args(["-S", "-no-user-config", "-nodefaults", "-nographic"]);
    command.args(["-machine", "none,accel=tcg", "-qmp", &monitor, "-daemonize"]);
    command.timeout(Duration::from_secs(30));
    let output = fv_command::Runner::run(&fv_command::Host, &command).expect("it runs");
    assert!(output.is_success());
    assert_eq!(host.processes().len(), 1);
    host.restarted();
    eventually("it is ended", || host.processes().is_empty());
    assert!(!exists(&folder));
}

#[test]
fn a_process_of_a_container_is_none_of_ours_although_its_paths_read_the_same() {
    let mut host = Host::new("elsewhere");
    let dom = define_with_disk(&host, "g");
    let key = format!(
        "secret,id=masterKey0,file={}/domain-7-g/master-key.aes",
        host.path("var/lib/libvirt/qemu").display()
    );
    // Looks like an emulator to whoever reads no more than arguments.
    let pretend = |host: &mut Host, script: String| {
        let mut command = fv_command::Command::new("/usr/bin/unshare");
        let uuid = dom.uuid.to_string();
        command.args(["--mount", "/bin/sh", "-c", &script, "x", "-name", "guest=g"]);
        command.args(["-uuid", &uuid, "-object", &key]);
        command.search_path("/usr/sbin:/usr/bin:/sbin:/bin");
        let launched = fv_command::Runner::launch(&fv_command::Host, &command, &mut |_| Ok(()));
        let pid = launched.expect("it runs").pid;
        std::thread::sleep(Duration::from_millis(200));
        host.restarted();
        let started = host.domain().create(&caller(), &dom);
        let _ = process::signal_pid(pid, Signal::Kill);
        eventually("it has ended", || !process::is_alive(pid));
        started
    };
    let lib = host.path("var/lib/libvirt/qemu");
    let elsewhere = format!("mount -t tmpfs none {} && sleep 20; :", lib.display());
    pretend(&mut host, elsewhere).expect("not in its way");
    host.domain().destroy(&caller(), &dom).expect("ended");
    let error = pretend(&mut host, "sleep 20; :".into()).expect_err("it may be one of ours");
    assert_eq!(error.code(), ErrorCode::OperationFailed, "{error}");
}
