//! Defining domains, starting and stopping them.

use std::os::fd::OwnedFd;

use fv_api::{Caller, DomainRef};
use fv_error::{Error, ErrorCode, ErrorDomain};
use fv_tool_shell::{Command, Failure, Opt, Outcome, Reply, Rule};

use super::check::{self, CHECK};
use super::flags::{AFFECT_RULES, Explain, affect, flags};
use super::options::{ACTIVE_DOMAIN, CONFIG, CURRENT, DOMAIN, FILE, INACTIVE_DOMAIN, JSON, LIVE};
use super::{Args, offers};
use crate::session::By;
use crate::{Link, Session};

pub(super) const COMMANDS: &[Command<Session>] = &[
    Command::new("autostart", autostart, "start a domain with the host")
        .about("Says whether a domain starts together with the host.")
        .options(&[
            DOMAIN,
            Opt::flag("disable", "it does not"),
            Opt::flag("once", "only the next time"),
        ]),
    Command::new("create", create, "start a domain from a file")
        .about("Starts a domain from an XML description, without defining it.")
        .options(&[
            FILE,
            CONSOLE,
            PAUSED,
            AUTODESTROY,
            PASS_FDS,
            Opt::flag("validate", "check the XML against the schema"),
            RESET_NVRAM,
            CHECK,
            JSON,
        ])
        .rules(&[Rule::Requires("json", "check")]),
    Command::new("define", define, "define a domain from a file")
        .about("Defines a domain from an XML description, or changes its definition.")
        .options(&[
            FILE,
            Opt::flag("validate", "check the XML against the schema"),
        ]),
    Command::new("destroy", destroy, "end a domain at once")
        .about("Ends a running domain as if its power were cut.")
        .options(&[
            ACTIVE_DOMAIN,
            Opt::flag("graceful", "do not kill it if it does not end"),
            Opt::flag("remove-logs", "remove its logs too"),
        ]),
    Command::new("domrename", rename, "rename a domain")
        .about("Gives a domain that does not run another name.")
        .options(&[
            INACTIVE_DOMAIN,
            Opt::text("new-name", "the name it gets")
                .required()
                .positional(),
        ]),
    Command::new("reboot", reboot, "restart a guest")
        .about("Asks the guest to restart.")
        .options(&[ACTIVE_DOMAIN, MODE]),
    Command::new("reset", reset, "reset a guest")
        .about("Resets the guest as its reset button would, without asking it.")
        .options(&[ACTIVE_DOMAIN]),
    Command::new("resume", resume, "let a domain run on")
        .about("Lets a domain that was suspended run on.")
        .options(&[ACTIVE_DOMAIN]),
    Command::new(
        "set-lifecycle-action",
        set_action,
        "say what happens when a guest ends",
    )
    .about("Says what happens when the guest powers off, restarts or crashes.")
    .options(&[
        DOMAIN,
        Opt::text("type", "when it does what: poweroff, reboot or crash")
            .required()
            .positional()
            .completed_by(|_, _| offers::words(LIFECYCLES)),
        Opt::text("action", "what happens then")
            .required()
            .positional()
            .completed_by(|_, _| offers::words(ACTIONS)),
        CONFIG,
        LIVE,
        CURRENT,
    ])
    .rules(AFFECT_RULES),
    Command::new("shutdown", shutdown, "shut a guest down")
        .about("Asks the guest to power off.")
        .options(&[ACTIVE_DOMAIN, MODE]),
    Command::new("start", start, "start a domain")
        .about("Starts a domain that is defined.")
        .options(&[
            INACTIVE_DOMAIN,
            CONSOLE,
            PAUSED,
            AUTODESTROY,
            Opt::flag("bypass-cache", "read a saved state past the host's cache"),
            Opt::flag("force-boot", "start anew, without a saved state"),
            PASS_FDS,
            RESET_NVRAM,
            CHECK,
            JSON,
        ])
        .rules(&[Rule::Requires("json", "check")]),
    Command::new("suspend", suspend, "suspend a domain")
        .about("Stops a domain's CPUs; it keeps its memory and devices.")
        .options(&[ACTIVE_DOMAIN]),
    Command::new("undefine", undefine, "remove a domain's definition")
        .about("Removes the definition of a domain; if it runs, it becomes transient.")
        .options(&[
            DOMAIN,
            Opt::flag("managed-save", "remove its saved state too"),
            Opt::text("storage", "remove these volumes too, by target or path").positional_of_old(),
            Opt::flag("remove-all-storage", "remove all its volumes too"),
            Opt::alias("delete-snapshots", "delete-storage-volume-snapshots"),
            Opt::flag(
                "delete-storage-volume-snapshots",
                "remove the snapshots of the volumes too",
            ),
            Opt::flag("wipe-storage", "overwrite the volumes before"),
            Opt::flag("snapshots-metadata", "forget its snapshots"),
            Opt::flag("checkpoints-metadata", "forget its checkpoints"),
            Opt::flag("nvram", "remove the firmware's variables"),
            Opt::flag("keep-nvram", "keep the firmware's variables"),
            Opt::flag("tpm", "remove the TPM's state"),
            Opt::flag("keep-tpm", "keep the TPM's state"),
        ])
        .rules(&[
            Rule::Requires("delete-storage-volume-snapshots", "remove-all-storage"),
            Rule::Exclusive("nvram", "keep-nvram"),
            Rule::Exclusive("tpm", "keep-tpm"),
        ]),
];

