//! The system inside a domain: its agent, its screen, its keyboard, its sleep.

use std::fs::OpenOptions;
use std::io::Write;

use fv_api::{Stream, StreamRead};
use fv_error::{Error, ErrorDomain};
use fv_sys::clock;
use fv_sys::fd::{self, Wanted};
use fv_tool_shell::{Cell, Command, Failure, Opt, Outcome, Reply, Rule, Table};
use fv_types::number::{self, Base};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::flags::{Explain, flags};
use super::lifecycle::read_file;
use super::options::{ACTIVE_DOMAIN, DOMAIN, JSON};
use super::{Args, keys, offers, values};
use crate::Session;

pub(super) const COMMANDS: &[Command<Session>] = &[
    Command::new("domfsfreeze", freeze, "freeze a guest's file systems")
        .about("Freezes the guest's file systems, so that they can be copied.")
        .options(&[ACTIVE_DOMAIN, MOUNT_POINTS]),
    Command::new("domfsinfo", file_systems, "list a guest's file systems")
        .about("Lists the file systems that the guest has mounted.")
        .options(&[ACTIVE_DOMAIN, JSON]),
    Command::new("domfsthaw", thaw, "thaw a guest's file systems")
        .about("Thaws file systems of the guest that were frozen.")
        .options(&[ACTIVE_DOMAIN, MOUNT_POINTS]),
    Command::new("domfstrim", trim, "give back what a guest does not use")
        .about("Lets the guest tell its disks which blocks it does not use.")
        .options(&[
            ACTIVE_DOMAIN,
            Opt::number("minimum", "leave out ranges below so many bytes").positional_of_old(),
            Opt::text("mountpoint", "of this file system only").positional_of_old(),
        ]),
    Command::new("domhostname", hostname, "tell a guest's name")
        .about("Tells the name that the guest has as a host.")
        .options(&[
            ACTIVE_DOMAIN,
            Opt::text("source", "who knows it: agent or lease")
                .positional_of_old()
                .completed_by(|_, _| offers::words(&["lease", "agent"])),
            JSON,
        ]),
    Command::new("dompmsuspend", pm_suspend, "let a guest sleep")
        .about("Lets the guest suspend itself to memory or disk.")
        .options(&[
            ACTIVE_DOMAIN,
            Opt::text("target", "how deep: mem, disk or hybrid")
                .required()
                .positional()
                .completed_by(|_, _| offers::words(&["mem", "disk", "hybrid"])),
            Opt::number("duration", "for so many seconds"),
        ]),
    Command::new("dompmwakeup", pm_wakeup, "wake a guest up")
        .about("Wakes up a guest that suspended itself.")
        .options(&[ACTIVE_DOMAIN]),
    Command::new(
        "get-user-sshkeys",
        ssh_keys,
        "list the SSH keys of a guest's user",
    )
    .about("Lists the SSH keys with which a user of the guest is let in.")
    .options(&[ACTIVE_DOMAIN, USER, JSON]),
    Command::new(
        "guest-agent-timeout",
        agent_timeout,
        "set how long an agent may take",
    )
    .about("Sets how long to wait for an answer of the guest's agent.")
    .options(&[
        ACTIVE_DOMAIN,
        Opt::number(
            "timeout",
            "seconds; -2 for ever, -1 by default, 0 not at all",
        ),
    ]),
    Command::new("guestinfo", info, "tell what a guest says of itself")
        .about("Tells what the guest's agent says of it.")
        .options(&[
            ACTIVE_DOMAIN,
            Opt::flag("user", "who is logged in"),
            Opt::flag("os", "which system it is"),
            Opt::flag("timezone", "its time zone"),
            Opt::flag("hostname", "its name"),
            Opt::flag("filesystem", "its file systems"),
            Opt::flag("disk", "its disks"),
            Opt::flag("interface", "its network interfaces"),
            Opt::flag("load", "how busy it is"),
            JSON,
        ]),
    Command::new("inject-nmi", inject_nmi, "send a non-maskable interrupt")
        .about("Sends the guest a non-maskable interrupt.")
        .options(&[ACTIVE_DOMAIN]),
    Command::new(
        "screenshot",
        screenshot,
        "take a picture of a guest's screen",
    )
    .about("Takes a picture of the guest's screen and stores it in a file.")
    .options(&[
        ACTIVE_DOMAIN,
        Opt::text("file", "where to").positional_of_old(),
        Opt::number("screen", "which screen").positional_of_old(),
    ]),
    Command::new("send-key", send_key, "press keys of a guest")
        .about("Presses keys of the guest, all together.")
        .options(&[
            ACTIVE_DOMAIN,
            Opt::text(
                "codeset",
                "whose names or numbers the keys have (linux by default)",
            ),
            Opt::number("holdtime", "for so many milliseconds"),
            Opt::list("keycode", "the keys, by name or number")
                .required()
                .positional(),
        ]),
    Command::new(
        "send-process-signal",
        send_signal,
        "send a signal to a process",
    )
    .about("Sends a signal to a process of a container.")
    .options(&[
        ACTIVE_DOMAIN,
        Opt::text("pid", "the process").required().positional(),
        Opt::text("signame", "the signal, by name or number")
            .required()
            .positional(),
    ]),
    Command::new(
        "set-user-password",
        set_password,
        "set the password of a guest's user",
    )
    .about("Sets the password of a user of the guest.")
    .options(&[
        ACTIVE_DOMAIN,
        USER,
        Opt::text("password", "the password")
            .required()
            .positional(),
        Opt::flag("encrypted", "it is encrypted already"),
    ]),
    Command::new(
        "set-user-sshkeys",
        set_ssh_keys,
        "set the SSH keys of a guest's user",
    )
    .about("Sets, adds or removes SSH keys with which a user of the guest is let in.")
    .options(&[
        ACTIVE_DOMAIN,
        USER,
        Opt::text("file", "a file with keys").positional(),
        Opt::flag("reset", "in place of those that are there"),
        Opt::flag("remove", "remove them"),
    ])
    .rules(&[
        Rule::Requires("remove", "file"),
        Rule::Exclusive("reset", "remove"),
    ]),
];

