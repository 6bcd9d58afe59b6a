//! Length of files and functions, with a list of exceptions that can only shrink.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};

use super::Source;
use crate::tool;

/// No file is longer.
const FILE_LINES_MAX: usize = 1000;
/// No function is longer.
const FUNCTION_LINES_MAX: usize = 100;
/// The exceptions: `PATH LINES` for a file, `PATH::FUNCTION LINES` for a function.
const EXCEPTIONS: &str = "xtask/src/tidy/exceptions.txt";

/// Compares what is too long with the list: nothing may be missing there, and nothing may be too high.
pub(super) fn check(sources: &[Source], breaches: &mut Vec<String>) -> Result<()> {
    let mut allowed = exceptions()?;
    for source in sources
        .iter()
        .filter(|source| source.is_rust() && !source.is_generated())
    {
        let lines = source.text.lines().count();
        judge(&source.path, lines, FILE_LINES_MAX, &mut allowed, breaches);
        for (name, lines) in functions(&source.text) {
            let place = format!("{}::{name}", source.path);
            judge(&place, lines, FUNCTION_LINES_MAX, &mut allowed, breaches);
        }
    }
    for place in allowed.keys() {
        breaches.push(format!(
            "{EXCEPTIONS} names {place}, which is not too long: strike it out"
        ));
    }
    Ok(())
}

fn judge(
    place: &str,
    lines: usize,
    most: usize,
    allowed: &mut BTreeMap<String, usize>,
    breaches: &mut Vec<String>,
) {
    if lines <= most {
        return;
    }
    match allowed.remove(place) {
        Some(limit) if lines == limit => {}
        Some(limit) if lines < limit => {
            breaches.push(format!(
                "{place} shrank to {lines} lines: lower it in {EXCEPTIONS}"
            ));
        }
        _ => breaches.push(format!("{place} has {lines} lines, the limit is {most}")),
    }
}

fn exceptions() -> Result<BTreeMap<String, usize>> {
    let text = fs::read_to_string(tool::root().join(EXCEPTIONS)).context(EXCEPTIONS)?;
    let lines = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (place, lines) = line
                .rsplit_once(' ')
                .context("an exception is `PLACE LINES`")?;
            Ok((place.to_owned(), lines.parse()?))
        })
        .collect()
}

/// Finds the functions of formatted code and their lengths: from the line with `fn` to the brace in its column.
pub(super) fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let Some(name) = function_name(line) else {
            continue;
        };
        let indent = line.len() - line.trim_start().len();
        let close = format!("{}}}", " ".repeat(indent));
        let rest = lines.get(start..).unwrap_or_default();
        if line.ends_with('}') || is_declaration(rest) {
            continue;
        }
        if let Some(length) = rest.iter().position(|line| **line == close) {
            found.push((name, length + 1));
        }
    }
    found
}

/// Says whether a function has no body: its signature ends with a semicolon before any brace opens.
fn is_declaration(lines: &[&str]) -> bool {
    let end = lines
        .iter()
        .find(|line| line.ends_with('{') || line.ends_with(';'));
    end.is_some_and(|line| line.ends_with(';'))
}

fn function_name(line: &str) -> Option<String> {
    let mut words = line.trim_start();
    if words.starts_with("//") {
        return None;
    }
    for prefix in [
        "pub ",
        "pub(crate) ",
        "pub(super) ",
        "const ",
        "unsafe ",
        "extern \"C\" ",
    ] {
        words = words.strip_prefix(prefix).unwrap_or(words);
    }
    let name = words.strip_prefix("fn ")?;
    Some(
        name.chars()
            .take_while(|it| it.is_alphanumeric() || *it == '_')
            .collect(),
    )
}
