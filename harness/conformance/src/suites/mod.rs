//! The adapters, one file per group of suites, and the one list of them.
//!
//! To add a suite: write `struct NAME;` with `impl Suite for NAME` in the file of its group (make the file when
//! the group is new), give the group a `pub(super) fn all() -> Vec<Arc<dyn Suite>>`, and name that group in
//! [`registry`]. The contract of an adapter is in the head of [`Suite`]. What a case gives is in
//! [`crate::Case`]: paths by role (read them with `corpus.text(path)`, `bytes`, or `tree` for a packed
//! folder), settings, or an inline value. Produce text for each of `case.roles`, or a value when
//! `case.wants_value`. A failure of the code under test is `Produced::failed("parse-error", message)`, with the
//! word that the suite's README uses. A kind of case that has no code yet is `Produced::unserved("why")`.

mod base_files;
mod base_texts;
mod base_values;
mod domain;
mod domain_caps;
mod fake_cpu;
mod host;
mod processors;
mod qemu_agent;
mod qemu_caps;
mod qemu_monitor;
mod qemu_xmlconf;
mod shell;
mod wire;

use std::sync::Arc;

use crate::Suite;

/// Returns the adapters of all suites that can be served.
pub fn registry() -> Vec<Arc<dyn Suite>> {
    let groups: Vec<Vec<Arc<dyn Suite>>> = vec![
        // One line per group of suites.
        base_files::all(),
        base_texts::all(),
        base_values::all(),
        domain::all(),
        domain_caps::all(),
        host::all(),
        processors::all(),
        qemu_agent::all(),
        qemu_caps::all(),
        qemu_monitor::all(),
        qemu_xmlconf::all(),
        shell::all(),
        wire::all(),
    ];
    groups.into_iter().flatten().collect()
}