pub(super) const MONITOR_COMMANDS: &[Command<Session>] =
    &[Command::new("domtime", time, "tell or set a guest's time")
        .about("Tells or sets the time that the guest has.")
        .options(&[
            DOMAIN,
            Opt::flag("now", "set it to the host's"),
            Opt::flag("pretty", "as date and time of day"),
            Opt::flag("sync", "set it to its clock's"),
            Opt::number("time", "set it to so many seconds since 1970").positional_of_old(),
            JSON,
        ])
        .rules(&[
            Rule::Exclusive("time", "now"),
            Rule::Exclusive("time", "sync"),
            Rule::Exclusive("now", "sync"),
        ])];

const MOUNT_POINTS: Opt<Session> = Opt::list("mountpoint", "only these").positional();
const USER: Opt<Session> = Opt::text("user", "the user").required().positional();

fn freeze(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let count = link
        .domain_guest()
        .and_then(|api| api.fsfreeze(&link.caller, &dom, args.list("mountpoint"), 0))
        .explain(|| "Unable to freeze filesystems".into())?;
    Ok(Reply::done(format!("Froze {count} filesystem(s)")))
}

fn thaw(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let count = link
        .domain_guest()
        .and_then(|api| api.fsthaw(&link.caller, &dom, args.list("mountpoint"), 0))
        .explain(|| "Unable to thaw filesystems".into())?;
    Ok(Reply::done(format!("Thawed {count} filesystem(s)")))
}

fn trim(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let minimum = args.u64("minimum")?.unwrap_or(0);
    let point = args.text("mountpoint")?;
    link.domain_guest()
        .and_then(|api| api.fstrim(&link.caller, &dom, point, minimum, 0))
        .explain(|| "Unable to invoke fstrim".into())?;
    Ok(Reply::none())
}

fn file_systems(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let answer = link
        .domain_guest()
        .and_then(|api| api.fsinfo(&link.caller, &dom, 0))
        .explain(|| "Unable to get filesystem information".into())?;
    let mut table = Table::new(&[
        ("Mountpoint", "mountpoint"),
        ("Name", "name"),
        ("Type", "type"),
        ("Target", "targets"),
    ]);
    for system in &answer.info {
        table.row([
            Cell::text(&system.mountpoint),
            Cell::text(&system.name),
            Cell::text(&system.fstype),
            Cell::shown(system.dev_aliases.join(","), system.dev_aliases.clone()),
        ]);
    }
    match answer.info.is_empty() {
        true => Ok(Reply::none()
            .extra("No filesystems are mounted in the domain")
            .with_json(table.to_json())),
        false => Ok(Reply::table(table)),
    }
}

fn hostname(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let bits = match args.text("source")? {
        None => 0,
        Some("lease") => 1,
        Some("agent") => 2,
        Some(other) => {
            return Err(Failure::new(format!("Unknown data source '{other}'")));
        }
    };
    let name = link
        .domain_guest()
        .and_then(|api| api.hostname(&link.caller, &dom, bits))
        .explain(|| "failed to get hostname".into())?;
    Ok(Reply::line(name))
}

