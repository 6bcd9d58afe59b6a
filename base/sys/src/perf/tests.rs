use super::*;

const PAGE_FAULTS: Event = Event::Software(2);

#[test]
fn page_faults_of_this_thread_are_counted() {
    let counter = match Counter::open(crate::process::own_thread(), PAGE_FAULTS) {
        Ok(counter) => counter,
        // Where counting is not allowed, that is what is said.
        Err(error) => {
            assert_eq!(error.kind(), io::ErrorKind::PermissionDenied, "{error}");
            return;
        }
    };
    let before = counter.read().unwrap();
    let fresh = std::hint::black_box(vec![1_u8; 64 * 4096]);
    assert!(counter.read().unwrap() > before, "{}", fresh.len());
}

#[test]
fn counter_of_nobody_is_refused() {
    let error = Counter::open(i32::MAX, PAGE_FAULTS).unwrap_err();
    let known = [libc::ESRCH, libc::EACCES, libc::EPERM].map(Some);
    assert!(known.contains(&error.raw_os_error()), "{error}");
}
