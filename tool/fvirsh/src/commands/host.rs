//! What the host and its hypervisor are, and can do.

use fv_api::ConnectApi;
use fv_error::{Error, ErrorCode};
use fv_model_xml::{Document, Node};
use fv_sys::clock;
use fv_tool_shell::{Command, Failure, Fields, Opt, Outcome, Reply, Rule, Scale};
use fv_types::number::{self, Base};
use fv_types::{Bitmap, TypedParam};

use super::flags::{Explain, TEXTS_OKAY, flags};
use super::lifecycle::read_file;
use super::list::text_of;
use super::options::{FILE, JSON};
use super::{Args, offers, values, xml};
use crate::{Link, Session};

pub(super) const COMMANDS: &[Command<Session>] = &[
    Command::new(
        "allocpages",
        allocate_pages,
        "change the pool of huge pages",
    )
    .about("Sets or adds to the number of huge pages of the host or a NUMA node.")
    .options(&[
        Opt::number("pagesize", "the size of a page, in KiB without a unit")
            .required()
            .positional(),
        Opt::number("pagecount", "how many").required().positional(),
        CELL,
        Opt::flag("add", "add them to those that are there"),
        Opt::flag("all", "on all nodes"),
    ])
    .rules(&[Rule::Exclusive("all", "cellno")]),
    Command::new("capabilities", capabilities, "tell what the host can do")
        .about("Describes the host and its hypervisor as XML.")
        .options(&[XPATH, WRAP, JSON]),
    Command::new("cpu-baseline", baseline, "compute a CPU for several hosts")
        .about("Computes the CPU that all of the given hosts can offer.")
        .options(&[FILE, FEATURES, MIGRATABLE, JSON]),
    Command::new("cpu-compare", compare, "compare a CPU with the host's")
        .about("Compares the CPU that a file describes with the host's.")
        .options(&[FILE, ERROR, VALIDATE]),
    Command::new("cpu-models", cpu_models, "list CPU models")
        .about("Lists the CPU models that are known for an architecture.")
        .options(&[
            Opt::text("arch", "the architecture")
                .required()
                .positional(),
            JSON,
        ]),
    Command::new(
        "domcapabilities",
        domain_capabilities,
        "tell what a guest can have",
    )
    .about("Describes what a guest on an emulator can have, as XML.")
    .options(&[
        VIRT_TYPE.positional_of_old(),
        Opt::text("emulatorbin", "the path of the emulator").positional_of_old(),
        ARCH.positional_of_old(),
        MACHINE.positional_of_old(),
        XPATH,
        WRAP,
        Opt::flag(
            "disable-deprecated-features",
            "leave out what is deprecated",
        ),
        JSON,
    ]),
    Command::new("freecell", free_cells, "tell the free memory")
        .about("Tells the free memory of the host or of NUMA nodes.")
        .options(&[CELL, Opt::flag("all", "of all nodes"), JSON])
        .rules(&[Rule::Exclusive("all", "cellno")]),
    Command::new("freepages", free_pages, "tell the free pages")
        .about("Tells how many pages of a size are free on NUMA nodes.")
        .options(&[
            CELL,
            Opt::number("pagesize", "the size of a page, in KiB without a unit")
                .positional_of_old(),
            Opt::flag("all", "of all sizes, on all nodes"),
            JSON,
        ])
        .rules(&[Rule::Exclusive("all", "cellno")]),
    Command::new("hostname", hostname, "tell the host's name")
        .about("Tells the name of the host.")
        .options(&[JSON]),
    Command::new(
        "hypervisor-cpu-baseline",
        hypervisor_baseline,
        "compute a CPU for emulators",
    )
    .about("Computes the CPU that an emulator on all of the given hosts can offer.")
    .options(&[
        Opt::text("file", "a file with XML descriptions of CPUs").positional_of_old(),
        VIRT_TYPE.positional_of_old(),
        EMULATOR.positional_of_old(),
        ARCH.positional_of_old(),
        MACHINE.positional_of_old(),
        FEATURES,
        MIGRATABLE,
        Opt::text("model", "a CPU model, in place of the file").positional_of_old(),
        JSON,
    ]),
    Command::new(
        "hypervisor-cpu-compare",
        hypervisor_compare,
        "compare a CPU with an emulator's",
    )
    .about("Compares the CPU that a file describes with what an emulator offers.")
    .options(&[
        FILE,
        VIRT_TYPE.positional_of_old(),
        EMULATOR.positional_of_old(),
        ARCH.positional_of_old(),
        MACHINE.positional_of_old(),
        ERROR,
        VALIDATE,
    ]),
    Command::new(
        "hypervisor-cpu-models",
        hypervisor_models,
        "list CPU models of an emulator",
    )
    .about("Lists the CPU models that an emulator offers.")
    .options(&[
        VIRT_TYPE,
        EMULATOR,
        ARCH,
        MACHINE,
        Opt::flag("all", "those that cannot be used too"),
        JSON,
    ]),
    Command::new("maxvcpus", max_vcpus, "tell how many CPUs a guest can have")
        .about("Tells how many virtual CPUs a guest can have.")
        .options(&[
            Opt::text("type", "the kind of domain").positional_of_old(),
            JSON,
        ]),
    Command::new(
        "node-memory-tune",
        memory_tune,
        "share equal pages of guests",
    )
    .about("Tells or sets how the host shares equal pages of memory.")
    .options(&[
        Opt::number("shm-pages-to-scan", "how many pages are looked at in a go")
            .positional_of_old(),
        Opt::number("shm-sleep-millisecs", "how long to wait between them").positional_of_old(),
        Opt::number(
            "shm-merge-across-nodes",
            "whether pages of different nodes are shared",
        )
        .positional_of_old(),
        JSON,
    ]),
    Command::new("nodecpumap", cpu_map, "tell which CPUs the host has")
        .about("Tells which of the host's CPUs are present and online.")
        .options(&[Opt::flag("pretty", "as a list of ranges"), JSON]),
    Command::new("nodecpustats", cpu_stats, "tell what the host's CPUs did")
        .about("Tells on what the host's CPUs, or one of them, spent their time.")
        .options(&[
            Opt::number("cpu", "the CPU").positional_of_old(),
            Opt::flag("percent", "as shares of one second"),
            JSON,
        ]),
    Command::new("nodeinfo", node_info, "tell about the host")
        .about("Tells the host's CPUs and memory.")
        .options(&[JSON]),
    Command::new(
        "nodememstats",
        memory_stats,
        "tell the host's memory figures",
    )
    .about("Tells the memory figures of the host or of a NUMA node.")
    .options(&[Opt::number("cell", "the node").positional_of_old(), JSON]),
    Command::new("nodesevinfo", sev_info, "tell about encrypted guests")
        .about("Tells what the host needs to prove about encrypted guests.")
        .options(&[JSON]),
    Command::new("nodesuspend", suspend, "suspend the host")
        .about("Suspends the host for a number of seconds.")
        .options(&[
            Opt::text("target", "how deep: mem, disk or hybrid")
                .required()
                .positional()
                .completed_by(|_, _| offers::words(&["mem", "disk", "hybrid"])),
            Opt::number("duration", "for how many seconds")
                .required()
                .positional(),
        ]),
    Command::new("sysinfo", sysinfo, "tell about the host's firmware")
        .about("Describes the host's firmware tables as XML.")
        .options(&[JSON]),
    Command::new("uri", uri, "tell the URI of the connection")
        .about("Tells the URI of the connection.")
        .options(&[JSON]),
    Command::new("version", version, "tell versions")
        .about("Tells the versions of the library, the API and the hypervisor.")
        .options(&[Opt::flag("daemon", "and of the daemon"), JSON]),
];

