//! The description of a program to run.

use std::os::fd::{AsFd, OwnedFd, RawFd};
use std::path::{Path, PathBuf};
use std::time::Duration;

use fv_sys::limits::{Limit, Resource};
use fv_sys::{fd, file};

/// A program, its arguments and what is special about running it.
#[derive(Debug)]
pub struct Command {
    pub(crate) program: String,
    pub(crate) arguments: Vec<String>,
    pub(crate) environment: Vec<(String, String)>,
    pub(crate) search_path: Option<String>,
    pub(crate) folder: Option<PathBuf>,
    pub(crate) user: Option<User>,
    pub(crate) umask: Option<u32>,
    pub(crate) limits: Vec<(Resource, Limit)>,
    pub(crate) fds: Vec<(OwnedFd, RawFd)>,
    pub(crate) stdin: Vec<u8>,
    pub(crate) output_limit: usize,
    pub(crate) timeout: Option<Duration>,
    pub(crate) idle_max: Option<Duration>,
    pub(crate) pid_file: Option<PathBuf>,
}

/// The user as which a program runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The user.
    pub uid: u32,
    /// The group.
    pub gid: u32,
    /// All further groups.
    pub groups: Vec<u32>,
}

impl Command {
    /// A program by path, or by a name that is looked up in [`Command::search_path`].
    pub fn new(program: impl Into<String>) -> Self {
        Self {
            program: program.into(),
            arguments: Vec::new(),
            environment: Vec::new(),
            search_path: None,
            folder: None,
            user: None,
            umask: None,
            limits: Vec::new(),
            fds: Vec::new(),
            stdin: Vec::new(),
            output_limit: OUTPUT_LIMIT,
            timeout: None,
            idle_max: None,
            pid_file: None,
        }
    }

    /// Adds an argument.
    pub fn arg(&mut self, argument: impl Into<String>) -> &mut Self {
        self.arguments.push(argument.into());
        self
    }

    /// Adds arguments.
    pub fn args<T: Into<String>>(&mut self, arguments: impl IntoIterator<Item = T>) -> &mut Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// Sets a variable of the environment, which is empty at first; a later value replaces an
    /// earlier one in its place.
    pub fn env(&mut self, name: impl Into<String>, value: impl Into<String>) -> &mut Self {
        let (name, value) = (name.into(), value.into());
        match self
            .environment
            .iter_mut()
            .find(|(known, _)| *known == name)
        {
            Some((_, old)) => *old = value,
            None => self.environment.push((name, value)),
        }
        self
    }

    /// Sets the folders, separated by colons, in which a program without a path is looked up.
    pub fn search_path(&mut self, path: impl Into<String>) -> &mut Self {
        self.search_path = Some(path.into());
        self
    }

    /// Sets the folder to run in.
    pub fn folder(&mut self, folder: impl Into<PathBuf>) -> &mut Self {
        self.folder = Some(folder.into());
        self
    }

    /// Sets the user to run as.
    pub fn user(&mut self, user: User) -> &mut Self {
        self.user = Some(user);
        self
    }

    /// Sets the mode bits that new files of the program do not get.
    pub fn umask(&mut self, mask: u32) -> &mut Self {
        self.umask = Some(mask);
        self
    }

    /// Limits a resource of the program.
    pub fn limit(&mut self, resource: Resource, limit: Limit) -> &mut Self {
        self.limits.push((resource, limit));
        self
    }

    /// Passes a descriptor under the next free number from 3 on, which is returned.
    pub fn pass_fd(&mut self, fd: OwnedFd) -> RawFd {
        let highest = self
            .fds
            .iter()
            .map(|&(_, number)| number)
            .max()
            .unwrap_or(2)
            .max(2);
        self.fds.push((fd, highest + 1));
        highest + 1
    }

    /// Passes a descriptor under this number; 1 and 2 are the outputs of a launched program.
    pub fn pass_fd_as(&mut self, fd: OwnedFd, number: RawFd) -> &mut Self {
        self.fds.push((fd, number));
        self
    }

    /// Sets what the program reads from its standard input.
    pub fn stdin(&mut self, bytes: impl Into<Vec<u8>>) -> &mut Self {
        self.stdin = bytes.into();
        self
    }

    /// Sets how many bytes of each output are kept; what comes beyond is read and dropped.
    pub fn output_limit(&mut self, bytes: usize) -> &mut Self {
        self.output_limit = bytes;
        self
    }

    /// Sets the time after which the program is killed with all it started.
    pub fn timeout(&mut self, time: Duration) -> &mut Self {
        self.timeout = Some(time);
        self
    }

    /// Kills the program when it and all that it started have done nothing for so long.
    pub fn idle_max(&mut self, time: Duration) -> &mut Self {
        self.idle_max = Some(time);
        self
    }

    /// Sets the file that gets the number of a launched program.
    pub fn pid_file(&mut self, path: impl Into<PathBuf>) -> &mut Self {
        self.pid_file = Some(path.into());
        self
    }

    /// The program as it was given.
    pub fn program(&self) -> &str {
        &self.program
    }

    /// The arguments without the program.
    pub fn arguments(&self) -> &[String] {
        &self.arguments
    }

    /// The environment in the order of setting.
    pub fn environment(&self) -> &[(String, String)] {
        &self.environment
    }

    /// What the program reads from its standard input.
    pub fn input(&self) -> &[u8] {
        &self.stdin
    }

    /// Copies of the descriptors to pass, with their numbers.
    pub(crate) fn copied_fds(&self) -> std::io::Result<Vec<(OwnedFd, RawFd)>> {
        self.fds
            .iter()
            .map(|(source, number)| Ok((fd::duplicate(source.as_fd())?, *number)))
            .collect()
    }
}

/// The file of a program: itself when it has a slash, else the first match in the folders.
pub fn find_program(name: &str, search_path: &str) -> Option<PathBuf> {
    if name.contains('/') {
        return Some(PathBuf::from(name)).filter(|path| file::is_executable(path));
    }
    search_path
        .split(':')
        .filter(|folder| !folder.is_empty())
        .map(|folder| Path::new(folder).join(name))
        .find(|path| file::is_executable(path))
}

/// How much of an output is kept unless a command says otherwise.
const OUTPUT_LIMIT: usize = 10 * 1024 * 1024;
