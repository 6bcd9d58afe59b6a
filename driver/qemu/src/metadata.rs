//! The metadata of a definition: two texts, and elements that belong to other programs.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::Domain;
use fv_model_xml::Fragment;

use crate::calls::MetadataPart as Part;

/// A part of the metadata, if it is there.
pub(crate) fn metadata(definition: &Domain, part: Part<'_>) -> Result<Option<String>> {
    Ok(match part {
        Part::Description => definition.description.clone(),
        Part::Title => definition.title.clone(),
        Part::Element(uri) => {
            let element = definition
                .metadata
                .as_ref()
                .and_then(|metadata| metadata.child_in(uri));
            element.map(|element| without_namespace(&element.print_bare(), uri))
        }
    })
}

/// Sets a part of the metadata; nothing removes it.
pub(crate) fn set_metadata(
    definition: &mut Domain,
    part: Part<'_>,
    value: Option<&str>,
    key: Option<&str>,
) -> Result<()> {
    let text = value.filter(|text| !text.is_empty()).map(str::to_string);
    match part {
        Part::Description => definition.description = text,
        Part::Title => definition.title = text,
        Part::Element(uri) => return set_element(definition, uri, value, key),
    }
    Ok(())
}

fn set_element(
    definition: &mut Domain,
    uri: &str,
    value: Option<&str>,
    key: Option<&str>,
) -> Result<()> {
    // Read first, so that a document that cannot be read changes nothing.
    let new = value
        .map(|text| with_namespace(text, key.unwrap_or_default(), uri))
        .transpose()?;
    let metadata = definition
        .metadata
        .get_or_insert_with(|| Fragment::empty("metadata"));
    while metadata.remove_in(uri) {}
    if let Some(new) = new {
        metadata.push(new);
    }
    if !metadata.has_elements() {
        definition.metadata = None;
    }
    Ok(())
}

/// Puts an element and all without a prefix in it into a namespace.
fn with_namespace(text: &str, prefix: &str, uri: &str) -> Result<Fragment> {
    if prefix.is_empty() || prefix.contains([':', '<', '>', '"', '\'', ' ']) {
        let detail = "failed to create a new XML namespace";
        return Err(Error::new(
            ErrorDomain::None,
            ErrorCode::InternalError,
            detail,
        ));
    }
    let printed = Fragment::parse(text)?.print_bare();
    let named = rename(&printed, |name| {
        if name.contains(':') {
            name.to_string()
        } else {
            format!("{prefix}:{name}")
        }
    });
    let declared = declare(&named, prefix, uri);
    Fragment::parse(&declared)
}

/// Takes an element and all in it out of its namespace.
fn without_namespace(text: &str, uri: &str) -> String {
    let Some(prefix) = prefix_of(text, uri) else {
        return text.to_string();
    };
    let front = format!("{prefix}:");
    let named = rename(text, |name| {
        name.strip_prefix(&front).unwrap_or(name).to_string()
    });
    let declaration = format!(" xmlns:{prefix}=\"{}\"", fv_model_xml::escape(uri));
    named.replacen(&declaration, "", 1)
}

/// The prefix of the first element, when it stands for this namespace.
fn prefix_of(text: &str, uri: &str) -> Option<String> {
    let name = text.strip_prefix('<')?;
    let end = name.find([' ', '>', '/'])?;
    let (prefix, _) = name[..end].split_once(':')?;
    let declaration = format!("xmlns:{prefix}=\"{}\"", fv_model_xml::escape(uri));
    text.contains(&declaration).then(|| prefix.to_string())
}

/// Declares a namespace on the first element, first of its attributes.
fn declare(text: &str, prefix: &str, uri: &str) -> String {
    let end = text.find([' ', '>', '/']).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    format!(
        "{name} xmlns:{prefix}=\"{}\"{rest}",
        fv_model_xml::escape(uri)
    )
}

/// Changes the names of elements in a text that our own writer has printed.
fn rename(text: &str, change: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        // In these a smaller-than sign begins no tag.
        let special = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];
        let skipped = special
            .iter()
            .find(|(start, _)| tag.starts_with(start))
            .map(|(_, end)| tag.find(end).map_or(tag.len(), |at| at + end.len()));
        if let Some(length) = skipped {
            out.push_str(&tag[..length]);
            rest = &tag[length..];
            continue;
        }
        let start = if tag.starts_with("</") { 2 } else { 1 };
        let end = tag[start..]
            .find([' ', '>', '/', '\n'])
            .map_or(tag.len(), |at| at + start);
        out.push_str(&tag[..start]);
        out.push_str(&change(&tag[start..end]));
        rest = &tag[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
#[path = "tests/metadata.rs"]
mod tests;
