use std::thread;

use fv_sys::fd::{self, Blocking};

use super::*;

const SOON: Option<Duration> = Some(Duration::ZERO);

fn at(millis: u64) -> Instant {
    Instant::from_millis(millis)
}

fn tokens(events: &[Event]) -> Vec<u64> {
    let token = |event: &Event| match event {
        Event::Io(ready) => ready.token,
        Event::Timer(token) => token.0,
        Event::Woken => u64::MAX,
    };
    events.iter().map(token).collect()
}

#[test]
fn a_descriptor_is_told_with_its_token_until_it_is_read() {
    let mut events = EventLoop::new().unwrap();
    let pipe = fd::pipe(Blocking::No).unwrap();
    events.add(&pipe.reader, Token(7), Interest::READ).unwrap();
    let mut told = Vec::new();
    events.poll(at(0), SOON, &mut told).unwrap();
    assert!(told.is_empty());
    fd::write_all(&pipe.writer, b"x").unwrap();
    for _ in 0..2 {
        events.poll(at(0), SOON, &mut told).unwrap();
        assert_eq!(tokens(&told), [7]);
    }
    events.remove(&pipe.reader).unwrap();
    events.poll(at(0), SOON, &mut told).unwrap();
    assert!(told.is_empty());
}

#[test]
fn one_shot_is_told_once_until_it_is_asked_again() {
    let mut events = EventLoop::new().unwrap();
    let pipe = fd::pipe(Blocking::No).unwrap();
    let interest = Interest::WRITE.once();
    events.add(&pipe.writer, Token(1), interest).unwrap();
    let mut told = Vec::new();
    events.poll(at(0), SOON, &mut told).unwrap();
    assert_eq!(tokens(&told), [1]);
    events.poll(at(0), SOON, &mut told).unwrap();
    assert!(told.is_empty());
    events
        .handle()
        .modify(&pipe.writer, Token(1), interest)
        .unwrap();
    events.poll(at(0), SOON, &mut told).unwrap();
    assert_eq!(tokens(&told), [1]);
}

#[test]
fn a_hangup_is_told_even_without_interest() {
    let mut events = EventLoop::new().unwrap();
    let pipe = fd::pipe(Blocking::No).unwrap();
    events.add(&pipe.reader, Token(1), Interest::NONE).unwrap();
    drop(pipe.writer);
    let mut told = Vec::new();
    events.poll(at(0), SOON, &mut told).unwrap();
    assert!(matches!(told[..], [Event::Io(Ready { hangup: true, .. })]));
}

#[test]
fn timers_come_in_order_and_once() {
    let mut events = EventLoop::new().unwrap();
    events.set_timer(Token(2), at(20));
    events.set_timer(Token(1), at(10));
    let gone = events.set_timer(Token(9), at(10));
    events.set_timer(Token(3), at(20));
    events.cancel_timer(gone);
    let mut told = Vec::new();
    events.poll(at(9), SOON, &mut told).unwrap();
    assert!(told.is_empty());
    assert_eq!(events.next_timer(), Some(at(10)));
    events.poll(at(20), None, &mut told).unwrap();
    assert_eq!(tokens(&told), [1, 2, 3]);
    assert_eq!(events.next_timer(), None);
}

#[test]
fn a_timer_bounds_the_wait() {
    let mut events = EventLoop::new().unwrap();
    events.set_timer(Token(1), at(5));
    let mut told = Vec::new();
    events.poll(at(0), None, &mut told).unwrap();
    assert!(told.is_empty());
    events.poll(at(5), None, &mut told).unwrap();
    assert_eq!(told, [Event::Timer(Token(1))]);
}

#[test]
fn another_thread_ends_the_wait() {
    let mut events = EventLoop::new().unwrap();
    let handle = events.handle();
    let thread = thread::spawn(move || {
        handle.wake();
        handle.wake();
    });
    thread.join().unwrap();
    let mut told = Vec::new();
    events.poll(at(0), None, &mut told).unwrap();
    assert_eq!(told, [Event::Woken]);
    events.poll(at(0), SOON, &mut told).unwrap();
    assert!(told.is_empty());
}

#[test]
fn more_ready_descriptors_than_a_batch_are_all_told_in_the_end() {
    let mut events = EventLoop::new().unwrap();
    let wakes: Vec<Wake> = (0..300).map(|_| Wake::new().unwrap()).collect();
    for (index, wake) in wakes.iter().enumerate() {
        events
            .add(wake, Token(index as u64), Interest::READ)
            .unwrap();
        wake.wake();
    }
    let mut seen = std::collections::BTreeSet::new();
    let mut told = Vec::new();
    for _ in 0..3 {
        events.poll(at(0), SOON, &mut told).unwrap();
        for token in tokens(&told) {
            wakes[token as usize].drain();
            seen.insert(token);
        }
    }
    assert_eq!(seen.len(), 300);
}
