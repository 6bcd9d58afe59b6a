use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use super::*;

#[test]
fn locks_taken_in_order_are_fine_and_may_be_dropped_in_any_order() {
    let low = Mutex::new(Rank(1), 1);
    let high = RwLock::new(Rank(2), 2);
    let first = low.lock();
    let second = high.read();
    drop(first);
    assert_eq!(*second, 2);
    drop(second);
    *low.lock() += 1;
    assert_eq!(*low.lock(), 2);
}

#[test]
#[cfg(debug_assertions)]
fn a_wrong_order_panics_in_debug_builds_and_the_thread_recovers() {
    let low = Mutex::new(Rank(1), ());
    let high = Mutex::new(Rank(2), ());
    let guard = high.lock();
    assert!(catch_unwind(AssertUnwindSafe(|| drop(low.lock()))).is_err());
    let same = Mutex::new(Rank(2), ());
    assert!(catch_unwind(AssertUnwindSafe(|| drop(same.lock()))).is_err());
    assert!(low.try_lock().is_some());
    drop(guard);
    drop(low.lock());
}

#[test]
fn a_panic_does_not_poison() {
    let lock = Mutex::new(Rank::LEAF, 7);
    let result = catch_unwind(AssertUnwindSafe(|| {
        let _guard = lock.lock();
        panic!("on purpose");
    }));
    assert!(result.is_err());
    assert_eq!(*lock.lock(), 7);
}

#[test]
fn waiting_ends_with_a_notice_or_with_the_time() {
    let pair = Arc::new((Mutex::new(Rank::LEAF, false), Condvar::new()));
    let (guard, late) = pair
        .1
        .wait_while_for(pair.0.lock(), Duration::from_millis(5), |set| !*set);
    assert!(late);
    drop(guard);
    let other = Arc::clone(&pair);
    let thread = thread::spawn(move || {
        *other.0.lock() = true;
        other.1.notify_all();
    });
    assert!(*pair.1.wait_while(pair.0.lock(), |set| !*set));
    thread.join().unwrap();
}
