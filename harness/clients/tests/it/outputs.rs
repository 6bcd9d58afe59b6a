//! Files into which guests write: small whatever a guest writes, complete whatever becomes of the daemon, and never in
//! the guest's way.

use std::fs;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};

use fv_harness_clients::guest::flood_sector;
use fv_harness_clients::program::until;
use fv_harness_clients::{Host, processes};

use crate::events::SHORT;
use crate::small;

/// The size of one file in these tests; the default takes a flood under emulation too long.
const SIZE_MAX: u64 = 65_536;
/// The digits of a number and the end of its line.
const LINE_BYTES: usize = 9;

/// A host whose files are of this size at most, with two that were put aside; 0 is without limit.
fn host(size_max: u64) -> Host {
    let mut host = Host::prepare();
    let limits = format!("max_size = {size_max}\nmax_backups = 2\n");
    host.write("etc/libvirt/virtlogd.conf", limits);
    host.start_daemon();
    host
}

/// Defines a guest that writes numbers without an end to this serial port.
fn define_flooding(host: &Host, name: &str, serial: &str) {
    let disk = host.write(&format!("{name}.img"), flood_sector());
    let xml = small::xml(name, &disk).replace("<serial type='pty'/>", serial);
    host.ok(&format!(
        "define {}",
        host.write(&format!("{name}.xml"), xml)
    ));
}

fn file_port(path: &Path, more: &str) -> String {
    let path = path.display();
    format!("<serial type='file'><source path='{path}'{more}/></serial>")
}

/// The file and those that were put aside, the newest first.
fn parts(path: &Path) -> [PathBuf; 4] {
    ["", ".0", ".1", ".2"].map(|end| PathBuf::from(format!("{}{end}", path.display())))
}

/// The number in the last whole line of a file.
fn last_number(path: &Path) -> u64 {
    let text = fs::read_to_string(path).unwrap_or_default();
    let line = text.lines().rfind(|line| line.len() + 1 == LINE_BYTES);
    line.map_or(0, |line| u64::from_str_radix(line, 16).unwrap_or(0))
}

/// Checks that each line has the number after that of the line before; returns the first number.
///
/// The first line may be the end of one that was cut when its file was full, the last one the beginning.
fn first_of_unbroken(text: &str) -> u64 {
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let is_cut = |line: &&str| line.len() + 1 < LINE_BYTES;
    let mut numbers = whole
        .lines()
        .skip_while(is_cut)
        .map(|line| u64::from_str_radix(line, 16).unwrap());
    let first = numbers.next().unwrap();
    let after = (first + 1..).zip(numbers).find(|(want, is)| want != is);
    assert_eq!(after, None, "a line is missing");
    first
}

fn keepers(host: &Host) -> Vec<u32> {
    let mut all = processes::mentioning(&host.path("var/log"));
    all.retain(|pid| processes::name(*pid) == "ferrovirt-log-keeper");
    all
}

fn end_and_settle(host: &Host, name: &str) {
    host.ok(&format!("destroy {name}"));
    until("its keeper is done", SHORT, || keepers(host).is_empty()).unwrap();
}

#[test]
fn file_that_a_guest_floods_stays_small_whether_there_is_a_daemon_or_not() {
    let mut host = host(SIZE_MAX);
    let path = host.root().join("out");
    define_flooding(&host, "guest", &file_port(&path, ""));
    for part in parts(&path) {
        fs::write(part, "of a run before\n").unwrap();
    }
    host.ok("start guest");
    let [newest, _, oldest, beyond] = parts(&path);
    let is_new = |part: &Path| last_number(part) > 0;
    until("files are put aside", SHORT, || is_new(&oldest)).unwrap();
    host.kill_daemon();
    let then = last_number(&newest);
    let moved = u64::try_from(LINE_BYTES).unwrap() * 4;
    until("it is so without a daemon", SHORT, || {
        last_number(&newest) > then + 4 * SIZE_MAX / moved
    })
    .unwrap();
    host.start_daemon();
    assert_eq!(host.ok("domstate guest"), "running");
    let xml = host.ok("dumpxml guest");
    assert!(xml.contains("<serial type='file'>"), "{xml}");
    end_and_settle(&host, "guest");
    let texts = parts(&path).map(|part| fs::read_to_string(part).unwrap());
    for text in &texts[..3] {
        assert!(text.len() as u64 <= SIZE_MAX, "{} bytes", text.len());
    }
    let [newest, before, oldest, _] = &texts;
    first_of_unbroken(&[oldest.as_str(), before, newest].concat());
    // Whose it is, is not known.
    assert_eq!(fs::read_to_string(beyond).unwrap(), "of a run before\n");
}

