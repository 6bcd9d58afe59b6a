use std::os::unix::net::UnixDatagram;
use std::path::PathBuf;
use std::time::Duration;

use fv_sys::clock::Wall;

use super::*;
use crate::Place;

/// A socket that takes messages, under a folder of its own.
struct Listener {
    folder: PathBuf,
    socket: UnixDatagram,
}

impl Listener {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("fv-log-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let socket = UnixDatagram::bind(folder.join("socket")).unwrap();
        socket.set_nonblocking(true).unwrap();
        Self { folder, socket }
    }

    fn path(&self) -> PathBuf {
        self.folder.join("socket")
    }

    fn next(&self) -> Option<Vec<u8>> {
        let mut buffer = vec![0; 1 << 18];
        let count = self.socket.recv(&mut buffer).ok()?;
        buffer.truncate(count);
        Some(buffer)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn message(text: &str) -> Message {
    Message {
        time: Wall {
            seconds: 951_782_400,
            nanos: 0,
        },
        thread: 7,
        level: Level::Warning,
        place: Place {
            category: "qemu.process",
            file: "driver/qemu/src/start.rs",
            line: 42,
        },
        function: "fv_driver_qemu::start::run",
        text: text.into(),
    }
}

#[test]
fn the_journal_gets_libvirts_fields() {
    let listener = Listener::new("fields");
    let journal = Journal::open(&listener.path()).unwrap();
    journal.write(&message("guest 'a' ended"));
    let entry = String::from_utf8(listener.next().unwrap()).unwrap();
    assert_eq!(
        entry,
        "MESSAGE=guest 'a' ended\nPRIORITY=4\nSYSLOG_FACILITY=3\nLIBVIRT_SOURCE=qemu.process\n\
         CODE_FILE=driver/qemu/src/start.rs\nCODE_LINE=42\nCODE_FUNC=fv_driver_qemu::start::run\n"
    );
}

#[test]
fn a_text_of_several_lines_cannot_pretend_to_be_fields() {
    let listener = Listener::new("lines");
    let journal = Journal::open(&listener.path()).unwrap();
    journal.write(&message("one\nPRIORITY=0"));
    let entry = listener.next().unwrap();
    let mut expected = b"MESSAGE\n".to_vec();
    expected.extend_from_slice(&14_u64.to_le_bytes());
    expected.extend_from_slice(b"one\nPRIORITY=0\nPRIORITY=4\n");
    assert!(entry.starts_with(&expected), "{entry:?}");
}

#[test]
fn syslog_gets_a_line_under_its_name() {
    let listener = Listener::new("syslog");
    let syslog = Syslog::open(&listener.path(), "libvirtd").unwrap();
    syslog.write(&message("guest 'a' ended"));
    let line = String::from_utf8(listener.next().unwrap()).unwrap();
    assert_eq!(
        line,
        "<12>Feb 29 00:00:00 libvirtd: 7: warning : qemu.process:42 : guest 'a' ended"
    );
}

#[test]
fn a_journal_that_is_stuck_holds_nobody_up_and_hears_how_much_it_missed() {
    let listener = Listener::new("stuck");
    let journal = Journal::open(&listener.path()).unwrap();
    let start = fv_sys::clock::now();
    for number in 0..10_000 {
        journal.write(&message(&format!("message {number}")));
    }
    assert!(fv_sys::clock::now().since(start) < Duration::from_secs(5));
    let taken = std::iter::from_fn(|| listener.next()).count();
    journal.write(&message("at last"));
    let texts: Vec<String> = std::iter::from_fn(|| listener.next())
        .map(|entry| String::from_utf8(entry).unwrap())
        .collect();
    let lost = format!("MESSAGE={} messages were lost", 10_000 - taken);
    assert!(texts[0].starts_with(&lost), "{taken} {texts:?}");
    assert!(texts[1].starts_with("MESSAGE=at last\n"));
}

#[test]
fn a_log_that_is_not_there_costs_nothing_and_is_found_when_it_comes() {
    let listener = Listener::new("later");
    let journal = Journal::open(&listener.folder.join("other")).unwrap();
    journal.write(&message("unheard"));
    let socket = UnixDatagram::bind(listener.folder.join("other")).unwrap();
    journal.write(&message("heard"));
    let mut buffer = [0; 1000];
    let count = socket.recv(&mut buffer).unwrap();
    assert!(buffer[..count].starts_with(b"MESSAGE=heard\n"));
}

#[test]
fn a_very_long_text_is_cut_between_characters() {
    let listener = Listener::new("long");
    let syslog = Syslog::open(&listener.path(), "x").unwrap();
    syslog.write(&message(&"é".repeat(100_000)));
    let line = String::from_utf8(listener.next().unwrap()).unwrap();
    assert!(line.len() < TEXT_BYTES_MAX + 100 && line.ends_with('é'));
}

#[test]
fn a_message_names_the_function_that_it_stands_in() {
    fn here() {}
    let name = crate::function_of(&here);
    assert!(
        name.ends_with("tests::a_message_names_the_function_that_it_stands_in"),
        "{name}"
    );
    let inner = || {
        fn here() {}
        crate::function_of(&here)
    };
    assert_eq!(inner(), name);
}
