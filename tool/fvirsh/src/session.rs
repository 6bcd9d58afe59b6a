//! What all commands share: the connection, the terminal, what the options said.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use fv_api::{Access, DomainRef};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_lib_client::KeepaliveConfig;
use fv_tool_shell::{Args, Context, Failure, Level, Program, Terminal};
use fv_types::Uuid;
use fv_types::number::{self, Base};

use crate::{Environment, Link, Open, Options};

/// The state of a running shell.
pub struct Session {
    /// Where it writes.
    pub terminal: Terminal,
    /// What the options before the command said.
    pub options: Options,
    /// What `main` read of the environment.
    pub environment: Environment,
    /// The kinds of connections, in the order in which they are asked.
    openers: Vec<Box<dyn Open>>,
    link: Option<Arc<Link>>,
    /// The URI of the connection, or of the one to make.
    uri: Option<String>,
    /// The other end is gone: the next command connects again.
    is_lost: bool,
    /// Whether more lines are read.
    pub(crate) is_interactive: bool,
}

impl Session {
    /// A session without a connection.
    pub fn new(
        terminal: Terminal,
        options: Options,
        environment: Environment,
        openers: Vec<Box<dyn Open>>,
    ) -> Self {
        let uri = options.uri.clone();
        Self {
            terminal,
            options,
            environment,
            openers,
            link: None,
            uri,
            is_lost: false,
            is_interactive: false,
        }
    }

    /// The connection; commands that need one have it.
    pub fn link(&self) -> Result<Arc<Link>, Failure> {
        let link = self.link.clone();
        link.ok_or_else(|| Failure::new("no valid connection"))
    }

    /// Ends the connection; the next command that needs one connects again.
    pub(crate) fn give_up(&mut self) {
        self.link = None;
    }

    /// Whether the connection may only look.
    pub fn is_read_only(&self) -> bool {
        self.options.access == Access::ReadOnly
    }

    /// The URI that the next connection takes if the options named none.
    pub(crate) fn set_default_uri(&mut self, uri: Option<String>) {
        if self.uri.is_none() {
            self.uri = uri;
        }
    }

    /// Connects, or connects again; a name is kept for the next time.
    pub fn reconnect(&mut self, name: Option<&str>, access: Access) -> Result<(), Failure> {
        // The old connection ends first: a daemon counts them.
        let was_connected = self.link.take().is_some();
        let uri = name.or(self.uri.as_deref());
        // The empty name asks for the default, as no name does.
        let uri = uri.filter(|uri| !uri.is_empty());
        let link = match self.open(uri, access) {
            Ok(link) => link,
            Err(error) => {
                let text = match self.is_lost {
                    true => "Failed to reconnect to the hypervisor",
                    false => "failed to connect to the hypervisor",
                };
                return Err(Failure::new(text).because(error));
            }
        };
        self.keep_alive(&link)?;
        self.uri = Some(name.map_or_else(|| link.uri().to_owned(), str::to_owned));
        self.options.access = access;
        self.link = Some(Arc::new(link));
        if was_connected && self.is_lost {
            self.terminal.error("Reconnected to the hypervisor");
        }
        self.is_lost = false;
        Ok(())
    }

    fn open(&self, given: Option<&str>, access: Access) -> Result<Link> {
        let chosen = self.environment.choice.uri(given)?;
        let uri = chosen.as_deref();
        for opener in &self.openers {
            if let Some(link) = opener.open(uri, access)? {
                return Ok(link);
            }
        }
        let given = given.unwrap_or("<null>");
        Err(Error::new(ErrorDomain::None, ErrorCode::NoConnect, given))
    }

    /// Has the other end watched, as often as the options say or every five seconds.
    fn keep_alive(&mut self, link: &Link) -> Result<(), Failure> {
        let options = &self.options;
        let (interval, count) = (options.keepalive_interval, options.keepalive_count);
        let number = |given: Option<i32>, default| given.map_or(default, i32::unsigned_abs);
        let config = KeepaliveConfig {
            interval: Duration::from_secs(number(interval, INTERVAL_S).into()),
            count: number(count, COUNT),
        };
        if config.interval.is_zero() {
            return Ok(());
        }
        let events = link.events.as_ref();
        let watched = events.map_or(Ok(true), |events| events.keep_alive(config));
        match watched {
            Ok(true) => Ok(()),
            failed if interval.is_some() || count.is_some() => {
                let text = "Cannot setup keepalive on connection as requested, disconnecting";
                let failure = Failure::new(text);
                Err(match failed {
                    Err(error) => failure.because(error),
                    Ok(_) => failure,
                })
            }
            _ => {
                let text = "Failed to setup keepalive on connection";
                self.terminal.debug(Level::Info, text);
                Ok(())
            }
        }
    }

