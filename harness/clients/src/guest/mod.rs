//! Small guests, built by our own code: 512 bytes that print and listen, or a Debian kernel with a shell.

mod agent;
mod asm;
mod boot;
mod cpio;
mod linux;
mod modules;

pub use boot::{boot_sector, flood_sector, rom};
pub use linux::{LINUX_READY, LinuxGuest, linux_folder};

/// A definition as the daemon writes it after `define` of an ordinary guest: disk, network, screen.
pub fn definition(number: usize) -> String {
    let [.., high, low] = number.to_be_bytes();
    include_str!("definition.xml")
        .replace("NUMBER", &format!("{number:05}"))
        .replace("SERIAL", &format!("{number:012x}"))
        .replace("MAC", &format!("{high:02x}:{low:02x}"))
}

#[cfg(test)]
mod tests;