#[test]
fn nothing_that_a_guest_writes_is_lost_with_the_daemon() {
    let mut host = host(0);
    let path = host.root().join("out");
    let log = host.root().join("copy");
    let more = format!("<log file='{}' append='off'/>", log.display());
    let serial = file_port(&path, " append='on'").replace("</serial>", &format!("{more}</serial>"));
    define_flooding(&host, "guest", &serial);
    for path in [&path, &log] {
        fs::write(path, "before\n").unwrap();
    }
    host.ok("start guest");
    until("it writes", SHORT, || last_number(&path) > 0).unwrap();
    host.kill_daemon();
    let then = last_number(&path);
    until("it goes on", SHORT, || last_number(&path) > then).unwrap();
    host.start_daemon();
    let then = last_number(&path);
    until("it goes on", SHORT, || last_number(&path) > then).unwrap();
    end_and_settle(&host, "guest");
    let kept = fs::read_to_string(&path).unwrap();
    let kept = kept.strip_prefix("before\n").unwrap();
    assert_eq!(first_of_unbroken(kept), 1);
    assert_eq!(first_of_unbroken(&fs::read_to_string(&log).unwrap()), 1);
}

#[test]
fn guest_whose_file_nobody_keeps_any_more_goes_on() {
    let host = host(SIZE_MAX);
    let path = host.root().join("out");
    define_flooding(&host, "guest", &file_port(&path, ""));
    host.ok("start guest");
    until("it writes", SHORT, || last_number(&path) > 0).unwrap();
    let [keeper] = keepers(&host)[..] else {
        panic!("each guest has one keeper, whatever it writes");
    };
    processes::signal(keeper, "KILL");
    until("the keeper is gone", SHORT, || keepers(&host).is_empty()).unwrap();
    let counter = || {
        let registers = host.ok("qemu-monitor-command guest --hmp info registers");
        let at = registers.find("EBX=").unwrap();
        registers[at..at + 12].to_owned()
    };
    let then = counter();
    until("the guest counts on", SHORT, || counter() != then).unwrap();
    host.ok("destroy guest");
}

#[test]
fn file_that_cannot_be_written_or_has_its_writer_is_refused_in_libvirts_words() {
    let host = host(SIZE_MAX);
    let path = host.root().join("out");
    for name in ["one", "two"] {
        define_flooding(&host, name, &file_port(&path, ""));
    }
    host.ok("start one");
    let busy = |path: &Path| {
        let path = path.display();
        format!("Cannot open log file: '{path}': Device or resource busy")
    };
    assert!(host.fails("start two").contains(&busy(&path)));
    host.ok("destroy one");
    host.ok("start two");
    host.ok("destroy two");
    let own_log = host.root().join("var/log/libvirt/qemu/three.log");
    define_flooding(&host, "three", &file_port(&own_log, ""));
    assert!(host.fails("start three").contains(&busy(&own_log)));
    let nowhere = host.root().join("none/out");
    define_flooding(&host, "four", &file_port(&nowhere, ""));
    let missing = format!(
        "Unable to open file: {}: No such file or directory",
        nowhere.display()
    );
    assert!(host.fails("start four").contains(&missing));
    let folder = host.root().join("folder");
    fs::create_dir(&folder).unwrap();
    define_flooding(&host, "five", &file_port(&folder, ""));
    let taken = format!("Unable to open file: {}: Is a directory", folder.display());
    assert!(host.fails("start five").contains(&taken));
    assert!(keepers(&host).is_empty());
    assert_eq!(host.ok("list --name"), "");
}

#[test]
fn device_in_the_place_of_a_file_is_written_to_and_stays() {
    let host = host(SIZE_MAX);
    define_flooding(&host, "guest", &file_port(Path::new("/dev/null"), ""));
    host.ok("start guest");
    host.ok("destroy guest");
    let kind = fs::metadata("/dev/null").unwrap().file_type();
    assert!(kind.is_char_device());
}

#[test]
fn files_have_no_limit_where_the_configuration_wants_none() {
    let mut host = Host::prepare();
    let path = host.root().join("out");
    host.write("etc/libvirt/virtlogd.conf", "max_size = 1024\n");
    let conf = host.root().join("etc/libvirt/qemu.conf");
    let text = fs::read_to_string(&conf).unwrap();
    fs::write(&conf, text + "stdio_handler = \"file\"\n").unwrap();
    host.start_daemon();
    define_flooding(&host, "guest", &file_port(&path, ""));
    host.ok("start guest");
    let size = || fs::metadata(&path).map_or(0, |meta| meta.len());
    until("it writes", SHORT, || size() > 4096).unwrap();
    assert!(keepers(&host).is_empty());
    host.ok("destroy guest");
    assert!(!parts(&path)[1].exists());
}
