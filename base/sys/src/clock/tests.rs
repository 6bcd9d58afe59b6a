use super::*;

#[test]
fn stamps_are_those_of_the_calendar() {
    let stamp = |seconds| {
        Wall {
            seconds,
            nanos: 7_000_000,
        }
        .utc()
        .to_string()
    };
    assert_eq!(stamp(0), "1970-01-01 00:00:00.007+0000");
    assert_eq!(stamp(951_782_400), "2000-02-29 00:00:00.007+0000");
    assert_eq!(stamp(1_709_251_199), "2024-02-29 23:59:59.007+0000");
    assert_eq!(stamp(4_107_542_400), "2100-03-01 00:00:00.007+0000");
    assert_eq!(stamp(-1), "1969-12-31 23:59:59.007+0000");
}

#[test]
fn the_monotonic_clock_does_not_go_back() {
    let first = now();
    assert!(now() >= first);
    let later = first + Duration::from_secs(1);
    assert_eq!(later.since(first), Duration::from_secs(1));
    assert_eq!(first.since(later), Duration::ZERO);
}
