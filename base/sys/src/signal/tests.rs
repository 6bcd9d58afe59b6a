use super::*;

#[test]
fn signals_are_read_one_by_one() {
    let signals = Signals::new(&[Signal::Usr1, Signal::Hup]).unwrap();
    assert_eq!(signals.next().unwrap(), None);
    for signal in [Signal::Usr1, Signal::Hup] {
        // SAFETY: raise sends to this thread alone, which has the signal blocked.
        unsafe { libc::raise(signal as i32) };
        assert_eq!(signals.next().unwrap(), Some(signal));
    }
    assert_eq!(signals.next().unwrap(), None);
}

#[test]
fn numbers_and_signals_agree() {
    assert_eq!(Signal::from_number(15), Some(Signal::Term));
    assert_eq!(Signal::from_number(0), None);
}
