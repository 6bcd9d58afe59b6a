//! From a resolved domain to QEMU's command line; nothing else.
