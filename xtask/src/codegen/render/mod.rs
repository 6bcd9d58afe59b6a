//! From what is declared to the text of the files.
//!
//! Templates choose a helper and name its arguments; logic stands in the helpers, which are
//! written by hand in the crates that get the files.

mod catalogue;
mod client;
mod dispatch;
mod events;
mod listing;
mod messages;
mod table;

use super::model::Api;

/// One file to be written.
#[derive(Debug)]
pub(super) struct Output {
    /// Where, from the root of the workspace.
    pub(super) path: String,
    /// What.
    pub(super) text: String,
}

/// All files, not yet formatted.
pub(super) fn all(api: &Api) -> Vec<Output> {
    let mut outputs = messages::render(api);
    outputs.extend(table::render(api));
    outputs.push(events::render(api));
    outputs.push(catalogue::render(api));
    outputs.push(contents());
    outputs.push(listing::render(api));
    outputs.extend(dispatch::render(api));
    outputs.extend(client::render(api));
    outputs
}

/// The modules that `wire/rpc` gets.
fn contents() -> Output {
    let text = head("What follows from the declaration.", "api/src");
    Output {
        path: "wire/rpc/src/generated/mod.rs".into(),
        text: text
            + "pub(crate) mod catalogue;\nmod events;\npub(crate) mod messages;\npub(crate) mod table;\n",
    }
}

/// The head of a generated file.
fn head(what: &str, source: &str) -> String {
    format!("//! {what}\n//!\n//! Made by `cargo xtask codegen` from `{source}`; do not edit.\n\n")
}

/// The modules of the declaration that have something, in order of name.
fn modules<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// A row of a macro: on one line if it fits, else one line for each of its parts.
fn row(start: &str, parts: &[String], end: &str) -> String {
    let one = format!("    {start} {} {end}", parts.join(", "));
    let one = one.replace("{  }", "{}");
    if one.chars().count() <= 100 {
        return one + "\n";
    }
    let mut text = format!("    {start}\n");
    let mut line = String::from("       ");
    for part in parts {
        if line.len() + part.len() + 2 > 100 {
            text += line.trim_end();
            text += "\n";
            line = String::from("       ");
        }
        line += &format!(" {part},");
    }
    text + line.trim_end() + "\n    " + end + "\n"
}