const CELL: Opt<Session> = Opt::number("cellno", "the NUMA node").positional_of_old();
pub(super) const XPATH: Opt<Session> = Opt::text("xpath", "show only what this XPath finds");
pub(super) const WRAP: Opt<Session> = Opt::flag("wrap", "put what was found into one element");
const FEATURES: Opt<Session> = Opt::flag("features", "name every feature");
const MIGRATABLE: Opt<Session> = Opt::flag("migratable", "leave out what prevents migration");
const ERROR: Opt<Session> = Opt::flag("error", "fail if they do not fit");
const VALIDATE: Opt<Session> = Opt::flag("validate", "check the XML against the schema");
const VIRT_TYPE: Opt<Session> = Opt::text("virttype", "the kind of virtualization");
const EMULATOR: Opt<Session> = Opt::text("emulator", "the path of the emulator");
const ARCH: Opt<Session> = Opt::text("arch", "the architecture");
const MACHINE: Opt<Session> = Opt::text("machine", "the machine type");

fn capabilities(session: &mut Session, args: &Args) -> Outcome {
    let link = session.link()?;
    let xpath = xml::xpath_of(args)?;
    let text = link
        .connect()
        .and_then(|api| api.capabilities(&link.caller))
        .explain(|| "failed to get capabilities".into())?;
    xml::shown(&text, xpath, args)
}

