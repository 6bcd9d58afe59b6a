//! What QEMU made of the processor that the document asks for.
//!
//! A model is a promise that QEMU keeps as far as it can: emulation lacks features of newer models and has some that
//! the model does not. The live document names the difference, so that the guest can be moved or restored with the
//! very processor it saw first. libvirt reads each property of the processor with a command of its own, some
//! hundreds; the words of CPUID that QEMU gives at once say the same of all but model-specific registers.

use std::sync::Arc;

use fv_driver_qemu_monitor::commands::feature_words::{self, FeatureWords, Which};
use fv_driver_qemu_monitor::commands::object;
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_cpu::{Bits, Register, Word};
use fv_model_domain::Domain;
use fv_model_domain::cpu::{Cpu, CpuCheck, CpuFallback, CpuMode};
use fv_model_domain::features::State;
use fv_model_domain::os::Arch;

use crate::job::Job;

/// Asks a guest that starts for its processor, and writes what it is into the live definition.
///
/// It is asked once: the processor does not change while the guest runs, and the status file keeps what was found.
pub(crate) fn settle(job: &mut Job<'_>) -> Result<()> {
    let Some(live) = job.view().live.clone() else {
        return Ok(());
    };
    let is_x86 = live.os.machine.arch.is_some_and(Arch::is_x86);
    if !is_x86 || !is_concerned(&live) {
        return Ok(());
    }
    let found = found(job)?;
    verify(&live, &found)?;
    let mut change = job.state();
    if let Some(cpu) = live.cpu.as_ref().filter(|cpu| !cpu.is_plain()) {
        let mut cpu = Cpu::clone(cpu);
        if cpu.mode == CpuMode::Custom {
            // It runs with this very model; another host may not take a nearby one instead.
            cpu.fallback = CpuFallback::Forbid;
        }
        fv_model_cpu::update_live(&mut cpu, &found.enabled, &found.disabled)?;
        if let Some(live) = &mut change.live {
            Arc::make_mut(live).cpu = Some(cpu);
        }
        change.publish();
    }
    Ok(())
}

/// Whether the document promises anything that the processor could break.
fn is_concerned(live: &Domain) -> bool {
    let cpu = live.cpu.as_ref().is_some_and(|cpu| {
        !cpu.is_plain() && (cpu.mode == CpuMode::Custom || cpu.check == Some(CpuCheck::Full))
            || cpu.features.iter().any(|feature| feature.name == "invtsc")
    });
    cpu || wants_spinlocks(live)
}

fn wants_spinlocks(live: &Domain) -> bool {
    live.features.pvspinlock.is_some_and(State::is_on)
}

/// What the processor is.
struct Found {
    enabled: Bits,
    disabled: Bits,
}

fn found(job: &mut Job<'_>) -> Result<Found> {
    let mut enabled = bits(&job.talk(&feature_words::query(FIRST, Which::Present))?);
    let unavailable = job.talk(&object::get(FIRST, "unavailable-features"))?;
    let names = unavailable.as_array().ok_or_else(|| {
        let detail = "qom-get reply was missing the list of features that are unavailable";
        Error::internal(ErrorDomain::Qemu, detail)
    })?;
    let mut disabled = Bits::default();
    for name in names.iter().filter_map(|name| name.as_str()) {
        add(&mut disabled, name);
    }
    // QEMU clears the bits of registers that the processor does not have before it says what is unavailable.
    let has_registers = REGISTER_FEATURES.iter().any(|name| {
        let feature = fv_model_cpu::feature(name);
        feature.is_some_and(|it| enabled.contains(&it.bits) || disabled.contains(&it.bits))
    });
    if has_registers {
        ask_registers(job, &mut enabled)?;
    }
    Ok(Found { enabled, disabled })
}

/// Asks for the features in model-specific registers one by one: QEMU tells them no other way.
fn ask_registers(job: &mut Job<'_>, enabled: &mut Bits) -> Result<()> {
    let properties = job.talk(&object::list(FIRST))?;
    for property in properties.iter().filter(|it| it.kind == "bool") {
        let name = fv_model_cpu::from_qemu(&property.name);
        let in_register = |(word, _): (Word, u32)| matches!(word.register, Register::Msr(_));
        let feature = fv_model_cpu::feature(name);
        let Some(feature) = feature.filter(|it| it.bits.words().any(in_register)) else {
            continue;
        };
        let value = job.talk(&object::get(FIRST, &property.name))?;
        if value.as_bool() == Some(true) {
            enabled.add(&feature.bits);
        }
    }
    Ok(())
}

fn bits(words: &FeatureWords) -> Bits {
    let mut bits = Bits::default();
    for ((leaf, subleaf), registers) in words.leaves() {
        for (part, mask) in (0..).zip(registers) {
            let register = Register::Cpuid(leaf, subleaf);
            bits.insert(Word { register, part }, mask);
        }
    }
    bits
}

/// Features that only the emulator knows are nobody's business.
fn add(bits: &mut Bits, name: &str) {
    if let Some(feature) = fv_model_cpu::feature(fv_model_cpu::from_qemu(name)) {
        bits.add(&feature.bits);
    }
}

/// Refuses a guest without something that it cannot do without.
fn verify(live: &Domain, found: &Found) -> Result<()> {
    if wants_spinlocks(live) {
        let mut spinlocks = Bits::default();
        spinlocks.insert(KVM_FEATURES, PV_UNHALT);
        if !found.enabled.contains(&spinlocks) {
            return Err(unsupported("host doesn't support paravirtual spinlocks"));
        }
    }
    let Some(cpu) = live.cpu.as_ref().filter(|cpu| !cpu.is_plain()) else {
        return Ok(());
    };
    if fv_model_cpu::has_feature(cpu, "invtsc")? {
        let feature = fv_model_cpu::feature("invtsc");
        if !feature.is_some_and(|it| found.enabled.contains(&it.bits)) {
            return Err(unsupported("host doesn't support invariant TSC"));
        }
    }
    Ok(())
}

fn unsupported(detail: &str) -> Error {
    Error::new(ErrorDomain::Qemu, ErrorCode::ConfigUnsupported, detail)
}

/// Where the first processor is: QEMU makes it before all else that has no name, on every x86 board.
const FIRST: &str = "/machine/unattached/device[0]";
/// What a processor has if it has registers with features.
const REGISTER_FEATURES: [&str; 3] = ["vmx", "arch-capabilities", "core-capability"];
const KVM_FEATURES: Word = Word {
    register: Register::Cpuid(0x4000_0001, 0),
    part: 0,
};
const PV_UNHALT: u32 = 1 << 7;
