//! Which domains there are, and what is known of each.

use fv_api::DomainRef;
use fv_error::ErrorCode;
use fv_tool_shell::{Cell, Command, Failure, Fields, Opt, Outcome, Reply, Rule, Table};

use super::flags::{Explain, flags};
use super::options::{DOMAIN, JSON, LIST_ACTIVE, LIST_INACTIVE};
use super::{Args, words};
use crate::session::By;
use crate::{Link, Session};

pub(super) const MONITOR_COMMANDS: &[Command<Session>] = &[
    Command::new("domcontrol", control, "tell how the way to a domain is")
        .about("Tells whether the way to a domain's process is free, busy or broken.")
        .options(&[DOMAIN, JSON]),
    Command::new("dominfo", info, "tell about a domain")
        .about("Tells the basic facts about a domain.")
        .options(&[DOMAIN, JSON]),
    Command::new("domstate", state, "tell the state of a domain")
        .about("Tells the state of a domain.")
        .options(&[DOMAIN, Opt::flag("reason", "and how it came into it"), JSON]),
    Command::new("list", list, "list domains")
        .about("Lists domains: those that run, unless other ones are asked for.")
        .options(&[
            Opt::flag("inactive", "those that do not run"),
            Opt::flag("all", "those that run and those that do not"),
            Opt::flag("transient", "those without a definition"),
            Opt::flag("persistent", "those with a definition"),
            Opt::flag("with-snapshot", "those with snapshots"),
            Opt::flag("without-snapshot", "those without snapshots"),
            Opt::flag("with-checkpoint", "those with checkpoints"),
            Opt::flag("without-checkpoint", "those without checkpoints"),
            Opt::flag("state-running", "those that are running"),
            Opt::flag("state-paused", "those that are paused"),
            Opt::flag("state-shutoff", "those that are shut off"),
            Opt::flag("state-other", "those in other states"),
            Opt::flag("autostart", "those that start with the host"),
            Opt::flag("no-autostart", "those that do not start with the host"),
            Opt::flag("with-managed-save", "those with a saved state"),
            Opt::flag("without-managed-save", "those without a saved state"),
            Opt::flag("uuid", "show uuids"),
            Opt::flag("name", "show names"),
            Opt::flag("id", "show ids"),
            Opt::flag("table", "show a table"),
            Opt::flag("managed-save", "tell which are saved"),
            Opt::flag("title", "show titles"),
            JSON,
        ])
        .rules(&[
            Rule::Exclusive("table", "name"),
            Rule::Exclusive("table", "id"),
        ]),
];

pub(super) const DOMAIN_COMMANDS: &[Command<Session>] = &[
    Command::new("domid", id, "tell the id of a domain")
        .about("Tells the id of a domain that runs.")
        .options(&[DOMAIN, JSON]),
    Command::new("domname", name, "tell the name of a domain")
        .about("Tells the name of the domain with an id or uuid.")
        .options(&[DOMAIN, JSON]),
    Command::new("domuuid", uuid, "tell the uuid of a domain")
        .about("Tells the uuid of the domain with a name or id.")
        .options(&[DOMAIN, JSON]),
];

fn id(session: &mut Session, args: &Args) -> Outcome {
    let (_, dom) = session.domain_by(args, &[By::Uuid, By::Name])?;
    Ok(match dom.id {
        -1 => Reply::line("-").with_json(()),
        id => Reply::line(id),
    })
}

fn name(session: &mut Session, args: &Args) -> Outcome {
    let (_, dom) = session.domain_by(args, &[By::Id, By::Uuid])?;
    Ok(Reply::line(dom.name))
}

fn uuid(session: &mut Session, args: &Args) -> Outcome {
    let (_, dom) = session.domain_by(args, &[By::Id, By::Name])?;
    Ok(Reply::line(dom.uuid.to_string()))
}

fn state(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let state = link.domain()?.state(&link.caller, &dom, 0)?;
    let word = words::state(state.state);
    let mut fields = Fields::new(0);
    fields.line(word, "state", word);
    if !args.has("reason") {
        return Ok(fields.into());
    }
    let reason = words::reason(state.state, state.reason);
    fields.line("", "reason", reason);
    Ok(Reply::from(fields.clone()).retold(format!("{word} ({reason})\n")))
}

fn control(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let info = link.domain()?.control_info(&link.caller, &dom, 0)?;
    let state = words::control(info.state);
    let seconds = format!("{:.3}", info.state_time as f64 / 1000.0);
    let mut fields = Fields::new(0);
    // An idle one has been so for ever.
    let text = match info.state {
        0 => format!("{state}\n"),
        CONTROL_ERROR => {
            let details = words::control_error(info.details);
            fields.line("", "details", details);
            format!("{state}: {details} ({seconds}s)\n")
        }
        _ => format!("{state} ({seconds}s)\n"),
    };
    fields.line("", "state", state);
    fields.line("", "since_ms", info.state_time);
    Ok(Reply::from(fields).retold(text))
}

