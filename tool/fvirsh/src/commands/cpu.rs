//! Virtual CPUs: how many, where they run, what they took.

use std::sync::Arc;

use fv_api::DomainRef;
use fv_error::{Error, ErrorCode};
use fv_model_xml::Document;
use fv_tool_shell::{Cell, Command, Failure, Fields, Opt, Outcome, Reply, Rule, Table};
use fv_types::number::{self, Base};
use fv_types::{Bitmap, TypedParam, TypedValue};
use serde_json::Value;

use super::flags::{AFFECT_CONFIG, AFFECT_LIVE, AFFECT_RULES, Explain, TEXTS_OKAY, affect, flags};
use super::options::{ACTIVE_DOMAIN, CONFIG, CURRENT, DOMAIN, JSON, LIVE};
use super::{Args, values, words, xml};
use crate::{Link, Session};

pub(super) const COMMANDS: &[Command<Session>] = &[
    Command::new("cpu-stats", cpu_stats, "tell what a domain's CPUs took")
        .about("Tells how much time a domain took on each CPU of the host, and in all.")
        .options(&[
            ACTIVE_DOMAIN,
            Opt::flag("total", "only in all"),
            Opt::number("start", "from this CPU on").positional_of_old(),
            Opt::number("count", "of so many CPUs").positional_of_old(),
            JSON,
        ]),
    Command::new(
        "emulatorpin",
        emulator_pin,
        "pin an emulator to CPUs of the host",
    )
    .about("Tells or sets on which CPUs of the host a domain's emulator runs.")
    .options(&[
        DOMAIN,
        Opt::text(
            "cpulist",
            "the CPUs, or r for all; without it they are told",
        )
        .positional_of_old()
        .may_be_empty(),
        CONFIG,
        LIVE,
        CURRENT,
        JSON,
    ])
    .rules(AFFECT_RULES),
    Command::new(
        "guestvcpus",
        guest_vcpus,
        "tell or set the CPUs that a guest uses",
    )
    .about("Tells or sets which of its virtual CPUs the guest uses, by its agent.")
    .options(&[
        ACTIVE_DOMAIN,
        Opt::text("cpulist", "the virtual CPUs").positional_of_old(),
        Opt::flag("enable", "it uses them"),
        Opt::flag("disable", "it does not use them"),
        JSON,
    ])
    .rules(&[
        Rule::Exclusive("enable", "disable"),
        Rule::Requires("enable", "cpulist"),
        Rule::Requires("disable", "cpulist"),
    ]),
    Command::new("setvcpu", set_vcpu, "plug or unplug virtual CPUs")
        .about("Plugs or unplugs single virtual CPUs.")
        .options(&[
            DOMAIN,
            Opt::text("vcpulist", "the virtual CPUs")
                .required()
                .positional(),
            Opt::flag("enable", "plug them"),
            Opt::flag("disable", "unplug them"),
            CONFIG,
            LIVE,
            CURRENT,
        ])
        .rules(&[
            Rule::Exclusive("enable", "disable"),
            Rule::Exclusive("current", "live"),
            Rule::Exclusive("current", "config"),
        ]),
    Command::new("setvcpus", set_vcpus, "set the number of virtual CPUs")
        .about("Sets how many virtual CPUs a domain has, or may have.")
        .options(&[
            DOMAIN,
            Opt::number("count", "how many").required().positional(),
            Opt::flag("maximum", "how many it may have"),
            CONFIG,
            LIVE,
            CURRENT,
            Opt::flag("guest", "let the guest do it"),
            Opt::flag("hotpluggable", "they can be unplugged"),
        ])
        .rules(&[
            Rule::Exclusive("current", "live"),
            Rule::Exclusive("current", "config"),
            Rule::Exclusive("guest", "config"),
            Rule::Requires("maximum", "config"),
        ]),
    Command::new("vcpucount", count, "tell the number of virtual CPUs")
        .about("Tells how many virtual CPUs a domain has and may have.")
        .options(&[
            DOMAIN,
            Opt::flag("maximum", "how many it may have"),
            Opt::flag("active", "how many it has"),
            LIVE,
            CONFIG,
            CURRENT,
            Opt::flag("guest", "as the guest sees it"),
            JSON,
        ]),
    Command::new("vcpuinfo", info, "tell about virtual CPUs")
        .about("Tells for each virtual CPU where it runs and what it took.")
        .options(&[DOMAIN, Opt::flag("pretty", "with a list of ranges"), JSON]),
    Command::new("vcpupin", pin, "pin a virtual CPU to CPUs of the host")
        .about("Tells or sets on which CPUs of the host a virtual CPU runs.")
        .options(&[
            DOMAIN,
            Opt::number("vcpu", "the virtual CPU").positional_of_old(),
            Opt::text(
                "cpulist",
                "the CPUs, or r for all; without it they are told",
            )
            .positional_of_old()
            .may_be_empty(),
            CONFIG,
            LIVE,
            CURRENT,
            JSON,
        ])
        .rules(AFFECT_RULES),
];

