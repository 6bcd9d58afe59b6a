//! The processor, with the checks libvirt makes while it reads.

use std::collections::HashSet;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_xml::{Context, Node, OnOff, read};

use crate::cpu::{
    Cpu, CpuCache, CpuCacheMode, CpuFallback, CpuFeature, CpuMode, CpuPolicy, CpuTopology,
    MaxPhysAddr, MaxPhysAddrMode,
};

/// The length of a vendor's id.
const VENDOR_ID_LEN: usize = 12;

pub(crate) fn read(node: Node<'_>, cx: &Context) -> Result<Cpu> {
    let mode = mode(node)?;
    let fixed = matches!(mode, CpuMode::HostPassthrough | CpuMode::Maximum);
    let migratable: Option<OnOff> = read::attr(node, "migratable")?;
    if migratable.is_some() && !fixed {
        return Err(unsupported(
            "Attribute migratable is only allowed for 'host-passthrough' / 'maximum' CPU mode",
        ));
    }
    let mut cpu = Cpu {
        mode,
        migratable,
        matching: read::attr(node, "match")?.unwrap_or_default(),
        check: match node.attr("check") {
            Some("default") => None,
            _ => read::attr(node, "check")?,
        },
        deprecated_features: read::attr(node, "deprecated_features")?,
        model: read::text(node, "model")?,
        ..Cpu::default()
    };
    if !fixed {
        read_model(node, &mut cpu)?;
    }
    cpu.vendor = read::text(node, "vendor")?;
    if cpu.vendor.is_some() && cpu.model.is_none() {
        return Err(malformed("CPU vendor specified without CPU model"));
    }
    cpu.topology = node.child("topology").map(CpuTopology::read).transpose()?;
    cpu.features = features(node, &cpu)?;
    cpu.cache = cache(node, mode, cx)?;
    cpu.max_phys_addr = max_phys_addr(node, cx)?;
    cpu.numa = read::child(node, "numa", cx)?;
    Ok(cpu)
}

fn mode(node: Node<'_>) -> Result<CpuMode> {
    match node.attr("mode") {
        None => Ok(CpuMode::Custom),
        Some(word) => CpuMode::from_word(word)
            .ok_or_else(|| unsupported(format!("Invalid mode attribute '{word}'"))),
    }
}

fn read_model(node: Node<'_>, cpu: &mut Cpu) -> Result<()> {
    let Some(model) = node.child("model") else {
        return Ok(());
    };
    if let Some(word) = model.attr("fallback").filter(|word| !word.is_empty()) {
        cpu.fallback = CpuFallback::from_word(word)
            .ok_or_else(|| unsupported("Invalid fallback attribute"))?;
    }
    if let Some(vendor) = model.attr("vendor_id").filter(|vendor| !vendor.is_empty()) {
        if vendor.len() != VENDOR_ID_LEN {
            return Err(malformed(format!(
                "vendor_id must be exactly {VENDOR_ID_LEN} characters long"
            )));
        }
        if vendor.contains(',') {
            return Err(malformed("vendor id is invalid"));
        }
        cpu.vendor_id = Some(vendor.to_owned());
    }
    Ok(())
}

fn features(node: Node<'_>, cpu: &Cpu) -> Result<Vec<CpuFeature>> {
    let mut features = Vec::new();
    let mut seen = HashSet::new();
    for feature in node.children("feature") {
        if cpu.is_plain() {
            return Err(malformed(
                "Non-empty feature list specified without CPU model",
            ));
        }
        let policy = match feature.attr("policy") {
            None => CpuPolicy::Require,
            Some(word) => CpuPolicy::from_word(word)
                .ok_or_else(|| unsupported("Invalid CPU feature policy"))?,
        };
        let Some(name) = feature.attr("name").filter(|name| !name.is_empty()) else {
            return Err(malformed("Invalid CPU feature name"));
        };
        if !seen.insert(name) {
            return Err(malformed(format!(
                "CPU feature '{name}' specified more than once"
            )));
        }
        features.push(CpuFeature {
            policy,
            name: name.to_owned(),
        });
    }
    Ok(features)
}

fn cache(node: Node<'_>, mode: CpuMode, _: &Context) -> Result<Option<CpuCache>> {
    let mut all = node.children("cache");
    let Some(node) = all.next() else {
        return Ok(None);
    };
    if all.next().is_some() {
        return Err(malformed("at most one CPU cache element may be specified"));
    }
    let level = match node.attr("level") {
        None => None,
        Some(_) => read::attr::<i32>(node, "level")?,
    };
    if let Some(level) = level.filter(|level| !(1..=3).contains(level)) {
        return Err(
            malformed("invalid CPU cache level, must be in range [1,3]".to_string())
                .with_remedy(format!("level {level} is not one of 1, 2, 3")),
        );
    }
    let kind: CpuCacheMode = read::attr_required(node, "mode")?;
    let allowed = match kind {
        CpuCacheMode::Passthrough => {
            level.is_none() && matches!(mode, CpuMode::HostPassthrough | CpuMode::Maximum)
        }
        CpuCacheMode::Emulate => level == Some(3),
        CpuCacheMode::Disable => level.is_none(),
    };
    if !allowed {
        return Err(cache_refusal(kind, mode));
    }
    Ok(Some(CpuCache {
        level: level.map(i32::cast_unsigned),
        mode: kind,
    }))
}

fn cache_refusal(kind: CpuCacheMode, mode: CpuMode) -> Error {
    match kind {
        CpuCacheMode::Emulate => unsupported(format!(
            "CPU cache mode '{kind}' can only be used with level='3'"
        )),
        CpuCacheMode::Passthrough
            if !matches!(mode, CpuMode::HostPassthrough | CpuMode::Maximum) =>
        {
            unsupported(format!(
                "CPU cache mode '{kind}' can only be used with '{}' / '{}' CPUs",
                CpuMode::HostPassthrough,
                CpuMode::Maximum,
            ))
            .with_remedy(format!("the mode is '{mode}'"))
        }
        CpuCacheMode::Passthrough | CpuCacheMode::Disable => {
            unsupported(format!("unsupported CPU cache level for mode '{kind}'"))
        }
    }
}

fn max_phys_addr(node: Node<'_>, _: &Context) -> Result<Option<MaxPhysAddr>> {
    let Some(node) = node.child("maxphysaddr") else {
        return Ok(None);
    };
    let limit: Option<std::num::NonZeroU32> = read::attr(node, "limit")?;
    let addr = MaxPhysAddr {
        mode: read::attr_required(node, "mode")?,
        bits: read::attr(node, "bits")?,
        limit: limit.map_or(0, std::num::NonZeroU32::get),
    };
    if addr.limit > 0 && addr.mode != MaxPhysAddrMode::Passthrough {
        return Err(unsupported(
            "attribute 'limit' is only supported for maxphysaddr mode 'passthrough'",
        ));
    }
    Ok(Some(addr))
}

fn unsupported(detail: impl Into<String>) -> Error {
    Error::new(ErrorDomain::Cpu, ErrorCode::ConfigUnsupported, detail)
}

fn malformed(detail: impl Into<String>) -> Error {
    Error::new(ErrorDomain::Cpu, ErrorCode::XmlError, detail)
}
