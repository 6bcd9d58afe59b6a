//! What a domain may use of its host: memory, bandwidth, time.

use fv_error::{Error, ErrorDomain};
use fv_tool_shell::{Cell, Command, Failure, Fields, Opt, Outcome, Reply, Scale, Table};
use fv_types::number::{self, Base};
use fv_types::{Bitmap, TypedKind, TypedParam, TypedValue, size};

use super::flags::{AFFECT_LIVE, AFFECT_RULES, Explain, TEXTS_OKAY, affect, one_state};
use super::options::{CONFIG, CURRENT, DOMAIN, JSON, LIVE};
use super::{Args, offers, values};
use crate::Session;

pub(super) const COMMANDS: &[Command<Session>] = &[
    Command::new("blkdeviotune", block_tune, "limit the traffic of a disk")
        .about("Tells or sets the limits on the traffic of a disk.")
        .options(&[
            DOMAIN,
            Opt::text("device", "the disk, by its target or path")
                .required()
                .positional()
                .completed_by(offers::disks),
            Opt::alias("group_name", "group-name"),
            Opt::text("group-name", "the disks that share the limits"),
            Opt::alias("total_bytes_sec", "total-bytes-sec"),
            Opt::number("total-bytes-sec", "bytes per second"),
            Opt::alias("read_bytes_sec", "read-bytes-sec"),
            Opt::number("read-bytes-sec", "bytes read per second"),
            Opt::alias("write_bytes_sec", "write-bytes-sec"),
            Opt::number("write-bytes-sec", "bytes written per second"),
            Opt::alias("total_iops_sec", "total-iops-sec"),
            Opt::number("total-iops-sec", "requests per second"),
            Opt::alias("read_iops_sec", "read-iops-sec"),
            Opt::number("read-iops-sec", "reads per second"),
            Opt::alias("write_iops_sec", "write-iops-sec"),
            Opt::number("write-iops-sec", "writes per second"),
            Opt::alias("total_bytes_sec_max", "total-bytes-sec-max"),
            Opt::number("total-bytes-sec-max", "bytes per second in a burst"),
            Opt::alias("read_bytes_sec_max", "read-bytes-sec-max"),
            Opt::number("read-bytes-sec-max", "bytes read per second in a burst"),
            Opt::alias("write_bytes_sec_max", "write-bytes-sec-max"),
            Opt::number("write-bytes-sec-max", "bytes written per second in a burst"),
            Opt::alias("total_iops_sec_max", "total-iops-sec-max"),
            Opt::number("total-iops-sec-max", "requests per second in a burst"),
            Opt::alias("read_iops_sec_max", "read-iops-sec-max"),
            Opt::number("read-iops-sec-max", "reads per second in a burst"),
            Opt::alias("write_iops_sec_max", "write-iops-sec-max"),
            Opt::number("write-iops-sec-max", "writes per second in a burst"),
            Opt::alias("size_iops_sec", "size-iops-sec"),
            Opt::number("size-iops-sec", "the size of a request that counts as one"),
            Opt::alias("total_bytes_sec_max_length", "total-bytes-sec-max-length"),
            Opt::number("total-bytes-sec-max-length", "seconds of a burst of bytes"),
            Opt::alias("read_bytes_sec_max_length", "read-bytes-sec-max-length"),
            Opt::number(
                "read-bytes-sec-max-length",
                "seconds of a burst of bytes read",
            ),
            Opt::alias("write_bytes_sec_max_length", "write-bytes-sec-max-length"),
            Opt::number(
                "write-bytes-sec-max-length",
                "seconds of a burst of bytes written",
            ),
            Opt::alias("total_iops_sec_max_length", "total-iops-sec-max-length"),
            Opt::number(
                "total-iops-sec-max-length",
                "seconds of a burst of requests",
            ),
            Opt::alias("read_iops_sec_max_length", "read-iops-sec-max-length"),
            Opt::number("read-iops-sec-max-length", "seconds of a burst of reads"),
            Opt::alias("write_iops_sec_max_length", "write-iops-sec-max-length"),
            Opt::number("write-iops-sec-max-length", "seconds of a burst of writes"),
            CONFIG,
            LIVE,
            CURRENT,
            JSON,
        ])
        .rules(AFFECT_RULES),
    Command::new("blkiotune", blkio_tune, "weigh a domain's disks")
        .about("Tells or sets the weights of a domain's block traffic on the host.")
        .options(&[
            DOMAIN,
            Opt::number("weight", "of all its traffic").positional_of_old(),
            Opt::text("device-weights", "of single devices: PATH,WEIGHT,...").positional_of_old(),
            Opt::text("device-read-iops-sec", "reads per second of devices").positional_of_old(),
            Opt::text("device-write-iops-sec", "writes per second of devices").positional_of_old(),
            Opt::text("device-read-bytes-sec", "bytes read per second of devices")
                .positional_of_old(),
            Opt::text(
                "device-write-bytes-sec",
                "bytes written per second of devices",
            )
            .positional_of_old(),
            CONFIG,
            LIVE,
            CURRENT,
            JSON,
        ])
        .rules(AFFECT_RULES),
    Command::new(
        "domiftune",
        interface_tune,
        "limit the traffic of an interface",
    )
    .about("Tells or sets the limits on the traffic of a network interface.")
    .options(&[
        DOMAIN,
        Opt::text("interface", "the interface, by its device or address")
            .required()
            .positional()
            .completed_by(offers::interfaces),
        Opt::text("inbound", "AVERAGE,PEAK,BURST,FLOOR in KiB/s and KiB").positional_of_old(),
        Opt::text("outbound", "AVERAGE,PEAK,BURST in KiB/s and KiB").positional_of_old(),
        CONFIG,
        LIVE,
        CURRENT,
        JSON,
    ])
    .rules(AFFECT_RULES),
    Command::new(
        "iothreadinfo",
        iothreads,
        "list the I/O threads of a domain",
    )
    .about("Lists the I/O threads of a domain and where they may run.")
    .options(&[DOMAIN, CONFIG, LIVE, CURRENT, JSON])
    .rules(AFFECT_RULES),
    Command::new("memtune", memory_tune, "limit the memory of a domain")
        .about("Tells or sets the limits on the memory that a domain takes of its host.")
        .options(&[
            DOMAIN,
            Opt::number("hard-limit", "what it takes at most, in KiB without a unit")
                .positional_of_old(),
            Opt::number("soft-limit", "what it keeps when memory is short").positional_of_old(),
            Opt::number("swap-hard-limit", "with swap, at most").positional_of_old(),
            Opt::number("min-guarantee", "what it has in any case").positional_of_old(),
            CONFIG,
            LIVE,
            CURRENT,
            JSON,
        ])
        .rules(AFFECT_RULES),
    Command::new("numatune", numa_tune, "place the memory of a domain")
        .about("Tells or sets on which NUMA nodes a domain has its memory.")
        .options(&[
            DOMAIN,
            Opt::text("mode", "strict, preferred, interleave or restrictive")
                .positional_of_old()
                .completed_by(|_, _| offers::words(NUMA_MODES)),
            Opt::text("nodeset", "the nodes").positional_of_old(),
            CONFIG,
            LIVE,
            CURRENT,
            JSON,
        ])
        .rules(AFFECT_RULES),
    Command::new("perf", perf, "count performance events")
        .about("Tells or sets which performance events are counted for a domain.")
        .options(&[
            DOMAIN,
            Opt::text("enable", "count these: NAME,...").positional_of_old(),
            Opt::text("disable", "count these no longer: NAME,...").positional_of_old(),
            CONFIG,
            LIVE,
            CURRENT,
            JSON,
        ])
        .rules(AFFECT_RULES),
    Command::new("schedinfo", scheduler, "schedule a domain")
        .about("Tells or sets how the host schedules a domain.")
        .options(&[
            DOMAIN,
            Opt::number("weight", "its weight"),
            Opt::number("cap", "its cap"),
            CURRENT,
            CONFIG,
            LIVE,
            Opt::list("set", "NAME=VALUE").positional(),
            JSON,
        ])
        .rules(AFFECT_RULES),
    Command::new(
        "setmaxmem",
        set_max_memory,
        "set the memory a domain may have",
    )
    .about("Sets how much memory a domain may have.")
    .options(&[
        DOMAIN,
        Opt::alias("kilobytes", "size"),
        SIZE,
        CONFIG,
        LIVE,
        CURRENT,
    ])
    .rules(AFFECT_RULES),
    Command::new("setmem", set_memory, "set the memory a domain has")
        .about("Sets how much memory a domain has, by its balloon.")
        .options(&[
            DOMAIN,
            Opt::alias("kilobytes", "size"),
            SIZE,
            CONFIG,
            LIVE,
            CURRENT,
        ])
        .rules(AFFECT_RULES),
];

