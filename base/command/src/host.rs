//! The runner that really runs programs.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_sys::fd::{self, Blocking, Pipe};
use fv_sys::process::{self, Exit, Waiting};
use fv_sys::spawn::{Credentials, Parentage, Phase, Spawn, SpawnError};
use fv_sys::{clock, file};

use crate::pump::{Late, Pump, Pumped};
use crate::{Command, Idle, Launched, Output, Runner, find_program};

/// Runs programs on this host.
#[derive(Clone, Copy, Debug, Default)]
pub struct Host;

impl Host {
    /// Runs a program on this process' own terminal, in its session, and waits for its end.
    ///
    /// For what a user works with: an editor. Limits on time and output do not hold for it.
    pub fn foreground(self, command: &Command) -> Result<Exit> {
        let mut spawn = spawn_of(command, Parentage::Child)?;
        spawn.fds.retain(|(_, number)| *number > 2);
        let own = [
            (fd::duplicate(io::stdin()), 0),
            (fd::duplicate(io::stdout()), 1),
            (fd::duplicate(io::stderr()), 2),
        ];
        for (copy, number) in own {
            let copy = copy.map_err(|error| system(error, "failed to preserve fd"))?;
            spawn.fds.push((copy, number));
        }
        let started = spawn.start().map_err(|error| start_error(command, error))?;
        let text = format!("unable to wait for process {}", started.pid);
        let exit = process::wait(&started.handle, Waiting::Block);
        exit.and_then(|exit| exit.ok_or_else(|| io::Error::other("the child still runs")))
            .map_err(|error| system(error, text))
    }
}

impl Runner for Host {
    fn run(&self, command: &Command) -> Result<Output> {
        let ends = Ends::new().map_err(|error| system(error, "unable to create pipe"))?;
        let mut spawn = spawn_of(command, Parentage::SessionLeader)?;
        spawn.fds.retain(|(_, number)| *number > 2);
        spawn.fds.extend([
            (ends.stdin.reader, 0),
            (ends.stdout.writer, 1),
            (ends.stderr.writer, 2),
        ]);
        let started = spawn.start().map_err(|error| start_error(command, error))?;
        // The child has its copies; ours must go, or its end would never be seen.
        drop(spawn);
        let pump = Pump {
            input: &command.stdin,
            limit: command.output_limit,
            deadline: command.timeout.map(|time| clock::now() + time),
            idle: command.idle_max.map(|time| (Idle::new(started.pid), time)),
            stdin: Some(ends.stdin.writer),
            outputs: [ends.stdout.reader, ends.stderr.reader],
            handle: &started.handle,
        };
        let pumped = pump.run();
        if !matches!(pumped, Ok(Pumped { late: None, .. })) {
            // Killed as a whole before its exit is taken, while its number is surely its own.
            let _ = process::kill_session(started.pid);
        }
        let exit = process::wait(&started.handle, Waiting::Block);
        let Pumped {
            outputs: [stdout, stderr],
            cut,
            late,
        } = pumped.map_err(|error| system(error, "unable to poll on child"))?;
        if let Some(late) = late {
            return Err(late_error(command, late));
        }
        let exit = exit
            .and_then(|exit| exit.ok_or_else(|| io::Error::other("the child still runs")))
            .map_err(|error| {
                system(error, format!("unable to wait for process {}", started.pid))
            })?;
        Ok(Output {
            exit,
            stdout,
            stderr,
            cut,
        })
    }

    fn launch(
        &self,
        command: &Command,
        note: &mut dyn FnMut(i32) -> Result<()>,
    ) -> Result<Launched> {
        let spawn = spawn_of(command, Parentage::Orphan)?;
        let held = spawn.hold().map_err(|error| start_error(command, error))?;
        let pid = held.pid();
        let started = write_pid_file(command, pid)
            .and_then(|()| note(pid))
            .and_then(|()| held.release().map_err(|error| start_error(command, error)));
        if let (Err(_), Some(path)) = (&started, &command.pid_file) {
            // The failure of the start is what counts.
            let _ = file::remove(path);
        }
        started.map(|started| Launched {
            pid: started.pid,
            handle: Some(started.handle),
        })
    }
}

