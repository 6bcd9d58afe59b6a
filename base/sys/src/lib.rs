#![expect(
    unsafe_code,
    reason = "the one door to the kernel: what rustix lacks is called here"
)]
//! The one door to the machine: system calls, the clock, files, sockets, processes.
//!
//! Everything above calls these safe functions and none of its own. They say nothing in libvirt's
//! words: they return [`std::io::Error`], because only the caller knows which message belongs to
//! a failure. Nothing here starts programs by policy (that is `base/command`), logs, or keeps
//! state, save for [`fault`], through which tests break single steps.
//!
//! Read first: [`clock::Instant`], [`mod@file`], [`spawn::Spawn`], [`unix`].

pub mod clock;
pub mod cpuid;
pub mod daemonize;
pub mod epoll;
pub mod fault;
pub mod fd;
pub mod file;
pub mod host;
pub mod kvm;
pub mod limits;
pub mod lock_file;
pub mod memory;
pub mod net;
pub mod perf;
pub mod process;
pub mod signal;
pub mod spawn;
pub mod tree;
pub mod tty;
pub mod unix;
pub mod users;
pub mod xattr;
