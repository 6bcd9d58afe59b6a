//! Figures about running domains.

use fv_api::{DomainBlockInfo, DomainRef};
use fv_error::{ErrorCode, ErrorDomain};
use fv_model_xml::{Document, Node};
use fv_tool_shell::{Cell, Command, Failure, Fields, Opt, Outcome, Reply, Rule, Table};
use fv_types::TypedParam;
use serde_json::{Map, Value};

use super::flags::{AFFECT_LIVE, Explain, TEXTS_OKAY, affect, flags};
use super::options::{CONFIG, CURRENT, DOMAIN, JSON, LIVE};
use super::{Args, offers, values, words, xml};
use crate::session::By;
use crate::{Link, Session};

pub(super) const COMMANDS: &[Command<Session>] = &[
    Command::new("domblkerror", disk_errors, "tell which disks failed")
        .about("Lists the disks of a domain on which an error happened.")
        .options(&[DOMAIN, JSON]),
    Command::new("domblkinfo", block_info, "tell the size of a disk")
        .about("Tells the size of a disk, what of it is taken, and what it takes of the host.")
        .options(&[
            DOMAIN,
            Opt::text("device", "the disk, by its target or path")
                .positional()
                .completed_by(offers::disks),
            Opt::flag("human", "with units"),
            Opt::flag("all", "of all disks"),
            JSON,
        ])
        .rules(&[Rule::Exclusive("all", "device")]),
    Command::new("domblklist", block_list, "list the disks of a domain")
        .about("Lists the disks of a domain.")
        .options(&[
            DOMAIN,
            Opt::flag("inactive", "as they are the next time it starts"),
            Opt::flag("details", "with their kinds"),
            JSON,
        ]),
    Command::new("domblkstat", block_stats, "tell the traffic of a disk")
        .about("Tells the traffic of a disk, or of all of them.")
        .options(&[
            DOMAIN,
            Opt::text("device", "the disk, by its target or path")
                .positional()
                .may_be_empty()
                .completed_by(offers::disks),
            Opt::flag("human", "in words"),
            JSON,
        ]),
    Command::new(
        "domif-getlink",
        link_state,
        "tell whether a cable is plugged",
    )
    .about("Tells whether the link of an interface is up.")
    .options(&[
        DOMAIN,
        INTERFACE.required().positional(),
        Opt::alias("persistent", "config"),
        Opt::flag("config", "as it is the next time it starts"),
        JSON,
    ]),
    Command::new("domifaddr", addresses, "tell the addresses of a guest")
        .about("Tells the network addresses of a running guest.")
        .options(&[
            DOMAIN,
            INTERFACE.positional(),
            Opt::flag("full", "repeat the name in each line"),
            Opt::text("source", "who knows them: lease, agent or arp")
                .positional_of_old()
                .completed_by(|_, _| offers::words(&["lease", "agent", "arp"])),
            JSON,
        ]),
    Command::new(
        "domiflist",
        interface_list,
        "list the interfaces of a domain",
    )
    .about("Lists the network interfaces of a domain.")
    .options(&[
        DOMAIN,
        Opt::flag("inactive", "as they are the next time it starts"),
        JSON,
    ]),
    Command::new(
        "domifstat",
        interface_stats,
        "tell the traffic of an interface",
    )
    .about("Tells the traffic of a network interface.")
    .options(&[DOMAIN, INTERFACE.required().positional(), JSON]),
    Command::new(
        "dommemstat",
        memory_stats,
        "tell the memory figures of a domain",
    )
    .about("Tells the memory figures of a domain, or sets how often they are collected.")
    .options(&[
        DOMAIN,
        Opt::number("period", "collect them every so many seconds"),
        CONFIG,
        LIVE,
        CURRENT,
        JSON,
    ])
    .rules(&[
        Rule::Exclusive("current", "live"),
        Rule::Exclusive("current", "config"),
    ]),
    Command::new("domstats", all_stats, "tell the figures of many domains")
        .about("Tells groups of figures of one, several or all domains.")
        .options(&[
            Opt::flag("state", "its state"),
            Opt::flag("cpu-total", "what its CPUs took"),
            Opt::flag("balloon", "its memory"),
            Opt::flag("vcpu", "its virtual CPUs"),
            Opt::flag("interface", "its network interfaces"),
            Opt::flag("block", "its disks"),
            Opt::flag("perf", "performance events"),
            Opt::flag("iothread", "its I/O threads"),
            Opt::flag("memory", "the bandwidth of its memory"),
            Opt::flag("dirtyrate", "how fast it changes its memory"),
            Opt::flag("vm", "what the hypervisor itself counts"),
            Opt::flag("list-active", "of those that run"),
            Opt::flag("list-inactive", "of those that do not run"),
            Opt::flag("list-persistent", "of those with a definition"),
            Opt::flag("list-transient", "of those without a definition"),
            Opt::flag("list-running", "of those that are running"),
            Opt::flag("list-paused", "of those that are paused"),
            Opt::flag("list-shutoff", "of those that are shut off"),
            Opt::flag("list-other", "of those in other states"),
            Opt::flag("raw", "as they come"),
            Opt::flag("enforce", "fail if a group is not supported"),
            Opt::flag("backing", "of backing images too"),
            Opt::flag("nowait", "leave out what would have to be waited for"),
            Opt::list("domain", "names, ids or uuids of the domains")
                .positional()
                .completed_by(super::options::all_domains),
            JSON,
        ]),
];

