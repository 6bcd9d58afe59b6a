//! Waiting for something another thread or process does.

use std::time::Duration;

use fv_sys::clock;

/// Waits until the condition holds; the test fails when it does not within the time.
#[track_caller]
pub fn wait_until(what: &str, time: Duration, mut condition: impl FnMut() -> bool) {
    wait_for(what, time, || condition().then_some(()));
}

/// Waits until there is a value; the test fails when there is none within the time.
///
/// It looks often at first and seldom later, so that short waits stay short and long ones do
/// not keep the processor busy.
#[track_caller]
pub fn wait_for<T>(what: &str, time: Duration, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = clock::now() + time;
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(value) = look() {
            return value;
        }
        if clock::now() >= deadline {
            panic!("waited {time:?} in vain for {what}");
        }
        clock::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}
