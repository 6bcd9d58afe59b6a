//! What every source file keeps to: a head, names of the house, and the doors to the machine.

use super::Source;

/// Layers that ship nothing and stand outside of the program.
const OUTSIDE: &[&str] = &["harness/", "xtask/"];
/// The crates that may touch sockets.
const SOCKET_CRATES: &[&str] = &["base/sys/", "base/event/", "wire/transport/"];
/// What a socket is called in the standard library.
const SOCKETS: &[&str] = &[
    "UnixStream",
    "UnixListener",
    "UnixDatagram",
    "TcpStream",
    "TcpListener",
    "UdpSocket",
];
/// A head begins within this many lines.
const HEAD_WITHIN_LINES: usize = 12;
/// Words that say nothing in the name of a type.
const EMPTY_WORDS: &[&str] = &["Manager", "Helper", "Util", "Utils"];

/// Checks every source file.
pub(super) fn check(sources: &[Source], breaches: &mut Vec<String>) {
    for source in sources.iter().filter(|source| source.is_rust()) {
        check_head(source, breaches);
        if !source.is_generated() {
            check_names(source, breaches);
            check_sockets(source, breaches);
        }
    }
    let manifest = sources.iter().find(|source| source.path == "Cargo.toml");
    if let Some(manifest) = manifest {
        check_reasons(manifest, breaches);
    }
}

/// A file begins by saying what it is for; tests are what their names say.
fn check_head(source: &Source, breaches: &mut Vec<String>) {
    if source.is_test() {
        return;
    }
    // A generated file says first who made it, and attributes may stand before the head.
    let mut lines = source.text.lines().take(HEAD_WITHIN_LINES);
    if !lines.any(|line| line.starts_with("//!")) {
        breaches.push(format!("{} has no head", source.path));
    }
}

fn check_names(source: &Source, breaches: &mut Vec<String>) {
    for (number, line) in source.text.lines().enumerate() {
        let line = line.trim_start();
        let place = format!("{}:{}", source.path, number + 1);
        let bare = line.strip_prefix("pub ").unwrap_or(line);
        if bare.starts_with("fn get_") && !bare.starts_with("fn get_mut") {
            breaches.push(format!("{place} has a `get_` in a name"));
        }
        let declared = ["struct ", "enum ", "trait "].iter().find_map(|kind| {
            let after = line
                .strip_prefix("pub ")
                .unwrap_or(line)
                .strip_prefix(kind)?;
            after.split(|it: char| !it.is_alphanumeric()).next()
        });
        if declared.is_some_and(|name| EMPTY_WORDS.iter().any(|word| name.ends_with(word))) {
            breaches.push(format!("{place} has a name that says nothing"));
        }
    }
}

fn check_sockets(source: &Source, breaches: &mut Vec<String>) {
    let within = |places: &[&str]| places.iter().any(|place| source.path.starts_with(place));
    if source.is_test() || within(OUTSIDE) || within(SOCKET_CRATES) {
        return;
    }
    let code = source
        .text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    for line in code {
        if SOCKETS.iter().any(|name| line.contains(name)) {
            breaches.push(format!("{} touches a socket: {}", source.path, line.trim()));
        }
    }
}

/// Every dependency of others says why it is there.
fn check_reasons(manifest: &Source, breaches: &mut Vec<String>) {
    let section = manifest
        .text
        .split("[workspace.dependencies]")
        .nth(1)
        .unwrap_or_default();
    let lines = section.lines().take_while(|line| !line.starts_with('['));
    for line in lines.filter(|line| line.contains(" = ") && !line.contains("path = ")) {
        if !line.contains(" # ") {
            breaches.push(format!("Cargo.toml: no reason beside `{line}`"));
        }
    }
}
