//! The command: `fv-conformance --corpus DIR [--json FILE] [--emit OUT] [--floor FILE] [--verbose] [SUITE…]`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command prints its results"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs, panic};

use anyhow::{Context, Result, bail};
use fv_harness_conformance::{Options, Report, registry, run};
use lexopt::prelude::{Long, Value, ValueExt};

/// How long one case may take.
const CASE_TIME_MAX: Duration = Duration::from_secs(30);

fn main() -> Result<()> {
    let arguments = Arguments::parse()?;
    // The runner catches panics and reports them as failures of their case.
    panic::set_hook(Box::new(|_| {}));
    let report = run(&arguments.options, registry())?;
    drop(panic::take_hook());
    if arguments.verbose {
        print_failures(&report);
    }
    print!("{report}");
    if let Some(path) = &arguments.json {
        let text = serde_json::to_string_pretty(&report.to_json())? + "\n";
        fs::write(path, text).with_context(|| format!("writing {}", path.display()))?;
    }
    match &arguments.floor {
        Some(path) => check_floor(path, &report),
        None => Ok(()),
    }
}

struct Arguments {
    options: Options,
    json: Option<PathBuf>,
    floor: Option<PathBuf>,
    verbose: bool,
}

impl Arguments {
    fn parse() -> Result<Self> {
        let mut corpus: Option<PathBuf> = None;
        let mut emit = None;
        let mut json = None;
        let mut floor = None;
        let mut verbose = false;
        let mut only = BTreeSet::new();
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Long("corpus") => corpus = Some(parser.value()?.into()),
                Long("json") => json = Some(parser.value()?.into()),
                Long("emit") => emit = Some(parser.value()?.into()),
                Long("floor") => floor = Some(parser.value()?.into()),
                Long("verbose") => verbose = true,
                Value(name) => drop(only.insert(name.string()?)),
                other => return Err(other.unexpected().into()),
            }
        }
        let corpus = corpus.context("--corpus DIR is needed")?;
        let scratch = env::temp_dir();
        let options = Options {
            corpus,
            scratch,
            emit,
            only,
            case_time_max: CASE_TIME_MAX,
        };
        Ok(Self {
            options,
            json,
            floor,
            verbose,
        })
    }
}

fn print_failures(report: &Report) {
    for suite in &report.suites {
        for (name, reason) in &suite.failures {
            println!("{} / {name}: {reason}", suite.name);
        }
    }
}

/// Fails when a suite passes fewer cases than the file of floors says (`SUITE PASSED` a line).
fn check_floor(path: &Path, report: &Report) -> Result<()> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let mut sunk = Vec::new();
    for line in text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
    {
        let (name, floor) = line.split_once(' ').context("a floor is `SUITE PASSED`")?;
        let floor: usize = floor
            .trim()
            .parse()
            .with_context(|| format!("the floor of {name}"))?;
        let Some(suite) = report.suites.iter().find(|suite| suite.name == name) else {
            sunk.push(format!("{name} is not served, {floor} expected"));
            continue;
        };
        if suite.passed < floor {
            sunk.push(format!(
                "{name} passes {} of at least {floor}",
                suite.passed
            ));
        } else if suite.passed > floor {
            eprintln!(
                "{name} passes {}, its floor {floor} can be raised",
                suite.passed
            );
        }
    }
    if !sunk.is_empty() {
        bail!("the score has sunk: {}", sunk.join("; "));
    }
    Ok(())
}
