use fv_sys::clock;

use super::*;

const MS: Duration = Duration::from_millis(1);

#[test]
fn guest_that_costs_little_is_never_held_up() {
    let start = clock::now();
    let mut pace = Pace::new(start);
    assert_eq!(pace.spent(start, BURST), None);
    for count in 1..100 {
        let now = start + count * 10 * MS;
        assert_eq!(pace.spent(now, MS), None);
    }
}

#[test]
fn guest_that_costs_too_much_rests_until_time_has_made_it_good() {
    let start = clock::now();
    let mut pace = Pace::new(start);
    let until = pace.spent(start, BURST + 5 * MS).unwrap();
    assert_eq!(until, start + 20 * MS);
    assert_eq!(pace.spent(until, Duration::ZERO), None);
    assert!(pace.spent(until, MS).is_some());
}

#[test]
fn no_rest_lasts_long() {
    let start = clock::now();
    let until = Pace::new(start).spent(start, 1000 * BURST).unwrap();
    assert_eq!(until, start + REST_MAX);
}