fn domain_capabilities(session: &mut Session, args: &Args) -> Outcome {
    let text = emulator_capabilities(
        session,
        args,
        "emulatorbin",
        "failed to get emulator capabilities",
    )?;
    xml::shown(&text, xml::xpath_of(args)?, args)
}

/// What the chosen emulator can do, as XML.
fn emulator_capabilities(
    session: &Session,
    args: &Args,
    emulator: &str,
    failed: &str,
) -> Result<String, Failure> {
    let link = session.link()?;
    let bits = match args.command().name {
        "domcapabilities" => flags(args, &[("disable-deprecated-features", 1)]),
        _ => 0,
    };
    let virt_type = args.text("virttype")?;
    let emulator = args.text(emulator)?;
    let (arch, machine) = (args.text("arch")?, args.text("machine")?);
    link.connect()
        .and_then(|api| {
            api.domain_capabilities(&link.caller, emulator, arch, machine, virt_type, bits)
        })
        .explain(|| failed.into())
}

fn hypervisor_models(session: &mut Session, args: &Args) -> Outcome {
    let failed = "failed to get hypervisor CPU model names";
    let text = emulator_capabilities(session, args, "emulator", failed)?;
    let document = Document::parse(&text)?;
    let usable = |model: &Node<'_>| match args.has("all") {
        true => model.attr("usable").is_some(),
        false => model.attr("usable") == Some("yes"),
    };
    let cpu = document.root().child("cpu");
    let modes = cpu.into_iter().flat_map(|cpu| cpu.children("mode"));
    let models = modes.flat_map(|mode| mode.children("model")).filter(usable);
    Ok(lines(models.map(Node::text).collect()))
}

/// A value in each line.
fn lines(values: Vec<String>) -> Reply {
    let text: String = values.iter().map(|value| format!("{value}\n")).collect();
    Reply::text(text).with_json(values)
}

fn cpu_models(session: &mut Session, args: &Args) -> Outcome {
    let link = session.link()?;
    let arch = args.required("arch")?;
    let names = link
        .connect()
        .and_then(|api| api.cpu_model_names(&link.caller, arch, 1, 0))
        .explain(|| "failed to get CPU model names".into())?;
    match names.models.is_empty() {
        true => Ok(Reply::done("all CPU models are accepted").with_json(names.models)),
        false => Ok(lines(names.models)),
    }
}

fn baseline(session: &mut Session, args: &Args) -> Outcome {
    let link = session.link()?;
    let cpus = cpus_of(session, args.required("file")?, Warning::None)?;
    let bits = flags(args, BASELINE_FLAGS);
    let cpu = link.connect()?.baseline_cpu(&link.caller, &cpus, bits)?;
    Ok(Reply::text(cpu))
}

fn hypervisor_baseline(session: &mut Session, args: &Args) -> Outcome {
    let link = session.link()?;
    let bits = flags(args, BASELINE_FLAGS);
    let cpus = match (args.text("file")?, args.text("model")?) {
        (Some(_), Some(_)) => {
            return Err(Failure::new(
                "Options --file and --model are mutually exclusive",
            ));
        }
        (None, None) => {
            return Err(Failure::new("Either --file or --model must be provided"));
        }
        (Some(file), None) => cpus_of(session, file, Warning::HostCpu)?,
        (None, Some(model)) => vec![format!("<cpu><model>{model}</model></cpu>")],
    };
    let cpu = link.connect()?.baseline_hypervisor_cpu(
        &link.caller,
        args.text("emulator")?,
        args.text("arch")?,
        args.text("machine")?,
        args.text("virttype")?,
        &cpus,
        bits,
    )?;
    Ok(Reply::text(cpu))
}

fn compare(session: &mut Session, args: &Args) -> Outcome {
    let link = session.link()?;
    let from = args.required("file")?;
    let cpus = cpus_of(session, from, Warning::None)?;
    let bits = flags(args, COMPARE_FLAGS);
    let cpu = cpus.first().map_or("", String::as_str);
    let result = link
        .connect()
        .and_then(|api| api.compare_cpu(&link.caller, cpu, bits));
    compared(
        session,
        result,
        [
            format!("CPU described in {from} is incompatible with host CPU"),
            format!("CPU described in {from} is identical to host CPU"),
            format!("Host CPU is a superset of CPU described in {from}"),
            format!("Failed to compare host CPU with {from}"),
        ],
    )
}

