//! Which number of the machine counts, and what becomes of a machine without any.

use fv_testkit::Scratch;

use super::*;

const SMBIOS: &str = "4C4C4544-0044-3510-8052-B4C04F4E4D31\n";
const MACHINE_ID: &str = "3d1219c7c4c5404aaa1f6d2a48adfda4\n";

/// Finds it twice with these files, and checks that it is the same; a text of nothing is no file.
fn found(scratch: &Scratch, smbios: &str, machine_id: &str) -> String {
    let path = |name: &str| scratch.path().join(name).to_string_lossy().into_owned();
    let (product, machine) = (path("product_uuid"), path("machine-id"));
    for (path, text) in [(&product, smbios), (&machine, machine_id)] {
        let _ = std::fs::remove_file(path);
        if !text.is_empty() {
            std::fs::write(path, text).expect("written");
        }
    }
    let sources = Sources {
        smbios: &[&product],
        machine_id: &machine,
    };
    let uuid = sources.find(scratch.path());
    assert_eq!(sources.find(scratch.path()), uuid);
    uuid.to_string()
}

#[test]
fn makers_number_counts_before_that_of_the_system() {
    let scratch = Scratch::new("host-uuid");
    let makers = "4c4c4544-0044-3510-8052-b4c04f4e4d31";
    let systems = "3d1219c7-c4c5-404a-aa1f-6d2a48adfda4";
    assert_eq!(found(&scratch, SMBIOS, MACHINE_ID), makers);
    assert_eq!(found(&scratch, "", MACHINE_ID), systems);
    // Makers who do not care, and systems that are not set up yet.
    let none = "00000000-0000-0000-0000-000000000000\n";
    assert_eq!(found(&scratch, none, MACHINE_ID), systems);
    assert!(!scratch.path().join(NAME).exists());
    let made = found(&scratch, none, "uninitialized\n");
    assert!(made != makers && made != systems);
    assert_eq!(found(&scratch, "", ""), made, "it is kept");
}

#[test]
fn file_that_holds_no_number_is_left_alone() {
    let scratch = Scratch::new("host-uuid-spoilt");
    let path = scratch.path().join(NAME);
    std::fs::write(&path, "x").expect("written");
    let nowhere = Sources {
        smbios: &[],
        machine_id: "/nowhere",
    };
    assert!(nowhere.find(scratch.path()).is_valid());
    assert_eq!(std::fs::read_to_string(path).expect("there"), "x");
    // Nor does a folder that takes nothing keep anybody from working.
    assert!(nowhere.find(Path::new("/proc")).is_valid());
}
