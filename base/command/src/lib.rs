//! The only crate that starts programs.
