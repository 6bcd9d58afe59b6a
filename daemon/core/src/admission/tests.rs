use super::*;

const OPERATOR: u32 = 0;
const ALICE: u32 = 1000;
const BOB: u32 = 1001;

fn limits() -> Limits {
    Limits {
        clients_max: 10,
        anonymous_max: 4,
        user_clients_max: 10,
        user_anonymous_max: 3,
        ..Limits::of(OPERATOR)
    }
}

/// Lets a user in as long as that is possible; each client authenticates at once, or none does.
fn fill(admission: &mut Admission, uid: u32, authenticates: bool) -> usize {
    let limits = limits();
    let mut let_in = 0;
    while admission.admits(&limits, (10, 4), uid) && let_in < 1000 {
        admission.enter(&limits, uid);
        if authenticates {
            admission.authenticate(&limits, uid);
        }
        let_in += 1;
    }
    let_in
}

#[test]
fn a_user_who_takes_every_place_leaves_a_few_for_each_other_user() {
    let mut admission = Admission::default();
    assert_eq!(fill(&mut admission, ALICE, true), 10);
    assert_eq!(fill(&mut admission, BOB, true), 4);
    assert_eq!(fill(&mut admission, ALICE, true), 0);
}

#[test]
fn the_operator_is_let_in_whatever_others_hold() {
    let mut admission = Admission::default();
    for uid in 1..200 {
        fill(&mut admission, uid, true);
    }
    assert_eq!(admission.clients, 10 + USERS_RESERVE);
    assert_eq!(fill(&mut admission, OPERATOR, true), OPERATOR_RESERVE);
    // Lowered while they are there.
    let mut admission = Admission::default();
    fill(&mut admission, ALICE, true);
    assert!(admission.admits(&limits(), (0, 0), OPERATOR));
    assert!(!admission.admits(&limits(), (0, 0), ALICE));
}

#[test]
fn silent_clients_of_one_user_leave_room_for_those_of_another() {
    let mut admission = Admission::default();
    assert_eq!(fill(&mut admission, ALICE, false), 3);
    assert_eq!(fill(&mut admission, BOB, false), 1);
    assert!(fill(&mut admission, OPERATOR, false) > 100);
    // The operator's silence does not count against others.
    let mut admission = Admission::default();
    for _ in 0..8 {
        admission.enter(&limits(), OPERATOR);
    }
    assert_eq!(fill(&mut admission, ALICE, false), 3);
}

#[test]
fn without_a_limit_for_silence_there_is_none_for_a_user_either() {
    let mut admission = Admission::default();
    let limits = limits();
    for _ in 0..9 {
        assert!(admission.admits(&limits, (10, 0), ALICE));
        admission.enter(&limits, ALICE);
    }
}

#[test]
fn places_are_free_again_when_clients_leave() {
    let mut admission = Admission::default();
    let limits = limits();
    for _ in 0..3 {
        admission.enter(&limits, ALICE);
    }
    assert!(!admission.admits(&limits, (10, 4), ALICE));
    admission.authenticate(&limits, ALICE);
    assert!(admission.admits(&limits, (10, 4), ALICE));
    for _ in 0..2 {
        admission.authenticate(&limits, ALICE);
    }
    for _ in 0..3 {
        admission.leave(ALICE);
    }
    assert_eq!((admission.clients, admission.anonymous), (0, 0));
    assert!(admission.users.is_empty());
}
