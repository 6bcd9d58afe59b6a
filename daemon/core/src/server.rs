//! The server: limits, back ends, the pool, and the reactor that ties them together.

use std::io;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use fv_api::{Access, Backend, Caller, Connection, ConnectionId, EventSink, Identity};
use fv_daemon_events::Hub;
use fv_error::Result;
use fv_event::EventLoop;

use crate::client::Opened;
use crate::closer::Closer;
use crate::limits::{Ceilings, Limits, Service};
use crate::notice::Notices;
use crate::pool::{Pool, PoolSize, Priority, Wait};
use crate::reactor::{Reactor, Waker};
pub use crate::reactor::{Verdict, Watcher};
use crate::roster::Roster;

/// What one of the server's services may use.
#[derive(Clone, Debug)]
pub struct ServiceConfig {
    /// What it permits.
    pub limits: Limits,
    /// Its workers.
    pub pool: PoolSize,
}

/// A server that listens, and the back ends it serves.
#[derive(Debug)]
pub struct Server {
    reactor: Reactor,
}

/// Ends a server from another thread.
#[derive(Clone, Debug)]
pub struct Stopper {
    stopped: Arc<AtomicBool>,
    waker: Waker,
}

/// What reactor and workers have in common.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) notices: Arc<Notices>,
    pub(crate) roster: Roster,
    /// Closes what the reactor must not wait for.
    pub(crate) closer: Closer,
    services: [Running; Service::ALL.len()],
    backends: Vec<Served>,
    stopped: Arc<AtomicBool>,
}

/// One of the services, in order of [`Service`].
#[derive(Debug)]
struct Running {
    limits: Limits,
    ceilings: Ceilings,
    pool: Pool,
}

/// A back end and where it reports.
struct Served {
    backend: Arc<dyn Backend>,
    hub: Arc<Hub>,
}

/// Back ends to be served, each with a sink for its events.
#[derive(Debug, Default)]
pub struct Backends(Vec<Served>);

impl Backends {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the back end that `make` gives, which reports to the sink it is handed.
    pub fn add(
        &mut self,
        make: impl FnOnce(Arc<dyn EventSink>) -> Result<Arc<dyn Backend>>,
    ) -> Result<()> {
        let hub = Hub::new();
        let backend = make(Arc::clone(&hub) as Arc<dyn EventSink>)?;
        self.0.push(Served { backend, hub });
        Ok(())
    }
}

impl Server {
    /// Starts the workers of a server that does not listen yet.
    pub fn new(main: ServiceConfig, admin: ServiceConfig, backends: Backends) -> io::Result<Self> {
        let events = EventLoop::new()?;
        let shared = Shared {
            notices: Arc::new(Notices::new(events.handle())),
            roster: Roster::default(),
            closer: Closer::default(),
            services: [Running::start(main)?, Running::start(admin)?],
            backends: backends.0,
            stopped: Arc::default(),
        };
        Ok(Self {
            reactor: Reactor::new(Arc::new(shared), events),
        })
    }

    /// Takes connections from a listening socket; they have this access at most.
    pub fn listen(&mut self, socket: OwnedFd, access: Access) -> io::Result<()> {
        self.reactor.listen(socket, Service::Main, access)
    }

    /// Takes operators' connections from a listening socket.
    pub fn listen_for_operators(&mut self, socket: OwnedFd) -> io::Result<()> {
        self.reactor
            .listen(socket, Service::Admin, Access::ReadWrite)
    }

    /// Calls `watcher` on the server's own thread whenever the descriptor is readable.
    pub fn watch(&mut self, descriptor: OwnedFd, watcher: Watcher) -> io::Result<()> {
        self.reactor.watch(descriptor, watcher)
    }

    /// Ends the server when nobody was connected for so long and no guest runs.
    pub fn stop_when_idle(&mut self, time: Duration) {
        self.reactor.stop_when_idle(time);
    }

    /// What ends the server from another thread.
    pub fn stopper(&self) -> Stopper {
        self.reactor.stopper()
    }

    /// Serves until told to stop; guests keep running.
    pub fn run(&mut self) -> io::Result<()> {
        self.reactor.run()
    }
}

impl Stopper {
    pub(crate) fn new(shared: &Shared, waker: Waker) -> Self {
        Self {
            stopped: Arc::clone(&shared.stopped),
            waker,
        }
    }

    /// Ends the server soon.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Release);
        self.waker.wake();
    }
}

impl Shared {
    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire)
    }

    /// Ends the server soon, as an operator asks.
    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::Release);
        self.notices.wake();
    }

    /// What a service permits from the start on.
    pub(crate) fn limits(&self, service: Service) -> &Limits {
        &self.services[service as usize].limits
    }

    /// What of that may be changed.
    pub(crate) fn ceilings(&self, service: Service) -> &Ceilings {
        &self.services[service as usize].ceilings
    }

    /// The workers of a service.
    pub(crate) fn pool(&self, service: Service) -> &Pool {
        &self.services[service as usize].pool
    }

    /// Whether a worker runs something or a job waits.
    pub(crate) fn is_busy(&self) -> bool {
        self.services.iter().any(|service| service.pool.is_busy())
    }

    /// Waits until everything is done, but not longer than `time`; tells whether it is.
    pub(crate) fn drain(&self, time: Duration) -> bool {
        let mut services = self.services.iter();
        services.all(|service| service.pool.drain(time))
    }

    /// Finds the back end for a URI; an empty one asks each whether it wants to be the default.
    pub(crate) fn open(&self, caller: &Caller, uri: &str) -> Result<Option<Opened>> {
        for served in &self.backends {
            if let Some(drivers) = served.backend.open(caller, uri)? {
                let hub = Arc::clone(&served.hub);
                return Ok(Some(Opened { drivers, hub }));
            }
        }
        Ok(None)
    }

    /// Whether a back end has guests that run.
    pub(crate) fn has_running_guests(&self) -> bool {
        let connection = Connection::new(ConnectionId(0));
        let caller = Caller::new(Identity::default(), Access::ReadOnly, connection);
        self.backends.iter().any(|served| {
            let running = crate::call::guarded(|| {
                let drivers = served.backend.open(&caller, "")?;
                let connect = drivers.and_then(|drivers| drivers.connect.clone());
                connect.map_or(Ok(0), |connect| connect.num_of_domains(&caller))
            });
            // Who cannot tell may have some.
            !matches!(running, Ok(Ok(0)))
        })
    }

    /// Runs something that may wait and that nobody waits for.
    pub(crate) fn run_aside(&self, wait: Wait, work: impl FnOnce() + Send + 'static) {
        let pool = self.pool(Service::Main);
        pool.submit(wait, Priority::Low, move || {
            let _ = crate::call::guarded(work);
        });
    }
}

impl Running {
    fn start(config: ServiceConfig) -> io::Result<Self> {
        Ok(Self {
            ceilings: Ceilings::new(&config.limits),
            pool: Pool::start(config.pool)?,
            limits: config.limits,
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.pool.stop();
    }
}

impl std::fmt::Debug for Served {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Served").finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened")
            .field("drivers", &self.drivers)
            .finish_non_exhaustive()
    }
}
