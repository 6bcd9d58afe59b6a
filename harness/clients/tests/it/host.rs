//! The host and its processor, and what emulators can give guests of both.
//!
//! What does not depend on the machine was recorded from libvirt 11.3.0 with the same script (CONTRIBUTING.md says
//! how). What does is compared with itself: documents that come from the same registers must agree.

use fv_harness_clients::{Host, Script, golden};

use crate::small;

/// Two hosts of other people.
const TWO: &str = "<cpu><arch>x86_64</arch><model>Haswell</model><vendor>Intel</vendor>
<feature name='ss'/><feature name='invtsc'/><feature name='abm'/></cpu>
<cpu><arch>x86_64</arch><model>SandyBridge</model><vendor>Intel</vendor>
<feature name='ss'/><feature name='invtsc'/><feature name='vmx'/></cpu>
";
const OTHERS: &str = "<cpu><arch>x86_64</arch><model>Haswell</model><vendor>Intel</vendor></cpu>
<cpu><arch>x86_64</arch><model>EPYC</model><vendor>AMD</vendor></cpu>
";
const POWERS: &str = "<cpu><arch>ppc64le</arch><model>POWER8</model><vendor>IBM</vendor></cpu>
<cpu><arch>ppc64le</arch><model>POWER9</model><vendor>IBM</vendor></cpu>
";
const NOBODY: &str = "<cpu match='exact'><model>nonsense</model></cpu>\n";
const STRANGE: &str = "<cpu match='exact'><model>Haswell</model><feature name='nonsense'/></cpu>\n";

#[test]
fn what_does_not_depend_on_the_machine_is_said_as_libvirt_says_it() {
    let host = Host::start();
    let files = [
        ("two.xml", TWO),
        ("others.xml", OTHERS),
        ("powers.xml", POWERS),
        ("nobody.xml", NOBODY),
        ("strange.xml", STRANGE),
    ];
    for (name, text) in files {
        host.write(name, text);
    }
    let mut script = Script::new(&host);
    for arch in [
        "x86_64",
        "i686",
        "ppc64",
        "ppc64le",
        "aarch64",
        "s390x",
        "riscv64",
        "loongarch64",
        "mips",
        "nonsense",
    ] {
        script.run(&format!("cpu-models {arch}"));
    }
    for line in [
        "cpu-baseline ROOT/two.xml",
        "cpu-baseline ROOT/two.xml --features",
        "cpu-baseline ROOT/two.xml --migratable",
        "cpu-baseline ROOT/others.xml",
        "cpu-baseline ROOT/powers.xml",
        "cpu-baseline ROOT/nobody.xml",
        "cpu-compare ROOT/nobody.xml",
        "cpu-compare ROOT/strange.xml",
        "hypervisor-cpu-compare ROOT/nobody.xml --virttype qemu",
        "hypervisor-cpu-compare ROOT/nobody.xml --virttype xen",
        "domcapabilities --machine nonsense",
        "domcapabilities --arch nonsense",
        "domcapabilities --arch ppc64 --emulatorbin /usr/bin/qemu-system-x86_64",
        "domcapabilities --virttype nonsense",
        "domcapabilities --virttype xen",
        "domcapabilities --emulatorbin /nonexistent",
        "maxvcpus --type xen",
        "nodecpustats 9999",
        "nodememstats 9999",
        "freecell 9999",
        "freepages 9999 4",
        "freepages 0 77",
        "allocpages 4 1",
        "nodesuspend mem 60",
        "nodesevinfo",
    ] {
        script.run(line);
    }
    golden::check("host.txt", script.text());
}

#[test]
fn documents_about_the_processor_agree_with_each_other() {
    let host = Host::start();
    if host.is_reference() {
        return;
    }
    let capabilities = host.ok("capabilities");
    let file = host.write("capabilities.xml", &capabilities);
    assert_eq!(capabilities, host.ok("capabilities"), "asked again");
    let compared = host.ok(&format!("cpu-compare {file}"));
    assert!(compared.contains("is identical to host CPU"), "{compared}");
    let counted = host.ok("nodecpumap");
    let present = counted.lines().next().unwrap().rsplit(' ').next().unwrap();
    let cells = capabilities.matches("<cpu id='").count();
    assert!(cells <= present.parse::<usize>().unwrap(), "{capabilities}");

    let offered = host.ok("domcapabilities --virttype qemu");
    assert_eq!(
        offered,
        host.ok("domcapabilities --virttype qemu"),
        "asked again"
    );
    let file = host.write("offered.xml", &offered);
    let compared = host.ok(&format!("hypervisor-cpu-compare {file} --virttype qemu"));
    assert!(
        compared.contains("CPU provided by hypervisor"),
        "{compared}"
    );
    let host_model = between(
        &offered,
        "<mode name='host-model' supported='yes'>",
        "</mode>",
    );

    let xml = small::xml("modelled", &host.boot_disk("modelled"));
    let xml = xml.replace("<devices>", "<cpu mode='host-model'/>\n  <devices>");
    let file = host.write("modelled.xml", xml);
    host.ok(&format!("define {file}"));
    host.ok("start modelled");
    let live = host.ok("dumpxml modelled");
    let model = between(host_model, "<model fallback='forbid'>", "</model>");
    assert!(
        live.contains("<cpu mode='custom' match='exact' check='full'>"),
        "{live}"
    );
    assert!(
        live.contains(&format!("<model fallback='forbid'>{model}</model>")),
        "{live}"
    );
    let kept = host.ok("dumpxml modelled --inactive");
    assert!(
        kept.contains("<cpu mode='host-model' check='partial'/>"),
        "{kept}"
    );
    let meant = host.ok("dumpxml modelled --inactive --update-cpu");
    assert!(
        meant.contains(&format!("<model fallback='allow'>{model}</model>")),
        "{meant}"
    );
    host.ok("destroy modelled");
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, behind) = text
        .split_once(start)
        .unwrap_or_else(|| panic!("{start}: {text}"));
    behind.split_once(end).unwrap().0
}
