//! Boots a Debian kernel under a daemon of its own, shows its console until it is up, and cleans up.
#![expect(clippy::print_stdout, reason = "a demo shows what it does")]

use std::io::Write as _;
use std::time::Duration;

use anyhow::{Result, ensure};
use fv_harness_clients::guest::LINUX_READY;
use fv_harness_clients::program::now;
use fv_harness_clients::{Host, Terminal};

/// How long the guest may take on a slow machine without hardware virtualization.
const BOOT_TIME_MAX: Duration = Duration::from_secs(120);

fn main() -> Result<()> {
    let started = now();
    println!("Starting a private ferrovirtd; nothing outside of its folder is touched.");
    let mut host = Host::prepare();
    host.start_daemon();
    println!(
        "It listens below {}; virsh talks to it:\n",
        host.root().display()
    );
    let xml = host.write("demo.xml", guest_xml(&host));
    for line in [format!("define {xml}"), "start demo --paused".to_owned()] {
        show(&host, &line)?;
    }
    let ready = show_console(&host)?;
    println!("\n\nThe guest says that it is up: {ready}.\n");
    for line in ["list", "dominfo demo", "destroy demo", "undefine demo"] {
        show(&host, line)?;
    }
    println!(
        "{:.1} s in all. The daemon ends now and its folder goes.",
        started.elapsed().as_secs_f32()
    );
    drop(host);
    println!("{NEXT}");
    Ok(())
}

/// Runs one command and shows it as if it had been typed.
fn show(host: &Host, line: &str) -> Result<()> {
    println!("$ virsh {line}");
    let ended = host.line(line);
    print!("{}{}", ended.stdout, ended.stderr);
    ensure!(ended.is_ok(), "virsh {line} failed\n{}", host.daemon_log());
    Ok(())
}

/// Copies the console until the guest is up and a shell listens; returns the guest's own word for it.
fn show_console(host: &Host) -> Result<String> {
    println!("$ virsh console demo");
    let mut console = Terminal::shell(&format!("virsh -c '{}' console demo", host.uri()))?;
    console.wait_for("Escape character", Duration::from_secs(20))?;
    host.ok("resume demo");
    let until = now() + BOOT_TIME_MAX;
    let mut shown = 0;
    while !console.output().contains("guest# ") {
        ensure!(
            now() < until,
            "the guest did not come up: {}",
            console.output()
        );
        let all = console.output();
        print_without_escapes(all.get(shown..).unwrap_or_default());
        std::io::stdout().flush()?;
        shown = all.len();
        std::thread::sleep(Duration::from_millis(50));
    }
    let all = console.output();
    print_without_escapes(all.get(shown..).unwrap_or_default());
    let ready = all
        .lines()
        .find(|line| line.contains(LINUX_READY))
        .unwrap_or_default();
    Ok(ready.trim().to_owned())
}

/// Prints without the question that busybox asks every terminal: where its cursor is.
fn print_without_escapes(text: &str) {
    print!("{}", text.replace("\u{1b}[6n", ""));
}

fn guest_xml(host: &Host) -> String {
    let guest = host.linux();
    format!(
        "<domain type='qemu'>
  <name>demo</name>
  <memory unit='MiB'>256</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <kernel>{}</kernel>
    <initrd>{}</initrd>
    <cmdline>console=ttyS0</cmdline>
  </os>
  <features><acpi/><apic/></features>
  <devices>
    <interface type='user'><model type='virtio'/></interface>
    <serial type='pty'/>
    <console type='pty'/>
  </devices>
</domain>
",
        guest.kernel.display(),
        guest.initrd.display()
    )
}

const NEXT: &str = "
What to try next:

  cargo build --release --package fv-daemon-bins
  mkdir /tmp/fv
  target/release/ferrovirtd --root /tmp/fv &
  virsh -c 'qemu:///system?socket=/tmp/fv/run/libvirt/libvirt-sock' list --all

docs/first-guest.md goes on from there to a guest of your own with a console.";
