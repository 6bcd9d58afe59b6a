//! A server of its own for each test.

use std::path::PathBuf;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use fv_api::{Access, Backend};
use fv_daemon_core::{Backends, Limits, PoolSize, Server, ServiceConfig, Stopper};
use fv_testkit::Scratch;

use crate::backend::Tiny;
use crate::client::Client;

/// A running server and its back end.
pub(crate) struct Fixture {
    pub(crate) tiny: Tiny,
    scratch: Scratch,
    stopper: Stopper,
    thread: Option<JoinHandle<()>>,
}

/// What a test wants to be different.
pub(crate) struct Wishes {
    pub(crate) limits: Limits,
    pub(crate) pool: PoolSize,
    pub(crate) idle: Option<Duration>,
}

impl Default for Wishes {
    fn default() -> Self {
        Self {
            // Nobody's server, so that tests are ordinary users of it.
            limits: Limits::of(u32::MAX - 1),
            pool: PoolSize {
                min: 2,
                max: 4,
                priority: 2,
            },
            idle: None,
        }
    }
}

impl Fixture {
    pub(crate) fn new() -> Self {
        Self::with(Wishes::default())
    }

    pub(crate) fn with(wishes: Wishes) -> Self {
        let scratch = Scratch::new("server");
        let tiny = Tiny::new();
        let (tell, told) = mpsc::channel();
        let sockets = [
            (scratch.join("rw"), Access::ReadWrite),
            (scratch.join("ro"), Access::ReadOnly),
        ];
        let admin_path = scratch.join("admin");
        let back_end = tiny.clone();
        let thread = std::thread::spawn(move || {
            let mut backends = Backends::new();
            backends
                .add(|sink| {
                    back_end.report_to(sink);
                    Ok(std::sync::Arc::new(back_end) as std::sync::Arc<dyn Backend>)
                })
                .unwrap();
            let admin = ServiceConfig {
                limits: Limits::of_admin(fv_sys::users::effective_uid()),
                pool: PoolSize {
                    min: 1,
                    max: 2,
                    priority: 0,
                },
            };
            let main = ServiceConfig {
                limits: wishes.limits,
                pool: wishes.pool,
            };
            let mut server = Server::new(main, admin, backends).unwrap();
            server
                .listen_for_operators(fv_sys::unix::listen(&admin_path, 0o700, None, 10).unwrap())
                .unwrap();
            for (path, access) in sockets {
                let socket = fv_sys::unix::listen(&path, 0o777, None, 1000).unwrap();
                server.listen(socket, access).unwrap();
            }
            if let Some(time) = wishes.idle {
                server.stop_when_idle(time);
            }
            tell.send(server.stopper()).unwrap();
            server.run().unwrap();
        });
        Self {
            tiny,
            scratch,
            stopper: told.recv().unwrap(),
            thread: Some(thread),
        }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.scratch.join("rw")
    }

    /// A client that has only connected.
    pub(crate) fn connect(&self) -> Client {
        Client::connect(&self.path())
    }

    pub(crate) fn connect_read_only(&self) -> Client {
        Client::connect(&self.scratch.join("ro"))
    }

    /// An operator's client, which need not authenticate.
    pub(crate) fn connect_admin(&self) -> Client {
        Client::connect(&self.scratch.join("admin"))
    }

    /// A client that has authenticated and opened.
    pub(crate) fn open(&self) -> Client {
        let mut client = self.connect();
        client.open();
        client
    }

    /// Whether the server has ended by itself.
    pub(crate) fn has_ended(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }
}

impl Fixture {
    /// Ends the server and waits for its end.
    pub(crate) fn stop(&mut self) {
        self.tiny.open_gate();
        self.stopper.stop();
        let ended = self
            .thread
            .take()
            .is_none_or(|thread| thread.join().is_ok());
        assert!(
            ended || std::thread::panicking(),
            "the server's thread panicked"
        );
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        self.stop();
    }
}
