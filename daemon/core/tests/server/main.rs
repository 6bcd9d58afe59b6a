//! The server over real sockets, with a back end made for the tests and a client that can
//! misbehave.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic is how a test fails"
)]

mod admin;
mod backend;
mod client;
mod descriptors;
mod events;
mod fixture;
mod keepalive;
mod limits;
mod messages;
mod sessions;
mod streams;
mod virsh;
