//! What the host's processor offers to a guest, and which enlightenments of Hyper-V there are.

use std::collections::HashMap;

use fv_driver_qemu_monitor::commands::cpu::{
    self, CpuModel, ExpandedModel, Expansion, PropertyValue,
};
use fv_error::{Error, ErrorDomain, Result};

use super::Talker;
use crate::caps::{Caps, HostCpu, HostCpuProp, VirtType};
use crate::features;
use crate::flag::Flag;

/// How a model is expanded on an architecture.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Once(Expansion),
    /// Statically, and the result in full: older QEMUs then give all spellings of a feature.
    Twice,
}

/// The model that stands for all that can be had.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum HostModel {
    /// The host's processor.
    Host,
    /// All that QEMU can do alone.
    Max,
}

/// Asks what the host's processor offers, and keeps it.
///
/// Up to four questions: the model, the same without regard to migration, the deprecated properties,
/// and the enlightenments of Hyper-V. QEMU refuses any of them where it has no answer, and what it
/// refuses is left out.
pub(super) fn probe(
    talker: &mut Talker<'_>,
    caps: &mut Caps,
    virt_type: VirtType,
    ask_for: HostModel,
) -> Result<()> {
    if !caps.has(Flag::QueryCpuModelExpansion) {
        return Ok(());
    }
    let arch = caps.arch;
    let accelerated = ask_for == HostModel::Host;
    let model = CpuModel::named(if accelerated { "host" } else { "max" });
    let way = if arch.is_x86() && !caps.has(Flag::CanonicalCpuFeatures) {
        Way::Twice
    } else if arch.is_arm() {
        Way::Once(Expansion::Full)
    } else {
        Way::Once(Expansion::Static)
    };
    // The oldest mainframes report no features.
    let mut found = expand(talker, way, &model, !arch.is_s390())?.map(host_cpu);
    if let Some(found) = &mut found
        && arch.is_x86()
    {
        let unmigratable = CpuModel {
            unmigratable: true,
            ..model.clone()
        };
        if let Some(all) = expand(talker, way, &unmigratable, true)? {
            mark_migratable(found, &all);
        }
    }
    if caps.has(Flag::QueryCpuModelExpansionDeprecatedProps) {
        let full = expand(talker, Way::Once(Expansion::Full), &model, false)?;
        let deprecated = full
            .map(|full| full.deprecated)
            .filter(|names| !names.is_empty());
        if let Some((found, deprecated)) = found.as_mut().zip(deprecated) {
            found.deprecated = deprecated;
        }
    }
    if accelerated && (arch.is_x86() || arch.is_arm()) {
        let all = CpuModel {
            unmigratable: true,
            hv_passthrough: true,
            ..model
        };
        if let Some(full) = expand(talker, Way::Once(Expansion::Full), &all, true)? {
            caps.hyperv = hyperv(&full);
        }
    }
    caps.accel_mut(virt_type).host_cpu = found;
    Ok(())
}

fn expand(
    talker: &mut Talker<'_>,
    way: Way,
    model: &CpuModel,
    props_needed: bool,
) -> Result<Option<ExpandedModel>> {
    let expansion = match way {
        Way::Once(expansion) => expansion,
        Way::Twice => Expansion::Static,
    };
    let mut found = talker.ask(&cpu::expand_model(expansion, model))?;
    if let Some(half) = &found
        && way == Way::Twice
    {
        found = talker.ask(&cpu::expand_again(half))?;
    }
    if props_needed && found.as_ref().is_some_and(|found| !found.has_props) {
        let detail = "query-cpu-model-expansion reply data was missing 'props'";
        return Err(Error::internal(ErrorDomain::Qemu, detail));
    }
    Ok(found)
}

fn host_cpu(model: ExpandedModel) -> HostCpu {
    let props = model.props.into_iter();
    let props = props.map(|(name, value)| HostCpuProp {
        name,
        value,
        migratable: None,
    });
    HostCpu {
        model: model.name,
        migratability: false,
        props: props.collect(),
        deprecated: model.deprecated,
    }
}

/// A feature that is on only when migration does not matter is on, but not migratable.
///
/// QEMU hides such features from a model that must be able to migrate, but the host has them.
fn mark_migratable(cpu: &mut HostCpu, all: &ExpandedModel) {
    let all: HashMap<&str, bool> = all
        .props
        .iter()
        .filter_map(|(name, value)| match value {
            PropertyValue::Boolean(on) => Some((name.as_str(), *on)),
            _ => None,
        })
        .collect();
    for prop in &mut cpu.props {
        let (PropertyValue::Boolean(on), Some(&on_at_all)) =
            (&mut prop.value, all.get(prop.name.as_str()))
        else {
            continue;
        };
        if *on {
            prop.migratable = Some(true);
        } else if on_at_all {
            *on = true;
            prop.migratable = Some(false);
        }
    }
    cpu.migratability = true;
}

/// The enlightenments that are on; `None` if the emulator does not expand them.
fn hyperv(model: &ExpandedModel) -> Option<Vec<&'static str>> {
    let on: Vec<String> = model
        .props
        .iter()
        .filter(|(_, value)| match value {
            PropertyValue::Boolean(on) => *on,
            PropertyValue::Number(number) => *number > 0,
            PropertyValue::String(_) => true,
        })
        .filter_map(|(name, _)| name.strip_prefix("hv-"))
        // QEMU writes hyphens where documents have underscores.
        .map(|name| name.replace('-', "_"))
        .collect();
    let known = features::HYPERV.into_iter();
    let known: Vec<_> = known
        .filter(|known| on.iter().any(|name| name == known))
        .collect();
    Some(known).filter(|known| !known.is_empty())
}
