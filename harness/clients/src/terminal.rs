//! A program on a terminal of its own, typed into and read: `virsh console` above all.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::program::{now, program, wait};

/// A running program whose output is kept as it comes.
#[derive(Debug)]
pub struct Terminal {
    child: Child,
    seen: Arc<Mutex<Vec<u8>>>,
    /// How much of the output was waited for already.
    read: usize,
}

impl Terminal {
    /// Runs a shell command on a pseudo terminal.
    ///
    /// `script` of the base system makes the terminal: the kit needs no system call of its own for it.
    pub fn shell(command: &str) -> Result<Self> {
        Self::start(
            program("script")
                .env("LC_ALL", "C")
                .args(["-qfec", command, "/dev/null"]),
        )
    }

    /// Runs a program with pipes in place of a terminal.
    pub fn start(command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .with_context(|| format!("starting {command:?}"))?;
        let seen = Arc::new(Mutex::new(Vec::new()));
        let mut output = child.stdout.take().context("the output is a pipe")?;
        let sink = Arc::clone(&seen);
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut buffer) {
                let mut seen = sink.lock().unwrap_or_else(PoisonError::into_inner);
                seen.extend_from_slice(&buffer[..count]);
            }
        });
        Ok(Self {
            child,
            seen,
            read: 0,
        })
    }

    /// Types a text.
    pub fn type_in(&mut self, text: &str) -> Result<()> {
        let input = self.child.stdin.as_mut().context("the input is open")?;
        input.write_all(text.as_bytes())?;
        Ok(input.flush()?)
    }

    /// Waits until the text appears after what was waited for last, and returns what came up to its end.
    pub fn wait_for(&mut self, wanted: &str, time_max: Duration) -> Result<String> {
        let until = now() + time_max;
        loop {
            let all = self.output();
            let rest = all.get(self.read..).unwrap_or_default();
            if let Some(start) = rest.find(wanted) {
                let end = start + wanted.len();
                let text = rest.get(..end).unwrap_or_default().to_owned();
                self.read += end;
                return Ok(text);
            }
            if now() >= until {
                bail!("no {wanted:?} within {time_max:?} in {rest:?}");
            }
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits for one more character and returns it.
    pub fn next_char(&mut self, time_max: Duration) -> Result<char> {
        let until = now() + time_max;
        loop {
            if let Some(next) = self.output().chars().nth(self.read) {
                self.read += 1;
                return Ok(next);
            }
            if now() >= until {
                bail!("no further character within {time_max:?}");
            }
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Returns all that was printed until now. Bytes that are no text count as one character each.
    pub fn output(&self) -> String {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.iter()
            .map(|byte| {
                if byte.is_ascii() {
                    char::from(*byte)
                } else {
                    '?'
                }
            })
            .collect()
    }

    /// Waits for the program's end; says whether it came in time.
    pub fn ends_within(&mut self, time_max: Duration) -> bool {
        wait(&mut self.child, time_max).is_ok_and(|status| status.is_some())
    }

    /// Returns the process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
