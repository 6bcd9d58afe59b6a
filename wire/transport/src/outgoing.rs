//! Packets that wait for room in a socket that does not block.
//!
//! Who fills the queue may want to know when some of its packets have gone: those are counted.

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

/// Whether a packet is counted when it has gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// [`Outgoing::take_gone`] tells of it.
    Yes,
    /// Nobody asks for it.
    No,
}

/// Packets in the order in which they go, each with its descriptors behind it.
#[derive(Debug, Default)]
pub struct Outgoing {
    packets: VecDeque<Waiting>,
    /// How much of the first packet has gone, and how many of its descriptors.
    sent: usize,
    sent_descriptors: usize,
    /// What waits in all.
    bytes: usize,
    gone: usize,
}

/// One packet, or several small ones that go together.
#[derive(Debug)]
struct Waiting {
    bytes: Vec<u8>,
    descriptors: Vec<OwnedFd>,
    /// How many counted packets it holds.
    counted: usize,
}

impl Outgoing {
    /// Adds a packet at the end.
    pub fn push(&mut self, packet: Vec<u8>, descriptors: Vec<OwnedFd>, count: Count) {
        let counted = usize::from(count == Count::Yes);
        self.bytes += packet.len();
        if let Some(last) = self.packets.back_mut() {
            let plain = last.descriptors.is_empty() && descriptors.is_empty();
            // Many small events become one write.
            if plain && last.bytes.len() + packet.len() <= MERGED_LEN {
                last.bytes.extend_from_slice(&packet);
                last.counted += counted;
                return;
            }
        }
        self.packets.push_back(Waiting {
            bytes: packet,
            descriptors,
            counted,
        });
    }

    /// Tells whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.packets.is_empty()
    }

    /// How many bytes wait.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many counted packets have gone since this was asked last.
    pub fn take_gone(&mut self) -> usize {
        std::mem::take(&mut self.gone)
    }

    /// Writes what the socket takes.
    pub fn send(&mut self, socket: &Socket) -> io::Result<Sent> {
        while let Some(packet) = self.packets.front() {
            while self.sent < packet.bytes.len() {
                match unless_blocked(socket.send_bytes(&packet.bytes[self.sent..]))? {
                    Some(count) => {
                        self.sent += count;
                        self.bytes -= count;
                    }
                    None => return Ok(Sent::Blocked),
                }
            }
            while let Some(descriptor) = packet.descriptors.get(self.sent_descriptors) {
                if unless_blocked(socket.send_descriptor(descriptor.as_fd()))?.is_none() {
                    return Ok(Sent::Blocked);
                }
                self.sent_descriptors += 1;
            }
            self.gone += packet.counted;
            self.packets.pop_front();
            self.sent = 0;
            self.sent_descriptors = 0;
        }
        Ok(Sent::Everything)
    }

    /// Forgets what waits.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

fn unless_blocked(result: io::Result<usize>) -> io::Result<Option<usize>> {
    match result {
        Ok(count) => Ok(Some(count)),
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(None),
        Err(error) => Err(error),
    }
}

/// Up to this length packets are put together.
const MERGED_LEN: usize = 16 * 1024;
