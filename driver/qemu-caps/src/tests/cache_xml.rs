use super::*;
use crate::{Arch, Flag, VirtType};

const SAMPLE: &str = "<qemuCaps>
  <emulator>/usr/bin/qemu-system-x86_64</emulator>
  <qemuctime>7</qemuctime>
  <qemumoddirmtime>8</qemumoddirmtime>
  <selfctime>9</selfctime>
  <selfvers>11003000</selfvers>
  <flag name='kvm'/>
  <flag name='tcg'/>
  <version>10000002</version>
  <microcodeVersion>3</microcodeVersion>
  <hostCPUSignature>Vendor, &lt;x&gt;</hostCPUSignature>
  <package>Debian 1:10.0.2</package>
  <kernelVersion>6.1.0 #1</kernelVersion>
  <arch>x86_64</arch>
  <hostCPU type='kvm' model='base' migratability='yes'>
    <property name='apic' type='boolean' value='true' migratable='yes'/>
    <property name='family' type='number' value='-6'/>
    <property name='vendor' type='string' value='GenuineIntel'/>
    <deprecatedFeatures>
      <property name='bpb'/>
    </deprecatedFeatures>
  </hostCPU>
  <cpu type='kvm' name='host' typename='host-x86_64-cpu' usable='yes'/>
  <cpu type='kvm' name='old' usable='no' deprecated='yes'>
    <blocker name='pclmulqdq'/>
  </cpu>
  <machine type='kvm' name='pc-i440fx-10.0' alias='pc' hotplugCpus='yes' maxCpus='255' default='yes' defaultCPU='host-x86_64-cpu' defaultRAMid='pc.ram' acpi='yes'/>
  <machine type='tcg' name='isapc' maxCpus='1' numaMemSupported='yes' deprecated='yes' acpi='no'/>
  <gic version='2' kernel='yes' emulated='no'/>
  <hypervCapabilities supported='yes'>
    <cap name='vendor_id'/>
  </hypervCapabilities>
  <kvmSupportsNesting/>
</qemuCaps>
";

#[test]
fn what_was_read_is_written_back_byte_for_byte() {
    let caps = read(SAMPLE).unwrap();
    assert_eq!(write(&caps), SAMPLE);
}

#[test]
fn names_inside_are_those_of_libvirt() {
    let caps = read(SAMPLE).unwrap();
    assert_eq!(caps.arch, Arch::X8664);
    assert!(caps.has(Flag::Kvm) && !caps.has(Flag::Spice));
    let old = caps.cpu_model(VirtType::Kvm, "old").unwrap();
    assert_eq!(old.blockers, ["pclmuldq"]);
    assert_eq!(
        caps.canonical_machine(VirtType::Kvm, "pc"),
        "pc-i440fx-10.0"
    );
    assert_eq!(caps.canonical_machine(VirtType::Tcg, "pc"), "pc");
    assert_eq!(
        caps.default_cpu(VirtType::Kvm, "pc-i440fx-10.0"),
        Some("host")
    );
}

#[test]
fn a_file_that_is_cut_anywhere_is_an_error_and_no_panic() {
    for end in 0..SAMPLE.len() - 1 {
        if SAMPLE.is_char_boundary(end) {
            assert!(read(&SAMPLE[..end]).is_err(), "{end}");
        }
    }
}

#[test]
fn an_unknown_flag_is_an_error_so_that_the_emulator_is_asked_again() {
    let text = SAMPLE.replace("name='tcg'/>", "name='telepathy'/>");
    let error = read(&text).unwrap_err();
    assert_eq!(
        error.message(),
        "internal error: Unknown qemu capabilities flag telepathy"
    );
}