const INTERFACE: Opt<Session> = Opt::text("interface", "the interface, by its device or address")
    .completed_by(offers::interfaces);

fn disk_errors(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let api = link.domain_device()?;
    let count = api.disk_errors(&link.caller, &dom, 0, 0)?.nerrors;
    let errors = match u32::try_from(count) {
        Ok(count @ 1..) => api.disk_errors(&link.caller, &dom, count, 0)?.errors,
        _ => Vec::new(),
    };
    let mut fields = Fields::new(0);
    for error in errors {
        let word = words::disk_error(error.error);
        fields.line(format!("{}: {word}", error.disk), error.disk, word);
    }
    match fields.is_empty() {
        true => Ok(Reply::text("No errors found\n").with_json(fields.to_json())),
        false => Ok(fields.into()),
    }
}

fn block_info(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    if args.has("all") {
        return all_block_info(&link, &dom, args);
    }
    let Some(device) = args.raw("device").filter(|device| !device.is_empty()) else {
        return Err(Failure::new(
            "command 'domblkinfo' requires <device> option",
        ));
    };
    let api = link.domain_device()?;
    let info = api.block_info(&link.caller, &dom, device, 0)?;
    let [capacity, allocation, physical] = sizes(&info, args);
    let mut fields = Fields::new(15);
    fields.shown("Capacity:", &capacity, "capacity", info.capacity);
    fields.shown("Allocation:", &allocation, "allocation", info.allocation);
    fields.shown("Physical:", &physical, "physical", info.physical);
    Ok(fields.into())
}

fn all_block_info(link: &Link, dom: &DomainRef, args: &Args) -> Outcome {
    let is_active = link.domain()?.is_active(&link.caller, dom).unwrap_or(0) == 1;
    let text = xml::description(link, dom, 0)?;
    let document = Document::parse(&text)?;
    let mut table = Table::new(&[
        ("Target", "target"),
        ("Capacity", "capacity"),
        ("Allocation", "allocation"),
        ("Physical", "physical"),
    ]);
    for disk in devices(&document, "disk") {
        let target = attribute(disk, "target", "dev").unwrap_or_default();
        let mut info = DomainBlockInfo {
            allocation: 0,
            capacity: 0,
            physical: 0,
        };
        if let Some(source) = disk.child("source") {
            match link
                .domain_device()?
                .block_info(&link.caller, dom, target, 0)
            {
                Ok(found) => info = found,
                // A disk of the network has no figures while nobody uses it.
                Err(error)
                    if source.attr("protocol").is_some()
                        && !is_active
                        && error.code() == ErrorCode::InternalError
                        && error.domain() == ErrorDomain::Storage => {}
                Err(error) => return Err(error.into()),
            }
        }
        let [capacity, allocation, physical] = sizes(&info, args);
        table.row([
            Cell::text(target),
            Cell::shown(capacity, info.capacity),
            Cell::shown(allocation, info.allocation),
            Cell::shown(physical, info.physical),
        ]);
    }
    Ok(Reply::table(table))
}

