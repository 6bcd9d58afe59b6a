//! The comparison of what was produced with what was expected.

use anyhow::Result;
use serde_json::Value;

use crate::manifest::Expectation;
use crate::{Corpus, Produced, Suite};

/// Characters of a difference that are shown on each side.
const SHOWN_CHARS: usize = 160;

/// Returns why the case failed, or `None` when it passed.
pub(crate) fn difference(
    suite: &dyn Suite,
    corpus: &Corpus,
    wanted: &Expectation,
    produced: &Produced,
) -> Result<Option<String>> {
    if let Some(outcome) = &wanted.outcome
        && outcome != produced.outcome_word()
    {
        let message = produced.message.as_deref().unwrap_or("no message");
        let got = produced.outcome_word();
        return Ok(Some(format!(
            "outcome `{got}` instead of `{outcome}` ({message})"
        )));
    }
    for (role, path) in &wanted.files {
        let Some(path) = path else { continue };
        let Some(text) = produced.text(role) else {
            return Ok(Some(format!("nothing produced for `{role}`")));
        };
        let expected = corpus.text(path)?;
        if !same_text(suite, role, &expected, text) {
            return Ok(Some(format!(
                "`{role}` differs: {}",
                first_difference(&expected, text)
            )));
        }
    }
    Ok(value_difference(suite, wanted, produced))
}

fn value_difference(
    suite: &dyn Suite,
    wanted: &Expectation,
    produced: &Produced,
) -> Option<String> {
    let expected = wanted.value.as_ref()?.as_ref()?;
    match &produced.value {
        None => Some("no value produced".to_owned()),
        Some(value) if suite.same_value(expected, value) => None,
        Some(value) => {
            let (value, expected) = (shorten(&value.to_string()), shorten(&expected.to_string()));
            Some(format!("value {value} instead of {expected}"))
        }
    }
}

fn same_text(suite: &dyn Suite, role: &str, expected: &str, produced: &str) -> bool {
    if suite.compares_as_json(role) {
        let parse = |text| serde_json::from_str::<Value>(text).ok();
        return parse(expected).is_some_and(|value| Some(value) == parse(produced));
    }
    produced == expected
        || (!produced.ends_with('\n') && expected.strip_suffix('\n') == Some(produced))
}

/// Shows the first line in which two texts differ.
fn first_difference(expected: &str, produced: &str) -> String {
    let mut wanted = expected.lines();
    let mut got = produced.lines();
    for number in 1_usize.. {
        match (wanted.next(), got.next()) {
            (None, None) => break,
            (left, right) if left == right => {}
            (left, right) => {
                let left = left.map_or("the end".to_owned(), |line| format!("`{}`", shorten(line)));
                let right =
                    right.map_or("the end".to_owned(), |line| format!("`{}`", shorten(line)));
                return format!("line {number}: {right} instead of {left}");
            }
        }
    }
    "the ends of lines".to_owned()
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(text)),
        None => text.to_owned(),
    }
}
