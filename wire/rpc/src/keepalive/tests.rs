use super::*;

fn config() -> KeepaliveConfig {
    KeepaliveConfig {
        interval: Duration::from_secs(5),
        count: 5,
    }
}

fn at(seconds: u64) -> Instant {
    Instant::from_millis(seconds * 1000)
}

#[test]
fn a_silent_client_gets_five_pings_and_is_dead_after_thirty_seconds() {
    let mut keepalive = Keepalive::new(config());
    keepalive.start(at(0));
    for second in 1..30 {
        let expected = if second % 5 == 0 {
            KeepaliveStep::Ping
        } else {
            KeepaliveStep::Wait
        };
        assert_eq!(keepalive.step(at(second)), expected, "second {second}");
    }
    assert_eq!(keepalive.step(at(30)), KeepaliveStep::Dead);
}

#[test]
fn anything_heard_starts_the_count_over() {
    let mut keepalive = Keepalive::new(config());
    keepalive.start(at(0));
    for round in 0..100 {
        assert_eq!(keepalive.step(at(round * 5 + 5)), KeepaliveStep::Ping);
        keepalive.heard(at(round * 5 + 5));
    }
}

#[test]
fn a_client_that_never_asked_is_never_pinged() {
    let mut keepalive = Keepalive::new(config());
    keepalive.heard(at(1));
    assert_eq!(keepalive.deadline(), None);
    assert_eq!(keepalive.step(at(1_000_000)), KeepaliveStep::Wait);
}

#[test]
fn an_interval_of_zero_switches_it_off() {
    let mut keepalive = Keepalive::new(KeepaliveConfig {
        interval: Duration::ZERO,
        count: 5,
    });
    keepalive.start(at(0));
    assert_eq!(keepalive.deadline(), None);
}
