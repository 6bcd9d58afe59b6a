//! What is wrong with the declaration: all of it, in order of place.

use super::model::Place;

/// The faults found so far.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<(Place, String)>);

impl Faults {
    /// Adds one.
    pub(super) fn add(&mut self, place: &Place, text: impl Into<String>) {
        self.0.push((place.clone(), text.into()));
    }

    /// One line each, sorted by file and line; empty if there is none.
    pub(super) fn report(mut self) -> String {
        self.0
            .sort_by(|(a, _), (b, _)| (&a.file, a.line).cmp(&(&b.file, b.line)));
        let lines = self
            .0
            .iter()
            .map(|(place, text)| format!("{}:{}: {text}\n", place.file, place.line));
        lines.collect()
    }
}
