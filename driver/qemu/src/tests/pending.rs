use std::time::Duration;

use super::Pending;

#[test]
fn whoever_waits_goes_on_when_the_work_is_over_or_the_time_is() {
    let pending = Pending::new();
    assert_eq!(pending.wait(0, Duration::ZERO), 0);
    let (first, second) = (pending.begin(), pending.begin());
    assert_eq!(pending.wait(0, Duration::from_millis(1)), 2);
    assert_eq!(pending.wait(2, Duration::from_secs(9)), 2);
    drop(first);
    let ends = std::thread::spawn(move || drop(second));
    assert_eq!(pending.wait(0, Duration::from_secs(9)), 0);
    ends.join().expect("no panic");
}
