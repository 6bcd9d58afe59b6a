//! Statistics of guests of many shapes: processors that are off, no disks, chains, empty drives, bridges, threads for
//! I/O; paused, crashed, shut down, ended.
//!
//! The expected output was recorded from libvirt 11.3.0 with the same script, without control groups
//! (CONTRIBUTING.md says how). Guests run for a moment or not at all, so that most figures agree; the others are
//! replaced by `…` first.

use std::time::Duration;

use fv_harness_clients::program::{must, program, until};
use fv_harness_clients::{Host, Script, golden, set_mode};

use crate::small;
use crate::stats::masked;

const SHORT: Duration = Duration::from_secs(20);

/// Everything that `domstats` can be asked for.
const GROUPS: &[&str] = &[
    "",
    "--state",
    "--cpu-total",
    "--balloon",
    "--vcpu",
    "--interface",
    "--block",
    "--block --backing",
    "--perf",
    "--iothread",
    "--memory",
    "--dirtyrate",
    "--vm",
    "--raw",
    "--nowait",
    "--state --block --enforce",
    "--vm --enforce",
    "--backing --nowait --raw",
];

/// A guest with these elements before its devices and these devices.
fn document(name: &str, elements: &str, devices: &str) -> String {
    format!(
        "<domain type='qemu'>
  <name>{name}</name>
  <memory unit='MiB'>32</memory>
  {elements}
  <os><type arch='x86_64' machine='pc-q35-10.0'>hvm</type></os>
  <features><acpi/></features>
  <on_crash>preserve</on_crash>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    {devices}
  </devices>
</domain>
"
    )
}

/// Processors that are off, threads with numbers of their own, and no disk at all.
fn wide() -> String {
    let elements = "<currentMemory unit='MiB'>24</currentMemory>
  <vcpu current='3'>8</vcpu>
  <iothreads>4</iothreads>
  <iothreadids>
    <iothread id='7'><poll max='123' grow='2' shrink='3'/></iothread>
    <iothread id='2' thread_pool_min='1' thread_pool_max='4'/>
  </iothreadids>
  <defaultiothread thread_pool_max='16'/>
  <perf><event name='cmt' enabled='no'/></perf>";
    let devices = "<interface type='user'><mac address='52:54:00:00:00:01'/><model type='virtio'/></interface>
    <interface type='user'><mac address='52:54:00:00:00:02'/><model type='e1000e'/></interface>
    <memballoon model='none'/>";
    document("wide", elements, devices)
}

/// Three images behind each other, one of them shared, a drive without a disk, and disks that nothing limits.
fn stacked(host: &Host) -> String {
    let images = ["low", "middle", "top"].map(|name| host.path(&format!("{name}.qcow2")));
    for (place, image) in images.iter().enumerate() {
        let mut command = program("qemu-img");
        command.args(["create", "-q", "-f", "qcow2"]);
        match place {
            0 => command.args([image, "6M"]),
            _ => command.args(["-b", &images[place - 1], "-F", "qcow2", image]),
        };
        must(&mut command).unwrap();
        set_mode(image.as_ref(), 0o666);
    }
    let plain = host.write("plain.img", vec![7; 1 << 20]);
    let disc = host.write("disc.iso", vec![8; 1 << 20]);
    for image in [&plain, &disc] {
        set_mode(image.as_ref(), 0o666);
    }
    let devices = format!(
        "<disk type='file' device='disk'>
      <driver name='qemu' type='qcow2'/><source file='{}'/><target dev='vda' bus='virtio'/>
    </disk>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw' iothread='1'/><source file='{plain}'/><target dev='vdb' bus='virtio'/>
      <serial>plain</serial>
    </disk>
    <disk type='file' device='cdrom'><target dev='sda' bus='sata'/><readonly/></disk>
    <disk type='file' device='cdrom'>
      <driver name='qemu' type='raw'/><source file='{disc}'/><target dev='sdb' bus='sata'/><readonly/>
    </disk>
    <memballoon model='virtio'><stats period='5'/></memballoon>",
        images[2],
    );
    document(
        "stacked",
        "<vcpu>2</vcpu><iothreads>1</iothreads>",
        &devices,
    )
}

/// An interface on a bridge of the host, and one that is not plugged in.
fn bridged() -> String {
    let devices = "<interface type='bridge'>
      <mac address='52:54:00:00:00:03'/><source bridge='fvbr0'/><target dev='fvtap0'/><model type='virtio'/>
    </interface>
    <interface type='bridge'>
      <mac address='52:54:00:00:00:04'/><source bridge='fvbr0'/><target dev='fvtap1'/><model type='e1000e'/>
      <link state='down'/>
    </interface>
    <interface type='user'><mac address='52:54:00:00:00:05'/></interface>
    <memballoon model='virtio'/>";
    document("bridged", "<vcpu>1</vcpu>", devices)
}

/// A small guest that can crash and stays when it has.
fn fragile(host: &Host) -> String {
    let xml = small::xml("fragile", &host.boot_disk("fragile"));
    let xml = xml.replace(
        "<devices>",
        "<on_crash>preserve</on_crash><devices><panic model='isa'/>",
    );
    xml.replace("<memballoon model='none'/>", "<memballoon model='virtio'/>")
}

