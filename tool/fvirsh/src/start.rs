//! From arguments to an exit status.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use fv_lib_client::Choice;
use fv_tool_shell::{Charset, Level, Shell, Terminal, Verbosity, manual};
use fv_types::number::{self, Base};

use crate::options::USAGE;
use crate::{Open, Options, OptionsEnd, PROGRAM, Session, prompt, usage};

/// What `main` read of the environment.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// The user's own folder.
    pub home: Option<PathBuf>,
    /// Where the user's caches are.
    pub cache: Option<PathBuf>,
    /// The program that edits files, with its options.
    pub editor: Option<String>,
    /// Where files are that may be lost.
    pub temporary: Option<PathBuf>,
    /// All variables, for the editor.
    pub variables: Vec<(String, String)>,
    /// `VIRSH_DEBUG`.
    pub debug: Option<String>,
    /// `VIRSH_LOG_FILE`.
    pub log: Option<String>,
    /// `VIRSH_HISTSIZE`.
    pub history_size: Option<String>,
    /// `VIRSH_DEFAULT_CONNECT_URI`.
    pub default_uri: Option<String>,
    /// What says which URI is opened.
    pub choice: Choice,
    /// The charset of the locale.
    pub charset: Option<Charset>,
}

/// Where lines come from when no command is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// A terminal, on which lines are edited.
    Terminal,
    /// Something else, which is read line by line.
    Stream,
}

/// Runs the program; returns its exit status.
pub fn run(
    arguments: &[String],
    environment: Environment,
    input: Input,
    openers: Vec<Box<dyn Open>>,
    mut terminal: Terminal,
) -> u8 {
    terminal.charset = environment.charset.unwrap_or(Charset::Ascii);
    match prepare(arguments, environment, openers, terminal) {
        Ok(session) => finish(session, input),
        Err(status) => status,
    }
}

/// Reads the options and does what they ask before the first command.
fn prepare(
    arguments: &[String],
    environment: Environment,
    openers: Vec<Box<dyn Open>>,
    mut terminal: Terminal,
) -> Result<Session, u8> {
    let options = match Options::read(arguments) {
        Ok(options) => options,
        Err(end) => return Err(show_end(&end, &mut terminal)),
    };
    for warning in &options.warnings {
        terminal.error(warning);
    }
    if options.is_quiet {
        terminal.verbosity = Verbosity::Quiet;
    }
    match (options.level, environment.debug.as_deref()) {
        (Some(level), _) => terminal.level = level,
        (None, Some(text)) => {
            match number::parse_i32(text, Base::Decimal).and_then(Level::from_number) {
                Some(level) => terminal.level = level,
                None => terminal.error("VIRSH_DEBUG not set with a valid numeric value"),
            }
        }
        (None, None) => {}
    }
    let log = options.log.as_ref().or(environment.log.as_ref());
    if let Some(path) = log.filter(|path| !path.is_empty()) {
        let opened = OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o600)
            .open(path);
        let Ok(file) = opened else {
            terminal.error("failed to open the log file. check the log file path");
            return Err(1);
        };
        terminal.log_to(Box::new(file), PROGRAM.name);
    }
    Ok(Session::new(terminal, options, environment, openers))
}

/// Runs what was asked for.
fn finish(mut session: Session, input: Input) -> u8 {
    let shell = Shell {
        timing: session.options.timing,
    };
    let words = session.options.command.clone();
    // The whole line is checked before anything is connected.
    let parsed = match words.as_slice() {
        [] => None,
        [line] => Some(fv_tool_shell::parse_line(
            &PROGRAM,
            line,
            &mut session.terminal,
        )),
        words => Some(fv_tool_shell::parse_words(
            &PROGRAM,
            words,
            &mut session.terminal,
        )),
    };
    if let Some(Err(failure)) = parsed {
        failure
            .lines()
            .for_each(|line| session.terminal.error(line));
        return 1;
    }
    // A connection that was named must be there; the default one waits until it is needed.
    if session.options.uri.is_some()
        && let Err(failure) = session.reconnect(None, session.options.access)
    {
        failure
            .lines()
            .for_each(|line| session.terminal.error(line));
        return 1;
    }
    let default_uri = session.environment.default_uri.clone();
    session.set_default_uri(default_uri);
    let is_well = match parsed {
        Some(parsed) => shell.run_parsed(&mut session, parsed),
        None => prompt::run(&mut session, shell, input),
    };
    u8::from(!is_well)
}

fn show_end(end: &OptionsEnd, terminal: &mut Terminal) -> u8 {
    match end {
        OptionsEnd::Help => terminal.print(&usage(&PROGRAM)),
        OptionsEnd::Version => terminal.print(&format!("{}\n", crate::VERSION)),
        OptionsEnd::LongVersion => terminal.print(&long_version()),
        OptionsEnd::Manual => terminal.print(&manual(&PROGRAM, USAGE)),
        OptionsEnd::Failed(text) => {
            terminal.error(text);
            return 1;
        }
    }
    0
}

/// What `-V` shows.
fn long_version() -> String {
    format!(
        "{} {}, the command line of Ferrovirt\n\nConnects to:\n Hypervisors: QEMU/KVM\n Transports: unix\n",
        PROGRAM.name,
        crate::VERSION
    )
}
