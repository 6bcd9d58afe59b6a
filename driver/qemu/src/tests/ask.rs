use super::*;

fn refused() -> Outcome {
    Err(Failure::NotSent {
        command: "query-blockstats".into(),
    })
}

#[test]
fn guest_is_done_when_its_last_reply_has_come() {
    let collector = Collector::new(2);
    collector.expect(0, 1);
    collector.expect(1, 2);
    collector.came(key(1, 0), refused());
    assert!(collector.take(None).is_empty());
    collector.came(key(0, 0), refused());
    assert_eq!(collector.take(Some(Duration::from_secs(10))), [0]);
    collector.came(key(1, 1), refused());
    assert_eq!(collector.take(None), [1]);
    assert_eq!(collector.outcomes(1).len(), 2);
}

#[test]
fn reply_that_comes_twice_or_for_nobody_changes_nothing() {
    let collector = Collector::new(1);
    collector.expect(0, 2);
    collector.came(key(0, 0), refused());
    collector.came(key(0, 0), refused());
    collector.came(key(0, 7), refused());
    collector.came(key(5, 0), refused());
    assert!(collector.take(None).is_empty());
    collector.came(key(0, 1), refused());
    assert_eq!(collector.take(None), [0]);
    assert_eq!(collector.outcomes(0).len(), 2);
    // The round is over; a late reply finds no place.
    collector.came(key(0, 1), refused());
    assert!(collector.take(None).is_empty());
}

#[test]
fn waiting_ends_with_the_time_when_nothing_comes() {
    let collector = Collector::new(1);
    collector.expect(0, 1);
    assert!(collector.take(Some(Duration::from_millis(5))).is_empty());
}

#[test]
fn all_questions_of_a_guest_fit_into_its_places() {
    let mut questions = Questions::default();
    assert!(questions.each().is_empty());
    questions.about_blocks(block::Chains::Some);
    questions.about_memory("/machine/peripheral/balloon0");
    questions.about_iothreads();
    questions.about_dirty_rate();
    questions.about_counters(StatsTarget::Vm, None);
    questions.about_counters(StatsTarget::Vcpu, None);
    let commands: Vec<_> = questions.each().iter().map(|one| one.command()).collect();
    assert!(commands.len() < PLACES);
    assert_eq!(commands[0].name(), "query-blockstats");
    assert_eq!(answer(&questions.block_stats), None);
}
