//! `fv-crowd SOCKET COUNT MANNER`: many clients that misbehave, as whatever user it is run.
//!
//! It says `ready` when all of them are as wanted, and stays until its input ends. The manners: `silent` connects and
//! never says who it is; `idle` opens and asks nothing; `half` sends the longest message but for its last byte;
//! `deaf` registers for events and reads none.
#![expect(clippy::print_stdout, reason = "a command prints its results")]

use std::io::{Read, Write};
use std::process::ExitCode;

use fv_harness_clients::raw::{EVENT_REGISTER, REMOTE, RawClient};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [socket, count, manner] = &arguments[..] else {
        return ExitCode::FAILURE;
    };
    let count = count.parse().unwrap_or(0);
    // Kept until the end: a client that is dropped hangs up.
    let crowd: Vec<_> = (0..count).map(|_| come(socket, manner)).collect();
    let served = crowd.iter().filter(|client| client.is_ok()).count();
    println!("ready {served}");
    let _ = std::io::stdout().flush();
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
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
        _ => RawClient::connect(socket),
    }
}
