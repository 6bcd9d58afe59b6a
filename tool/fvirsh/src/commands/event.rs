//! Events of domains, as they come.

use std::sync::Arc;
use std::time::Duration;

use fv_api::{DomainEvent, DomainRef, GraphicsAddress, QemuEvent};
use fv_lib_client::RemoteEvent;
use fv_sys::clock;
use fv_sys::signal::{Signal, Signals};
use fv_tool_shell::{Command, Failure, Opt, Outcome, Reply, Rule};
use fv_types::{TypedParam, TypedValue};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::flags::flags;
use super::options::{JSON, all_domains};
use super::{Args, qemu};
use crate::{Link, Session};

pub(super) const COMMANDS: &[Command<Session>] =
    &[Command::new("event", event, "wait for events of domains")
        .about("Lists the kinds of events of domains, or waits for events.")
        .options(&[
            WANTED_DOMAIN,
            Opt::text("event", "the kind of event")
                .positional_of_old()
                .completed_by(|_, _| KINDS.iter().map(|kind| (*kind).to_owned()).collect()),
            Opt::flag("all", "events of all kinds"),
            LOOP,
            TIMEOUT,
            Opt::flag("list", "list the kinds"),
            TIMESTAMP,
            JSON,
        ])
        .rules(&[
            Rule::Exclusive("all", "event"),
            Rule::Exclusive("list", "all"),
            Rule::Exclusive("list", "event"),
        ])];

pub(super) const QEMU_COMMANDS: &[Command<Session>] = &[Command::new(
    "qemu-monitor-event",
    qemu_event,
    "wait for events of monitors",
)
.about("Waits for events of domains' QEMU monitors.")
.options(&[
    WANTED_DOMAIN,
    Opt::text("event", "its name").positional_of_old(),
    Opt::flag("pretty", "break its data into lines"),
    LOOP,
    TIMEOUT,
    Opt::flag("regex", "the name is a regular expression"),
    Opt::flag("no-case", "the case of the name does not matter"),
    TIMESTAMP,
    JSON,
])];

const WANTED_DOMAIN: Opt<Session> = Opt::text("domain", "only of this domain")
    .positional_of_old()
    .completed_by(all_domains);
const LOOP: Opt<Session> = Opt::flag("loop", "go on after the first one");
const TIMEOUT: Opt<Session> = Opt::number("timeout", "for so many seconds").positional_of_old();
const TIMESTAMP: Opt<Session> = Opt::flag("timestamp", "with the time of each");

fn event(session: &mut Session, args: &Args) -> Outcome {
    if args.has("list") {
        let lines: String = KINDS.iter().map(|kind| format!("{kind}\n")).collect();
        return Ok(Reply::text(lines).with_json(KINDS.to_vec()));
    }
    let wanted = args.text("event")?;
    if wanted.is_none() && !args.has("all") {
        let text = "one of --list, --all, or --event <type> is required";
        return Err(Failure::new(text));
    }
    let numbered = (0..).zip(KINDS);
    let kinds: Vec<i32> = numbered
        .filter(|(_, kind)| wanted.is_none_or(|wanted| wanted == **kind))
        .map(|(number, _)| number)
        .collect();
    if kinds.is_empty() {
        let text = format!("unknown event type {}", wanted.unwrap_or_default());
        return Err(Failure::new(text));
    }
    let time = args.timeout_ms()?;
    let (link, dom) = wanted_domain(session, args)?;
    // Before the first event can come, so that an interrupt is never lost.
    let signals = Signals::new(SIGNALS).ok();
    let registered = register(&link, dom.as_ref(), &kinds);
    let outcome = registered.and_then(|ids| {
        let outcome = watch(session, args, &link, signals.as_ref(), time, &|event| {
            let RemoteEvent::Domain(id, dom, event) = event else {
                return None;
            };
            let kind = ids.iter().find(|(known, _)| Some(*known) == *id)?.1;
            Some((domain_text(kind, dom, event), domain_json(kind, dom, event)))
        });
        let api = link.events()?.registrations();
        for (id, _) in ids {
            api.connect_domain_event_callback_deregister_any(&link.caller, id)?;
        }
        outcome
    });
    if let Some(signals) = signals {
        // They were there before; that they come back cannot fail.
        let _ = signals.release(SIGNALS);
    }
    outcome
}

