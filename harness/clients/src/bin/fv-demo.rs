//! A tour of fvirsh with the driver in it: a Debian kernel boots without any daemon, and nothing is left afterwards.
#![expect(clippy::print_stdout, reason = "a demo shows what it does")]

use std::io::Write as _;
use std::time::Duration;

use anyhow::{Result, ensure};
use fv_harness_clients::guest::{LINUX_READY, LinuxGuest};
use fv_harness_clients::program::{now, until};
use fv_harness_clients::{Embedded, Terminal};

/// How long the guest may take on a slow machine without hardware virtualization.
const BOOT_TIME_MAX: Duration = Duration::from_secs(120);
/// How long it may take to turn itself off.
const OFF_TIME_MAX: Duration = Duration::from_secs(30);
/// What the guest's shell asks for commands with.
const PROMPT: &str = "guest# ";

fn main() -> Result<()> {
    let started = now();
    let tour = Tour(Embedded::new());
    let root = tour.0.root().display().to_string();
    println!(
        "No daemon runs here: fvirsh has the driver in it, and keeps everything below {root}."
    );
    println!(
        "In what follows, fvirsh stands for fvirsh -c '{}'.\n",
        tour.0.uri()
    );
    let guest = tour.0.linux();
    let xml = tour.0.write("tour.xml", document("tour", &guest, ""));
    tour.show(&format!("define {xml}"))?;

    println!(
        "What would keep a guest from starting is told all at once, and nothing is touched:\n"
    );
    let disk = "<disk type='file'><source file='/no/such/disk.img'/><target dev='vda' bus='virtio'/></disk>";
    let broken = document("broken", &guest, disk).replace("'MiB'>256", "'TiB'>32");
    let broken = tour.0.write("broken.xml", broken);
    tour.show_failing(&format!("create {broken} --check"))?;
    tour.show("start tour --check")?;

    println!(
        "Nothing is in the way of this one. Each command is a process of its own; the guest stays:\n"
    );
    tour.show("start tour --paused")?;
    tour.show_console()?;
    println!("\n\nThe console was left with Ctrl and ]; the guest goes on.\n");
    for line in ["list", "dominfo tour", "domstate tour --json"] {
        tour.show(line)?;
    }
    tour.show("shutdown tour")?;
    let off = until("the guest turns off", OFF_TIME_MAX, || {
        tour.0.emulators().is_empty()
    });
    if off.is_err() {
        println!("It does not listen to its power button; so be it.\n");
        tour.show("destroy tour")?;
    }
    tour.show("list --all")?;
    tour.show("undefine tour")?;
    println!(
        "{:.1} s in all. The folder goes now.",
        started.elapsed().as_secs_f32()
    );
    drop(tour);
    println!("{NEXT}");
    Ok(())
}

/// The tour's folder and what is done there.
struct Tour(Embedded);

impl Tour {
    /// Runs one command and shows it as if it had been typed.
    fn show(&self, line: &str) -> Result<()> {
        let is_ok = self.run(line);
        ensure!(is_ok, "fvirsh {line} failed\n{}", self.0.log());
        Ok(())
    }

    /// Shows one that has nothing good to say.
    fn show_failing(&self, line: &str) -> Result<()> {
        let is_ok = self.run(line);
        ensure!(!is_ok, "fvirsh {line} did not fail");
        Ok(())
    }

    fn run(&self, line: &str) -> bool {
        println!("$ fvirsh {line}");
        let ended = self.0.line(line);
        let text = format!("{}{}", ended.stdout, ended.stderr);
        println!("{}\n", text.trim_end());
        ended.is_ok()
    }

    /// Shows the console until a shell listens, asks it something, and leaves.
    fn show_console(&self) -> Result<()> {
        println!("$ fvirsh console tour --resume");
        println!("(The kernel is told to boot quietly; it takes some seconds.)");
        let mut console = self.0.console("console tour --resume");
        let mut shown = 0;
        show_until(&mut console, &mut shown, 1)?;
        ensure!(
            console.output().contains(LINUX_READY),
            "the guest does not say that it is up"
        );
        console.type_in("uname -a\n")?;
        show_until(&mut console, &mut shown, 2)?;
        console.type_in("\u{1d}")?;
        ensure!(
            console.ends_within(OFF_TIME_MAX),
            "the console does not end"
        );
        Ok(())
    }
}

/// Copies what comes until the shell has asked for a command so many times.
fn show_until(console: &mut Terminal, shown: &mut usize, prompts: usize) -> Result<()> {
    let end = now() + BOOT_TIME_MAX;
    loop {
        let all = console.output();
        print_without_escapes(all.get(*shown..).unwrap_or_default());
        std::io::stdout().flush()?;
        *shown = all.len();
        if all.matches(PROMPT).count() >= prompts {
            return Ok(());
        }
        ensure!(now() < end, "the guest did not come up: {all}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Prints without the question that busybox asks every terminal: where its cursor is.
fn print_without_escapes(text: &str) {
    print!("{}", text.replace("\u{1b}[6n", ""));
}

fn document(name: &str, guest: &LinuxGuest, devices: &str) -> String {
    format!(
        "<domain type='qemu'>
  <name>{name}</name>
  <memory unit='MiB'>256</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <kernel>{}</kernel>
    <initrd>{}</initrd>
    <cmdline>console=ttyS0 quiet</cmdline>
  </os>
  <features><acpi/><apic/></features>
  <devices>
    {devices}
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

  cargo build --release --package fv-tool-fvirsh --package fv-daemon-bins
  target/release/fvirsh -c 'qemu:///embed?root=/tmp/fv'      # an interactive shell; try: help

docs/first-guest.md goes on from there to a guest of your own, and to the daemon.";