fn hypervisor_compare(session: &mut Session, args: &Args) -> Outcome {
    let link = session.link()?;
    let from = args.required("file")?;
    let bits = flags(args, COMPARE_FLAGS);
    let (virt_type, emulator) = (args.text("virttype")?, args.text("emulator")?);
    let (arch, machine) = (args.text("arch")?, args.text("machine")?);
    let cpus = cpus_of(session, from, Warning::HostCpu)?;
    let cpu = cpus.first().map_or("", String::as_str);
    let result = link.connect().and_then(|api| {
        api.compare_hypervisor_cpu(&link.caller, emulator, arch, machine, virt_type, cpu, bits)
    });
    let whose = "the CPU provided by hypervisor on the host";
    compared(
        session,
        result,
        [
            format!("CPU described in {from} is incompatible with {whose}"),
            format!("CPU described in {from} is identical to {whose}"),
            format!(
                "The CPU provided by hypervisor on the host is a superset of CPU described in {from}"
            ),
            format!("Failed to compare hypervisor CPU with {from}"),
        ],
    )
}

/// Says how two CPUs compare; a worse one is a failure, told on the standard output.
fn compared(session: &mut Session, result: Result<i32, Error>, texts: [String; 4]) -> Outcome {
    let [worse, same, better, failed] = texts;
    match result {
        Ok(0) => {
            session.terminal.print(&format!("{worse}\n"));
            Err(Failure::silent())
        }
        Ok(1) => Ok(Reply::text(same + "\n")),
        Ok(2) => Ok(Reply::text(better + "\n")),
        Ok(_) => Err(Failure::new(failed)),
        Err(error) => Err(Failure::new(failed).because(error)),
    }
}

/// Whether the user is told that a host's own CPU is a poor input.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Warning {
    None,
    HostCpu,
}

/// The CPUs that a file describes: alone, or in domains and capabilities.
fn cpus_of(session: &mut Session, path: &str, warning: Warning) -> Result<Vec<String>, Failure> {
    let text = read_file(path)?;
    // A declaration has no place inside another element.
    let body = match text
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"))
    {
        Some((_, body)) => body,
        None => &text,
    };
    let whole = format!("<container>{body}</container>");
    let document = Document::parse(&whole)?;
    let mut cpus = Vec::new();
    for node in document.root().elements() {
        match node.name() {
            "cpu" => cpus.push(node),
            "domain" => cpus.extend(node.children("cpu")),
            "capabilities" => {
                cpus.extend(
                    node.child("host")
                        .into_iter()
                        .flat_map(|host| host.children("cpu")),
                );
            }
            "domainCapabilities" => cpus.extend(host_models(node)),
            _ => {}
        }
    }
    if cpus.is_empty() {
        return Err(Failure::new(format!(
            "File '{path}' does not contain any <cpu> element or valid domain XML, host capabilities XML, or domain capabilities XML"
        )));
    }
    let describes_host = |cpu: &Node<'_>| {
        cpu.children("feature")
            .any(|feature| feature.attr("policy").is_none())
    };
    for _ in cpus
        .iter()
        .filter(|cpu| warning == Warning::HostCpu && describes_host(cpu))
    {
        session
            .terminal
            .error("using host CPU definition as input may provide incorrect results");
    }
    Ok(cpus.into_iter().map(cpu_text).collect())
}

/// The host's model as an emulator offers it.
fn host_models(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let modes = node.children("cpu").flat_map(|cpu| cpu.children("mode"));
    modes.filter(|mode| {
        mode.attr("name") == Some("host-model") && mode.attr("supported") == Some("yes")
    })
}

/// A CPU as XML of its own; a mode becomes one.
fn cpu_text(node: Node<'_>) -> String {
    if node.name() == "cpu" {
        return xml::printed(node);
    }
    let parts = node.all_elements().map(xml::printed);
    format!("<cpu>{}</cpu>", parts.collect::<String>())
}

fn hostname(session: &mut Session, _: &Args) -> Outcome {
    let link = session.link()?;
    let name = link
        .connect()
        .and_then(|api| api.hostname(&link.caller))
        .explain(|| "failed to get hostname".into())?;
    Ok(Reply::line(name))
}

fn uri(session: &mut Session, _: &Args) -> Outcome {
    Ok(Reply::line(session.link()?.uri()))
}

fn sysinfo(session: &mut Session, _: &Args) -> Outcome {
    let link = session.link()?;
    let text = link
        .connect()
        .and_then(|api| api.sysinfo(&link.caller, 0))
        .explain(|| "failed to get sysinfo".into())?;
    Ok(Reply::text(text))
}

