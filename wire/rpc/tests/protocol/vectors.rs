//! Messages as the reference encodes them: read, compared, written again, and cut short.

use std::collections::HashMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use fv_wire_rpc::Fault;
use fv_wire_rpc::catalogue::{Codec, Echo, codecs};
use serde_json::Value;

use crate::shown;

/// A few messages of each kind: name and bytes, the fullest and the emptiest.
const COMMITTED: &str = include_str!("data/vectors.txt");

/// All messages, with their values; beside the project, not in it.
const SHARED: &str = "../../../shared/facts/protocol_vectors.json";

/// In these a reason stands before the object, or is left out: the event has it at its end.
/// The first shows names for numbers.
const SHOWN_OTHERWISE: [&str; 7] = [
    "remote_auth_list_ret",
    "remote_domain_event_callback_pmsuspend_disk_msg",
    "remote_domain_event_callback_pmsuspend_msg",
    "remote_domain_event_callback_pmwakeup_msg",
    "remote_domain_event_pmsuspend_disk_msg",
    "remote_domain_event_pmsuspend_msg",
    "remote_domain_event_pmwakeup_msg",
];

#[test]
fn committed_vectors_pass_both_ways() {
    let codecs: HashMap<&str, Codec> = codecs().collect();
    let mut count = 0;
    for line in COMMITTED.lines().filter(|line| !line.starts_with('#')) {
        let (name, hex) = line.split_once(' ').unwrap();
        both_ways(name, codecs[name], hex);
        count += 1;
    }
    assert!(count > 80, "{count} vectors");
}

#[test]
fn vectors_of_every_struct_pass_both_ways_with_their_values() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(SHARED);
    let Ok(text) = fs::read_to_string(path) else {
        return;
    };
    let vectors: Value = serde_json::from_str(&text).unwrap();
    let codecs: HashMap<&str, Codec> = codecs().collect();
    let mut missing = Vec::new();
    let mut wrong = Vec::new();
    for (name, entry) in vectors["structs"].as_object().unwrap() {
        let Some(codec) = codecs.get(name.as_str()) else {
            missing.push(name.clone());
            continue;
        };
        for form in ["filled", "minimal"] {
            let shown = both_ways(name, *codec, entry[form]["hex"].as_str().unwrap());
            let shown = shown.replace("callback: None, ", "");
            let value = &entry[form]["value"];
            let compared = !SHOWN_OTHERWISE.contains(&name.as_str());
            if let Err(text) = shown::same(value, &shown)
                && compared
            {
                wrong.push(format!("{name} {form}: {text}\n  {value}\n  {shown}"));
            }
        }
    }
    assert!(missing.is_empty(), "no codec: {missing:?}");
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Reads, writes again, and reads every beginning of the bytes; returns the value as Rust shows it.
fn both_ways(name: &str, codec: Codec, hex: &str) -> String {
    let bytes = from_hex(hex);
    let echo = codec(&bytes).unwrap_or_else(|fault| panic!("{name}: {fault}"));
    assert_eq!(
        to_hex(&echo.bytes),
        to_hex(&expected(&bytes, &echo)),
        "{name}"
    );
    for end in 0..bytes.len() {
        assert_eq!(
            codec(&bytes[..end]),
            Err(Fault::Truncated),
            "{name} cut to {end}"
        );
    }
    let mut longer = bytes;
    longer.extend([0; 4]);
    assert_eq!(
        codec(&longer).as_ref(),
        Ok(&echo),
        "{name} with bytes behind it"
    );
    echo.shown
}

/// The bytes as they have to come back: a boolean that is not 0 is read as true and written as 1.
///
/// A word may be a boolean only behind the number of that type, and it is taken for one only
/// where it came back as 1.
fn expected(bytes: &[u8], echo: &Echo) -> Vec<u8> {
    let mut expected = bytes.to_vec();
    let has_boolean = echo.shown.contains("Boolean(true)");
    for start in (4..bytes.len()).step_by(4).filter(|_| has_boolean) {
        let is_boolean = bytes[start - 4..start] == [0, 0, 0, 6];
        if is_boolean && echo.bytes.get(start..start + 4) == Some(&[0, 0, 0, 1]) {
            expected[start..start + 4].copy_from_slice(&[0, 0, 0, 1]);
        }
    }
    expected
}

fn from_hex(hex: &str) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).unwrap();
    let pairs = hex.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::try_from(digit(pair[0]) << 4 | digit(pair[1])).unwrap())
        .collect()
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
