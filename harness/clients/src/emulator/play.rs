//! Plays the part of an emulator on a monitor's socket.

use std::io::{self, BufRead, BufReader, Write};
use std::os::fd::AsFd;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::thread;

use anyhow::{Context, Result};

use super::{Fault, between};

/// What QEMU says first.
const GREETING: &str = "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 2, \"minor\": 0, \"major\": 10}, \
                        \"package\": \"\"}, \"capabilities\": []}}\n";
/// How many events one turn of babbling tells.
const BABBLE: usize = 200;
/// How deep [`deep`] nests.
const DEPTH: usize = 100_000;

/// Runs `fv-emulator`: name of the fault, file of the orders, arguments of QEMU; or `between ORDERS SOCKET`.
pub fn play(arguments: &[String]) -> Result<()> {
    let listener = UnixListener::from(io::stdin().as_fd().try_clone_to_owned()?);
    // Whoever opened the socket may want it not to wait.
    listener.set_nonblocking(false)?;
    let [name, orders, rest @ ..] = arguments else {
        anyhow::bail!("fv-emulator FAULT ORDERS [ARGUMENT…]");
    };
    if name == "between" {
        let monitor = rest.first().context("no socket is named")?;
        return between::serve(&listener, Path::new(orders), Path::new(monitor));
    }
    match Fault::from_name(name).context("no such fault")? {
        Fault::Dead => anyhow::bail!("the emulator has no mind to work"),
        Fault::Later => between::run(orders, rest),
        fault => {
            let (client, _) = listener.accept()?;
            misbehave(fault, client)
        }
    }
}

fn misbehave(fault: Fault, mut client: UnixStream) -> Result<()> {
    if fault == Fault::Silent {
        forever();
    }
    client.write_all(GREETING.as_bytes())?;
    // Whoever does not like what comes hangs up.
    let _ = match fault {
        Fault::Mute => answer(&mut client, 1, "{}"),
        Fault::WrongTypes => answer(&mut client, usize::MAX, "\"yes\""),
        Fault::Babbling => loop {
            if let Err(error) = babble(&mut client) {
                break Err(error);
            }
        },
        Fault::Endless => endless(&mut client),
        Fault::Deep => deep(&mut client),
        Fault::Garbage => client.write_all(b"}{ is no JSON\n"),
        Fault::Dying => return Ok(()),
        _ => Ok(()),
    };
    forever()
}

/// Answers so many commands with a value.
fn answer(client: &mut UnixStream, count: usize, value: &str) -> io::Result<()> {
    let mut commands = BufReader::new(client.try_clone()?).lines();
    for line in commands.by_ref().take(count) {
        let line = line?;
        let id = line
            .split_once("\"id\":\"")
            .and_then(|(_, rest)| rest.split('"').next());
        let id = id.unwrap_or_default();
        client.write_all(format!("{{\"return\": {value}, \"id\": \"{id}\"}}\n").as_bytes())?;
    }
    Ok(())
}

/// Tells many events of a kind that may happen as often as a guest likes: its clock is set to 1, 2 and so on.
pub(super) fn babble(client: &mut UnixStream) -> io::Result<()> {
    let event = |offset| {
        format!(
            "{{\"timestamp\": {{\"seconds\": 1, \"microseconds\": 1}}, \"event\": \"RTC_CHANGE\", \
             \"data\": {{\"offset\": {offset}, \"qom-path\": \"/machine/rtc\"}}}}\n"
        )
    };
    let events: String = (1..=BABBLE).map(event).collect();
    client.write_all(events.as_bytes())
}

/// Writes one line until nobody listens.
pub(super) fn endless(client: &mut UnixStream) -> io::Result<()> {
    client.write_all(b"{\"return\": \"")?;
    loop {
        client.write_all(&[b'x'; 64 * 1024])?;
    }
}

/// Writes a line of arrays in arrays.
pub(super) fn deep(client: &mut UnixStream) -> io::Result<()> {
    let line = format!(
        "{{\"return\": {}{}}}\n",
        "[".repeat(DEPTH),
        "]".repeat(DEPTH)
    );
    client.write_all(line.as_bytes())
}

/// Goes on until somebody ends the process.
fn forever() -> ! {
    loop {
        thread::park();
    }
}