fn pm_suspend(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let duration = args.u64("duration")?.unwrap_or(0);
    let target = match args.required("target")? {
        "mem" => 0,
        "disk" => 1,
        "hybrid" => 2,
        _ => return Err(Failure::new("Invalid target")),
    };
    let name = &dom.name;
    link.domain_guest()
        .and_then(|api| api.pm_suspend_for_duration(&link.caller, &dom, target, duration, 0))
        .explain(|| format!("Domain '{name}' could not be suspended"))?;
    Ok(Reply::none().extra(format!("Domain '{name}' successfully suspended")))
}

fn pm_wakeup(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let name = &dom.name;
    link.domain_guest()
        .and_then(|api| api.pm_wakeup(&link.caller, &dom, 0))
        .explain(|| format!("Domain '{name}' could not be woken up"))?;
    Ok(Reply::none().extra(format!("Domain '{name}' successfully woken up")))
}

fn ssh_keys(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let user = args.required("user")?;
    let keys = link
        .domain_guest()?
        .authorized_ssh_keys_get(&link.caller, &dom, user, 0)?;
    Ok(Reply::text(keys.concat()).with_json(keys))
}

fn set_ssh_keys(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let user = args.required("user")?;
    let file = args.text("file")?;
    let bits = match (args.has("remove"), args.has("reset")) {
        (true, _) => 2,
        (false, true) => 0,
        (false, false) if file.is_none() => {
            return Err(Failure::new("Option --file is required"));
        }
        (false, false) => 1,
    };
    let keys = match file {
        Some(file) => {
            let text = read_file(file)?;
            if text.is_empty() {
                return Err(Failure::new(format!("File {file} contains no keys")));
            }
            text.split('\n').map(str::to_owned).collect()
        }
        None => Vec::new(),
    };
    link.domain_guest()?
        .authorized_ssh_keys_set(&link.caller, &dom, user, &keys, bits)?;
    Ok(Reply::none())
}

fn agent_timeout(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let timeout = args.i32("timeout")?.unwrap_or(-2);
    link.domain_guest()?
        .agent_set_response_timeout(&link.caller, &dom, timeout, 0)?;
    Ok(Reply::none())
}

fn info(session: &mut Session, args: &Args) -> Outcome {
    let types = flags(
        args,
        &[
            ("user", 1),
            ("os", 1 << 1),
            ("timezone", 1 << 2),
            ("hostname", 1 << 3),
            ("filesystem", 1 << 4),
            ("disk", 1 << 5),
            ("interface", 1 << 6),
            ("load", 1 << 7),
        ],
    );
    let (link, dom) = session.domain(args)?;
    let params = link
        .domain_guest()?
        .guest_info(&link.caller, &dom, types, 0)?;
    Ok(values::fields(&params, 20).into())
}

fn inject_nmi(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    link.domain()?.inject_nmi(&link.caller, &dom, 0)?;
    Ok(Reply::none())
}

fn screenshot(session: &mut Session, args: &Args) -> Outcome {
    let file = args.text("file")?;
    let screen = args.u32("screen")?.unwrap_or(0);
    let (link, dom) = session.domain(args)?;
    let name = args.required("domain")?;
    let (mut stream, mime) = link
        .domain_guest()
        .and_then(|api| api.screenshot(&link.caller, &dom, screen, 0))
        .explain(|| format!("could not take a screenshot of {name}"))?;
    let mime = mime.unwrap_or_default();
    let file = match file {
        Some(file) => file.to_owned(),
        None => format!("{}-{}{}", dom.name, now("%Y-%m-%d-%H:%M:%S"), suffix(&mime)),
    };
    let fresh = OpenOptions::new().write(true).create_new(true).open(&file);
    let is_fresh = fresh.is_ok();
    let opened = fresh.or_else(|_| OpenOptions::new().write(true).truncate(true).open(&file));
    let mut output = opened.map_err(|_| Failure::new(format!("cannot create file {file}")))?;
    let stored = receive(&mut *stream, &mut output)
        .explain(|| format!("could not receive data from domain '{name}'"))
        .and_then(|()| {
            stream
                .finish()
                .explain(|| format!("cannot close stream on domain '{name}'"))
        });
    if let Err(failure) = stored {
        if is_fresh {
            // Half a picture is of no use to anybody.
            let _ = std::fs::remove_file(&file);
        }
        return Err(failure);
    }
    let text = format!("Screenshot saved to {file}, with type of {mime}");
    Ok(Reply::none().extra(text))
}

