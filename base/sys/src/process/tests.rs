use super::*;

#[test]
fn this_process_is_found() {
    let pid = own_pid();
    let status = status(pid).unwrap();
    assert_eq!(status.pid, pid);
    assert!(is_alive(pid));
    assert!(open_same(pid, status.start_time).unwrap().is_some());
    assert!(open_same(pid, status.start_time + 1).unwrap().is_none());
    assert!(program(pid).unwrap().is_absolute());
    assert!(!arguments(pid).unwrap().is_empty());
    assert!(threads(pid).unwrap().contains(&own_thread()));
}

#[test]
fn a_name_with_parentheses_does_not_confuse_the_fields() {
    let numbers = (10..60)
        .map(|n| n.to_string())
        .collect::<Vec<_>>()
        .join(" ");
    let status = parse_stat(&format!("7 (a) R (b) S 1 2 3 {numbers}")).unwrap();
    assert_eq!(status.name, "a) R (b");
    assert_eq!((status.state, status.parent, status.session), ('S', 1, 3));
    assert_eq!(status.start_time, 10 + 22 - 7);
}

#[test]
fn numbers_that_mean_groups_are_refused() {
    assert!(signal_pid(0, Signal::Cont).is_err());
    assert!(signal_pid(-1, Signal::Cont).is_err());
    assert!(open(0).is_err());
}

#[test]
fn a_process_beside_us_has_one_number() {
    assert_eq!(namespaces(own_pid()).unwrap(), 1);
}

#[test]
fn a_descriptor_tells_its_place_in_a_file() {
    let file = std::fs::File::open("/proc/self/exe").unwrap();
    let number = std::os::fd::AsRawFd::as_raw_fd(&file);
    let told = descriptor(own_pid(), number).unwrap();
    assert!(told.lines().any(|line| line.starts_with("pos:")), "{told}");
    drop(file);
    assert!(descriptor(own_pid(), 1 << 20).is_err());
}