fn cpu_stats(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let start = args.i32("start")?;
    if start.is_some_and(|start| start < 0) {
        return Err(Failure::new("Invalid value for start CPU"));
    }
    let count = args.i32("count")?;
    if count.is_some_and(|count| count < 0) {
        return Err(Failure::new("Invalid value for number of CPUs to show"));
    }
    let single = start.is_some() || count.is_some();
    let (total, single) = match (args.has("total"), single) {
        (false, false) => (true, true),
        chosen => chosen,
    };
    let failed = || {
        let name = &dom.name;
        format!("Failed to retrieve CPU statistics for domain '{name}'")
    };
    let ask = |nparams: u32, start: i32, ncpus: u32| {
        let answer = link
            .domain_tune()
            .and_then(|api| api.cpu_stats(&link.caller, &dom, nparams, start, ncpus, TEXTS_OKAY));
        answer.explain(failed)
    };
    let mut json = serde_json::Map::new();
    let mut text = String::new();
    if single {
        let first = start.unwrap_or(0);
        let cpus = ask(0, 0, 0)?.nparams;
        if first >= cpus {
            let last = cpus - 1;
            let text = format!("Start CPU {first} is out of range (min: 0, max: {last})");
            return Err(Failure::new(text));
        }
        let count = match count {
            Some(count) if count <= cpus => count,
            Some(_) => {
                text.push_str(&format!("Only {cpus} CPUs available to show\n"));
                cpus - first
            }
            None => cpus - first,
        };
        let each = u32::try_from(ask(0, 0, 1)?.nparams).unwrap_or(0);
        if each == 0 {
            text.push_str("No per-CPU stats available");
            if !total {
                session.terminal.print(&text);
                return Err(Failure::silent());
            }
        }
        let mut at = first;
        while each != 0 && at < first + count {
            // So many are asked for at once at most.
            let some = (first + count - at).min(CPUS_AT_ONCE);
            let answer = ask(each, at, some.unsigned_abs())?;
            let chunk = usize::try_from(each).unwrap_or(1);
            for (number, params) in answer.params.chunks(chunk).enumerate() {
                let cpu = at + i32::try_from(number).unwrap_or(0);
                text.push_str(&format!("CPU{cpu}:\n"));
                text.extend(params.iter().map(cpu_line));
                json.insert(format!("cpu{cpu}"), object(params));
            }
            at += some;
        }
    }
    if total {
        let nparams = u32::try_from(ask(0, -1, 1)?.nparams).unwrap_or(0);
        if nparams == 0 {
            text.push_str("No total stats available");
            session.terminal.print(&text);
            return Err(Failure::silent());
        }
        let answer = match ask(nparams, -1, 1) {
            Ok(answer) => answer,
            Err(failure) => {
                session.terminal.print(&text);
                return Err(failure);
            }
        };
        text.push_str("Total:\n");
        text.extend(answer.params.iter().map(cpu_line));
        json.insert("total".into(), object(&answer.params));
    }
    Ok(Reply::text(text).with_json(Value::Object(json)))
}

fn object(params: &[TypedParam]) -> Value {
    let members = params.iter();
    Value::Object(
        members
            .map(|param| (param.field.clone(), values::json(param)))
            .collect(),
    )
}