fn version(session: &mut Session, args: &Args) -> Outcome {
    let link = session.link()?;
    let api = link.connect()?;
    let kind = api
        .driver_type(&link.caller)
        .explain(|| "failed to get hypervisor type".into())?;
    let library = crate::VERSION;
    let mut fields = Fields::new(0);
    fields.line(
        format!("Compiled against library: libvirt {library}"),
        "compiled",
        library,
    );
    fields.line(
        format!("Using library: libvirt {library}"),
        "library",
        library,
    );
    fields.line(format!("Using API: {kind} {library}"), "api", library);
    fields.line("", "type", kind.clone());
    let mut text: String = text_without_last(&fields);
    match hypervisor(api, &link, &kind) {
        Ok((line, value)) => {
            text.push_str(&line);
            fields.line("", "hypervisor", value);
        }
        Err(failure) => {
            session.terminal.print(&text);
            return Err(failure);
        }
    }
    if args.has("daemon") {
        match api.lib_version(&link.caller) {
            Ok(version) => {
                let version = dotted(version);
                text.push_str(&format!("Running against daemon: {version}\n"));
                fields.line("", "daemon", version);
            }
            // It is said, and the command is well all the same.
            Err(_) => session.terminal.error("failed to get the daemon version"),
        }
    }
    Ok(Reply::from(fields).retold(text))
}

fn text_without_last(fields: &Fields) -> String {
    let text = fields.to_text();
    text.strip_suffix('\n').unwrap_or(&text).to_owned()
}

/// The hypervisor's version, as a line and as a value.
fn hypervisor(
    api: &dyn ConnectApi,
    link: &Link,
    kind: &str,
) -> Result<(String, Option<String>), Failure> {
    match api.version(&link.caller) {
        Ok(0) => Ok((
            format!("Cannot extract running {kind} hypervisor version\n"),
            None,
        )),
        Ok(version) => {
            let version = dotted(version);
            Ok((
                format!("Running hypervisor: {kind} {version}\n"),
                Some(version),
            ))
        }
        Err(error) if error.code() == ErrorCode::NoSupport => Ok((String::new(), None)),
        Err(error) => Err(Failure::new("failed to get the hypervisor version").because(error)),
    }
}

/// A version, of which libvirt makes one number.
fn dotted(version: u64) -> String {
    format!(
        "{}.{}.{}",
        version / 1_000_000,
        version / 1000 % 1000,
        version % 1000
    )
}

fn max_vcpus(session: &mut Session, args: &Args) -> Outcome {
    let link = session.link()?;
    let kind = args.text("type")?;
    let api = link.connect()?;
    let capabilities = api.domain_capabilities(&link.caller, None, None, None, kind, 0);
    let told = match capabilities {
        Ok(text) => Document::parse(&text)?
            .root()
            .child("vcpu")
            .and_then(|vcpu| number::parse_i32(vcpu.attr("max")?, Base::Decimal)),
        // An old server says it in the older way.
        Err(_) => None,
    };
    let count = match told.filter(|count| *count >= 0) {
        Some(count) => count,
        None => api.max_vcpus(&link.caller, kind)?,
    };
    Ok(Reply::line(count))
}

fn node_info(session: &mut Session, _: &Args) -> Outcome {
    let link = session.link()?;
    let info = link
        .node()
        .and_then(|api| api.info(&link.caller))
        .explain(|| "failed to get node information".into())?;
    let mut fields = Fields::new(20);
    fields.labelled("CPU model:", "cpu_model", text_of(&info.model));
    fields.labelled("CPU(s):", "cpus", info.cpus);
    if info.mhz != 0 {
        fields.shown(
            "CPU frequency:",
            &format!("{} MHz", info.mhz),
            "mhz",
            info.mhz,
        );
    }
    fields.labelled("CPU socket(s):", "sockets", info.sockets);
    fields.labelled("Core(s) per socket:", "cores", info.cores);
    fields.labelled("Thread(s) per core:", "threads", info.threads);
    fields.labelled("NUMA cell(s):", "cells", info.nodes);
    let memory = format!("{} KiB", info.memory);
    fields.shown("Memory size:", &memory, "memory_kib", info.memory);
    Ok(fields.into())
}

fn cpu_map(session: &mut Session, args: &Args) -> Outcome {
    let link = session.link()?;
    let map = link
        .node()
        .and_then(|api| api.cpu_map(&link.caller, 1, 1, 0))
        .explain(|| "Unable to get cpu map".into())?;
    let present = usize::try_from(map.ret).unwrap_or(0);
    let online = Bitmap::from_data(&map.cpumap);
    let text = match args.has("pretty") {
        true => online.to_string(),
        false => (0..present)
            .map(|cpu| if online.contains(cpu) { 'y' } else { '-' })
            .collect(),
    };
    let mut fields = Fields::new(15);
    fields.labelled("CPUs present:", "present", map.ret);
    fields.labelled("CPUs online:", "online", map.online);
    let list: Vec<usize> = online.iter().collect();
    fields.shown("CPU map:", &text, "cpu_map", list);
    Ok(fields.into())
}

