//! XML that a command shows, whole or in parts.

use fv_api::DomainRef;
use fv_error::Result;
use fv_model_xml::{Document, Fragment, Node};
use fv_tool_shell::{Command, Failure, Opt, Outcome, Reply};

use super::flags::flags;
use super::host::{WRAP, XPATH};
use super::options::{DOMAIN, JSON};
use super::{Args, xpath};
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

/// Shows a document, or what an XPath finds in it.
pub(super) fn shown(text: &str, xpath: Option<&str>, args: &Args) -> Outcome {
    let Some(xpath) = xpath else {
        return Ok(Reply::text(text));
    };
    let document = Document::parse(text)?;
    let found = xpath::select(document.root(), xpath)?;
    if args.has("wrap") {
        return Ok(Reply::text(wrapped(&found) + "\n"));
    }
    let lines: String = found.iter().map(|item| item.printed() + "\n").collect();
    let json: Vec<String> = found.iter().map(xpath::Item::printed).collect();
    Ok(Reply::text(lines).with_json(json))
}

/// What was found, in one element.
fn wrapped(found: &[xpath::Item<'_>]) -> String {
    let mut nodes = Fragment::empty("nodes");
    for item in found {
        match item {
            xpath::Item::Element(node) => nodes.push(Fragment::copy(*node)),
            xpath::Item::Attribute(name, value) => nodes.set_attr(name, value),
            xpath::Item::Text(_) => {}
        }
    }
    let texts: String = found
        .iter()
        .filter_map(|item| match item {
            xpath::Item::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    match texts.is_empty() {
        true => nodes.print_bare(),
        false => format!("<nodes>{texts}</nodes>"),
    }
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
