//! What people watch of a guest: traffic, memory, processors, jobs, and the limits that were set.
//!
//! The expected output was recorded from libvirt 11.3.0 with the same script (CONTRIBUTING.md says how), without
//! control groups: `cgroup_controllers = []`. Numbers that differ from run to run are replaced by `…` first; which
//! of them must agree is what this test says.

use std::time::Duration;

use fv_harness_clients::guest::LINUX_READY;
use fv_harness_clients::program::{must, program, until};
use fv_harness_clients::{Host, Script, Terminal, golden, set_mode};

const BOOT_TIME_MAX: Duration = Duration::from_secs(90);
const SHORT: Duration = Duration::from_secs(20);

/// A guest with one of everything that has figures.
fn watched(host: &Host) -> String {
    let guest = host.linux();
    let (top, plain) = (chain(host), host.write("plain.img", vec![0; 1 << 20]));
    format!(
        "<domain type='qemu'>
  <name>watched</name>
  <uuid>6d8f5a10-52d4-4b2c-9d0b-8f7d5d3a1c02</uuid>
  <memory unit='MiB'>256</memory>
  <vcpu current='1'>2</vcpu>
  <iothreads>1</iothreads>
  <os>
    <type arch='x86_64' machine='pc-q35-10.0'>hvm</type>
    <kernel>{kernel}</kernel>
    <initrd>{initrd}</initrd>
    <cmdline>console=ttyS0 quiet</cmdline>
  </os>
  <features><acpi/><apic/></features>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2'/>
      <source file='{top}'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw'/>
      <source file='{plain}'/>
      <target dev='vdb' bus='virtio'/>
      <iotune>
        <total_bytes_sec>100000000</total_bytes_sec>
        <read_iops_sec>4000</read_iops_sec>
        <read_iops_sec_max>8000</read_iops_sec_max>
        <read_iops_sec_max_length>3</read_iops_sec_max_length>
      </iotune>
    </disk>
    <disk type='file' device='cdrom'>
      <target dev='sda' bus='sata'/>
      <readonly/>
    </disk>
    <interface type='user'>
      <mac address='52:54:00:12:34:57'/>
      <model type='virtio'/>
    </interface>
    <serial type='pty'/>
    <console type='pty'/>
    <memballoon model='virtio'>
      <stats period='1'/>
    </memballoon>
  </devices>
</domain>
",
        kernel = guest.kernel.display(),
        initrd = guest.initrd.display(),
    )
}

/// Two images, one behind the other; returns the one in front.
fn chain(host: &Host) -> String {
    let (base, top) = (host.path("base.img"), host.path("top.img"));
    let create = |arguments: &[&str]| {
        let mut command = program("qemu-img");
        must(
            command
                .arg("create")
                .args(["-q", "-f", "qcow2"])
                .args(arguments),
        )
        .unwrap();
    };
    create(&[&base, "4M"]);
    create(&["-b", &base, "-F", "qcow2", &top]);
    for image in [&base, &top] {
        set_mode(image.as_ref(), 0o666);
    }
    top
}

/// A guest that is only defined, with limits.
fn tuned() -> &'static str {
    "<domain type='qemu'>
  <name>tuned</name>
  <uuid>6d8f5a10-52d4-4b2c-9d0b-8f7d5d3a1c03</uuid>
  <memory unit='MiB'>64</memory>
  <currentMemory unit='MiB'>48</currentMemory>
  <vcpu placement='static' cpuset='0'>3</vcpu>
  <iothreads>2</iothreads>
  <memtune>
    <hard_limit unit='KiB'>1048576</hard_limit>
    <soft_limit unit='KiB'>131072</soft_limit>
    <swap_hard_limit unit='KiB'>2097152</swap_hard_limit>
  </memtune>
  <numatune>
    <memory mode='preferred' nodeset='0'/>
  </numatune>
  <os><type arch='x86_64' machine='pc-q35-10.0'>hvm</type></os>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw'/>
      <source file='/nonexistent/disk.img'/>
      <target dev='vda' bus='virtio'/>
      <iotune><total_iops_sec>100</total_iops_sec></iotune>
    </disk>
    <interface type='user'>
      <mac address='52:54:00:12:34:58'/>
    </interface>
    <memballoon model='virtio'/>
  </devices>
