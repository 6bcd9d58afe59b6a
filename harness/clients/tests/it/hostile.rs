//! Packets that no honest client sends: the daemon answers or closes, serves everybody else, and stays small.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use fv_harness_clients::program::{count, run};
use fv_harness_clients::{Dice, Host, processes};

use crate::small;

/// Packets on each socket in CI; soak sends two hundred times as many.
const PACKETS: usize = 5_000;
/// What the daemon may hold at most, in KiB.
const MEMORY_KIB_MAX: u64 = 256 << 10;
/// What a socket serves.
#[derive(Clone, Copy)]
struct Target {
    /// The program, in its first version.
    program: u32,
    /// The highest known number of a call and some beyond.
    procedures: u64,
    /// Calls that change the host itself, or end the connection or the daemon: not for dice.
    left_out: &'static [u32],
}

/// libvirt's calls.
const REMOTE: Target = Target {
    program: 0x2000_8086,
    procedures: 460,
    left_out: &[2, 264],
};
/// Those of operators; whoever may make them may also end the daemon, shut out clients and write files.
const ADMIN: Target = Target {
    program: 0x0690_0690,
    procedures: 24,
    left_out: &[2, 7, 11, 13, 16, 17, 19, 20],
};
const AUTH_LIST: u32 = 66;
const CONNECT_OPEN: u32 = 1;

fn packet(header: [u32; 6], payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(4 + 24 + payload.len()).unwrap();
    let mut bytes = length.to_be_bytes().to_vec();
    bytes.extend(header.iter().flat_map(|word| word.to_be_bytes()));
    bytes.extend_from_slice(payload);
    bytes
}

impl Target {
    fn call(self, procedure: u32, serial: u32, payload: &[u8]) -> Vec<u8> {
        packet([self.program, 1, procedure, 0, serial, 0], payload)
    }

    /// Says whether a packet happens to be a call that is not for dice.
    fn leaves_out(self, packet: &[u8]) -> bool {
        let word = |at: usize| {
            let bytes = packet.get(at..at + 4);
            bytes.map_or(0, |b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]))
        };
        word(4) == self.program && self.left_out.contains(&word(12))
    }
}

/// A connection that has been opened like an honest one, half of the time.
fn connect(path: &str, target: Target, dice: &mut Dice) -> UnixStream {
    let mut stream = UnixStream::connect(path).expect("the daemon accepts");
    stream
        .set_read_timeout(Some(Duration::from_millis(500)))
        .unwrap();
    stream
        .set_write_timeout(Some(Duration::from_secs(2)))
        .unwrap();
    if target.program == REMOTE.program && dice.below(4) > 0 {
        let mut name = vec![0, 0, 0, 1, 0, 0, 0, 14];
        name.extend_from_slice(b"qemu:///system\0\0\0\0\0\0");
        for (procedure, payload) in [(AUTH_LIST, &[][..]), (CONNECT_OPEN, &name)] {
            let _ = stream.write_all(&target.call(procedure, 0, payload));
            read_reply(&mut stream);
        }
    }
    stream
}

/// Reads one packet; says whether the connection is still good for more.
fn read_reply(stream: &mut UnixStream) -> bool {
    let mut length = [0; 4];
    if stream.read_exact(&mut length).is_err() {
        return false;
    }
    let length = u32::from_be_bytes(length) as usize;
    assert!(
        (28..=32 << 20).contains(&length),
        "the daemon sends a packet of {length} bytes"
    );
    let mut rest = vec![0; length - 4];
    stream.read_exact(&mut rest).is_ok()
}

/// Arguments that could be right: a name, a uuid, an id, a document, some words.
fn plausible(dice: &mut Dice) -> Vec<u8> {
    let mut bytes = Vec::new();
    for _ in 0..=dice.below(4) {
        match dice.below(6) {
            0 => {
                bytes.extend_from_slice(&[0, 0, 0, 5]);
                bytes.extend_from_slice(b"guest\0\0\0");
            }
            1 => bytes.extend(dice.bytes(17)),
            2 => bytes.extend_from_slice(&dice.word().to_be_bytes()),
            3 => bytes.extend_from_slice(&[0, 0, 0, 1]),
            4 => {
                let xml = b"<domain type='qemu'><name>x</name></domain>\0";
                bytes.extend_from_slice(&43_u32.to_be_bytes());
                bytes.extend_from_slice(xml);
            }
            _ => bytes.extend_from_slice(&[0; 8]),
        }
    }
    bytes
}

