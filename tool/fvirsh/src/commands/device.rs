//! Devices of domains: plugging, unplugging, changing.

use fv_api::DomainRef;
use fv_error::Error;
use fv_model_xml::{Document, Node};
use fv_tool_shell::{Command, Failure, Opt, Outcome, Reply, Rule, Scale};

use super::flags::{AFFECT_CONFIG, AFFECT_LIVE, AFFECT_RULES, Explain, affect};
use super::lifecycle::read_file;
use super::options::{ACTIVE_DOMAIN, CONFIG, CURRENT, DOMAIN, FILE, LIVE};
use super::stats::{attribute, devices};
use super::{Args, offers, xml};
use crate::{Link, Session};

pub(super) const COMMANDS: &[Command<Session>] = &[
    Command::new("attach-device", attach, "plug a device")
        .about("Plugs the device that a file describes into a domain.")
        .options(&[DOMAIN, FILE, PERSISTENT, CONFIG, LIVE, CURRENT])
        .rules(PERSISTENT_RULES),
    Command::new("blockresize", resize, "change the size of a disk")
        .about("Changes the size of a disk of a running domain.")
        .options(&[
            ACTIVE_DOMAIN,
            Opt::text("path", "the disk, by its target or path")
                .required()
                .positional()
                .completed_by(offers::disks),
            Opt::number("size", "its size, in KiB without a unit").positional(),
            Opt::flag("capacity", "to all that its storage has"),
        ]),
    Command::new("detach-device", detach, "unplug a device")
        .about("Unplugs the device that a file describes from a domain.")
        .options(&[DOMAIN, FILE, PERSISTENT, CONFIG, LIVE, CURRENT])
        .rules(PERSISTENT_RULES),
    Command::new(
        "detach-device-alias",
        detach_alias,
        "unplug a device by its alias",
    )
    .about("Asks the guest to let go the device with an alias.")
    .options(&[
        DOMAIN,
        Opt::text("alias", "the alias")
            .required()
            .positional()
            .completed_by(offers::aliases),
        CONFIG,
        LIVE,
        CURRENT,
    ])
    .rules(AFFECT_RULES),
    Command::new("domblkthreshold", threshold, "ask for an event of a disk")
        .about("Asks for an event when writes pass an offset of a disk's image.")
        .options(&[
            ACTIVE_DOMAIN,
            Opt::text("dev", "the disk, by its target")
                .required()
                .positional(),
            Opt::number("threshold", "the offset, in bytes without a unit")
                .required()
                .positional(),
        ]),
    Command::new("domif-setlink", set_link, "plug or unplug a cable")
        .about("Sets whether the link of an interface is up.")
        .options(&[
            DOMAIN,
            Opt::text("interface", "the interface, by its device or address")
                .required()
                .positional()
                .completed_by(offers::interfaces),
            Opt::text("state", "up or down")
                .required()
                .positional()
                .completed_by(|_, _| offers::words(&["up", "down"])),
            Opt::alias("persistent", "config"),
            CONFIG,
            Opt::flag("print-xml", "show the device instead of changing it"),
        ]),
    Command::new("update-device", update, "change a device")
        .about("Changes a device of a domain to what a file describes.")
        .options(&[
            DOMAIN,
            FILE,
            PERSISTENT,
            CONFIG,
            LIVE,
            CURRENT,
            Opt::flag("force", "even if the guest holds it"),
        ])
        .rules(PERSISTENT_RULES),
];

const PERSISTENT: Opt<Session> = Opt::flag("persistent", "for now and for the next start");

const PERSISTENT_RULES: &[Rule] = &[
    Rule::Exclusive("persistent", "current"),
    Rule::Exclusive("current", "live"),
    Rule::Exclusive("current", "config"),
];

/// The bits of a change, where `--persistent` means now too if the domain runs.
fn change_bits(link: &Link, dom: &DomainRef, args: &Args) -> Result<u32, Error> {
    let mut bits = affect(args);
    if args.has("persistent") {
        bits |= AFFECT_CONFIG;
        if link.domain()?.is_active(&link.caller, dom).unwrap_or(0) == 1 {
            bits |= AFFECT_LIVE;
        }
    }
    Ok(bits)
}

fn attach(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let from = args.required("file")?;
    let bits = change_bits(&link, &dom, args)?;
    let text = read_file(from)?;
    let api = link.domain_device()?;
    let answer = match bits == 0 && !args.has("current") {
        true => api.attach_device(&link.caller, &dom, &text),
        false => api.attach_device_flags(&link.caller, &dom, &text, bits),
    };
    answer.explain(|| format!("Failed to attach device from {from}"))?;
    Ok(Reply::done("Device attached successfully"))
}

fn detach(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let from = args.required("file")?;
    let bits = change_bits(&link, &dom, args)?;
    let text = read_file(from)?;
    let api = link.domain_device()?;
    let answer = match bits == 0 && !args.has("current") {
        true => api.detach_device(&link.caller, &dom, &text),
        false => api.detach_device_flags(&link.caller, &dom, &text, bits),
    };
    answer.explain(|| format!("Failed to detach device from {from}"))?;
    Ok(Reply::done("Device detached successfully"))
}