</domain>
"
}

/// Figures that no two runs share, by the end of their name in `domstats` and its kin.
const CHANGING: &[&str] = &[
    "cpu.time",
    "cpu.user",
    "cpu.system",
    "balloon.swap_in",
    "balloon.swap_out",
    "balloon.major_fault",
    "balloon.minor_fault",
    "balloon.unused",
    "balloon.available",
    "balloon.usable",
    "balloon.last-update",
    "balloon.disk_caches",
    "balloon.hugetlb_pgalloc",
    "balloon.hugetlb_pgfail",
    "balloon.rss",
    ".time",
    ".wait",
    ".delay",
    ".times",
];

/// Words before a figure that no two runs share, in the tables of other commands.
const CHANGING_WORDS: &[&str] = &[
    "swap_in",
    "swap_out",
    "major_fault",
    "minor_fault",
    "unused",
    "available",
    "usable",
    "last_update",
    "disk_caches",
    "rss",
    "CPU time:",
    "CPU:",
    "cpu_time",
    "user_time",
    "system_time",
    "vda rd_total_times",
    "vda wr_total_times",
    "vda flush_total_times",
    "sda rd_total_times",
    "sda wr_total_times",
    "sda flush_total_times",
    "hugetlb_pgalloc",
    "hugetlb_pgfail",
    "rd_total_times",
    "wr_total_times",
    "flush_total_times",
    "total duration of reads (ns):",
    "total duration of writes (ns):",
    "total duration of flushes (ns):",
];