fn hostile(target: Target, dice: &mut Dice) -> Vec<u8> {
    let procedure = u32::try_from(dice.below(target.procedures)).unwrap();
    let serial = dice.word();
    let payload = plausible(dice);
    match dice.below(8) {
        // Cut short: the rest never comes.
        0 => {
            let mut bytes = target.call(procedure, serial, &payload);
            let keep = usize::try_from(dice.below(bytes.len() as u64)).unwrap();
            bytes.truncate(keep);
            bytes
        }
        // A length that is a lie, small or huge.
        1 => {
            let mut bytes = target.call(procedure, serial, &payload);
            let length = if dice.below(2) == 0 {
                dice.word()
            } else {
                u32::try_from(dice.below(40)).unwrap()
            };
            bytes[..4].copy_from_slice(&length.to_be_bytes());
            bytes
        }
        // Wrong tags.
        2 => packet([dice.word(), 1, procedure, 0, serial, 0], &payload),
        3 => {
            let (kind, status) = (dice.word() % 8, dice.word() % 5);
            packet(
                [
                    target.program,
                    dice.word() % 3,
                    procedure,
                    kind,
                    serial,
                    status,
                ],
                &payload,
            )
        }
        // Damaged but plausible: one byte is off.
        4 | 5 => {
            let mut bytes = target.call(procedure, serial, &payload);
            let at = 4 + usize::try_from(dice.below(bytes.len() as u64 - 4)).unwrap();
            bytes[at] ^= 1 << dice.below(8);
            bytes
        }
        6 => target.call(procedure, serial, &dice.bytes(2000)),
        _ => dice.bytes(200),
    }
}

/// Takes what the daemon answered so far, so that it never has a reason not to read on.
fn drain(stream: &mut UnixStream) {
    let mut answers = [0; 64 << 10];
    stream
        .set_read_timeout(Some(Duration::from_millis(2)))
        .unwrap();
    // Whether something came is the daemon's choice.
    let _ = stream.read(&mut answers);
}

/// Sends packets until the share is done, opening a new connection whenever the daemon closed one.
fn attack(path: &str, target: Target, seed: u64, packets: usize) {
    let mut dice = Dice(seed);
    let mut stream = connect(path, target, &mut dice);
    let mut on_this = 0;
    for _ in 0..packets {
        on_this += 1;
        let packet = hostile(target, &mut dice);
        if target.leaves_out(&packet) {
            continue;
        }
        let gone = stream.write_all(&packet).is_err();
        if dice.below(4) == 0 {
            drain(&mut stream);
        }
        if gone || on_this == 20 || dice.below(10) == 0 {
            stream = connect(path, target, &mut dice);
            on_this = 0;
        }
    }
}

/// Asks like an honest client while the attack goes on; every answer must come.
fn serve_meanwhile(host: &Host, over: &AtomicBool) -> usize {
    let mut answered = 0;
    while !over.load(Ordering::Relaxed) {
        let ended = run(
            host.virsh_command().args(["list", "--all"]),
            Duration::from_secs(20),
        )
        .unwrap();
        assert!(
            ended.is_ok() && ended.stdout.contains("guest"),
            "{}",
            ended.stderr
        );
        answered += 1;
        thread::sleep(Duration::from_millis(50));
    }
    answered
}