/// The connection, and the one domain whose events are wanted.
fn wanted_domain(
    session: &mut Session,
    args: &Args,
) -> Result<(Arc<Link>, Option<DomainRef>), Failure> {
    match args.has("domain") {
        true => session.domain(args).map(|(link, dom)| (link, Some(dom))),
        false => Ok((session.link()?, None)),
    }
}

/// Asks for events of these kinds; returns the callbacks with their kinds.
///
/// Only the first must be known: an older server has fewer kinds.
fn register(
    link: &Link,
    dom: Option<&DomainRef>,
    kinds: &[i32],
) -> Result<Vec<(i32, usize)>, Failure> {
    let api = link.events()?.registrations();
    let mut ids = Vec::new();
    for (number, kind) in kinds.iter().enumerate() {
        match api.connect_domain_event_callback_register_any(&link.caller, *kind, dom) {
            Ok(id) => ids.push((id, usize::try_from(*kind).unwrap_or(0))),
            Err(error) if number == 0 => return Err(error.into()),
            Err(_) => {}
        }
    }
    Ok(ids)
}

/// What an event is as text and as JSON; nothing if it was not asked for.
type Told = Option<(String, Value)>;

/// Shows events until there are enough, the time is over or the user interrupts.
fn watch(
    session: &mut Session,
    args: &Args,
    link: &Link,
    signals: Option<&Signals>,
    time_ms: Option<u64>,
    tell: &dyn Fn(&RemoteEvent) -> Told,
) -> Outcome {
    let end = time_ms.map(|time| clock::now() + Duration::from_millis(time));
    let source = link.events()?;
    let mut count = 0_u32;
    let stopped = loop {
        if signals.is_some_and(|signals| matches!(signals.next(), Ok(Some(_)))) {
            break "event loop interrupted\n";
        }
        let left = end.map(|end| end.until(clock::now()));
        if left.is_some_and(|left| left.is_zero()) {
            break "event loop timed out\n";
        }
        // An interrupt is looked for now and then; an event ends the waiting at once.
        let slice = left.map_or(SLICE, |left| left.min(SLICE));
        let Some((text, json)) = source.next(slice)?.as_ref().and_then(tell) else {
            continue;
        };
        count += 1;
        show(session, args, &text, json);
        if !args.has("loop") {
            break "";
        }
    };
    if !args.wants_json() {
        session.terminal.print(stopped);
        session
            .terminal
            .print(&format!("events received: {count}\n"));
    }
    match count {
        0 => Err(Failure::silent()),
        _ => Ok(Reply::none()),
    }
}

/// Shows one event; as JSON on a line of its own.
fn show(session: &mut Session, args: &Args, text: &str, mut json: Value) {
    let stamp = args.has("timestamp").then(now);
    if args.wants_json() {
        if let (Some(stamp), Some(object)) = (stamp, json.as_object_mut()) {
            object.insert("timestamp".into(), stamp.into());
        }
        session.terminal.print(&format!("{json}\n"));
        return;
    }
    let text = match stamp {
        Some(stamp) => format!("{stamp}: {text}"),
        None => text.to_owned(),
    };
    session.terminal.print(&text);
}

/// `2026-11-21 15:04:05.123+0000`.
fn now() -> String {
    let wall = clock::wall();
    let stamp = Timestamp::from_second(wall.seconds).unwrap_or_default();
    let date = stamp.strftime("%Y-%m-%d %H:%M:%S");
    format!("{date}.{:03}+0000", wall.millis())
}

