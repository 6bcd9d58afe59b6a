//! When the kernel refuses memory, and which ports a definition names.

use super::*;

const MEMORY: Memory = Memory {
    total: 1000,
    swap: 500,
    limit: 900,
    committed: 600,
};

fn refused(kib: u64, rule: &str) -> Option<String> {
    let result = enough_memory(kib, &MEMORY, rule);
    result.err().map(|error| error.detail().to_string())
}

#[test]
fn memory_is_refused_under_the_kernels_own_rule() {
    assert_eq!(refused(1500, "0"), None);
    assert_eq!(
        refused(1501, "0").as_deref(),
        Some(
            "Cannot set up guest memory of 1501 KiB, 1500 KiB of memory and swap are all there \
             is: Cannot allocate memory"
        )
    );
    assert_eq!(refused(u64::MAX, "1"), None);
    assert_eq!(refused(300, "2"), None);
    assert!(refused(301, "2").is_some_and(|text| text.contains("300 KiB are left")));
}

#[test]
fn memory_of_the_host_is_read_and_what_is_missing_refuses_nothing() {
    let text =
        "MemTotal:  1000 kB\nSwapTotal:  500 kB\nCommitLimit: 900 kB\nCommitted_AS: 600 kB\n";
    assert_eq!(Memory::parse(text), MEMORY);
    assert!(enough_memory(1 << 50, &Memory::parse(""), "").is_ok());
}

#[test]
fn only_ports_that_a_definition_names_are_looked_at() {
    let document = "<domain type='qemu'><name>g</name><memory>1</memory><os><type>hvm</type></os>\
        <devices><serial type='tcp'><source mode='bind' host='127.0.0.1' service='4555'/></serial>\
        <graphics type='vnc' port='5999' listen='127.0.0.1'/>\
        <graphics type='vnc' port='-1' autoport='yes'/></devices></domain>";
    let wanted = fv_model_domain::parse(document, fv_model_domain::Scope::SECRET).expect("read");
    let found = named_ports(&wanted);
    let found: Vec<_> = found.iter().map(|port| (port.number, port.what)).collect();
    assert_eq!(found, [(5999, "VNC"), (4555, "a character device")]);
}
