//! QEMU's part of completing a domain: defaults, implicit devices, addresses, aliases.
