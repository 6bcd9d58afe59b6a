use super::*;

#[test]
fn idle_time_counts_from_the_last_thing_done() {
    let mut idle = Idle::new(1);
    let start = idle.since;
    let at = |second| start + Duration::from_secs(second);
    let did = |ticks, busy| Activity { ticks, busy };
    assert_eq!(idle.note(at(1), did(5, false)), Duration::ZERO);
    assert_eq!(idle.note(at(3), did(5, false)), Duration::from_secs(2));
    assert_eq!(idle.note(at(4), did(6, false)), Duration::ZERO);
    assert_eq!(idle.note(at(9), did(6, true)), Duration::ZERO);
    assert_eq!(idle.note(at(10), did(6, false)), Duration::from_secs(1));
}

#[test]
fn looking_at_a_process_finds_what_it_and_its_threads_did() {
    let mut work = 0_u64;
    while activity_of(process::own_pid()).ticks == 0 {
        work = (0..1_000_000).fold(work, u64::wrapping_add);
    }
    let nobody = Activity {
        ticks: 0,
        busy: false,
    };
    assert_eq!(activity_of(i32::MAX), nobody);
}
