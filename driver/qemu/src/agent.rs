//! The connection to the agent inside a guest, and the right to use it.
//!
//! One caller at a time has it, beside whatever else is done with the guest: the agent is as
//! slow as the guest likes, and nobody but its callers is to feel that. Who asks moves the bytes
//! on its own thread; the reactor only tells that the agent has gone, or that the event has come
//! for which a command was given.

use std::fmt;
use std::io;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::time::{Duration, Instant};

use fv_api::Caller;
use fv_driver_kit::{HeldJob, JobKind, JobRequest, Listed};
use fv_driver_qemu_monitor::agent::{AgentCall, AgentTalk, Ends, Patience};
use fv_driver_qemu_monitor::{Command, Reply};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_sys::epoll::{Epoll, Interest, Ready, Wake};
use fv_sys::{clock, fd, unix};
use fv_types::lock::{Mutex, Rank};

use crate::definition;
use crate::driver::Driver;
use crate::guest::{Guest, View};
use crate::job::not_running;
use crate::{report, time};

/// How a guest's agent can be reached.
#[derive(Clone, Debug, Default)]
pub(crate) enum AgentState {
    /// It has not opened its channel, or there is none.
    #[default]
    Absent,
    /// It was reached and cannot be talked to, until it opens its channel anew.
    Failed,
    /// It is there.
    There(Arc<Agent>),
}

/// The event that a command causes in place of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Awaited {
    /// The guest shut down.
    Shutdown,
    /// The guest reset.
    Reset,
    /// The guest went to sleep.
    Sleep,
}

/// A connection to an agent.
pub(crate) struct Agent {
    socket: OwnedFd,
    epoll: Epoll,
    wake: Wake,
    talk: Mutex<AgentTalk>,
    told: Mutex<Told>,
}

/// What the reactor has told.
#[derive(Default)]
struct Told {
    gone: bool,
    awaited: Option<Awaited>,
    happened: bool,
}

impl Agent {
    fn new(socket: OwnedFd) -> io::Result<Arc<Self>> {
        let (epoll, wake) = (Epoll::new()?, Wake::new()?);
        epoll.add(&socket, SOCKET, Interest::READ)?;
        epoll.add(&wake, WAKE, Interest::READ)?;
        Ok(Arc::new(Self {
            socket,
            epoll,
            wake,
            talk: Mutex::new(Rank::MONITOR, AgentTalk::new()),
            told: Mutex::new(Rank::LEAF, Told::default()),
        }))
    }

    /// Notes that the agent has closed its channel; who waits for it waits no more.
    pub(crate) fn leave(&self) {
        self.told.lock().gone = true;
        self.wake.wake();
    }

    /// Notes an event for which somebody may wait.
    pub(crate) fn happened(&self, event: Awaited) {
        let mut told = self.told.lock();
        if told.awaited == Some(event) {
            told.happened = true;
            drop(told);
            self.wake.wake();
        }
    }

    /// Sends a command and waits for its reply, or the event in its place.
    fn ask(
        &self,
        command: &Command,
        patience: Patience,
        awaited: Option<Awaited>,
        limit: Option<Instant>,
    ) -> Result<Option<Reply>> {
        let mut told = self.told.lock();
        (told.awaited, told.happened) = (awaited, false);
        drop(told);
        let mut talk = self.talk.lock();
        let wall = clock::wall();
        let stamp =
            u64::try_from(wall.seconds).unwrap_or(0) * 1000 + u64::from(wall.nanos) / 1_000_000;
        let ends = match awaited {
            Some(_) => Ends::ByEvent,
            None => Ends::ByReply,
        };
        talk.send(command, patience, ends, time::now(), stamp);
        let mut ready = Vec::with_capacity(2);
        loop {
            if let Some(outcome) = talk.outcome() {
                return outcome;
            }
            if let Err(error) = self.turn(&mut talk, &mut ready, limit) {
                talk.break_off(error);
            }
        }
    }

