//! The streams of all clients: waiting for drivers, moving bytes, keeping to the limits.
//!
//! Bytes move only as far as the slower side allows. Towards the client: a driver is read while
//! the client has little left to read. Towards the driver: packets that it does not take count as
//! requests under way, so that at some point the client is read no further.

use std::io;

use fv_event::{EventLoop, Interest};
use fv_wire_rpc::CHUNK_MAX;

use super::{Kind, Reactor};
use crate::call;
use crate::client::{Client, Packet};
use crate::notice::{NewStream, StreamName};
use crate::packet;
use crate::stream::{Arrived, Fate, LiveStream, Step};

/// Where a stream is found.
#[derive(Clone, Copy, Debug)]
pub(super) struct StreamToken {
    client: u64,
}

/// A stream, and how its driver is waited for.
pub(super) struct Attached {
    number: u64,
    stream: LiveStream,
    /// What is waited for on the descriptor. Not at all when there is nothing to wait for: the
    /// kernel tells a hang-up whether it was asked for or not, again and again.
    polled: Option<Interest>,
}

impl Reactor {
    /// Takes over a stream that a call made.
    pub(super) fn begin_stream(&mut self, id: u64, new: NewStream) {
        let stream = LiveStream::new(new);
        let Some(peer) = self.peers.get_mut(&id) else {
            let _ = call::guarded(|| stream.abandon());
            return;
        };
        let number = self.next_stream;
        self.next_stream += 1;
        peer.streams.push(Attached {
            number,
            stream,
            polled: None,
        });
        self.streams.insert(number, StreamToken { client: id });
        self.pump(number);
    }

    /// Moves the bytes of streams that had more to move than one turn allows.
    pub(super) fn pump_restless(&mut self) {
        for number in std::mem::take(&mut self.restless) {
            self.pump(number);
        }
    }

    /// A packet of a stream arrived; false when the client breaks the rules.
    pub(super) fn stream_arrived(&mut self, id: u64, name: StreamName, arrived: Arrived) -> bool {
        if !self.has_stream(id, name) {
            // The call that makes it may have been answered in this very round.
            self.take_notices();
        }
        let Some(peer) = self.peers.get_mut(&id) else {
            return false;
        };
        let Some(attached) = peer.streams.iter_mut().find(|a| a.stream.name == name) else {
            // Packets under way while the stream ended: nobody misses them.
            return true;
        };
        peer.client.begin_request();
        attached.stream.arrive(arrived);
        let number = attached.number;
        self.pump(number);
        self.peers.contains_key(&id)
    }

