//! Starting programs, and waiting with a deadline.
#![expect(
    clippy::disallowed_methods,
    reason = "the kit stands outside of what it tests: it starts programs, reads the clock and the environment itself"
)]

use std::ffi::OsStr;
use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How often something that is waited for is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// What a program left when it ended.
#[derive(Debug, Clone)]
pub struct Ended {
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
    /// Its exit status; `None` when a signal ended it.
    pub status: Option<i32>,
    /// How long it took.
    pub took: Duration,
}

impl Ended {
    /// Says whether it ended with status 0.
    pub fn is_ok(&self) -> bool {
        self.status == Some(0)
    }
}

/// Prepares a program.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    Command::new(name)
}

/// Reads a variable of the environment.
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Reads a number from the environment, for counts that soak raises.
pub fn count(name: &str, otherwise: usize) -> usize {
    variable(name)
        .and_then(|value| value.parse().ok())
        .unwrap_or(otherwise)
}

/// Returns the time that passes on its own.
pub fn now() -> Instant {
    Instant::now()
}

/// Runs a program to its end and fails when that is not status 0.
pub fn must(command: &mut Command) -> Result<String> {
    let ended = run(command, Duration::from_secs(300))?;
    if !ended.is_ok() {
        bail!(
            "{command:?} ended with {:?}: {}{}",
            ended.status,
            ended.stdout,
            ended.stderr
        );
    }
    Ok(ended.stdout)
}

/// Runs a program to its end; it is killed when it takes longer than `time_max`, which is an error.
pub fn run(command: &mut Command, time_max: Duration) -> Result<Ended> {
    let started = now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting {command:?}"))?;
    let stdout = collect(child.stdout.take());
    let stderr = collect(child.stderr.take());
    let status = wait(&mut child, time_max)?;
    let took = started.elapsed();
    let Some(status) = status else {
        child.kill()?;
        child.wait()?;
        bail!("{command:?} did not end within {time_max:?}");
    };
    let text = |thread: thread::JoinHandle<Vec<u8>>| {
        String::from_utf8_lossy(&thread.join().unwrap_or_default()).into_owned()
    };
    Ok(Ended {
        stdout: text(stdout),
        stderr: text(stderr),
        status: status.code(),
        took,
    })
}

/// Waits for a child; `None` when it still runs at the end of the time.
pub fn wait(child: &mut Child, time_max: Duration) -> Result<Option<ExitStatus>> {
    let until = now() + time_max;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if now() >= until {
            return Ok(None);
        }
        thread::sleep(LOOK_EVERY);
    }
}

/// Waits until `condition` holds; an error that names `what` when it does not in time.
pub fn until(what: &str, time_max: Duration, mut condition: impl FnMut() -> bool) -> Result<()> {
    let end = now() + time_max;
    while !condition() {
        if now() >= end {
            bail!("waited {time_max:?} in vain until {what}");
        }
        thread::sleep(LOOK_EVERY);
    }
    Ok(())
}

/// Measures until one of `tries` took no longer than `enough`, and returns the shortest.
///
/// What waits for something that it should not wait for is slow each time; what a busy machine holds up is not.
pub fn quickest(tries: u32, enough: Duration, mut measure: impl FnMut() -> Duration) -> Duration {
    let mut shortest = Duration::MAX;
    for _ in 0..tries {
        shortest = shortest.min(measure());
        if shortest <= enough {
            break;
        }
    }
    shortest
}

/// Reads a pipe to its end on a thread, so that the program never blocks on it.
fn collect(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // A read error ends the output like its end does.
            let _ = pipe.read_to_end(&mut bytes);
        }
        bytes
    })
}
