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