#[test]
fn hostile_packets_neither_stop_nor_bloat_the_daemon_nor_starve_others() {
    let mut host = Host::prepare();
    // Clients that were cut off are counted until their connection is seen to be gone.
    host.write(
        "etc/libvirt/libvirtd.conf",
        "max_clients = 200\nmax_anonymous_clients = 100\nadmin_max_clients = 100\n",
    );
    host.start_daemon();
    small::boot(&host, "guest");
    let packets = count("FERROVIRT_PACKETS", PACKETS);
    let sockets = [
        (host.path("run/libvirt/libvirt-sock"), REMOTE),
        (host.path("run/libvirt/libvirt-sock-ro"), REMOTE),
        (host.path("run/libvirt/libvirt-admin-sock"), ADMIN),
    ];
    let over = AtomicBool::new(false);
    let answered = thread::scope(|scope| {
        let honest = scope.spawn(|| serve_meanwhile(&host, &over));
        let attacks: Vec<_> = sockets
            .iter()
            .zip(1_u64..)
            .map(|((path, target), seed)| {
                scope.spawn(move || attack(path, *target, 0x0bad_5eed * seed, packets))
            })
            .collect();
        let results: Vec<_> = attacks
            .into_iter()
            .map(thread::ScopedJoinHandle::join)
            .collect();
        over.store(true, Ordering::Relaxed);
        assert!(results.iter().all(Result::is_ok), "{}", host.daemon_log());
        honest.join().expect("honest clients were served")
    });
    assert!(answered > 3, "{answered} honest answers");
    let (_, most_kib) = processes::memory_kib(host.daemon_pid());
    assert!(most_kib <= MEMORY_KIB_MAX, "the daemon held {most_kib} KiB");
    let log = host.daemon_log();
    assert!(!log.contains("panicked"), "{log}");
    // No call left the guest locked.
    host.ok("suspend guest");
    host.ok("resume guest");
    host.ok("destroy guest");
}

#[test]
fn hostile_documents_deep_or_huge_are_refused_at_once() {
    let host = Host::start();
    let deep = format!("<domain type='qemu'>{}", "<a>".repeat(200_000));
    let closed = format!(
        "<domain>{}{}</domain>",
        "<a>".repeat(100_000),
        "</a>".repeat(100_000)
    );
    let huge = format!("<domain><name>{}</name></domain>", "x".repeat(5 << 20));
    let billion = "<!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>\
                   <!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]><domain><name>&c;</name></domain>";
    for (name, text) in [
        ("deep", &*deep),
        ("closed", &closed),
        ("huge", &huge),
        ("entities", billion),
    ] {
        let path = host.write(&format!("{name}.xml"), text);
        let ended = host.line(&format!("define {path}"));
        assert!(!ended.is_ok(), "{name} is refused");
        assert!(
            ended.took < Duration::from_secs(5),
            "{name} takes {:?}",
            ended.took
        );
        assert_eq!(host.ok("list --all --name"), "", "{name}");
    }
    let (_, most_kib) = processes::memory_kib(host.daemon_pid());
    assert!(most_kib <= MEMORY_KIB_MAX, "the daemon held {most_kib} KiB");
}

#[test]
fn documents_with_many_parts_are_worked_off_in_time() {
    let host = Host::start();
    let many = |part: fn(usize) -> String| (0..20_000).map(part).collect::<String>();
    // Anybody may ask this, on the socket for reading too.
    let features = many(|number| format!("<feature name='f{number}'/>"));
    let cpu = format!("<cpu><arch>x86_64</arch><model>qemu64</model>{features}</cpu>");
    let path = host.write("cpu.xml", cpu);
    let ended = host.line(&format!("--readonly cpu-compare {path}"));
    assert!(ended.stderr.contains("f0"), "{}", ended.stderr);
    assert!(ended.took < Duration::from_secs(5), "{:?}", ended.took);

    let notes = many(|number| format!("<a:b xmlns:a='urn:{number}'/>"));
    let xml = small::xml("notes", &host.boot_disk("notes"));
    let with_notes = xml.replace("<os>", &format!("<metadata>{notes}</metadata><os>"));
    let path = host.write("notes.xml", with_notes);
    let ended = host.line(&format!("define {path}"));
    assert!(ended.is_ok(), "{}", ended.stderr);
    assert!(ended.took < Duration::from_secs(5), "{:?}", ended.took);
}

#[test]
fn guest_without_a_free_pci_slot_is_refused() {
    let host = Host::start();
    let xml = small::xml("full", &host.boot_disk("full"));
    let far = "<interface type='user'><address type='pci' bus='0xff' slot='0x1f'/></interface>";
    let xml = xml
        .replace("pc-i440fx-10.0", "q35")
        .replace("bus='ide'", "bus='sata'")
        .replace("<serial", &format!("{far}<serial"));
    let path = host.write("full.xml", xml);
    let refusal = host.fails(&format!("define {path}"));
    assert!(refusal.contains("No more available PCI slots"), "{refusal}");
    assert!(
        !host.daemon_log().contains("panicked"),
        "{}",
        host.daemon_log()
    );
}