fn info(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let mut fields = Fields::new(15);
    match dom.id {
        -1 => fields.shown("Id:", "-", "id", ()),
        id => fields.labelled("Id:", "id", id),
    }
    fields.labelled("Name:", "name", dom.name.clone());
    fields.labelled("UUID:", "uuid", dom.uuid.to_string());
    let mut failed = None;
    // What cannot be told is left out, and the rest is shown before the error.
    if let Err(failure) = figures(&link, &dom, &mut fields) {
        failed = Some(failure);
    }
    match failed {
        None => Ok(fields.into()),
        Some(failure) => {
            Reply::from(fields).show(&mut session.terminal);
            Err(failure)
        }
    }
}

/// What a call has to be made for.
fn figures(link: &Link, dom: &DomainRef, fields: &mut Fields) -> Result<(), Failure> {
    let (api, caller) = (link.domain()?, &link.caller);
    if let Ok(kind) = api.os_type(caller, dom) {
        fields.labelled("OS Type:", "os_type", kind);
    }
    let info = api.info(caller, dom);
    if let Ok(info) = &info {
        fields.labelled("State:", "state", words::state(i32::from(info.state)));
        fields.labelled("CPU(s):", "cpus", info.nr_virt_cpu);
        if info.cpu_time != 0 {
            let text = format!("{:.1}s", info.cpu_time as f64 / 1e9);
            fields.shown("CPU time:", &text, "cpu_time_ns", info.cpu_time);
        }
        match info.max_mem {
            NO_LIMIT => fields.shown("Max memory:", "no limit", "max_memory_kib", ()),
            kib => fields.shown("Max memory:", &format!("{kib} KiB"), "max_memory_kib", kib),
        }
        let text = format!("{} KiB", info.memory);
        fields.shown("Used memory:", &text, "memory_kib", info.memory);
    }
    let is_persistent = api.is_persistent(caller, dom).map(|is| is != 0);
    told(fields, "Persistent:", "persistent", is_persistent.ok());
    if let Ok(is) = api.autostart(caller, dom) {
        enabled(fields, "Autostart:", "autostart", is != 0);
    }
    if let Ok(is) = api.autostart_once(caller, dom) {
        enabled(fields, "Autostart Once:", "autostart_once", is != 0);
    }
    let is_saved = api.has_managed_save_image(caller, dom, 0).map(|is| is != 0);
    told(fields, "Managed save:", "managed_save", is_saved.ok());
    security(link, dom, fields)?;
    let messages = api.messages(caller, dom, 0).unwrap_or_default();
    for (number, message) in messages.iter().enumerate() {
        let label = if number == 0 { "Messages:" } else { "" };
        let text = format!("{label:<15} {message}");
        let key = if number == 0 { "messages" } else { "" };
        fields.line(text, key, messages.clone());
    }
    info.map(|_| ()).map_err(Failure::from)
}

