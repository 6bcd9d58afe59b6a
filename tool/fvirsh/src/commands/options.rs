//! Options that many commands have, and what completes them.

use fv_tool_shell::{Opt, Partial};

use crate::Session;

/// The domain that a command is about.
pub(super) const DOMAIN: Opt<Session> = domain(all_domains);
/// A domain that runs.
pub(super) const ACTIVE_DOMAIN: Opt<Session> = domain(active_domains);
/// A domain that does not run.
pub(super) const INACTIVE_DOMAIN: Opt<Session> = domain(inactive_domains);

pub(super) const CONFIG: Opt<Session> = Opt::flag("config", "for the next start");
pub(super) const LIVE: Opt<Session> = Opt::flag("live", "for the running domain");
pub(super) const CURRENT: Opt<Session> = Opt::flag("current", "for the state the domain is in");
pub(super) const FILE: Opt<Session> = Opt::text("file", "a file with an XML description")
    .required()
    .positional();
pub(super) const JSON: Opt<Session> = Opt::json();

const fn domain(complete: fv_tool_shell::Complete<Session>) -> Opt<Session> {
    Opt::text("domain", "name, id or uuid of the domain")
        .required()
        .positional()
        .completed_by(complete)
}

pub(super) fn all_domains(session: &mut Session, _: &Partial<'_, Session>) -> Vec<String> {
    domain_names(session, 0)
}

pub(super) fn active_domains(session: &mut Session, _: &Partial<'_, Session>) -> Vec<String> {
    domain_names(session, LIST_ACTIVE)
}

pub(super) fn inactive_domains(session: &mut Session, _: &Partial<'_, Session>) -> Vec<String> {
    domain_names(session, LIST_INACTIVE)
}

/// The names of the domains that pass a filter; none when they cannot be asked for.
fn domain_names(session: &mut Session, filter: u32) -> Vec<String> {
    let Ok(link) = session.link() else {
        return Vec::new();
    };
    let list = link
        .connect()
        .and_then(|api| api.list_all_domains(&link.caller, 1, filter));
    let domains = list.map(|list| list.domains).unwrap_or_default();
    domains.into_iter().map(|dom| dom.name).collect()
}

/// `VIR_CONNECT_LIST_DOMAINS_ACTIVE`.
pub(super) const LIST_ACTIVE: u32 = 1;
/// `VIR_CONNECT_LIST_DOMAINS_INACTIVE`.
pub(super) const LIST_INACTIVE: u32 = 1 << 1;