/// A figure of `cpu-stats`; times are shown in seconds.
fn cpu_line(param: &TypedParam) -> String {
    let times = ["cpu_time", "vcpu_time", "user_time", "system_time"];
    let value = match param.value {
        TypedValue::Ullong(time) if times.contains(&param.field.as_str()) => {
            let (seconds, nanos) = (time / 1_000_000_000, time % 1_000_000_000);
            format!("{seconds:>9}.{nanos:09} seconds")
        }
        _ => values::text(param),
    };
    format!("\t{:<12} {value}\n", param.field)
}

fn count(session: &mut Session, args: &Args) -> Outcome {
    let has = |name: &str| args.has(name);
    // Once `current` was the opposite of `maximum`; alone it still says nothing.
    let current = has("current") && (has("maximum") || has("active"));
    let all = !["maximum", "active", "current", "config", "live", "guest"]
        .iter()
        .any(|name| has(name));
    let exclusive = [
        ("live", has("live"), "config", has("config")),
        ("current", current, "live", has("live")),
        ("current", current, "config", has("config")),
        ("active", has("active"), "maximum", has("maximum")),
        ("guest", has("guest"), "config", has("config")),
    ];
    for (one, is_one, other, is_other) in exclusive {
        if is_one && is_other {
            let text = format!("Options --{one} and --{other} are mutually exclusive");
            return Err(Failure::new(text));
        }
    }
    let bits = affect(args) | flags(args, &[("maximum", VCPU_MAXIMUM), ("guest", VCPU_GUEST)]);
    let (link, dom) = session.domain(args)?;
    if !all {
        let count = collect(&link, &dom, bits)?;
        return Ok(Reply::line(count));
    }
    let mut counts = [None; 4];
    let kinds = [
        AFFECT_CONFIG | VCPU_MAXIMUM,
        AFFECT_CONFIG,
        AFFECT_LIVE | VCPU_MAXIMUM,
        AFFECT_LIVE,
    ];
    let api = link.domain()?;
    for (count, bits) in counts.iter_mut().zip(kinds) {
        let has_it = match bits & AFFECT_LIVE {
            0 => api.is_persistent(&link.caller, &dom),
            _ => api.is_active(&link.caller, &dom),
        };
        if has_it.unwrap_or(0) == 1 {
            *count = Some(collect(&link, &dom, bits)?);
        }
    }
    let [config_max, config, live_max, live] = counts;
    let mut fields = Fields::new(0);
    for (kind, place, key, count) in [
        ("maximum", "config", "maximum_config", config_max),
        ("maximum", "live", "maximum_live", live_max),
        ("current", "config", "current_config", config),
        ("current", "live", "current_live", live),
    ] {
        if let Some(count) = count.filter(|count| *count > 0) {
            fields.line(format!("{kind:<12} {place:<12} {count:>3}"), key, count);
        }
    }
    Ok(fields.into())
}

/// The number of virtual CPUs of one kind; an old server says it in older ways.
fn collect(link: &Link, dom: &DomainRef, mut bits: u32) -> Result<i32, Failure> {
    let api = link.domain()?;
    match api.vcpus_flags(&link.caller, dom, bits) {
        Ok(count) => return Ok(count),
        Err(error) if !matches!(error.code(), ErrorCode::NoSupport | ErrorCode::InvalidArg) => {
            return Err(error.into());
        }
        Err(error) if bits & VCPU_GUEST != 0 => {
            let text = "Failed to retrieve vCPU count from the guest";
            return Err(Failure::new(text).because(error));
        }
        Err(_) => {}
    }
    let is_told = bits & (AFFECT_LIVE | AFFECT_CONFIG) != 0;
    if !is_told && api.is_active(&link.caller, dom).unwrap_or(0) == 1 {
        bits |= AFFECT_LIVE;
    }
    if bits & AFFECT_LIVE != 0 {
        return Ok(match bits & VCPU_MAXIMUM {
            0 => i32::from(api.info(&link.caller, dom)?.nr_virt_cpu),
            _ => api.max_vcpus(&link.caller, dom)?,
        });
    }
    let text = xml::description(link, dom, xml::INACTIVE)?;
    let document = Document::parse(&text)?;
    let vcpu = document.root().child("vcpu");
    let (text, kind) = match bits & VCPU_MAXIMUM {
        0 => (
            vcpu.and_then(|vcpu| vcpu.attr("current"))
                .map(str::to_owned),
            "current",
        ),
        _ => (vcpu.map(fv_model_xml::Node::text), "maximum"),
    };
    let count = text.and_then(|text| number::parse_i32(&text, Base::Decimal));
    count.ok_or_else(|| Failure::new(format!("Failed to retrieve {kind} vcpu count")))
}

