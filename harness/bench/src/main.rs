//! Time and memory beside the reference: `cargo xtask bench`.
//!
//! Reference and ours run at the same time on the same machine and are measured in turns, round
//! after round; what is printed and recorded is the median of the rounds' ratios, because the
//! machine's speed drifts more than the ratio does. The reference runs in namespaces of its own
//! and touches nothing of the host.
#![expect(
    clippy::print_stdout,
    reason = "the figures are printed for who asked for them"
)]

mod calls;
mod client;
mod figures;
mod floor;
mod many;
mod ours;
mod process;
mod reference;
mod stats;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;

use crate::calls::Calls;
use crate::figures::{Figure, Figures, Moment};

/// What was asked for on the command line.
struct Options {
    rounds: usize,
    daemon: PathBuf,
    record: Option<PathBuf>,
    with_reference: bool,
}

fn main() -> Result<()> {
    let options = options()?;
    let scratch = process::Scratch::new()?;
    let calls = Calls::compile(scratch.path())?;
    let ours = ours::Daemon::start(&options.daemon, &scratch.path().join("ours"))?;
    let reference = if options.with_reference {
        Some(reference::Daemon::start(&scratch.path().join("reference"))?)
    } else {
        None
    };
    let guest = scratch.path().join("empty.xml");
    std::fs::write(&guest, floor::EMPTY_GUEST).context("writing the empty guest")?;

    let mut figures = Figures::default();
    let resident = |daemon: &reference::Daemon| daemon.resident_kib();
    // The reference loads its drivers with its first connection, so both get one.
    calls.figure(&ours.uri(), &["call", "1"])?;
    figures.memory(
        Moment::Rest,
        ours.resident_kib()?,
        reference.as_ref().map(resident).transpose()?,
    );
    for round in 0..options.rounds {
        println!("round {} of {}", round + 1, options.rounds);
        measure_calls(&mut figures, &calls, &ours, reference.as_ref())?;
        measure_guest(&mut figures, &calls, &guest, &ours, reference.as_ref())?;
    }
    println!("statistics of {} guests", stats::GUESTS);
    stats::measure(
        &mut figures,
        &calls,
        &scratch,
        &ours.uri(),
        reference.as_ref(),
    )?;
    figures.memory(
        Moment::End,
        ours.resident_kib()?,
        reference.as_ref().map(resident).transpose()?,
    );
    drop((ours, reference));
    println!("ten thousand definitions");
    many::measure(
        &mut figures,
        &calls,
        &options.daemon,
        scratch.path(),
        options.with_reference,
    )?;
    let table = figures.table();
    println!("{table}");
    if let Some(path) = options.record {
        std::fs::write(&path, figures::page(&table))
            .with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}

/// Small calls, lists and definitions, each daemon in turn.
///
/// Many short turns rather than a few long ones: what else the machine does then falls on both.
fn measure_calls(
    figures: &mut Figures,
    calls: &Calls,
    ours: &ours::Daemon,
    reference: Option<&reference::Daemon>,
) -> Result<()> {
    for _ in 0..TURNS {
        let small = |uri: &str| calls.figure(uri, &["call", "4000"]);
        let theirs = reference.map(|daemon| small(&daemon.uri())).transpose()?;
        figures.add(Figure::Call, small(&ours.uri())?, theirs);
        let theirs = reference.map(|daemon| small(&daemon.uri())).transpose()?;
        figures.add(
            Figure::CallOfOurClient,
            client::call_rate(&ours.uri(), 4000)?,
            theirs,
        );
    }
    for (figure, arguments) in [
        (Figure::List, ["list", "2000"]),
        (Figure::Define, ["define", "100"]),
    ] {
        let theirs = reference
            .map(|daemon| calls.figure(&daemon.uri(), &arguments))
            .transpose()?;
        figures.add(figure, calls.figure(&ours.uri(), &arguments)?, theirs);
    }
    Ok(())
}

/// Create and destroy of an empty guest, beside QEMU alone.
fn measure_guest(
    figures: &mut Figures,
    calls: &Calls,
    guest: &std::path::Path,
    ours: &ours::Daemon,
    reference: Option<&reference::Daemon>,
) -> Result<()> {
    let path = guest.to_string_lossy();
    let cycle = ["cycle", &path, "5"];
    let floor = floor::first_answer_ms(5)?;
    let theirs = reference
        .map(|daemon| calls.figures(&daemon.uri(), &cycle))
        .transpose()?;
    let mine = calls.figures(&ours.uri(), &cycle)?;
    for (figure, name) in [(Figure::Create, "create"), (Figure::Destroy, "destroy")] {
        let value = *mine
            .get(name)
            .context("the client printed no such figure")?;
        let other = theirs
            .as_ref()
            .and_then(|figures| figures.get(name).copied());
        figures.add(figure, value, other);
    }
    let created = *mine
        .get("create")
        .context("the client printed no time of create")?;
    figures.add(Figure::CreateOverFloor, created, Some(floor));
    Ok(())
}

fn options() -> Result<Options> {
    let mut options = Options {
        rounds: 7,
        daemon: process::beside_this_program("ferrovirtd")?,
        record: None,
        with_reference: true,
    };
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("rounds") => options.rounds = parser.value()?.parse()?,
            Long("daemon") => options.daemon = parser.value()?.into(),
            Long("record") => options.record = Some(parser.value()?.into()),
            Long("without-reference") => options.with_reference = false,
            Long("help") => {
                bail!("fv-bench [--rounds N] [--daemon FILE] [--record FILE] [--without-reference]")
            }
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(options)
}

/// How often the daemons take turns at small calls in a round.
const TURNS: usize = 5;