fn suffix(mime: &str) -> &'static str {
    match mime {
        "image/x-portable-pixmap" => ".ppm",
        "image/png" => ".png",
        _ => "",
    }
}

/// The time of day here, in the form of `strftime`.
fn now(form: &str) -> String {
    let stamp = Timestamp::from_second(clock::wall().seconds).unwrap_or_default();
    stamp
        .to_zoned(TimeZone::system())
        .strftime(form)
        .to_string()
}

/// Writes all that a stream brings.
fn receive(stream: &mut dyn Stream, output: &mut impl Write) -> Result<(), Error> {
    let failed = |error| Error::system(ErrorDomain::None, error, "cannot write to stream");
    let mut buffer = vec![0; 256 << 10];
    loop {
        match stream.read(&mut buffer)? {
            StreamRead::Data(count) => {
                let bytes = buffer.get(..count).unwrap_or_default();
                output.write_all(bytes).map_err(failed)?;
            }
            StreamRead::Hole(length) => {
                let zeros =
                    std::io::copy(&mut std::io::Read::take(std::io::repeat(0), length), output);
                zeros.map_err(failed)?;
            }
            StreamRead::Pending => {
                if let Some(descriptor) = stream.descriptor() {
                    fd::wait(descriptor, Wanted::Read, Some(PATIENCE)).map_err(failed)?;
                }
            }
            StreamRead::End => return Ok(()),
        }
    }
}

fn send_key(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let codeset = args
        .raw("codeset")
        .filter(|set| !set.is_empty())
        .unwrap_or("linux");
    let hold = args.u32("holdtime")?.unwrap_or(0);
    // The set of VNC had another name once.
    let name = if codeset == "rfb" { "qnum" } else { codeset };
    let number = keys::CODESETS.iter().position(|known| *known == name);
    let unknown = || Failure::new(format!("unknown codeset: '{name}'"));
    let number = u32::try_from(number.ok_or_else(unknown)?).unwrap_or(0);
    let mut codes = Vec::new();
    for key in args.list("keycode") {
        if codes.len() == KEYS_MAX {
            return Err(Failure::new("too many keycodes"));
        }
        let code = number::parse_u32_positive(key, Base::Prefixed).filter(|code| *code <= 0xffff);
        let code = code.or_else(|| keys::code(name, key));
        codes.push(code.ok_or_else(|| Failure::new(format!("invalid keycode: '{key}'")))?);
    }
    link.domain_guest()?
        .send_key(&link.caller, &dom, number, hold, &codes, 0)?;
    Ok(Reply::none())
}

fn send_signal(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let pid = args.i64("pid")?.unwrap_or(0);
    let name = args.required("signame")?;
    let signal = keys::signal(name);
    let signal = signal.ok_or_else(|| Failure::new(format!("malformed signal name: {name}")))?;
    link.domain_guest()?
        .send_process_signal(&link.caller, &dom, pid, signal, 0)?;
    Ok(Reply::none())
}

fn set_password(session: &mut Session, args: &Args) -> Outcome {
    let bits = flags(args, &[("encrypted", 1)]);
    let user = args.required("user")?;
    let password = args.required("password")?;
    let (link, dom) = session.domain(args)?;
    let name = args.required("domain")?;
    link.domain_guest()?
        .set_user_password(&link.caller, &dom, Some(user), Some(password), bits)?;
    let text = format!("Password set successfully for {user} in {name}");
    Ok(Reply::none().extra(text))
}

fn time(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let given = args.i64("time")?;
    let api = link.domain_guest()?;
    if given.is_some() || args.has("now") || args.has("sync") {
        let seconds = match args.has("now") {
            true => clock::wall().seconds,
            false => given.unwrap_or(0),
        };
        let bits = flags(args, &[("sync", 1)]);
        api.set_time(&link.caller, &dom, seconds, 0, bits)?;
        return Ok(Reply::none());
    }
    let seconds = api.time(&link.caller, &dom, 0)?.seconds;
    let text = match args.has("pretty") {
        true => {
            let stamp = Timestamp::from_second(seconds).unwrap_or_default();
            stamp.strftime("%Y-%m-%d %H:%M:%S").to_string()
        }
        false => seconds.to_string(),
    };
    Ok(Reply::text(format!("Time: {text}")).with_json(seconds))
}

const KEYS_MAX: usize = 16;
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(1);