    /// The domain that the option `domain` names, by number, uuid or name.
    pub fn domain(&mut self, args: &Args<Self>) -> Result<(Arc<Link>, DomainRef), Failure> {
        self.domain_by(args, &[By::Id, By::Uuid, By::Name])
    }

    /// The same, in these ways only.
    pub fn domain_by(
        &mut self,
        args: &Args<Self>,
        ways: &[By],
    ) -> Result<(Arc<Link>, DomainRef), Failure> {
        let name = args.required("domain")?;
        let command = args.command().name;
        let note = format!("{command}: found option <domain>: {name}");
        self.terminal.debug(Level::Info, &note);
        let dom = self.lookup(command, name, ways)?;
        Ok((self.link()?, dom))
    }

    /// The domain with that number, uuid or name.
    pub fn lookup(&mut self, command: &str, name: &str, ways: &[By]) -> Result<DomainRef, Failure> {
        let link = self.link()?;
        let failed = || Failure::new(format!("failed to get domain '{name}'"));
        let api = link.domain().map_err(|_| failed())?;
        for way in ways {
            let found = match way {
                By::Id => match number::parse_i32(name, Base::Decimal).filter(|id| *id >= 0) {
                    Some(id) => {
                        let note = format!("{command}: <domain> looks like ID");
                        self.terminal.debug(Level::Debug, &note);
                        api.lookup_by_id(&link.caller, id)
                    }
                    None => continue,
                },
                By::Uuid if name.len() == UUID_LENGTH => {
                    let note = format!("{command}: <domain> trying as domain UUID");
                    self.terminal.debug(Level::Debug, &note);
                    match Uuid::parse(name) {
                        Some(uuid) => api.lookup_by_uuid(&link.caller, uuid),
                        None => continue,
                    }
                }
                By::Uuid => continue,
                By::Name => {
                    let note = format!("{command}: <domain> trying as domain NAME");
                    self.terminal.debug(Level::Debug, &note);
                    api.lookup_by_name(&link.caller, name)
                }
            };
            match found {
                Ok(dom) => return Ok(dom),
                Err(error) => self.note_loss(&error),
            }
        }
        Err(failed())
    }

    /// Remembers that the other end is gone, if that is what the error says.
    fn note_loss(&mut self, error: &Error) {
        let is_lost = match error.code() {
            ErrorCode::SystemError => {
                matches!(error.domain(), ErrorDomain::Remote | ErrorDomain::Rpc)
            }
            ErrorCode::Rpc | ErrorCode::NoConnect | ErrorCode::InvalidConn => true,
            _ => is_silence(error),
        };
        if !is_lost || self.link.is_none() || self.is_lost {
            return;
        }
        self.is_lost = true;
        let uri = self.uri.as_deref().unwrap_or_default();
        let reason = match is_silence(error) {
            true => "keepalive timeout",
            false => "end of file",
        };
        let text = format!("Disconnected from {uri} due to {reason}");
        self.terminal.error(&text);
    }
}

/// Whether a connection ended because the other end did not answer pings.
fn is_silence(error: &Error) -> bool {
    error.domain() == ErrorDomain::Rpc && error.detail().contains("keepalive timeout")
}

/// How many seconds of silence are taken before the other end is asked.
const INTERVAL_S: u32 = 5;
/// How often it may fail to answer.
const COUNT: u32 = 6;

/// A way to name a domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Its number.
    Id,
    /// Its uuid.
    Uuid,
    /// Its name.
    Name,
}

impl Context for Session {
    fn program(&self) -> &'static Program<Self> {
        &crate::PROGRAM
    }

    fn terminal(&mut self) -> &mut Terminal {
        &mut self.terminal
    }

    fn connect(&mut self) -> Result<(), Failure> {
        match self.link.is_some() && !self.is_lost {
            true => Ok(()),
            false => self.reconnect(None, self.options.access),
        }
    }

    fn failed(&mut self, failure: &Failure) {
        if let Some(cause) = failure.cause() {
            self.note_loss(cause);
        }
    }

    fn quit(&mut self) {
        self.is_interactive = false;
    }

    fn home(&self) -> Option<&Path> {
        self.environment.home.as_deref()
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("uri", &self.uri)
            .field("link", &self.link)
            .finish_non_exhaustive()
    }
}

/// How long a uuid with its dashes is.
const UUID_LENGTH: usize = 36;
