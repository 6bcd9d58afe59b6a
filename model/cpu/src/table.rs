//! The table of features and models.
//!
//! `x86.txt` has a line for each vendor and each feature, in the order in which documents list them, then one for
//! each model:
//!
//! ```text
//! v NAME STRING            the twelve letters by which its processors are known
//! f NAME WORD=MASK… [!]    WORD is LEAF.SUBLEAF.PART of CPUID, or mINDEX.0.PART; all numbers but PART hexadecimal;
//!                          ! is not carried over to another host
//! m NAME [=BASE] WORD…     what the model has, on top of BASE without what was removed from it:
//!                          NAME a feature, -NAME one that was removed from it, +NAME one that came to it later,
//!                          @VENDOR, #FAMILY.MODEL[.STEPPINGS] of real processors (of BASE if there is none),
//!                          ~host ~guest where it describes none, ~compat where a guest may lack what came later
//! ```
//!
//! Nothing is kept in memory: a lookup walks over the text, and what needs all of it makes a [`Map`](crate::Map). A
//! table that is always there would cost every idle daemon more than that.

use crate::bits::{Bits, Register, Signature, Word};

/// A feature that documents can name.
#[derive(Clone, Debug)]
pub struct Feature {
    /// Its name.
    pub name: &'static str,
    /// The bits that all have to be there.
    pub bits: Bits,
    /// Whether a guest that has it can go to another host.
    pub migratable: bool,
}

/// A named model.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Its name.
    pub name: &'static str,
    /// The bits of its features.
    pub bits: Bits,
    /// Features it had once; documents of running guests always say whether they have them.
    pub removed: Vec<&'static str>,
    /// Features that hypervisors gave it later; whether a guest has them breaks no promise of the document.
    pub added: Vec<&'static str>,
    /// Who makes such processors.
    pub vendor: Option<&'static str>,
    /// The processors that are this model.
    pub signatures: Vec<SignatureRange>,
    /// Whom it does not describe.
    pub use_for: Use,
    /// Whether a host that has what the model had at first is good enough.
    pub compatible: bool,
}

/// Whom a model may describe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    /// A host.
    pub host: bool,
    /// A guest.
    pub guest: bool,
}

impl Default for Use {
    fn default() -> Self {
        let (host, guest) = (true, true);
        Self { host, guest }
    }
}

/// Processors of one family and model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignatureRange {
    /// The family.
    pub family: u32,
    /// The model.
    pub model: u32,
    /// A bit for each stepping.
    pub steppings: u16,
}

impl SignatureRange {
    /// Says whether a processor is one of these.
    pub fn has(&self, signature: Signature) -> bool {
        (self.family, self.model) == (signature.family, signature.model)
            && self.steppings >> signature.stepping & 1 == 1
    }

    /// The first of them; of a model without steppings, the very first.
    pub fn first(&self) -> Signature {
        Signature {
            family: self.family,
            model: self.model,
            stepping: self.steppings.trailing_zeros() & 0xf,
        }
    }
}

/// All features, in the order in which they are listed.
pub fn features() -> impl Iterator<Item = Feature> {
    lines(FEATURE).map(read_feature)
}

/// All vendors with the bits that tell them.
pub(crate) fn vendors() -> impl Iterator<Item = (&'static str, Bits)> {
    let pairs = lines(VENDOR).filter_map(|line| line.split_once(' '));
    pairs.map(|(name, text)| (name, vendor_bits(text).unwrap_or_default()))
}

/// The bits of a vendor's twelve letters.
pub fn vendor_bits(text: &str) -> Option<Bits> {
    let letters: [u8; 12] = text.as_bytes().try_into().ok()?;
    let mut bits = Bits::default();
    // The letters lie in EBX, EDX, ECX, in this order.
    for (part, letters) in [1, 3, 2].into_iter().zip(letters.chunks_exact(4)) {
        let register = Register::Cpuid(0, 0);
        let mask = letters
            .iter()
            .rev()
            .fold(0, |mask, letter| mask << 8 | u32::from(*letter));
        bits.insert(Word { register, part }, mask);
    }
    Some(bits)
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
    let bits_of = |name: &str| feature(name).map(|feature| feature.bits);
    let mut model = Model::default();
    for line in lineage.into_iter().rev() {
        model = derive(model, line, bits_of);
    }
    Some(model)
}

/// The names of all models, oldest first.
pub(crate) fn model_lines() -> impl Iterator<Item = &'static str> {
    lines(MODEL)
}

/// The model that is the very same under the name that hypervisors give it.
pub(crate) fn canonical(name: &str) -> Option<&'static str> {
    let mut pairs = lines(MODEL).filter_map(canonical_pair);
    pairs
        .find(|(base, _)| *base == name)
        .map(|(_, canonical)| canonical)
}

/// A model and its other name, where a line is no more than that: it adds nothing to the one it is based on.
pub(crate) fn canonical_pair(line: &'static str) -> Option<(&'static str, &'static str)> {
    let mut words = line.split(' ');
    let own = words.next()?;
    let base = words.next()?.strip_prefix('=')?;
    words
        .all(|word| word.starts_with('~'))
        .then_some((base, own))
}

/// The model of one line, made from the one that the line is based on.
pub(crate) fn derive(
    base: Model,
    line: &'static str,
    bits_of: impl Fn(&str) -> Option<Bits>,
) -> Model {
    let mut words = line.split(' ');
    let mut model = Model {
        name: words.next().unwrap_or_default(),
        bits: base.bits,
        vendor: base.vendor,
        ..Model::default()
    };
    for removed in &base.removed {
        model.bits.subtract(&bits_of(removed).unwrap_or_default());
    }
    for word in words {
        let (kind, rest) = word.split_at(usize::from(!word.is_empty()));
        match kind {
            "=" => {}
            "-" => model.removed.push(rest),
            "+" => model.added.push(rest),
            "@" => model.vendor = Some(rest),
            "#" => model.signatures.extend(read_signature(rest)),
            "~" => match rest {
                "host" => model.use_for.host = false,
                "guest" => model.use_for.guest = false,
                _ => model.compatible = true,
            },
            _ => model.bits.add(&bits_of(word).unwrap_or_default()),
        }
    }
    if model.signatures.is_empty() {
        model.signatures = base.signatures;
    }
    model
}

pub(crate) fn base_of(line: &'static str) -> Option<&'static str> {
    line.split(' ').nth(1)?.strip_prefix('=')
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

fn read_feature(line: &'static str) -> Feature {
    let mut parts = line.split(' ');
    let name = parts.next().unwrap_or_default();
    let (mut bits, mut migratable) = (Bits::default(), true);
    for part in parts {
        match read_word(part) {
            Some((word, mask)) => bits.insert(word, mask),
            None => migratable = false,
        }
    }
    Feature {
        name,
        bits,
        migratable,
    }
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

fn read_signature(text: &str) -> Option<SignatureRange> {
    let mut parts = text.split('.');
    let (family, model) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let steppings = match parts.next() {
        None => u16::MAX,
        Some(list) => {
            let ranges = list.split(',').filter_map(|range| {
                let (first, last) = range.split_once('-').unwrap_or((range, range));
                Some(first.parse::<u16>().ok()?..=last.parse::<u16>().ok()?)
            });
            ranges
                .flatten()
                .fold(0, |bits, stepping| bits | 1 << (stepping & 0xf))
        }
    };
    Some(SignatureRange {
        family,
        model,
        steppings,
    })
}

const TABLE: &str = include_str!("x86.txt");
const VENDOR: &str = "v ";
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