fn qemu_event(session: &mut Session, args: &Args) -> Outcome {
    let bits = flags(args, &[("regex", 1), ("no-case", 2)]);
    let time = args.timeout_ms()?;
    let name = args.text("event")?;
    let (link, dom) = wanted_domain(session, args)?;
    let signals = Signals::new(SIGNALS).ok();
    let with_stamp = args.has("timestamp");
    let pretty = args.has("pretty");
    let registered = link.qemu().and_then(|api| {
        api.connect_domain_monitor_event_register(&link.caller, dom.as_ref(), name, bits)
    });
    let outcome = registered.map_err(Failure::from).and_then(|id| {
        let outcome = watch(session, args, &link, signals.as_ref(), time, &|event| {
            let RemoteEvent::Qemu(Some(known), dom, event) = event else {
                return None;
            };
            (*known == id).then(|| monitor_event(dom, event, with_stamp, pretty))
        });
        link.qemu()?
            .connect_domain_monitor_event_deregister(&link.caller, id)?;
        outcome
    });
    if let Some(signals) = signals {
        // They were there before; that they come back cannot fail.
        let _ = signals.release(SIGNALS);
    }
    outcome
}

fn monitor_event(
    dom: &DomainRef,
    event: &QemuEvent,
    with_stamp: bool,
    pretty: bool,
) -> (String, Value) {
    let QemuEvent::Monitor {
        event,
        seconds,
        micros,
        details,
    } = event;
    let data: Option<Value> = details
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    let shown = match (&data, pretty) {
        (Some(data), true) => Some(qemu::pretty(data) + "\n"),
        _ => details.clone(),
    };
    let shown = shown.as_deref().unwrap_or("<null>");
    let name = &dom.name;
    let text = match with_stamp {
        true => format!("event {event} for domain '{name}': {shown}\n"),
        false => format!("event {event} at {seconds}.{micros:06} for domain '{name}': {shown}\n"),
    };
    let json = json!({
        "event": event, "domain": name, "seconds": seconds, "micros": micros, "data": data,
    });
    (text, json)
}

/// An event as libvirt's shell shows it.
pub(crate) fn domain_text(kind: usize, dom: &DomainRef, event: &DomainEvent) -> String {
    let name = KINDS.get(kind).copied().unwrap_or_default();
    let whose = format!("for domain '{}'", dom.name);
    // Without more to tell, the kind and the domain are all.
    let told = running_text(name, &whose, event).or_else(|| device_text(name, &whose, event));
    told.unwrap_or_else(|| format!("event '{name}' {whose}\n"))
}

/// What an event of the domain as a whole tells.
fn running_text(name: &str, whose: &str, event: &DomainEvent) -> Option<String> {
    Some(match event {
        DomainEvent::Lifecycle { event, detail } => {
            let (event, detail) = lifecycle(*event, *detail);
            format!("event 'lifecycle' {whose}: {event} {detail}\n")
        }
        DomainEvent::RtcChange { offset } => format!("event 'rtc-change' {whose}: {offset}\n"),
        DomainEvent::Watchdog { action } => {
            let action = word(WATCHDOG, *action, "unknown");
            format!("event 'watchdog' {whose}: {action}\n")
        }
        DomainEvent::Graphics {
            phase,
            local,
            remote,
            auth_scheme,
            subject,
        } => {
            let phase = word(&["connect", "initialize", "disconnect"], *phase, "unknown");
            let (local, remote) = (address(local), address(remote));
            let head = format!(
                "event 'graphics' {whose}: {phase} local[{local}] remote[{remote}] {auth_scheme}\n"
            );
            let identities = subject.iter();
            let identities = identities.map(|one| format!("\t{}={}\n", one.kind, one.name));
            head + &identities.collect::<String>()
        }
        DomainEvent::BalloonChange { actual } => {
            format!("event 'balloon-change' {whose}: {actual}KiB\n")
        }
        DomainEvent::Tunable { params } | DomainEvent::JobCompleted { params } => {
            format!("event '{name}' {whose}:\n{}", params_text(params))
        }
        DomainEvent::AgentLifecycle { state, reason } => {
            let state = word(
                &["unknown", "connected", "disconnected"],
                *state,
                UNSUPPORTED,
            );
            let reasons = ["unknown", "domain started", "channel event"];
            let reason = word(&reasons, *reason, UNSUPPORTED);
            format!("event 'agent-lifecycle' {whose}: state: '{state}' reason: '{reason}'\n")
        }
        DomainEvent::MigrationIteration { iteration } => {
            format!("event 'migration-iteration' {whose}: iteration: '{iteration}'\n")
        }
        DomainEvent::MetadataChange { kind, nsuri } => {
            let kind = word(&["description", "title", "element"], *kind, UNSUPPORTED);
            format!(
                "event 'metadata-change' {whose}: type {kind}, uri {}\n",
                or_null(nsuri)
            )
        }
        DomainEvent::MemoryFailure {
            recipient,
            action,
            flags,
        } => {
            let recipient = word(&["hypervisor", "guest"], *recipient, UNSUPPORTED);
            let action = word(
                &["ignore", "inject", "fatal", "reset"],
                *action,
                UNSUPPORTED,
            );
            let (required, recursive) = (flags & 1, flags >> 1 & 1);
            format!(
                "event 'memory-failure' {whose}:\nrecipient: {recipient}\naction: {action}\nflags:\n\taction required: {required}\n\trecursive: {recursive}\n"
            )
        }
        _ => return None,
    })
}

