//! The QEMU driver: guests that are processes of QEMU on this host.
//!
//! A guest is a definition on the disk, a process that nobody is the parent of, and a monitor
//! through which that process is spoken to. The driver keeps the three together: it defines,
//! starts, watches and ends guests, finds them again after the daemon died, and tells what
//! happens to them. Documents are read by `model/domain`, completed by `driver/qemu-resolve`,
//! turned into a command by `driver/qemu-cmdline`; QMP is spoken by `driver/qemu-monitor`. It
//! knows no wire and no other driver.
//!
//! Read first: [`Qemu`], [`Settings`], and inside the modules `guest`, `job`, `start`.

mod agent;
mod brief;
mod calls;
mod capabilities;
mod chain;
mod config;
mod coupling;
mod cpu;
mod definition;
mod device_events;
mod devices;
mod driver;
mod emulators;
mod events;
mod flags;
mod guest;
mod guest_log;
mod host_uuid;
mod job;
mod kept;
mod keys;
mod launch;
mod life;
mod link;
mod load;
mod marks;
mod metadata;
mod migratable;
mod network;
mod nvram;
mod orders;
mod outputs;
mod pace;
mod patience;
mod pending;
mod perf;
mod plan;
mod ports;
mod preflight;
mod prepare;
mod reactor;
mod reconnect;
mod refuse;
mod regain;
mod report;
mod scratch;
mod start;
mod status;
mod stop;
mod strays;
mod taint;
mod time;
mod unattended;
mod vsock;

pub use calls::{Qemu, QemuBackend};
pub use driver::{Settings, Stay};
