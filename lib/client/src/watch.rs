//! Asking a daemon whether it is still there, while calls wait for it or nobody does anything.

use std::io;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use fv_sys::clock;
use fv_wire_rpc::{Keepalive, KeepaliveConfig, KeepaliveStep};

use crate::link::Link;

/// Watches a connection until it ends, on a thread of its own.
pub(crate) fn start(link: &Arc<Link>, config: KeepaliveConfig) -> io::Result<()> {
    let link = Arc::clone(link);
    let thread = thread::Builder::new().name("keepalive".into());
    thread.spawn(move || watch(&link, config)).map(drop)
}

/// Reads what nobody else reads, so that answers to pings are seen.
fn watch(link: &Link, config: KeepaliveConfig) {
    let mut state = Keepalive::new(config);
    state.start(clock::now());
    while let Some(deadline) = state.deadline() {
        let time = deadline.until(clock::now()).max(SHORTEST);
        if link.wait_until(Some(time), |_| None::<()>).is_err() {
            return;
        }
        let now = clock::now();
        if link.take_heard() {
            state.heard(now);
        }
        match state.step(now) {
            KeepaliveStep::Wait => {}
            KeepaliveStep::Ping => link.ping(),
            KeepaliveStep::Dead => return link.give_up(),
        }
    }
}

/// A wait of no time would only look at the socket.
const SHORTEST: Duration = Duration::from_millis(1);
