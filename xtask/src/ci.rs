//! `cargo xtask ci`: what must hold before anything lands. Cheap checks come first.

use anyhow::Result;

use crate::{codegen, demo, packages, test, tidy, tool};

/// How long the short fuzz run may take for each target.
const FUZZ_S_PER_TARGET: &str = "2";

/// Runs all checks.
pub(crate) fn run() -> Result<()> {
    packages::install()?;
    tool::run(tool::cargo().args(["fmt", "--all", "--check"]))?;
    tidy::run()?;
    codegen::run(true)?;
    let clippy = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    tool::run(tool::cargo().args(clippy))?;
    demo::run()?;
    test::run(Vec::new())?;
    let doc = [
        "doc",
        "--workspace",
        "--no-deps",
        "--document-private-items",
        "--quiet",
    ];
    tool::run(tool::cargo().args(doc).env("RUSTDOCFLAGS", "-D warnings"))?;
    packages::install_cargo_deny()?;
    let deny = ["deny", "check", "licenses", "bans", "sources"];
    tool::run(tool::cargo().args(deny))?;
    fuzz(FUZZ_S_PER_TARGET)?;
    corpus()
}

/// Runs every fuzz target for so many seconds.
pub(crate) fn fuzz(seconds: &str) -> Result<()> {
    let fuzz = [
        "run",
        "--quiet",
        "--package",
        "fv-harness-fuzz",
        "--bin",
        "fv-fuzz",
        "--",
    ];
    tool::run(tool::cargo().args(fuzz).args(["--seconds", seconds]))
}

/// Keeps the score from sinking where the corpus is at hand.
fn corpus() -> Result<()> {
    let corpus = tool::root().join("../shared/corpus");
    if !corpus.exists() {
        println!("corpus score: skipped, no corpus at {}", corpus.display());
        return Ok(());
    }
    let runner = [
        "run",
        "--quiet",
        "--package",
        "fv-harness-conformance",
        "--",
        "--corpus",
    ];
    let floor = tool::root().join("harness/conformance/floor.txt");
    tool::run(
        tool::cargo()
            .args(runner)
            .arg(corpus)
            .arg("--floor")
            .arg(floor),
    )
}