/// How many CPUs the host has.
fn host_cpus(link: &Link) -> Result<usize, Error> {
    let node = link.node()?;
    let count = match node.cpu_map(&link.caller, 0, 0, 0) {
        Ok(map) => map.ret,
        Err(_) => {
            let info = node.info(&link.caller)?;
            info.nodes * info.sockets * info.cores * info.threads
        }
    };
    Ok(usize::try_from(count).unwrap_or(0))
}

fn info(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let host = host_cpus(&link)?;
    let api = link.domain()?;
    let info = api.info(&link.caller, &dom)?;
    let length = map_length(host);
    let vcpus = api.vcpus(&link.caller, &dom, i32::from(info.nr_virt_cpu), length);
    let mut blocks = Vec::new();
    match vcpus {
        Ok(vcpus) => {
            let maps = vcpus
                .cpumaps
                .chunks(usize::try_from(length).unwrap_or(1).max(1));
            for (vcpu, map) in vcpus.info.iter().zip(maps) {
                let mut fields = Fields::new(15);
                fields.labelled("VCPU:", "vcpu", vcpu.number);
                fields.labelled("CPU:", "cpu", vcpu.cpu);
                fields.labelled("State:", "state", words::vcpu_state(vcpu.state));
                if vcpu.cpu_time != 0 {
                    let text = format!("{:.1}s", vcpu.cpu_time as f64 / 1e9);
                    fields.shown("CPU time:", &text, "cpu_time_ns", vcpu.cpu_time);
                }
                affinity(&mut fields, map, host, args);
                blocks.push(fields);
            }
        }
        // Of one that is off there is still where it may run.
        Err(_) if i32::from(info.state) == SHUT_OFF => {
            let vcpus = enabled_vcpus(&link, &dom)?;
            let count = i32::try_from(vcpus.size()).unwrap_or(0);
            let pins = link.domain_tune()?.vcpu_pin_info(
                &link.caller,
                &dom,
                count,
                length,
                AFFECT_CONFIG,
            )?;
            let maps = pins
                .cpumaps
                .chunks(usize::try_from(length).unwrap_or(1).max(1));
            let maps: Vec<&[u8]> = maps.collect();
            for vcpu in vcpus.iter() {
                let mut fields = Fields::new(15);
                fields.labelled("VCPU:", "vcpu", vcpu);
                fields.shown("CPU:", "N/A", "cpu", ());
                fields.shown("State:", "N/A", "state", ());
                fields.shown("CPU time", "N/A", "cpu_time_ns", ());
                affinity(
                    &mut fields,
                    maps.get(vcpu).copied().unwrap_or_default(),
                    host,
                    args,
                );
                blocks.push(fields);
            }
        }
        Err(error) => return Err(error.into()),
    }
    let texts: Vec<String> = blocks.iter().map(Fields::to_text).collect();
    let json: Vec<Value> = blocks.iter().map(Fields::to_json).collect();
    Ok(Reply::text(texts.join("\n")).with_json(json))
}

fn affinity(fields: &mut Fields, map: &[u8], host: usize, args: &Args) {
    let map = Bitmap::from_data(map);
    let text = match args.has("pretty") {
        true => format!("{map} (out of {host})"),
        false => (0..host)
            .map(|cpu| if map.contains(cpu) { 'y' } else { '-' })
            .collect(),
    };
    let cpus: Vec<usize> = map.iter().filter(|cpu| *cpu < host).collect();
    fields.shown("CPU Affinity:", &text, "affinity", cpus);
}

