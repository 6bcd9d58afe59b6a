//! The command line, which is libvirtd's, plus `--root`.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

/// What the user asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The configuration file, if not the default one.
    pub config: Option<PathBuf>,
    /// The pid file, if not the default one.
    pub pid_file: Option<PathBuf>,
    /// Everything lives below this folder.
    pub root: Option<PathBuf>,
    /// End after so long without clients and guests.
    pub timeout: Option<Duration>,
    /// Go into the background.
    pub background: bool,
    /// Log more.
    pub verbose: bool,
}

/// What a command line means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Serve.
    Run(Options),
    /// Print how to use the program.
    Help,
    /// Print the version.
    Version,
}

impl Request {
    /// Reads the arguments behind the program's name; an error is a line for the user.
    pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, String> {
        use lexopt::Arg::{Long, Short, Value};
        let mut options = Options::default();
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
            match argument {
                Short('h') | Long("help") => return Ok(Self::Help),
                Short('V') | Long("version") => return Ok(Self::Version),
                Short('v') | Long("verbose") => options.verbose = true,
                Short('d') | Long("daemon") => options.background = true,
                Short('l') | Long("listen") => {
                    return Err("--listen is not available yet: there is no TCP and no TLS".into());
                }
                Short('f') | Long("config") => options.config = Some(value(&mut parser)?.into()),
                Short('p') | Long("pid-file") => {
                    options.pid_file = Some(value(&mut parser)?.into());
                }
                Long("root") => options.root = Some(value(&mut parser)?.into()),
                Short('t') | Long("timeout") => options.timeout = timeout(&value(&mut parser)?)?,
                Value(_) => return Err("unexpected, non-option, command line arguments".into()),
                other => return Err(other.unexpected().to_string()),
            }
        }
        Ok(Self::Run(options))
    }
}

/// The value that belongs to the option just read.
fn value(parser: &mut lexopt::Parser) -> Result<OsString, String> {
    parser.value().map_err(|error| error.to_string())
}

/// Seconds; 0 is no timeout at all.
fn timeout(value: &OsString) -> Result<Option<Duration>, String> {
    let seconds = value.to_str().and_then(|text| text.parse::<i32>().ok());
    match seconds {
        Some(seconds) if (0..=i32::MAX / 1000).contains(&seconds) => {
            Ok((seconds > 0).then(|| Duration::from_secs(u64::from(seconds.cast_unsigned()))))
        }
        _ => Err("Invalid value for timeout".into()),
    }
}

/// How to use the program.
pub const USAGE: &str = "
Usage:
  ferrovirtd [options]

Options:
  -h | --help            Display program help
  -v | --verbose         Verbose messages
  -d | --daemon          Run in the background & write the PID file
  -l | --listen          Listen for TCP/IP connections (not available yet)
  -t | --timeout <secs>  Exit after so long without clients and running guests
  -f | --config <file>   Configuration file
  -V | --version         Display version information
  -p | --pid-file <file> Change name of PID file
       --root <dir>      Keep everything that lives under /etc, /run and /var under <dir>

Default paths:

  Configuration file (unless overridden by -f):
    /etc/libvirt/libvirtd.conf, for ordinary users $XDG_CONFIG_HOME/libvirt/libvirtd.conf

  Sockets:
    /run/libvirt/libvirt-sock and libvirt-sock-ro,
    for ordinary users $XDG_RUNTIME_DIR/libvirt/libvirt-sock

  PID file (unless overridden by -p):
    /run/libvirtd.pid, for ordinary users $XDG_RUNTIME_DIR/libvirt/libvirtd.pid

";

#[cfg(test)]
mod tests;
