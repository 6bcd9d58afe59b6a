//! Connects to a daemon and tells what is there: `cargo run -p fv-lib-client --example look URI`.
#![expect(clippy::print_stdout, reason = "an example talks to who runs it")]

use fv_api::Access;
use fv_error::Result;
use fv_lib_client::{Places, Remote, Target};

fn main() -> Result<()> {
    let uri = std::env::args().nth(1);
    let uri = uri.unwrap_or_else(|| "qemu:///system".into());
    let target = Target::from_uri(&uri, Access::ReadOnly, &Places::default())?;
    let remote = Remote::open(&target)?;
    let caller = remote.caller();
    println!(
        "{} on {}",
        remote.connect().uri(caller)?,
        remote.connect().hostname(caller)?
    );
    for dom in remote.connect().list_all_domains(caller, 1, 0)?.domains {
        let info = remote.domain().info(caller, &dom)?;
        println!(
            "{} {} state {} memory {} KiB",
            dom.id, dom.name, info.state, info.memory
        );
    }
    remote.close()
}
