//! The only crate with system calls: safe calls over the kernel.
