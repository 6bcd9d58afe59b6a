//! The features of a running guest's processor, as the bits of CPUID.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use fv_error::{Error, ErrorDomain, Result};
use serde_json::{Value, json};

use crate::command::{Call, Command};
use crate::json::{self, Fields};

/// Bits of CPUID by leaf and sub-leaf: EAX, EBX, ECX, EDX.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeatureWords(BTreeMap<(u32, u32), [u32; 4]>);

/// A list of features of a processor object: those it has or those it was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those the guest sees.
    Present,
    /// Those that were asked for and cannot be had.
    Filtered,
}

/// The features of the processor at a path in QEMU's object tree.
pub fn query(path: &str, which: Which) -> Call<FeatureWords> {
    let property = match which {
        Which::Present => "feature-words",
        Which::Filtered => "filtered-features",
    };
    let arguments = json!({ "path": path, "property": property });
    Call::new(Command::with("qom-get", arguments), FeatureWords::read)
}

impl FeatureWords {
    fn read(value: &Value) -> Result<Self> {
        let mut words = Self::default();
        for word in json::items("qom-get", value)? {
            let register = word
                .text("cpuid-register")
                .ok_or_else(|| missing("missing cpuid-register"))?;
            let register = match register {
                "EAX" => 0,
                "EBX" => 1,
                "ECX" => 2,
                "EDX" => 3,
                _ => {
                    let detail = format!("unknown CPU register '{register}'");
                    return Err(Error::internal(ErrorDomain::Qemu, detail));
                }
            };
            let number = |key: &str| {
                word.unsigned(key)
                    .and_then(|number| u32::try_from(number).ok())
            };
            let leaf = number("cpuid-input-eax")
                .ok_or_else(|| missing("missing or invalid cpuid-input-eax"))?;
            let bits = number("features").ok_or_else(|| missing("missing or invalid features"))?;
            let subleaf = number("cpuid-input-ecx").unwrap_or(0);
            // A leaf without any bit says nothing.
            if bits != 0 {
                words.0.entry((leaf, subleaf)).or_default()[register] |= bits;
            }
        }
        Ok(words)
    }

    /// Leaf, sub-leaf and the four registers of all leaves with a bit.
    pub fn leaves(&self) -> impl Iterator<Item = ((u32, u32), [u32; 4])> {
        self.0.iter().map(|(leaf, registers)| (*leaf, *registers))
    }

    /// The bits as a document, as libvirt writes them.
    pub fn to_xml(&self) -> String {
        let mut out = String::from("<cpudata arch='x86'>\n");
        for ((leaf, subleaf), [eax, ebx, ecx, edx]) in &self.0 {
            let _ = writeln!(
                out,
                "  <cpuid eax_in='0x{leaf:08x}' ecx_in='0x{subleaf:08x}' eax='0x{eax:08x}' \
                 ebx='0x{ebx:08x}' ecx='0x{ecx:08x}' edx='0x{edx:08x}'/>"
            );
        }
        out.push_str("</cpudata>\n");
        out
    }
}

fn missing(what: &str) -> Error {
    Error::internal(ErrorDomain::Qemu, format!("{what} in CPU data"))
}
