//! The finished plan of a command: program, arguments, environment, descriptors.
//!
//! A descriptor's number is known only when the process is started, so the plan holds places:
//! [`CommandPlan::fds`] says what each one is for, [`CommandPlan::render`] puts the numbers in.

use std::fmt;

use fv_error::{Error, ErrorDomain, Result};

use crate::text;

/// Frames the index of a descriptor inside an argument while it is built.
///
/// The character is no XML character, so no text of a definition can contain it.
const MARK: char = '\u{ffff}';

/// Everything that is needed to start an emulator.
#[derive(Clone, Debug, Default)]
pub struct CommandPlan {
    /// The emulator.
    pub program: String,
    /// The arguments after the program's name.
    pub args: Vec<Arg>,
    /// Variables of the environment, in order; nothing else is inherited.
    pub env: Vec<(String, String)>,
    /// The descriptors that the emulator inherits, in the order in which they are named.
    pub fds: Vec<FdPurpose>,
}

/// A command whose descriptors have numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The emulator.
    pub program: String,
    /// The arguments after the program's name.
    pub args: Vec<String>,
    /// Variables of the environment, in order.
    pub env: Vec<(String, String)>,
}

/// One argument: text with places for descriptor numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arg(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Fd(usize),
}

/// The place of a descriptor; its `Display` form stands for the number inside an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FdPlace(usize);

impl fmt::Display for FdPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{MARK}{}{MARK}", self.0)
    }
}

/// What a descriptor is for, and so how the starter obtains it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FdPurpose {
    /// The listening unix socket of the monitor.
    Monitor,
    /// A listening unix socket at `path` for the character device of a device.
    Listen {
        /// The device.
        alias: String,
        /// Where it listens.
        path: String,
    },
    /// The file behind a character device, opened for writing.
    ChardevFile {
        /// The device.
        alias: String,
        /// The file.
        path: String,
        /// Whether what is there is kept.
        append: Option<bool>,
    },
    /// The file that gets a copy of what a character device puts out.
    ChardevLog {
        /// The device.
        alias: String,
        /// The file.
        path: String,
        /// Whether what is there is kept.
        append: Option<bool>,
    },
    /// One queue of a network interface's tap device.
    Tap {
        /// The interface, counted in the definition.
        net: usize,
        /// The queue.
        queue: usize,
    },
    /// `/dev/vhost-net` for one queue of a network interface.
    VhostNet {
        /// The interface, counted in the definition.
        net: usize,
        /// The queue.
        queue: usize,
    },
    /// The socket to the helper that does user networking.
    Slirp {
        /// The interface, counted in the definition.
        net: usize,
    },
    /// The vDPA device of a network interface.
    Vdpa {
        /// The interface.
        alias: String,
        /// The device.
        path: String,
    },
    /// `/dev/vhost-vsock` with the guest's context id set.
    VhostVsock,
    /// `/dev/vhost-scsi` for a host device.
    VhostScsi {
        /// The host device.
        alias: String,
    },
    /// A TPM of the host.
    Tpm {
        /// The TPM.
        alias: String,
        /// The device.
        path: String,
    },
    /// The file through which a command of the host's TPM is cancelled.
    TpmCancel {
        /// The TPM.
        alias: String,
    },
    /// The socket of a vhost-user GPU.
    VhostUserGpu {
        /// The video device.
        alias: String,
    },
}

impl CommandPlan {
    /// An empty command.
    pub fn new(program: impl Into<String>) -> Self {
        Self {
            program: program.into(),
            ..Self::default()
        }
    }

    /// Names a descriptor that the emulator inherits.
    pub fn fd(&mut self, purpose: FdPurpose) -> FdPlace {
        self.fds.push(purpose);
        FdPlace(self.fds.len() - 1)
    }

    /// Appends one argument; descriptors stand in it as [`FdPlace`].
    pub fn arg(&mut self, text: impl AsRef<str>) -> &mut Self {
        self.args.push(Arg::parse(text.as_ref()));
        self
    }

    /// Appends an option and its value.
    pub fn option(&mut self, name: &str, value: impl AsRef<str>) -> &mut Self {
        self.arg(name).arg(value)
    }

    /// Sets a variable of the environment; the last setting of a name counts.
    pub fn variable(&mut self, name: &str, value: impl Into<String>) -> &mut Self {
        let value = value.into();
        match self.env.iter_mut().find(|(known, _)| known == name) {
            Some(entry) => entry.1 = value,
            None => self.env.push((name.to_string(), value)),
        }
        self
    }

    /// The command with the numbers of the descriptors, one for each of [`CommandPlan::fds`].
    pub fn render(&self, numbers: &[i32]) -> Result<Command> {
        if numbers.len() != self.fds.len() {
            let text = format!(
                "{} descriptors for a command that names {}",
                numbers.len(),
                self.fds.len()
            );
            return Err(Error::internal(ErrorDomain::Qemu, text));
        }
        Ok(Command {
            program: self.program.clone(),
            args: self.args.iter().map(|arg| arg.render(numbers)).collect(),
            env: self.env.clone(),
        })
    }
}

impl Arg {
    fn parse(text: &str) -> Self {
        let pieces = text.split(MARK).enumerate().filter_map(|(number, part)| {
            // Every second part stands between two marks.
            if number % 2 == 1 {
                return part.parse().ok().map(Piece::Fd);
            }
            (!part.is_empty()).then(|| Piece::Text(part.to_string()))
        });
        Self(pieces.collect())
    }

    fn render(&self, numbers: &[i32]) -> String {
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(part) => text.push_str(part),
                Piece::Fd(place) => {
                    let number = numbers.get(*place).copied().unwrap_or(-1);
                    text.push_str(&number.to_string());
                }
            }
        }
        text
    }
}

impl Command {
    /// The command as text, one option a line, as it stands in a guest's log.
    pub fn to_text(&self) -> String {
        text::command_text(&self.env, &self.program, &self.args)
    }
}