const CONSOLE: Opt<Session> = Opt::flag("console", "connect to its console");
const PAUSED: Opt<Session> = Opt::flag("paused", "leave it paused");
const AUTODESTROY: Opt<Session> = Opt::flag("autodestroy", "end it when this connection ends");
const PASS_FDS: Opt<Session> =
    Opt::text("pass-fds", "descriptors for it: N,M,...").positional_of_old();
const RESET_NVRAM: Opt<Session> = Opt::flag(
    "reset-nvram",
    "set the firmware's variables to their defaults",
);
const MODE: Opt<Session> = Opt::text("mode", "how: acpi|agent|initctl|signal|paravirt")
    .positional()
    .completed_by(|_, _| offers::words(&["acpi", "agent", "initctl", "signal", "paravirt"]));

fn suspend(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let name = args.required("domain")?;
    link.domain()
        .and_then(|api| api.suspend(&link.caller, &dom))
        .explain(|| format!("Failed to suspend domain '{name}'"))?;
    Ok(Reply::done(format!("Domain '{name}' suspended")))
}

fn resume(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let name = args.required("domain")?;
    link.domain()
        .and_then(|api| api.resume(&link.caller, &dom))
        .explain(|| format!("Failed to resume domain '{name}'"))?;
    Ok(Reply::done(format!("Domain '{name}' resumed")))
}

fn reset(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let name = args.required("domain")?;
    link.domain()
        .and_then(|api| api.reset(&link.caller, &dom, 0))
        .explain(|| format!("Failed to reset domain '{name}'"))?;
    Ok(Reply::done(format!("Domain '{name}' was reset")))
}

fn destroy(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let name = args.required("domain")?;
    let flags = flags(args, &[("graceful", 1), ("remove-logs", 2)]);
    link.domain()
        .and_then(|api| match flags {
            0 => api.destroy(&link.caller, &dom),
            flags => api.destroy_flags(&link.caller, &dom, flags),
        })
        .explain(|| format!("Failed to destroy domain '{name}'"))?;
    Ok(Reply::done(format!("Domain '{name}' destroyed")))
}

fn shutdown(session: &mut Session, args: &Args) -> Outcome {
    let flags = mode(args, "'signal', or 'paravirt'")?;
    let (link, dom) = session.domain(args)?;
    let name = args.required("domain")?;
    link.domain()
        .and_then(|api| match flags {
            0 => api.shutdown(&link.caller, &dom),
            flags => api.shutdown_flags(&link.caller, &dom, flags),
        })
        .explain(|| format!("Failed to shutdown domain '{name}'"))?;
    Ok(Reply::done(format!("Domain '{name}' is being shutdown")))
}

