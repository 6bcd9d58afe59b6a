//! What only QEMU guests have: their monitor and their agent, unfiltered.

use std::os::fd::OwnedFd;

use fv_tool_shell::{Command, Failure, Opt, Outcome, Reply, Rule};
use serde_json::Value;

use super::Args;
use super::flags::flags;
use super::lifecycle::{caller_with, descriptors};
use super::options::ACTIVE_DOMAIN;
use crate::Session;

pub(super) const COMMANDS: &[Command<Session>] = &[
    Command::new(
        "qemu-agent-command",
        agent,
        "send a command to a guest's agent",
    )
    .about("Sends a command to the guest's agent and shows the answer.")
    .options(&[
        ACTIVE_DOMAIN,
        Opt::number("timeout", "how many seconds it may take"),
        Opt::flag("async", "do not wait for the answer"),
        Opt::flag("block", "wait for ever"),
        Opt::flag("pretty", "break the answer into lines"),
        Opt::list("cmd", "the command").required().positional(),
    ]),
    Command::new(
        "qemu-monitor-command",
        monitor,
        "send a command to a monitor",
    )
    .about("Sends a command to a domain's QEMU monitor and shows the answer.")
    .options(&[
        ACTIVE_DOMAIN,
        Opt::flag("hmp", "it is one for people"),
        Opt::flag("pretty", "break the answer into lines"),
        Opt::flag("return-value", "show only what the command returned"),
        Opt::text("pass-fds", "descriptors for it: N,M,..."),
        Opt::list("cmd", "the command").required().positional(),
    ])
    .rules(&[
        Rule::Exclusive("hmp", "pretty"),
        Rule::Exclusive("hmp", "return-value"),
    ]),
];

fn monitor(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let words = args.list("cmd");
    let command = match args.has("hmp") {
        true => words.join(" "),
        false => wrapped(words)?,
    };
    let bits = flags(args, &[("hmp", 1)]);
    let descriptors: Vec<OwnedFd> = descriptors(args)??;
    let api = link.qemu()?;
    let result = match descriptors.is_empty() {
        true => api.monitor_command(&link.caller, &dom, &command, bits)?,
        false => {
            let caller = caller_with(&link, descriptors);
            api.monitor_command_with_files(&caller, &dom, &command, bits)?
                .0
        }
    };
    let (pretty, only) = (args.has("pretty"), args.has("return-value"));
    let parsed: Option<Value> = match pretty || only {
        true => serde_json::from_str(&result).ok(),
        false => None,
    };
    let shown = match (parsed, only) {
        (None, true) => {
            return Err(Failure::new("failed to parse JSON returned by qemu"));
        }
        (None, false) => return Ok(Reply::text(result + "\n")),
        (Some(value), false) => value,
        (Some(mut value), true) => match value.get_mut("return") {
            Some(value) => value.take(),
            None => return Err(Failure::new("'return' member missing")),
        },
    };
    Ok(Reply::text(match pretty {
        true => self::pretty(&shown),
        false => shown.to_string(),
    }))
}

/// Breaks JSON into lines, two blanks a level.
pub(super) fn pretty(value: &Value) -> String {
    format!("{value:#}")
}

/// The command as JSON: as it is, or made of its name and arguments.
fn wrapped(words: &[String]) -> Result<String, Failure> {
    let whole = words.join(" ");
    let object = |text: &str| {
        let value = serde_json::from_str::<Value>(text).ok();
        value.filter(Value::is_object)
    };
    if object(&whole).is_some() {
        return Ok(whole);
    }
    let Some((name, rest)) = words.split_first() else {
        return Ok(whole);
    };
    let mut command = serde_json::json!({ "execute": name });
    let arguments = rest.join(" ");
    let members = match (rest, object(&arguments)) {
        ([], _) => None,
        (_, Some(value)) => Some(value),
        // Members without their braces.
        (parts, None) => {
            let text = format!("{{{}}}", parts.join(","));
            let wrong = || {
                Failure::new(format!(
                    "failed to wrap arguments '{arguments}' into a QMP command wrapper"
                ))
            };
            Some(object(&text).ok_or_else(wrong)?)
        }
    };
    if let (Some(members), Some(object)) = (members, command.as_object_mut()) {
        object.insert("arguments".into(), members);
    }
    Ok(command.to_string())
}

fn agent(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let timeout = args.i32("timeout")?;
    if timeout.is_some_and(|timeout| timeout < 1) {
        return Err(Failure::new("timeout must be positive"));
    }
    let ways = [timeout.is_some(), args.has("async"), args.has("block")];
    if ways.iter().filter(|way| **way).count() > 1 {
        let text = "timeout, async and block options are exclusive";
        return Err(Failure::new(text));
    }
    let timeout = match (args.has("async"), args.has("block")) {
        (true, _) => AGENT_NOWAIT,
        (_, true) => AGENT_BLOCK,
        _ => timeout.unwrap_or(AGENT_DEFAULT),
    };
    let command = args.list("cmd").join(" ");
    let answer = link
        .qemu()?
        .agent_command(&link.caller, &dom, &command, timeout, 0)?;
    // Without an answer there is nothing to show, which counts as a failure.
    let Some(answer) = answer else {
        return Err(Failure::silent());
    };
    let pretty = match args.has("pretty") {
        true => serde_json::from_str::<Value>(&answer).ok(),
        false => None,
    };
    let text = match pretty {
        Some(value) => self::pretty(&value) + "\n",
        None => answer,
    };
    Ok(Reply::text(text + "\n"))
}

/// `VIR_DOMAIN_QEMU_AGENT_COMMAND_DEFAULT`.
const AGENT_DEFAULT: i32 = -1;
/// `VIR_DOMAIN_QEMU_AGENT_COMMAND_BLOCK`.
const AGENT_BLOCK: i32 = -2;
/// `VIR_DOMAIN_QEMU_AGENT_COMMAND_NOWAIT`.
const AGENT_NOWAIT: i32 = 0;
