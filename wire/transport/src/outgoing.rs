//! Packets that wait for room in a socket that does not block.

use std::collections::VecDeque;
use std::io::{self, ErrorKind};
use std::os::fd::{AsFd, OwnedFd};

use crate::Socket;

/// How far writing came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// Nothing is left.
    Everything,
    /// The socket takes no more for now.
    Blocked,
}

/// Packets in the order in which they go, each with its descriptors behind it.
#[derive(Debug, Default)]
pub struct Outgoing {
    packets: VecDeque<(Vec<u8>, VecDeque<OwnedFd>)>,
    /// How much of the first packet has gone.
    sent: usize,
}

impl Outgoing {
    /// Adds a packet at the end.
    pub fn push(&mut self, packet: Vec<u8>, descriptors: Vec<OwnedFd>) {
        self.packets.push_back((packet, descriptors.into()));
    }

    /// Tells whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.packets.is_empty()
    }

    /// Writes what the socket takes.
    pub fn send(&mut self, socket: &Socket) -> io::Result<Sent> {
        while let Some((packet, descriptors)) = self.packets.front_mut() {
            while self.sent < packet.len() {
                match unless_blocked(socket.send_bytes(&packet[self.sent..]))? {
                    Some(count) => self.sent += count,
                    None => return Ok(Sent::Blocked),
                }
            }
            while let Some(descriptor) = descriptors.front() {
                if unless_blocked(socket.send_descriptor(descriptor.as_fd()))?.is_none() {
                    return Ok(Sent::Blocked);
                }
                descriptors.pop_front();
            }
            self.packets.pop_front();
            self.sent = 0;
        }
        Ok(Sent::Everything)
    }
}

fn unless_blocked(result: io::Result<usize>) -> io::Result<Option<usize>> {
    match result {
        Ok(count) => Ok(Some(count)),
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(None),
        Err(error) => Err(error),
    }
}
