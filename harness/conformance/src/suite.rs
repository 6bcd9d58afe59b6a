//! The contract between the runner and the adapters of the suites.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{Case, Corpus};

/// Serves the cases of one suite: turns what a case gives into what the program makes of it.
///
/// An adapter calls the code under test and nothing else; it has no access to what is expected. It must not
/// keep state between cases: they run in any order and two at a time. A panic fails the case alone.
pub trait Suite: Send + Sync {
    /// Names the folder of the corpus that this adapter serves.
    fn name(&self) -> &str;

    /// Runs one case.
    ///
    /// An error of the code under test is an *outcome* ([`Produced::failed`]); `Err` here means that the case
    /// itself could not be run (a file that cannot be read, say) and fails it with that text.
    fn run(&self, case: &Case, corpus: &Corpus) -> anyhow::Result<Produced>;

    /// Says whether files of this role are compared as JSON values instead of as text.
    fn compares_as_json(&self, role: &str) -> bool {
        let _ = role;
        false
    }

    /// Says whether two answers are the same; a suite whose README relaxes the comparison overrides it.
    fn same_value(&self, expected: &Value, produced: &Value) -> bool {
        expected == produced
    }
}

/// What the program made of one case.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Produced {
    /// Text for each role that the case names in [`Case::roles`].
    pub files: BTreeMap<String, String>,
    /// The answer, for a case that asks for a value.
    pub value: Option<Value>,
    /// The outcome word (`parse-error`, `error`, …); `None` says that all went well.
    pub outcome: Option<String>,
    /// The error message that belongs to the outcome; compared where the case has the role `err`.
    pub message: Option<String>,
    /// Why the adapter cannot run this case; such a case counts as not passed and emits nothing.
    pub unserved: Option<String>,
}

impl Produced {
    /// Makes the result of a case that asks for one file.
    pub fn file(role: &str, text: impl Into<String>) -> Self {
        Self::default().with_file(role, text)
    }

    /// Makes the result of a case that asks for a value.
    pub fn value(value: impl Into<Value>) -> Self {
        Self {
            value: Some(value.into()),
            ..Self::default()
        }
    }

    /// Makes the result of a case that failed with this outcome word and message.
    pub fn failed(outcome: &str, message: impl Into<String>) -> Self {
        Self::default().with_failure(outcome, message)
    }

    /// Says that the adapter has no way to run this case yet.
    pub fn unserved(why: impl Into<String>) -> Self {
        Self {
            unserved: Some(why.into()),
            ..Self::default()
        }
    }

    /// Adds the text of one more role.
    #[must_use]
    pub fn with_file(mut self, role: &str, text: impl Into<String>) -> Self {
        self.files.insert(role.to_owned(), text.into());
        self
    }

    /// Adds a failure to what was produced until then.
    #[must_use]
    pub fn with_failure(mut self, outcome: &str, message: impl Into<String>) -> Self {
        self.outcome = Some(outcome.to_owned());
        self.message = Some(message.into());
        self
    }

    /// Returns the outcome word, `ok` when all went well.
    pub fn outcome_word(&self) -> &str {
        self.outcome.as_deref().unwrap_or("ok")
    }

    /// Returns the text for a role; the role `err` falls back to the error message.
    pub fn text(&self, role: &str) -> Option<&str> {
        let own = self.files.get(role).map(String::as_str);
        own.or_else(|| {
            if role == "err" {
                self.message.as_deref()
            } else {
                None
            }
        })
    }
}
