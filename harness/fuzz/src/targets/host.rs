//! What hosts and firmware tell of themselves, and descriptions of processors.

use fv_driver_host::{HostSysinfo, address_bits, cpu_ticks};
use fv_model_cpu::{self as cpu, Baseline, Bits, Choice, Map, Processor};
use fv_model_domain::cpu::CpuPolicy;
use fv_model_domain::os::Arch;

use super::{text_of, text_seeds};
use crate::{Outcome, Target};

pub(super) const TARGETS: &[Target] = &[
    Target {
        name: "firmware",
        run: firmware,
        seeds: || text_seeds(&[TABLES, CPUINFO]),
        words: &[
            "BIOS Information",
            "Memory Device",
            "OEM Strings",
            "String 1: ",
            "Size: ",
            "processor",
            "cpu number",
            ":",
            "=",
            "\n",
        ],
        length_max: 16 * 1024,
    },
    Target {
        name: "processor",
        run: processor,
        seeds: || text_seeds(&[HOST, GUEST, DATA]),
        words: &[
            "<cpu",
            "<feature name='",
            "policy='",
            "Haswell",
            "vmx",
            "EPYC",
            "svm",
            "'/>",
        ],
        length_max: 16 * 1024,
    },
];

fn firmware(bytes: &[u8]) -> Outcome {
    let text = text_of(bytes);
    let _ = (cpu_ticks(&text, None), cpu_ticks(&text, Some(0)));
    let _ = address_bits(Arch::X86_64, &text);
    let written = HostSysinfo::from_power(&text).to_xml() + &HostSysinfo::from_arm(&text).to_xml();
    let _ = HostSysinfo::from_mainframe(&text, &text).map(|found| found.to_xml());
    let mut string = |number: u32| (number > 1).then(|| "a\nb".to_string());
    match HostSysinfo::from_dmidecode(&text, &mut string) {
        Ok(found) => Outcome::of_accepted(&(written + &found.to_xml())),
        Err(error) => Outcome::of_error(&error),
    }
}

/// A description that was accepted can be compared, updated, translated and reduced, whatever comes of it.
fn processor(bytes: &[u8]) -> Outcome {
    let text = text_of(bytes);
    let map = Map::load();
    if let Ok(bits) = Bits::parse(&text) {
        let found = cpu::decode(&map, &bits, Choice::default());
        return found.map_or_else(
            |error| Outcome::of_error(&error),
            |it| Outcome::of_accepted(&it.model),
        );
    }
    let read = match Processor::parse(&text) {
        Ok(read) => read,
        Err(error) => return Outcome::of_error(&error),
    };
    let arch = read.arch.unwrap_or(Arch::X86_64);
    let _ = cpu::compare(arch, Some(&read), &read);
    let _ = cpu::baseline(&[read.clone(), read.clone()], Baseline::default());
    let mut guest = read.cpu.clone();
    let _ = cpu::update(arch, &mut guest, Some(&read.cpu), CpuPolicy::Disable);
    let _ = cpu::translate(arch, &mut guest, Some(&[]));
    let _ = cpu::expand(arch, read.kind, &mut guest);
    Outcome::of_accepted(&read.to_xml())
}

const TABLES: &str = "BIOS Information\n\tVendor: a \n\nMemory Device\n\tSize: 1 GB\n\nOEM Strings\n\tString 1: a.b\n\tString 2: c\n";
const CPUINFO: &str = "processor\t: 0\ncpu\t\t: POWER9\nrevision\t: 2.2 (pvr 004e 1202)\nplatform\t: a\nmodel\t: b\nvendor_id : IBM/S390\nprocessor 0: version = FF,  identification = 000123,  machine = 2817\ncpu number : 0\ncpu MHz static : 5\n";
const HOST: &str = "<cpu><arch>x86_64</arch><model>Haswell</model><vendor>Intel</vendor><signature family='6' model='60' stepping='3'/><feature name='vmx'/></cpu>";
const GUEST: &str = "<cpu mode='custom' match='exact'><model fallback='allow'>Haswell</model><feature policy='optional' name='vmx'/></cpu>";
const DATA: &str = "<cpudata arch='x86'><cpuid eax_in='0x1' ecx_in='0x0' eax='0x306c3' ecx='0x80000000'/><msr index='0x10a' eax='0x1' edx='0x0'/></cpudata>";
