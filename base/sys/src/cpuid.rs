//! What the host's own x86 processor tells: CPUID, model-specific registers, the time stamp counter.
//!
//! On other architectures there is nothing of all this, and nothing is told.

use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::path::Path;

use rustix::fs::{Mode, OFlags};

/// The four registers that the instruction CPUID fills for a leaf and a sub-leaf.
#[cfg(target_arch = "x86_64")]
pub fn cpuid(leaf: u32, subleaf: u32) -> Option<[u32; 4]> {
    let found = std::arch::x86_64::__cpuid_count(leaf, subleaf);
    Some([found.eax, found.ebx, found.ecx, found.edx])
}

/// The four registers that the instruction CPUID fills; there is no such instruction here.
#[cfg(not(target_arch = "x86_64"))]
pub fn cpuid(_leaf: u32, _subleaf: u32) -> Option<[u32; 4]> {
    None
}

/// A model-specific register: of the first processor, or as KVM shows it to guests.
///
/// `msr` is the file of the first processor's registers, `kvm` the device.
pub fn register(index: u32, msr: &Path, kvm: &Path) -> io::Result<u64> {
    if let Ok(file) = rustix::fs::open(msr, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty()) {
        let mut bytes = [0; 8];
        match rustix::io::pread(&file, &mut bytes, u64::from(index)) {
            Ok(8) => return Ok(u64::from_ne_bytes(bytes)),
            // The processor has no such register.
            Err(rustix::io::Errno::IO) => return Err(io::Error::from(rustix::io::Errno::IO)),
            _ => {}
        }
    }
    let device = rustix::fs::open(kvm, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?;
    let mut request = Registers {
        count: 1,
        pad: 0,
        index,
        reserved: 0,
        data: 0,
    };
    // SAFETY: the request reads and writes a header and as many entries as the header says: one.
    let found = unsafe { libc::ioctl(device.as_raw_fd(), GET_MSRS, &raw mut request) };
    match found {
        1 => Ok(request.data),
        0 => Err(io::Error::from(rustix::io::Errno::IO)),
        _ => Err(io::Error::last_os_error()),
    }
}

/// The time stamp counter of the host: how fast it is in kHz, and whether KVM can scale it for guests.
pub fn tsc(kvm: &Path) -> io::Result<(u32, bool)> {
    let device = rustix::fs::open(kvm, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?;
    // SAFETY: the request takes the machine type 0 and returns a new descriptor.
    let guest = owned(unsafe { libc::ioctl(device.as_raw_fd(), CREATE_VM, 0) })?;
    // SAFETY: the request takes the number of a processor and returns a new descriptor.
    let vcpu = owned(unsafe { libc::ioctl(guest.as_raw_fd(), CREATE_VCPU, 0) })?;
    // SAFETY: the request has no argument and returns a number.
    let khz = unsafe { libc::ioctl(vcpu.as_raw_fd(), GET_TSC_KHZ, 0) };
    let khz = u32::try_from(khz).map_err(|_| io::Error::last_os_error())?;
    // SAFETY: the request takes a number and returns one.
    let scales = unsafe { libc::ioctl(device.as_raw_fd(), CHECK_EXTENSION, CAP_TSC_CONTROL) };
    if scales < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok((khz, scales > 0))
}

fn owned(fd: libc::c_int) -> io::Result<OwnedFd> {
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the kernel just made this descriptor for us alone.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// `struct kvm_msrs` with one entry.
#[repr(C)]
struct Registers {
    count: u32,
    pad: u32,
    index: u32,
    reserved: u32,
    data: u64,
}

const CREATE_VM: libc::Ioctl = 0xae01;
const CREATE_VCPU: libc::Ioctl = 0xae41;
const GET_TSC_KHZ: libc::Ioctl = 0xaea3;
const CHECK_EXTENSION: libc::Ioctl = 0xae03;
const GET_MSRS: libc::Ioctl = 0xc008_ae88;
const CAP_TSC_CONTROL: libc::c_int = 60;