const SIZE: Opt<Session> = Opt::number("size", "the memory, in KiB without a unit")
    .required()
    .positional();

/// Memory in KiB.
const KIB: Scale = Scale {
    unit: 1024,
    max: u64::MAX,
};

fn set_memory(session: &mut Session, args: &Args) -> Outcome {
    let bits = match ["config", "live", "current"]
        .iter()
        .any(|name| args.has(name))
    {
        true => affect(args),
        false => AFFECT_LIVE,
    };
    let (link, dom) = session.domain(args)?;
    let bytes = args.scaled("size", KIB)?.unwrap_or(0);
    let kib = not_zero(bytes.div_ceil(1024))?;
    link.domain_tune()?
        .set_memory_flags(&link.caller, &dom, kib, bits)?;
    Ok(Reply::none())
}

/// Refuses no memory at all, of which the library tells no daemon.
fn not_zero(kib: u64) -> Result<u64, Error> {
    if kib != 0 {
        return Ok(kib);
    }
    let function = "virDomainSetMemoryFlags";
    let text = format!("memory in {function} must not be zero");
    let domain = ErrorDomain::None;
    Err(Error::invalid_arg(domain, function, "memory", text))
}

fn set_max_memory(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let bytes = args.scaled("size", KIB)?.unwrap_or(0);
    let bits = affect(args) | MEMORY_MAXIMUM;
    link.domain_tune()
        .and_then(|api| {
            let kib = not_zero(bytes.div_ceil(1024))?;
            api.set_memory_flags(&link.caller, &dom, kib, bits)
        })
        .explain(|| "Unable to change MaxMemorySize".into())?;
    Ok(Reply::none())
}

