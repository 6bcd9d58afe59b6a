//! Test data: every file that lies beside code is named by that code.

use std::collections::BTreeMap;
use std::path::Path;

use super::Source;

/// Layers whose folders hold crates.
const LAYERS: &[&str] = &[
    "base", "model", "api", "wire", "driver", "lib", "daemon", "harness",
];

/// Looks for data files that no code of their crate mentions, by name, by stem, or by folder.
pub(super) fn check(sources: &[Source], breaches: &mut Vec<String>) {
    let mut code: BTreeMap<String, String> = BTreeMap::new();
    for source in sources.iter().filter(|source| source.is_rust()) {
        if let Some(place) = crate_of(&source.path) {
            code.entry(place).or_default().push_str(&source.text);
        }
    }
    for source in sources.iter().filter(|source| is_data(&source.path)) {
        let Some(place) = crate_of(&source.path) else {
            continue;
        };
        let text = code.get(&place).map_or("", String::as_str);
        if !is_named(Path::new(&source.path), text) {
            breaches.push(format!("{} is named by no code of {place}", source.path));
        }
    }
}

fn is_data(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    !path.ends_with(".rs") && !["Cargo.toml", "README.md", ".gitignore"].contains(&name)
}

fn crate_of(path: &str) -> Option<String> {
    let mut parts = path.split('/');
    let layer = parts.next().filter(|layer| LAYERS.contains(layer))?;
    let name = parts.next()?;
    Some(if layer == "api" {
        layer.to_owned()
    } else {
        format!("{layer}/{name}")
    })
}

fn is_named(path: &Path, code: &str) -> bool {
    let mentions = |name: Option<&std::ffi::OsStr>| {
        name.and_then(|name| name.to_str())
            .is_some_and(|name| code.contains(name))
    };
    let folder = path
        .parent()
        .and_then(Path::file_name)
        .and_then(|name| name.to_str());
    // A folder that a test reads whole stands in its code as text: `"golden"`, `tests/golden/`.
    let reads_folder = folder.is_some_and(|name| {
        code.contains(&format!("\"{name}\"")) || code.contains(&format!("/{name}"))
    });
    mentions(path.file_name()) || mentions(path.file_stem()) || reads_folder
}