/// The virtual CPUs that a definition has plugged.
fn enabled_vcpus(link: &Link, dom: &DomainRef) -> Result<Bitmap, Failure> {
    let text = xml::description(link, dom, xml::INACTIVE)?;
    let document = Document::parse(&text)?;
    let root = document.root();
    let vcpu = root.child("vcpu");
    let number = |text: &str| number::parse_u32_positive(text, Base::Decimal);
    let maximum = vcpu.and_then(|vcpu| number(&vcpu.text()));
    let maximum = maximum.ok_or_else(|| Failure::new("Failed to retrieve maximum vcpu count"))?;
    let current = vcpu.and_then(|vcpu| number(vcpu.attr("current")?));
    let current = current.filter(|current| *current != 0).unwrap_or(maximum);
    let index = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    let mut vcpus = Bitmap::new(index(maximum));
    let Some(list) = root.child("vcpus") else {
        (0..index(current)).for_each(|vcpu| {
            let _ = vcpus.set(vcpu);
        });
        return Ok(vcpus);
    };
    for vcpu in list
        .children("vcpu")
        .filter(|vcpu| vcpu.attr("enabled") == Some("yes"))
    {
        if let Some(id) = vcpu.attr("id").and_then(number) {
            let _ = vcpus.set(index(id));
        }
    }
    match vcpus.count() == index(current) {
        true => Ok(vcpus),
        false => Err(Failure::new("Failed to retrieve vcpu state bitmap")),
    }
}

fn pin(session: &mut Session, args: &Args) -> Outcome {
    let list = args.text("cpulist")?;
    if list.is_none() && args.has("live") && args.has("config") {
        let text = "Options --live and --config are mutually exclusive";
        return Err(Failure::new(text));
    }
    let vcpu = args.u32("vcpu")?;
    if list.is_some() && vcpu.is_none() {
        return Err(Failure::new("vcpupin: Missing vCPU number in pin mode."));
    }
    let host = host_cpus(&*session.link()?)?;
    let (link, dom) = session.domain(args)?;
    let bits = affect(args);
    let (Some(list), Some(vcpu)) = (list, vcpu) else {
        return pins(&link, &dom, vcpu, host, bits);
    };
    let map = cpu_map(list, host)?;
    let api = link.domain_tune()?;
    match bits == 0 && !args.has("current") {
        true => api.pin_vcpu(&link.caller, &dom, vcpu, &map)?,
        false => api.pin_vcpu_flags(&link.caller, &dom, vcpu, &map, bits)?,
    }
    Ok(Reply::none())
}

/// Where each virtual CPU may run, or the one.
fn pins(link: &Arc<Link>, dom: &DomainRef, wanted: Option<u32>, host: usize, bits: u32) -> Outcome {
    let api = link.domain()?;
    let is_active = || api.is_active(&link.caller, dom).unwrap_or(0) == 1;
    if bits & AFFECT_LIVE != 0 && !is_active() {
        return Err(Failure::new("cannot get vcpupin for offline domain"));
    }
    if bits & AFFECT_CONFIG != 0 && api.is_persistent(&link.caller, dom).unwrap_or(0) != 1 {
        return Err(Failure::new("cannot get vcpupin for transient domain"));
    }
    let count = collect(link, dom, bits | VCPU_MAXIMUM)?;
    if let Some(vcpu) = wanted.filter(|vcpu| i64::from(*vcpu) >= i64::from(count)) {
        let live = bits & AFFECT_LIVE != 0 || (bits & AFFECT_CONFIG == 0 && is_active());
        let kind = if live { "live" } else { "persistent" };
        let text = format!("vcpu {vcpu} is out of range of {kind} cpu count {count}");
        return Err(Failure::new(text));
    }
    let length = map_length(host);
    // That it cannot be told is told by silence, as in the reference.
    let Ok(info) = link
        .domain_tune()
        .and_then(|api| api.vcpu_pin_info(&link.caller, dom, count, length, bits))
    else {
        return Ok(Reply::none());
    };
    let mut table = Table::new(&[("VCPU", "vcpu"), ("CPU Affinity", "affinity")]);
    let length = usize::try_from(length).unwrap_or(1).max(1);
    for (vcpu, map) in (0_u32..).zip(info.cpumaps.chunks(length)) {
        if wanted.is_none_or(|wanted| wanted == vcpu) {
            table.row([
                Cell::number(vcpu),
                Cell::text(Bitmap::from_data(map).to_string()),
            ]);
        }
    }
    Ok(Reply::table(table))
}

