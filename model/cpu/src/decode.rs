//! From bits to the nearest model.
//!
//! Every model describes every processor, with features it lacks and features it should not have. The nearest is the
//! one that was made for this very family and model, and needs the fewest words. Newer models are tried first.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::cpu::{CpuFallback, CpuFeature, CpuPolicy};

use crate::bits::{Bits, Signature};
use crate::map::{Map, internal};
use crate::table::Model;

/// Whose processor is described.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Kind {
    /// A host's: what it has.
    Host,
    /// A guest's: what it is to have and what not.
    #[default]
    Guest,
}

/// A model that the hypervisor offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// Its name.
    pub name: String,
    /// The features of it that cannot be had here.
    pub blockers: Vec<String>,
}

/// What the nearest model is chosen for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice<'a> {
    /// Whose processor it is.
    pub kind: Kind,
    /// The models to choose from; all if it is not known what the hypervisor has.
    pub offers: Option<&'a [Offer]>,
    /// Models that are chosen if they can be.
    pub preferred: &'a [String],
    /// What is done when the preferred model is not offered.
    pub fallback: CpuFallback,
}

/// The nearest model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nearest {
    /// Its name.
    pub model: String,
    /// The processor's vendor.
    pub vendor: Option<String>,
    /// The processor's family, model and stepping.
    pub signature: Signature,
    /// What the processor has on top of the model or lacks.
    pub features: Vec<CpuFeature>,
}

/// Finds the model that describes a processor best.
pub fn decode(map: &Map, bits: &Bits, choice: Choice<'_>) -> Result<Nearest> {
    let mut bits = bits.clone();
    let vendor = map
        .vendors
        .iter()
        .find(|(_, letters)| bits.contains(letters));
    let vendor = vendor.map(|(name, letters)| {
        bits.subtract(letters);
        *name
    });
    let register = bits.mask(Signature::WORD) & SIGNATURE_MASK;
    let signature = Signature::from_register(register);
    drop_broken_transactions(map, &mut bits, vendor, signature);
    let known = (register != 0).then_some(signature);
    let best = search(map, &relevant(map, &bits), vendor, known, choice)?;
    let best =
        best.ok_or_else(|| internal("Cannot find suitable CPU model for given data".to_string()))?;
    let features = best.features.into_iter().map(|(name, policy)| CpuFeature {
        name: name.to_string(),
        policy,
    });
    Ok(Nearest {
        model: best.model.name.to_string(),
        vendor: vendor.map(str::to_string),
        signature,
        features: features.collect(),
    })
}

/// A model with what it takes to describe the processor.
struct Candidate<'m> {
    model: &'m Model,
    features: Vec<(&'static str, CpuPolicy)>,
}

/// What becomes of a candidate.
#[derive(PartialEq, Eq)]
enum Verdict {
    Worse,
    Better,
    /// Nothing better can come.
    Best,
}

fn search<'m>(
    map: &'m Map,
    bits: &Bits,
    vendor: Option<&str>,
    signature: Option<Signature>,
    choice: Choice<'_>,
) -> Result<Option<Candidate<'m>>> {
    let mut best: Option<Candidate<'m>> = None;
    for model in map.models.iter().rev() {
        let offer = match choice.offers {
            None => None,
            Some(offers) => match offers.iter().find(|offer| offer.name == model.name) {
                Some(offer) => Some(offer),
                None => {
                    refuse_preferred(model, choice)?;
                    continue;
                }
            },
        };
        if vendor.is_some() && model.vendor.is_some() && vendor != model.vendor {
            continue;
        }
        let is_used = match choice.kind {
            Kind::Host => model.use_for.host,
            Kind::Guest => model.use_for.guest,
        };
        if !is_used {
            continue;
        }
        let candidate = Candidate {
            model,
            features: difference(map, bits, model, offer, choice.kind),
        };
        match judge(best.as_ref(), &candidate, signature, choice) {
            Verdict::Worse => {}
            Verdict::Better => best = Some(candidate),
            Verdict::Best => return Ok(Some(candidate)),
        }
    }
    Ok(best)
}

/// The one model that was asked for is not offered.
fn refuse_preferred(model: &Model, choice: Choice<'_>) -> Result<()> {
    match choice.preferred {
        [only] if only == model.name && choice.fallback == CpuFallback::Forbid => {
            Err(not_offered(only))
        }
        _ => Ok(()),
    }
}

pub(crate) fn not_offered(model: &str) -> Error {
    let detail = format!("CPU model {model} is not supported by hypervisor");
    Error::new(ErrorDomain::Cpu, ErrorCode::ConfigUnsupported, detail)
}

