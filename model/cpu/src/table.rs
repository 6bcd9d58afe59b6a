//! The table of features and models.
//!
//! `x86.txt` has a line for each feature, in the order in which documents list them, then one for each model:
//!
//! ```text
//! f NAME WORD=MASK…       WORD is LEAF.SUBLEAF.PART of CPUID, or mINDEX.0.PART; all numbers but PART hexadecimal
//! m NAME [=BASE] NAME…    what the model has, on top of BASE without what was removed from it;
//!                         -NAME was removed from the model, +NAME came to it later
//! ```
//!
//! Nothing is kept in memory: a lookup walks over the text, which takes some ten microseconds and is done once for
//! a start. A table that is always there would cost every idle daemon more than that.

use crate::bits::{Bits, Register, Word};

/// A feature that documents can name.
#[derive(Clone, Debug)]
pub struct Feature {
    /// Its name.
    pub name: &'static str,
    /// The bits that all have to be there.
    pub bits: Bits,
}

/// A named model.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// The bits of its features.
    pub bits: Bits,
    /// Features it had once; documents of running guests always say whether they have them.
    pub removed: Vec<&'static str>,
    /// Features that hypervisors gave it later; whether a guest has them breaks no promise of the document.
    pub added: Vec<&'static str>,
}

/// All features, in the order in which they are listed.
pub fn features() -> impl Iterator<Item = Feature> {
    lines(FEATURE).map(read_feature)
}

/// Finds a feature.
pub fn feature(name: &str) -> Option<Feature> {
    find(FEATURE, name).map(read_feature)
}

/// Finds a model.
pub fn model(name: &str) -> Option<Model> {
    let mut line = find(MODEL, name)?;
    let mut lineage = vec![line];
    while let Some(base) = base_of(line).and_then(|base| find(MODEL, base)) {
        // The table has no circle; a broken one must not hang the daemon.
        if lineage.len() > LINEAGE_MAX {
            return None;
        }
        lineage.push(base);
        line = base;
    }
    let mut model = Model::default();
    for line in lineage.into_iter().rev() {
        for removed in std::mem::take(&mut model.removed) {
            model.bits.subtract(&bits_of(removed));
        }
        model.added.clear();
        for name in line.split(' ').skip(1) {
            match name.as_bytes().first() {
                Some(b'=') => {}
                Some(b'-') => model.removed.push(&name[1..]),
                Some(b'+') => model.added.push(&name[1..]),
                _ => model.bits.add(&bits_of(name)),
            }
        }
    }
    Some(model)
}

/// The name that documents use for a feature that QEMU names so.
pub fn from_qemu(name: &str) -> &str {
    let found = QEMU_NAMES.iter().find(|(theirs, _)| *theirs == name);
    found.map_or(name, |(_, ours)| ours)
}

fn lines(kind: &'static str) -> impl Iterator<Item = &'static str> {
    TABLE
        .lines()
        .filter_map(move |line| line.strip_prefix(kind))
}

fn find(kind: &'static str, name: &str) -> Option<&'static str> {
    lines(kind).find(|line| line.split(' ').next() == Some(name))
}

fn base_of(line: &'static str) -> Option<&'static str> {
    line.split(' ').nth(1)?.strip_prefix('=')
}

fn bits_of(name: &str) -> Bits {
    feature(name)
        .map(|feature| feature.bits)
        .unwrap_or_default()
}

fn read_feature(line: &'static str) -> Feature {
    let mut parts = line.split(' ');
    let name = parts.next().unwrap_or_default();
    let mut bits = Bits::default();
    for (word, mask) in parts.filter_map(read_word) {
        bits.insert(word, mask);
    }
    Feature { name, bits }
}

fn read_word(text: &str) -> Option<(Word, u32)> {
    let number = |text| u32::from_str_radix(text, 16).ok();
    let (word, mask) = text.split_once('=')?;
    let mut parts = word.split('.');
    let (first, second, part) = (parts.next()?, parts.next()?, parts.next()?);
    let register = match first.strip_prefix('m') {
        Some(index) => Register::Msr(number(index)?),
        None => Register::Cpuid(number(first)?, number(second)?),
    };
    let part = part.parse().ok()?;
    Some((Word { register, part }, number(mask)?))
}

const TABLE: &str = include_str!("x86.txt");
const FEATURE: &str = "f ";
const MODEL: &str = "m ";
const LINEAGE_MAX: usize = 8;

/// Features that QEMU and documents name differently; all others have one name.
const QEMU_NAMES: [(&str, &str); 12] = [
    ("cmp-legacy", "cmp_legacy"),
    ("ds-cpl", "ds_cpl"),
    ("fxsr-opt", "fxsr_opt"),
    ("kvm-pv-eoi", "kvm_pv_eoi"),
    ("kvm-pv-unhalt", "kvm_pv_unhalt"),
    ("lahf-lm", "lahf_lm"),
    ("nodeid-msr", "nodeid_msr"),
    ("pclmulqdq", "pclmuldq"),
    ("perfctr-core", "perfctr_core"),
    ("perfctr-nb", "perfctr_nb"),
    ("tsc-adjust", "tsc_adjust"),
    (
        "vmx-invept-single-context-noglobals",
        "vmx-invvpid-single-context-noglobals",
    ),
];
