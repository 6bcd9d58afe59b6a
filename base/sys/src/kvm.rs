//! Whether the kernel can run guests.

use std::io;
use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd};
use std::path::Path;

use rustix::fs::{Mode, OFlags};

/// What is behind a device that should be KVM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kvm {
    /// Guests can be run.
    Usable,
    /// It is not there or may not be opened.
    Absent,
    /// It opens but is no KVM, or no guest can be made with it.
    Broken,
}

/// Looks at the device, `/dev/kvm` usually; makes and drops one empty guest.
pub fn probe(path: &Path) -> Kvm {
    let Ok(device) = rustix::fs::open(path, OFlags::RDWR | OFlags::CLOEXEC, Mode::empty()) else {
        return Kvm::Absent;
    };
    match api_version(&device) {
        Ok(API_VERSION) if can_make_guest(&device) => Kvm::Usable,
        _ => Kvm::Broken,
    }
}

/// The version of the interface, 12 since 2007.
pub fn api_version(device: impl AsFd) -> io::Result<i32> {
    let fd = device.as_fd().as_raw_fd();
    // SAFETY: the request has no argument and returns a number, or fails on other files.
    let version = unsafe { libc::ioctl(fd, GET_API_VERSION, 0) };
    if version < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(version)
    }
}

/// How many processors one guest may have.
pub fn max_vcpus(path: &Path) -> io::Result<i32> {
    let device = rustix::fs::open(path, OFlags::RDWR | OFlags::CLOEXEC, Mode::empty())?;
    let fd = device.as_raw_fd();
    // SAFETY: the request takes a number and returns one, or fails on other files.
    let most = unsafe { libc::ioctl(fd, CHECK_EXTENSION, CAP_MAX_VCPUS) };
    if most > 0 {
        return Ok(most);
    }
    // SAFETY: as above.
    let recommended = unsafe { libc::ioctl(fd, CHECK_EXTENSION, CAP_NR_VCPUS) };
    if recommended > 0 {
        Ok(recommended)
    } else {
        Err(io::Error::last_os_error())
    }
}

fn can_make_guest(device: &OwnedFd) -> bool {
    // SAFETY: the request takes the machine type 0 and returns a new descriptor.
    let guest = unsafe { libc::ioctl(device.as_raw_fd(), CREATE_VM, 0) };
    if guest < 0 {
        return false;
    }
    // SAFETY: the kernel just made this descriptor for us alone.
    drop(unsafe { OwnedFd::from_raw_fd(guest) });
    true
}

const API_VERSION: i32 = 12;
const GET_API_VERSION: libc::Ioctl = 0xae00;
const CREATE_VM: libc::Ioctl = 0xae01;
const CHECK_EXTENSION: libc::c_ulong = 0xAE03;
const CAP_NR_VCPUS: libc::c_int = 9;
const CAP_MAX_VCPUS: libc::c_int = 66;