fn reboot(session: &mut Session, args: &Args) -> Outcome {
    let flags = mode(args, "'signal' or 'paravirt'")?;
    let (link, dom) = session.domain(args)?;
    let name = args.required("domain")?;
    link.domain()
        .and_then(|api| api.reboot(&link.caller, &dom, flags))
        .explain(|| format!("Failed to reboot domain '{name}'"))?;
    Ok(Reply::done(format!("Domain '{name}' is being rebooted")))
}

/// The ways to shut down or restart; `last` is how the message ends its list of them.
fn mode(args: &Args, last: &str) -> Result<u32, Failure> {
    const MODES: &[(&str, u32)] = &[
        ("acpi", 1),
        ("agent", 2),
        ("initctl", 4),
        ("signal", 8),
        ("paravirt", 16),
    ];
    let modes = args.text("mode")?.map(|text| text.split(','));
    modes.into_iter().flatten().try_fold(0, |flags, mode| {
        let known = MODES.iter().find(|(name, _)| *name == mode);
        let unknown = || {
            Failure::new(format!(
                "Unknown mode {mode} value, expecting 'acpi', 'agent', 'initctl', {last}"
            ))
        };
        Ok(flags | known.ok_or_else(unknown)?.1)
    })
}

fn autostart(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let name = args.required("domain")?;
    let on = !args.has("disable");
    let (verb, done) = match on {
        true => ("mark", "marked"),
        false => ("unmark", "unmarked"),
    };
    let (when, answer) = match args.has("once") {
        true => (
            " on next boot",
            link.domain()
                .and_then(|api| api.set_autostart_once(&link.caller, &dom, i32::from(on))),
        ),
        false => (
            "",
            link.domain()
                .and_then(|api| api.set_autostart(&link.caller, &dom, i32::from(on))),
        ),
    };
    answer.explain(|| format!("Failed to {verb} domain '{name}' as autostarted{when}"))?;
    let text = format!("Domain '{name}' {done} as autostarted{when}");
    Ok(Reply::done(text))
}

fn set_action(session: &mut Session, args: &Args) -> Outcome {
    let number = |words: &[&str], what: &str, word: &str| {
        let at = words.iter().position(|known| *known == word);
        let at = at.and_then(|at| u32::try_from(at).ok());
        at.ok_or_else(|| Failure::new(format!("Invalid lifecycle {what} '{word}'.")))
    };
    let (kind, action) = (args.required("type")?, args.required("action")?);
    let kind = number(LIFECYCLES, "type", kind)?;
    let action = number(ACTIONS, "action", action)?;
    let (link, dom) = session.domain(args)?;
    link.domain()
        .and_then(|api| api.set_lifecycle_action(&link.caller, &dom, kind, action, affect(args)))
        .explain(|| "Unable to change lifecycle action.".into())?;
    Ok(Reply::none())
}

fn rename(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let name = args.required("new-name")?;
    link.domain()?.rename(&link.caller, &dom, Some(name), 0)?;
    Ok(Reply::done("Domain successfully renamed"))
}

fn define(session: &mut Session, args: &Args) -> Outcome {
    let link = session.link()?;
    let from = args.required("file")?;
    let xml = read_file(from)?;
    let api = link.domain()?;
    let defined = match args.has("validate") {
        true => api.define_xml_flags(&link.caller, &xml, 1),
        false => api.define_xml(&link.caller, &xml),
    };
    let dom = defined.explain(|| format!("Failed to define domain from {from}"))?;
    let text = format!("Domain '{}' defined from {from}", dom.name);
    Ok(Reply::done(text))
}

