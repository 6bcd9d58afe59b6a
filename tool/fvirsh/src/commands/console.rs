//! The console of a guest, on this terminal.
//!
//! Bytes go both ways until the escape character is typed or the guest's end closes. The
//! terminal is raw meanwhile, and itself again afterwards, whatever happened.

use std::io::stdin;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::time::Duration;

use fv_api::{DomainRef, Stream, StreamRead};
use fv_error::{Error, ErrorDomain};
use fv_sys::epoll::{Epoll, Interest};
use fv_sys::tty::{self, RawTerminal};
use fv_sys::{fd, signal};
use fv_tool_shell::{Command, Failure, Opt, Outcome, Output, Reply, Terminal};

use super::Args;
use super::flags::{Explain, flags};
use super::options::ACTIVE_DOMAIN;
use crate::{Link, Session};

pub(super) const COMMANDS: &[Command<Session>] =
    &[
        Command::new("console", console, "connect to a guest's console")
            .about("Connects this terminal to a console of the guest.")
            .options(&[
                ACTIVE_DOMAIN,
                Opt::text("devname", "which one, by its alias").positional_of_old(),
                Opt::flag("force", "take it from who has it"),
                Opt::flag("resume", "let the domain run on when connected"),
                Opt::flag("safe", "only if nobody else can have it"),
            ]),
    ];

/// What happens when the console is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// Nothing.
    Leave,
    /// The domain runs on.
    Resume,
}

fn console(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let device = args.text("devname")?;
    let bits = flags(args, &[("force", 1), ("safe", 2)]);
    let then = match args.has("resume") {
        true => Then::Resume,
        false => Then::Leave,
    };
    connect(session, link, &dom, device, then, bits)
}

/// Connects to the first console of a domain that was just started.
pub(super) fn attach(
    session: &mut Session,
    link: Arc<Link>,
    dom: &DomainRef,
    then: Then,
) -> Outcome {
    connect(session, link, dom, None, then, 0)
}

fn connect(
    session: &mut Session,
    link: Arc<Link>,
    dom: &DomainRef,
    device: Option<&str>,
    then: Then,
    bits: u32,
) -> Outcome {
    let api = link.domain()?;
    let state = api
        .state(&link.caller, dom, 0)
        .explain(|| "Unable to get domain status".into())?;
    if state.state == SHUT_OFF {
        return Err(Failure::new("The domain is not running"));
    }
    if !tty::is_terminal(stdin()) {
        let text = "Cannot run interactive console without a controlling TTY";
        return Err(Failure::new(text));
    }
    // They would end this program with the terminal still raw. Read from a descriptor they
    // do nothing, as in the reference.
    let signals = signal::Signals::new(SIGNALS);
    let ended = talk(session, link, dom, (device, bits), then);
    if let Ok(signals) = signals {
        // They were there before; that they come back cannot fail.
        let _ = signals.release(SIGNALS);
    }
    ended.map(|()| Reply::none())
}

/// Opens the console and stays on it until one side ends.
fn talk(
    session: &mut Session,
    link: Arc<Link>,
    dom: &DomainRef,
    (device, bits): (Option<&str>, u32),
    then: Then,
) -> Result<(), Failure> {
    let api = link.domain()?;
    let mut stream = api.open_console(&link.caller, dom, device, bits)?;
    let escape = session.options.escape.clone();
    session.terminal.print_extra(&greeting(dom, &escape));
    let _raw = RawTerminal::new(stdin()).map_err(|error| {
        let reason = fv_error::strerror(&error);
        Failure::new(format!("unable to set tty attributes: {reason}"))
    })?;
    let resumed = match then {
        Then::Leave => Ok(()),
        Then::Resume => api
            .resume(&link.caller, dom)
            .explain(|| format!("Failed to resume domain '{}'", dom.name)),
    };
    if link.is_in_the_way() {
        // The stream goes on without it, and others can use the guest meanwhile.
        session.give_up();
        drop(link);
    }
    let ended = resumed.and_then(|()| {
        relay(&mut *stream, &mut session.terminal, escape_byte(&escape)).map_err(Failure::from)
    });
    match ended {
        Ok(()) => stream.finish().map_err(Failure::from),
        Err(failure) => {
            stream.abort();
            Err(failure)
        }
    }
}

