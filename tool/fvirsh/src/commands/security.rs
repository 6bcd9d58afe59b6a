//! How the memory of a domain is kept from its host.

use fv_tool_shell::{Command, Fields, Outcome, Reply};

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
    let mut fields = Fields::new(0);
    for param in &params {
        let line = format!("{:<15}: {}", param.field, values::text(param));
        fields.line(line, &param.field, values::json(param));
    }
    Ok(Reply::text(fields.to_text()).with_json(fields.to_json()))
}
