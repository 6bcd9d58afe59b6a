//! Documents: XML itself, and domains.

use fv_model_domain::Scope;
use fv_model_xml::Document;

use super::{text_of, text_seeds};
use crate::{Outcome, Target};

pub(super) const TARGETS: &[Target] = &[
    Target {
        name: "xml",
        run: xml,
        seeds: || text_seeds(&[DOMAIN, "<a b='c'>d<!-- e --><![CDATA[f]]>&lt;&#x41;</a>"]),
        words: XML_WORDS,
        length_max: 64 * 1024,
    },
    Target {
        name: "domain",
        run: domain,
        seeds: || text_seeds(&[DOMAIN, SMALL]),
        words: XML_WORDS,
        length_max: 64 * 1024,
    },
];

fn xml(bytes: &[u8]) -> Outcome {
    match Document::parse(&text_of(bytes)) {
        Ok(document) => {
            let mut names = Vec::new();
            for node in document.root().all_elements() {
                names.push((node.name().len(), node.attributes().count()));
            }
            Outcome::of(&names)
        }
        Err(error) => Outcome::of_error(&error),
    }
}

/// A document that was accepted is written in a form that is accepted, and soon stays the same.
fn domain(bytes: &[u8]) -> Outcome {
    let text = text_of(bytes);
    let parsed = match fv_model_domain::parse(&text, Scope::NONE) {
        Ok(parsed) => parsed,
        Err(error) => return Outcome::of_error(&error),
    };
    let first = parsed.to_xml(Scope::SECRET);
    // The first reading may normalise what the second then takes for something simpler, as in
    // libvirt (the type of a disk without a source, for one).
    let second = written_again(&first);
    assert_eq!(written_again(&second), second, "written a third time");
    let _ = fv_model_domain::parse(&text, Scope::LIVE).map(|live| live.to_xml(Scope::LIVE));
    Outcome::of_accepted(&first)
}

#[expect(clippy::panic, reason = "a panic is how a target tells a fault")]
fn written_again(text: &str) -> String {
    match fv_model_domain::parse(text, Scope::NONE) {
        Ok(parsed) => parsed.to_xml(Scope::SECRET),
        Err(error) => panic!("what was written is refused: {error}\n{text}"),
    }
}

pub(super) const XML_WORDS: &[&str] = &[
    "<",
    ">",
    "/>",
    "</",
    "='",
    "'",
    "\"",
    "&amp;",
    "&#0;",
    "&#x10ffff;",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<?x?>",
    "<!DOCTYPE a [<!ENTITY b 'c'>]>",
    "xmlns:a='b'",
    "<a>",
    "</a>",
    "<disk type='file' device='disk'>",
    "<target dev='sda' bus='scsi'/>",
    "<address type='pci' domain='0x0000' bus='0x00' slot='0x1f' function='0x7'/>",
    "<alias name='ua-x'/>",
    "<controller type='usb' index='0'/>",
    "<interface type='user'/>",
    "<memory unit='TiB'>",
    "18446744073709551615",
    "4294967296",
    "-1",
    "0x",
    "yes",
    "on",
    "\u{0}",
    "\u{fffd}",
];

pub(super) const SMALL: &str =
    "<domain type='qemu'><name>a</name><memory>1</memory><os><type>hvm</type></os></domain>";

pub(super) const DOMAIN: &str = "<domain type='kvm' id='7'>
  <name>guest</name>
  <uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid>
  <title>a title</title>
  <metadata><app:x xmlns:app='http://app/1'><app:y/></app:x></metadata>
  <memory unit='MiB'>512</memory>
  <currentMemory unit='KiB'>262144</currentMemory>
  <vcpu placement='static' cpuset='0-3,^1' current='1'>2</vcpu>
  <os>
    <type arch='x86_64' machine='pc-q35-10.0'>hvm</type>
    <kernel>/boot/vmlinuz</kernel>
    <initrd>/boot/initrd</initrd>
    <cmdline>console=ttyS0</cmdline>
    <boot dev='hd'/>
  </os>
  <features><acpi/><apic/></features>
  <cpu mode='custom' match='exact'><model fallback='forbid'>qemu64</model></cpu>
  <clock offset='utc'><timer name='rtc' tickpolicy='catchup'/></clock>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' cache='none'/>
      <source file='/images/a.qcow2'/>
      <target dev='vda' bus='virtio'/>
      <boot order='1'/>
      <serial>123</serial>
    </disk>
    <disk type='file' device='cdrom'>
      <target dev='sda' bus='sata'/>
      <readonly/>
      <address type='drive' controller='0' bus='0' target='0' unit='0'/>
    </disk>
    <controller type='pci' index='0' model='pcie-root'/>
    <controller type='pci' index='1' model='pcie-root-port'>
      <target chassis='1' port='0x10'/>
      <address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='0x0' multifunction='on'/>
    </controller>
    <controller type='usb' index='0' model='qemu-xhci' ports='15'/>
    <interface type='user'><mac address='52:54:00:11:22:33'/><model type='virtio'/></interface>
    <serial type='pty'><target port='0'/></serial>
    <console type='pty'><target type='serial' port='0'/></console>
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <memballoon model='virtio'><stats period='5'/></memballoon>
  </devices>
</domain>
";