fn emulator_pin(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let list = args.text("cpulist")?;
    let host = host_cpus(&link)?;
    let bits = affect(args);
    let api = link.domain_tune()?;
    let Some(list) = list else {
        let info = api.emulator_pin_info(&link.caller, &dom, map_length(host), bits)?;
        let cpus = Bitmap::from_data(&info.cpumaps).to_string();
        let rule = "-".repeat(34);
        return Ok(Reply::none()
            .extra(format!("emulator: CPU Affinity\n{rule}\n       *: "))
            .asked(format!("{cpus}\n"))
            .with_json(cpus));
    };
    let map = cpu_map(list, host)?;
    let bits = match bits == 0 && !args.has("current") {
        true => AFFECT_LIVE,
        false => bits,
    };
    api.pin_emulator(&link.caller, &dom, &map, bits)?;
    Ok(Reply::none())
}

/// A list of CPUs as bits; `r` is all of the host's.
fn cpu_map(list: &str, host: usize) -> Result<Vec<u8>, Failure> {
    if list.starts_with('r') {
        let mut all = Bitmap::new(host);
        all.set_all();
        return Ok(all.to_data());
    }
    let wrong = || Failure::new(format!("Invalid cpulist '{list}'"));
    let map = Bitmap::parse(list, 1024).map_err(|error| wrong().because(error))?;
    if map.is_empty() {
        return Err(wrong());
    }
    match map.last().filter(|last| *last >= host) {
        None => Ok(map.to_data()),
        Some(last) => {
            let text = format!("CPU {last} in cpulist '{list}' exceed the maxcpu {host}");
            Err(Failure::new(text))
        }
    }
}

/// How many bytes a map of so many CPUs has.
fn map_length(cpus: usize) -> i32 {
    i32::try_from(cpus.div_ceil(8)).unwrap_or(i32::MAX)
}

fn set_vcpus(session: &mut Session, args: &Args) -> Outcome {
    let bits = affect(args)
        | flags(
            args,
            &[
                ("guest", VCPU_GUEST),
                ("maximum", VCPU_MAXIMUM),
                ("hotpluggable", 1 << 4),
            ],
        );
    let (link, dom) = session.domain(args)?;
    let count = args.u32("count")?.unwrap_or(0);
    if count == 0 {
        return Err(Failure::new("Can't set 0 processors for a VM"));
    }
    let api = link.domain_tune()?;
    match bits == 0 && !args.has("current") {
        true => api.set_vcpus(&link.caller, &dom, count)?,
        false => api.set_vcpus_flags(&link.caller, &dom, count, bits)?,
    }
    Ok(Reply::none())
}

fn set_vcpu(session: &mut Session, args: &Args) -> Outcome {
    if !args.has("enable") && !args.has("disable") {
        return Err(Failure::new("one of --enable, --disable is required"));
    }
    let list = args.required("vcpulist")?;
    let (link, dom) = session.domain(args)?;
    let state = i32::from(args.has("enable"));
    link.domain_tune()?
        .set_vcpu(&link.caller, &dom, list, state, affect(args))?;
    Ok(Reply::none())
}

fn guest_vcpus(session: &mut Session, args: &Args) -> Outcome {
    let list = args.text("cpulist")?;
    if list.is_some() && !args.has("enable") && !args.has("disable") {
        return Err(Failure::new(
            "One of options --enable or --disable is required by option --cpulist",
        ));
    }
    let (link, dom) = session.domain(args)?;
    let api = link.domain_guest()?;
    match list {
        Some(list) => {
            let state = i32::from(args.has("enable"));
            api.set_guest_vcpus(&link.caller, &dom, list, state, 0)?;
            Ok(Reply::none())
        }
        None => {
            let params = api.guest_vcpus(&link.caller, &dom, 0)?;
            Ok(values::fields(&params, 15).into())
        }
    }
}

/// `VIR_DOMAIN_VCPU_MAXIMUM`.
const VCPU_MAXIMUM: u32 = 4;
/// `VIR_DOMAIN_VCPU_GUEST`.
const VCPU_GUEST: u32 = 8;
/// `VIR_DOMAIN_SHUTOFF`.
const SHUT_OFF: i32 = 5;
const CPUS_AT_ONCE: i32 = 128;
