use super::*;

/// Looks twice a second and returns the second in which the patience ends; `state` says for a
/// second how much was heard and for how many seconds nothing was done.
fn ends_after(state: impl Fn(u64) -> (u64, u64)) -> u64 {
    let mut now = time::now();
    let mut patience = Patience::at(now, 1, Duration::from_secs(30));
    loop {
        let second = now.duration_since(patience.began).as_secs();
        let (heard, quiet) = state(second);
        match patience.judge(now, heard, Duration::from_secs(quiet)) {
            Some(next) => now = next,
            None => return second,
        }
    }
}

#[test]
fn emulator_that_does_nothing_is_given_up_soon() {
    assert_eq!(ends_after(|second| (0, second)), 6);
    assert_eq!(ends_after(|second| (0, second.saturating_sub(3))), 9);
}

#[test]
fn emulator_that_works_gets_all_the_time_there_is() {
    assert_eq!(ends_after(|_| (0, 0)), 30);
}

#[test]
fn emulator_that_talks_without_answering_is_given_up_soon() {
    assert_eq!(ends_after(|second| (1000 * second, 0)), 6);
}

#[test]
fn patience_with_a_driver_in_a_hurry_is_shorter() {
    let start = time::now();
    let mut patience = Patience::at(start, 1, Duration::from_millis(100));
    let next = patience.judge(start, 0, Duration::ZERO).unwrap();
    assert_eq!(next, start + Duration::from_millis(100));
    assert_eq!(patience.judge(next, 0, Duration::ZERO), None);
}