/// What is said of the processor on top of the model.
fn difference(
    map: &Map,
    bits: &Bits,
    model: &Model,
    offer: Option<&Offer>,
    kind: Kind,
) -> Vec<(&'static str, CpuPolicy)> {
    let (mut extra, mut missing) = (bits.clone(), model.bits.clone());
    extra.subtract(&model.bits);
    missing.subtract(bits);
    // The hypervisor's own idea of the model may hold more; what of that cannot be had is said, too.
    for blocker in offer.iter().flat_map(|offer| &offer.blockers) {
        if let Some(feature) = map.feature(blocker)
            && !extra.contains(&feature.bits)
        {
            missing.add(&feature.bits);
        }
    }
    let required = map.take(&mut extra).into_iter();
    let disabled = map.take(&mut missing).into_iter();
    let mut features: Vec<_> = required.map(|name| (name, CpuPolicy::Require)).collect();
    features.extend(disabled.map(|name| (name, CpuPolicy::Disable)));
    if kind == Kind::Guest {
        for removed in &model.removed {
            if !features.iter().any(|(name, _)| name == removed) {
                features.push((removed, CpuPolicy::Disable));
            }
        }
    }
    features
}

fn judge(
    best: Option<&Candidate<'_>>,
    candidate: &Candidate<'_>,
    signature: Option<Signature>,
    choice: Choice<'_>,
) -> Verdict {
    let lacks = |(_, policy): &(_, CpuPolicy)| *policy == CpuPolicy::Disable;
    if choice.kind == Kind::Host && candidate.features.iter().any(lacks) {
        return Verdict::Worse;
    }
    let preferred = choice.preferred;
    let is_preferred = preferred.iter().any(|name| name == candidate.model.name);
    if is_preferred && preferred.len() == 1 {
        return Verdict::Best;
    }
    let Some(best) = best else {
        return Verdict::Better;
    };
    if let Some(signature) = signature {
        let matches = |model: &Model| model.signatures.iter().any(|range| range.has(signature));
        match (matches(best.model), matches(candidate.model)) {
            (true, false) => return Verdict::Worse,
            (false, true) => return Verdict::Better,
            _ => {}
        }
    }
    let (old, new) = (
        Cost::of(best, choice.kind),
        Cost::of(candidate, choice.kind),
    );
    let is_better = new.total() < old.total()
        || (new.total() == old.total() && new.disabled < old.disabled)
        || (is_preferred && new.disabled < old.disabled);
    match is_better {
        true => Verdict::Better,
        false => Verdict::Worse,
    }
}

/// How many words a description takes.
struct Cost {
    required: usize,
    disabled: usize,
}

impl Cost {
    /// Features that are taken away cost the more the more there are.
    ///
    /// Each one that is counted shortens the part of the list that is looked at, as libvirt has always done; other
    /// models would be chosen otherwise.
    fn of(candidate: &Candidate<'_>, kind: Kind) -> Self {
        let mut required = candidate.features.len();
        let (mut disabled, mut penalty, mut at) = (0, FIRST_PENALTY, 0);
        while kind == Kind::Guest && at < required {
            if candidate.features[at].1 == CpuPolicy::Disable {
                required -= 1;
                disabled += penalty;
                penalty += 1;
            }
            at += 1;
        }
        Self { required, disabled }
    }

    fn total(&self) -> usize {
        self.required + self.disabled
    }
}

/// Takes away what Intel took back: transactions did not work on its first processors that had them.
fn drop_broken_transactions(
    map: &Map,
    bits: &mut Bits,
    vendor: Option<&str>,
    signature: Signature,
) {
    let is_broken = signature.family == 6
        && (matches!(signature.model, 60 | 69 | 70)
            || signature.model == 63 && signature.stepping < 4);
    if vendor == Some("Intel") && is_broken {
        for feature in ["hle", "rtm"].iter().filter_map(|name| map.feature(name)) {
            bits.subtract(&feature.bits);
        }
    }
}

/// Leaves out the words in which there are no features: a processor tells much else.
fn relevant(map: &Map, bits: &Bits) -> Bits {
    let mut all = Bits::default();
    map.features.iter().for_each(|it| all.add(&it.bits));
    all.intersect(bits);
    all
}

/// All of the register but its reserved bits.
const SIGNATURE_MASK: u32 = 0x0fff_3fff;
/// What the first feature costs that is taken away.
const FIRST_PENALTY: usize = 2;
