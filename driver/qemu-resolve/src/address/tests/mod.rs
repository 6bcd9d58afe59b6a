//! Tests of the address sets.

mod pci;
mod ports;
