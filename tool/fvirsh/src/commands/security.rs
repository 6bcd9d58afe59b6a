//! How the memory of a domain is kept from its host.

use fv_tool_shell::{Command, Outcome};

use super::flags::Explain;
use super::options::{DOMAIN, JSON};
use super::{Args, values};
use crate::Session;

pub(super) const COMMANDS: &[Command<Session>] = &[Command::new(
    "domlaunchsecinfo",
    launch_info,
    "tell how a launch is protected",
)
.about("Tells by what the launch of a domain with protected memory can be proved.")
.options(&[DOMAIN, JSON])];

fn launch_info(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let params = link
        .domain_tune()?
        .launch_security_info(&link.caller, &dom, 0)
        .explain(|| "Unable to get launch security parameters".into())?;
    Ok(values::fields(&params, 15).into())
}
