//! What one emulator can give one kind of guest: the document `<domainCapabilities>`.

use fv_model_domain::VirtKind;
use fv_model_domain::cpu::Cpu;
use fv_model_domain::os::Arch;
use fv_model_xml::{Body, Context, Writer, YesNo};

/// What can be asked for in a guest of one emulator, machine and way to execute it.
#[derive(Clone, Debug, PartialEq)]
pub struct DomainCapabilities {
    /// The emulator's path.
    pub path: String,
    /// Who executes the guest.
    pub kind: VirtKind,
    /// The machine, by its own name.
    pub machine: Option<String>,
    /// The guest's processor.
    pub arch: Arch,
    /// How many processors it can have; zero if that is not known.
    pub vcpus_max: u32,
    /// Whether it can have threads for its disks.
    pub iothreads: Option<YesNo>,
    /// What it can boot.
    pub os: Option<Group>,
    /// What processor it can have.
    pub cpu: CpuModes,
    /// What its memory can be made of.
    pub memory_backing: Option<Group>,
    /// Its devices, in the order of documents.
    pub devices: Vec<Group>,
    /// What else it can have.
    pub features: DomainFeatures,
}

/// A part of a definition with the values that it can have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// The element's name.
    pub name: &'static str,
    /// Whether it can be had; if not, nothing else is said.
    pub is_supported: bool,
    /// Values that are not words.
    pub values: Vec<String>,
    /// Values that are words, by the attribute that takes them.
    pub choices: Vec<(&'static str, Vec<&'static str>)>,
    /// Parts of the part.
    pub groups: Vec<Group>,
}

impl Group {
    /// Something that can be had.
    pub fn supported(name: &'static str) -> Self {
        Self {
            name,
            is_supported: true,
            ..Self::default()
        }
    }

    /// Something that cannot be had.
    pub fn unsupported(name: &'static str) -> Self {
        Self {
            name,
            ..Self::default()
        }
    }

    /// Adds the words that one attribute can hold, each where its condition holds.
    #[must_use]
    pub fn choice(
        mut self,
        name: &'static str,
        words: impl IntoIterator<Item = (&'static str, bool)>,
    ) -> Self {
        let words = words.into_iter().filter(|(_, there)| *there);
        self.choices
            .push((name, words.map(|(word, _)| word).collect()));
        self
    }

    /// Says whether an attribute has no word at all.
    pub fn is_empty(&self, name: &str) -> bool {
        let mut choices = self.choices.iter();
        choices.all(|(known, words)| *known != name || words.is_empty())
    }
}

/// What processor a guest can have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CpuModes {
    /// The host's own, with what `migratable` can be.
    pub host_passthrough: Option<Vec<&'static str>>,
    /// All that the emulator can do, with what `migratable` can be.
    pub maximum: Option<Vec<&'static str>>,
    /// The model that is nearest to the host's.
    pub host_model: Option<Cpu>,
    /// Models by name.
    pub custom: Vec<NamedModel>,
}

/// A processor model that a guest can ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedModel {
    /// Its name.
    pub name: String,
    /// Whether it can be had on this host, where that is known.
    pub usable: Option<YesNo>,
    /// Whether it is going away.
    pub deprecated: bool,
    /// Who makes such processors.
    pub vendor: Option<&'static str>,
    /// The other name of the very same model.
    pub canonical: Option<&'static str>,
    /// What the host lacks for it.
    pub blockers: Vec<String>,
}

/// What else a guest can have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DomainFeatures {
    /// ARM's interrupt controllers.
    pub gic: Option<Group>,
    /// What is there or not, in the order of documents.
    pub simple: Vec<(&'static str, YesNo)>,
    /// AMD's encryption.
    pub sev: Option<SevSupport>,
    /// Intel's enclaves.
    pub sgx: Option<SgxSupport>,
    /// Enlightenments of Hyper-V.
    pub hyperv: Option<Group>,
    /// Protection from the host.
    pub launch_security: Option<Group>,
}

/// AMD's encryption of guests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SevSupport {
    /// Which bit of an address marks encryption.
    pub cbitpos: u64,
    /// How many address bits are lost.
    pub reduced_phys_bits: u64,
    /// How many guests there can be.
    pub guests_max: u32,
    /// How many guests with encrypted registers there can be.
    pub es_guests_max: u32,
    /// Serial number of the first processor.
    pub cpu0_id: Option<String>,
}

/// Intel's enclaves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SgxSupport {
    /// Flexible launch control.
    pub flc: bool,
    /// Version 1.
    pub sgx1: bool,
    /// Version 2.
    pub sgx2: bool,
    /// The whole size in KiB.
    pub section_size_kib: u64,
    /// Sizes in KiB, each with its NUMA node.
    pub sections: Vec<(u64, u64)>,
}

impl DomainCapabilities {
    /// Writes the document as libvirt prints it.
    pub fn to_xml(&self) -> String {
        let mut writer = Writer::new();
        writer.element("domainCapabilities", |body| self.write(body));
        writer.finish()
    }

