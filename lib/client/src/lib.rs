//! Connections to a daemon for Rust programs.
