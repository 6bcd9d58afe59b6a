//! Documents through all three stages, against golden files.
//!
//! `NAME.xml` is given; `NAME.out.xml` must come out, or `NAME.err` holds the message. A name that
//! ends in `-live` is read and written as a running guest's. `UPDATE_GOLDEN=1` writes what comes
//! out. Every output is read and written again and has to stay the same.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};

use fv_model_domain::os::Arch;
use fv_model_domain::{Ability, Domain, DriverRules, Purpose, Reading, Scope, parse};

/// A driver that can do everything and adds nothing.
struct AnyRules;

impl DriverRules for AnyRules {
    fn understands(&self, path: &str) -> bool {
        path != "devices/tpm"
    }

    fn has(&self, ability: Ability) -> bool {
        !matches!(
            ability,
            Ability::NoBootOrder | Ability::NoStubConsole | Ability::NameSlash
        )
    }
}

fn read(text: &str, scope: Scope) -> fv_error::Result<Domain> {
    let mut reading = Reading {
        scope,
        purpose: Purpose {
            live: scope.has(Scope::LIVE),
            ..Purpose::default()
        },
        rules: &AnyRules,
        host_arch: Arch::X86_64,
        random: &mut |buffer: &mut [u8]| buffer.fill(7),
    };
    reading.domain(text)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn names() -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(stem) = name
            .strip_suffix(".xml")
            .filter(|stem| !stem.ends_with(".out"))
        {
            names.push(stem.to_owned());
        }
    }
    names.sort();
    names
}

fn compare(name: &str, produced: &str) -> Result<(), String> {
    let path = folder().join(name);
    #[expect(clippy::disallowed_methods, reason = "a test's own switch")]
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, produced).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if expected == produced {
        return Ok(());
    }
    let differs = expected.lines().zip(produced.lines()).find(|(a, b)| a != b);
    Err(format!("{name}: {differs:?}\n{produced}"))
}

fn scope_of(name: &str) -> Scope {
    let live = if name.ends_with("-live") {
        Scope::LIVE
    } else {
        Scope::NONE
    };
    live | Scope::SECRET
}

#[test]
fn each_document_becomes_what_its_neighbour_says() {
    let mut failures = Vec::new();
    for name in names() {
        let text = fs::read_to_string(folder().join(format!("{name}.xml"))).unwrap();
        let scope = scope_of(&name);
        let outcome = match read(&text, scope) {
            Ok(domain) => compare(&format!("{name}.out.xml"), &domain.to_xml(scope)),
            Err(error) => compare(&format!("{name}.err"), &format!("{}\n", error.message())),
        };
        failures.extend(outcome.err());
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn what_was_written_reads_as_the_same() {
    for name in names() {
        let Ok(text) = fs::read_to_string(folder().join(format!("{name}.out.xml"))) else {
            continue;
        };
        let scope = scope_of(&name);
        let resolved = read(&text, scope).unwrap();
        assert_eq!(resolved.to_xml(scope), text, "{name}");
        // What is resolved already is not changed by reading it without the other stages.
        let plain = parse(&text, scope).unwrap();
        assert_eq!(parse(&plain.to_xml(scope), scope).unwrap(), plain, "{name}");
        assert_eq!(plain.to_xml(scope), text, "{name}");
    }
}

#[test]
fn every_golden_file_belongs_to_a_document() {
    let names = names();
    for entry in fs::read_dir(folder()).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        let stem = [".out.xml", ".err", ".xml"]
            .iter()
            .find_map(|end| file.strip_suffix(end));
        assert!(
            stem.is_some_and(|stem| names.iter().any(|name| name == stem)),
            "{file}"
        );
    }
}

#[test]
fn a_damaged_document_is_refused_or_read_but_never_a_panic() {
    let text = fs::read_to_string(folder().join("devices.xml")).unwrap();
    for cut in (0..text.len()).step_by(7) {
        let Some(head) = text.get(..cut) else {
            continue;
        };
        drop(read(head, Scope::LIVE));
        for junk in [
            "",
            "-1",
            "999999999999999999999",
            "'/>",
            "<x/>",
            "&#0;",
            "none",
        ] {
            let Some(tail) = text.get(cut + 1..) else {
                continue;
            };
            drop(read(&format!("{head}{junk}{tail}"), Scope::SECRET));
        }
    }
}

#[test]
fn a_document_with_too_many_devices_is_refused() {
    let disks: String = (0..5000)
        .map(|n| format!("<disk><target dev='vd{n}'/></disk>"))
        .collect();
    let text = format!(
        "<domain type='qemu'><name>x</name><memory>1</memory><os><type>hvm</type></os>\
         <devices>{disks}</devices></domain>"
    );
    let error = read(&text, Scope::NONE).unwrap_err();
    assert_eq!(error.message(), "XML error: more than 4096 <disk> devices");
}
