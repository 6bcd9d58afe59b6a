//! A runner that runs nothing: it notes the commands and answers as it was told.

use fv_error::Result;
use fv_types::lock::{Mutex, Rank};

use crate::{Command, Launched, Output, Runner};

/// Notes commands instead of running them.
pub struct Recorder {
    answer: Box<Answer>,
    lines: Mutex<Vec<String>>,
}

/// What a recorder says to a command.
type Answer = dyn Fn(&Command) -> Result<Output> + Send + Sync;

impl Recorder {
    /// Answers every command with success and no output.
    pub fn new() -> Self {
        Self::answering(|_| Ok(Output::success("")))
    }

    /// Answers each command with what the function says.
    pub fn answering(answer: impl Fn(&Command) -> Result<Output> + Send + Sync + 'static) -> Self {
        Self {
            answer: Box::new(answer),
            lines: Mutex::new(Rank::LEAF, Vec::new()),
        }
    }

    /// The commands so far, one line each.
    pub fn lines(&self) -> Vec<String> {
        self.lines.lock().clone()
    }
}

impl Runner for Recorder {
    fn run(&self, command: &Command) -> Result<Output> {
        self.lines.lock().push(command.to_line());
        (self.answer)(command)
    }

    fn launch(
        &self,
        command: &Command,
        note: &mut dyn FnMut(i32) -> Result<()>,
    ) -> Result<Launched> {
        self.run(command)?.require_success(command)?;
        note(NO_PROCESS)?;
        Ok(Launched {
            pid: NO_PROCESS,
            handle: None,
        })
    }
}

impl Default for Recorder {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Recorder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recorder")
            .field("lines", &self.lines())
            .finish_non_exhaustive()
    }
}

/// A number no process has: the kernel's largest is 4194304.
const NO_PROCESS: i32 = i32::MAX;
