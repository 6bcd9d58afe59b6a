//! Ten thousand definitions: how soon a daemon answers, what a list takes, what all need.

use std::path::Path;

use anyhow::{Context, Result};
use fv_harness_clients::guest::definition;

use crate::calls::Calls;
use crate::figures::{Figure, Figures, Moment};
use crate::{client, ours, process, reference};

/// How many definitions each daemon has.
const DEFINITIONS: usize = 10_000;

/// Starts both daemons beside these definitions and asks them in turns.
///
/// Each has been started once before, so that neither looks at its emulators for the first time.
pub(crate) fn measure(
    figures: &mut Figures,
    calls: &Calls,
    program: &Path,
    folder: &Path,
    with_reference: bool,
) -> Result<()> {
    let (mine, other) = (folder.join("many"), folder.join("many-reference"));
    drop(started_ours(calls, program, &mine)?);
    write_definitions(&mine.join("etc/libvirt/qemu"))?;
    let (ready, ours) = process::time_ms(|| started_ours(calls, program, &mine))?;
    let reference = if with_reference {
        drop(started_reference(calls, &other)?);
        write_definitions(&reference::Daemon::definitions(&other))?;
        Some(process::time_ms(|| started_reference(calls, &other))?)
    } else {
        None
    };
    let theirs = reference.as_ref().map(|(ready, _)| *ready);
    figures.add(Figure::ReadyWithMany, ready, theirs);
    let reference = reference.as_ref().map(|(_, daemon)| daemon);
    for _ in 0..TURNS {
        let listed = |uri: &str| Ok::<f64, anyhow::Error>(1000.0 / calls.figure(uri, LIST)?);
        let theirs = reference.map(|daemon| listed(&daemon.uri())).transpose()?;
        figures.add(Figure::ListOfMany, listed(&ours.uri())?, theirs);
        let mine = client::list_ms(&ours.uri(), DEFINITIONS, LISTS)?;
        figures.add(Figure::ListOfManyOurClient, mine, theirs);
    }
    figures.memory(
        Moment::Many,
        ours.resident_kib()?,
        reference.map(reference::Daemon::resident_kib).transpose()?,
    );
    Ok(())
}

/// Our daemon, once it has answered.
fn started_ours(calls: &Calls, program: &Path, folder: &Path) -> Result<ours::Daemon> {
    let daemon = ours::Daemon::start(program, folder)?;
    calls.figure(&daemon.uri(), &["call", "1"])?;
    Ok(daemon)
}

/// The reference, once it has answered.
fn started_reference(calls: &Calls, folder: &Path) -> Result<reference::Daemon> {
    let daemon = reference::Daemon::start(folder)?;
    calls.figure(&daemon.uri(), &["call", "1"])?;
    Ok(daemon)
}

fn write_definitions(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).context("making the folder of definitions")?;
    for number in 0..DEFINITIONS {
        let path = folder.join(format!("guest-{number:05}.xml"));
        std::fs::write(path, definition(number)).context("writing a definition")?;
    }
    Ok(())
}

/// How often the daemons take turns.
const TURNS: usize = 9;
/// How often each is asked in a turn.
const LISTS: u32 = 10;
/// The same for the C program.
const LIST: &[&str] = &["list", "10"];