/// The parameters: first how many there are, then they.
fn told(
    ask: impl Fn(i32) -> Result<(Vec<TypedParam>, i32), Error>,
    no_count: &str,
    no_params: &str,
) -> Result<Vec<TypedParam>, Failure> {
    let (_, count) = ask(0).explain(|| no_count.into())?;
    match count {
        0 => Ok(Vec::new()),
        count => Ok(ask(count).explain(|| no_params.into())?.0),
    }
}

fn memory_tune(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let bits = affect(args);
    let names = [
        ("hard-limit", "hard_limit"),
        ("soft-limit", "soft_limit"),
        ("swap-hard-limit", "swap_hard_limit"),
        ("min-guarantee", "min_guarantee"),
    ];
    let mut params = Vec::new();
    for (option, field) in names {
        if let Some(limit) = memory_limit(args, option)? {
            params.push(TypedParam::new(field, TypedValue::Ullong(limit)));
        }
    }
    if !params.is_empty() {
        link.domain_tune()
            .and_then(|api| api.set_memory_parameters(&link.caller, &dom, &params, bits))
            .explain(|| "Unable to change memory parameters".into())?;
        return Ok(Reply::none());
    }
    let params = told(
        |count| {
            one_state(bits, "virDomainGetMemoryParameters")?;
            let answer = link.domain_tune()?.memory_parameters(
                &link.caller,
                &dom,
                count,
                bits | TEXTS_OKAY,
            )?;
            Ok((answer.params, answer.nparams))
        },
        "Unable to get number of memory parameters",
        "Unable to get memory parameters",
    )?;
    let mut fields = Fields::new(0);
    for param in &params {
        match param.value {
            TypedValue::Ullong(UNLIMITED) => {
                fields.line(format!("{:<15}: unlimited", param.field), &param.field, ());
            }
            _ => {
                let line = format!("{:<15}: {}", param.field, values::text(param));
                fields.line(line, &param.field, values::json(param));
            }
        }
    }
    Ok(fields.into())
}

