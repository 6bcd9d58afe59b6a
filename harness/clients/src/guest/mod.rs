//! Small guests, built by our own code: 512 bytes that print and listen, or a Debian kernel with a shell.

mod agent;
mod asm;
mod boot;
mod cpio;
mod linux;
mod modules;

pub use boot::{boot_sector, flood_sector, rom};
pub use linux::{LINUX_READY, LinuxGuest, linux_folder};

#[cfg(test)]
mod tests;