/// Capacity, allocation and physical size; dashes where there are none at all.
fn sizes(info: &DomainBlockInfo, args: &Args) -> [String; 3] {
    let all = [info.capacity, info.allocation, info.physical];
    if all == [0; 3] {
        return all.map(|_| "-".to_owned());
    }
    match args.has("human") {
        true => all.map(|bytes| {
            let (value, unit) = pretty_size(bytes);
            format!("{value:.3} {unit}")
        }),
        false => all.map(|bytes| bytes.to_string()),
    }
}

/// A size in the largest unit of which it has at least one.
pub(super) fn pretty_size(bytes: u64) -> (f64, &'static str) {
    let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    let mut value = bytes as f64;
    let mut at = 0;
    while value >= 1024.0 && at + 1 < units.len() {
        value /= 1024.0;
        at += 1;
    }
    (value, units[at])
}

fn block_list(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let text = xml::description(&link, &dom, flags(args, &[("inactive", xml::INACTIVE)]))?;
    let document = Document::parse(&text)?;
    let details = args.has("details");
    let mut heads = vec![("Target", "target"), ("Source", "source")];
    if details {
        heads.splice(0..0, [("Type", "type"), ("Device", "device")]);
    }
    let mut table = Table::new(&heads);
    for disk in devices(&document, "disk") {
        let target = attribute(disk, "target", "dev");
        let target = target.ok_or_else(|| Failure::new("unable to query block list"))?;
        let mut row = Vec::new();
        if details {
            row.push(Cell::text(disk.attr("type").unwrap_or_default()));
            row.push(Cell::text(disk.attr("device").unwrap_or_default()));
        }
        row.push(Cell::text(target));
        row.push(Cell::or(disk_source(disk), "-"));
        table.row(row);
    }
    Ok(Reply::table(table))
}

/// Where a disk's bytes are.
fn disk_source(disk: Node<'_>) -> Option<String> {
    let source = disk.child("source")?;
    if disk.attr("type") == Some("nvme") {
        let address = source.child("address")?;
        let part = |name: &str| {
            let text = address.attr(name).unwrap_or("0");
            let digits = text.trim_start_matches("0x");
            u32::from_str_radix(digits, 16).unwrap_or(0)
        };
        return Some(format!(
            "nvme://{:04x}:{:02x}:{:02x}.{}/{}",
            part("domain"),
            part("bus"),
            part("slot"),
            part("function"),
            source.attr("namespace")?
        ));
    }
    let names = ["file", "dev", "dir", "name", "volume", "path"];
    first_attribute(source, &names).map(str::to_owned)
}

/// Of these attributes, the one that stands first in the document.
fn first_attribute<'a>(node: Node<'a>, names: &[&str]) -> Option<&'a str> {
    let mut attributes = node.attributes();
    attributes
        .find(|(name, _)| names.contains(name))
        .map(|(_, value)| value)
}

fn interface_list(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let text = xml::description(&link, &dom, flags(args, &[("inactive", xml::INACTIVE)]))?;
    let document = Document::parse(&text)?;
    let mut table = Table::new(&[
        ("Interface", "interface"),
        ("Type", "type"),
        ("Source", "source"),
        ("Model", "model"),
        ("MAC", "mac"),
    ]);
    for interface in devices(&document, "interface") {
        let names = ["bridge", "dev", "network", "name", "path"];
        let source = interface.child("source");
        table.row([
            Cell::or(attribute(interface, "target", "dev"), "-"),
            Cell::text(interface.attr("type").unwrap_or_default()),
            Cell::or(
                source.and_then(|source| first_attribute(source, &names)),
                "-",
            ),
            Cell::or(attribute(interface, "model", "type"), "-"),
            Cell::or(attribute(interface, "mac", "address"), "-"),
        ]);
    }
    Ok(Reply::table(table))
}

