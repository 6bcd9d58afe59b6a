//! Programs that are run: what to run, running it, and pretending to.
//!
//! A [`Command`] only describes; a [`Runner`] acts. [`Host`] runs programs for real, with limits
//! on time and output; [`Recorder`] notes what would have been run and answers as a test says.
//! Nothing else in the project starts programs, and nothing here searches the process' own
//! environment: `PATH` and variables are handed in.
//!
//! Read first: [`Command`], [`Runner`], [`Output`].

mod command;
mod host;
mod idle;
mod pump;
mod recorder;
mod text;

use fv_error::{Error, ErrorDomain, Result};
use fv_sys::process::Exit;

pub use command::{Command, User, find_program};
pub use host::Host;
pub use idle::Idle;
pub use recorder::Recorder;
pub use text::quote;

/// Runs programs, or pretends to.
pub trait Runner: Send + Sync + std::fmt::Debug {
    /// Runs a program to its end and returns what it wrote.
    ///
    /// Any exit is a result; [`Output::require_success`] makes an error of a bad one. A program
    /// that is not done when its time is over is killed with all it started.
    fn run(&self, command: &Command) -> Result<Output>;

    /// Starts a program as nobody's child and returns when it runs.
    ///
    /// `note` is called with its number before the program does anything; when it fails, or when
    /// this process dies meanwhile, the program is never run. The pid file of the command is
    /// written before that, and removed when the start fails.
    fn launch(
        &self,
        command: &Command,
        note: &mut dyn FnMut(i32) -> Result<()>,
    ) -> Result<Launched>;
}

/// What a program left behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// How it ended.
    pub exit: Exit,
    /// What it wrote to its standard output, up to the command's limit.
    pub stdout: Vec<u8>,
    /// What it wrote to its standard error, up to the command's limit.
    pub stderr: Vec<u8>,
    /// Whether something was left out because of the limit.
    pub cut: bool,
}

/// A program that goes on running.
#[derive(Debug)]
pub struct Launched {
    /// Its number.
    pub pid: i32,
    /// A handle that is readable when it ends; none when nothing was really started.
    pub handle: Option<std::os::fd::OwnedFd>,
}

impl Output {
    /// The output of a program that wrote this and succeeded.
    pub fn success(stdout: impl Into<Vec<u8>>) -> Self {
        Self {
            exit: Exit::Code(0),
            stdout: stdout.into(),
            stderr: Vec::new(),
            cut: false,
        }
    }

    /// The output of a program that failed with this code and complaint.
    pub fn failure(code: i32, stderr: impl Into<Vec<u8>>) -> Self {
        Self {
            exit: Exit::Code(code),
            stdout: Vec::new(),
            stderr: stderr.into(),
            cut: false,
        }
    }

    /// Whether the program ended with 0.
    pub fn is_success(&self) -> bool {
        self.exit == Exit::Code(0)
    }

    /// Makes libvirt's error of an exit that is not success, with the program's own words.
    pub fn require_success(self, command: &Command) -> Result<Self> {
        let how = match self.exit {
            Exit::Code(0) => return Ok(self),
            Exit::Code(code) => format!("exit status {code}"),
            Exit::Signal(signal) => format!("fatal signal {signal}"),
        };
        let words = String::from_utf8_lossy(&self.stderr);
        let colon = if words.is_empty() { "" } else { ": " };
        let line = command.to_line();
        let detail = format!("Child process ({line}) unexpected {how}{colon}{words}");
        Err(Error::internal(ErrorDomain::None, detail))
    }

    /// The standard output as text, whatever bytes it has.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }
}

#[cfg(test)]
mod tests;