/// What an event of one of its devices tells.
fn device_text(name: &str, whose: &str, event: &DomainEvent) -> Option<String> {
    Some(match event {
        DomainEvent::IoError {
            src_path,
            dev_alias,
            action,
        } => {
            let action = word(IO_ERROR, *action, "unknown");
            format!("event 'io-error' {whose}: {src_path} ({dev_alias}) {action}\n")
        }
        DomainEvent::IoErrorReason {
            src_path,
            dev_alias,
            action,
            reason,
        } => {
            let action = word(IO_ERROR, *action, "unknown");
            format!("event 'io-error' {whose}: {src_path} ({dev_alias}) {action} due to {reason}\n")
        }
        DomainEvent::BlockJob { path, kind, status }
        | DomainEvent::BlockJob2 {
            dst: path,
            kind,
            status,
        } => {
            let job = word(BLOCK_JOBS, *kind, "Unknown job");
            let status = word(
                &["completed", "failed", "canceled", "ready"],
                *status,
                "unknown",
            );
            format!("event '{name}' {whose}: {job} for {path} {status}\n")
        }
        DomainEvent::DiskChange {
            old_src_path,
            new_src_path,
            dev_alias,
            reason,
        } => {
            let reason = word(&["changed", "dropped"], *reason, "unknown");
            let (old, new) = (or_null(old_src_path), or_null(new_src_path));
            format!("event 'disk-change' {whose} disk {dev_alias}: {old} -> {new}: {reason}\n")
        }
        DomainEvent::TrayChange { dev_alias, reason } => {
            let reason = word(&["opened", "closed"], *reason, "unknown");
            format!("event 'tray-change' {whose} disk {dev_alias}: {reason}\n")
        }
        DomainEvent::DeviceRemoved { dev_alias }
        | DomainEvent::DeviceAdded { dev_alias }
        | DomainEvent::DeviceRemovalFailed { dev_alias } => {
            format!("event '{name}' {whose}: {dev_alias}\n")
        }
        DomainEvent::BlockThreshold {
            dev,
            path,
            threshold,
            excess,
        } => {
            let path = or_null(path);
            format!("event 'block-threshold' {whose}: dev: {dev}({path}) {threshold} {excess}\n")
        }
        DomainEvent::MemoryDeviceSizeChange { alias, size } => {
            format!("event 'memory-device-size-change' {whose}:\nalias: {alias}\nsize: {size}\n")
        }
        DomainEvent::NicMacChange {
            alias,
            old_mac,
            new_mac,
        } => format!(
            "event 'nic-mac-change' {whose}:\nalias: {alias}\noldMAC: {old_mac}\nnewMAC: {new_mac}\n"
        ),
        _ => return None,
    })
}

fn or_null(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or("<null>")
}

/// An event for programs: its kind, its domain, and the line for people without them.
fn domain_json(kind: usize, dom: &DomainRef, event: &DomainEvent) -> Value {
    let mut object = json!({
        "event": KINDS.get(kind).copied().unwrap_or_default(),
        "domain": dom.name,
        "uuid": dom.uuid.to_string(),
    });
    let detail = match event {
        DomainEvent::Lifecycle { event, detail } => {
            let (event, detail) = lifecycle(*event, *detail);
            json!({ "state": event, "detail": detail })
        }
        DomainEvent::Tunable { params } | DomainEvent::JobCompleted { params } => {
            let members = params.iter();
            members
                .map(|param| (param.field.clone(), super::values::json(param)))
                .collect::<serde_json::Map<_, _>>()
                .into()
        }
        event => {
            let text = domain_text(kind, dom, event);
            let detail = text.split_once(&format!("'{}'", dom.name));
            let detail = detail.map_or("", |(_, detail)| detail);
            detail.trim_matches([' ', ':', '\n']).into()
        }
    };
    if let Some(object) = object.as_object_mut() {
        object.insert("data".into(), detail);
    }
    object
}

