//! Boots the small guests under QEMU alone, without any daemon.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::Duration;

use super::*;
use crate::program::{now, program, wait};

/// A QEMU whose serial port is its standard input and output.
struct Machine(Child);

impl Machine {
    fn start(arguments: &[&str]) -> Self {
        let mut command = program("qemu-system-x86_64");
        command.args([
            "-nodefaults",
            "-no-user-config",
            "-display",
            "none",
            "-serial",
            "stdio",
            "-accel",
            "tcg",
        ]);
        let child = command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("qemu-system-x86_64 is installed (cargo xtask test)");
        Self(child)
    }

    fn type_in(&mut self, text: &str) {
        self.0
            .stdin
            .as_mut()
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
    }

    /// Reads until the text appears and returns all that was read.
    fn read_until(&mut self, wanted: &str) -> String {
        let until = now() + Duration::from_secs(60);
        let mut seen = String::new();
        let mut byte = [0];
        while !seen.contains(wanted) {
            assert!(now() < until, "no {wanted:?} in {seen:?}");
            let read = self.0.stdout.as_mut().unwrap().read(&mut byte).unwrap();
            assert_ne!(read, 0, "the machine ended after {seen:?}");
            seen.push(char::from(byte[0]));
        }
        seen
    }

    fn ends(&mut self) -> bool {
        wait(&mut self.0, Duration::from_secs(10))
            .unwrap()
            .is_some()
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn scratch_file(name: &str, content: &[u8]) -> PathBuf {
    let path = std::env::temp_dir().join(format!("fv-{}-{name}", std::process::id()));
    std::fs::write(&path, content).unwrap();
    path
}

fn answers_and_powers_off(mut machine: Machine) {
    machine.read_until("BOOT-OK\r\n");
    machine.type_in("xnn");
    assert_eq!(machine.read_until("B"), "xnAnB");
    machine.type_in("p");
    assert!(machine.ends());
}

#[test]
fn boot_sector_prints_counts_and_powers_off() {
    let disk = scratch_file("disk", &boot_sector());
    let drive = format!("file={},format=raw,if=ide", disk.display());
    answers_and_powers_off(Machine::start(&["-m", "16", "-drive", &drive]));
    std::fs::remove_file(disk).unwrap();
}

#[test]
fn rom_runs_without_a_bios_on_both_machine_types() {
    let image = scratch_file("rom", &rom());
    for machine in ["pc", "q35"] {
        let bios = image.to_str().unwrap();
        answers_and_powers_off(Machine::start(&[
            "-m", "16", "-machine", machine, "-bios", bios,
        ]));
    }
    std::fs::remove_file(image).unwrap();
}

#[test]
fn rom_sees_the_power_button_and_resets() {
    let image = scratch_file("rom-button", &rom());
    let socket = std::env::temp_dir().join(format!("fv-{}-hmp", std::process::id()));
    let monitor = format!("unix:{},server=on,wait=off", socket.display());
    let mut machine = Machine::start(&[
        "-m",
        "16",
        "-bios",
        image.to_str().unwrap(),
        "-monitor",
        &monitor,
    ]);
    machine.read_until("BOOT-OK");
    machine.type_in("b");
    machine.read_until("BOOT-OK");
    let mut hmp = std::os::unix::net::UnixStream::connect(&socket).unwrap();
    hmp.write_all(b"system_powerdown\n").unwrap();
    machine.read_until("P");
    assert!(machine.ends());
    std::fs::remove_file(image).unwrap();
    let _ = std::fs::remove_file(socket);
}

#[test]
fn linux_boots_to_a_shell_and_hears_the_power_button() {
    let guest = LinuxGuest::build(&crate::guest::linux_folder()).unwrap();
    let mut machine = Machine::start(&[
        "-m",
        "256",
        "-cpu",
        "max",
        "-machine",
        "q35",
        "-device",
        "virtio-balloon-pci",
        "-kernel",
        guest.kernel.to_str().unwrap(),
        "-initrd",
        guest.initrd.to_str().unwrap(),
        "-append",
        "console=ttyS0 quiet",
    ]);
    machine.read_until(LINUX_READY);
    machine.read_until("guest# ");
    machine.type_in("echo answer-$((6*7)); grep -c virtio /proc/modules\n");
    machine.read_until("answer-42\r\n");
    machine.type_in("poweroff -f\n");
    assert!(machine.ends());
}
