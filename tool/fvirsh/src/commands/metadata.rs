//! What users note on domains: title, description, elements of their own.

use fv_api::DomainRef;
use fv_error::ErrorCode;
use fv_tool_shell::{Command, Failure, Opt, Outcome, Reply, Rule};

use super::flags::{AFFECT_RULES, Explain, affect};
use super::options::{CONFIG, CURRENT, DOMAIN, JSON, LIVE};
use super::{Args, edit};
use crate::{Link, Session};

pub(super) const COMMANDS: &[Command<Session>] = &[
    Command::new("desc", describe, "tell or set the description of a domain")
        .about("Tells or sets the description or the title of a domain.")
        .options(&[
            DOMAIN,
            LIVE,
            CONFIG,
            CURRENT,
            Opt::flag("title", "the title"),
            Opt::flag("edit", "in an editor"),
            Opt::list("new-desc", "what it becomes").positional(),
            JSON,
        ])
        .rules(AFFECT_RULES),
    Command::new("metadata", metadata, "tell or set an element of metadata")
        .about("Tells, sets or removes the metadata of a domain in an XML namespace.")
        .options(&[
            DOMAIN,
            Opt::text("uri", "the URI of the namespace")
                .required()
                .positional(),
            LIVE,
            CONFIG,
            CURRENT,
            Opt::flag("edit", "in an editor"),
            Opt::text("key", "the prefix of the namespace").positional_of_old(),
            Opt::text("set", "what it becomes").positional_of_old(),
            Opt::flag("remove", "remove it"),
            JSON,
        ])
        .rules(&[
            Rule::Exclusive("current", "live"),
            Rule::Exclusive("current", "config"),
            Rule::Exclusive("edit", "set"),
            Rule::Exclusive("remove", "set"),
            Rule::Exclusive("remove", "edit"),
        ]),
];

fn describe(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    link.domain()?.state(&link.caller, &dom, 0)?;
    let (kind, word) = match args.has("title") {
        true => (TITLE, "title"),
        false => (DESCRIPTION, "description"),
    };
    let query = if args.has("config") { 2 } else { 0 };
    let old = text_of(&link, &dom, kind, query)?;
    let given = args.list("new-desc");
    if given.is_empty() && !args.has("edit") {
        return Ok(match old.is_empty() {
            true => {
                let name = &dom.name;
                Reply::none()
                    .extra(format!("No {word} for domain: {name}"))
                    .with_json(())
            }
            false => Reply::text(old),
        });
    }
    let mut new = match given {
        [] => old.clone(),
        words => words.join(" "),
    };
    if args.has("edit") {
        new = edit::text(session, &new)?;
        if new == old {
            return Ok(Reply::done(format!("Domain {word} not changed")));
        }
    }
    link.domain()
        .and_then(|api| {
            api.set_metadata(
                &link.caller,
                &dom,
                kind,
                Some(&new),
                None,
                None,
                affect(args),
            )
        })
        .explain(|| format!("Failed to set new domain {word}"))?;
    Ok(Reply::none().extra(format!("Domain {word} updated successfully")))
}

/// The title or description; empty if there is none.
fn text_of(link: &Link, dom: &DomainRef, kind: i32, bits: u32) -> Result<String, Failure> {
    match link.domain()?.metadata(&link.caller, dom, kind, None, bits) {
        Err(error) if error.code() == ErrorCode::NoDomainMetadata => Ok(String::new()),
        text => Ok(text?),
    }
}

fn metadata(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let uri = args.required("uri")?;
    let key = args.text("key")?;
    let set = args.text("set")?;
    let bits = affect(args);
    if (set.is_some() || args.has("edit")) && key.is_none() {
        let text = "namespace key is required when modifying metadata";
        return Err(Failure::new(text));
    }
    let api = link.domain()?;
    let store = |text: Option<&str>| {
        api.set_metadata(&link.caller, &dom, ELEMENT, text, key, Some(uri), bits)
    };
    if set.is_some() || args.has("remove") {
        store(set)?;
        return Ok(Reply::done(match args.has("remove") {
            true => "Metadata removed",
            false => "Metadata modified",
        }));
    }
    let old = match api.metadata(&link.caller, &dom, ELEMENT, Some(uri), bits) {
        Err(error) if error.code() == ErrorCode::NoDomainMetadata => None,
        text => Some(text?),
    };
    if !args.has("edit") {
        let text = old.unwrap_or_default();
        return Ok(Reply::line(text));
    }
    let old = old.unwrap_or_else(|| "\n".into());
    let new = edit::text(session, &old)?;
    if new == old {
        return Ok(Reply::none().extra("Metadata not changed"));
    }
    store(Some(&new))?;
    Ok(Reply::done("Metadata modified"))
}

/// `VIR_DOMAIN_METADATA_DESCRIPTION`.
const DESCRIPTION: i32 = 0;
/// `VIR_DOMAIN_METADATA_TITLE`.
const TITLE: i32 = 1;
/// `VIR_DOMAIN_METADATA_ELEMENT`.
const ELEMENT: i32 = 2;
