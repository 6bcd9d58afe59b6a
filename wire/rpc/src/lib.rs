//! libvirt's RPC: packets, procedures, arguments, results, events and errors, as bytes.
//!
//! No I/O: a [`Receiver`] is fed bytes and descriptors and gives packets, a [`Packet`] becomes
//! bytes. What the procedures are and what they carry is generated from the declaration
//! (`cargo xtask codegen`); the same tables serve clients, daemons and fuzzers. This crate does
//! not call drivers and does not decide who may do what.
//!
//! Read first: [`Header`], [`Receiver`], [`Procedure`], [`Encode`].

pub mod catalogue;
mod error;
mod event;
mod frame;
#[expect(missing_docs, reason = "generated items are named as in the protocol")]
mod generated;
mod header;
mod keepalive;
mod message;
mod prelude;
mod procedure;
mod stream;

pub use error::{decode_error, encode_error};
pub use event::{EventMessage, Occurrence, event_packet};
pub use frame::{Frame, FrameError, Limits, Receiver};
pub use fv_wire_xdr::{Decoder, Encoder, Fault, TooLong};
pub use generated::messages::*;
pub use generated::table::{
    ADMIN, Family, KEEPALIVE, LOCK, LOG, LXC, LXC_MONITOR, PROGRAMS, QEMU, REMOTE,
};
pub use header::{HEADER_LEN, Header, Kind, Status};
pub use keepalive::{Keepalive, KeepaliveConfig, KeepaliveStep};
pub use message::{Decode, Encode, Packet, Raw, Wire, encode_packet, encode_packet_into};
pub use procedure::{
    Direction, Permission, Phase, Priority, Procedure, Program, ProgramName, ReadOnly, Waits,
    program,
};
pub use stream::{CHUNK_MAX, Hole};

/// The most bytes of a packet behind its length word.
pub const PACKET_MAX: usize = 33_554_432;

/// The most descriptors that travel with one packet.
pub const DESCRIPTORS_MAX: usize = 32;
