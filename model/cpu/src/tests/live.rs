//! The table is whole, and descriptions come to say what guests have.

use fv_model_domain::cpu::{Cpu, CpuCheck, CpuFeature, CpuMode, CpuPolicy};

use crate::{Bits, Register, Word, feature, features, from_qemu, model, update_live};

fn named(name: &str) -> Cpu {
    Cpu {
        model: Some(name.into()),
        ..Cpu::default()
    }
}

fn bits(names: &[&str]) -> Bits {
    let mut bits = Bits::default();
    for name in names {
        bits.add(&feature(name).unwrap().bits);
    }
    bits
}

fn listed(cpu: &Cpu) -> Vec<(CpuPolicy, &str)> {
    let features = cpu.features.iter();
    features.map(|it| (it.policy, it.name.as_str())).collect()
}

#[test]
fn every_name_in_the_table_is_a_feature_with_bits() {
    assert!(features().all(|it| !it.name.is_empty() && !it.bits.is_empty()));
    let mut models = 0;
    for line in include_str!("../x86.txt")
        .lines()
        .filter(|it| it.starts_with("m "))
    {
        let mut names = line.split(' ').skip(1);
        assert!(model(names.next().unwrap()).is_some(), "{line}");
        models += 1;
        for name in names {
            match name.as_bytes()[0] {
                b'=' => assert!(model(&name[1..]).is_some(), "{name}"),
                b'#' | b'~' | b'@' => {}
                _ => assert!(
                    feature(name.trim_start_matches(['+', '-'])).is_some(),
                    "{name}"
                ),
            }
        }
    }
    assert!(models > 100 && features().count() > 300);
}

#[test]
fn a_version_of_a_model_has_what_the_model_has() {
    assert_eq!(
        model("qemu64-v1").unwrap().bits,
        model("qemu64").unwrap().bits
    );
    assert!(model("nonsense").is_none());
}

#[test]
fn features_are_known_by_the_names_of_qemu() {
    assert_eq!(from_qemu("lahf-lm"), "lahf_lm");
    assert_eq!(from_qemu("sse4.1"), "sse4.1");
    let word = Word {
        register: Register::Cpuid(1, 0),
        part: 2,
    };
    let hypervisor: Vec<_> = feature("hypervisor").unwrap().bits.words().collect();
    assert_eq!(hypervisor, [(word, 1 << 31)]);
}

#[test]
fn features_beyond_the_model_are_required_and_missing_ones_disabled() {
    let mut cpu = named("qemu64");
    let mut enabled = model("qemu64").unwrap().bits;
    enabled.add(&bits(&["lahf_lm", "hypervisor"]));
    enabled.subtract(&bits(&["svm"]));
    update_live(&mut cpu, &enabled, &bits(&["svm"])).unwrap();
    assert_eq!(cpu.check, Some(CpuCheck::Full));
    let expected = [
        (CpuPolicy::Require, "hypervisor"),
        (CpuPolicy::Require, "lahf_lm"),
        (CpuPolicy::Disable, "svm"),
    ];
    assert_eq!(listed(&cpu), expected);
}

#[test]
fn a_feature_that_was_asked_for_and_is_missing_changes_its_policy() {
    let mut cpu = named("qemu64");
    cpu.features.push(CpuFeature {
        policy: CpuPolicy::Require,
        name: "pcid".into(),
    });
    update_live(&mut cpu, &model("qemu64").unwrap().bits, &bits(&["pcid"])).unwrap();
    assert_eq!(listed(&cpu), [(CpuPolicy::Disable, "pcid")]);
}

#[test]
fn a_description_to_be_met_in_full_is_refused_with_the_names_of_the_features() {
    let mut cpu = named("qemu64");
    cpu.check = Some(CpuCheck::Full);
    let mut enabled = model("qemu64").unwrap().bits;
    update_live(&mut cpu.clone(), &enabled, &Bits::default()).unwrap();
    enabled.add(&bits(&["hypervisor", "lahf_lm"]));
    let error = update_live(&mut cpu.clone(), &enabled, &bits(&["pcid"])).unwrap_err();
    let text = "guest CPU doesn't match specification: extra features: hypervisor,lahf_lm, missing features: pcid";
    assert!(error.to_string().contains(text), "{error}");
    let error = update_live(&mut cpu, &enabled, &bits(&["lahf_lm"])).unwrap_err();
    assert!(
        error.to_string().contains("feature 'lahf_lm' is both"),
        "{error}"
    );
}

#[test]
fn a_feature_that_came_to_the_model_later_breaks_no_promise() {
    let mut cpu = named("Haswell");
    cpu.check = Some(CpuCheck::Full);
    let mut enabled = model("Haswell").unwrap().bits;
    enabled.add(&bits(&["vmx-activity-hlt"]));
    update_live(&mut cpu, &enabled, &Bits::default()).unwrap();
    assert!(listed(&cpu).contains(&(CpuPolicy::Require, "vmx-activity-hlt")));
}

#[test]
fn the_hosts_own_processor_is_left_to_the_hypervisor() {
    let mut cpu = Cpu {
        mode: CpuMode::HostPassthrough,
        ..Cpu::default()
    };
    update_live(&mut cpu, &bits(&["lahf_lm"]), &Bits::default()).unwrap();
    assert_eq!((cpu.check, cpu.features.len()), (None, 0));
}

#[test]
fn models_and_features_that_nobody_knows_are_refused() {
    let error = update_live(&mut named("nonsense"), &Bits::default(), &Bits::default());
    assert!(
        error
            .unwrap_err()
            .to_string()
            .contains("Unknown CPU model nonsense")
    );
}
