//! The targets, one module for each layer whose readers they feed.

mod agent;
mod base;
mod guest;
mod host;
mod model;
mod monitor;
mod wire;

use crate::Target;

/// All targets in the order in which they run.
pub fn targets() -> Vec<Target> {
    [
        base::TARGETS,
        model::TARGETS,
        guest::TARGETS,
        host::TARGETS,
        monitor::TARGETS,
        agent::TARGETS,
        wire::TARGETS,
    ]
    .concat()
}

/// Text of whatever bytes came, for readers of text.
fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Seeds given as texts.
fn text_seeds(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}