fn link_state(session: &mut Session, args: &Args) -> Outcome {
    let interface = args.required("interface")?;
    let (link, dom) = session.domain(args)?;
    let text = xml::description(&link, &dom, flags(args, &[("config", xml::INACTIVE)]))?;
    let document = Document::parse(&text)?;
    let found = find_interface(&document, interface)?;
    let state = attribute(found, "link", "state").unwrap_or("up");
    Ok(Reply::text(format!("{interface} {state}")).with_json(state))
}

/// The one interface with this device or address.
pub(super) fn find_interface<'a>(
    document: &'a Document<'_>,
    name: &str,
) -> Result<Node<'a>, Failure> {
    let mac = normal_mac(name);
    let fits = |interface: &Node<'_>| {
        let address = attribute(*interface, "mac", "address");
        (mac.is_some() && address == mac.as_deref())
            || attribute(*interface, "target", "dev") == Some(name)
    };
    let mut found = devices(document, "interface").filter(fits);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (Some(_), Some(_)) => Err(Failure::new("multiple matching interfaces found")),
        (None, _) => Err(Failure::new(match mac {
            Some(mac) => format!("Interface (mac: {mac}) not found."),
            None => format!("Interface (dev: {name}) not found."),
        })),
    }
}

/// A hardware address as descriptions have it.
pub(super) fn normal_mac(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(':').collect();
    if parts.len() != 6 {
        return None;
    }
    let bytes = parts.iter().map(|part| match part.len() {
        1 | 2 => u8::from_str_radix(part, 16).ok(),
        _ => None,
    });
    let bytes: Vec<u8> = bytes.collect::<Option<_>>()?;
    let bytes: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Some(bytes.join(":"))
}

/// The devices of one kind.
pub(super) fn devices<'a>(
    document: &'a Document<'_>,
    kind: &'static str,
) -> impl Iterator<Item = Node<'a>> {
    let devices = document.root().child("devices");
    devices
        .into_iter()
        .flat_map(move |devices| devices.children(kind))
}

/// An attribute of a child.
pub(super) fn attribute<'a>(node: Node<'a>, child: &str, name: &str) -> Option<&'a str> {
    node.child(child)?.attr(name)
}

fn block_stats(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let name = args.required("domain")?;
    let device = args.text("device")?.unwrap_or("");
    let failed = || format!("Failed to get block stats for domain '{name}' device '{device}'");
    let api = link.domain_device()?;
    let params = match api.block_stats_flags(&link.caller, &dom, device, 0, TEXTS_OKAY) {
        Ok(answer) => {
            let count = answer.nparams;
            let answer = api.block_stats_flags(&link.caller, &dom, device, count, TEXTS_OKAY);
            answer.explain(failed)?.params
        }
        Err(error) if error.code() == ErrorCode::NoSupport => {
            let stats = api
                .block_stats(&link.caller, &dom, device)
                .explain(failed)?;
            let figures = [
                (BLOCK_FIELDS[0].0, stats.rd_req),
                (BLOCK_FIELDS[1].0, stats.rd_bytes),
                (BLOCK_FIELDS[2].0, stats.wr_req),
                (BLOCK_FIELDS[3].0, stats.wr_bytes),
                (BLOCK_FIELDS[4].0, stats.errs),
            ];
            let known = figures.iter().filter(|(_, figure)| *figure >= 0);
            known
                .map(|&(name, figure)| TypedParam::new(name, fv_types::TypedValue::Llong(figure)))
                .collect()
        }
        Err(error) => return Err(error.into()),
    };
    Ok(block_figures(&params, device, args))
}

/// The figures of a disk: those that are known in their order, then the others.
fn block_figures(params: &[TypedParam], device: &str, args: &Args) -> Reply {
    let human = args.has("human");
    let mut fields = Fields::new(0);
    let mut text = String::new();
    let mut shown_device = device;
    if human {
        text = format!("Device: {device}\n");
        shown_device = "";
    }
    for (field, short, words) in BLOCK_FIELDS {
        let Some(param) = params.iter().find(|param| param.field == *field) else {
            continue;
        };
        let value = values::text(param);
        let line = match human {
            true => format!("{shown_device} {words:<31} {value}"),
            false => format!("{shown_device} {short} {value}"),
        };
        fields.line(line, *field, values::json(param));
    }
    let is_known = |param: &&TypedParam| BLOCK_FIELDS.iter().any(|known| known.0 == param.field);
    for param in params.iter().filter(|param| !is_known(param)) {
        let line = format!("{shown_device} {} {}", param.field, values::text(param));
        fields.line(line, &param.field, values::json(param));
    }
    text.push_str(&fields.to_text());
    Reply::from(fields).retold(text)
}

