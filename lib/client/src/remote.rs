//! An open connection to a daemon.

use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::time::Duration;

use fv_api::{
    Access, AuthKind, Caller, ConnectApi, Connection, ConnectionId, Identity, SessionApi, Stream,
};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_wire_rpc::{Decode, Encode, Header, KeepaliveConfig, Kind, Program, Status};
use fv_wire_transport::Socket;

use crate::link::{Link, undecodable};
use crate::stream::RemoteStream;
use crate::{RemoteEvent, Target, watch};

/// An open connection to a daemon.
///
/// It implements the traits of the declaration; [`Remote::domain`] and its like choose one of
/// them. Each method takes a caller, of which only the descriptors are used:
/// [`Remote::caller`] is one without any.
#[derive(Debug)]
pub struct Remote {
    link: Arc<Link>,
    caller: Caller,
}

/// A program and a procedure of it.
pub(crate) type Called = (&'static Program, i32);

impl Remote {
    /// Connects, authenticates and opens.
    pub fn open(target: &Target) -> Result<Self> {
        let remote = Self::dial(target)?;
        remote.authenticate()?;
        let read_only = u32::from(target.access == Access::ReadOnly);
        SessionApi::open(&remote, &remote.caller, Some(&target.name), read_only)?;
        Ok(remote)
    }

    /// Connects and does nothing else; for programs without `connect_open`, and for tests.
    pub fn dial(target: &Target) -> Result<Self> {
        let socket = Socket::connect(&target.socket).map_err(|error| {
            let path = target.socket.display();
            let text = format!("Failed to connect socket to '{path}'");
            Error::system(ErrorDomain::Rpc, error, text)
        })?;
        Ok(Self::over(socket, target.access))
    }

    /// Uses a socket that is connected already, and blocks.
    pub fn over(socket: Socket, access: Access) -> Self {
        let connection = Connection::new(ConnectionId(0));
        Self {
            link: Arc::new(Link::new(socket)),
            caller: Caller::new(Identity::default(), access, connection),
        }
    }

    /// Does what the daemon asks of who connects.
    pub fn authenticate(&self) -> Result<()> {
        // The daemon names the ways in its own order; the first is the one it wants.
        let kinds = self.auth_list(&self.caller)?;
        match kinds.first() {
            None | Some(AuthKind::None) => Ok(()),
            Some(AuthKind::Polkit) => match self.auth_polkit(&self.caller)? {
                0 => Err(unauthenticated("authentication was not completed")),
                _ => Ok(()),
            },
            Some(AuthKind::Sasl) => Err(unauthenticated("SASL is not supported")),
        }
    }

    /// Closes the connection when the daemon gives no sign of life for so long; calls that wait
    /// fail then.
    ///
    /// Nothing happens with a daemon that does not know pings; the answer is false then.
    ///
    /// # Errors
    ///
    /// What a call can fail with, and `SYSTEM_ERROR` when there is no room for a thread.
    pub fn keep_alive(&self, config: KeepaliveConfig) -> Result<bool> {
        let feature = self.supports_feature(&self.caller, PROGRAM_KEEPALIVE)?;
        let knows_pings = feature != 0;
        if knows_pings {
            watch::start(&self.link, config).map_err(|error| {
                Error::system(ErrorDomain::Rpc, error, "Unable to create a thread")
            })?;
        }
        Ok(knows_pings)
    }

    /// A caller for the methods.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The next event; without a time it waits for one.
    ///
    /// Nothing is given out anywhere else: no callback runs in the midst of a call.
    pub fn next_event(&self, time: Option<Duration>) -> Result<Option<RemoteEvent>> {
        self.link.next_event(time)
    }

    /// Says good-bye and closes; dropping closes without a word.
    pub fn close(self) -> Result<()> {
        SessionApi::close(&self, &self.caller)
    }

    /// Calls, and takes the result out of the answer.
    pub(crate) fn call<R, T>(
        &self,
        _: &Caller,
        called: Called,
        args: &impl Encode,
        map: impl FnOnce(R) -> T,
    ) -> Result<T>
    where
        R: for<'a> Decode<'a>,
    {
        let header = header(called, Kind::Call);
        self.link
            .call(header, &[], args, |_, payload, _| decoded(payload).map(map))
    }

    /// Calls and sends the caller's descriptors along.
    pub(crate) fn call_with_descriptors<R, T>(
        &self,
        caller: &Caller,
        called: Called,
        args: &impl Encode,
        map: impl FnOnce(R) -> T,
    ) -> Result<T>
    where
        R: for<'a> Decode<'a>,
    {
        self.call_for_descriptors(caller, called, args, |ret, _| map(ret))
    }

    /// Calls, sends the caller's descriptors along and gets others back.
    pub(crate) fn call_for_descriptors<R, T>(
        &self,
        caller: &Caller,
        called: Called,
        args: &impl Encode,
        map: impl FnOnce(R, Vec<OwnedFd>) -> T,
    ) -> Result<T>
    where
        R: for<'a> Decode<'a>,
    {
        let descriptors = caller.take_descriptors();
        let kind = match descriptors.is_empty() {
            true => Kind::Call,
            false => Kind::CallWithDescriptors,
        };
        let read = |_, payload: &[u8], back| Ok(map(decoded(payload)?, back));
        self.link
            .call(header(called, kind), &descriptors, args, read)
    }

    /// Calls and gets a stream.
    pub(crate) fn open_stream<R, T>(
        &self,
        _: &Caller,
        called: Called,
        args: &impl Encode,
        map: impl FnOnce(R, Box<dyn Stream>) -> T,
    ) -> Result<T>
    where
        R: for<'a> Decode<'a>,
    {
        let read = |serial, payload: &[u8], _| {
            let answer = decoded(payload)?;
            let stream = RemoteStream::new(Arc::clone(&self.link), serial);
            Ok(map(answer, Box::new(stream)))
        };
        self.link.call(header(called, Kind::Call), &[], args, read)
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        self.link.shut();
    }
}

/// The head of a call; its serial is given when it is noted.
fn header((program, procedure): Called, kind: Kind) -> Header {
    Header {
        program: program.number,
        version: program.version,
        procedure,
        kind,
        serial: 0,
        status: Status::Ok,
    }
}

/// Reads an answer.
fn decoded<R: for<'a> Decode<'a>>(payload: &[u8]) -> Result<R> {
    R::decode(payload).map_err(|_| undecodable())
}

/// The feature of a daemon that knows the keepalive program.
const PROGRAM_KEEPALIVE: i32 = 10;

/// The daemon asks for what this client cannot do.
fn unauthenticated(text: &str) -> Error {
    Error::new(ErrorDomain::Remote, ErrorCode::AuthFailed, text)
}
