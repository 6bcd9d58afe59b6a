//! The file that remembers what an emulator can do, in libvirt's format.

mod read;
mod write;

pub use read::read;
pub use write::write;

#[cfg(test)]
#[path = "../tests/cache_xml.rs"]
mod tests;
