//! `start --check` and `create --check`: what would keep a domain from starting, all at once.

use fv_api::{DomainRef, START_CHECK};
use fv_error::{Error, ErrorCode};
use fv_tool_shell::{Failure, Opt, Outcome, Reply};
use serde_json::{Value, json};

use super::Args;
use super::flags::Explain;
use crate::{Link, Session};

/// The option of both commands.
pub(super) const CHECK: Opt<Session> = Opt::flag(
    "check",
    "start nothing; tell all that would keep it from starting",
);

/// Checks the start of a domain that is defined.
pub(super) fn defined(
    session: &mut Session,
    args: &Args,
    link: &Link,
    dom: &DomainRef,
    flags: u32,
) -> Outcome {
    let api = link.domain()?;
    let checked = api.create_with_flags(&link.caller, dom, flags | START_CHECK);
    let Err(error) = checked else {
        return Ok(free(&dom.name));
    };
    let mut found = Findings::of_error(error, &dom.name)?;
    if found.is_cut {
        let document = api.xml_desc(&link.caller, dom, SECURE | INACTIVE)?;
        found.complete(link, &document)?;
    }
    found.tell(session, args, &dom.name)
}

/// Checks the start of a domain with this document.
pub(super) fn document(
    session: &mut Session,
    args: &Args,
    link: &Link,
    (from, xml): (&str, &str),
    flags: u32,
) -> Outcome {
    let api = link.domain()?;
    let error = match api.create_xml(&link.caller, xml, flags | START_CHECK) {
        Ok(dom) => return Ok(free(&dom.name)),
        Err(error) => error,
    };
    let name = name_in(&error).unwrap_or_default();
    if name.is_empty() {
        return Err(error).explain(|| format!("Failed to create domain from {from}"));
    }
    let mut found = Findings::of_error(error, &name)?;
    if found.is_cut {
        found.complete(link, xml)?;
    }
    found.tell(session, args, &name)
}

/// What stands in the way, a line each.
#[derive(Debug, PartialEq, Eq)]
struct Findings {
    lines: Vec<String>,
    /// There are more, for which an error has no room.
    is_cut: bool,
}

impl Findings {
    /// Takes an error apart that tells of blockers; any other one is a failure of the command.
    fn of_error(error: Error, name: &str) -> Result<Self, Failure> {
        if name_in(&error).is_none() {
            let text = match error.code() {
                ErrorCode::InvalidArg => "The other end cannot check a start".to_string(),
                _ => format!("Failed to check the start of domain '{name}'"),
            };
            return Err(Failure::new(text).because(error));
        }
        let lines = error.message().lines().skip(1).map(str::to_string);
        let mut lines: Vec<String> = lines.collect();
        let is_cut = lines.last().is_some_and(|last| is_count(last));
        if is_cut {
            lines.pop();
        }
        Ok(Self { lines, is_cut })
    }

    /// Fetches all of them; those of the domain's own state stay.
    fn complete(&mut self, link: &Link, document: &str) -> Result<(), Failure> {
        let api = link.connect()?;
        let text = api.domain_xml_to_native(&link.caller, "qemu-argv", document, START_CHECK)?;
        self.lines.retain(|line| line.starts_with("state: "));
        for line in text.lines() {
            if !self.lines.iter().any(|known| known == line) {
                self.lines.push(line.to_string());
            }
        }
        Ok(())
    }

    /// Prints them; the command has failed with that.
    fn tell(&self, session: &mut Session, args: &Args, name: &str) -> Outcome {
        let reply = reply(name, &self.lines);
        match reply.json() {
            Some(json) if args.wants_json() => session.terminal.print(&format!("{json:#}\n")),
            _ => reply.show(&mut session.terminal),
        }
        Err(Failure::silent())
    }
}

/// Nothing is in the way.
fn free(name: &str) -> Reply {
    Reply::done(format!("Domain '{name}' can be started")).with_json(json!({
        "domain": name,
        "blockers": [],
    }))
}

fn reply(name: &str, lines: &[String]) -> Reply {
    let mut text = format!("Domain '{name}' cannot be started:\n");
    for line in lines {
        text += &format!("  {line}\n");
    }
    let blockers = lines.iter().map(|line| {
        let (kind, message) = line.split_once(": ").unwrap_or(("", line));
        json!({ "kind": kind, "message": message })
    });
    let blockers: Vec<Value> = blockers.collect();
    Reply::none()
        .asked(text)
        .with_json(json!({ "domain": name, "blockers": blockers }))
}

/// The domain whose blockers an error tells of.
fn name_in(error: &Error) -> Option<String> {
    if error.code() != ErrorCode::OperationFailed {
        return None;
    }
    let first = error.message().lines().next()?;
    let name = first.strip_prefix("operation failed: domain '")?;
    let name = name.strip_suffix("' cannot be started")?;
    Some(name.to_string())
}

/// Whether a line says how many more there are.
fn is_count(line: &str) -> bool {
    let number = line.strip_prefix("and ");
    let number = number.and_then(|rest| rest.strip_suffix(" more"));
    number.is_some_and(|number| number.parse::<usize>().is_ok())
}

/// `VIR_DOMAIN_XML_SECURE`.
const SECURE: u32 = 1;
/// `VIR_DOMAIN_XML_INACTIVE`.
const INACTIVE: u32 = 2;

#[cfg(test)]
#[path = "tests/check.rs"]
mod tests;