fn cpu_stats(session: &mut Session, args: &Args) -> Outcome {
    let link = session.link()?;
    let cpu = args.i32("cpu")?.unwrap_or(-1);
    let percent = args.has("percent");
    let count = link
        .node()
        .and_then(|api| api.cpu_stats(&link.caller, cpu, 0, 0))
        .explain(|| "Unable to get number of cpu stats".into())?
        .nparams;
    if count == 0 {
        return Ok(Reply::none());
    }
    let read = || -> Result<[Option<u64>; 6], Failure> {
        let stats = link
            .node()
            .and_then(|api| api.cpu_stats(&link.caller, cpu, count, 0))
            .explain(|| "Unable to get node cpu stats".into())?;
        let named = |name: &&str| stats.params.iter().find(|one| one.field == **name);
        Ok(CPU_FIELDS.map(|(name, _)| named(&name).map(|one| one.value)))
    };
    let mut figures = read()?;
    // Shares need two looks, a second apart, unless the host says them itself.
    if percent && figures[CPU_USAGE].is_none() {
        clock::sleep(std::time::Duration::from_secs(1));
        let later = read()?;
        for (figure, later) in figures.iter_mut().zip(later) {
            *figure = figure
                .zip(later)
                .map(|(first, later)| later.wrapping_sub(first));
        }
    }
    Ok(match percent {
        true => cpu_shares(&figures),
        false => {
            let mut fields = Fields::new(15);
            for ((name, label), figure) in CPU_FIELDS.iter().zip(figures).take(CPU_USAGE) {
                if let Some(figure) = figure {
                    fields.shown(label, &format!("{figure:>20}"), name, figure);
                }
            }
            fields.into()
        }
    })
}

/// The shares of the time in percent.
fn cpu_shares(figures: &[Option<u64>; 6]) -> Reply {
    let mut fields = Fields::new(15);
    if let Some(usage) = figures[CPU_USAGE] {
        fields.shown("usage:", &format!("{usage:>5}%"), "usage", usage);
        let idle = 100_u64.wrapping_sub(usage);
        fields.shown("idle:", &format!("{idle:>5}%"), "idle", idle);
        return fields.into();
    }
    let figure = |at: usize| figures[at].unwrap_or(0) as f64;
    let total: f64 = (0..CPU_USAGE).map(figure).sum();
    let mut share = |label: &str, key: &str, part: f64| {
        let share = part / total * 100.0;
        fields.shown(label, &format!("{share:>5.1}%"), key, share);
    };
    share("usage:", "usage", figure(0) + figure(1));
    for (at, (name, label)) in CPU_FIELDS.iter().enumerate().take(CPU_USAGE) {
        if figures[at].is_some() {
            share(label, name, figure(at));
        }
    }
    fields.into()
}

fn memory_stats(session: &mut Session, args: &Args) -> Outcome {
    let link = session.link()?;
    let cell = args.i32("cell")?.unwrap_or(-1);
    let count = link
        .node()
        .and_then(|api| api.memory_stats(&link.caller, 0, cell, 0))
        .explain(|| "Unable to get number of memory stats".into())?
        .nparams;
    if count == 0 {
        return Ok(Reply::none());
    }
    let stats = link
        .node()
        .and_then(|api| api.memory_stats(&link.caller, count, cell, 0))
        .explain(|| "Unable to get memory stats".into())?;
    let mut fields = Fields::new(0);
    for stat in stats.params {
        let line = format!("{:<7}: {:>20} KiB", stat.field, stat.value);
        fields.line(line, stat.field, stat.value);
    }
    Ok(fields.into())
}

fn sev_info(session: &mut Session, _: &Args) -> Outcome {
    let link = session.link()?;
    let info = link
        .node()
        .and_then(|api| api.sev_info(&link.caller, 64, 0))
        .explain(|| "Unable to get host SEV information".into())?;
    let mut fields = Fields::new(0);
    for param in &info.params {
        let line = format!("{:<18}: {}", param.field, values::text(param));
        fields.line(line, &param.field, values::json(param));
    }
    Ok(fields.into())
}

