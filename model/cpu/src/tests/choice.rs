//! Nearest models, comparisons, and what becomes of descriptions on a host.

use fv_model_domain::cpu::{Cpu, CpuFallback, CpuFeature, CpuMatch, CpuMode, CpuPolicy};
use fv_model_domain::os::Arch;

use crate::{
    Baseline, Bits, Choice, Comparison, Kind, Map, Migratable, Offer, Processor, Signature,
    baseline, canonical_model, check_forbidden, compare, compare_unusable, convert_legacy, decode,
    expand, model_names, ppc64_model, translate, update, validate_features, vendor_bits, vendor_of,
};

const X86: Arch = Arch::X86_64;

fn named(name: &str) -> Cpu {
    Cpu {
        model: Some(name.into()),
        ..Cpu::default()
    }
}

fn with(mut cpu: Cpu, policy: CpuPolicy, names: &[&str]) -> Cpu {
    cpu.features.extend(names.iter().map(|name| CpuFeature {
        policy,
        name: (*name).into(),
    }));
    cpu
}

fn host(cpu: Cpu) -> Processor {
    Processor {
        kind: Kind::Host,
        arch: Some(X86),
        cpu,
        ..Processor::default()
    }
}

/// A processor of Intel with all that a model has, and its signature.
fn real(map: &Map, name: &str) -> Bits {
    let model = map.model(name).unwrap();
    let mut bits = model.bits.clone();
    bits.add(&vendor_bits("GenuineIntel").unwrap());
    let signature = model.signatures[0].first();
    bits.insert(Signature::WORD, signature.to_register());
    bits
}

fn listed(cpu: &Cpu) -> Vec<(CpuPolicy, &str)> {
    let features = cpu.features.iter();
    features.map(|it| (it.policy, it.name.as_str())).collect()
}

#[test]
fn signatures_are_taken_apart_and_put_together_again() {
    for (register, family, model, stepping) in [(0x0008_06f8, 6, 0x8f, 8), (0x00a1_0f11, 25, 17, 1)]
    {
        let signature = Signature::from_register(register);
        let expected = Signature {
            family,
            model,
            stepping,
        };
        assert_eq!(signature, expected);
        assert_eq!(signature.to_register(), register);
    }
    let odd = Signature {
        family: u32::MAX,
        model: u32::MAX,
        stepping: u32::MAX,
    };
    assert_eq!(odd.to_register() & 0xf000_3000, 0);
}

#[test]
fn a_processor_is_the_model_that_was_made_for_it() {
    let map = Map::load();
    let mut bits = real(&map, "Haswell-noTSX");
    bits.add(&map.feature("vmx").unwrap().bits);
    let found = decode(&map, &bits, Choice::default()).unwrap();
    assert_eq!(
        (found.model.as_str(), found.vendor.as_deref()),
        ("Haswell-noTSX", Some("Intel"))
    );
    assert_eq!(found.features[0].name, "vmx");
    let offers = [Offer {
        name: "Nehalem".into(),
        blockers: vec!["sse4.2".into(), "vmx".into()],
    }];
    let choice = Choice {
        offers: Some(&offers),
        ..Choice::default()
    };
    let found = decode(&map, &bits, choice).unwrap();
    assert_eq!(found.model, "Nehalem");
    // Only what the processor has beyond the model is not called missing.
    let missing = found
        .features
        .iter()
        .filter(|it| it.policy == CpuPolicy::Disable);
    assert_eq!(
        missing.map(|it| it.name.as_str()).collect::<Vec<_>>(),
        ["sse4.2"]
    );
    let choice = Choice {
        offers: Some(&[]),
        ..Choice::default()
    };
    let error = decode(&map, &bits, choice).unwrap_err();
    assert!(error.message().contains("Cannot find suitable CPU model"));
}

#[test]
fn a_preferred_model_that_is_not_offered_is_an_error_where_nothing_else_will_do() {
    let map = Map::load();
    let preferred = ["Haswell".to_string()];
    let choice = Choice {
        offers: Some(&[]),
        preferred: &preferred,
        fallback: CpuFallback::Forbid,
        ..Choice::default()
    };
    let error = decode(&map, &real(&map, "Haswell"), choice).unwrap_err();
    let text = "unsupported configuration: CPU model Haswell is not supported by hypervisor";
    assert_eq!(error.message(), text);
}

