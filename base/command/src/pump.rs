//! Feeding a program and taking its output until it has ended.

use std::io;
use std::os::fd::OwnedFd;
use std::time::Duration;

use fv_sys::clock::{self, Instant};
use fv_sys::epoll::{Epoll, Interest};
use fv_sys::fd;

use crate::Idle;

/// A running program's ends and what to do with them.
pub(crate) struct Pump<'a> {
    pub(crate) input: &'a [u8],
    pub(crate) limit: usize,
    pub(crate) deadline: Option<Instant>,
    /// How long it may do nothing.
    pub(crate) idle: Option<(Idle, Duration)>,
    pub(crate) stdin: Option<OwnedFd>,
    pub(crate) outputs: [OwnedFd; 2],
    pub(crate) handle: &'a OwnedFd,
}

/// What came out.
pub(crate) struct Pumped {
    pub(crate) outputs: [Vec<u8>; 2],
    /// Whether output beyond the limit was dropped.
    pub(crate) cut: bool,
    /// Why it is not waited for any more, if it has not ended.
    pub(crate) late: Option<Late>,
}

/// Why a program is not waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Late {
    /// The time was over before the program.
    Time,
    /// It did nothing for too long.
    Idle,
}

impl Pump<'_> {
    /// Goes on until the program has ended and both outputs with it, or the time is over.
    ///
    /// A program that ended while something it started keeps an output open is waited for only
    /// so long as [`LINGER`]: who goes into the background does not mean to be listened to.
    pub(crate) fn run(mut self) -> io::Result<Pumped> {
        let epoll = Epoll::new()?;
        let mut open = [true, true];
        let mut running = true;
        let mut pumped = Pumped {
            outputs: [Vec::new(), Vec::new()],
            cut: false,
            late: None,
        };
        self.register(&epoll)?;
        let mut ready = Vec::new();
        let mut look_at = clock::now() + LOOK_EVERY;
        while running || open.contains(&true) {
            let now = clock::now();
            if self.deadline.is_some_and(|deadline| deadline <= now) {
                // After the program's own end the rest of its output is not worth an error.
                pumped.late = running.then_some(Late::Time);
                break;
            }
            if let Some((idle, idle_max)) = &mut self.idle
                && look_at <= now
            {
                if running && idle.look() >= *idle_max {
                    pumped.late = Some(Late::Idle);
                    break;
                }
                look_at = clock::now() + LOOK_EVERY;
            }
            let look = self.idle.as_ref().map(|_| look_at);
            let until = self.deadline.into_iter().chain(look).min();
            epoll.wait(&mut ready, until.map(|until| until.until(now)))?;
            for event in &ready {
                match event.token {
                    HANDLE => {
                        running = false;
                        epoll.remove(self.handle)?;
                        let linger = clock::now() + LINGER;
                        self.deadline = Some(self.deadline.map_or(linger, |at| at.min(linger)));
                    }
                    STDIN => self.feed(),
                    token => {
                        let index = usize::from(token == STDERR);
                        open[index] = self.take(index, &mut pumped)?;
                        if !open[index] {
                            epoll.remove(&self.outputs[index])?;
                        }
                    }
                }
            }
        }
        Ok(pumped)
    }

    fn register(&mut self, epoll: &Epoll) -> io::Result<()> {
        epoll.add(self.handle, HANDLE, Interest::READ)?;
        epoll.add(&self.outputs[0], STDOUT, Interest::READ)?;
        epoll.add(&self.outputs[1], STDERR, Interest::READ)?;
        if self.input.is_empty() {
            self.stdin = None;
        }
        self.stdin
            .iter()
            .try_for_each(|stdin| epoll.add(stdin, STDIN, Interest::WRITE))
    }

    /// Writes some input; closes when all is written, or when nobody reads any more.
    fn feed(&mut self) {
        let Some(stdin) = &self.stdin else { return };
        match fd::write(stdin, self.input) {
            Ok(written) => self.input = &self.input[written..],
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
            Err(_) => self.input = &[],
        }
        if self.input.is_empty() {
            self.stdin = None;
        }
    }

    /// Reads some output; false at its end.
    fn take(&self, index: usize, pumped: &mut Pumped) -> io::Result<bool> {
        let mut buffer = [0; CHUNK];
        let count = match fd::read(&self.outputs[index], &mut buffer) {
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(true),
            Err(error) => return Err(error),
        };
        let output = &mut pumped.outputs[index];
        let kept = count.min(self.limit - output.len());
        output.extend_from_slice(&buffer[..kept]);
        pumped.cut |= kept < count;
        Ok(count > 0)
    }
}

const HANDLE: u64 = 0;
const STDIN: u64 = 1;
const STDOUT: u64 = 2;
const STDERR: u64 = 3;
const CHUNK: usize = 16 * 1024;

/// How often a program that must not be idle is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long outputs are read after the program itself has ended.
const LINGER: Duration = Duration::from_secs(1);