fn suspend(session: &mut Session, args: &Args) -> Outcome {
    let link = session.link()?;
    let target = args.required("target")?;
    let duration = args.i64("duration")?.unwrap_or(0);
    let targets = ["mem", "disk", "hybrid"];
    let target = targets.iter().position(|name| *name == target);
    let target = target.ok_or_else(|| Failure::new("Invalid target"))?;
    let duration = u64::try_from(duration).map_err(|_| Failure::new("Invalid duration"))?;
    let target = u32::try_from(target).unwrap_or(0);
    link.node()
        .and_then(|api| api.suspend_for_duration(&link.caller, target, duration, 0))
        .explain(|| "The host was not suspended".into())?;
    Ok(Reply::none())
}

fn memory_tune(session: &mut Session, args: &Args) -> Outcome {
    let link = session.link()?;
    let names = [
        ("shm-pages-to-scan", "shm_pages_to_scan"),
        ("shm-sleep-millisecs", "shm_sleep_millisecs"),
        ("shm-merge-across-nodes", "shm_merge_across_nodes"),
    ];
    let mut params = Vec::new();
    for (option, field) in names {
        if let Some(value) = args.u32(option)? {
            params.push(TypedParam::new(field, fv_types::TypedValue::Uint(value)));
        }
    }
    if !params.is_empty() {
        link.node()
            .and_then(|api| api.set_memory_parameters(&link.caller, &params, 0))
            .explain(|| "Unable to change memory parameters".into())?;
        return Ok(Reply::none());
    }
    let count = link
        .node()
        .and_then(|api| api.memory_parameters(&link.caller, 0, TEXTS_OKAY))
        .explain(|| "Unable to get number of memory parameters".into())?
        .nparams;
    if count == 0 {
        return Ok(Reply::none());
    }
    let told = link
        .node()
        .and_then(|api| api.memory_parameters(&link.caller, count, TEXTS_OKAY))
        .explain(|| "Unable to get memory parameters".into())?;
    let mut fields = Fields::new(0);
    for param in &told.params {
        let line = format!("\t{:<15} {}", param.field, values::text(param));
        fields.line(line, &param.field, values::json(param));
    }
    let text = format!("Shared memory:\n{}", fields.to_text());
    Ok(Reply::from(fields).retold(text))
}

fn free_cells(session: &mut Session, args: &Args) -> Outcome {
    let link = session.link()?;
    let node = link.node()?;
    if args.has("all") {
        return all_free_cells(&link);
    }
    let mut fields = Fields::new(0);
    match args.i32("cellno")? {
        Some(cell) => {
            let free = node.cells_free_memory(&link.caller, cell, 1)?;
            let Some(free) = free.first() else {
                return Err(Failure::silent());
            };
            fields.line(
                format!("{cell}: {} KiB", free / 1024),
                cell.to_string(),
                free / 1024,
            );
        }
        None => {
            let free = node.free_memory(&link.caller)? / 1024;
            fields.line(format!("Total: {free} KiB"), "total", free);
        }
    }
    Ok(fields.into())
}

fn all_free_cells(link: &Link) -> Outcome {
    let node = link.node()?;
    let mut fields = Fields::new(0);
    let mut total = 0;
    for cell in cells(link)? {
        let free = node.cells_free_memory(&link.caller, cell, 1);
        let free = free
            .explain(|| format!("failed to get free memory for NUMA node number: {cell}"))?
            .first()
            .copied()
            .unwrap_or(0);
        total += free;
        let free = free / 1024;
        fields.line(format!("{cell:>5}: {free:>10} KiB"), cell.to_string(), free);
    }
    let total = total / 1024;
    let rows = fields.to_text();
    fields.line("", "total", total);
    Ok(Reply::none()
        .asked(rows)
        .extra(format!("--------------------\nTotal: {total:>10} KiB\n"))
        .with_json(fields.to_json()))
}

/// The NUMA nodes of the host, from its capabilities.
fn cells(link: &Link) -> Result<Vec<i32>, Failure> {
    let text = link
        .connect()
        .and_then(|api| api.capabilities(&link.caller))
        .explain(|| "unable to get node capabilities".into())?;
    let document = Document::parse(&text)?;
    let cells = document.root().find("host/topology/cells");
    let ids = cells.into_iter().flat_map(|cells| cells.children("cell"));
    ids.map(|cell| {
        let id = cell
            .attr("id")
            .and_then(|id| number::parse_i32(id, Base::Decimal));
        id.ok_or_else(|| Failure::new("conversion from string failed"))
    })
    .collect()
}