    /// Moves bytes once, or waits until there are some.
    fn turn(
        &self,
        talk: &mut AgentTalk,
        ready: &mut Vec<Ready>,
        limit: Option<Instant>,
    ) -> Result<()> {
        let failed =
            |what: &'static str| move |error| Error::system(ErrorDomain::Qemu, error, what);
        let is_written = self
            .write(talk)
            .map_err(failed("Unable to write to agent"))?;
        let interest = if is_written {
            Interest::READ
        } else {
            Interest::BOTH
        };
        let told = self.told.lock();
        let (gone, happened) = (told.gone, told.happened);
        drop(told);
        let end = talk.deadline().into_iter().chain(limit).min();
        let left = end.map(|end| end.saturating_duration_since(time::now()));
        // What it said before it went is still read.
        let left = if gone || happened {
            Some(Duration::ZERO)
        } else {
            left
        };
        let waited = self
            .epoll
            .modify(&self.socket, SOCKET, interest)
            .and_then(|()| self.epoll.wait(ready, left));
        waited.map_err(failed("Unable to wait on agent socket condition"))?;
        self.wake.drain();
        let readable = |it: &Ready| it.token == SOCKET && (it.readable || it.hangup || it.error);
        if ready.iter().any(readable) {
            return self.read(talk);
        }
        if happened {
            talk.happened();
        }
        if gone {
            talk.disappear();
        }
        let now = time::now();
        talk.expire(now);
        if limit.is_some_and(|limit| limit <= now) {
            talk.give_up();
        }
        Ok(())
    }

    /// Writes what fits; whether that was all.
    fn write(&self, talk: &mut AgentTalk) -> io::Result<bool> {
        while !talk.output().is_empty() {
            match unix::send(&self.socket, talk.output(), &[]) {
                Ok(count) => talk.wrote(count),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    fn read(&self, talk: &mut AgentTalk) -> Result<()> {
        let mut buffer = vec![0; CHUNK];
        match fd::read(&self.socket, &mut buffer) {
            Ok(0) => {
                let mut told = self.told.lock();
                told.gone = true;
                if told.awaited.is_some() {
                    // It went because of what it was asked to do, sooner than the event came.
                    talk.disappear();
                }
                let detail = "End of file from agent socket";
                Err(Error::internal(ErrorDomain::Qemu, detail))
            }
            Ok(count) => {
                talk.receive(&buffer[..count], time::now());
                // One that never stops talking must not outlive the time either.
                talk.expire(time::now());
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(()),
            Err(error) => Err(Error::system(
                ErrorDomain::Qemu,
                error,
                "Unable to read from agent",
            )),
        }
    }

    /// What is left of it after a command failed.
    fn state_after_failure(&self) -> Option<AgentState> {
        if self.told.lock().gone {
            return Some(AgentState::Absent);
        }
        let talk = self.talk.lock();
        talk.failed().map(|_| AgentState::Failed)
    }
}

impl fmt::Debug for Agent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Agent").finish_non_exhaustive()
    }
}

impl Driver {
    /// Connects to a guest's agent, which has opened its channel.
    pub(crate) fn reach_agent(&self, guest: &Guest, view: &View) {
        if matches!(guest.agent(), AgentState::There(_)) {
            return;
        }
        let path = view
            .live
            .as_ref()
            .and_then(|live| definition::agent_socket(live));
        let Some(path) = path else { return };
        let reached = unix::connect(&path).and_then(Agent::new);
        let state = match reached {
            Ok(agent) => AgentState::There(agent),
            Err(error) => {
                let name = guest.name();
                report::warn(format!("cannot reach the agent of guest '{name}': {error}"));
                AgentState::Failed
            }
        };
        guest.set_agent(state);
    }
}

/// The right to talk to a guest's agent.
pub(crate) struct AgentJob<'a> {
    guest: &'a Arc<Guest>,
    agent: Arc<Agent>,
    limit: Option<Instant>,
    _held: HeldJob,
}

/// What a command needs beside its words.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Terms {
    /// How long it may take, where that is not what the guest's calls usually take.
    pub(crate) timeout_s: Option<i32>,
    /// The event that it causes in place of a reply.
    pub(crate) awaited: Option<Awaited>,
}