fn interface_stats(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let name = args.required("domain")?;
    let device = args.required("interface")?;
    let stats = link
        .domain_device()
        .and_then(|api| api.interface_stats(&link.caller, &dom, device))
        .explain(|| format!("Failed to get interface stats {name} {device}"))?;
    let mut fields = Fields::new(0);
    let figures = [
        ("rx_bytes", stats.rx_bytes),
        ("rx_packets", stats.rx_packets),
        ("rx_errs", stats.rx_errs),
        ("rx_drop", stats.rx_drop),
        ("tx_bytes", stats.tx_bytes),
        ("tx_packets", stats.tx_packets),
        ("tx_errs", stats.tx_errs),
        ("tx_drop", stats.tx_drop),
    ];
    for (key, figure) in figures.into_iter().filter(|(_, figure)| *figure >= 0) {
        fields.line(format!("{device} {key} {figure}"), key, figure);
    }
    Ok(fields.into())
}

fn addresses(session: &mut Session, args: &Args) -> Outcome {
    let wanted = args.text("interface")?;
    let sources = ["lease", "agent", "arp"];
    let source = match args.text("source")? {
        None => 0,
        Some(name) => {
            let known = sources.iter().position(|source| *source == name);
            let unknown = || Failure::new(format!("Unknown data source '{name}'"));
            u32::try_from(known.ok_or_else(unknown)?).unwrap_or(0)
        }
    };
    let (link, dom) = session.domain(args)?;
    let interfaces = link
        .domain_guest()
        .and_then(|api| api.interface_addresses(&link.caller, &dom, source, 0))
        .explain(|| "Failed to query for interfaces addresses".into())?;
    let mut text = String::new();
    let mut json = Vec::new();
    let named = |name: &str| wanted.is_none_or(|wanted| wanted == name);
    for interface in interfaces.iter().filter(|interface| named(&interface.name)) {
        let mac = interface.hwaddr.as_deref();
        let mut list = Vec::new();
        if interface.addrs.is_empty() {
            let (name, mac) = (&interface.name, mac.unwrap_or("N/A"));
            text.push_str(&format!(" {name:<10} {mac:<17}    {:<12} N/A\n", "N/A"));
        }
        for (number, address) in interface.addrs.iter().enumerate() {
            let kind = match address.kind {
                0 => "ipv4",
                _ => "ipv6",
            };
            let (name, mac) = match args.has("full") || number == 0 {
                true => (interface.name.as_str(), mac.unwrap_or_default()),
                false => ("-", "-"),
            };
            let whole = format!("{}/{}", address.addr, address.prefix);
            text.push_str(&format!(" {name:<10} {mac:<17}    {kind:<12} {whole}\n"));
            list.push(serde_json::json!({
                "type": kind, "address": address.addr, "prefix": address.prefix,
            }));
        }
        json.push(serde_json::json!({
            "name": interface.name, "mac": mac, "addresses": list,
        }));
    }
    let head = format!(
        " {:<10} {:<20} {:<8}     {}\n{}\n",
        "Name",
        "MAC address",
        "Protocol",
        "Address",
        "-".repeat(79)
    );
    Ok(Reply::none().extra(head).asked(text).with_json(json))
}

