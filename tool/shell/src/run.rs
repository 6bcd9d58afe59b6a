//! Runs commands, one after the other, and shows what they answer.

use fv_sys::clock;

use crate::{Failure, Invocation, Outcome, Program, Terminal, parse_line, parse_words};

/// What commands work with: the program's own state, and what the engine needs of it.
pub trait Context: Sized + 'static {
    /// The table.
    fn program(&self) -> &'static Program<Self>;

    /// Where it writes.
    fn terminal(&mut self) -> &mut Terminal;

    /// Sees to it that there is a connection.
    fn connect(&mut self) -> Result<(), Failure>;

    /// Hears of a command that failed, before that is shown.
    fn failed(&mut self, failure: &Failure);

    /// Hears that the user has had enough.
    fn quit(&mut self);

    /// The user's own folder, to which `cd` goes.
    fn home(&self) -> Option<&std::path::Path>;
}

/// Whether each command is followed by the time it took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    /// It is.
    Shown,
    /// An empty line is enough.
    Left,
}

/// Runs what was typed.
#[derive(Clone, Copy, Debug)]
pub struct Shell {
    /// Whether each command is followed by the time it took.
    pub timing: Timing,
}

impl Shell {
    /// Runs a line, which may hold several commands; true if the last one succeeded.
    ///
    /// Nothing runs if a part of the line is wrong.
    pub fn line<C: Context>(self, context: &mut C, line: &str) -> bool {
        let parsed = parse_line(context.program(), line, context.terminal());
        self.run_parsed(context, parsed)
    }

    /// Runs one command, whose words a shell has split.
    pub fn words<C: Context>(self, context: &mut C, words: &[String]) -> bool {
        let parsed = parse_words(context.program(), words, context.terminal());
        self.run_parsed(context, parsed)
    }

    /// Runs what was parsed, each command even when one before it failed.
    pub fn run_parsed<C: Context>(
        self,
        context: &mut C,
        parsed: Result<Vec<Invocation<C>>, Failure>,
    ) -> bool {
        let invocations = match parsed {
            Ok(invocations) => invocations,
            Err(failure) => {
                show_failure(context, &failure);
                return false;
            }
        };
        let mut is_well = true;
        for invocation in invocations {
            let began = clock::now();
            is_well = run(context, &invocation);
            if matches!(invocation.command.name, "quit" | "exit") {
                break;
            }
            match self.timing {
                Timing::Shown => {
                    let took = clock::now().since(began).as_secs_f64() * 1000.0;
                    let text = format!("\n(Time: {took:.3} ms)\n\n");
                    context.terminal().print(&text);
                }
                // What programs read is not followed by anything.
                Timing::Left if invocation.args.wants_json() => {}
                Timing::Left => context.terminal().print_extra("\n"),
            }
        }
        is_well
    }
}

/// Runs one command and shows what came of it.
fn run<C: Context>(context: &mut C, invocation: &Invocation<C>) -> bool {
    match outcome(context, invocation) {
        Ok(reply) => {
            match reply.json() {
                Some(json) if invocation.args.wants_json() => {
                    let text = format!("{json:#}\n");
                    context.terminal().print(&text);
                }
                _ => reply.show(context.terminal()),
            }
            true
        }
        Err(failure) => {
            context.failed(&failure);
            show_failure(context, &failure);
            false
        }
    }
}

fn outcome<C: Context>(context: &mut C, invocation: &Invocation<C>) -> Outcome {
    if invocation.command.connects {
        context.connect()?;
    }
    invocation.args.check_rules()?;
    (invocation.command.run)(context, &invocation.args)
}

fn show_failure<C: Context>(context: &mut C, failure: &Failure) {
    for line in failure.lines() {
        context.terminal().error(line);
    }
}
