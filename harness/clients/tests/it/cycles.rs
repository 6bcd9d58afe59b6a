//! Starting and stopping over and over: what the daemon holds for a run it gives back.

use std::fs;
use std::time::Duration;

use fv_harness_clients::program::{count, until};
use fv_harness_clients::{Host, processes};

use crate::small;

/// How often a guest is started and stopped; a soak run raises it.
const COUNT: &str = "FERROVIRT_CYCLES";
const COUNT_IN_CI: usize = 30;
/// How many times before memory is measured first: caches, worker threads and allocator have settled.
const WARM_UP: usize = 20;
/// How many virsh does with one connection.
const BATCH: usize = 10;
const GROWTH_KIB_MAX: u64 = 2 << 10;
const SHORT: Duration = Duration::from_secs(10);

#[test]
fn starts_and_stops_leave_no_memory_descriptor_file_nor_process() {
    let host = Host::start();
    let xml = small::write(&host, "guest");
    host.ok(&format!("define {xml}"));
    cycle(&host, WARM_UP);
    let before = Held::by(&host);
    cycle(&host, count(COUNT, COUNT_IN_CI));
    // The daemon closes what belonged to a client a moment after the client has gone.
    let given_back = until("descriptors and files are given back", SHORT, || {
        let after = Held::by(&host);
        after.descriptors <= before.descriptors && after.files <= before.files
    });
    let after = Held::by(&host);
    assert!(given_back.is_ok(), "{before:?} became {after:?}");
    assert!(
        after.resident_kib <= before.resident_kib + GROWTH_KIB_MAX,
        "{before:?} became {after:?}"
    );
    assert_eq!(host.emulators(), []);
}

fn cycle(host: &Host, times: usize) {
    for _ in 0..times.div_ceil(BATCH) {
        let batch = "start guest; destroy guest; ".repeat(BATCH);
        let ended = host.virsh(&[&batch]);
        assert!(ended.is_ok(), "{}{}", ended.stdout, host.daemon_log());
    }
}

/// What a daemon holds.
#[derive(Debug)]
struct Held {
    resident_kib: u64,
    descriptors: usize,
    files: usize,
}

impl Held {
    fn by(host: &Host) -> Self {
        let pid = host.daemon_pid();
        Self {
            resident_kib: processes::memory_kib(pid).0,
            descriptors: entries(&format!("/proc/{pid}/fd")),
            files: files_below(&host.path("run")) + files_below(&host.path("var")),
        }
    }
}

fn entries(folder: &str) -> usize {
    fs::read_dir(folder).unwrap().count()
}

fn files_below(folder: &str) -> usize {
    let below = |entry: fs::DirEntry| {
        // A guest's log that has grown is rolled; how far, other tests say.
        if entry.file_name().to_string_lossy().contains(".log.") {
            0
        } else if entry.file_type().unwrap().is_dir() {
            1 + files_below(entry.path().to_str().unwrap())
        } else {
            1
        }
    };
    fs::read_dir(folder).unwrap().flatten().map(below).sum()
}
