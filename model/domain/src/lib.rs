//! Domains as types: one module per device kind.
