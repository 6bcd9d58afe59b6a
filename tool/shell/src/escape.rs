//! Text made safe for other programs: shells, XML, lists with commas.

use std::borrow::Cow;

/// Quotes a text for a shell, if it needs that.
pub fn shell_quoted(text: &str) -> Cow<'_, str> {
    const SPECIAL: &str = "\r\t\n !\"#$&'()*;<>?[\\]^`{|}~";
    if text.is_empty() {
        return "''".into();
    }
    match text.contains(|char| SPECIAL.contains(char)) {
        true => format!("'{}'", text.replace('\'', "'\\''")).into(),
        false => text.into(),
    }
}

/// Escapes a text for XML; characters that XML cannot hold are left out.
pub fn xml_escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\t' | '\n' | '\r' => escaped.push(char),
            '\u{1}'..='\u{19}' => {}
            _ => escaped.push(char),
        }
    }
    escaped
}

/// Splits a list at its commas; a doubled comma is one of the value.
pub fn split_commas(text: &str) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    let mut parts = text.split(',');
    values.extend(parts.next().map(str::to_owned));
    let mut is_doubled = false;
    for part in parts {
        match (values.last_mut(), is_doubled, part) {
            (Some(last), true, part) => {
                last.push(',');
                last.push_str(part);
                is_doubled = false;
            }
            (_, false, "") => is_doubled = true,
            (_, _, part) => values.push(part.to_owned()),
        }
    }
    // A comma at the end has nothing behind it that it could be doubled with.
    if is_doubled {
        values.push(String::new());
    }
    values
}
