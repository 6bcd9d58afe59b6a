//! The model that an emulator makes of the host's processor: what `host-model` stands for.
//!
//! An emulator that expands the model `host` says itself what of the processor a guest can have; of others the host's
//! own registers are all that is known. From either the nearest model is found that the emulator has.

use fv_driver_qemu_caps::{Arch as CapsArch, Caps, Flag, HostCpu, VirtType, feature_from_qemu};
use fv_driver_qemu_monitor::commands::cpu::PropertyValue;
use fv_model_cpu::{self as cpu, Bits, Choice, Kind, Map, Offer, Signature};
use fv_model_domain::cpu::{Cpu, CpuFallback, CpuFeature, CpuPolicy};
use fv_model_domain::os::Arch;

/// What an emulator makes of the host's processor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HostModels {
    /// What a guest can have.
    pub reported: Cpu,
    /// What of that it can take along to another host.
    pub migratable: Cpu,
    /// What the host has besides, where both it and the emulator were asked.
    pub full: Option<Cpu>,
    /// How wide the host's addresses are, in bits; zero if that is not known or does not matter.
    pub address_bits: u32,
}

/// What is known of the host without an emulator.
#[expect(
    missing_debug_implementations,
    reason = "holds the way to the host's registers"
)]
pub struct HostProcessor<'a> {
    /// Its architecture.
    pub arch: CapsArch,
    /// How wide its addresses are, in bits; zero if that is not known.
    pub address_bits: u32,
    /// Describes the processor by models that the emulator has; `None` if nothing is known of it.
    pub probe: &'a dyn Fn(Option<&[Offer]>) -> Option<Cpu>,
}

impl HostModels {
    /// Finds the models; `None` if there is no such mode with this emulator.
    pub fn of(caps: &Caps, kind: VirtType, host: &HostProcessor<'_>) -> Option<Self> {
        if !host.arch.runs_natively(caps.arch) {
            return None;
        }
        let is_accelerated = kind != VirtType::Tcg;
        let offers = offers(caps, kind);
        let arch = document_arch(caps.arch)?;
        let (reported, full) = match described(caps, kind, Parts::All)? {
            Described::Whole(reported) => {
                let reported = *reported;
                let probed = (is_accelerated && tells_itself(caps.arch))
                    .then(|| Some(complete((host.probe)(None)?, &reported, arch)));
                // A host that is asked and does not answer has no model at all.
                let full = match probed {
                    Some(None) => return None,
                    other => other.flatten(),
                };
                (reported, full)
            }
            Described::ByHost => {
                let mut found = (host.probe)(offers.as_deref())?;
                drop_ignored(caps.arch, &mut found);
                (found, None)
            }
        };
        let migratable = match described(caps, kind, Parts::Migratable)? {
            Described::Whole(migratable) => *migratable,
            Described::ByHost => {
                let mut copy = reported.clone();
                cpu::keep_migratable(arch, &mut copy);
                copy
            }
        };
        let mut models = Self {
            reported,
            migratable,
            full,
            address_bits: if is_accelerated { host.address_bits } else { 0 },
        };
        if caps.arch.is_x86() && !caps.has(Flag::CpuUnavailableFeatures) {
            models.drop_registers();
        }
        Some(models)
    }

    /// What the emulator itself says that a guest can have, if it says anything.
    pub fn told(caps: &Caps, kind: VirtType) -> Option<Cpu> {
        match described(caps, kind, Parts::All)? {
            Described::Whole(cpu) => Some(*cpu),
            Described::ByHost => None,
        }
    }

    /// The host with all that is known of it.
    pub fn full(&self) -> &Cpu {
        self.full.as_ref().unwrap_or(&self.reported)
    }

    /// Emulators that do not say what is unavailable know nothing of features in registers.
    fn drop_registers(&mut self) {
        let cpus = [&mut self.reported, &mut self.migratable];
        for one in cpus.into_iter().chain(&mut self.full) {
            one.features.retain(|it| !cpu::is_in_register(&it.name));
        }
    }
}

/// The models that an emulator has, with what blocks them.
pub fn offers(caps: &Caps, kind: VirtType) -> Option<Vec<Offer>> {
    let models = caps.accel(kind).cpu_models.as_ref()?;
    let offers = models.iter().map(|model| Offer {
        name: model.name.clone(),
        blockers: model.blockers.clone(),
    });
    Some(offers.collect())
}

/// Leaves out features that no emulator has had for long, if ever.
pub fn drop_ignored(arch: CapsArch, cpu: &mut Cpu) {
    if arch.is_x86() {
        cpu.features
            .retain(|it| !IGNORED.contains(&it.name.as_str()));
    }
}

/// Which of the processor's features count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parts {
    All,
    Migratable,
}

