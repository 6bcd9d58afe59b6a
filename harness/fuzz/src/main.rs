//! `fv-fuzz [TARGET…] [--runs N | --seconds T] [--seed S] [--folder DIR] [--seeds DIR]
//! [--list]`, or
//! `fv-fuzz TARGET --input FILE` to feed one input again.
//!
//! Each target runs in a process of its own with little memory, so that the end of one is only
//! a fault of that one.
#![expect(clippy::print_stdout, reason = "a command prints its results")]

use std::path::PathBuf;
use std::time::Duration;
use std::{env, fs, panic, process, thread};

use anyhow::{Context, Result, anyhow, bail};
use fv_command::{Command, Host, Runner as _};
use fv_harness_fuzz::{Budget, Fault, Runner, Target, targets};
use fv_sys::limits::{Limit, Resource};
use fv_sys::process::Exit;
use lexopt::prelude::{Long, Value, ValueExt};

/// How long each target runs when nothing is said.
const SECONDS: u64 = 5;
/// The address space of one target's process; the stack of threads is part of it.
const MEMORY_MAX: u64 = 512 << 20;
/// The stack that the daemon's threads have.
const STACK: usize = 2 << 20;

fn main() -> Result<()> {
    let options = Options::parse()?;
    if options.list {
        targets()
            .iter()
            .for_each(|target| println!("{}", target.name));
        return Ok(());
    }
    let chosen = options.targets()?;
    if options.child || options.input.is_some() {
        let target = *chosen.first().context("no target")?;
        return on_small_stack(move || run_here(&options, target));
    }
    let failed: Vec<&str> = chosen
        .iter()
        .filter_map(|target| match run_apart(&options, target) {
            Ok(true) => None,
            Ok(false) => Some(target.name),
            Err(error) => {
                println!("{}: {error:#}", target.name);
                Some(target.name)
            }
        })
        .collect();
    if failed.is_empty() {
        return Ok(());
    }
    println!("faults in {}", failed.join(", "));
    process::exit(FAULT_FOUND)
}

/// Runs one target in a process of its own; says whether all was well.
fn run_apart(options: &Options, target: &Target) -> Result<bool> {
    let own = env::current_exe()?;
    let mut command = Command::new(own.to_string_lossy());
    command.args([
        target.name,
        "--child",
        "--seed",
        &options.seed.to_string(),
        "--folder",
    ]);
    command.arg(options.folder.to_string_lossy());
    match options.budget {
        Budget::Runs(runs) => command.args(["--runs".to_owned(), runs.to_string()]),
        Budget::Time(time) => command.args(["--seconds".to_owned(), time.as_secs().to_string()]),
    };
    if let Some(seeds) = &options.seeds {
        command.args(["--seeds".to_owned(), seeds.to_string_lossy().into_owned()]);
    }
    command.limit(Resource::AddressSpace, Limit::both(MEMORY_MAX));
    command.limit(Resource::Core, Limit::both(0));
    let output = Host.run(&command).map_err(|error| anyhow!("{error}"))?;
    print!("{}", output.text());
    if output.exit == Exit::Code(0) {
        return Ok(true);
    }
    if output.exit != Exit::Code(FAULT_FOUND) {
        let input = options.folder.join(format!("{}.current", target.name));
        let words = String::from_utf8_lossy(&output.stderr);
        println!(
            "{}: ended by {:?} with {}",
            target.name,
            output.exit,
            input.display()
        );
        println!("{}", words.trim_end());
    }
    Ok(false)
}

fn run_here(options: &Options, target: Target) -> Result<()> {
    let runner = Runner {
        target,
        seed: options.seed,
        folder: options.folder.clone(),
        more_seeds: options.seeds.clone(),
    };
    if let Some(path) = &options.input {
        let input = fs::read(path).with_context(|| path.display().to_string())?;
        println!("{}: {:?}", target.name, runner.feed(&input));
        return Ok(());
    }
    // Panics are reported as faults; their traces would only be repeated.
    panic::set_hook(Box::new(|_| {}));
    let summary = runner.run(options.budget)?;
    println!(
        "{}: {} runs, {} outcomes",
        target.name, summary.runs, summary.outcomes
    );
    if let Some(Fault { what, file }) = summary.fault {
        println!(
            "{}: {what}\n  again: fv-fuzz {0} --input {}",
            target.name,
            file.display()
        );
        process::exit(FAULT_FOUND);
    }
    Ok(())
}

fn on_small_stack(work: impl FnOnce() -> Result<()> + Send + 'static) -> Result<()> {
    let thread = thread::Builder::new().stack_size(STACK).spawn(work)?;
    match thread.join() {
        Ok(result) => result,
        Err(_) => bail!("the runner itself has a fault"),
    }
}

struct Options {
    names: Vec<String>,
    budget: Budget,
    seed: u64,
    folder: PathBuf,
    input: Option<PathBuf>,
    seeds: Option<PathBuf>,
    list: bool,
    child: bool,
}

impl Options {
    fn parse() -> Result<Self> {
        let mut options = Self {
            names: Vec::new(),
            budget: Budget::Time(Duration::from_secs(SECONDS)),
            seed: 1,
            folder: env::temp_dir().join("fv-fuzz"),
            input: None,
            seeds: None,
            list: false,
            child: false,
        };
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Long("runs") => options.budget = Budget::Runs(parser.value()?.parse()?),
                Long("seconds") => {
                    options.budget = Budget::Time(Duration::from_secs(parser.value()?.parse()?));
                }
                Long("seed") => options.seed = parser.value()?.parse()?,
                Long("folder") => options.folder = parser.value()?.into(),
                Long("seeds") => options.seeds = Some(parser.value()?.into()),
                Long("input") => options.input = Some(parser.value()?.into()),
                Long("list") => options.list = true,
                Long("child") => options.child = true,
                Value(name) => options.names.push(name.string()?),
                _ => return Err(argument.unexpected().into()),
            }
        }
        Ok(options)
    }

    fn targets(&self) -> Result<Vec<Target>> {
        let all = targets();
        if self.names.is_empty() {
            return Ok(all);
        }
        let find = |name: &String| {
            let found = all.iter().find(|target| target.name == name).copied();
            found.with_context(|| format!("there is no target `{name}`; --list names all"))
        };
        self.names.iter().map(find).collect()
    }
}

/// The exit code of a child that has told its fault.
const FAULT_FOUND: i32 = 3;
