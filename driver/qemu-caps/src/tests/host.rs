use super::*;

const CPUINFO: &str = "processor\t: 0
vendor_id\t: GenuineIntel
cpu family\t: 6
model\t\t: 85
model name\t: Intel(R) Xeon(R) CPU
stepping\t: 7
microcode\t: 0xffffffff

processor\t: 1
model name\t: another
";

#[test]
fn the_signature_is_that_of_the_first_processor() {
    let expected = "GenuineIntel, Intel(R) Xeon(R) CPU, family: 6, model: 85, stepping: 7";
    assert_eq!(
        cpu_signature(Arch::X8664, CPUINFO).as_deref(),
        Some(expected)
    );
    assert_eq!(microcode_version(Arch::X8664, CPUINFO), u32::MAX);
    assert_eq!(cpu_signature(Arch::Aarch64, CPUINFO), None);
    assert_eq!(microcode_version(Arch::Aarch64, CPUINFO), 0);
}

#[test]
fn only_the_first_matching_class_of_mode_bits_counts() {
    let scratch = std::env::temp_dir();
    let stat = file::stat(&scratch, Links::Follow).unwrap();
    let stat = Stat {
        uid: 10,
        gid: 20,
        mode: 0o060,
        ..stat
    };
    let user = |uid, gid, groups: &[u32]| RunAs {
        uid,
        gid,
        groups: groups.to_vec(),
    };
    assert!(may_use(&stat, &user(0, 0, &[])));
    assert!(may_use(&stat, &user(5, 20, &[])));
    assert!(may_use(&stat, &user(5, 5, &[20])));
    assert!(!may_use(&stat, &user(10, 20, &[])));
    assert!(!may_use(&stat, &user(5, 5, &[])));
}

#[test]
fn a_device_that_is_no_kvm_is_looked_at_once() {
    let host = Host {
        device: PathBuf::from("/dev/null"),
        ..Host::read()
    };
    let root = RunAs {
        uid: 0,
        gid: 0,
        groups: Vec::new(),
    };
    assert_eq!(host.kvm(&root), KvmState::Broken);
    assert!(host.kvm.lock().is_some());
    assert_eq!(host.kvm(&root), KvmState::Broken);
    let host = Host {
        device: PathBuf::from("/nonexistent"),
        ..Host::read()
    };
    assert_eq!(host.kvm(&root), KvmState::Absent);
}

#[test]
fn the_first_word_about_protected_guests_counts_by_its_beginning() {
    assert!(protects_guests("a prot_virt=yFOO prot_virt=0"));
    assert!(protects_guests("prot_virt=oN"));
    assert!(!protects_guests("prot_virt=0 prot_virt=1"));
    assert!(!protects_guests("quiet"));
}
