//! `cargo xtask soak [GROUP…]`: what takes minutes. The same tests as in CI, with larger counts.

use std::ffi::OsString;

use anyhow::{Result, bail};

use crate::{ci, test, tool};

/// A group: its name, the variable that raises its count, the count, and the tests it runs.
const GROUPS: &[(&str, &str, &str, &str)] = &[
    ("kill", "FERROVIRT_KILLS", "300", "kill"),
    ("hostile", "FERROVIRT_PACKETS", "1000000", "hostile"),
    ("stuck", "FERROVIRT_STUCK_ROUNDS", "20", "stuck"),
    ("cycles", "FERROVIRT_CYCLES", "1000", "cycles"),
    ("beside", "FERROVIRT_BESIDE", "1", "beside::"),
    ("idle", "FERROVIRT_IDLE", "5000", "limits::idle"),
    ("half", "FERROVIRT_HALF", "30", "limits::half"),
    ("unread", "FERROVIRT_EVENTS", "40000", "limits::unread"),
    (
        "definitions",
        "FERROVIRT_DEFINITIONS",
        "10000",
        "definitions",
    ),
];

/// Runs the groups named, or all of them.
pub(crate) fn run(arguments: &[OsString]) -> Result<()> {
    let wanted: Vec<_> = arguments
        .iter()
        .map(|name| name.to_string_lossy())
        .collect();
    let known = |name: &str| name == "fuzz" || GROUPS.iter().any(|group| group.0 == name);
    if let Some(unknown) = wanted.iter().find(|name| !known(name)) {
        let groups: Vec<_> = GROUPS.iter().map(|group| group.0).collect();
        bail!(
            "no soak group `{unknown}`; there are {}, fuzz",
            groups.join(", ")
        );
    }
    test::prepare()?;
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|it| it == name);
    for (name, variable, count, filter) in GROUPS {
        if is_wanted(name) {
            let test = [
                "test",
                "--package",
                "fv-harness-clients",
                "--test",
                "it",
                filter,
            ];
            tool::run(
                tool::cargo()
                    .args(test)
                    .args(["--", "--nocapture"])
                    .env(variable, count),
            )?;
        }
    }
    if is_wanted("fuzz") {
        ci::fuzz("60")?;
    }
    Ok(())
}
