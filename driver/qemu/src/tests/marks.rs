use std::path::Path;

use super::{Mark, run_id, runs_in};

const LIB: &str = "/var/lib/libvirt/qemu";
const UUID: &str = "6d8f5a10-52d4-4b2c-9d0b-8f7d5d3a1c04";

fn line(name: &str, file: &str) -> Vec<String> {
    let key = format!(
        "{{\"qom-type\":\"secret\",\"id\":\"masterKey0\",\"format\":\"raw\",\"file\":\"{file}\"}}"
    );
    [
        "/usr/bin/qemu-system-x86_64",
        "-name",
        name,
        "-S",
        "-object",
        &key,
        "-uuid",
        UUID,
    ]
    .map(str::to_string)
    .to_vec()
}

#[test]
fn a_mark_names_guest_uuid_id_and_folder() {
    let folder = format!("{LIB}/domain-7-web");
    let line = line(
        "guest=web,debug-threads=on",
        &format!("{folder}/master-key.aes"),
    );
    let mark = Mark::read(&line, Path::new(LIB)).expect("marked");
    assert_eq!((mark.name.as_str(), mark.id), ("web", 7));
    assert_eq!(mark.uuid.to_string(), UUID);
    assert_eq!(mark.lib_dir, Path::new(&folder));
}

#[test]
fn who_only_names_a_folder_does_not_run_in_it() {
    let folder = format!("{LIB}/domain-7-web");
    let key = format!("{folder}/master-key.aes");
    let folder = Path::new(&folder);
    assert!(runs_in(&line("guest=web", &key), folder));
    let other = format!("{LIB}/domain-8-web/master-key.aes");
    assert!(!runs_in(&line("guest=web", &other), folder));
    let reader = ["tail", "-f", &key].map(str::to_string);
    assert!(!runs_in(&reader, folder));
}

#[test]
fn a_comma_in_a_name_is_doubled_on_the_command_line() {
    let line = line(
        "guest=a,,b,debug-threads=on",
        &format!("{LIB}/domain-1-a,b/master-key.aes"),
    );
    assert_eq!(
        Mark::read(&line, Path::new(LIB)).expect("marked").name,
        "a,b"
    );
}

#[test]
fn the_older_form_of_the_key_is_read_as_well() {
    let mut line = line("guest=a,debug-threads=on", "");
    line[5] = format!("secret,id=masterKey0,format=raw,file={LIB}/domain-3-a/master-key.aes");
    assert_eq!(Mark::read(&line, Path::new(LIB)).expect("marked").id, 3);
}

#[test]
fn other_processes_have_no_mark() {
    let good = format!("{LIB}/domain-1-a/master-key.aes");
    let elsewhere = line("guest=a", "/srv/domain-1-a/master-key.aes");
    let deeper = line("guest=a", &format!("{LIB}/x/domain-1-a/master-key.aes"));
    let unnamed = line("a", &good);
    let mut bad_uuid = line("guest=a", &good);
    bad_uuid[7] = "none".into();
    let mut cut = line("guest=a", &good);
    cut.truncate(2);
    let grep = ["grep", &format!("file={LIB}/domain-1-a")]
        .map(str::to_string)
        .to_vec();
    for line in [elsewhere, deeper, unnamed, bad_uuid, cut, grep, Vec::new()] {
        assert_eq!(Mark::read(&line, Path::new(LIB)), None, "{line:?}");
    }
}

#[test]
fn absurd_ids_are_none() {
    for name in [
        "domain-0-a",
        "domain--1-a",
        "domain-99999999999-a",
        "domain-x-a",
        "domain-1",
    ] {
        assert_eq!(run_id(&Path::new(LIB).join(name)), None, "{name}");
    }
}