fn lifecycle(event: i32, detail: i32) -> (&'static str, &'static str) {
    let at = usize::try_from(event).unwrap_or(usize::MAX);
    match LIFECYCLE.get(at) {
        Some((event, details)) => (event, word(details, detail, "unknown")),
        None => ("unknown", "unknown"),
    }
}

fn word(words: &[&'static str], number: i32, otherwise: &'static str) -> &'static str {
    let at = usize::try_from(number).unwrap_or(usize::MAX);
    words.get(at).copied().unwrap_or(otherwise)
}

fn address(address: &GraphicsAddress) -> String {
    let family = word(&["IPv4", "IPv6", "unix"], address.family, "unknown");
    format!("{family} {} {}", address.node, address.service)
}

fn params_text(params: &[TypedParam]) -> String {
    let lines = params.iter().map(|param| {
        let value = match &param.value {
            // As C's %g has them, which for these is the shortest form.
            TypedValue::Double(value) => value.to_string(),
            value => value.to_text(),
        };
        format!("\t{}: {value}\n", param.field)
    });
    lines.collect()
}

/// The kinds of events, by their numbers.
pub(crate) const KINDS: &[&str] = &[
    "lifecycle",
    "reboot",
    "rtc-change",
    "watchdog",
    "io-error",
    "graphics",
    "io-error-reason",
    "control-error",
    "block-job",
    "disk-change",
    "tray-change",
    "pm-wakeup",
    "pm-suspend",
    "balloon-change",
    "pm-suspend-disk",
    "device-removed",
    "block-job-2",
    "tunable",
    "agent-lifecycle",
    "device-added",
    "migration-iteration",
    "job-completed",
    "device-removal-failed",
    "metadata-change",
    "block-threshold",
    "memory-failure",
    "memory-device-size-change",
    "nic-mac-change",
];

const LIFECYCLE: &[(&str, &[&str])] = &[
    ("Defined", &["Added", "Updated", "Renamed", "Snapshot"]),
    ("Undefined", &["Removed", "Renamed"]),
    (
        "Started",
        &["Booted", "Migrated", "Restored", "Snapshot", "Event wakeup"],
    ),
    (
        "Suspended",
        &[
            "Paused",
            "Migrated",
            "I/O Error",
            "Watchdog",
            "Restored",
            "Snapshot",
            "API error",
            "Post-copy",
            "Post-copy Error",
        ],
    ),
    (
        "Resumed",
        &[
            "Unpaused",
            "Migrated",
            "Snapshot",
            "Post-copy",
            "Post-copy Error",
        ],
    ),
    (
        "Stopped",
        &[
            "Shutdown",
            "Destroyed",
            "Crashed",
            "Migrated",
            "Saved",
            "Failed",
            "Snapshot",
        ],
    ),
    (
        "Shutdown",
        &[
            "Finished",
            "Finished after guest request",
            "Finished after host request",
        ],
    ),
    ("PMSuspended", &["Memory", "Disk"]),
    ("Crashed", &["Panicked", "Crashloaded"]),
];

const WATCHDOG: &[&str] = &[
    "none",
    "pause",
    "reset",
    "poweroff",
    "shutdown",
    "debug",
    "inject-nmi",
];
const IO_ERROR: &[&str] = &["none", "pause", "report"];
const BLOCK_JOBS: &[&str] = &[
    "Unknown job",
    "Block Pull",
    "Block Copy",
    "Block Commit",
    "Active Block Commit",
    "Backup",
];
const UNSUPPORTED: &str = "unsupported value";

/// What ends the waiting early.
const SIGNALS: &[Signal] = &[Signal::Int];
/// How often an interrupt is looked for.
const SLICE: Duration = Duration::from_millis(200);
