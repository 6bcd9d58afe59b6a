//! What the shell offers for the values of options: words of a list, and what the domain that was typed has.

use fv_model_xml::Document;
use fv_tool_shell::Partial;

use super::xml;
use crate::Session;
use crate::session::By;
use crate::xpath::{self, Item};

/// The words of a list.
pub(super) fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

/// The targets of the domain's disks.
pub(super) fn disks(session: &mut Session, typed: &Partial<'_, Session>) -> Vec<String> {
    of_domain(session, typed, "/domain/devices/disk/target/@dev")
}

/// The addresses and devices of the domain's interfaces.
pub(super) fn interfaces(session: &mut Session, typed: &Partial<'_, Session>) -> Vec<String> {
    let path = "/domain/devices/interface/*[self::mac or self::target]/@*[name()='address' or name()='dev']";
    of_domain(session, typed, path)
}

/// The aliases of the domain's devices.
pub(super) fn aliases(session: &mut Session, typed: &Partial<'_, Session>) -> Vec<String> {
    of_domain(session, typed, "/domain/devices/*/alias/@name")
}

/// The attributes that a path finds in the description of the domain that was typed; none when it cannot be had.
fn of_domain(session: &mut Session, typed: &Partial<'_, Session>, path: &str) -> Vec<String> {
    let mut description = || {
        let name = typed.args.raw("domain")?;
        let command = typed.args.command().name;
        let dom = session.lookup(command, name, &[By::Id, By::Uuid, By::Name]);
        let link = session.link().ok()?;
        xml::description(&link, &dom.ok()?, 0).ok()
    };
    let Some(text) = description() else {
        return Vec::new();
    };
    let Ok(document) = Document::parse(&text) else {
        return Vec::new();
    };
    let found = xpath::select(document.root(), path).unwrap_or_default();
    let values = found.items.into_iter().filter_map(|item| match item {
        Item::Attribute(_, value) => Some(value.to_owned()),
        _ => None,
    });
    values.collect()
}