/// The pipes to the three standard descriptors.
struct Ends {
    stdin: Pipe,
    stdout: Pipe,
    stderr: Pipe,
}

impl Ends {
    fn new() -> io::Result<Self> {
        let ends = Self {
            stdin: fd::pipe(Blocking::Yes)?,
            stdout: fd::pipe(Blocking::Yes)?,
            stderr: fd::pipe(Blocking::Yes)?,
        };
        // Only our ends must not wait: many programs cannot handle one that does not.
        fd::set_blocking(&ends.stdin.writer, Blocking::No)?;
        fd::set_blocking(&ends.stdout.reader, Blocking::No)?;
        fd::set_blocking(&ends.stderr.reader, Blocking::No)?;
        Ok(ends)
    }
}

fn spawn_of(command: &Command, parentage: Parentage) -> Result<Spawn> {
    let mut spawn = Spawn::new(program_file(command)?);
    spawn.arguments = std::iter::once(&command.program)
        .chain(&command.arguments)
        .map(OsString::from)
        .collect();
    spawn.environment = command
        .environment
        .iter()
        .map(|(name, value)| OsString::from(format!("{name}={value}")))
        .collect();
    spawn.folder.clone_from(&command.folder);
    // What goes on running must not hold a file system that somebody wants to unmount.
    if parentage == Parentage::Orphan && spawn.folder.is_none() {
        spawn.folder = Some("/".into());
    }
    spawn.fds = command
        .copied_fds()
        .map_err(|error| system(error, "failed to preserve fd"))?;
    spawn.credentials = command.user.as_ref().map(|user| Credentials {
        uid: user.uid,
        gid: user.gid,
        groups: user.groups.clone(),
    });
    spawn.umask = command.umask;
    spawn.limits.clone_from(&command.limits);
    spawn.parentage = parentage;
    Ok(spawn)
}

fn program_file(command: &Command) -> Result<PathBuf> {
    if command.program.contains('/') {
        return Ok(PathBuf::from(&command.program));
    }
    let search_path = command.search_path.as_deref().unwrap_or_default();
    find_program(&command.program, search_path).ok_or_else(|| {
        let cause = io::Error::from_raw_os_error(2);
        system(cause, format!("Cannot find '{}' in path", command.program))
    })
}

fn write_pid_file(command: &Command, pid: i32) -> Result<()> {
    let Some(path) = &command.pid_file else {
        return Ok(());
    };
    file::replace_until_reboot(path, pid.to_string().as_bytes(), 0o644, None).map_err(|error| {
        system(
            error,
            format!("could not write pidfile {} for {pid}", path.display()),
        )
    })
}

fn start_error(command: &Command, error: SpawnError) -> Error {
    let text = match error.phase {
        Phase::Prepare => format!("cannot prepare to execute binary {}", command.program),
        Phase::Fork => "cannot fork child process".into(),
        Phase::Session => "cannot become session leader".into(),
        Phase::Descriptors => "failed to setup file handles of the child process".into(),
        Phase::Folder => {
            let folder = command.folder.as_deref().unwrap_or_else(|| "/".as_ref());
            format!("Unable to change to {}", folder.display())
        }
        Phase::Limits => "cannot limit resources of the child process".into(),
        Phase::Credentials => {
            let (uid, gid) = command
                .user
                .as_ref()
                .map_or((0, 0), |user| (user.uid, user.gid));
            format!("cannot change to user {uid} and group {gid}")
        }
        Phase::Exec => format!("cannot execute binary {}", command.program),
    };
    system(error.source, text)
}

fn late_error(command: &Command, late: Late) -> Error {
    let program = &command.program;
    let time_ms = |time: Option<std::time::Duration>| time.map_or(0, |time| time.as_millis());
    let detail = match late {
        Late::Time => {
            let time_ms = time_ms(command.timeout);
            format!("{program} did not end within {time_ms} ms and was killed")
        }
        Late::Idle => {
            let time_ms = time_ms(command.idle_max);
            format!("{program} did nothing for {time_ms} ms and was killed")
        }
    };
    Error::new(ErrorDomain::None, ErrorCode::OperationTimeout, detail)
}

fn system(error: io::Error, text: impl AsRef<str>) -> Error {
    Error::system(ErrorDomain::None, error, text)
}