fn run(host: &Host, script: &mut Script<'_>, line: &str) {
    let ended = host.line(line);
    script.note(&format!("$ virsh {line}"));
    // The order of guests is nobody's promise.
    let mut guests: Vec<&str> = ended.stdout.split("\n\n").collect();
    guests.sort_unstable();
    script.note(&masked(&guests.join("\n\n")));
    script.note(ended.stderr.trim_end());
    if !ended.is_ok() {
        script.note(&format!("[status {}]", ended.status.unwrap_or(-1)));
    }
    script.note(" ");
}

fn groups(host: &Host, script: &mut Script<'_>, name: &str) {
    for group in GROUPS {
        run(host, script, format!("domstats {name} {group}").trim_end());
    }
}

/// Asks for everything of a guest before it starts, while it stands, and after its end.
fn whole_life(host: &Host, script: &mut Script<'_>, name: &str, others: &[&str]) {
    script.note(&format!("# {name} is defined"));
    groups(host, script, name);
    host.ok(&format!("start {name} --paused"));
    script.note(&format!("# {name} stands"));
    groups(host, script, name);
    for line in others {
        run(host, script, line);
    }
    host.ok(&format!("destroy {name}"));
    script.note(&format!("# {name} has ended"));
    for line in [
        "domstats NAME --state --cpu-total --balloon",
        "domstats NAME --block --interface",
    ] {
        run(host, script, &line.replace("NAME", name));
    }
}

/// What lists of guests tell in each state that a guest can have.
fn states(host: &Host, script: &mut Script<'_>) {
    const LISTS: &[&str] = &[
        "domstats fragile --state --cpu-total",
        "domstats --state --list-active",
        "domstats --state --list-inactive",
        "domstats --state --list-running",
        "domstats --state --list-paused",
        "domstats --state --list-shutoff",
        "domstats --state --list-other",
        "domstats --state --list-persistent",
        "domstats --state --list-transient",
        "domstats --state --list-running --list-paused",
        "domstats --state --list-active --list-shutoff",
        "domstats --state --list-active --nowait --enforce",
    ];
    let mut lists = |what: &str| {
        script.note(&format!("# fragile {what}"));
        for line in LISTS {
            run(host, script, line);
        }
    };
    let mut console = {
        host.ok("start fragile --paused");
        small::console(host, "fragile")
    };
    lists("was started paused");
    host.ok("resume fragile");
    console.wait_for("BOOT-OK", SHORT).unwrap();
    lists("runs");
    host.ok("suspend fragile");
    lists("is suspended");
    host.ok("resume fragile");
    console.type_in("c").unwrap();
    until("the guest has crashed", SHORT, || {
        host.ok("domstate fragile") == "crashed"
    })
    .unwrap();
    lists("has crashed");
    host.ok("destroy fragile");
    lists("was destroyed");
    host.ok("start fragile --paused");
    let mut console = small::console(host, "fragile");
    host.ok("resume fragile");
    console.wait_for("BOOT-OK", SHORT).unwrap();
    console.type_in("p").unwrap();
    until("the guest has shut down", SHORT, || {
        host.ok("domstate fragile") == "shut off"
    })
    .unwrap();
    lists("has shut down");
}

#[test]
fn statistics_of_guests_of_all_shapes_are_those_that_libvirt_shows() {
    let mut host = Host::prepare_in_own_network();
    // No host greets its neighbours: what nobody sends is not counted.
    let quiet = ["all", "default"].map(|which| format!("net.ipv6.conf.{which}.disable_ipv6=1"));
    host.in_network(&format!("sysctl -q -w {}", quiet.join(" ")));
    host.in_network("ip link add fvbr0 type bridge");
    host.in_network("ip link set fvbr0 up");
    host.run_emulators_as("root", "root");
    host.start_daemon();
    let mut script = Script::new(&host);
    let documents = [
        ("wide", wide()),
        ("stacked", stacked(&host)),
        ("bridged", bridged()),
        ("fragile", fragile(&host)),
    ];
    for (name, document) in documents {
        let path = host.write(&format!("{name}.xml"), document);
        host.ok(&format!("define {path}"));
    }
    let threads = &[
        "iothreadinfo wide",
        "iothreadinfo wide --config",
        "vcpucount wide",
        "vcpuinfo wide --pretty",
        "dumpxml wide --xpath //iothreadids",
        "dumpxml wide --xpath //defaultiothread",
        "dumpxml wide --inactive --xpath //iothreads",
    ];
    whole_life(&host, &mut script, "wide", threads);
    let disks = &[
        "domblkinfo stacked --all",
        "domblkstat stacked vda",
        "iothreadinfo stacked",
    ];
    whole_life(&host, &mut script, "stacked", disks);
    let nets = &[
        "domifstat bridged fvtap0",
        "domif-getlink bridged fvtap1",
        "domifstat bridged 52:54:00:00:00:05",
    ];
    whole_life(&host, &mut script, "bridged", nets);
    states(&host, &mut script);
    for name in ["wide", "stacked", "bridged", "fragile"] {
        host.ok(&format!("undefine {name}"));
    }
    golden::check("shapes.txt", script.text());
}