fn create(session: &mut Session, args: &Args) -> Outcome {
    let link = session.link()?;
    let from = args.required("file")?;
    let xml = read_file(from)?;
    let descriptors =
        descriptors(args)?.explain(|| format!("Failed to create domain from {from}"))?;
    let flags = start_flags(args) | flags(args, &[("validate", 1 << 4)]);
    if args.has("check") {
        return check::document(session, args, &link, (from, &xml), flags);
    }
    let api = link.domain()?;
    let created = match descriptors.is_empty() {
        true => api.create_xml(&link.caller, &xml, flags),
        false => {
            let caller = caller_with(&link, descriptors);
            api.create_xml_with_files(&caller, &xml, flags)
        }
    };
    let dom = created.explain(|| format!("Failed to create domain from {from}"))?;
    let text = format!("Domain '{}' created from {from}\n", dom.name);
    session.terminal.print_extra(&text);
    if args.has("console") {
        // That it could not be shown does not make the start a failure.
        let _ = super::console::attach(session, link, &dom, start_console(args));
    }
    Ok(Reply::none())
}

fn start(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain_by(args, &[By::Uuid, By::Name])?;
    if args.has("check") {
        return check::defined(session, args, &link, &dom, start_flags(args));
    }
    if dom.id != -1 {
        return Err(Failure::new("Domain is already active"));
    }
    let descriptors =
        descriptors(args)?.explain(|| format!("Failed to start domain '{}'", dom.name))?;
    let mut flags = start_flags(args);
    // An old server that does not know the flag has the saved state removed instead.
    if flags & FORCE_BOOT != 0 {
        match start_with(&link, &dom, &descriptors, flags) {
            Ok(()) => return started(session, args, link, &dom),
            Err(error) if !matches!(error.code(), ErrorCode::NoSupport | ErrorCode::InvalidArg) => {
                return Err(error.into());
            }
            Err(_) => {}
        }
        let api = link.domain()?;
        if api
            .has_managed_save_image(&link.caller, &dom, 0)
            .unwrap_or(0)
            > 0
        {
            link.domain_save()?
                .managed_save_remove(&link.caller, &dom, 0)?;
        }
        flags &= !FORCE_BOOT;
    }
    start_with(&link, &dom, &descriptors, flags)
        .explain(|| format!("Failed to start domain '{}'", dom.name))?;
    started(session, args, link, &dom)
}

fn started(
    session: &mut Session,
    args: &Args,
    link: std::sync::Arc<Link>,
    dom: &DomainRef,
) -> Outcome {
    let text = format!("Domain '{}' started\n", dom.name);
    session.terminal.print_extra(&text);
    if args.has("console") {
        super::console::attach(session, link, dom, start_console(args))?;
    }
    Ok(Reply::none())
}

/// Starts a domain in the plainest way that says all.
fn start_with(
    link: &Link,
    dom: &DomainRef,
    descriptors: &[OwnedFd],
    flags: u32,
) -> Result<(), Error> {
    let api = link.domain()?;
    if !descriptors.is_empty() {
        let copies: Result<Vec<OwnedFd>, _> =
            descriptors.iter().map(fv_sys::fd::duplicate).collect();
        let copies = copies.map_err(|error| {
            Error::system(ErrorDomain::None, error, "Unable to duplicate descriptor")
        })?;
        let caller = caller_with(link, copies);
        return api.create_with_files(&caller, dom, flags).map(|_| ());
    }
    match flags {
        0 => api.create(&link.caller, dom),
        flags => api.create_with_flags(&link.caller, dom, flags).map(|_| ()),
    }
}

/// A caller like the link's, who hands these over.
pub(super) fn caller_with(link: &Link, descriptors: Vec<OwnedFd>) -> Caller {
    let caller = &link.caller;
    Caller::new(
        caller.identity.clone(),
        caller.access,
        caller.connection.clone(),
    )
    .with_descriptors(descriptors)
}

/// With a console to look at, the domain runs only when that is connected.
fn start_flags(args: &Args) -> u32 {
    let mut flags = flags(
        args,
        &[
            ("paused", PAUSED_BIT),
            ("autodestroy", 2),
            ("reset-nvram", 1 << 5),
        ],
    );
    if args.has("console") {
        flags |= PAUSED_BIT;
    }
    if args.command().name == "start" {
        flags |= super::flags::flags(args, &[("bypass-cache", 4), ("force-boot", FORCE_BOOT)]);
    }
    flags
}

