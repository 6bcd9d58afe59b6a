//! The run: every case of every served suite, two at a time, each under a guard and a time limit.
//!
//! A case runs on a thread of its own, so that one which never ends is left behind when its time is over
//! (nothing can stop a thread from outside) and the run goes on.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::manifest::{self, Expectation, SuiteCases};
use crate::{Case, Corpus, Produced, Report, Suite, SuiteScore, compare, emit};

/// How many cases run at the same time.
const PARALLEL: usize = 2;
/// The stack of a case: deep documents are part of what is tested.
const STACK_BYTES: usize = 16 << 20;

/// What to run and where the results go.
#[derive(Debug, Clone)]
pub struct Options {
    /// The root of the corpus.
    pub corpus: PathBuf,
    /// Where trees of the corpus are unpacked.
    pub scratch: PathBuf,
    /// Where to write what was produced, if it is wanted.
    pub emit: Option<PathBuf>,
    /// The suites to run; all when empty.
    pub only: BTreeSet<String>,
    /// How long one case may take.
    pub case_time_max: Duration,
}

/// Runs the corpus with these adapters and returns the score.
pub fn run(options: &Options, adapters: Vec<Arc<dyn Suite>>) -> Result<Report> {
    let corpus = Arc::new(Corpus::open(&options.corpus, &options.scratch)?);
    let mut suites = manifest::read_all(corpus.root())?;
    if let Some(unknown) = options.only.iter().find(|name| !suites.contains_key(*name)) {
        bail!("the corpus has no suite `{unknown}`");
    }
    suites.retain(|name, _| options.only.is_empty() || options.only.contains(name));
    let adapters = by_name(adapters)?;
    let mut report = Report::default();
    for (name, cases) in suites {
        match adapters.get(&name) {
            Some(adapter) => report
                .suites
                .push(run_suite(options, &corpus, adapter, &cases)?),
            None => report.unserved.push((name, cases.cases.len())),
        }
    }
    Ok(report)
}

/// Sorts the adapters by the suite they serve; two for one suite are a mistake.
fn by_name(adapters: Vec<Arc<dyn Suite>>) -> Result<BTreeMap<String, Arc<dyn Suite>>> {
    let mut sorted = BTreeMap::new();
    for suite in adapters {
        let name = suite.name().to_owned();
        if sorted.insert(name.clone(), suite).is_some() {
            bail!("the suite `{name}` has two adapters");
        }
    }
    Ok(sorted)
}

/// What became of one case.
enum Verdict {
    Passed,
    Ungraded,
    Failed(String),
}

fn run_suite(
    options: &Options,
    corpus: &Arc<Corpus>,
    adapter: &Arc<dyn Suite>,
    suite: &SuiteCases,
) -> Result<SuiteScore> {
    let next = AtomicUsize::new(0);
    let verdicts = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        for _ in 0..PARALLEL {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some((case, wanted)) = suite.cases.get(index) else {
                        break;
                    };
                    let verdict = judge(options, corpus, adapter, case, wanted);
                    let mut all = verdicts.lock().unwrap_or_else(PoisonError::into_inner);
                    all.insert(index, verdict);
                }
            });
        }
    });
    let verdicts = verdicts
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    collect(adapter.name(), suite, verdicts)
}

fn collect(
    name: &str,
    suite: &SuiteCases,
    verdicts: BTreeMap<usize, Result<Verdict>>,
) -> Result<SuiteScore> {
    let mut score = SuiteScore {
        name: name.to_owned(),
        total: suite.cases.len(),
        ..SuiteScore::default()
    };
    for ((case, _), verdict) in suite.cases.iter().zip(verdicts.into_values()) {
        match verdict? {
            Verdict::Passed => score.passed += 1,
            Verdict::Ungraded => score.ungraded += 1,
            Verdict::Failed(reason) => score.failures.push((case.name.clone(), reason)),
        }
    }
    Ok(score)
}

/// Runs one case, emits what it produced and compares it. An error is one of the runner's own.
fn judge(
    options: &Options,
    corpus: &Arc<Corpus>,
    adapter: &Arc<dyn Suite>,
    case: &Arc<Case>,
    wanted: &Expectation,
) -> Result<Verdict> {
    let produced = match guarded(options.case_time_max, corpus, adapter, case) {
        Ok(produced) => produced,
        Err(reason) => return Ok(Verdict::Failed(reason)),
    };
    if let Some(why) = &produced.unserved {
        return Ok(Verdict::Failed(format!("not served: {why}")));
    }
    if let Some(root) = &options.emit {
        emit::write(root, case, &produced)?;
    }
    if !wanted.is_complete() {
        return Ok(Verdict::Ungraded);
    }
    Ok(
        match compare::difference(adapter.as_ref(), corpus, wanted, &produced)? {
            None => Verdict::Passed,
            Some(reason) => Verdict::Failed(reason),
        },
    )
}

/// Runs the adapter on a thread of its own; a panic or a lack of time becomes the reason of a failure.
fn guarded(
    time_max: Duration,
    corpus: &Arc<Corpus>,
    adapter: &Arc<dyn Suite>,
    case: &Arc<Case>,
) -> Result<Produced, String> {
    let (sender, receiver) = mpsc::sync_channel(1);
    let (corpus, adapter, case) = (Arc::clone(corpus), Arc::clone(adapter), Arc::clone(case));
    let work = move || {
        let result = catch_unwind(AssertUnwindSafe(|| adapter.run(&case, &corpus)));
        // Nobody listens any more when the time was over.
        let _ = sender.send(match result {
            Ok(Ok(produced)) => Ok(produced),
            Ok(Err(error)) => Err(format!("cannot run: {error:#}")),
            Err(payload) => Err(format!("panic: {}", panic_text(payload.as_ref()))),
        });
    };
    if let Err(error) = thread::Builder::new().stack_size(STACK_BYTES).spawn(work) {
        return Err(format!("cannot start a thread: {error}"));
    }
    match receiver.recv_timeout(time_max) {
        Ok(result) => result,
        Err(RecvTimeoutError::Timeout) => Err(format!("no end after {} s", time_max.as_secs())),
        Err(RecvTimeoutError::Disconnected) => Err("the case ended without a result".to_owned()),
    }
}

fn panic_text(payload: &(dyn std::any::Any + Send)) -> &str {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("no message")
}