/// Who describes the processor.
enum Described {
    /// The emulator did.
    Whole(Box<Cpu>),
    /// The host's registers have to.
    ByHost,
}

/// What the emulator says; `None` if it should and does not.
fn described(caps: &Caps, kind: VirtType, parts: Parts) -> Option<Described> {
    let told = caps.accel(kind).host_cpu.as_ref();
    if parts == Parts::Migratable && told.is_some_and(|told| !told.migratability) {
        return Some(Described::ByHost);
    }
    let arch = caps.arch;
    let mut cpu = if arch.is_s390() {
        mainframe(arch, told?, parts)
    } else if arch.is_x86() {
        let Some(told) = told else {
            return Some(Described::ByHost);
        };
        x86(caps, kind, told, parts)?
    } else if arch.is_arm() || arch == CapsArch::Loongarch64 {
        return None;
    } else {
        return Some(Described::ByHost);
    };
    cpu.fallback = CpuFallback::Forbid;
    Some(Described::Whole(Box::new(cpu)))
}

/// A mainframe's features have no bits; its emulator names model and features.
fn mainframe(arch: CapsArch, told: &HostCpu, parts: Parts) -> Cpu {
    let features = told.props.iter().filter_map(|prop| {
        let PropertyValue::Boolean(on) = prop.value else {
            return None;
        };
        let is_there = on && (parts == Parts::All || prop.migratable != Some(false));
        Some(CpuFeature {
            name: feature_from_qemu(arch, &prop.name).to_string(),
            policy: match is_there {
                true => CpuPolicy::Require,
                false => CpuPolicy::Disable,
            },
        })
    });
    Cpu {
        model: Some(told.model.clone()),
        features: features.collect(),
        ..Cpu::default()
    }
}

fn x86(caps: &Caps, kind: VirtType, told: &HostCpu, parts: Parts) -> Option<Cpu> {
    let map = Map::load();
    let bits = bits(&map, caps.arch, told, parts)?;
    let offers = offers(caps, kind);
    let choice = Choice {
        offers: offers.as_deref(),
        ..Choice::default()
    };
    let nearest = cpu::decode(&map, &bits, choice).ok()?;
    Some(Cpu {
        model: Some(nearest.model),
        vendor: nearest.vendor,
        features: nearest.features,
        ..Cpu::default()
    })
}

/// The bits behind the properties of an expanded model; `None` if its vendor makes no sense.
fn bits(map: &Map, arch: CapsArch, told: &HostCpu, parts: Parts) -> Option<Bits> {
    let (mut bits, mut signature) = (Bits::default(), Signature::default());
    for prop in &told.props {
        let name = feature_from_qemu(arch, &prop.name);
        match &prop.value {
            PropertyValue::Boolean(true) => {
                let counts = parts == Parts::All || prop.migratable != Some(false);
                if let Some(feature) = map.feature(name).filter(|_| counts) {
                    bits.add(&feature.bits);
                }
            }
            PropertyValue::Boolean(false) => {}
            PropertyValue::String(text) if name == "vendor" => {
                bits.add(&cpu::vendor_bits(text)?);
            }
            PropertyValue::String(_) => {}
            PropertyValue::Number(number) => {
                let number = u32::try_from(*number).unwrap_or_default();
                match name {
                    "family" => signature.family = number,
                    "model" => signature.model = number,
                    "stepping" => signature.stepping = number,
                    _ => {}
                }
            }
        }
    }
    bits.insert(Signature::WORD, signature.to_register());
    Some(bits)
}

/// What the host has, and what the emulator adds to it.
fn complete(mut full: Cpu, reported: &Cpu, arch: Arch) -> Cpu {
    let mut expanded = reported.clone();
    if cpu::expand(arch, Kind::Guest, &mut expanded).is_ok() {
        let required = expanded.features.iter();
        for feature in required.filter(|it| it.policy == CpuPolicy::Require) {
            cpu::set_policy(&mut full, &feature.name, CpuPolicy::Require);
        }
    }
    full
}

/// Whether a processor's registers can be read without an emulator.
fn tells_itself(arch: CapsArch) -> bool {
    arch.is_x86() || arch.is_ppc64()
}

/// The same architecture in the words of documents.
pub(crate) fn document_arch(arch: CapsArch) -> Option<Arch> {
    Arch::from_word(arch.name())
}

/// Features that are not passed on to an emulator.
const IGNORED: [&str; 8] = [
    // No emulator ever had these.
    "cmt",
    "mbm_total",
    "mbm_local",
    // These it had.
    "osxsave",
    "ospke",
    "vmx-ept-uc",
    "vmx-ept-wb",
    "vmx-invvpid-single-context",
];