fn memory_stats(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let name = args.required("domain")?;
    let mut bits = affect(args);
    let is_told = args.has("current") || args.has("live") || args.has("config");
    if !is_told && link.domain()?.is_active(&link.caller, &dom).unwrap_or(0) == 1 {
        bits |= AFFECT_LIVE;
    }
    if let Some(period) = args.i32("period")? {
        if period < 0 {
            let text = format!("Invalid collection period value '{period}'");
            return Err(Failure::new(text));
        }
        link.domain_tune()
            .and_then(|api| api.set_memory_stats_period(&link.caller, &dom, period, bits))
            .explain(|| "Unable to change balloon collection period.".into())?;
        return Ok(Reply::none());
    }
    let stats = link
        .domain_tune()
        .and_then(|api| api.memory_stats(&link.caller, &dom, MEMORY_STATS_MAX, 0))
        .explain(|| format!("Failed to get memory statistics for domain {name}"))?;
    let mut fields = Fields::new(0);
    for stat in stats {
        let key = usize::try_from(stat.tag)
            .ok()
            .and_then(|tag| MEMORY_FIELDS.get(tag));
        if let Some(key) = key {
            fields.line(format!("{key} {}", stat.val), *key, stat.val);
        }
    }
    Ok(fields.into())
}

fn all_stats(session: &mut Session, args: &Args) -> Outcome {
    let link = session.link()?;
    let stats = flags(args, STATS_GROUPS);
    let bits = flags(args, STATS_FLAGS);
    let names = args.list("domain");
    let mut domains = Vec::new();
    for name in names {
        domains.push(session.lookup("unknown", name, &[By::Id, By::Uuid, By::Name])?);
    }
    let records = link
        .connect()?
        .all_domain_stats(&link.caller, &domains, stats, bits)?;
    let mut texts = Vec::new();
    let mut json = Vec::new();
    for record in &records {
        let mut text = format!("Domain: '{}'\n", record.dom.name);
        let mut object = Map::new();
        for param in &record.params {
            text.push_str(&format!("  {}={}\n", param.field, values::text(param)));
            object.insert(param.field.clone(), values::json(param));
        }
        texts.push(text);
        json.push(serde_json::json!({ "domain": record.dom.name, "stats": Value::Object(object) }));
    }
    Ok(Reply::text(texts.join("\n")).with_json(json))
}

/// The name of a figure on the wire, the short one of old, and it in words.
const BLOCK_FIELDS: &[(&str, &str, &str)] = &[
    ("rd_operations", "rd_req", "number of read operations:"),
    ("rd_bytes", "rd_bytes", "number of bytes read:"),
    ("wr_operations", "wr_req", "number of write operations:"),
    ("wr_bytes", "wr_bytes", "number of bytes written:"),
    ("errs", "errs", "error count:"),
    (
        "flush_operations",
        "flush_operations",
        "number of flush operations:",
    ),
    (
        "rd_total_times",
        "rd_total_times",
        "total duration of reads (ns):",
    ),
    (
        "wr_total_times",
        "wr_total_times",
        "total duration of writes (ns):",
    ),
    (
        "flush_total_times",
        "flush_total_times",
        "total duration of flushes (ns):",
    ),
];

/// The names of the memory figures, by their tags.
const MEMORY_FIELDS: &[&str] = &[
    "swap_in",
    "swap_out",
    "major_fault",
    "minor_fault",
    "unused",
    "available",
    "actual",
    "rss",
    "usable",
    "last_update",
    "disk_caches",
    "hugetlb_pgalloc",
    "hugetlb_pgfail",
];
const MEMORY_STATS_MAX: u32 = 13;

const STATS_GROUPS: &[(&str, u32)] = &[
    ("state", 1),
    ("cpu-total", 1 << 1),
    ("balloon", 1 << 2),
    ("vcpu", 1 << 3),
    ("interface", 1 << 4),
    ("block", 1 << 5),
    ("perf", 1 << 6),
    ("iothread", 1 << 7),
    ("memory", 1 << 8),
    ("dirtyrate", 1 << 9),
    ("vm", 1 << 10),
];

const STATS_FLAGS: &[(&str, u32)] = &[
    ("list-active", 1),
    ("list-inactive", 1 << 1),
    ("list-persistent", 1 << 2),
    ("list-transient", 1 << 3),
    ("list-running", 1 << 4),
    ("list-paused", 1 << 5),
    ("list-shutoff", 1 << 6),
    ("list-other", 1 << 7),
    ("nowait", 1 << 29),
    ("backing", 1 << 30),
    ("enforce", 1 << 31),
];
