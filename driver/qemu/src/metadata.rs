//! The metadata of a definition: two texts, and elements that belong to other programs.

use fv_error::{Error, ErrorDomain, Result};
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
            element.map(|mut element| {
                element.leave_namespace(uri);
                element.print_bare()
            })
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

/// Puts an element and all that is in no namespace in it into one.
fn with_namespace(text: &str, prefix: &str, uri: &str) -> Result<Fragment> {
    let failed = |detail: &str| Error::internal(ErrorDomain::Xml, detail);
    let mut element = Fragment::parse(text)?;
    if !is_prefix(prefix) {
        return Err(failed("failed to validate prefix for a new XML namespace"));
    }
    match element.enter_namespace(prefix, uri) {
        true => Ok(element),
        false => Err(failed("failed to create a new XML namespace")),
    }
}

/// Whether a word is a name without a colon; blanks around it do no harm.
fn is_prefix(word: &str) -> bool {
    let mut letters = word.trim_matches([' ', '\t', '\n', '\r']).chars();
    let may_begin = |letter: char| letter.is_alphabetic() || letter == '_';
    let may_follow = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
    letters.next().is_some_and(may_begin) && letters.all(may_follow)
}

#[cfg(test)]
#[path = "tests/metadata.rs"]
mod tests;
