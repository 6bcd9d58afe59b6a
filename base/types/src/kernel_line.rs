//! Command lines of the Linux kernel: parameters, values, quotes.

/// The next parameter of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next<'a> {
    /// Its name, if there is a parameter.
    pub name: Option<&'a str>,
    /// Its value, if it has one.
    pub value: Option<&'a str>,
    /// What follows.
    pub rest: &'a str,
}

/// Which of several parameters of one name counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Search {
    /// The first that matches.
    First,
    /// The last, matching or not.
    Last,
}

/// How a value matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// It is the same.
    Equal,
    /// It begins with it.
    Prefix,
}

/// Takes the next parameter off a line.
///
/// Quotes keep blanks together. They are taken off where they enclose the parameter or its
/// value; others stay, as for the kernel.
pub fn next(line: &str) -> Next<'_> {
    let line = line.trim_start_matches(is_space);
    let (body, mut quoted) = match line.strip_prefix('"') {
        Some(body) => (body, true),
        None => (line, false),
    };
    let (end, equals) = bounds(body, quoted);
    let rest = &body[end..];
    if end == 0 {
        return Next {
            name: None,
            value: None,
            rest,
        };
    }
    let word = &body[..end];
    let Some(equals) = equals else {
        return Next {
            name: Some(unquote_end(word, quoted)),
            value: None,
            rest,
        };
    };
    let mut value = &word[equals + 1..];
    if let Some(inner) = value.strip_prefix('"') {
        quoted = true;
        value = inner;
    }
    Next {
        name: Some(&word[..equals]),
        value: Some(unquote_end(value, quoted)),
        rest,
    }
}

/// Whether a parameter is there with one of these values, or without a value when none is given.
///
/// Dashes and underscores in names are the same.
pub fn matches(line: &str, name: &str, values: &[&str], search: Search, compare: Compare) -> bool {
    let same_name = |other: &str| normal(other).eq(normal(name));
    let mut rest = line;
    let mut matched = false;
    while !rest.is_empty() {
        let parameter = next(rest);
        rest = parameter.rest;
        let Some(found) = parameter.name else { break };
        if !same_name(found) {
            continue;
        }
        matched = match parameter.value {
            None => values.is_empty(),
            Some(value) => values.iter().any(|wanted| match compare {
                Compare::Equal => value == *wanted,
                Compare::Prefix => value.starts_with(wanted),
            }),
        };
        if matched && search == Search::First {
            break;
        }
    }
    matched
}

/// Where the parameter ends, and where its first equals sign is, unless it begins with one.
fn bounds(text: &str, mut quoted: bool) -> (usize, Option<usize>) {
    let mut equals = None;
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '=' if equals.is_none() && at > 0 => equals = Some(at),
            c if is_space(c) && !quoted => return (at, equals),
            _ => {}
        }
    }
    (text.len(), equals)
}

fn unquote_end(text: &str, quoted: bool) -> &str {
    text.strip_suffix('"').filter(|_| quoted).unwrap_or(text)
}

fn normal(name: &str) -> impl Iterator<Item = char> {
    name.chars().map(|c| if c == '_' { '-' } else { c })
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t'..='\r')
}

#[cfg(test)]
mod tests;
