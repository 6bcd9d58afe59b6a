//! Couples a terminal with a socket, byte for byte, on a thread of its own.

use std::io;
use std::os::fd::OwnedFd;

use fv_sys::epoll::{Epoll, Interest, Ready};
use fv_sys::{fd, unix};

/// Starts the thread; it ends when either side does.
pub(crate) fn start(terminal: OwnedFd, socket: OwnedFd) -> io::Result<()> {
    let epoll = Epoll::new()?;
    epoll.add(&terminal, TERMINAL, Interest::READ)?;
    epoll.add(&socket, SOCKET, Interest::READ)?;
    let mut coupling = Coupling {
        epoll,
        terminal,
        socket,
        to_client: Vec::new(),
        to_guest: Vec::new(),
        terminal_ended: false,
    };
    let thread = std::thread::Builder::new().name("qemu-console".into());
    thread.spawn(move || coupling.run()).map(drop)
}

struct Coupling {
    epoll: Epoll,
    terminal: OwnedFd,
    socket: OwnedFd,
    to_client: Vec<u8>,
    to_guest: Vec<u8>,
    terminal_ended: bool,
}

impl Coupling {
    fn run(&mut self) {
        let mut ready = Vec::with_capacity(2);
        while self.turn(&mut ready).unwrap_or(false) {}
        // The client reads what is still on its way, then the end.
        let _ = unix::shutdown_write(&self.socket);
    }

    /// Waits and moves bytes once; false when it is over.
    fn turn(&mut self, ready: &mut Vec<Ready>) -> io::Result<bool> {
        self.epoll.wait(ready, None)?;
        for found in ready.iter() {
            let goes_on = match found.token {
                TERMINAL => self.terminal_ready(found),
                _ => self.socket_ready(found),
            };
            if !goes_on? {
                return Ok(false);
            }
        }
        if self.terminal_ended && self.to_client.is_empty() {
            return Ok(false);
        }
        self.update()?;
        Ok(true)
    }

    fn terminal_ready(&mut self, found: &Ready) -> io::Result<bool> {
        if found.writable {
            flush(&self.terminal, &mut self.to_guest)?;
        }
        if !found.readable && !found.hangup && !found.error {
            return Ok(true);
        }
        // One that hung up is read to its end at once: it would be told again and again.
        while self.to_client.is_empty() || found.hangup {
            match fill(&self.terminal, &mut self.to_client) {
                Ok(Filled::Some) if self.to_client.len() < BUFFER_MAX => {}
                Ok(Filled::Some | Filled::Later) if !found.hangup => break,
                // A terminal whose other end is closed says so by an error.
                _ => {
                    self.terminal_ended = true;
                    self.epoll.remove(&self.terminal)?;
                    break;
                }
            }
        }
        flush(&self.socket, &mut self.to_client)?;
        Ok(true)
    }

    fn socket_ready(&mut self, found: &Ready) -> io::Result<bool> {
        if found.writable {
            flush(&self.socket, &mut self.to_client)?;
        }
        if found.readable && self.to_guest.is_empty() {
            if let Filled::End = fill(&self.socket, &mut self.to_guest)? {
                return Ok(false);
            }
            if !self.terminal_ended {
                flush(&self.terminal, &mut self.to_guest)?;
            }
        }
        Ok(!found.error)
    }

    /// Waits only for what can be taken, so that the slower side holds the other one up.
    fn update(&self) -> io::Result<()> {
        let interest = |read: bool, write: bool| Interest {
            read,
            write,
            one_shot: false,
        };
        let (client, guest) = (self.to_client.is_empty(), self.to_guest.is_empty());
        self.epoll
            .modify(&self.socket, SOCKET, interest(guest, !client))?;
        if !self.terminal_ended {
            self.epoll
                .modify(&self.terminal, TERMINAL, interest(client, !guest))?;
        }
        Ok(())
    }
}

enum Filled {
    Some,
    Later,
    End,
}

fn fill(from: &OwnedFd, buffer: &mut Vec<u8>) -> io::Result<Filled> {
    let mut piece = [0; 4096];
    match fd::read(from, &mut piece) {
        Ok(0) => Ok(Filled::End),
        Ok(count) => {
            buffer.extend_from_slice(&piece[..count]);
            Ok(Filled::Some)
        }
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(Filled::Later),
        Err(error) => Err(error),
    }
}

fn flush(to: &OwnedFd, buffer: &mut Vec<u8>) -> io::Result<()> {
    while !buffer.is_empty() {
        match fd::write(to, buffer) {
            Ok(count) => drop(buffer.drain(..count)),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

const TERMINAL: u64 = 1;
const SOCKET: u64 = 2;
const BUFFER_MAX: usize = 64 * 1024;