#[test]
fn comparisons_name_the_features_that_fail_them() {
    let ours = host(with(named("Haswell"), CpuPolicy::Require, &["vmx"]));
    let result = |cpu: Cpu| compare(X86, Some(&ours), &cpu.into()).unwrap();
    assert_eq!(result(named("Nehalem")).result, Comparison::Superset);
    let twin = with(named("Haswell"), CpuPolicy::Require, &["vmx"]);
    assert_eq!(result(twin).result, Comparison::Identical);
    let missing = result(with(named("Haswell"), CpuPolicy::Require, &["svm"]));
    let text = "Host CPU does not provide required features: svm";
    assert_eq!(missing.reason.as_deref(), Some(text));
    let forbidden = result(with(named("Nehalem"), CpuPolicy::Forbid, &["vmx"]));
    let text = "Host CPU provides forbidden features: vmx";
    assert_eq!(forbidden.reason.as_deref(), Some(text));
    let mut strict = named("Haswell");
    strict.matching = CpuMatch::Strict;
    let text = "Host CPU does not strictly match guest CPU: Extra features: vmx";
    assert_eq!(result(strict).reason.as_deref(), Some(text));
    let mut vendor = named("Haswell");
    vendor.vendor = Some("AMD".into());
    let error = result(vendor).or_fail().unwrap_err();
    let text = "the CPU is incompatible with host CPU: host CPU vendor does not match required CPU vendor AMD";
    assert_eq!(error.message(), text);
    let unknown = compare(X86, None, &named("Haswell").into()).unwrap();
    assert_eq!(unknown.reason.as_deref(), Some("unknown host CPU"));
    assert!(compare(Arch::Mips, Some(&ours), &named("a").into()).is_err());
}

#[test]
fn what_blocks_a_model_is_missing_unless_it_is_taken_away() {
    let ours = named("Nehalem");
    let blockers = ["pcid".to_string()];
    let compared = compare_unusable(&ours, &named("Haswell"), X86, &blockers).unwrap();
    let text = "Host CPU does not provide required features: pcid";
    assert_eq!(compared.reason.as_deref(), Some(text));
    let without = with(named("Haswell"), CpuPolicy::Disable, &["pcid"]);
    let compared = compare_unusable(&ours, &without, X86, &blockers).unwrap();
    assert_eq!(compared.result, Comparison::Superset);
    let guest = with(named("Nehalem"), CpuPolicy::Forbid, &["vmx"]);
    check_forbidden(&guest, &ours).unwrap();
    let has = with(named("Nehalem"), CpuPolicy::Require, &["vmx"]);
    assert!(check_forbidden(&guest, &has).is_err());
}

#[test]
fn the_hosts_model_replaces_the_mode_and_keeps_what_the_guest_asked_for() {
    let ours = with(named("Haswell"), CpuPolicy::Require, &["vmx", "invtsc"]);
    let mut guest = Cpu {
        mode: CpuMode::HostModel,
        ..Cpu::default()
    };
    guest = with(guest, CpuPolicy::Disable, &["vmx"]);
    update(X86, &mut guest, Some(&ours), CpuPolicy::Disable).unwrap();
    assert_eq!(
        (guest.mode, guest.model.as_deref()),
        (CpuMode::Custom, Some("Haswell"))
    );
    let expected = [(CpuPolicy::Disable, "vmx"), (CpuPolicy::Require, "invtsc")];
    assert_eq!(listed(&guest)[..2], expected);
    let mut optional = with(named("Nehalem"), CpuPolicy::Optional, &["vmx", "svm"]);
    update(X86, &mut optional, Some(&ours), CpuPolicy::Disable).unwrap();
    let expected = [(CpuPolicy::Require, "vmx"), (CpuPolicy::Disable, "svm")];
    assert_eq!(listed(&optional)[..2], expected);
    let mut lost = Cpu {
        mode: CpuMode::HostModel,
        ..Cpu::default()
    };
    let error = update(X86, &mut lost, None, CpuPolicy::Disable).unwrap_err();
    assert!(
        error.message().contains("unknown host CPU model"),
        "{error}"
    );
}

#[test]
fn a_model_that_nobody_offers_becomes_the_nearest_one() {
    let offers = ["Nehalem", "qemu64"].map(|name| Offer {
        name: name.into(),
        ..Offer::default()
    });
    let mut cpu = named("Westmere");
    translate(X86, &mut cpu, Some(&offers)).unwrap();
    assert_eq!(cpu.model.as_deref(), Some("Nehalem"));
    assert!(listed(&cpu).contains(&(CpuPolicy::Require, "aes")));
    let mut fixed = named("Westmere");
    fixed.fallback = CpuFallback::Forbid;
    assert!(translate(X86, &mut fixed, Some(&offers)).is_err());
    let mut power = named("POWER9");
    let error = translate(Arch::Ppc64, &mut power, Some(&offers)).unwrap_err();
    assert!(
        error
            .message()
            .contains("cannot translate CPU model POWER9")
    );
}

