//! The real QEMU with somebody between it and the daemon.
//!
//! QEMU keeps the process that the daemon started; the go-between is a child that holds the socket on which the
//! daemon calls, and calls QEMU on another one.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::Shutdown;
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};

use super::play::{babble, deep, endless};
use super::{Order, QEMU, WORDS};
use crate::program::{program, until};

/// How often the order is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// Starts the go-between and becomes QEMU.
pub(super) fn run(orders: &str, arguments: &[String]) -> Result<()> {
    let named = |text: &String| text.starts_with("socket,id=charmonitor,");
    let place = arguments
        .iter()
        .position(named)
        .context("no monitor is asked for")?;
    // Beside the guest's own files, where QEMU may make a socket.
    let folder = arguments.iter().find_map(|text| folder_of_guest(text));
    let socket = format!("{}/behind.sock", folder.context("the guest has no folder")?);
    program(std::env::current_exe()?)
        .args(["between", orders, &socket])
        .stdout(Stdio::null())
        .spawn()?;
    let mut arguments = arguments.to_vec();
    arguments[place] = format!("socket,id=charmonitor,path={socket},server=on,wait=off");
    Err(program(QEMU).args(arguments).exec().into())
}

/// Finds the folder of the guest in the argument that names its key.
fn folder_of_guest(argument: &str) -> Option<&str> {
    let end = argument.find("/master-key.aes")?;
    let start = argument[..end]
        .rfind("\"/")
        .or(argument[..end].rfind("=/"))?
        + 1;
    argument.get(start..end)
}

/// Passes conversations on, one after the other, until QEMU is gone.
pub(super) fn serve(listener: &UnixListener, orders: &Path, socket: &Path) -> Result<()> {
    listener.set_nonblocking(true)?;
    let mut said = Said::new(orders);
    // It is the parent: QEMU took its place.
    let qemu = std::os::unix::process::parent_id();
    while std::os::unix::process::parent_id() == qemu {
        let Ok((client, _)) = listener.accept() else {
            thread::sleep(LOOK_EVERY);
            continue;
        };
        client.set_nonblocking(false)?;
        if Order::read(orders) == Order::Close {
            continue;
        }
        let mut qemu = None;
        until("QEMU listens", Duration::from_secs(20), || {
            qemu = UnixStream::connect(socket).ok();
            qemu.is_some()
        })?;
        converse(&client, &qemu.context("QEMU listens")?, orders, &mut said)?;
    }
    Ok(())
}

fn converse(client: &UnixStream, qemu: &UnixStream, orders: &Path, said: &mut Said) -> Result<()> {
    // What is added to the conversation stands between two lines, never in one.
    let writer = Arc::new(Mutex::new(client.try_clone()?));
    let (mut commands, mut to_qemu) = (client.try_clone()?, qemu.try_clone()?);
    let up = thread::spawn(move || {
        // QEMU's own end shows on the other way.
        let _ = std::io::copy(&mut commands, &mut to_qemu);
        let _ = to_qemu.shutdown(Shutdown::Both);
    });
    let (sink, order_file) = (Arc::clone(&writer), orders.to_owned());
    let from_qemu = qemu.try_clone()?;
    let down = thread::spawn(move || {
        let mut lines = BufReader::new(from_qemu);
        let mut line = Vec::new();
        while lines
            .by_ref()
            .read_until(b'\n', &mut line)
            .is_ok_and(|count| count > 0)
        {
            if Order::read(&order_file) != Order::Silence {
                let mut sink = sink.lock().unwrap_or_else(PoisonError::into_inner);
                if sink.write_all(&line).is_err() {
                    break;
                }
            }
            line.clear();
        }
    });
    while !down.is_finished() && !up.is_finished() {
        let order = Order::read(orders);
        disturb(&writer, order, said);
        if order != Order::Babble {
            thread::sleep(LOOK_EVERY);
        }
    }
    for side in [client, qemu] {
        let _ = side.shutdown(Shutdown::Both);
    }
    // Both have nothing left to read.
    let _ = (up.join(), down.join());
    Ok(())
}

/// Carries an order out; what cannot be written ends with the conversation.
fn disturb(writer: &Mutex<UnixStream>, order: Order, said: &mut Said) {
    let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
    let _ = match order {
        Order::Serve | Order::Silence => Ok(()),
        Order::Close => writer.shutdown(Shutdown::Both),
        Order::Babble => babble(&mut writer),
        Order::Endless => endless(&mut writer),
        Order::Deep => deep(&mut writer),
        Order::Garbage => writer.write_all(b"}{ is no JSON\n"),
        Order::Say => said
            .new_words()
            .map_or(Ok(()), |words| writer.write_all(&words)),
    };
}

/// Words that a test wants to be said, and which of them were.
struct Said {
    file: PathBuf,
    last: Option<(u64, SystemTime)>,
}

impl Said {
    fn new(orders: &Path) -> Self {
        Self {
            file: orders.with_file_name(WORDS),
            last: None,
        }
    }

    /// Words that have not been said yet; each time they are in a file of their own.
    fn new_words(&mut self) -> Option<Vec<u8>> {
        let known = std::fs::metadata(&self.file).ok()?;
        let known = Some((known.ino(), known.modified().ok()?));
        if self.last == known {
            return None;
        }
        self.last = known;
        std::fs::read(&self.file).ok()
    }
}
