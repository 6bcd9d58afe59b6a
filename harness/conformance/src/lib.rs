//! Runs a conformance corpus and keeps the score.
//!
//! A corpus is a folder of suites; each suite has manifests that list cases: what is given, and what must
//! come out. This crate reads them, hands each case to the adapter of its suite, compares what came out with
//! what was expected, and prints one line per suite. It knows nothing of libvirt: that is the adapters' part,
//! one file per group of suites under `suites/`.
//!
//! Three rules keep the score honest. An adapter never sees an expectation, only the names of what it has to
//! produce. A case that was not run is never counted as passed. What is emitted is what the program produced,
//! also when nothing is there to compare it with.
//!
//! Read first: [`Suite`] and [`Produced`] (what an adapter is), [`Case`] (what it is given), [`Options`].

mod case;
mod compare;
mod corpus;
mod emit;
mod manifest;
mod report;
mod runner;
mod suite;
mod suites;

pub use case::Case;
pub use corpus::Corpus;
pub use report::{Report, SuiteScore};
pub use runner::{Options, run};
pub use suite::{Produced, Suite};
pub use suites::registry;

#[cfg(test)]
mod tests;
