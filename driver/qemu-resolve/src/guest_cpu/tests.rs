//! Processors of definitions on hosts and emulators that have what they ask for, or not.

use fv_driver_qemu_caps::{Accel, Arch, Caps, CpuModelDef, Flag, HostCpu, HostCpuProp, VirtType};
use fv_driver_qemu_monitor::commands::cpu::PropertyValue;
use fv_model_domain::cpu::{Cpu, CpuCheck, CpuFallback, CpuFeature, CpuMatch, CpuMode, CpuPolicy};
use fv_model_domain::os::Arch as GuestArch;
use fv_model_domain::{Domain, VirtKind};
use fv_model_xml::OnOff;

use super::{CpuContext, settle};
use crate::host_model::{HostModels, HostProcessor};
use crate::prepare::Start;

/// An emulator that knows two models and says what it makes of the host.
fn emulator() -> Caps {
    let mut caps = Caps::new("/usr/bin/qemu", Arch::X8664);
    for flag in [
        Flag::Tcg,
        Flag::QueryCpuModelExpansion,
        Flag::CpuUnavailableFeatures,
    ] {
        caps.flags.insert(flag);
    }
    let model = |name: &str, usable| CpuModelDef {
        name: name.to_string(),
        usable: Some(usable),
        ..CpuModelDef::default()
    };
    let on = |name: &str| HostCpuProp {
        name: name.to_string(),
        value: PropertyValue::Boolean(true),
        migratable: Some(name != "invtsc"),
    };
    let nehalem = fv_model_cpu::model("Nehalem").expect("it is known");
    let features = fv_model_cpu::features().filter(|it| nehalem.bits.contains(&it.bits));
    let mut props: Vec<HostCpuProp> = features.map(|it| on(it.name)).collect();
    props.extend(["vmx", "invtsc"].map(on));
    props.push(HostCpuProp {
        name: "vendor".to_string(),
        value: PropertyValue::String("GenuineIntel".to_string()),
        migratable: None,
    });
    caps.tcg = Accel {
        cpu_models: Some(vec![model("Nehalem", true), model("qemu64", true)]),
        host_cpu: Some(HostCpu {
            model: "max".to_string(),
            migratability: true,
            props,
            deprecated: Vec::new(),
        }),
        ..Accel::default()
    };
    caps
}

fn models(caps: &Caps, host: Arch) -> Option<HostModels> {
    let host = HostProcessor {
        arch: host,
        address_bits: 40,
        probe: &|_| None,
    };
    HostModels::of(caps, VirtType::Tcg, &host)
}

fn settled(cpu: Cpu, start: Start) -> fv_error::Result<Cpu> {
    let caps = emulator();
    let models = models(&caps, Arch::X8664);
    let context = CpuContext {
        host_arch: Arch::X8664,
        models: models.as_ref(),
    };
    let mut domain = Domain {
        kind: VirtKind::Qemu,
        cpu: Some(cpu),
        ..Domain::default()
    };
    domain.os.machine.arch = Some(GuestArch::X86_64);
    settle(&mut domain, &caps, &context, start)?;
    Ok(domain.cpu.expect("it stays"))
}

fn named(name: &str) -> Cpu {
    Cpu {
        model: Some(name.to_string()),
        ..Cpu::default()
    }
}

fn of_mode(mode: CpuMode) -> Cpu {
    Cpu {
        mode,
        ..Cpu::default()
    }
}

fn asking(mut cpu: Cpu, policy: CpuPolicy, name: &str) -> Cpu {
    let name = name.to_string();
    cpu.features.push(CpuFeature { policy, name });
    cpu
}

