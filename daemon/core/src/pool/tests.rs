use std::sync::mpsc;
use std::time::Duration;

use super::*;

const SOON: Duration = Duration::from_secs(10);

fn pool(min: usize, max: usize, priority: usize) -> Pool {
    Pool::start(PoolSize { min, max, priority }).unwrap()
}

/// Submits jobs that wait until the returned sender is dropped.
fn block(pool: &Pool, count: usize, wait: Wait, priority: Priority) -> mpsc::Sender<()> {
    let (hold, held) = mpsc::channel::<()>();
    let held = Arc::new(std::sync::Mutex::new(held));
    let (started, ready) = mpsc::channel();
    for _ in 0..count {
        let (held, started) = (Arc::clone(&held), started.clone());
        pool.submit(wait, priority, move || {
            let _ = started.send(());
            let _ = held.lock().unwrap().recv();
        });
    }
    // As many as may run at all have begun when the rest stays quiet.
    while ready.recv_timeout(Duration::from_millis(200)).is_ok() {}
    hold
}

fn runs(pool: &Pool, wait: Wait, priority: Priority) -> bool {
    runs_within(pool, wait, priority, SOON)
}

fn stays_queued(pool: &Pool, wait: Wait, priority: Priority) -> bool {
    !runs_within(pool, wait, priority, Duration::from_millis(500))
}

fn runs_within(pool: &Pool, wait: Wait, priority: Priority, time: Duration) -> bool {
    let (done, wait_for) = mpsc::channel();
    pool.submit(wait, priority, move || {
        let _ = done.send(());
    });
    wait_for.recv_timeout(time).is_ok()
}

#[test]
fn every_job_runs_once() {
    let pool = pool(1, 4, 1);
    let (done, wait) = mpsc::channel();
    for number in 0..1000 {
        let done = done.clone();
        pool.submit(Wait::Host, Priority::Low, move || {
            done.send(number).unwrap();
        });
    }
    let mut numbers: Vec<i32> = (0..1000)
        .map(|_| wait.recv_timeout(SOON).unwrap())
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..1000).collect::<Vec<_>>());
}

#[test]
fn jobs_that_wait_for_a_guest_leave_the_last_worker_free() {
    let pool = pool(1, 3, 0);
    let hold = block(&pool, 10, Wait::Guest, Priority::Low);
    assert!(runs(&pool, Wait::Host, Priority::Low));
    drop(hold);
    assert!(runs(&pool, Wait::Guest, Priority::Low));
}

#[test]
fn workers_that_wait_for_a_guest_for_long_are_made_up_for_and_go_again() {
    let pool = pool(1, 3, 0);
    let hold = block(&pool, 10, Wait::Guest, Priority::Low);
    // Each turn makes up for those of the turn before.
    assert!(runs(&pool, Wait::Guest, Priority::Low));
    drop(hold);
    for _ in 0..1000 {
        if pool.state().workers <= 3 {
            return;
        }
        thread::sleep(Duration::from_millis(5));
    }
    panic!("more workers live on than were asked for");
}

#[test]
fn starts_that_take_long_are_not_made_up_for() {
    let pool = pool(1, 3, 0);
    let hold = block(&pool, 10, Wait::Long, Priority::Low);
    assert!(stays_queued(&pool, Wait::Long, Priority::Low));
    assert!(runs(&pool, Wait::Host, Priority::Low));
    drop(hold);
}

#[test]
fn priority_workers_take_only_high_jobs() {
    let pool = pool(1, 2, 1);
    let hold = block(&pool, 2, Wait::Host, Priority::Low);
    assert!(stays_queued(&pool, Wait::Host, Priority::Low));
    assert!(runs(&pool, Wait::Host, Priority::High));
    drop(hold);
}

#[test]
fn a_long_high_job_runs_beside_guests_that_hold_everything_else() {
    let pool = pool(1, 3, 2);
    let hold = block(&pool, 20, Wait::Guest, Priority::High);
    assert!(runs(&pool, Wait::Long, Priority::High));
    drop(hold);
}

#[test]
fn one_worker_configured_still_serves_calls_beside_a_waiting_one() {
    let pool = pool(1, 1, 0);
    let hold = block(&pool, 3, Wait::Guest, Priority::Low);
    assert!(runs(&pool, Wait::Host, Priority::Low));
    drop(hold);
}

#[test]
fn a_stopped_pool_ends_its_workers() {
    let pool = pool(3, 3, 2);
    pool.stop();
    for _ in 0..1000 {
        let queue = pool.shared.queue.lock();
        if queue.ordinary.alive + queue.priority.alive == 0 {
            return;
        }
        drop(queue);
        thread::sleep(Duration::from_millis(5));
    }
    panic!("workers live on");
}

#[test]
fn more_workers_than_there_may_be_are_not_started() {
    let pool = pool(0, 100_000, 0);
    assert_eq!(pool.state().size.max, WORKERS_MAX);
    assert!(runs(&pool, Wait::Host, Priority::Low));
}