pub(crate) fn masked(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let trimmed = line.trim_start();
        if let Some((name, _)) = trimmed.split_once('=')
            && CHANGING.iter().any(|end| name.ends_with(end))
        {
            return format!("  {name}=…");
        }
        let word = CHANGING_WORDS.iter().find(|word| {
            trimmed
                .strip_prefix(**word)
                .is_some_and(|rest| rest.starts_with([' ', '\t']))
        });
        match word {
            Some(word) => format!("{word} …"),
            None => line.to_string(),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn run(host: &Host, script: &mut Script<'_>, line: &str) {
    let ended = host.line(line);
    script.note(&format!("$ virsh {line}"));
    script.note(&masked(&ended.stdout));
    script.note(ended.stderr.trim_end());
    if !ended.is_ok() {
        script.note(&format!("[status {}]", ended.status.unwrap_or(-1)));
    }
    script.note(" ");
}

/// Reads that work on any guest, with the name of one.
const READS: &[&str] = &[
    "domstats NAME",
    "domstats NAME --state",
    "domstats NAME --cpu-total",
    "domstats NAME --balloon",
    "domstats NAME --vcpu",
    "domstats NAME --interface",
    "domstats NAME --block",
    "domstats NAME --block --backing",
    "domstats NAME --perf",
    "domstats NAME --iothread",
    "domstats NAME --memory",
    "domstats NAME --dirtyrate",
    "domstats NAME --vm",
    "domstats NAME --block --nowait",
    "domstats NAME --state --enforce",
    "domblkstat NAME vda",
    "domblkstat NAME vda --human",
    "domblkstat NAME",
    "domblkstat NAME sda",
    "domblkstat NAME nosuch",
    "domblkinfo NAME vda",
    "domblkinfo NAME vdb",
    "domblkinfo NAME sda",
    "domblkinfo NAME nosuch",
    "domblkinfo NAME --all",
    "domblkerror NAME",
    "dommemstat NAME",
    "domifstat NAME 52:54:00:12:34:57",
    "domifstat NAME nosuch",
    "domif-getlink NAME 52:54:00:12:34:57",
    "vcpuinfo NAME --pretty",
    "vcpucount NAME",
    "vcpupin NAME",
    "emulatorpin NAME",
    "iothreadinfo NAME",
    "cpu-stats NAME --total",
    "cpu-stats NAME",
    "domjobinfo NAME",
    "domjobinfo NAME --completed",
    "domjobinfo NAME --anystats",
    "domjobabort NAME",
    "domjobabort NAME --postcopy",
    "memtune NAME",
    "memtune NAME --config",
    "blkiotune NAME",
    "blkiotune NAME --config",
    "schedinfo NAME",
    "schedinfo NAME --config",
    "numatune NAME",
    "numatune NAME --config",
    "domiftune NAME 52:54:00:12:34:57",
    "domiftune NAME 52:54:00:12:34:58 --config",
    "domiftune NAME nosuch",
    "blkdeviotune NAME vda",
    "blkdeviotune NAME vdb",
    "blkdeviotune NAME vdb --config",
    "blkdeviotune NAME nosuch",
    "perf NAME",
    "domlaunchsecinfo NAME",
    "dominfo NAME",
];

fn reads(host: &Host, script: &mut Script<'_>, name: &str) {
    for line in READS {
        run(host, script, &line.replace("NAME", name));
    }
}

fn groups_of_many(host: &Host, script: &mut Script<'_>) {
    for line in [
        "domstats --state",
        "domstats --state --list-active",
        "domstats --state --list-inactive",
        "domstats --state --list-persistent",
        "domstats --state --list-transient",
        "domstats --state --list-running",
        "domstats --state --list-paused",
        "domstats --state --list-shutoff",
        "domstats --state --list-other",
        "domstats tuned watched --state",
        "domstats nosuch --state",
    ] {
        run(host, script, line);
    }
}

fn memory_is_set(host: &Host, script: &mut Script<'_>) {
    for line in [
        "setmem watched 200M --live",
        "setmem watched 1G --live",
        "setmem watched 190M --config",
        "setmem watched 1G --config",
        "setmaxmem watched 300M --live",
        "setmaxmem watched 300M --config",
        "setmaxmem watched 100M --config",
        "dommemstat watched --period 2 --live",
        "dommemstat watched --period 3 --config",
        "dommemstat watched --period -1 --live",
    ] {
        run(host, script, line);
    }
    until("the guest gives memory back", SHORT, || {
        host.ok("domstats watched --balloon")
            .contains("balloon.current=204800")
    })
    .unwrap();
    for line in ["domstats watched --balloon", "dominfo watched"] {
        run(host, script, line);
    }
    for line in [
        "dumpxml watched --xpath //memory",
        "dumpxml watched --xpath //currentMemory",
        "dumpxml watched --xpath //memballoon",
        "dumpxml watched --inactive --xpath //memory",
        "dumpxml watched --inactive --xpath //currentMemory",
        "dumpxml watched --inactive --xpath //memballoon",
    ] {
        run(host, script, line);
    }
}

#[test]
fn figures_of_a_guest_are_those_that_libvirt_shows() {
    let mut host = Host::prepare();
    // As it was when the expected output was recorded.
    host.run_emulators_as("root", "root");
    host.start_daemon();
    host.write("watched.xml", watched(&host));
    host.write("tuned.xml", tuned());
    let mut script = Script::new(&host);
    for name in ["watched", "tuned"] {
        host.ok(&format!("define {}", host.path(&format!("{name}.xml"))));
        script.note(&format!("# {name} is defined"));
        reads(&host, &mut script, name);
    }
    host.ok("start watched --paused");
    let command = format!("virsh -c '{}' console watched --force", host.uri());
    let mut console = Terminal::shell(&command).unwrap();
    console.wait_for("Escape character", SHORT).unwrap();
    host.ok("resume watched");
    console.wait_for(LINUX_READY, BOOT_TIME_MAX).unwrap();
    console.wait_for("guest# ", SHORT).unwrap();
    console.type_in("dd if=/dev/zero of=/dev/vda bs=64k count=3; dd if=/dev/vdb of=/dev/null bs=4k count=7; sync; echo done-$((6*7))\r").unwrap();
    console.wait_for("done-42", SHORT).unwrap();
    until("the guest reports its memory", SHORT, || {
        host.ok("dommemstat watched").contains("unused")
    })
    .unwrap();
    script.note("# watched runs");
    reads(&host, &mut script, "watched");
    groups_of_many(&host, &mut script);
    memory_is_set(&host, &mut script);
    host.ok("destroy watched");
    for name in ["watched", "tuned"] {
        host.ok(&format!("undefine {name}"));
    }
    golden::check("stats.txt", script.text());
}