/// A limit in KiB; a negative one is none.
fn memory_limit(args: &Args, name: &str) -> Result<Option<u64>, Failure> {
    let Some(text) = args.raw(name) else {
        return Ok(None);
    };
    let wrong = || Failure::new(format!("Unable to parse integer parameter {name}"));
    let (value, unit) = number::split_i64(text, Base::Decimal).ok_or_else(wrong)?;
    let Ok(value) = u64::try_from(value) else {
        return Ok(Some(UNLIMITED));
    };
    let bytes = size::scale_integer(value, unit, 1024, i64::MAX.unsigned_abs());
    let bytes = bytes.map_err(|error| wrong().because(error))?;
    Ok(Some(bytes.div_ceil(1024)))
}

fn numa_tune(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let bits = affect(args);
    let mut params = Vec::new();
    if let Some(nodes) = args.text("nodeset")? {
        let nodes = TypedValue::String(nodes.to_owned());
        params.push(TypedParam::new("numa_nodeset", nodes));
    }
    if let Some(mode) = args.text("mode")? {
        let known = NUMA_MODES.iter().position(|name| *name == mode);
        let known = known.and_then(|at| i32::try_from(at).ok());
        // A newer server may know more modes than have names here.
        let number = known.or_else(|| number::parse_i32(mode, Base::Prefixed));
        let number = number.ok_or_else(|| Failure::new(format!("Invalid mode: {mode}")))?;
        params.push(TypedParam::new("numa_mode", TypedValue::Int(number)));
    }
    if !params.is_empty() {
        link.domain_tune()
            .and_then(|api| api.set_numa_parameters(&link.caller, &dom, &params, bits))
            .explain(|| "Unable to change numa parameters".into())?;
        return Ok(Reply::none());
    }
    let params = told(
        |count| {
            let answer = link.domain_tune()?.numa_parameters(
                &link.caller,
                &dom,
                count,
                bits | TEXTS_OKAY,
            )?;
            Ok((answer.params, answer.nparams))
        },
        "Unable to get number of memory parameters",
        "Unable to get numa parameters",
    )?;
    let mut fields = Fields::new(0);
    for param in &params {
        let text = match (&param.value, param.field.as_str()) {
            (TypedValue::Int(mode), "numa_mode") => {
                let at = usize::try_from(*mode).unwrap_or(usize::MAX);
                NUMA_MODES.get(at).copied().unwrap_or("(null)").to_owned()
            }
            _ => values::text(param),
        };
        fields.line(format!("{:<15}: {text}", param.field), &param.field, text);
    }
    Ok(fields.into())
}

fn blkio_tune(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let bits = affect(args);
    let mut params = Vec::new();
    if let Some(weight) = args.i32("weight")? {
        let wrong = || Failure::new(format!("Invalid value of {weight} for I/O weight"));
        let weight = u32::try_from(weight).ok().filter(|weight| *weight > 0);
        let weight = TypedValue::Uint(weight.ok_or_else(wrong)?);
        params.push(TypedParam::new("weight", weight));
    }
    for (option, field) in [
        ("device-weights", "device_weight"),
        ("device-read-iops-sec", "device_read_iops_sec"),
        ("device-write-iops-sec", "device_write_iops_sec"),
        ("device-read-bytes-sec", "device_read_bytes_sec"),
        ("device-write-bytes-sec", "device_write_bytes_sec"),
    ] {
        match args.raw(option) {
            Some("") => return Err(Failure::new("Unable to parse string parameter")),
            Some(text) => {
                params.push(TypedParam::new(field, TypedValue::String(text.to_owned())));
            }
            None => {}
        }
    }
    if !params.is_empty() {
        link.domain_tune()
            .and_then(|api| api.set_blkio_parameters(&link.caller, &dom, &params, bits))
            .explain(|| "Unable to change blkio parameters".into())?;
        return Ok(Reply::none());
    }
    let params = told(
        |count| {
            one_state(bits, "virDomainGetBlkioParameters")?;
            let answer = link.domain_tune()?.blkio_parameters(
                &link.caller,
                &dom,
                count,
                bits | TEXTS_OKAY,
            )?;
            Ok((answer.params, answer.nparams))
        },
        "Unable to get number of blkio parameters",
        "Unable to get blkio parameters",
    )?;
    Ok(values::fields(&params, 15).into())
}