    /// Lets the streams of a client go on that stood still for it.
    pub(super) fn resume_streams(&mut self, id: u64) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        peer.streams_paused = false;
        let numbers: Vec<u64> = peer
            .streams
            .iter()
            .map(|attached| attached.number)
            .collect();
        for number in numbers {
            self.pump(number);
        }
    }

    /// Stops waiting for a stream's driver and gives it up.
    pub(super) fn end_stream(&mut self, attached: Attached) {
        self.detach(&attached);
        let _ = call::guarded(|| attached.stream.abandon());
    }

    /// Moves what can be moved, in both directions.
    pub(super) fn pump(&mut self, number: u64) {
        let Some(&StreamToken { client: id }) = self.streams.get(&number) else {
            return;
        };
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        let is_read = peer.is_read();
        let Some(attached) = peer.streams.iter_mut().find(|a| a.number == number) else {
            return;
        };
        let mut moved = attached.write(&peer.client);
        if moved.settled > 0 && !is_read {
            // Not here: working off more packets may lead back to this very stream.
            self.revisit.push(id);
        }
        // What the client sent goes first: it may be the end.
        let mut chunks = 0;
        let mut exhausted = false;
        while moved.fate == Fate::Open && !exhausted && chunks < CHUNKS_AT_ONCE && moved.keeps_up()
        {
            (moved, exhausted) = attached.read(&peer.client, &mut self.scratch[..CHUNK_MAX]);
            chunks += 1;
        }
        if moved.fate != Fate::Open {
            self.close_stream(id, number, moved.fate);
            return;
        }
        if !moved.keeps_up() {
            peer.streams_paused = true;
            peer.client.await_change();
        } else if !exhausted && attached.stream.descriptor().is_none() {
            self.restless.push(number);
        }
        let wanted = attached.stream.wanted(moved.keeps_up());
        if let Err(error) = poll(&self.events, attached, wanted) {
            fv_log::error!("rpc.server", "a stream cannot be waited for: {error}");
        }
    }

    fn has_stream(&self, id: u64, name: StreamName) -> bool {
        let peer = self.peers.get(&id);
        peer.is_some_and(|peer| peer.streams.iter().any(|a| a.stream.name == name))
    }

    fn close_stream(&mut self, id: u64, number: u64, fate: Fate) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        if let Some(at) = peer.streams.iter().position(|a| a.number == number) {
            let attached = peer.streams.remove(at);
            match fate {
                Fate::Broken => self.end_stream(attached),
                Fate::Open | Fate::Over => self.detach(&attached),
            }
        }
        match fate {
            Fate::Broken => self.drop_client(id),
            // The requests that ended with it make room for others.
            Fate::Open | Fate::Over => self.revisit.push(id),
        }
    }

    fn detach(&mut self, attached: &Attached) {
        self.streams.remove(&attached.number);
        if let (Some(_), Some(descriptor)) = (attached.polled, attached.stream.descriptor()) {
            let _ = self.events.remove(descriptor);
        }
    }
}

/// How far one direction came.
#[derive(Clone, Copy, Debug)]
struct Moved {
    fate: Fate,
    /// What the client has not read.
    unsent: usize,
    /// How many of the client's packets are worked off.
    settled: usize,
}

impl Moved {
    fn keeps_up(self) -> bool {
        self.unsent < packet::STREAM_UNSENT_MAX
    }
}

impl Attached {
    /// Towards the driver.
    fn write(&mut self, client: &Client) -> Moved {
        let step = match call::guarded(|| self.stream.write()) {
            Ok(step) => step,
            Err(error) => self.stream.give_up(&error),
        };
        deliver(client, step)
    }

    /// Towards the client; the second value tells that the driver has no more for now.
    fn read(&mut self, client: &Client, chunk: &mut [u8]) -> (Moved, bool) {
        let step = match call::guarded(|| self.stream.read(chunk)) {
            Ok(step) => step,
            Err(error) => self.stream.give_up(&error),
        };
        let exhausted = step.packets.is_empty();
        (deliver(client, step), exhausted)
    }
}

/// Waits for the descriptor as wanted, if that differs from how it is waited for.
fn poll(events: &EventLoop, attached: &mut Attached, wanted: Interest) -> io::Result<()> {
    let Some(descriptor) = attached.stream.descriptor() else {
        return Ok(());
    };
    let wanted = (wanted != Interest::NONE).then_some(wanted);
    let token = Kind::Stream.token(attached.number);
    match (attached.polled, wanted) {
        (old, new) if old == new => {}
        (None, Some(interest)) => events.add(descriptor, token, interest)?,
        (Some(_), Some(interest)) => events.modify(descriptor, token, interest)?,
        (_, None) => events.remove(descriptor)?,
    }
    attached.polled = wanted;
    Ok(())
}

/// Sends what a step brought.
fn deliver(client: &Client, step: Step) -> Moved {
    let settled = step.settled;
    for _ in 0..settled {
        client.end_request();
    }
    for bytes in step.packets {
        let packet = Packet::plain(bytes);
        client.send(packet, None);
    }
    Moved {
        fate: step.fate,
        unsent: client.load().unsent,
        settled,
    }
}

/// How many chunks one stream moves before others get a turn.
const CHUNKS_AT_ONCE: usize = 4;
