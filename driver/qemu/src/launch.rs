//! The moment in which a guest's process begins: what it inherits, as whom it runs, how it is
//! reached.

use std::io::ErrorKind;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fv_command::{Command, User};
use fv_driver_kit::Listed;
use fv_driver_qemu_caps::Caps;
use fv_driver_qemu_cmdline::FdPurpose;
use fv_error::{Error, ErrorDomain, Result};
use fv_keeper::Former;
use fv_sys::limits::{Limit, Resource};
use fv_sys::{fd, file, process, unix};

use crate::driver::Driver;
use crate::guest_log::{GuestLog, Header};
use crate::job::Job;
use crate::link::{self, Link, NewLink};
use crate::network::{self, Taps};
use crate::outputs::Stream;
use crate::perf::Counters;
use crate::plan::Plan;
use crate::taint::Taints;
use crate::{prepare, report};

impl Driver {
    /// Starts the process; its number is noted before it does anything.
    pub(crate) fn launch(
        self: &Arc<Self>,
        job: &mut Job<'_>,
        plan: &Plan,
        log: &mut GuestLog,
    ) -> Result<OwnedFd> {
        let guest = job.guest();
        let mut taps = network::open_taps(self, &plan.live)?;
        let (mut fds, mut streams) = (Vec::new(), Vec::new());
        for purpose in &plan.command.fds {
            fds.push(self.open_fd(plan, purpose, &mut taps, &mut streams)?);
        }
        let numbers: Vec<i32> = (FIRST_FD..).take(fds.len()).collect();
        let rendered = plan.command.render(&numbers)?;
        let header = Header {
            emulator: &version_text(&plan.caps),
            command: &rendered.to_text(),
        };
        // A log that cannot be written must not stop a guest.
        if let Err(error) = log.begin(&header) {
            let path = self.dirs().log_file(guest.name());
            report::warn(format!("cannot write {}: {error}", path.display()));
        }
        self.taint_at_start(job, plan, log);
        let mut command = Command::new(rendered.program.clone());
        command.args(rendered.args.iter().cloned());
        for (name, value) in &rendered.env {
            command.env(name.clone(), value.clone());
        }
        for (fd, number) in fds.into_iter().zip(numbers) {
            command.pass_fd_as(fd, number);
        }
        let output = self.output(log, streams)?;
        let second = fd::duplicate(&output).map_err(|error| {
            Error::system(ErrorDomain::Qemu, error, "cannot pass the guest's log")
        })?;
        command.pass_fd_as(output, 1).pass_fd_as(second, 2);
        if let Some(account) = &plan.account
            && self.is_privileged()
        {
            let (owner, groups) = (account.owner, account.groups.clone());
            command.user(User {
                uid: owner.uid,
                gid: owner.gid,
                groups,
            });
        }
        command.umask(0o002).search_path(self.search_path());
        command.pid_file(self.dirs().pid_file(guest.name()));
        self.limit(&mut command);
        let launched = self.runner().launch(&command, &mut |pid| {
            // By number and time it is found again; one that cannot be is not let go.
            let start_time = process::start_time(pid).map_err(|error| {
                let detail = format!("cannot tell when process {pid} was started");
                Error::system(ErrorDomain::Qemu, error, detail)
            })?;
            // Before the emulator has threads, all of which are to be counted.
            let counters = Counters::begin(pid, &plan.live.perf)?;
            let mut change = guest.state();
            change.with_run(|run| {
                run.pid = pid;
                run.start_time = start_time;
                run.counters = counters;
            });
            self.save_status(guest, &change)?;
            change.publish();
            Ok(())
        })?;
        launched.handle.ok_or_else(|| {
            Error::internal(
                ErrorDomain::Qemu,
                "nothing was started that could be watched",
            )
        })
    }

    /// Where the emulator's words go.
    fn output(&self, log: &mut GuestLog, streams: Vec<Stream>) -> Result<OwnedFd> {
        if let Some(keeper) = self.log_keeper() {
            let is_needed = !streams.is_empty();
            match log.output_kept(self.runner(), keeper, streams) {
                Ok(output) => return Ok(output),
                Err(error) if is_needed => return Err(error),
                Err(error) => report::warn(format!("a log has no limit: {error}")),
            }
        } else if self.config().log_limits.is_some() {
            log.note(&format!(
                "{} is not installed, this log and files that the guest writes have no limit",
                fv_keeper::PROGRAM
            ));
        }
        log.output()
            .map_err(|error| Error::system(ErrorDomain::Qemu, error, "cannot pass the guest's log"))
    }

    fn limit(&self, command: &mut Command) {
        let config = self.config();
        if config.max_files > 0 {
            command.limit(Resource::Files, Limit::both(config.max_files.into()));
        }
        if config.max_processes > 0 {
            command.limit(
                Resource::Processes,
                Limit::both(config.max_processes.into()),
            );
        }
        if let Some(bytes) = config.max_core {
            command.limit(Resource::Core, Limit::both(bytes));
        }
    }