/// The security model, where one is at work.
fn security(link: &Link, dom: &DomainRef, fields: &mut Fields) -> Result<(), Failure> {
    let model = match link.node()?.security_model(&link.caller) {
        Ok(model) => model,
        Err(error) if error.code() == ErrorCode::NoSupport => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let name = text_of(&model.model);
    if name.is_empty() {
        return Ok(());
    }
    fields.labelled("Security model:", "security_model", name);
    fields.labelled("Security DOI:", "security_doi", text_of(&model.doi));
    let label = link.domain()?.security_label(&link.caller, dom)?;
    let text = text_of(&label.label);
    if !text.is_empty() {
        let mode = match label.enforcing {
            0 => "permissive",
            _ => "enforcing",
        };
        let shown = format!("{text} ({mode})");
        fields.shown("Security label:", &shown, "security_label", text);
    }
    Ok(())
}

fn told(fields: &mut Fields, label: &str, key: &str, is: Option<bool>) {
    let word = is.map_or("unknown", words::yes_no);
    fields.shown(label, word, key, is);
}

fn enabled(fields: &mut Fields, label: &str, key: &str, is: bool) {
    let word = if is { "enable" } else { "disable" };
    fields.shown(label, word, key, is);
}

/// Bytes that end with a zero or not.
pub(super) fn text_of(bytes: &[i8]) -> String {
    let bytes = bytes.iter().map(|byte| byte.cast_unsigned());
    let bytes: Vec<u8> = bytes.take_while(|byte| *byte != 0).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn list(session: &mut Session, args: &Args) -> Outcome {
    let link = session.link()?;
    let mut filter = match (
        args.has("inactive") || args.has("state-shutoff"),
        args.has("all"),
    ) {
        (_, true) => LIST_ACTIVE | LIST_INACTIVE,
        (true, false) => LIST_INACTIVE,
        (false, false) => LIST_ACTIVE,
    };
    filter |= flags(args, FILTERS);
    let domains = collect(&link, filter)?;
    let wants = |name: &str| args.has(name);
    if (wants("uuid") || wants("name") || wants("id")) && !wants("table") {
        return Ok(columns(&domains, args));
    }
    let mut heads = vec![("Id", "id"), ("Name", "name"), ("State", "state")];
    if wants("title") {
        heads.push(("Title", "title"));
    }
    if wants("uuid") {
        heads.push(("UUID", "uuid"));
    }
    let mut table = Table::new(&heads);
    for dom in &domains {
        // It may be gone meanwhile.
        let Ok(state) = link.domain()?.state(&link.caller, dom, 0) else {
            continue;
        };
        let mut word = words::state(state.state);
        if wants("managed-save") && state.state == SHUT_OFF {
            let saved = link.domain()?.has_managed_save_image(&link.caller, dom, 0);
            if saved.unwrap_or(0) > 0 {
                word = "saved";
            }
        }
        let mut row = vec![id_cell(dom), Cell::text(&dom.name), Cell::text(word)];
        if wants("title") {
            row.push(Cell::text(title(&link, dom)?));
        }
        if wants("uuid") {
            row.push(Cell::text(dom.uuid.to_string()));
        }
        table.row(row);
    }
    Ok(Reply::table(table))
}

/// Uuids, ids and names, a domain in each line.
fn columns(domains: &[DomainRef], args: &Args) -> Reply {
    let mut text = String::new();
    let mut rows = Vec::new();
    for dom in domains {
        let mut fields = Fields::new(0);
        if args.has("uuid") {
            fields.line(dom.uuid.to_string(), "uuid", dom.uuid.to_string());
        }
        if args.has("id") {
            // Alone, an id is shown only where there is one.
            match dom.id {
                -1 if !args.has("uuid") && !args.has("name") => continue,
                -1 => fields.line("-", "id", ()),
                id => fields.line(id.to_string(), "id", id),
            }
        }
        if args.has("name") {
            fields.line(&dom.name, "name", dom.name.clone());
        }
        text.push_str(&fields.to_text().trim_end_matches('\n').replace('\n', " "));
        text.push('\n');
        rows.push(fields.to_json());
    }
    Reply::text(text).with_json(rows)
}

/// The domains that pass a filter, those that run by their ids and then the others by name.
pub(super) fn collect(link: &Link, filter: u32) -> Result<Vec<DomainRef>, Failure> {
    let list = link
        .connect()
        .and_then(|api| api.list_all_domains(&link.caller, 1, filter))
        .explain(|| "Failed to list domains".into())?;
    let mut domains = list.domains;
    domains.sort_by_cached_key(|dom| match dom.id {
        -1 => (true, 0, dom.name.to_ascii_lowercase()),
        id => (false, id, String::new()),
    });
    Ok(domains)
}

/// The id of a domain, or a dash.
pub(super) fn id_cell(dom: &DomainRef) -> Cell {
    match dom.id {
        -1 => Cell::shown("-", ()),
        id => Cell::number(id),
    }
}

/// The title of a domain; empty if it has none.
fn title(link: &Link, dom: &DomainRef) -> Result<String, Failure> {
    let title = link
        .domain()?
        .metadata(&link.caller, dom, METADATA_TITLE, None, 0);
    match title {
        Err(error) if error.code() == ErrorCode::NoDomainMetadata => Ok(String::new()),
        title => Ok(title?),
    }
}

const FILTERS: &[(&str, u32)] = &[
    ("persistent", 1 << 2),
    ("transient", 1 << 3),
    ("with-managed-save", 1 << 8),
    ("without-managed-save", 1 << 9),
    ("autostart", 1 << 10),
    ("no-autostart", 1 << 11),
    ("with-snapshot", 1 << 12),
    ("without-snapshot", 1 << 13),
    ("with-checkpoint", 1 << 14),
    ("without-checkpoint", 1 << 15),
    ("state-running", 1 << 4),
    ("state-paused", 1 << 5),
    ("state-shutoff", 1 << 6),
    ("state-other", 1 << 7),
];

/// `VIR_DOMAIN_SHUTOFF`.
const SHUT_OFF: i32 = 5;
/// `VIR_DOMAIN_CONTROL_ERROR`.
const CONTROL_ERROR: u32 = 3;
/// `VIR_DOMAIN_METADATA_TITLE`.
const METADATA_TITLE: i32 = 1;
/// What libvirt says for memory without a limit.
const NO_LIMIT: u64 = u32::MAX as u64;