    fn write(&self, body: &mut Body<'_>) {
        body.child_text("path", &self.path);
        body.child_text("domain", self.kind.as_str());
        body.text_opt("machine", self.machine.as_ref());
        body.child_text("arch", self.arch.as_str());
        if self.vcpus_max > 0 {
            body.child("vcpu", |body| body.attr("max", &self.vcpus_max));
        }
        supported("iothreads", self.iothreads, body);
        self.os.iter().for_each(|it| it.write(body));
        body.child("cpu", |body| self.cpu.write(body));
        self.memory_backing.iter().for_each(|it| it.write(body));
        body.child("devices", |body| {
            body.open();
            self.devices.iter().for_each(|it| it.write(body));
        });
        body.child("features", |body| self.features.write(body));
    }
}

impl Group {
    fn write(&self, body: &mut Body<'_>) {
        body.child(self.name, |body| {
            body.attr("supported", &YesNo::from_bool(self.is_supported));
            if !self.is_supported {
                return;
            }
            body.open();
            let values = self.values.iter();
            values.for_each(|value| body.child_text("value", value));
            let choices = self.choices.iter();
            choices.for_each(|(name, words)| choice(name, words, body));
            self.groups.iter().for_each(|it| it.write(body));
        });
    }
}

fn choice(name: &str, words: &[&str], body: &mut Body<'_>) {
    body.child("enum", |body| {
        body.attr_text("name", name);
        words.iter().for_each(|word| body.child_text("value", word));
    });
}

fn supported(name: &str, is_supported: Option<YesNo>, body: &mut Body<'_>) {
    if let Some(is_supported) = is_supported {
        body.child(name, |body| body.attr("supported", &is_supported));
    }
}

impl CpuModes {
    fn write(&self, body: &mut Body<'_>) {
        let own = [
            (
                "host-passthrough",
                "hostPassthroughMigratable",
                &self.host_passthrough,
            ),
            ("maximum", "maximumMigratable", &self.maximum),
        ];
        for (mode, name, words) in own {
            cpu_mode(mode, words.is_some(), body, |body| {
                choice(name, words.as_deref().unwrap_or_default(), body);
            });
        }
        cpu_mode("host-model", self.host_model.is_some(), body, |body| {
            let model = self.host_model.iter();
            model.for_each(|cpu| cpu.write_parts(body, &Context::default()));
        });
        cpu_mode("custom", !self.custom.is_empty(), body, |body| {
            self.custom.iter().for_each(|model| model.write(body));
        });
    }
}

fn cpu_mode(name: &str, is_supported: bool, body: &mut Body<'_>, fill: impl FnOnce(&mut Body<'_>)) {
    body.child("mode", |body| {
        body.attr_text("name", name);
        body.attr("supported", &YesNo::from_bool(is_supported));
        if is_supported {
            body.open();
            fill(body);
        }
    });
}

impl NamedModel {
    fn write(&self, body: &mut Body<'_>) {
        body.child("model", |body| {
            let usable = self.usable.as_ref().map_or("unknown", |it| it.as_str());
            body.attr_text("usable", usable);
            if self.deprecated {
                body.attr_text("deprecated", "yes");
            }
            body.attr_text("vendor", self.vendor.unwrap_or("unknown"));
            if let Some(canonical) = self.canonical {
                body.attr_text("canonical", canonical);
            }
            body.text(&self.name);
        });
        if !self.blockers.is_empty() {
            body.child("blockers", |body| {
                body.attr_text("model", &self.name);
                for name in &self.blockers {
                    body.child("feature", |body| body.attr("name", name));
                }
            });
        }
    }
}

impl DomainFeatures {
    fn write(&self, body: &mut Body<'_>) {
        self.gic.iter().for_each(|it| it.write(body));
        for (name, is_supported) in &self.simple {
            supported(name, Some(*is_supported), body);
        }
        match &self.sev {
            Some(sev) => sev.write(body),
            None => supported("sev", Some(YesNo::No), body),
        }
        match &self.sgx {
            Some(sgx) => sgx.write(body),
            None => supported("sgx", Some(YesNo::No), body),
        }
        self.hyperv.iter().for_each(|it| it.write(body));
        self.launch_security.iter().for_each(|it| it.write(body));
    }
}

impl SevSupport {
    fn write(&self, body: &mut Body<'_>) {
        body.child("sev", |body| {
            body.attr_text("supported", "yes");
            body.child_text("cbitpos", &self.cbitpos.to_string());
            body.child_text("reducedPhysBits", &self.reduced_phys_bits.to_string());
            body.child_text("maxGuests", &self.guests_max.to_string());
            body.child_text("maxESGuests", &self.es_guests_max.to_string());
            body.text_opt("cpu0Id", self.cpu0_id.as_ref());
        });
    }
}

impl SgxSupport {
    fn write(&self, body: &mut Body<'_>) {
        let word = |yes| YesNo::from_bool(yes).as_str();
        body.child("sgx", |body| {
            body.attr_text("supported", "yes");
            body.child_text("flc", word(self.flc));
            body.child_text("sgx1", word(self.sgx1));
            body.child_text("sgx2", word(self.sgx2));
            body.child("section_size", |body| {
                body.attr_text("unit", "KiB");
                body.text(&self.section_size_kib.to_string());
            });
            body.child_unless_empty("sections", |body| {
                for (size, node) in &self.sections {
                    body.child("section", |body| {
                        body.attr("node", node);
                        body.attr("size", size);
                        body.attr_text("unit", "KiB");
                    });
                }
            });
        });
    }
}
