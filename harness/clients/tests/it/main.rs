//! Black-box tests of the daemon: one program, so that the daemon is built and found once.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
#![expect(clippy::print_stderr, reason = "a test that cannot run here says so")]

mod admin;
mod agent;
mod beside;
mod clock;
mod cycles;
mod definitions;
mod descriptors;
mod embed;
mod events;
mod failing;
mod faults;
mod files;
mod foreign;
mod fvirsh;
mod guest_calls;
mod host;
mod hostile;
mod kill;
mod kvm;
mod life;
mod limits;
mod lines;
mod misbehaving;
mod network;
mod nvram;
mod odd_events;
mod outputs;
mod perf;
mod ports;
mod process;
mod session;
mod shapes;
mod small;
mod stats;
mod stuck;
mod vocabulary;
mod vsock;
mod watching;
