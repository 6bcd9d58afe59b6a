//! Where a guest can be seen and heard: displays and terminals.

use fv_model_xml::{Document, Node};
use fv_tool_shell::{Command, Failure, Opt, Outcome, Reply, Rule};
use fv_types::number::{self, Base};
use fv_types::uri::Uri;

use super::flags::flags;
use super::options::{ACTIVE_DOMAIN, JSON};
use super::stats::devices;
use super::{Args, offers, xml};
use crate::Session;

pub(super) const COMMANDS: &[Command<Session>] = &[
    Command::new("domdisplay", display, "tell where a guest's screen is")
        .about("Tells the URI at which a guest's screen can be seen.")
        .options(&[
            ACTIVE_DOMAIN,
            Opt::flag("include-password", "with the password"),
            Opt::text("type", "of this kind: vnc, spice, rdp or dbus")
                .positional()
                .completed_by(|_, _| offers::words(&["vnc", "spice", "rdp", "dbus"])),
            Opt::flag("all", "all of them"),
            JSON,
        ])
        .rules(&[Rule::Exclusive("all", "type")]),
    Command::new(
        "domdisplay-reload",
        reload,
        "read a display's certificates anew",
    )
    .about("Lets a display read its certificates anew.")
    .options(&[ACTIVE_DOMAIN, Opt::number("type", "the kind, 0 for any")]),
    Command::new("ttyconsole", terminal, "tell a console's terminal")
        .about("Tells the terminal of the host at which a guest's console is.")
        .options(&[ACTIVE_DOMAIN, JSON]),
    Command::new("vncdisplay", vnc, "tell where a guest's VNC display is")
        .about("Tells address and number of a guest's VNC display.")
        .options(&[ACTIVE_DOMAIN, JSON]),
];

fn terminal(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let text = xml::description(&link, &dom, 0)?;
    let document = Document::parse(&text)?;
    let tty = devices(&document, "console").find_map(|console| console.attr("tty"));
    match tty {
        Some(tty) => Ok(Reply::line(tty)),
        None => Err(Failure::silent()),
    }
}

fn vnc(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    if link.domain()?.is_active(&link.caller, &dom)? == 0 {
        return Err(Failure::new("Domain is not running"));
    }
    let text = xml::description(&link, &dom, 0)?;
    let document = Document::parse(&text)?;
    let found = graphics(&document, "vnc");
    let port = found.and_then(|vnc| number_of(vnc, "port"));
    let Some((vnc, port)) = found.zip(port) else {
        let text = "Failed to get VNC port. Is this domain using VNC?";
        return Err(Failure::new(text));
    };
    let address = listen_address(vnc).filter(|address| *address != "0.0.0.0");
    let address = address.unwrap_or_default();
    Ok(Reply::line(format!("{address}:{}", port - 5900)))
}

fn display(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    if link.domain()?.is_active(&link.caller, &dom)? == 0 {
        return Err(Failure::new("Domain is not running"));
    }
    let wanted = args.text("type")?;
    let text = xml::description(&link, &dom, flags(args, &[("include-password", 1)]))?;
    let document = Document::parse(&text)?;
    let all = args.has("all");
    let mut shown = String::new();
    let mut uris = Vec::new();
    for scheme in ["vnc", "spice", "rdp", "dbus"] {
        if wanted.is_some_and(|wanted| wanted != scheme) {
            continue;
        }
        let uri = match scheme {
            "dbus" => bus_uri(session, &document),
            scheme => display_uri(&document, scheme, link.uri()),
        };
        let Some(uri) = uri else {
            continue;
        };
        shown.push_str(&uri);
        uris.push(uri);
        if !all {
            break;
        }
        shown.push('\n');
    }
    match (uris.is_empty(), wanted) {
        (false, _) => Ok(Reply::text(shown).with_json(uris)),
        (true, Some(wanted)) => {
            let text = format!("No graphical display with type '{wanted}' found");
            Err(Failure::new(text))
        }
        (true, None) => Err(Failure::new("No graphical display found")),
    }
}

/// The first display of a kind.
fn graphics<'a>(document: &'a Document<'_>, kind: &str) -> Option<Node<'a>> {
    devices(document, "graphics").find(|graphics| graphics.attr("type") == Some(kind))
}

fn number_of(node: Node<'_>, name: &str) -> Option<i32> {
    number::parse_i32(node.attr(name)?, Base::Decimal)
}

fn listen_address(graphics: Node<'_>) -> Option<&str> {
    let own = graphics.attr("listen");
    own.or_else(|| graphics.child("listen")?.attr("address"))
}

fn bus_uri(session: &mut Session, document: &Document<'_>) -> Option<String> {
    let address = graphics(document, "dbus")?.attr("address")?;
    match address.strip_prefix("unix:path=") {
        Some(path) => Some(format!("dbus+unix://{path}")),
        None => {
            let text = format!("'{address}' D-Bus address is not handled");
            session.terminal.error(&text);
            None
        }
    }
}

/// The URI of a display; nothing if it cannot be reached.
fn display_uri(document: &Document<'_>, scheme: &str, connection: &str) -> Option<String> {
    let graphics = graphics(document, scheme)?;
    let port = number_of(graphics, "port").unwrap_or(0);
    let tls_port = number_of(graphics, "tlsPort").unwrap_or(0);
    let listen = graphics.child("listen");
    let socket = listen
        .filter(|listen| listen.attr("type") == Some("socket"))
        .and_then(|listen| listen.attr("socket"));
    if port == 0 && tls_port == 0 && socket.is_none() {
        return None;
    }
    let password = graphics.attr("passwd");
    let mut uri = match socket {
        Some(_) => format!("{scheme}+unix://"),
        None => format!("{scheme}://"),
    };
    if let Some(password) = password.filter(|_| scheme == "vnc") {
        uri.push_str(&format!(":{password}@"));
    }
    let address = reachable(graphics, connection);
    match (socket, address) {
        (Some(socket), _) => uri.push_str(socket),
        (None, None) => uri.push_str("localhost"),
        (None, Some(address)) if address.contains(':') => uri.push_str(&format!("[{address}]")),
        (None, Some(address)) => uri.push_str(&address),
    }
    if port != 0 {
        // Of VNC the number of the display is told.
        let number = if scheme == "vnc" { port - 5900 } else { port };
        uri.push_str(&format!(":{number}"));
    }
    let mut query = Vec::new();
    if tls_port != 0 {
        query.push(format!("tls-port={tls_port}"));
    }
    if let Some(password) = password.filter(|_| scheme == "spice") {
        query.push(format!("password={password}"));
    }
    if !query.is_empty() {
        uri.push_str(&format!("?{}", query.join("&")));
    }
    Some(uri)
}

/// The address of a display; any address becomes that of the host we are connected to.
fn reachable(graphics: Node<'_>, connection: &str) -> Option<String> {
    let Some(address) = graphics.attr("listen") else {
        return listen_address(graphics).map(str::to_owned);
    };
    let is_any = address
        .parse::<std::net::IpAddr>()
        .is_ok_and(|address| address.is_unspecified());
    match is_any {
        true => Uri::parse(connection).ok().and_then(|uri| uri.server),
        false => Some(address.to_owned()),
    }
}

fn reload(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let kind = args.u32("type")?.unwrap_or(0);
    link.domain()?
        .graphics_reload(&link.caller, &dom, kind, 0)?;
    Ok(Reply::none())
}