/// The sizes of pages that the host has, in KiB.
fn page_sizes(link: &Link) -> Result<Vec<u32>, Failure> {
    let text = link
        .connect()
        .and_then(|api| api.capabilities(&link.caller))
        .explain(|| "unable to get node capabilities".into())?;
    let document = Document::parse(&text)?;
    let root = document.root();
    let mut pages: Vec<Node<'_>> = match root.find("host/cpu") {
        Some(cpu) => cpu.children("pages").collect(),
        None => Vec::new(),
    };
    if pages.is_empty() {
        let cells = root.find("host/topology/cells").into_iter();
        let cells = cells.flat_map(|cells| cells.children("cell"));
        pages = cells.flat_map(|cell| cell.children("pages")).collect();
    }
    if pages.is_empty() {
        let text = "could not get information about supported page sizes";
        return Err(Failure::new(text));
    }
    let sizes = pages.iter().map(|page| {
        let size = page.attr("size").unwrap_or_default();
        let wrong = || Failure::new(format!("unable to parse page size: {size}"));
        number::parse_u32_positive(size, Base::Decimal).ok_or_else(wrong)
    });
    let mut sizes: Vec<u32> = sizes.collect::<Result<_, _>>()?;
    sizes.sort_unstable();
    sizes.dedup();
    Ok(sizes)
}

fn free_pages(session: &mut Session, args: &Args) -> Outcome {
    let link = session.link()?;
    let node = link.node()?;
    let size = page_size(args)?;
    if !args.has("all") {
        let cell = args.i32("cellno")?;
        let cell = cell.ok_or_else(|| Failure::new("missing cellno argument"))?;
        if cell < -1 {
            let text = "cell number must be non-negative integer or -1";
            return Err(Failure::new(text));
        }
        let size = size.ok_or_else(|| Failure::new("missing pagesize argument"))?;
        let counts = node.free_pages(&link.caller, &[size], cell, 1, 0)?;
        let count = counts.first().ok_or_else(|| {
            let text = format!("Could not get count of free {size}KiB pages, no data returned");
            Failure::new(text)
        })?;
        let mut fields = Fields::new(0);
        fields.line(format!("{size}KiB: {count}"), format!("{size}KiB"), *count);
        return Ok(fields.into());
    }
    let sizes = match size {
        Some(size) => vec![size],
        None => page_sizes(&link)?,
    };
    let mut nodes = Vec::new();
    let mut text = String::new();
    let mut is_whole = true;
    for cell in cells(&link)? {
        let counts = node.free_pages(&link.caller, &sizes, cell, 1, 0)?;
        if counts.len() < sizes.len() {
            session.terminal.print(&std::mem::take(&mut text));
            let line = format!("Did not get all free page data for node {cell}");
            session.terminal.error(&line);
            is_whole = false;
            continue;
        }
        let mut fields = Fields::new(0);
        fields.line(format!("Node {cell}:"), "node", cell);
        for (size, count) in sizes.iter().zip(counts) {
            fields.line(format!("{size}KiB: {count}"), format!("{size}KiB"), count);
        }
        text.push_str(&fields.to_text());
        text.push('\n');
        nodes.push(fields.to_json());
    }
    match is_whole {
        true => Ok(Reply::text(text).with_json(nodes)),
        false => {
            session.terminal.print(&text);
            Err(Failure::silent())
        }
    }
}

/// The size of pages that was given, in KiB.
fn page_size(args: &Args) -> Result<Option<u32>, Failure> {
    let scale = Scale {
        unit: 1024,
        max: u64::from(u32::MAX) * 1024,
    };
    let bytes = args.scaled("pagesize", scale)?;
    // Within what fits, by the limit above.
    Ok(bytes.map(|bytes| u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX)))
}

fn allocate_pages(session: &mut Session, args: &Args) -> Outcome {
    let link = session.link()?;
    let start = args.i32("cellno")?.unwrap_or(-1);
    let size = page_size(args)?.unwrap_or(0);
    let count = args.u64("pagecount")?.unwrap_or(0);
    let bits = flags(args, &[("add", 1)]);
    let cells = match args.has("all") {
        true => cells(&link)?,
        false => vec![start],
    };
    for cell in cells {
        link.node()?
            .alloc_pages(&link.caller, &[size], &[count], cell, 1, bits)?;
    }
    Ok(Reply::none())
}

const BASELINE_FLAGS: &[(&str, u32)] = &[("features", 1), ("migratable", 2)];
const COMPARE_FLAGS: &[(&str, u32)] = &[("error", 1), ("validate", 2)];

/// The figures of `nodecpustats`, by their names, and as they are shown.
const CPU_FIELDS: [(&str, &str); 6] = [
    ("user", "user:"),
    ("kernel", "system:"),
    ("idle", "idle:"),
    ("iowait", "iowait:"),
    ("intr", "intr:"),
    ("utilization", "usage:"),
];
/// The last of them is a share already.
const CPU_USAGE: usize = 5;