impl<'a> AgentJob<'a> {
    /// Waits for the agent and takes it; it must be there.
    pub(crate) fn begin(
        guest: &'a Arc<Guest>,
        kind: JobKind,
        owner: &'static str,
        caller: &Caller,
    ) -> Result<Self> {
        let request = JobRequest {
            kind,
            owner,
            now: time::now(),
            deadline: caller.deadline,
        };
        let held = guest.gate().begin_helper(request)?;
        let agent = agent_of(guest)?;
        Ok(Self {
            guest,
            agent,
            limit: caller.deadline,
            _held: held,
        })
    }

    /// Does the same for the calls that look for the agent before they look at the guest; all that keeps them from it
    /// is then said by the driver.
    pub(crate) fn begin_at_agent(
        guest: &'a Arc<Guest>,
        kind: JobKind,
        owner: &'static str,
        caller: &Caller,
    ) -> Result<Self> {
        Self::begin(guest, kind, owner, caller).map_err(|error| error.in_domain(ErrorDomain::Qemu))
    }

    /// Asks something.
    pub(crate) fn ask<R: 'static>(&mut self, call: &AgentCall<R>) -> Result<R> {
        let reply = self.send(call.command(), Terms::default())?;
        call.read(&reply.ok_or_else(no_reply)?)
    }

    /// Asks something that agents need not know.
    pub(crate) fn ask_if_known<R: 'static>(&mut self, call: &AgentCall<R>) -> Result<Option<R>> {
        let reply = self.send(call.command(), Terms::default())?;
        call.read_if_known(&reply.ok_or_else(no_reply)?)
    }

    /// Tells the guest to do what it will not live to answer.
    pub(crate) fn tell(&mut self, call: &AgentCall<()>, terms: Terms) -> Result<()> {
        match self.send(call.command(), terms)? {
            Some(reply) => call.read(&reply),
            None => Ok(()),
        }
    }

    /// Sends a command and gives its reply as it came.
    pub(crate) fn send(&mut self, command: &Command, terms: Terms) -> Result<Option<Reply>> {
        let usual_s = self.guest.view().agent_timeout_s;
        let patience = Patience {
            command_s: terms.timeout_s.unwrap_or(usual_s),
            sync_s: usual_s,
        };
        let answered = self.agent.ask(command, patience, terms.awaited, self.limit);
        if answered.is_err()
            && let Some(state) = self.agent.state_after_failure()
        {
            self.guest.replace_agent(&self.agent, state);
        }
        answered
    }
}

impl fmt::Debug for AgentJob<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AgentJob")
            .field("guest", &self.guest)
            .finish_non_exhaustive()
    }
}

/// The agent of a guest, or why it cannot be asked.
fn agent_of(guest: &Guest) -> Result<Arc<Agent>> {
    let view = guest.view();
    if !view.life.is_running() {
        // Most calls look at the guest first, and find out that it is off; a guest that only stands is left to the
        // agent's own look.
        let error = not_running();
        return Err(match view.is_active() {
            true => error.in_domain(ErrorDomain::Qemu),
            false => error,
        });
    }
    let unresponsive = |detail| {
        Err(Error::new(
            ErrorDomain::Qemu,
            ErrorCode::AgentUnresponsive,
            detail,
        ))
    };
    match guest.agent() {
        AgentState::There(agent) => Ok(agent),
        AgentState::Failed => unresponsive("QEMU guest agent is not available due to an error"),
        AgentState::Absent => {
            let live = view.live.as_ref();
            if live.is_some_and(|live| definition::has_helper_channel(live)) {
                return unresponsive("QEMU guest agent is not connected");
            }
            let detail = "QEMU guest agent is not configured";
            let code = ErrorCode::ArgumentUnsupported;
            Err(Error::new(ErrorDomain::Qemu, code, detail))
        }
    }
}

/// Whether a guest's agent could be asked now; libvirt prefers it then.
pub(crate) fn is_there(guest: &Guest) -> bool {
    matches!(guest.agent(), AgentState::There(_))
}

/// Fails, as the driver, unless the guest's agent can be asked now.
pub(crate) fn require(guest: &Guest) -> Result<()> {
    let agent = agent_of(guest).map(drop);
    agent.map_err(|error| error.in_domain(ErrorDomain::Qemu))
}

fn no_reply() -> Error {
    Error::internal(ErrorDomain::Qemu, "Missing agent reply object")
}

const SOCKET: u64 = 0;
const WAKE: u64 = 1;
const CHUNK: usize = 64 * 1024;