    /// Opens what the emulator is to inherit.
    fn open_fd(
        &self,
        plan: &Plan,
        purpose: &FdPurpose,
        taps: &mut Taps,
        streams: &mut Vec<Stream>,
    ) -> Result<OwnedFd> {
        match purpose {
            FdPurpose::Monitor => self.listen(plan, &plan.run.monitor_path),
            FdPurpose::Listen { path, .. } => self.listen(plan, Path::new(path)),
            FdPurpose::ChardevFile { path, append, .. }
            | FdPurpose::ChardevLog { path, append, .. } => {
                let former = match append {
                    Some(true) => Former::Kept,
                    _ => Former::Removed,
                };
                self.open_output(Path::new(path), former, streams)
            }
            FdPurpose::Tap { net, queue } => taps.remove(&(*net, *queue)).ok_or_else(|| {
                let detail = format!("network interface {net} has no tap");
                Error::internal(ErrorDomain::Qemu, detail)
            }),
            FdPurpose::VhostNet { net, .. } => {
                let node = network::vhost_node(&plan.live.devices.interfaces[*net]);
                file::open_device(Path::new(node)).map_err(|error| {
                    let detail = format!("failed to open {node}");
                    Error::system(ErrorDomain::Qemu, error, detail)
                })
            }
            FdPurpose::VhostVsock => {
                let device = plan.vsock.as_ref().map(OwnedFd::try_clone);
                let device = device.unwrap_or_else(|| Err(ErrorKind::NotFound.into()));
                device.map_err(|error| {
                    Error::system(ErrorDomain::Qemu, error, "cannot pass the guest's vsock")
                })
            }
            other => {
                let detail = format!("a descriptor for {other:?} cannot be made yet");
                Err(Error::internal(ErrorDomain::Qemu, detail))
            }
        }
    }

    fn listen(&self, plan: &Plan, path: &Path) -> Result<OwnedFd> {
        let owner = self.emulators_owner(plan);
        let socket = unix::listen(path, 0o775, owner, 1).map_err(|error| {
            let detail = format!("Unable to bind to UNIX socket path '{}'", path.display());
            Error::system(ErrorDomain::Qemu, error, detail)
        })?;
        // QEMU sets its sockets to what it needs; it expects one that waits.
        fd::set_blocking(&socket, fd::Blocking::Yes)
            .map_err(|error| Error::system(ErrorDomain::Qemu, error, "cannot prepare a socket"))?;
        Ok(socket)
    }

    /// Reaches the monitor of a process that has just been started, or found again.
    pub(crate) fn connect(
        self: &Arc<Self>,
        job: &mut Job<'_>,
        process: OwnedFd,
    ) -> Result<Arc<Link>> {
        let guest = job.guest();
        let path: PathBuf = job
            .view()
            .run
            .as_ref()
            .map(|run| run.monitor_path.clone())
            .unwrap_or_default();
        let failed = |error| {
            Error::system(
                ErrorDomain::Qemu,
                error,
                "failed to connect to monitor socket",
            )
        };
        let socket = link::connect(&path).map_err(failed)?;
        let watch = self.reactor().reserve();
        let link = Link::new(NewLink {
            driver: self,
            guest,
            socket,
            process,
            watch,
        });
        guest.set_link(Some(Arc::clone(&link)));
        self.reactor()
            .watch_monitor(&link, watch)
            .and_then(|()| self.reactor().watch_process(&link))
            .map_err(failed)?;
        Ok(link)
    }

    fn taint_at_start(&self, job: &mut Job<'_>, plan: &Plan, log: &mut GuestLog) {
        let mut words = Vec::new();
        let root = plan
            .account
            .as_ref()
            .is_some_and(|account| account.owner.uid == 0);
        if self.is_privileged() && root {
            words.push(Taints::HIGH_PRIVILEGES);
        }
        if prepare::shows_host_cpu(&plan.live) {
            words.push(Taints::HOST_CPU);
        }
        let interfaces = &plan.live.devices.interfaces;
        if interfaces.iter().any(|it| it.script.is_some()) {
            words.push(Taints::SHELL_SCRIPTS);
        }
        let mut change = job.state();
        for word in words {
            if change.taints.add(word) {
                log.note(&format!("Domain id={} is tainted: {word}", plan.run.id));
            }
        }
        change.publish();
    }
}

/// Says whether a socket had nobody behind it.
pub(crate) fn is_refused(error: &Error) -> bool {
    let cause = std::error::Error::source(error);
    let cause = cause.and_then(|cause| cause.downcast_ref::<std::io::Error>());
    cause.is_some_and(|cause| cause.kind() == std::io::ErrorKind::ConnectionRefused)
}

fn version_text(caps: &Caps) -> String {
    let version = caps.version;
    let (major, minor, micro) = (
        version / 1_000_000,
        version / 1_000 % 1_000,
        version % 1_000,
    );
    format!("{major}.{minor}.{micro}{}", caps.package)
}

/// The first number of the descriptors that an emulator inherits.
pub(crate) const FIRST_FD: i32 = 20;