fn block_tune(session: &mut Session, args: &Args) -> Outcome {
    let bits = affect(args);
    let (link, dom) = session.domain(args)?;
    let device = args.required("device")?;
    let mut params =
        block_limits(args).map_err(|failure| failure.and("Unable to parse integer parameter"))?;
    let group = args.text("group-name");
    let group = group.map_err(|failure| failure.and("Unable to parse group-name parameter"))?;
    if let Some(group) = group {
        let group = TypedValue::String(group.to_owned());
        params.push(TypedParam::new("group_name", group));
    }
    if !params.is_empty() {
        link.domain_device()
            .and_then(|api| api.set_block_io_tune(&link.caller, &dom, device, &params, bits))
            .explain(|| "Unable to change block I/O throttle".into())?;
        return Ok(Reply::none());
    }
    let params = told(
        |count| {
            one_state(bits, "virDomainGetBlockIoTune")?;
            // How many there are is asked of no disk.
            let device = (count != 0).then_some(device);
            let answer = link.domain_device()?.block_io_tune(
                &link.caller,
                &dom,
                device,
                count,
                bits | TEXTS_OKAY,
            )?;
            Ok((answer.params, answer.nparams))
        },
        "Unable to get number of block I/O throttle parameters",
        "Unable to get block I/O throttle parameters",
    )?;
    Ok(values::fields(&params, 15).into())
}

/// The limits that were given; those in bytes may have units.
fn block_limits(args: &Args) -> Result<Vec<TypedParam>, Failure> {
    let bytes = Scale {
        unit: 1,
        max: u64::MAX,
    };
    let mut params = Vec::new();
    let mut push = |name: &str, value: Option<u64>| {
        let param =
            value.map(|value| TypedParam::new(name.replace('-', "_"), TypedValue::Ullong(value)));
        params.extend(param);
    };
    for name in [
        "total-bytes-sec",
        "read-bytes-sec",
        "write-bytes-sec",
        "total-bytes-sec-max",
        "read-bytes-sec-max",
        "write-bytes-sec-max",
    ] {
        push(name, args.scaled(name, bytes)?);
    }
    for name in [
        "total-iops-sec",
        "read-iops-sec",
        "write-iops-sec",
        "total-iops-sec-max",
        "read-iops-sec-max",
        "write-iops-sec-max",
        "size-iops-sec",
        "total-bytes-sec-max-length",
        "read-bytes-sec-max-length",
        "write-bytes-sec-max-length",
        "total-iops-sec-max-length",
        "read-iops-sec-max-length",
        "write-iops-sec-max-length",
    ] {
        push(name, args.u64(name)?);
    }
    Ok(params)
}

fn interface_tune(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let bits = affect(args);
    let device = args.required("interface")?;
    let (inbound, outbound) = (args.text("inbound")?, args.text("outbound")?);
    let mut params = Vec::new();
    if let Some(rate) = inbound {
        let [average, peak, burst, floor] = rate_of(rate, "inbound")?;
        if average == 0 && (burst != 0 || peak != 0) && floor == 0 {
            let text = "either inbound average or floor is mandatory";
            return Err(Failure::new(text));
        }
        push_rate(&mut params, "inbound", [average, peak, burst, floor]);
    }
    if let Some(rate) = outbound {
        let [average, peak, burst, floor] = rate_of(rate, "outbound")?;
        if average == 0 && (burst != 0 || peak != 0) {
            return Err(Failure::new("outbound average is mandatory"));
        }
        if floor != 0 {
            return Err(Failure::new("outbound floor is unsupported yet"));
        }
        push_rate(&mut params, "outbound", [average, peak, burst, floor]);
    }
    if !params.is_empty() {
        link.domain_device()
            .and_then(|api| api.set_interface_parameters(&link.caller, &dom, device, &params, bits))
            .explain(|| "Unable to set interface parameters".into())?;
        return Ok(Reply::none());
    }
    let params = told(
        |count| {
            let answer = link.domain_device()?.interface_parameters(
                &link.caller,
                &dom,
                device,
                count,
                bits | TEXTS_OKAY,
            )?;
            Ok((answer.params, answer.nparams))
        },
        "Unable to get number of interface parameters",
        "Unable to get interface parameters",
    )?;
    Ok(values::fields(&params, 15).into())
}

