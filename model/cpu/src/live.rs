//! What a running guest's processor is, written into its document.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::cpu::{Cpu, CpuCheck, CpuFeature, CpuMode, CpuPolicy};

use crate::bits::Bits;
use crate::edit::set_policy;
use crate::table::{self, Feature, Model};

/// Says whether the model or the document gives the processor a feature.
pub fn has_feature(cpu: &Cpu, name: &str) -> Result<bool> {
    let asked = asked(cpu)?;
    Ok(table::feature(name).is_some_and(|feature| asked.bits.contains(&feature.bits)))
}

/// Writes into a processor's description what the hypervisor made of it.
///
/// `enabled` is what the guest has, `disabled` what was asked for and refused. A description that is to be met in
/// full is not changed; where it is not met, the error names the features. Descriptions that leave the processor to
/// the hypervisor stay as they are, unless they are to be met in full.
pub fn update_live(cpu: &mut Cpu, enabled: &Bits, disabled: &Bits) -> Result<()> {
    let is_strict = cpu.check == Some(CpuCheck::Full);
    if cpu.mode != CpuMode::Custom && !is_strict {
        return Ok(());
    }
    let expected = Expected {
        model: asked(cpu)?,
        refused: refused(cpu)?,
        is_open: matches!(cpu.mode, CpuMode::HostPassthrough | CpuMode::Maximum),
    };
    let mut disabled = disabled.clone();
    let mut difference = Difference::default();
    for feature in table::features() {
        let (has, lacks) = (
            enabled.contains(&feature.bits),
            disabled.contains(&feature.bits),
        );
        if has && lacks {
            return Err(conflict(feature.name));
        }
        let forgiven = !is_strict || expected.is_late(&feature);
        let wanted = expected.of(&feature);
        if wanted == Some(false) && has {
            match forgiven {
                true => set_policy(cpu, feature.name, CpuPolicy::Require),
                false => difference.extra.push(feature.name),
            }
        }
        if lacks || (wanted == Some(true) && !has) {
            if forgiven {
                set_policy(cpu, feature.name, CpuPolicy::Disable);
                disabled.subtract(&feature.bits);
            } else {
                difference.missing.push(feature.name);
            }
        }
    }
    for name in &expected.model.removed {
        if !cpu.features.iter().any(|feature| feature.name == *name) {
            set_policy(cpu, name, CpuPolicy::Disable);
        }
    }
    difference.check(is_strict && !disabled.is_empty())?;
    cpu.check = Some(CpuCheck::Full);
    Ok(())
}

/// What a description promises of each feature.
struct Expected {
    model: Model,
    refused: Bits,
    /// Whether the hypervisor may give what nobody asked for.
    is_open: bool,
}

impl Expected {
    fn of(&self, feature: &Feature) -> Option<bool> {
        if self.model.bits.contains(&feature.bits) {
            Some(true)
        } else if self.refused.contains(&feature.bits) || !self.is_open {
            Some(false)
        } else {
            None
        }
    }

    /// Whether the feature came to the model later and the document says nothing of it.
    fn is_late(&self, feature: &Feature) -> bool {
        self.model.added.contains(&feature.name)
            && !self.model.bits.contains(&feature.bits)
            && !self.refused.contains(&feature.bits)
    }
}

/// Features in which the processor is not what was promised.
#[derive(Default)]
struct Difference {
    extra: Vec<&'static str>,
    missing: Vec<&'static str>,
}

impl Difference {
    fn check(&self, is_unnamed: bool) -> Result<()> {
        let extra = format!("extra features: {}", self.extra.join(","));
        let missing = format!("missing features: {}", self.missing.join(","));
        let what = match (self.extra.is_empty(), self.missing.is_empty()) {
            (false, false) => format!(": {extra}, {missing}"),
            (false, true) => format!(": {extra}"),
            (true, false) => format!(": {missing}"),
            (true, true) if is_unnamed => String::new(),
            (true, true) => return Ok(()),
        };
        Err(failed(format!(
            "guest CPU doesn't match specification{what}"
        )))
    }
}

/// The model with what the document adds to it and takes from it.
fn asked(cpu: &Cpu) -> Result<Model> {
    let mut model = match &cpu.model {
        Some(name) => table::model(name).ok_or_else(|| {
            Error::internal(ErrorDomain::Cpu, format!("Unknown CPU model {name}"))
        })?,
        None => Model::default(),
    };
    for feature in &cpu.features {
        match feature.policy {
            CpuPolicy::Force | CpuPolicy::Require => model.bits.add(&known(&feature.name)?),
            CpuPolicy::Disable | CpuPolicy::Forbid => model.bits.subtract(&known(&feature.name)?),
            CpuPolicy::Optional => {}
        }
    }
    Ok(model)
}

/// What the document says that the guest does not have.
fn refused(cpu: &Cpu) -> Result<Bits> {
    let mut bits = Bits::default();
    let disabled = |feature: &&CpuFeature| feature.policy == CpuPolicy::Disable;
    for feature in cpu.features.iter().filter(disabled) {
        bits.add(&known(&feature.name)?);
    }
    Ok(bits)
}

fn known(name: &str) -> Result<Bits> {
    let feature = table::feature(name)
        .ok_or_else(|| Error::internal(ErrorDomain::Cpu, format!("Unknown CPU feature {name}")))?;
    Ok(feature.bits)
}

fn conflict(name: &str) -> Error {
    failed(format!(
        "hypervisor provided conflicting CPU data: feature '{name}' is both enabled and disabled at the same time"
    ))
}

fn failed(detail: String) -> Error {
    Error::new(ErrorDomain::Cpu, ErrorCode::OperationFailed, detail)
}
