//! XML that a command shows, whole or in parts.

use fv_api::DomainRef;
use fv_error::Result;
use fv_model_xml::{Document, Fragment, Node, Piece};
use fv_tool_shell::{Command, Failure, Opt, Outcome, Reply};

use super::Args;
use super::flags::flags;
use super::host::{WRAP, XPATH};
use super::options::{DOMAIN, JSON};
use crate::xpath::{self, Item};
use crate::{Link, Session};

pub(super) const COMMANDS: &[Command<Session>] =
    &[Command::new("dumpxml", dump, "describe a domain as XML")
        .about("Describes a domain as XML.")
        .options(&[
            DOMAIN,
            Opt::flag("inactive", "as it is the next time it starts"),
            Opt::flag("security-info", "with what is secret"),
            Opt::flag("update-cpu", "with the CPU as the host has it"),
            Opt::flag("migratable", "as other hosts understand it"),
            XPATH,
            WRAP,
            JSON,
        ])];

fn dump(session: &mut Session, args: &Args) -> Outcome {
    let bits = flags(
        args,
        &[
            ("inactive", 2),
            ("security-info", 1),
            ("update-cpu", 4),
            ("migratable", 8),
        ],
    );
    let (link, dom) = session.domain(args)?;
    let xpath = xpath_of(args)?;
    let text = link.domain()?.xml_desc(&link.caller, &dom, bits)?;
    shown(&text, xpath, args)
}

/// The XPath that was given; an empty one fails without a word.
pub(super) fn xpath_of(args: &Args) -> Result<Option<&str>, Failure> {
    match args.raw("xpath") {
        Some("") => Err(Failure::silent()),
        xpath => Ok(xpath),
    }
}

/// Shows a document, or what an XPath finds in it, with what is wrong with the XPath.
pub(super) fn shown(text: &str, xpath: Option<&str>, args: &Args) -> Outcome {
    let Some(xpath) = xpath else {
        return Ok(Reply::text(text));
    };
    let document = Document::parse(text)?;
    let found = xpath::select(document.root(), xpath)?;
    let complaint = found.complaint;
    let found = found.items;
    if args.has("wrap") {
        return match wrapped(&found) {
            Some(nodes) => Ok(Reply::complaint(complaint).asked(nodes + "\n")),
            None => Err(Failure::silent()),
        };
    }
    let lines: String = found.iter().map(|item| item.printed() + "\n").collect();
    let json: Vec<String> = found.iter().map(Item::printed).collect();
    Ok(Reply::complaint(complaint).asked(lines).with_json(json))
}

/// What was found, in one element; nothing if it cannot be put into one.
fn wrapped(found: &[Item<'_>]) -> Option<String> {
    if let [document @ Item::Document(_)] = found {
        return Some(format!("<nodes>\n{}\n</nodes>", document.printed()));
    }
    let mut nodes = Fragment::empty("nodes");
    for item in found {
        match *item {
            Item::Document(_) => return None,
            Item::Element(node) => nodes.push(Fragment::copy(node)),
            Item::Attribute(name, value) => nodes.set_attr(name, value),
            Item::Namespace("", address) => nodes.set_attr("xmlns", address),
            Item::Namespace(prefix, address) => nodes.set_attr(&format!("xmlns:{prefix}"), address),
            Item::Text(text) => nodes.push_piece(Piece::Text(text)),
            Item::Cdata(text) => nodes.push_piece(Piece::Cdata(text)),
            Item::Comment(text) => nodes.push_piece(Piece::Comment(text)),
            Item::Instruction(text) => nodes.push_piece(Piece::Instruction(text)),
        }
    }
    Some(nodes.print_bare())
}

/// An element as libvirt's library prints one.
pub(super) fn printed(node: Node<'_>) -> String {
    Fragment::copy(node).print_bare()
}

/// The description of a domain.
pub(super) fn description(link: &Link, dom: &DomainRef, bits: u32) -> Result<String> {
    link.domain()?.xml_desc(&link.caller, dom, bits)
}

/// `VIR_DOMAIN_XML_INACTIVE`.
pub(super) const INACTIVE: u32 = 2;
