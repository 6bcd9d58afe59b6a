use super::*;

#[test]
fn a_bound_is_passed_by_what_goes_beyond_it_and_no_longer_when_that_is_gone() {
    let budget = Budget::default();
    assert!(budget.change(Kind::Held, 0, HELD_MAX));
    assert!(!budget.change(Kind::Held, 0, 1));
    assert!(budget.is_exceeded(Kind::Held) && !budget.is_exceeded(Kind::Unsent));
    assert!(budget.change(Kind::Held, 1, 0));
    assert!(!budget.is_exceeded(Kind::Held));
}

#[test]
fn the_end_of_a_burst_is_told_once() {
    let budget = Budget::default();
    budget.change(Kind::Unsent, 0, BURST_BYTES / 2);
    budget.change(Kind::Unsent, BURST_BYTES / 2, 0);
    assert!(!budget.take_burst(), "too little to be worth it");
    budget.change(Kind::Unsent, 0, 8 << 20);
    assert!(!budget.take_burst(), "it lasts");
    budget.change(Kind::Unsent, 8 << 20, 1000);
    assert!(budget.take_burst());
    assert!(!budget.take_burst());
}
