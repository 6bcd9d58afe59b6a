//! Who wants which events, and how they get there.
//!
//! Drivers report to a [`Hub`]; it knows every connection's registrations, encodes the event
//! once for each of them and puts the packet into the connection's [`Mailbox`]. It never blocks
//! and never calls a driver. Sockets are not its business: a mailbox is a queue that somebody
//! else empties.
//!
//! Each back end has a hub of its own, so that a connection hears of its own hypervisor only.
//!
//! Read first: [`Hub`], [`Subscriber`], [`Class`].

mod class;
mod filter;
mod hub;

pub use class::{Class, Key};
pub use filter::MonitorFilter;
pub use hub::{Hub, Mailbox, Subscriber};