#[test]
fn the_hosts_model_is_named_without_what_it_could_not_take_along() {
    let caps = emulator();
    let models = models(&caps, Arch::X8664).expect("it is told");
    let has = |cpu: &Cpu, name: &str| cpu.features.iter().any(|it| it.name == name);
    assert!(has(&models.reported, "invtsc") && !has(&models.migratable, "invtsc"));
    assert_eq!((models.address_bits, models.full.is_none()), (0, true));
    let cpu = settled(of_mode(CpuMode::HostModel), Start::Fresh).expect("there is one");
    assert_eq!(
        (cpu.mode, cpu.model.as_deref()),
        (CpuMode::Custom, Some("Nehalem"))
    );
    assert_eq!(cpu.fallback, CpuFallback::Forbid);
    assert!(has(&cpu, "vmx") && !has(&cpu, "invtsc"));
    assert!(
        super::HostModels::of(
            &caps,
            VirtType::Tcg,
            &HostProcessor {
                arch: Arch::S390x,
                address_bits: 0,
                probe: &|_| None,
            }
        )
        .is_none()
    );
}

#[test]
fn a_mode_that_the_emulator_does_not_have_is_refused_with_all_that_decides_it() {
    let error = settled(of_mode(CpuMode::HostPassthrough), Start::Fresh).expect_err("no KVM");
    let text = "unsupported configuration: CPU mode 'host-passthrough' for x86_64 qemu domain on x86_64 host \
        is not supported by hypervisor";
    assert_eq!(error.message(), text);
    assert!(settled(of_mode(CpuMode::Maximum), Start::Fresh).is_err());
    // A processor of which nothing is said is nobody's business.
    settled(Cpu::default(), Start::Fresh).expect("nothing is asked for");
}

#[test]
fn what_the_host_lacks_is_refused_where_it_is_checked() {
    let mut checked = asking(named("Nehalem"), CpuPolicy::Require, "svm");
    settled(checked.clone(), Start::Fresh).expect("it is left to the emulator");
    checked.check = Some(CpuCheck::Partial);
    let error = settled(checked, Start::Fresh).expect_err("Intel has none");
    assert!(
        error
            .message()
            .contains("does not provide required features: svm"),
        "{error}"
    );
    let mut forbidding = asking(named("Nehalem"), CpuPolicy::Forbid, "vmx");
    forbidding.check = Some(CpuCheck::Partial);
    let error = settled(forbidding, Start::Fresh).expect_err("it is there");
    assert!(
        error
            .message()
            .contains("Host CPU provides forbidden feature 'vmx'"),
        "{error}"
    );
}

#[test]
fn models_and_features_become_what_the_emulator_has() {
    let cpu = settled(named("Westmere"), Start::Fresh).expect("there is a nearer one");
    assert_eq!(cpu.model.as_deref(), Some("Nehalem"));
    let mut fixed = named("Westmere");
    fixed.fallback = CpuFallback::Forbid;
    let error = settled(fixed, Start::Fresh).expect_err("it must be that one");
    assert!(
        error
            .message()
            .contains("CPU model Westmere is not supported by hypervisor")
    );
    let mut least = named("qemu64");
    least.matching = CpuMatch::Minimum;
    let cpu = settled(least, Start::Fresh).expect("the host is more");
    assert_eq!(
        (cpu.model.as_deref(), cpu.matching),
        (Some("Nehalem"), CpuMatch::Exact)
    );
    let odd = asking(named("Nehalem"), CpuPolicy::Require, "osxsave");
    let cpu = settled(odd, Start::Fresh).expect("it is dropped");
    assert!(cpu.features.iter().all(|it| it.name != "osxsave"));
}

#[test]
fn a_guest_that_ran_before_keeps_its_model_whatever_mode_it_once_had() {
    let mut cpu = of_mode(CpuMode::HostModel);
    cpu.model = Some("qemu64".to_string());
    let cpu = settled(cpu, Start::Incoming).expect("it is known");
    assert_eq!(
        (cpu.mode, cpu.model.as_deref()),
        (CpuMode::Custom, Some("qemu64"))
    );
}

#[test]
fn features_that_are_going_away_cannot_be_dropped_by_an_emulator_that_does_not_name_them() {
    let mut cpu = named("Nehalem");
    cpu.deprecated_features = Some(OnOff::Off);
    let error = settled(cpu, Start::Fresh).expect_err("it does not");
    let text = "toggling deprecated features for CPU model is unsupported";
    assert!(error.message().contains(text), "{error}");
}
