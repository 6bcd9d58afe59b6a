//! Small changes of a description's list of features.

use fv_model_domain::cpu::{Cpu, CpuFeature, CpuPolicy};

/// Says what is asked of a feature, whatever was said before.
pub fn set_policy(cpu: &mut Cpu, name: &str, policy: CpuPolicy) {
    match cpu.features.iter_mut().find(|known| known.name == name) {
        Some(known) => known.policy = policy,
        None => push(cpu, name, policy),
    }
}

/// Says it unless something was said before.
pub(crate) fn add_policy(cpu: &mut Cpu, name: &str, policy: CpuPolicy) {
    if !cpu.features.iter().any(|known| known.name == name) {
        push(cpu, name, policy);
    }
}

fn push(cpu: &mut Cpu, name: &str, policy: CpuPolicy) {
    let name = name.to_owned();
    cpu.features.push(CpuFeature { policy, name });
}