fn greeting(dom: &DomainRef, escape: &str) -> String {
    let control = match escape.strip_prefix('^') {
        Some(letter) => format!(" (Ctrl + {letter})"),
        None => String::new(),
    };
    let name = &dom.name;
    format!("Connected to domain '{name}'\nEscape character is {escape}{control}\n")
}

/// The byte that ends the console: `^]` is 0x1d.
pub(crate) fn escape_byte(escape: &str) -> u8 {
    match escape.as_bytes() {
        [b'^', letter, ..] => letter.to_ascii_uppercase() ^ 0x40,
        [byte, ..] => *byte,
        [] => 0x1d,
    }
}

/// Moves bytes both ways until one side ends.
fn relay(stream: &mut dyn Stream, terminal: &mut Terminal, escape: u8) -> Result<(), Error> {
    let failed = |error, text| Error::system(ErrorDomain::None, error, text);
    let epoll = Epoll::new().map_err(|error| failed(error, "cannot poll"))?;
    let read = Interest {
        read: true,
        ..Interest::default()
    };
    let input = stdin();
    epoll
        .add(input.as_fd(), INPUT, read)
        .map_err(|error| failed(error, "cannot poll stdin"))?;
    if let Some(descriptor) = stream.descriptor() {
        epoll
            .add(descriptor, STREAM, read)
            .map_err(|error| failed(error, "cannot poll the stream"))?;
    }
    let mut ready = Vec::new();
    let mut typed: Vec<u8> = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        if !drain(stream, terminal, &mut buffer)? {
            return Ok(());
        }
        if !typed.is_empty() {
            let count = stream.write(&typed)?;
            typed.drain(..count);
        }
        // What could not be written is tried again soon; otherwise only bytes wake it up.
        let limit = match typed.is_empty() {
            true => IDLE,
            false => Duration::from_millis(5),
        };
        epoll
            .wait(&mut ready, Some(limit))
            .map_err(|error| failed(error, "cannot poll"))?;
        if !ready.iter().any(|event| event.token == INPUT) {
            continue;
        }
        let count = fd::read(&input, &mut buffer)
            .map_err(|error| failed(error, "cannot read from stdin"))?;
        match buffer.get(..count) {
            None | Some([]) => return Err(Error::internal(ErrorDomain::None, "EOF on stdin")),
            Some([first, ..]) if *first == escape => return Ok(()),
            Some(bytes) => typed.extend_from_slice(bytes),
        }
    }
}

/// Shows what has come; false when nothing will come any more.
fn drain(
    stream: &mut dyn Stream,
    terminal: &mut Terminal,
    buffer: &mut [u8],
) -> Result<bool, Error> {
    loop {
        match stream.read(buffer)? {
            StreamRead::Data(count) => {
                let bytes = buffer.get(..count).unwrap_or_default();
                terminal.write(Output::Standard, bytes);
            }
            StreamRead::Hole(_) => {}
            StreamRead::Pending => return Ok(true),
            StreamRead::End => return Ok(false),
        }
    }
}

const SIGNALS: &[signal::Signal] = &[
    signal::Signal::Quit,
    signal::Signal::Term,
    signal::Signal::Int,
    signal::Signal::Hup,
];

const INPUT: u64 = 1;
const STREAM: u64 = 2;
/// How long it sleeps at most: another thread may have taken this stream's packets in.
const IDLE: Duration = Duration::from_millis(500);
/// `VIR_DOMAIN_SHUTOFF`.
const SHUT_OFF: i32 = 5;
