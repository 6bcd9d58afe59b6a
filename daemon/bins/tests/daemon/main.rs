//! The program `ferrovirtd` from outside: start, sockets, signals, background, systemd.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests may fail loudly, and start the program they test"
)]

mod fixture;
mod start;
mod systemd;
