//! Commands about the connection.

use fv_api::Access;
use fv_tool_shell::{Command, Opt, Outcome, Reply};

use super::Args;
use crate::Session;

pub(super) const COMMANDS: &[Command<Session>] =
    &[Command::new("connect", connect, "connect to a hypervisor")
        .about("Connects to a hypervisor, or again to the one that there was.")
        .options(&[
            Opt::text("name", "the hypervisor's URI")
                .positional()
                .may_be_empty(),
            Opt::flag("readonly", "for looking only"),
        ])
        .offline()];

fn connect(session: &mut Session, args: &Args) -> Outcome {
    let name = args.text("name")?;
    // To the same one again: what it was for stays.
    let access = match (args.has("readonly"), name) {
        (true, _) => Access::ReadOnly,
        (false, Some(_)) => Access::ReadWrite,
        (false, None) => session.options.access,
    };
    session.reconnect(name, access)?;
    Ok(Reply::none())
}