fn start_console(args: &Args) -> super::console::Then {
    match args.has("paused") {
        true => super::console::Then::Leave,
        false => super::console::Then::Resume,
    }
}

/// The descriptors of `--pass-fds`, which this process was started with; one that is not open is an error of the call.
pub(super) fn descriptors(args: &Args) -> Result<fv_error::Result<Vec<OwnedFd>>, Failure> {
    let Some(list) = args.text("pass-fds")? else {
        return Ok(Ok(Vec::new()));
    };
    let numbers = list.split(',').map(|number| {
        let parsed = fv_types::number::parse_i32(number, fv_types::number::Base::Decimal);
        let wrong = || Failure::new(format!("Unable to parse FD number '{number}'"));
        parsed.ok_or_else(wrong)
    });
    let numbers = numbers.collect::<Result<Vec<i32>, Failure>>()?;
    let adopted = numbers.into_iter().map(|number| {
        fv_sys::fd::adopt(number).map_err(|error| {
            let text = format!("Cannot duplicate FD {number}");
            Error::system(ErrorDomain::None, error, text)
        })
    });
    Ok(adopted.collect())
}

fn undefine(session: &mut Session, args: &Args) -> Outcome {
    let storage = args.raw("storage").filter(|list| !list.is_empty());
    let wants_storage = storage.is_some() || args.has("remove-all-storage");
    if args.has("wipe-storage") && !wants_storage {
        return Err(Failure::new(
            "'--wipe-storage' requires '--storage <string>' or '--remove-all-storage'",
        ));
    }
    let mut flags = flags(
        args,
        &[
            ("managed-save", MANAGED_SAVE),
            ("snapshots-metadata", 2),
            ("nvram", 4),
            ("keep-nvram", 8),
            ("checkpoints-metadata", 16),
            ("tpm", 32),
            ("keep-tpm", 64),
        ],
    );
    let (link, dom) = session.domain(args)?;
    let name = args.required("domain")?;
    let api = link.domain()?;
    let is_active = api.is_active(&link.caller, &dom)? != 0;
    // Bits that change nothing are left out, for servers that do not know them.
    let is_saved = !is_active && supported(api.has_managed_save_image(&link.caller, &dom, 0))? > 0;
    if !is_saved {
        flags &= !MANAGED_SAVE;
    }
    let volumes = match wants_storage {
        true => super::volumes::chosen(session, &link, &dom, storage, args)?,
        false => Vec::new(),
    };
    api.undefine_flags(&link.caller, &dom, flags)
        .explain(|| format!("Failed to undefine domain '{name}'"))?;
    let text = format!("Domain '{name}' has been undefined\n");
    session.terminal.print_extra(&text);
    super::volumes::remove(session, &link, &volumes, args)
}

/// What does not exist counts as none.
fn supported(answer: Result<i32, Error>) -> Result<i32, Error> {
    match answer {
        Err(error) if error.code() == ErrorCode::NoSupport => Ok(0),
        answer => answer,
    }
}

/// A whole file as text, with libvirt's words when it cannot be read.
pub(super) fn read_file(path: &str) -> Result<String, Failure> {
    let failed = |error, text: String| Failure::from(Error::system(ErrorDomain::None, error, text));
    let bytes = std::fs::read(path)
        .map_err(|error| failed(error, format!("Failed to open file '{path}'")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// `VIR_DOMAIN_START_PAUSED`.
const PAUSED_BIT: u32 = 1;
/// `VIR_DOMAIN_START_FORCE_BOOT`.
const FORCE_BOOT: u32 = 8;
/// `VIR_DOMAIN_UNDEFINE_MANAGED_SAVE`.
const MANAGED_SAVE: u32 = 1;

/// When a guest's end is answered, by number.
const LIFECYCLES: &[&str] = &["poweroff", "reboot", "crash"];
/// How it is answered, by number.
const ACTIONS: &[&str] = &[
    "destroy",
    "restart",
    "rename-restart",
    "preserve",
    "coredump-destroy",
    "coredump-restart",
];
