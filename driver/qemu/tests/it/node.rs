//! The host, asked with arguments that make no sense, and answers that must fit each other.

use fv_error::ErrorCode;

use crate::kit::{Host, caller};

#[test]
fn counts_flags_and_numbers_that_make_no_sense_are_refused() {
    let host = Host::new("node-odd");
    let node = host.node();
    let who = caller();
    let refused = [
        node.cpu_stats(&who, -1, 3, 0).err(),
        node.cpu_stats(&who, -7, 4, 0).err(),
        node.cpu_stats(&who, -1, 4, 1).err(),
        node.memory_stats(&who, 3, -1, 0).err(),
        node.memory_stats(&who, -1, -1, 0).err(),
        node.memory_stats(&who, 2, i32::MAX, 0).err(),
        node.memory_parameters(&who, 8, 1).err(),
        node.cpu_map(&who, 1, 1, 2).err(),
        node.suspend_for_duration(&who, 9, 60, 0).err(),
    ];
    for (index, error) in refused.into_iter().enumerate() {
        let error = error.unwrap_or_else(|| panic!("case {index} is answered"));
        assert_eq!(error.code(), ErrorCode::InvalidArg, "case {index}: {error}");
    }
    assert!(node.cells_free_memory(&who, i32::MAX, 1).is_err());
    assert!(
        node.cells_free_memory(&who, 0, i32::MIN)
            .expect("none")
            .is_empty()
    );
    assert!(node.free_pages(&who, &[4], i32::MAX, 1, 0).is_err());
    assert!(node.free_pages(&who, &[u32::MAX], 0, u32::MAX, 0).is_err());
    let error = node
        .free_pages(&who, &[], 0, 1, 0)
        .expect_err("nothing was asked for");
    assert!(
        error.message().contains("no suitable info found"),
        "{error}"
    );
}

#[test]
fn a_caller_without_room_is_told_how_much_it_needs() {
    let host = Host::new("node-room");
    let node = host.node();
    let who = caller();
    let stats = node.cpu_stats(&who, -1, 0, 0).expect("it counts");
    assert_eq!((stats.nparams, stats.params.len()), (4, 0));
    let stats = node.memory_stats(&who, 0, -1, 0).expect("it counts");
    assert_eq!((stats.nparams, stats.params.len()), (4, 0));
    let params = node.memory_parameters(&who, 0, 0).expect("it counts");
    assert_eq!((params.nparams, params.params.len()), (8, 0));
}

#[test]
fn what_the_host_says_of_its_processors_fits_together() {
    let host = Host::new("node-fits");
    let (node, who) = (host.node(), caller());
    let info = node.info(&who).expect("it is known");
    let map = node.cpu_map(&who, 1, 1, 0).expect("it is known");
    let shown: u32 = map.cpumap.iter().map(|byte| byte.count_ones()).sum();
    assert_eq!(shown, map.online);
    assert_eq!(i64::from(info.cpus), i64::from(map.online));
    let whole = node.cpu_stats(&who, -1, 4, 0).expect("it is known");
    let first = node.cpu_stats(&who, 0, 4, 0).expect("it is known");
    let time = |stats: &fv_api::NodeCpuStats| stats.params.iter().map(|it| it.value).sum::<u64>();
    assert!(time(&first) <= time(&whole));
    let names = host
        .connect()
        .cpu_model_names(&who, "x86_64", 1, 0)
        .expect("known");
    assert_eq!(
        usize::try_from(names.ret).expect("a count"),
        names.models.len()
    );
    let counted = host
        .connect()
        .cpu_model_names(&who, "x86_64", 0, 0)
        .expect("known");
    assert_eq!((counted.ret, counted.models.len()), (names.ret, 0));
}

#[test]
fn descriptions_that_do_not_read_are_refused_whatever_is_asked_of_them() {
    let host = Host::new("node-cpu");
    let (connect, who) = (host.connect(), caller());
    for xml in [
        "",
        "<cpu",
        "<a/>",
        "<cpu><arch>vax</arch><model>a</model></cpu>",
    ] {
        assert!(connect.compare_cpu(&who, xml, 0).is_err(), "{xml}");
        assert!(
            connect.baseline_cpu(&who, &[xml.to_string()], 0).is_err(),
            "{xml}"
        );
    }
    assert!(connect.baseline_cpu(&who, &[], 0).is_err());
    let deep = "<cpu>".repeat(100_000);
    assert!(connect.compare_cpu(&who, &deep, 0).is_err());
    let error = connect.compare_cpu(&who, "<cpu/>", 64).expect_err("a flag");
    assert_eq!(error.code(), ErrorCode::InvalidArg);
}
