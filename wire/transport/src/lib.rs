//! How packets travel: over a unix socket, with descriptors.
//!
//! A [`Socket`] moves bytes between the kernel and the cores of `wire/rpc`; it knows where
//! descriptors go in the flow and nothing of what the packets mean. It starts no thread and
//! reads no clock. TCP, TLS and ssh are further transports of the same kind, not built yet.
//!
//! Read first: [`Socket`], [`Outgoing`].

mod outgoing;
mod socket;

pub use outgoing::{Count, Outgoing, Sent};
pub use socket::{Received, Socket};

#[cfg(test)]
mod tests;