/// Average, peak, burst and floor; parts that are left out are 0.
fn rate_of(text: &str, way: &str) -> Result<[u32; 4], Failure> {
    let parts: Vec<&str> = text.split(',').collect();
    if parts.len() > 4 {
        let text = format!("Rate string '{text}' has too many fields");
        return Err(Failure::new(text));
    }
    let mut rate = [0; 4];
    let names = ["average", "peak", "burst", "floor"];
    for ((part, name), place) in parts.iter().zip(names).zip(&mut rate) {
        if !part.is_empty() {
            let malformed = || Failure::new(format!("field '{name}' is malformed"));
            *place = number::parse_u64_positive(part, Base::Decimal).ok_or_else(malformed)?;
        }
    }
    let max = u32::MAX;
    let too_large = |_| Failure::new(format!("{way} rate larger than maximum {max}"));
    let narrow = |value: u64| u32::try_from(value).map_err(too_large);
    let [average, peak, burst, floor] = rate;
    Ok([
        narrow(average)?,
        narrow(peak)?,
        narrow(burst)?,
        u32::try_from(floor).unwrap_or(max),
    ])
}

fn push_rate(params: &mut Vec<TypedParam>, way: &str, rate: [u32; 4]) {
    let names = ["average", "peak", "burst", "floor"];
    for (name, value) in names.iter().zip(rate) {
        // The average is told even when it is 0: that takes the limit away.
        if value != 0 || *name == "average" {
            let field = format!("{way}.{name}");
            params.push(TypedParam::new(field, TypedValue::Uint(value)));
        }
    }
}

fn perf(session: &mut Session, args: &Args) -> Outcome {
    let bits = affect(args);
    let (enable, disable) = (args.text("enable")?, args.text("disable")?);
    let (link, dom) = session.domain(args)?;
    let mut params = Vec::new();
    for (names, state) in [(enable, true), (disable, false)] {
        let names = names.into_iter().flat_map(|names| names.split(','));
        for name in names.filter(|name| !name.is_empty()) {
            params.push(TypedParam::new(name, TypedValue::Boolean(state)));
        }
    }
    let api = link.domain_tune()?;
    if params.is_empty() {
        params = api
            .perf_events(&link.caller, &dom, bits)
            .explain(|| "Unable to get perf events".into())?;
    } else {
        api.set_perf_events(&link.caller, &dom, &params, bits)
            .explain(|| "Unable to enable/disable perf events".into())?;
    }
    let mut fields = Fields::new(0);
    for param in &params {
        let is_on = param.value == TypedValue::Boolean(true);
        let word = if is_on { "enabled" } else { "disabled" };
        fields.line(format!("{:<15}: {word}", param.field), &param.field, is_on);
    }
    Ok(Reply::none()
        .extra(fields.to_text())
        .with_json(fields.to_json()))
}

fn scheduler(session: &mut Session, args: &Args) -> Outcome {
    let bits = affect(args);
    let (live, config) = (args.has("live"), args.has("config"));
    // Both cannot be told at once.
    let query = if live && config { 0 } else { bits };
    let (link, dom) = session.domain(args)?;
    let api = link.domain_tune()?;
    let kind = match api.scheduler_type(&link.caller, &dom) {
        Ok(kind) => kind,
        Err(error) => {
            session
                .terminal
                .print(&format!("{:<15}: Unknown\n", "Scheduler"));
            return Err(error.into());
        }
    };
    let mut fields = Fields::new(0);
    fields.line(
        format!("{:<15}: {}", "Scheduler", kind.kind),
        "scheduler",
        kind.kind,
    );
    // What is known is shown before what fails.
    let head = fields.to_text();
    session.terminal.print(&if args.wants_json() {
        String::new()
    } else {
        head
    });
    if kind.nparams == 0 {
        return Err(Failure::silent());
    }
    let with_flags = bits != 0 || args.has("current");
    let ask = || match with_flags {
        true => {
            api.scheduler_parameters_flags(&link.caller, &dom, kind.nparams, query | TEXTS_OKAY)
        }
        false => api.scheduler_parameters(&link.caller, &dom, kind.nparams),
    };
    let mut params = ask()?;
    let updates = scheduler_updates(args, &params)?;
    if !updates.is_empty() {
        match with_flags {
            true => api.set_scheduler_parameters_flags(&link.caller, &dom, &updates, bits)?,
            false => api.set_scheduler_parameters(&link.caller, &dom, &updates)?,
        }
        params = ask()?;
    } else if live && config {
        let text = "cannot query both live and config at once";
        return Err(Failure::new(text));
    }
    let told = values::fields(&params, 15);
    let text = told.to_text();
    for param in &params {
        fields.line("", &param.field, values::json(param));
    }
    Ok(Reply::from(fields).retold(text))
}

