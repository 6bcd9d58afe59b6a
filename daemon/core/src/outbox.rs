//! Packets on their way to one client, in order.
//!
//! Whoever has a packet, a worker, the reactor or an event's source, appends it under the
//! client's lock. Workers and the reactor then write as much as the socket takes; what is left
//! waits for the reactor. Descriptors follow their packet, each with a byte of its own.

use std::collections::VecDeque;
use std::io;
use std::os::fd::{AsFd, OwnedFd};

use fv_sys::unix;

/// One packet, and what goes with it.
#[derive(Debug, Default)]
pub(crate) struct Packet {
    pub(crate) bytes: Vec<u8>,
    pub(crate) descriptors: Vec<OwnedFd>,
    /// How many of the client's requests are settled when it has been written.
    pub(crate) settles: usize,
}

/// How far writing came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flushed {
    /// Nothing is left.
    Everything,
    /// The socket takes no more for now.
    Blocked,
}

/// The queue.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    packets: VecDeque<Packet>,
    /// How much of the first packet is written, and how many of its descriptors.
    written: usize,
    sent_descriptors: usize,
    bytes: usize,
}

impl Outbox {
    /// Appends a packet.
    pub(crate) fn push(&mut self, packet: Packet) {
        self.bytes += packet.bytes.len();
        if let Some(last) = self.packets.back_mut() {
            let merged = last.bytes.len() + packet.bytes.len();
            let plain = last.descriptors.is_empty() && packet.descriptors.is_empty();
            // Many small events become one write.
            if plain && merged <= MERGED_BYTES {
                last.bytes.extend_from_slice(&packet.bytes);
                last.settles += packet.settles;
                return;
            }
        }
        self.packets.push_back(packet);
    }

    /// Bytes not written yet.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.packets.is_empty()
    }

    /// Writes what the socket takes; adds to `settled` the requests that are done with.
    pub(crate) fn flush(&mut self, socket: &OwnedFd, settled: &mut usize) -> io::Result<Flushed> {
        while let Some(packet) = self.packets.front() {
            while self.written < packet.bytes.len() {
                let Some(count) = send(socket, &packet.bytes[self.written..], None)? else {
                    return Ok(Flushed::Blocked);
                };
                self.written += count;
                self.bytes -= count;
            }
            while let Some(descriptor) = packet.descriptors.get(self.sent_descriptors) {
                if send(socket, &[0], Some(descriptor))?.is_none() {
                    return Ok(Flushed::Blocked);
                }
                self.sent_descriptors += 1;
            }
            *settled += packet.settles;
            self.packets.pop_front();
            self.written = 0;
            self.sent_descriptors = 0;
        }
        Ok(Flushed::Everything)
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

/// Sends without waiting; nothing when the socket is full.
fn send(socket: &OwnedFd, bytes: &[u8], descriptor: Option<&OwnedFd>) -> io::Result<Option<usize>> {
    let sent = match descriptor {
        Some(descriptor) => unix::send(socket, bytes, &[descriptor.as_fd()]),
        None => unix::send(socket, bytes, &[]),
    };
    match sent {
        Ok(count) => Ok(Some(count)),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
        Err(error) => Err(error),
    }
}

/// Up to this size packets are put together.
const MERGED_BYTES: usize = 16 * 1024;

#[cfg(test)]
mod tests;
