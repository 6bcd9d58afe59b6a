use super::{Life, Paused, Running, Shutoff};

#[test]
fn reasons_have_libvirts_numbers() {
    assert_eq!(
        (
            Life::Running(Running::Unpaused).state(),
            Running::Unpaused as i32
        ),
        (1, 5)
    );
    assert_eq!(Life::Paused(Paused::StartingUp).reason(), 11);
    assert_eq!(Life::Paused(Paused::ApiError).reason(), 14);
    assert_eq!(Life::Shutoff(Shutoff::Daemon).reason(), 8);
    assert_eq!(Running::PostcopyFailed as i32, 11);
}

#[test]
fn the_words_of_a_status_file_come_back() {
    for life in [
        Life::Running(Running::Booted),
        Life::Paused(Paused::ShuttingDown),
        Life::Shutoff(Shutoff::Failed),
        Life::PmSuspended,
    ] {
        let (state, reason) = life.words();
        assert_eq!(Life::from_words(state, reason), Some(life));
    }
    assert_eq!(
        Life::from_words("running", "whatever"),
        Some(Life::Running(Running::Unknown))
    );
    assert_eq!(Life::from_words("blocked", "unknown"), None);
}
