//! The run of one target.

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use fv_sys::clock::{self, Instant};

use crate::mutate::mutate;
use crate::{Generator, Target};

/// How long to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Budget {
    /// This many inputs: the same ones each time.
    Runs(u64),
    /// This long.
    Time(Duration),
}

/// Feeds one target.
#[derive(Debug)]
pub struct Runner {
    /// What to feed.
    pub target: Target,
    /// Where the inputs come from.
    pub seed: u64,
    /// Where inputs that found a fault are written.
    pub folder: PathBuf,
    /// A folder with more inputs to begin with.
    pub more_seeds: Option<PathBuf>,
}

/// What a run found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// How many inputs were fed.
    pub runs: u64,
    /// How many different outcomes there were.
    pub outcomes: usize,
    /// What went wrong, if anything did; the run stops at the first fault.
    pub fault: Option<Fault>,
}

/// An input that found a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What happened.
    pub what: String,
    /// Where the input is.
    pub file: PathBuf,
}

impl Runner {
    /// Feeds seeds first, then damaged copies of them and of inputs that had new outcomes.
    ///
    /// Each input is written to a file before it is fed: what ends the whole process (memory,
    /// stack) is found there.
    pub fn run(&self, budget: Budget) -> Result<Summary> {
        fs::create_dir_all(&self.folder)?;
        let current = self.folder.join(format!("{}.current", self.target.name));
        let mut generator = Generator::new(self.seed);
        let mut pool = self.seeds()?;
        let mut seeds = pool.len();
        let mut seen = BTreeSet::new();
        let mut summary = Summary {
            runs: 0,
            outcomes: 0,
            fault: None,
        };
        let started = clock::now();
        while budget.goes_on(summary.runs, started) {
            let (input, is_seed) = match pool.get(pool.len() - seeds) {
                Some(seed) if seeds > 0 => (seed.clone(), true),
                _ => (self.input(&mut generator, &pool), false),
            };
            seeds = seeds.saturating_sub(1);
            fs::write(&current, &input).with_context(|| current.display().to_string())?;
            summary.runs += 1;
            match self.feed(&input) {
                Ok(outcome) => {
                    if seen.insert(outcome) && !is_seed && pool.len() < POOL_MAX {
                        pool.push(input);
                    }
                }
                Err(what) => {
                    let file = self.keep(&input)?;
                    summary.fault = Some(Fault { what, file });
                    break;
                }
            }
        }
        summary.outcomes = seen.len();
        fs::remove_file(&current)?;
        Ok(summary)
    }

    /// Feeds one input; the text says what went wrong.
    pub fn feed(&self, input: &[u8]) -> Result<crate::Outcome, String> {
        let before = clock::now();
        let result = catch_unwind(AssertUnwindSafe(|| (self.target.run)(input)));
        let took = clock::now().since(before);
        match result {
            Err(payload) => Err(format!("panic: {}", panic_text(payload.as_ref()))),
            Ok(_) if took > TIME_MAX => Err(format!("took {took:?}")),
            Ok(outcome) => Ok(outcome),
        }
    }

    /// The target's seeds, then the files of the folder that are not too long, by name.
    fn seeds(&self) -> Result<Vec<Vec<u8>>> {
        let mut seeds = (self.target.seeds)();
        let Some(folder) = &self.more_seeds else {
            return Ok(seeds);
        };
        let mut files: Vec<PathBuf> = fs::read_dir(folder)
            .with_context(|| folder.display().to_string())?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?;
        files.sort();
        for file in files.iter().filter(|file| file.is_file()) {
            let seed = fs::read(file).with_context(|| file.display().to_string())?;
            seeds.extend(Some(seed).filter(|seed| seed.len() <= self.target.length_max));
        }
        Ok(seeds)
    }

    fn input(&self, generator: &mut Generator, pool: &[Vec<u8>]) -> Vec<u8> {
        let length_max = self.target.length_max;
        if pool.is_empty() || generator.below(64) == 0 {
            let length = 1 << generator.below(8);
            return (0..length).map(|_| generator.byte()).collect();
        }
        // Half of the time one of the newest, which nobody has looked at yet.
        let recent = pool.len().saturating_sub(RECENT);
        let from = if generator.below(2) == 0 { recent } else { 0 };
        let input = generator.pick(&pool[from..]).cloned().unwrap_or_default();
        let other = generator.pick(pool).cloned().unwrap_or_default();
        mutate(generator, &input, &other, self.target.words, length_max)
    }

    /// Writes an input where it stays.
    fn keep(&self, input: &[u8]) -> Result<PathBuf> {
        let name = format!("{}-{:016x}", self.target.name, crate::Outcome::of(&input).0);
        let file: &Path = &self.folder.join(name);
        fs::write(file, input).with_context(|| file.display().to_string())?;
        Ok(file.to_path_buf())
    }
}

impl Budget {
    fn goes_on(self, runs: u64, started: Instant) -> bool {
        match self {
            Self::Runs(max) => runs < max,
            Self::Time(max) => clock::now().since(started) < max,
        }
    }
}

fn panic_text(payload: &(dyn std::any::Any + Send)) -> &str {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("no message")
}

/// More inputs than a run in CI finds; it bounds the memory of long ones.
const POOL_MAX: usize = 20_000;
const RECENT: usize = 32;

/// No input of the lengths made here may take this long, not even unoptimised on a busy host.
const TIME_MAX: Duration = Duration::from_secs(5);