#[test]
fn a_baseline_is_what_all_hosts_have() {
    let hosts = [host(named("Haswell")), host(named("Nehalem"))];
    let wanted = Baseline {
        migratable: Migratable::Only,
        ..Baseline::default()
    };
    let cpu = baseline(&hosts, wanted).unwrap();
    assert_eq!(cpu.model.as_deref(), Some("Nehalem"));
    let mut expanded = cpu.clone();
    expand(X86, Kind::Guest, &mut expanded).unwrap();
    assert!(listed(&expanded).contains(&(CpuPolicy::Require, "sse4.2")));
    assert!(expanded.features.is_sorted_by(|a, b| a.name <= b.name));
    assert!(baseline(&[], Baseline::default()).is_err());
    let empty = Processor::default();
    assert!(baseline(&[empty], Baseline::default()).is_err());
    let mainframe = Processor {
        arch: Some(Arch::S390x),
        ..host(named("z14"))
    };
    let error = baseline(&[mainframe], Baseline::default()).unwrap_err();
    assert!(
        error
            .message()
            .contains("cannot compute baseline CPU of s390x")
    );
}

#[test]
fn other_architectures_have_names_and_little_more() {
    assert!(model_names(Arch::Mips).is_err());
    assert!(model_names(Arch::Aarch64).unwrap().is_none());
    assert_eq!(model_names(Arch::Ppc64).unwrap().unwrap()[2], "POWER8");
    assert_eq!(vendor_of(Arch::S390x, "z14"), Some("IBM"));
    assert_eq!(canonical_model(X86, "Haswell"), Some("Haswell-v1"));
    assert_eq!(ppc64_model(0x004e_1202).unwrap(), ("POWER9", "IBM"));
    assert!(ppc64_model(0).is_err());
    let mut old = named("POWER7_v2.3");
    convert_legacy(Arch::Ppc64, &mut old);
    assert_eq!(old.model.as_deref(), Some("POWER7"));
    let strange = with(named("a"), CpuPolicy::Require, &["nonsense"]);
    assert!(validate_features(X86, &strange).is_err());
    assert!(validate_features(Arch::Aarch64, &strange).is_err());
    validate_features(Arch::Riscv64, &strange).unwrap();
}

#[test]
fn documents_of_hosts_read_as_they_were_written() {
    let text = "<cpu>
  <arch>x86_64</arch>
  <model>Haswell</model>
  <vendor>Intel</vendor>
  <microcode version='7'/>
  <signature family='6' model='60' stepping='3'/>
  <counter name='tsc' frequency='2596144000' scaling='no'/>
  <topology sockets='1' dies='1' clusters='1' cores='2' threads='1'/>
  <maxphysaddr mode='emulate' bits='48'/>
  <feature name='vmx'/>
</cpu>
";
    let read = Processor::parse(text).unwrap();
    assert_eq!((read.kind, read.microcode), (Kind::Host, 7));
    assert_eq!(read.to_xml(), text);
    for (broken, what) in [
        ("<a/>", "expected 'cpu' element"),
        ("<cpu><arch>x86_64</arch></cpu>", "Missing CPU model name"),
        (
            "<cpu><arch>pdp11</arch><model>a</model></cpu>",
            "Unknown architecture pdp11",
        ),
        (
            "<cpu match='exact'><arch>x86_64</arch></cpu>",
            "'arch' element cannot be used",
        ),
        (
            "<cpu><arch>x86_64</arch><model>a</model><feature name='b'/><feature name='b'/></cpu>",
            "specified more than once",
        ),
    ] {
        let error = Processor::parse(broken).unwrap_err();
        assert!(error.message().contains(what), "{error}");
    }
}

#[test]
fn bits_of_a_processor_are_read_from_their_document() {
    let text = "<cpudata arch='x86'><cpuid eax_in='0x1' ecx='0x80000000'/>\
        <msr index='0x10a' eax='0x1' edx='0x0'/></cpudata>";
    let bits = Bits::parse(text).unwrap();
    let map = Map::load();
    assert!(bits.contains(&map.feature("hypervisor").unwrap().bits));
    assert!(bits.contains(&map.feature("rdctl-no").unwrap().bits));
    for broken in [
        "<cpudata/>",
        "<cpudata arch='vax'/>",
        "<cpudata arch='x86'/>",
        "<cpudata arch='x86'><cpuid/></cpudata>",
        "<cpudata arch='x86'><msr index='1'/></cpudata>",
    ] {
        assert!(Bits::parse(broken).is_err(), "{broken}");
    }
}
