//! Whether the other side still answers.

use fv_api_attr::api;

/// The two messages of the keepalive program.
#[api(program = "keepalive")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeepaliveEvent {
    /// Asks the other side for a sign of life.
    #[event(call = 1, name = "ping")]
    Ping,
    /// Answers a ping.
    #[event(call = 2, name = "pong")]
    Pong,
}