/// What `--set`, `--cap` and `--weight` change, with the types that the values have.
fn scheduler_updates(args: &Args, params: &[TypedParam]) -> Result<Vec<TypedParam>, Failure> {
    let mut updates = Vec::new();
    let mut update = |field: &str, text: &str| {
        let unknown = || Failure::new(format!("invalid scheduler option: {field}"));
        let known = params.iter().find(|param| param.field == field);
        let kind = known.ok_or_else(unknown)?.value.kind();
        updates.push(TypedParam::new(field, value_of(kind, field, text)?));
        Ok::<(), Failure>(())
    };
    for setting in args.list("set") {
        let wrong = || Failure::new("Invalid syntax for --set, expecting name=value");
        let (field, text) = setting.split_once('=').ok_or_else(wrong)?;
        update(field, text)?;
    }
    for name in ["cap", "weight"] {
        if let Some(text) = args.text(name)? {
            update(name, text)?;
        }
    }
    Ok(updates)
}

/// A value of a type, read from a text.
fn value_of(kind: TypedKind, field: &str, text: &str) -> Result<TypedValue, Failure> {
    let decimal = Base::Decimal;
    let value = match kind {
        TypedKind::Int => number::parse_i32(text, decimal).map(TypedValue::Int),
        TypedKind::Uint => number::parse_u32(text, decimal).map(TypedValue::Uint),
        TypedKind::Llong => number::parse_i64(text, decimal).map(TypedValue::Llong),
        TypedKind::Ullong => number::parse_u64(text, decimal).map(TypedValue::Ullong),
        TypedKind::Double => number::parse_f64(text).map(TypedValue::Double),
        TypedKind::Boolean => match text {
            "0" => Some(TypedValue::Boolean(false)),
            "1" => Some(TypedValue::Boolean(true)),
            _ => None,
        },
        TypedKind::String => Some(TypedValue::String(text.to_owned())),
    };
    let kind = kind.name();
    let wrong = || {
        Failure::new(format!(
            "Invalid value for field '{field}': expected {kind}"
        ))
    };
    value.ok_or_else(wrong)
}

fn iothreads(session: &mut Session, args: &Args) -> Outcome {
    let bits = affect(args);
    let (link, dom) = session.domain(args)?;
    let info = link
        .domain_tune()
        .and_then(|api| api.iothread_info(&link.caller, &dom, bits))
        .explain(|| "Unable to get domain IOThreads information".into())?
        .info;
    let mut table = Table::new(&[("IOThread ID", "id"), ("CPU Affinity", "affinity")]);
    for thread in &info {
        let cpus = Bitmap::from_data(&thread.cpumap).to_string();
        table.row([Cell::number(thread.iothread_id), Cell::text(cpus)]);
    }
    match info.is_empty() {
        true => Ok(Reply::none()
            .extra("No IOThreads found for the domain")
            .with_json(table.to_json())),
        false => Ok(Reply::table(table)),
    }
}

const NUMA_MODES: &[&str] = &["strict", "preferred", "interleave", "restrictive"];
/// `VIR_DOMAIN_MEM_MAXIMUM`.
const MEMORY_MAXIMUM: u32 = 4;
/// `VIR_DOMAIN_MEMORY_PARAM_UNLIMITED`.
const UNLIMITED: u64 = 9_007_199_254_740_991;