fn update(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let from = args.required("file")?;
    let mut bits = change_bits(&link, &dom, args)?;
    let text = read_file(from)?;
    if args.has("force") {
        bits |= MODIFY_FORCE;
    }
    link.domain_device()
        .and_then(|api| api.update_device_flags(&link.caller, &dom, &text, bits))
        .explain(|| format!("Failed to update device from {from}"))?;
    Ok(Reply::done("Device updated successfully"))
}

fn detach_alias(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let alias = args.required("alias")?;
    link.domain_device()
        .and_then(|api| api.detach_device_alias(&link.caller, &dom, alias, affect(args)))
        .explain(|| format!("Failed to detach device with alias {alias}"))?;
    Ok(Reply::done("Device detach request sent successfully"))
}

fn resize(session: &mut Session, args: &Args) -> Outcome {
    match (args.has("size"), args.has("capacity")) {
        (true, true) => {
            let text = "Options --size and --capacity are mutually exclusive";
            return Err(Failure::new(text));
        }
        (false, false) => {
            let text = "Either --size or --capacity must be provided";
            return Err(Failure::new(text));
        }
        _ => {}
    }
    let path = args.required("path")?;
    let scale = Scale {
        unit: 1024,
        max: u64::MAX,
    };
    let bytes = args.scaled("size", scale)?.unwrap_or(0);
    // Whole KiB go the older way, which every server knows.
    let (size, bits) = match (args.has("capacity"), bytes % 1024) {
        (true, _) => (bytes, RESIZE_CAPACITY),
        (false, 0) => (bytes / 1024, 0),
        (false, _) => (bytes, RESIZE_BYTES),
    };
    let (link, dom) = session.domain(args)?;
    link.domain_device()
        .and_then(|api| api.block_resize(&link.caller, &dom, path, size, bits))
        .explain(|| format!("Failed to resize block device '{path}'"))?;
    Ok(Reply::none().extra(format!("Block device '{path}' is resized")))
}

fn threshold(session: &mut Session, args: &Args) -> Outcome {
    let dev = args.required("dev")?;
    let scale = Scale {
        unit: 1,
        max: u64::MAX,
    };
    let offset = args.scaled("threshold", scale)?.unwrap_or(0);
    let (link, dom) = session.domain(args)?;
    link.domain_device()?
        .set_block_threshold(&link.caller, &dom, dev, offset, 0)?;
    Ok(Reply::none())
}

fn set_link(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let name = args.required("interface")?;
    let state = args.required("state")?;
    if !matches!(state, "up" | "down") {
        return Err(Failure::new(format!("invalid link state '{state}'")));
    }
    let config = args.has("config");
    let is_off = link.domain()?.is_active(&link.caller, &dom).unwrap_or(1) == 0;
    let bits = match config || is_off {
        true => AFFECT_CONFIG,
        false => AFFECT_LIVE,
    };
    let text = xml::description(&link, &dom, if config { xml::INACTIVE } else { 0 })?;
    let document = Document::parse(&text)?;
    let mut interfaces = devices(&document, "interface").peekable();
    if interfaces.peek().is_none() {
        let text = "Failed to extract interface information or no interfaces found";
        return Err(Failure::new(text));
    }
    let is_named =
        |value: Option<&str>| value.is_some_and(|value| value.eq_ignore_ascii_case(name));
    let found = interfaces.find(|interface| {
        is_named(attribute(*interface, "mac", "address"))
            || is_named(attribute(*interface, "target", "dev"))
    });
    let found = found.ok_or_else(|| Failure::new(format!("interface '{name}' not found")))?;
    let text = with_link(found, state);
    if args.has("print-xml") {
        return Ok(Reply::text(text));
    }
    link.domain_device()
        .and_then(|api| api.update_device_flags(&link.caller, &dom, &text, bits))
        .explain(|| "Failed to update interface link state".into())?;
    Ok(Reply::done("Device updated successfully"))
}

/// An interface with its link in this state, as libvirt's library prints what was changed:
/// what was there keeps its lines, what is new gets none.
fn with_link(interface: Node<'_>, state: &str) -> String {
    let link = format!("<link state='{state}'/>");
    let source = interface.source();
    let text = match interface.child("link") {
        Some(old) => source.replacen(old.source(), &link, 1),
        None => match source.rfind("</") {
            Some(end) => format!("{}{link}{}", &source[..end], &source[end..]),
            None => source.to_owned(),
        },
    };
    double_quoted(&text)
}

/// XML as libvirt writes it, with the quotes around attributes that its library uses.
fn double_quoted(xml: &str) -> String {
    let mut in_tag = false;
    let quoted = xml.chars().map(|char| {
        match char {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ => {}
        }
        // A quote in a value is written as an entity.
        if char == '\'' && in_tag { '"' } else { char }
    });
    quoted.collect::<String>().replace("&apos;", "'")
}

/// `VIR_DOMAIN_DEVICE_MODIFY_FORCE`.
const MODIFY_FORCE: u32 = 4;
/// `VIR_DOMAIN_BLOCK_RESIZE_BYTES`.
const RESIZE_BYTES: u32 = 1;
/// `VIR_DOMAIN_BLOCK_RESIZE_CAPACITY`.
const RESIZE_CAPACITY: u32 = 2;
