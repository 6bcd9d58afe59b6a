//! The whole table at once, for what has to look at all models.

use std::collections::HashMap;

use fv_error::{Error, ErrorDomain, Result};
use fv_model_domain::cpu::{Cpu, CpuFeature, CpuPolicy};

use crate::bits::Bits;
use crate::table::{self, Feature, Model};

/// The whole table of x86.
///
/// It is made when it is needed and dropped afterwards: reading it takes a millisecond, and nobody asks often.
#[derive(Debug)]
pub struct Map {
    /// The vendors.
    pub(crate) vendors: Vec<(&'static str, Bits)>,
    /// The features, in the order in which documents list them.
    pub features: Vec<Feature>,
    /// The models, oldest first.
    pub models: Vec<Model>,
    canonical: Vec<(&'static str, &'static str)>,
    by_name: HashMap<&'static str, usize>,
}

impl Map {
    /// Reads the table.
    pub fn load() -> Self {
        let features: Vec<Feature> = table::features().collect();
        let by_name: HashMap<_, _> = features
            .iter()
            .enumerate()
            .map(|(index, feature)| (feature.name, index))
            .collect();
        let bits_of = |name: &str| {
            let index = by_name.get(name)?;
            Some(features[*index].bits.clone())
        };
        let mut models: Vec<Model> = Vec::new();
        let mut canonical = Vec::new();
        for line in table::model_lines() {
            canonical.extend(table::canonical_pair(line));
            let base = table::base_of(line);
            let base = base.and_then(|base| models.iter().find(|model| model.name == base));
            let model = table::derive(base.cloned().unwrap_or_default(), line, bits_of);
            models.push(model);
        }
        Self {
            vendors: table::vendors().collect(),
            features,
            models,
            canonical,
            by_name,
        }
    }

    /// Finds a feature.
    pub fn feature(&self, name: &str) -> Option<&Feature> {
        self.by_name.get(name).map(|index| &self.features[*index])
    }

    /// Finds a model.
    pub fn model(&self, name: &str) -> Option<&Model> {
        self.models.iter().find(|model| model.name == name)
    }

    /// The other name of a model: the one that hypervisors give it.
    pub fn canonical(&self, name: &str) -> Option<&'static str> {
        let found = self.canonical.iter().find(|(base, _)| *base == name);
        found.map(|(_, canonical)| *canonical)
    }

    /// The names of the features that are in a set, in order.
    pub(crate) fn names(&self, bits: &Bits) -> Vec<&'static str> {
        let there = self.features.iter().filter(|it| bits.contains(&it.bits));
        there.map(|it| it.name).collect()
    }

    /// Takes the features out of a set, in order, and names them.
    pub(crate) fn take(&self, bits: &mut Bits) -> Vec<&'static str> {
        let mut names = Vec::new();
        for feature in &self.features {
            if bits.contains(&feature.bits) {
                bits.subtract(&feature.bits);
                names.push(feature.name);
            }
        }
        names
    }

    /// The model of a description with all that the description adds to it and takes from it.
    pub(crate) fn whole(&self, cpu: &Cpu) -> Result<Model> {
        let mut model = match &cpu.model {
            Some(name) => self.known_model(name)?.clone(),
            None => Model::default(),
        };
        for feature in &cpu.features {
            match feature.policy {
                CpuPolicy::Force | CpuPolicy::Require => model.bits.add(self.bits_of(feature)?),
                CpuPolicy::Disable | CpuPolicy::Forbid => {
                    model.bits.subtract(self.bits_of(feature)?);
                }
                CpuPolicy::Optional => {}
            }
        }
        Ok(model)
    }

    /// What a description asks for in one way; what it requires includes its model.
    pub(crate) fn part(&self, cpu: &Cpu, policy: CpuPolicy) -> Result<Bits> {
        let mut bits = match &cpu.model {
            Some(name) if policy == CpuPolicy::Require => self.known_model(name)?.bits.clone(),
            _ => Bits::default(),
        };
        for feature in cpu.features.iter().filter(|it| it.policy == policy) {
            bits.add(self.bits_of(feature)?);
        }
        Ok(bits)
    }

    pub(crate) fn known_model(&self, name: &str) -> Result<&Model> {
        self.model(name)
            .ok_or_else(|| internal(format!("Unknown CPU model {name}")))
    }

    fn bits_of(&self, feature: &CpuFeature) -> Result<&Bits> {
        let found = self.feature(&feature.name);
        found.map(|it| &it.bits).ok_or_else(|| {
            let name = &feature.name;
            internal(format!("Unknown CPU feature {name}"))
        })
    }
}

pub(crate) fn internal(detail: String) -> Error {
    Error::internal(ErrorDomain::Cpu, detail)
}
