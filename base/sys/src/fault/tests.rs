use super::*;

#[test]
fn nothing_happens_unless_asked() {
    check("write", "/some/file").unwrap();
}

#[test]
fn the_nth_step_fails_once() {
    let steps = || -> Vec<bool> { (0..3).map(|_| check("write", "/x").is_ok()).collect() };
    assert_eq!(fail_at(1, steps), (vec![true, false, true], Reached::Yes));
    assert_eq!(fail_at(3, steps).1, Reached::No);
    check("write", "/x").unwrap();
}

#[test]
fn a_kill_is_read_from_text() {
    let kill: Kill = "3,door=rename,path=.xml".parse().unwrap();
    assert_eq!(kill.step, 3);
    assert_eq!(kill.door.as_deref(), Some("rename"));
    assert_eq!(kill.path.as_deref(), Some(".xml"));
    assert!("x".parse::<Kill>().is_err());
    assert!("1,what=2".parse::<Kill>().is_err());
}

#[test]
fn an_armed_process_dies_at_its_step() {
    let die_at = |step: &str| {
        let mut spawn = crate::spawn::Spawn::new("/proc/self/exe");
        spawn
            .arguments
            .extend(["--exact", "fault::tests::child_of_the_test_above"].map(Into::into));
        spawn.environment = vec![format!("{KILL_VARIABLE}={step}").into()];
        let started = spawn.start().unwrap();
        crate::process::wait(&started.handle, crate::process::Waiting::Block).unwrap()
    };
    let killed = Some(crate::process::Exit::Signal(9));
    assert_eq!(die_at("3,path=/wanted"), killed);
    assert_eq!(
        die_at("4,path=/wanted"),
        Some(crate::process::Exit::Code(0))
    );
    assert_eq!(die_at("1,door=rename"), killed);
}

#[test]
fn child_of_the_test_above() {
    // Run with all others it does nothing: the variable is not set.
    arm_from(&crate::host::environment()).unwrap();
    for door in ["write", "fsync", "rename"] {
        let _ = check(door, "/wanted");
        let _ = check("write", "/other");
    }
}

#[test]
fn a_full_disk_stays_full_and_lets_go_of_what_it_has() {
    let disk = Disk::new(Trouble::Full, "/full", 1);
    let guard = disk.install();
    check("write", "/full/a").unwrap();
    assert_eq!(disk.reached(), Reached::No);
    check("write", "/other/a").unwrap();
    for _ in 0..2 {
        let error = check("create", "/full/b").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }
    check("unlink", "/full/a").unwrap();
    assert_eq!(disk.reached(), Reached::Yes);
    drop(guard);
    check("write", "/full/a").unwrap();
}
