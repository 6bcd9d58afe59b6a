//! Layers: which crate may know which other one, and who may use a dependency that not everybody should.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::tool;

/// The layers from the ground up; a crate knows only layers before its own, and its own.
const LAYERS: &[&str] = &[
    "base", "model", "api", "wire", "driver", "lib", "tool", "daemon", "harness", "xtask",
];

/// Pairs of layers that do not know each other though the order would let them.
const STRANGERS: &[(&str, &str)] = &[("api", "model"), ("wire", "model"), ("driver", "wire")];

/// Crates that only these may use.
const RESERVED: &[(&str, &[&str])] = &[
    ("libc", &["fv-sys"]),
    ("rustix", &["fv-sys"]),
    ("anyhow", &["xtask", "fv-harness-"]),
    ("syn", &["xtask", "fv-model-xml-derive", "fv-api-attr"]),
    ("tar", &["fv-harness-conformance"]),
    ("lzma-rs", &["fv-harness-conformance"]),
    ("libfuzzer-sys", &["fv-harness-fuzz"]),
    ("fv-testkit", &[]),
];

/// Checks every dependency of every crate of ours.
pub(super) fn check(breaches: &mut Vec<String>) -> Result<()> {
    let metadata = [
        "metadata",
        "--format-version",
        "1",
        "--no-deps",
        "--offline",
    ];
    let metadata: Value = serde_json::from_str(&tool::output(tool::cargo().args(metadata))?)?;
    let packages = metadata
        .get("packages")
        .and_then(Value::as_array)
        .context("no packages")?;
    let crates: Vec<Crate<'_>> = packages.iter().filter_map(Crate::read).collect();
    for one in &crates {
        for (name, is_dev) in &one.needs {
            check_reserved(one, name, *is_dev, breaches);
            if let Some(other) = crates.iter().find(|other| other.name == *name) {
                check_pair(one, other, *is_dev, breaches);
            }
        }
    }
    Ok(())
}

/// A crate of the workspace: its name, its place and what it needs (and whether only for tests).
struct Crate<'a> {
    name: &'a str,
    layer: &'a str,
    needs: Vec<(&'a str, bool)>,
}

impl<'a> Crate<'a> {
    fn read(package: &'a Value) -> Option<Self> {
        let root = tool::root();
        let manifest = package.get("manifest_path")?.as_str()?;
        let place = manifest
            .strip_prefix(root.to_str()?)?
            .trim_start_matches('/');
        let needs = package
            .get("dependencies")?
            .as_array()?
            .iter()
            .filter_map(|need| {
                let is_dev = need.get("kind").and_then(Value::as_str) == Some("dev");
                Some((need.get("name")?.as_str()?, is_dev))
            });
        let layer = place.split('/').next()?;
        Some(Self {
            name: package.get("name")?.as_str()?,
            layer,
            needs: needs.collect(),
        })
    }

    /// Says which family of drivers a driver crate belongs to: `qemu-caps` is of `qemu`.
    fn driver_family(&self) -> &str {
        let name = self.name.strip_prefix("fv-driver-").unwrap_or(self.name);
        name.split('-').next().unwrap_or(name)
    }
}

fn check_reserved(one: &Crate<'_>, name: &str, is_dev: bool, breaches: &mut Vec<String>) {
    let Some((_, users)) = RESERVED.iter().find(|(reserved, _)| *reserved == name) else {
        return;
    };
    let may = if name == "fv-testkit" {
        is_dev || one.layer == "harness"
    } else {
        users
            .iter()
            .any(|user| one.name == *user || (user.ends_with('-') && one.name.starts_with(user)))
    };
    if !may {
        breaches.push(format!("{} may not use {name}", one.name));
    }
}

fn check_pair(one: &Crate<'_>, other: &Crate<'_>, is_dev: bool, breaches: &mut Vec<String>) {
    let rank = |layer: &str| LAYERS.iter().position(|known| *known == layer);
    if rank(other.layer) > rank(one.layer) {
        breaches.push(format!(
            "{} ({}) may not know {} ({})",
            one.name, one.layer, other.name, other.layer
        ));
    }
    if STRANGERS.contains(&(one.layer, other.layer)) && !is_dev {
        breaches.push(format!(
            "{} may not know {}: {} is none of {}'s business",
            one.name, other.name, other.layer, one.layer
        ));
    }
    let shared = ["kit", "host"];
    let is_driver = |it: &Crate<'_>| it.layer == "driver" && !shared.contains(&it.driver_family());
    if is_driver(other) && one.driver_family() != other.driver_family() && one.layer == "driver" {
        breaches.push(format!(
            "{} may not know {}: drivers meet through the traits",
            one.name, other.name
        ));
    }
    if other.layer == "driver" && ["fv-daemon-core", "fv-daemon-events"].contains(&one.name) {
        breaches.push(format!(
            "{} may not know {}: it names no driver",
            one.name, other.name
        ));
    }
}
