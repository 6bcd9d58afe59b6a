//! The project's own build tasks: `cargo xtask TASK`.
//!
//! One module per task; [`tool`] is how they start programs. A task prints what it does, stops at the first
//! failure and ends with a status other than 0 then. Nothing here is linked into what is shipped.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tasks talk to who runs them"
)]

mod bench;
mod ci;
mod codegen;
mod conformance;
mod demo;
mod packages;
mod soak;
mod test;
mod tidy;
mod tool;

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::{Result, bail};

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let task = arguments.next().unwrap_or_default();
    match run(&task.to_string_lossy(), arguments.collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: &str, arguments: Vec<OsString>) -> Result<()> {
    match task {
        "bench" => bench::run(arguments),
        "ci" => ci::run(),
        "codegen" => codegen::run(arguments.iter().any(|argument| argument == "--check")),
        "conformance" => conformance::run(arguments),
        "demo" => demo::run(),
        "soak" => soak::run(&arguments),
        "test" => test::run(arguments),
        "tidy" => tidy::run(),
        "" | "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        other => bail!("no task `{other}`\n{HELP}"),
    }
}

const HELP: &str = "\
cargo xtask TASK

  demo               a tour of fvirsh: a guest without a daemon, from its check to its end
  test [ARGUMENT…]   install what tests need and run them all
  ci                 everything that must hold before a change lands
  soak [GROUP…]      the same tests with counts that take minutes; an unknown group lists all
  tidy               the rules of the house that no compiler checks
  bench [ARGUMENT…]  time and memory beside the reference
  codegen [--check]  make what follows from the declaration in api/, or check that it is fresh
  conformance --corpus DIR [--json FILE] [--emit OUT] [--floor FILE] [--verbose] [SUITE…]
                     run the suites of a corpus that the code can serve, one line of score each";
