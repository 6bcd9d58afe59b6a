//! Hosts that are odd: folders that are missing, processors that are offline, numbers that make no sense.

use fv_model_capabilities::Host;
use fv_model_domain::os::Arch;
use fv_sys::tree::Tree;
use fv_testkit::Scratch;
use fv_types::{TypedParam, TypedValue};

use crate::{HostSysinfo, HostTree, NodeMemory, PoolChange, address_bits, cpu_ticks};

fn tree(scratch: &Scratch, files: &[(&str, &str)]) -> HostTree {
    for (path, text) in files {
        let path = scratch.path().join("system").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    HostTree {
        system: Tree::new(scratch.path().join("system")),
        resctrl: Tree::new(scratch.path().join("resctrl")),
    }
}

#[test]
fn a_host_of_which_nothing_is_known_has_no_processors() {
    let scratch = Scratch::new("bare");
    let tree = tree(&scratch, &[]);
    let error = tree.counts(Arch::X86_64, "", 0).unwrap_err();
    assert_eq!(error.message(), "internal error: no CPUs found");
    assert!(tree.nodes().is_none() && tree.cells().is_empty() && tree.interconnects().is_empty());
    let mut host = Host::default();
    tree.describe_caches(&mut host);
    assert!(host.caches.is_empty() && host.cache_monitor.is_none());
}

#[test]
fn processors_that_are_offline_are_counted_apart() {
    let scratch = Scratch::new("offline");
    let tree = tree(
        &scratch,
        &[
            ("cpu/present", "0-3\n"),
            ("cpu/online", "0,2\n"),
            ("cpu/cpu0/topology/core_id", "0\n"),
            ("cpu/cpu1/online", "0\n"),
            ("cpu/cpu2/topology/core_id", "1\n"),
            ("cpu/cpu2/topology/physical_package_id", "-1\n"),
            ("cpu/cpu3/online", "0\n"),
        ],
    );
    let counts = tree
        .counts(Arch::X86_64, "cpu MHz\t\t: 2596.140\n", 0)
        .unwrap();
    assert_eq!((counts.cpus, counts.cpus_max(), counts.mhz), (2, 4, 2596));
    assert_eq!(
        (counts.nodes, counts.sockets, counts.cores, counts.threads),
        (1, 1, 4, 1)
    );
    let cell = tree.single_cell(&counts);
    let numbers: Vec<_> = cell.cpus.iter().map(|cpu| cpu.id).collect();
    assert_eq!(numbers, [0, 2]);
}

#[test]
fn numbers_that_make_no_sense_are_left_out() {
    let scratch = Scratch::new("odd");
    let tree = tree(
        &scratch,
        &[
            ("cpu/present", "0-1\n"),
            ("cpu/online", "0-1\n"),
            ("node/online", "0-99999\n"),
            ("node/node0/cpulist", "0-1,99999999999\n"),
            (
                "node/node0/memory_side_cache/index1/size",
                "99999999999999999999\n",
            ),
            (
                "node/node0/access1/initiators/read_latency",
                "18446744073709551615\n",
            ),
            ("node/node0/access1/initiators/node0/x", ""),
            ("cpu/cpu0/topology/core_id", "4294967296\n"),
            ("cpu/cpu0/topology/thread_siblings_list", "nonsense\n"),
            ("cpu/cpu0/cache/index2/level", "99\n"),
            ("cpu/cpu0/cache/index2/size", "18446744073709551615K\n"),
        ],
    );
    let cells = tree.cells();
    assert_eq!((cells.len(), cells[0].caches.len()), (1, 0));
    let counts = tree.counts(Arch::X86_64, "cpu MHz : -1\n", 0).unwrap();
    assert_eq!((counts.cpus, counts.mhz), (1, 0));
    assert_eq!(tree.interconnects().len(), 1);
    let mut host = Host::default();
    tree.describe_caches(&mut host);
    assert!(host.caches.is_empty());
    assert_eq!(address_bits(Arch::X86_64, "address sizes : many\n"), None);
    assert_eq!(cpu_ticks("cpu 1 2 3\ncpu0 x\n", None), None);
    let most = format!("cpu {0} {0} {0} {0} {0} {0} {0}\n", u64::MAX);
    assert_eq!(cpu_ticks(&most, None), Some([u64::MAX; 4]));
}

#[test]
fn firmware_that_says_odd_things_is_told_as_far_as_it_goes() {
    let mut none = |_| None;
    let read = |text: &str| HostSysinfo::from_dmidecode(text, &mut |_| None);
    assert!(read("").unwrap().is_empty());
    assert!(
        read("Memory Device\n\tSize: No Module Installed\n")
            .unwrap()
            .is_empty()
    );
    assert!(read("BIOS Information\n\tVendor: cut").unwrap().is_empty());
    assert!(read("OEM Strings\n\tString x: a\n").is_err());
    assert!(read("OEM Strings\n\tString 1: a.b\n").is_err());
    let text = "OEM Strings\n\tString 1: a\n\tString 2:   \n";
    let found = HostSysinfo::from_dmidecode(text, &mut none).unwrap();
    assert_eq!(found.to_xml().matches("<entry>").count(), 1);
    assert!(HostSysinfo::from_power("processor\ncpu\nplatform").is_empty());
    assert!(HostSysinfo::from_arm("Processor").is_empty());
    assert!(HostSysinfo::from_mainframe("", "").is_err());
}

#[test]
fn memory_is_read_and_changed_below_its_root() {
    let scratch = Scratch::new("memory");
    let write = |path: &str, text: &str| {
        let path = scratch.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    let huge = "sys/devices/system/node/node0/hugepages/hugepages-2048kB";
    write(
        "sys/devices/system/node/node0/meminfo",
        "Node 0 MemTotal: 8192 kB\nNode 0 MemFree: 4096 kB\n",
    );
    write(&format!("{huge}/nr_hugepages"), "1\n");
    write(&format!("{huge}/free_hugepages"), "1\n");
    write("sys/devices/system/node/node0/distance", "10 21\n");
    write("proc/meminfo", "MemTotal: 9000 kB\nMemFree: x kB\n");
    write("sys/kernel/mm/ksm/pages_to_scan", "100\n");
    let memory = NodeMemory {
        proc: Tree::new(scratch.path().join("proc")),
        sys: Tree::new(scratch.path().join("sys")),
        page_kib: 4,
    };
    assert_eq!(memory.total(Some(&[0])), (8192, 4096));
    assert_eq!(memory.total(None), (9000, 0));
    let counts: Vec<_> = memory
        .pages(0)
        .iter()
        .map(|it| (it.size_kib, it.count))
        .collect();
    assert_eq!(counts, [(4, 1536), (2048, 1)]);
    assert_eq!(memory.distances(0), [10, 21]);
    memory.set_pool(Some(0), 2048, 2, PoolChange::Add).unwrap();
    assert_eq!(memory.pages(0)[1].count, 3);
    let error = memory.set_pool(Some(0), 4, 2, PoolChange::Set).unwrap_err();
    assert!(
        error
            .message()
            .contains("system pages pool can't be modified")
    );
    assert!(memory.set_pool(Some(7), 2048, 2, PoolChange::Set).is_err());
    assert_eq!(
        memory.sharing(),
        [TypedParam::new("shm_pages_to_scan", TypedValue::Uint(100))]
    );
    let set = |name: &str, value| memory.set_sharing(&[TypedParam::new(name, value)]);
    set("shm_pages_to_scan", TypedValue::Uint(7)).unwrap();
    assert_eq!(memory.sharing()[0].value, TypedValue::Uint(7));
    assert!(set("shm_pages_to_scan", TypedValue::Int(7)).is_err());
    assert!(set("shm_full_scans", TypedValue::Uint(7)).is_err());
    let error = set("shm_sleep_millisecs", TypedValue::Uint(7)).unwrap_err();
    assert!(
        error.message().contains("is not supported by this kernel"),
        "{error}"
    );
}
