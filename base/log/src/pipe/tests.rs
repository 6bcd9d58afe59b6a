use fv_sys::clock;
use fv_sys::fd::Blocking;

use super::*;
use crate::Place;

fn message(text: String) -> Message {
    Message {
        time: clock::wall(),
        thread: 1,
        level: Level::Error,
        place: Place {
            category: "test",
            file: "tests.rs",
            line: 1,
        },
        function: "message",
        text,
    }
}

fn read(fd: &OwnedFd) -> String {
    let mut bytes = vec![0; 1 << 20];
    let count = fd::read(fd, &mut bytes).unwrap();
    String::from_utf8_lossy(&bytes[..count]).into_owned()
}

#[test]
fn a_reader_that_stands_still_holds_nobody_up_and_hears_later_what_it_missed() {
    let ends = fd::pipe(Blocking::Yes).unwrap();
    let pipe = Pipe::new(Sink::Own(ends.writer));
    let long = "x".repeat(3_000);
    for number in 0..100 {
        pipe.write(&message(format!("{number} {long}")));
    }
    let mut first = read(&ends.reader);
    while first.matches('\n').count() < 5 {
        first += &read(&ends.reader);
    }
    assert!(first.contains(": 0 x"), "{first}");
    // The pipe may hold more than one read brings.
    while fd::wait(
        &ends.reader,
        fd::Wanted::Read,
        Some(std::time::Duration::ZERO),
    )
    .unwrap()
    {
        first += &read(&ends.reader);
    }
    let taken = first.matches(" : test:1 : ").count();
    assert!((10..100).contains(&taken), "{taken} lines");
    pipe.write(&message("the last one".to_string()));
    let rest = read(&ends.reader);
    assert!(rest.contains("messages were lost"), "{rest}");
    assert!(rest.ends_with("the last one\n"), "{rest}");
    // A line that broke off is not gone on with.
    let lines = first.clone() + &rest;
    assert!(
        lines
            .lines()
            .all(|line| line.matches(" : test:1 : ").count() <= 1)
    );
}

#[test]
fn a_reader_that_is_gone_fails_nobody() {
    let ends = fd::pipe(Blocking::Yes).unwrap();
    let pipe = Pipe::new(Sink::Own(ends.writer));
    drop(ends.reader);
    pipe.write(&message("to nobody".to_string()));
}

#[test]
fn a_socket_that_nobody_reads_holds_nobody_up() {
    let (ours, theirs) = fv_sys::unix::pair().unwrap();
    fd::set_blocking(&theirs, Blocking::Yes).unwrap();
    let pipe = Pipe::new(Sink::Own(theirs));
    for _ in 0..1_000 {
        pipe.write(&message("x".repeat(3_000)));
    }
    assert!(read(&ours).contains(": x"));
}
