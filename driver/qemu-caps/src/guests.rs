//! The guests that emulators can run, as the host's capabilities list them.

use fv_model_xml::Body;

use crate::arch::Arch;
use crate::caps::{Caps, VirtType};
use crate::flag::Flag;

/// The guests of one architecture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuestData {
    /// The architecture.
    pub arch: Arch,
    /// The emulator that runs them.
    pub emulator: String,
    /// The machines they can have.
    pub machines: Vec<GuestMachine>,
    /// Who executes them.
    pub domains: Vec<VirtType>,
    /// What they can do, in the order in which documents list it.
    pub features: Vec<GuestFeature>,
}

/// A machine that guests can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuestMachine {
    /// Its name or alias.
    pub name: String,
    /// The name behind an alias.
    pub canonical: Option<String>,
    /// How many processors it takes; 0 if that is not known.
    pub max_cpus: u32,
    /// Whether it will go away.
    pub deprecated: bool,
}

/// Something guests can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuestFeature {
    /// The element of the document.
    pub name: &'static str,
    /// Whether it is on when a guest says nothing, and whether a guest may choose.
    pub toggle: Option<Toggle>,
}

/// Whether something is on when a guest says nothing, and whether a guest may choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Toggle {
    /// It is on by default.
    pub default_on: bool,
    /// The guest may choose.
    pub selectable: bool,
}

/// The guests of one architecture that an emulator can run.
///
/// An emulator may serve several architectures; the machines are the same for all of them.
pub fn guest_data(emulator: &str, caps: &Caps, guest: Arch) -> GuestData {
    let ways = [VirtType::Tcg, VirtType::Kvm, VirtType::Hvf];
    GuestData {
        arch: guest,
        emulator: emulator.to_string(),
        machines: machines(caps),
        domains: ways.into_iter().filter(|way| caps.supports(*way)).collect(),
        features: features(guest),
    }
}

fn features(guest: Arch) -> Vec<GuestFeature> {
    let toggle = |default_on, selectable| {
        Some(Toggle {
            default_on,
            selectable,
        })
    };
    let acpi = guest.is_x86() || matches!(guest, Arch::Aarch64 | Arch::Loongarch64);
    let all = [
        ("pae", None, guest == Arch::I686),
        ("nonpae", None, guest == Arch::I686),
        ("acpi", toggle(true, true), acpi),
        ("apic", toggle(true, false), guest.is_x86()),
        ("cpuselection", None, true),
        ("deviceboot", None, true),
        ("disksnapshot", toggle(true, false), true),
        ("externalSnapshot", None, true),
    ];
    let there = all.into_iter().filter(|(_, _, there)| *there);
    there
        .map(|(name, toggle, _)| GuestFeature { name, toggle })
        .collect()
}

/// The machines, each alias before the name it stands for.
fn machines(caps: &Caps) -> Vec<GuestMachine> {
    // Documents do not tell accelerators apart; the one probed first counts.
    let kind = match () {
        () if caps.has(Flag::Kvm) => VirtType::Kvm,
        () if caps.has(Flag::Hvf) => VirtType::Hvf,
        () => VirtType::Tcg,
    };
    let machines = &caps.accel(kind).machines;
    let shown_as = |name: &str| {
        machines
            .iter()
            .any(|machine| machine.alias.as_deref().unwrap_or(&machine.name) == name)
    };
    let mut all = Vec::new();
    for machine in machines {
        let plain = GuestMachine {
            name: machine.name.clone(),
            canonical: None,
            max_cpus: machine.max_cpus,
            deprecated: machine.deprecated,
        };
        let Some(alias) = &machine.alias else {
            all.push(plain);
            continue;
        };
        // So that a search for names finds every machine.
        if !shown_as(&machine.name) {
            all.push(plain.clone());
        }
        all.push(GuestMachine {
            name: alias.clone(),
            canonical: Some(plain.name.clone()),
            ..plain
        });
    }
    all
}

impl GuestData {
    /// Adds the `<guest>` element of the host's capabilities document.
    pub fn write(&self, body: &mut Body<'_>) {
        body.child("guest", |body| {
            body.child_text("os_type", "hvm");
            body.child("arch", |body| {
                body.attr_text("name", self.arch.name());
                body.child_text("wordsize", &self.arch.word_bits().to_string());
                body.child_text("emulator", &self.emulator);
                for machine in &self.machines {
                    machine.write(body);
                }
                for domain in &self.domains {
                    body.child("domain", |body| {
                        body.attr_text("type", domain.document_name());
                    });
                }
            });
            body.child("features", |body| {
                for feature in &self.features {
                    feature.write(body);
                }
            });
        });
    }
}

impl GuestMachine {
    fn write(&self, body: &mut Body<'_>) {
        body.child("machine", |body| {
            if let Some(canonical) = &self.canonical {
                body.attr_text("canonical", canonical);
            }
            if self.max_cpus > 0 {
                body.attr_text("maxCpus", &self.max_cpus.to_string());
            }
            if self.deprecated {
                body.attr_text("deprecated", "yes");
            }
            body.text(&self.name);
        });
    }
}

impl GuestFeature {
    fn write(self, body: &mut Body<'_>) {
        body.child(self.name, |body| {
            if let Some(toggle) = self.toggle {
                body.attr_text("default", if toggle.default_on { "on" } else { "off" });
                body.attr_text("toggle", if toggle.selectable { "yes" } else { "no" });
            }
        });
    }
}
