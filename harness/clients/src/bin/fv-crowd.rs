//! `fv-crowd SOCKET COUNT MANNER`: many clients that misbehave, as whatever user it is run.
//!
//! It says `ready` when all of them are as wanted, and stays until its input ends. The manners: `silent` connects and
//! never says who it is; `idle` opens and asks nothing; `half` sends the longest message but for its last byte;
//! `deaf` registers for events and reads none; `waiting` has five calls under way that only the emulator of the domain
//! `stuck` can answer, and in the end says how many were.
#![expect(clippy::print_stdout, reason = "a command prints its results")]

use std::io::{Read, Write};
use std::process::ExitCode;

use fv_harness_clients::raw::{EVENT_REGISTER, LOOKUP_BY_NAME, REMOTE, RawClient, text};

/// Calls that an emulator has to answer, as many as a client may have under way: program, procedure, and what follows
/// the domain.
const WAITED_FOR: [(u32, u32, &[u8]); 5] = [
    // Memory statistics: at most 16 of them, no flags.
    (REMOTE, 159, &[0, 0, 0, 16, 0, 0, 0, 0]),
    // What a disk did, by its name.
    (REMOTE, 64, b"\0\0\0\x03hda\0"),
    // How big a disk is, by its name; no flags.
    (REMOTE, 194, b"\0\0\0\x03hda\0\0\0\0\0"),
    (REMOTE, SUSPEND, &[]),
    // A command for people to the monitor.
    (QEMU, 1, b"\0\0\0\x0binfo status\0\0\0\0\x01"),
];
const SUSPEND: u32 = 34;
const QEMU: u32 = 0x2000_8087;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [socket, count, manner] = &arguments[..] else {
        return ExitCode::FAILURE;
    };
    let count = count.parse().unwrap_or(0);
    // Kept until the end: a client that is dropped hangs up.
    let mut crowd: Vec<_> = (0..count).map(|_| come(socket, manner)).collect();
    let served = crowd.iter().filter(|client| client.is_ok()).count();
    println!("ready {served}");
    let _ = std::io::stdout().flush();
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
    if manner == "waiting" {
        let answers = |client: &mut RawClient| {
            WAITED_FOR
                .iter()
                .filter(|_| client.receive().is_ok())
                .count()
        };
        let answered: usize = crowd.iter_mut().flatten().map(answers).sum();
        println!("answered {answered}");
    }
    ExitCode::SUCCESS
}

/// One client of that manner; the daemon may have refused it.
fn come(socket: &str, manner: &str) -> std::io::Result<RawClient> {
    match manner {
        "idle" => RawClient::open(socket),
        "half" => {
            let mut client = RawClient::open(socket)?;
            client.send_but_one(32 << 20)?;
            Ok(client)
        }
        "deaf" => {
            let mut client = RawClient::open(socket)?;
            client.call(REMOTE, EVENT_REGISTER, &[])?;
            Ok(client)
        }
        "waiting" => {
            let mut client = RawClient::open(socket)?;
            let domain = client.call(REMOTE, LOOKUP_BY_NAME, &text("stuck"))?.payload;
            for (program, procedure, rest) in WAITED_FOR {
                client.ask(program, procedure, &[&domain, rest].concat())?;
            }
            Ok(client)
        }
        _ => RawClient::connect(socket),
    }
}
