//! A disk that fails when a test says so: a server of network block devices, as small as QEMU accepts it.
//!
//! Every read brings zeros and every write is forgotten, until a failure is chosen; then every request is answered
//! with that error until none is chosen again. One export, fixed new style, simple replies, a unix socket.

use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use crate::set_mode;

/// How the disk answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Failure {
    /// It works.
    None = 0,
    /// The medium is broken (`EIO`).
    Broken = 5,
    /// There is no room (`ENOSPC`).
    Full = 28,
}

/// A server that runs until the test process ends.
#[derive(Debug)]
pub struct NbdDisk {
    socket: PathBuf,
    failure: Arc<AtomicU32>,
}

impl NbdDisk {
    /// Serves a disk of 1 MiB on a socket that everybody may use.
    pub fn serve(socket: &Path) -> io::Result<Self> {
        let listener = UnixListener::bind(socket)?;
        set_mode(socket, 0o777);
        let failure = Arc::new(AtomicU32::new(0));
        let chosen = Arc::clone(&failure);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let failure = Arc::clone(&chosen);
                // A client that goes away ends its thread.
                thread::spawn(move || negotiate(client).and_then(|it| transmit(it, &failure)));
            }
        });
        Ok(Self {
            socket: socket.into(),
            failure,
        })
    }

    /// Chooses how requests are answered from now on.
    pub fn answer_with(&self, failure: Failure) {
        self.failure.store(failure as u32, Ordering::SeqCst);
    }

    /// Returns the `<source>` of this disk.
    pub fn source(&self) -> String {
        format!(
            "<source protocol='nbd' name='failing'><host transport='unix' socket='{}'/></source>",
            self.socket.display()
        )
    }
}

impl Drop for NbdDisk {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.socket);
    }
}

/// Greets a client and refuses every option until it asks to go on.
fn negotiate(mut client: UnixStream) -> io::Result<UnixStream> {
    let mut hello = b"NBDMAGICIHAVEOPT".to_vec();
    hello.extend_from_slice(&(FIXED_NEW_STYLE | NO_ZEROES).to_be_bytes());
    client.write_all(&hello)?;
    word(&mut client)?;
    loop {
        let mut magic = [0; 8];
        client.read_exact(&mut magic)?;
        let option = word(&mut client)?;
        let length = word(&mut client)?;
        io::copy(&mut (&client).take(length.into()), &mut io::sink())?;
        if option == OPTION_GO {
            let mut export = vec![0, 0];
            export.extend_from_slice(&DISK_BYTES.to_be_bytes());
            export.extend_from_slice(&(HAS_FLAGS | TAKES_FLUSH).to_be_bytes());
            answer_option(&mut client, option, REPLY_INFO, &export)?;
            answer_option(&mut client, option, REPLY_ACK, &[])?;
            return Ok(client);
        }
        answer_option(&mut client, option, REPLY_UNSUPPORTED, &[])?;
    }
}

fn answer_option(client: &mut UnixStream, option: u32, kind: u32, data: &[u8]) -> io::Result<()> {
    let mut reply = OPTION_REPLY.to_be_bytes().to_vec();
    let length = u32::try_from(data.len()).unwrap_or(0);
    for word in [option, kind, length] {
        reply.extend_from_slice(&word.to_be_bytes());
    }
    reply.extend_from_slice(data);
    client.write_all(&reply)
}

fn transmit(mut client: UnixStream, failure: &AtomicU32) -> io::Result<()> {
    loop {
        let mut request = [0; 28];
        client.read_exact(&mut request)?;
        let [_, _, _, _, _, _, high, low, handle @ .., l0, l1, l2, l3] = request;
        let length = u32::from_be_bytes([l0, l1, l2, l3]);
        let command = u16::from_be_bytes([high, low]);
        if command == WRITE {
            io::copy(&mut (&client).take(length.into()), &mut io::sink())?;
        }
        if command == DISCONNECT {
            return Ok(());
        }
        let error = failure.load(Ordering::SeqCst);
        let mut reply = REPLY.to_be_bytes().to_vec();
        reply.extend_from_slice(&error.to_be_bytes());
        reply.extend_from_slice(&handle[..8]);
        client.write_all(&reply)?;
        if command == READ && error == 0 {
            io::copy(&mut io::repeat(0).take(length.into()), &mut client)?;
        }
    }
}

fn word(client: &mut UnixStream) -> io::Result<u32> {
    let mut bytes = [0; 4];
    client.read_exact(&mut bytes)?;
    Ok(u32::from_be_bytes(bytes))
}

const DISK_BYTES: u64 = 1 << 20;
// Flags of the handshake and of the export.
const FIXED_NEW_STYLE: u16 = 1;
const NO_ZEROES: u16 = 2;
const HAS_FLAGS: u16 = 1;
const TAKES_FLUSH: u16 = 4;
// Options and the answers to them.
const OPTION_GO: u32 = 7;
const OPTION_REPLY: u64 = 0x0003_e889_0455_65a9;
const REPLY_ACK: u32 = 1;
const REPLY_INFO: u32 = 3;
const REPLY_UNSUPPORTED: u32 = 0x8000_0001;
// Requests and the answer to them.
const READ: u16 = 0;
const WRITE: u16 = 1;
const DISCONNECT: u16 = 2;
const REPLY: u32 = 0x6744_6698;
