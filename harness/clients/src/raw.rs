//! Clients that speak the protocol by hand, so that they can also break its rules.

use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

/// The program that carries libvirt's calls.
pub const REMOTE: u32 = 0x2000_8086;
/// The procedure that authenticates.
pub const AUTH_LIST: u32 = 66;
/// The procedure that opens a hypervisor.
pub const CONNECT_OPEN: u32 = 1;
/// The procedure that finds a domain by its name.
pub const LOOKUP_BY_NAME: u32 = 23;
/// The procedure that asks for the host's name.
pub const HOSTNAME: u32 = 59;
/// The procedure that registers for the life cycle of all domains in the oldest form.
pub const EVENT_REGISTER: u32 = 105;

/// How long an answer may take.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(30);
/// The words of a header.
const HEADER_WORDS: usize = 6;

/// A connection.
#[derive(Debug)]
pub struct RawClient {
    stream: UnixStream,
    serial: u32,
}

/// A reply to a call.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Whether it is an error.
    pub is_error: bool,
    /// What it carries.
    pub payload: Vec<u8>,
}

impl RawClient {
    /// Connects and says nothing.
    pub fn connect(path: impl AsRef<Path>) -> io::Result<Self> {
        let stream = UnixStream::connect(path)?;
        stream.set_read_timeout(Some(ANSWER_TIME_MAX))?;
        stream.set_write_timeout(Some(ANSWER_TIME_MAX))?;
        Ok(Self { stream, serial: 0 })
    }

    /// Connects, authenticates and opens the host's hypervisor, for reading alone if the socket is for that.
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        let mut client = Self::connect(path)?;
        client.call(REMOTE, AUTH_LIST, &[])?;
        let mut name = vec![0, 0, 0, 1];
        name.extend(text("qemu:///system"));
        name.extend([0; 4]);
        let reply = client.call(REMOTE, CONNECT_OPEN, &name)?;
        match reply.is_error {
            true => Err(io::Error::other(
                String::from_utf8_lossy(&reply.payload).into_owned(),
            )),
            false => Ok(client),
        }
    }

    /// Calls a procedure and waits for its reply; messages that come before it are skipped.
    pub fn call(&mut self, program: u32, procedure: u32, payload: &[u8]) -> io::Result<Reply> {
        let serial = self.ask(program, procedure, payload)?;
        loop {
            let (header, payload) = self.receive()?;
            if header[3] == 1 && header[4] == serial {
                let is_error = header[5] == 1;
                return Ok(Reply { is_error, payload });
            }
        }
    }

    /// Calls a procedure without waiting for its reply; returns the serial number that the reply will have.
    pub fn ask(&mut self, program: u32, procedure: u32, payload: &[u8]) -> io::Result<u32> {
        self.serial += 1;
        self.send(&packet([program, 1, procedure, 0, self.serial, 0], payload))?;
        Ok(self.serial)
    }

    /// Sends bytes as they are.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// Sends a packet of that length but for its last byte; an error when the daemon hangs up meanwhile.
    pub fn send_but_one(&mut self, length: u32) -> io::Result<()> {
        self.send(&length.to_be_bytes())?;
        let part = vec![0; 1 << 16];
        let mut left = usize::try_from(length).unwrap_or(0) - 5;
        while left > 0 {
            let count = left.min(part.len());
            self.send(&part[..count])?;
            left -= count;
        }
        Ok(())
    }

    /// Reads one packet: its header and what it carries.
    pub fn receive(&mut self) -> io::Result<([u32; HEADER_WORDS], Vec<u8>)> {
        let mut word = [0; 4];
        self.stream.read_exact(&mut word)?;
        let length = usize::try_from(u32::from_be_bytes(word)).unwrap_or(0);
        if !(4 + 4 * HEADER_WORDS..=(32 << 20) + 4).contains(&length) {
            let text = format!("a packet of {length} bytes");
            return Err(io::Error::new(ErrorKind::InvalidData, text));
        }
        let mut rest = vec![0; length - 4];
        self.stream.read_exact(&mut rest)?;
        let mut header = [0; HEADER_WORDS];
        for (word, bytes) in header.iter_mut().zip(rest.chunks_exact(4)) {
            *word = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        }
        Ok((header, rest.split_off(4 * HEADER_WORDS)))
    }

    /// Says whether the daemon hangs up within that time.
    pub fn is_closed_within(&mut self, time: Duration) -> bool {
        let until = crate::program::now() + time;
        let mut bytes = [0; 4096];
        loop {
            let left = until.saturating_duration_since(crate::program::now());
            if left.is_zero() || self.stream.set_read_timeout(Some(left)).is_err() {
                return false;
            }
            match self.stream.read(&mut bytes) {
                Ok(0) => return true,
                Ok(_) => {}
                Err(error)
                    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {}
                Err(_) => return true,
            }
        }
    }
}

/// Makes a packet of a header and what it carries.
pub fn packet(header: [u32; HEADER_WORDS], payload: &[u8]) -> Vec<u8> {
    let length = 4 + 4 * HEADER_WORDS + payload.len();
    let mut bytes = u32::try_from(length)
        .unwrap_or(u32::MAX)
        .to_be_bytes()
        .to_vec();
    bytes.extend(header.iter().flat_map(|word| word.to_be_bytes()));
    bytes.extend_from_slice(payload);
    bytes
}

/// Encodes a text.
pub fn text(text: &str) -> Vec<u8> {
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
    let mut bytes = length.to_be_bytes().to_vec();
    bytes.extend_from_slice(text.as_bytes());
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}
