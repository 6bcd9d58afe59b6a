//! Users and groups of the host, by name and by number.

use std::ffi::{CStr, CString};
use std::io;
use std::path::PathBuf;

/// What the host knows about a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The name.
    pub name: String,
    /// The number.
    pub uid: u32,
    /// The main group.
    pub gid: u32,
    /// The home folder.
    pub home: PathBuf,
}

/// What the host knows about a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The name.
    pub name: String,
    /// The number.
    pub gid: u32,
}

/// The user with this name; nothing when there is none.
pub fn user_by_name(name: &str) -> io::Result<Option<User>> {
    let Ok(name) = CString::new(name) else {
        return Ok(None);
    };
    lookup(
        |entry: *mut libc::passwd, buffer, size, found| {
            // SAFETY: name is a C string; entry, buffer of that size and found are the caller's own.
            unsafe { libc::getpwnam_r(name.as_ptr(), entry, buffer, size, found) }
        },
        read_user,
    )
}

/// The user with this number; nothing when there is none.
pub fn user_by_uid(uid: u32) -> io::Result<Option<User>> {
    lookup(
        |entry: *mut libc::passwd, buffer, size, found| {
            // SAFETY: entry, buffer of that size and found are the caller's own.
            unsafe { libc::getpwuid_r(uid, entry, buffer, size, found) }
        },
        read_user,
    )
}

/// The group with this name; nothing when there is none.
pub fn group_by_name(name: &str) -> io::Result<Option<Group>> {
    let Ok(name) = CString::new(name) else {
        return Ok(None);
    };
    lookup(
        |entry: *mut libc::group, buffer, size, found| {
            // SAFETY: name is a C string; entry, buffer of that size and found are the caller's own.
            unsafe { libc::getgrnam_r(name.as_ptr(), entry, buffer, size, found) }
        },
        read_group,
    )
}

/// The group with this number; nothing when there is none.
pub fn group_by_gid(gid: u32) -> io::Result<Option<Group>> {
    lookup(
        |entry: *mut libc::group, buffer, size, found| {
            // SAFETY: entry, buffer of that size and found are the caller's own.
            unsafe { libc::getgrgid_r(gid, entry, buffer, size, found) }
        },
        read_group,
    )
}

/// The groups that a user is in, `gid` among them.
pub fn groups_of(user: &str, gid: u32) -> io::Result<Vec<u32>> {
    let name =
        CString::new(user).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
    let mut groups: Vec<u32> = vec![0; 64];
    loop {
        let mut count = libc::c_int::try_from(groups.len()).unwrap_or(libc::c_int::MAX);
        // SAFETY: name is a C string and groups has room for count numbers.
        let result =
            unsafe { libc::getgrouplist(name.as_ptr(), gid, groups.as_mut_ptr(), &raw mut count) };
        let wanted = usize::try_from(count).unwrap_or(0);
        if result >= 0 {
            groups.truncate(wanted);
            return Ok(groups);
        }
        if wanted <= groups.len() || wanted > GROUPS_MAX {
            return Err(io::Error::other("cannot list the groups of a user"));
        }
        groups.resize(wanted, 0);
    }
}

/// The effective user of this process.
pub fn effective_uid() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// The effective group of this process.
pub fn effective_gid() -> u32 {
    rustix::process::getegid().as_raw()
}

/// The further groups of this process.
pub fn own_groups() -> Vec<u32> {
    let groups = rustix::process::getgroups().unwrap_or_default();
    groups
        .into_iter()
        .map(rustix::process::Gid::as_raw)
        .collect()
}

/// Calls one of the `_r` functions with a buffer that grows as it asks.
fn lookup<E, T>(
    call: impl Fn(*mut E, *mut libc::c_char, usize, *mut *mut E) -> libc::c_int,
    read: impl Fn(&E) -> T,
) -> io::Result<Option<T>> {
    let mut size = 1024;
    loop {
        let mut entry = std::mem::MaybeUninit::<E>::uninit();
        let mut buffer: Vec<libc::c_char> = vec![0; size];
        let mut found = std::ptr::null_mut();
        match call(
            entry.as_mut_ptr(),
            buffer.as_mut_ptr(),
            size,
            &raw mut found,
        ) {
            0 if found.is_null() => return Ok(None),
            // SAFETY: on success found points to entry, whose strings lie in the buffer.
            0 => return Ok(Some(read(unsafe { &*found }))),
            libc::ERANGE if size < BUFFER_MAX => size *= 4,
            // Name services report "not there" in several ways.
            libc::ENOENT | libc::ESRCH | libc::EBADF | libc::EPERM => return Ok(None),
            libc::EINTR => {}
            errno => return Err(io::Error::from_raw_os_error(errno)),
        }
    }
}

fn read_user(entry: &libc::passwd) -> User {
    User {
        name: text(entry.pw_name),
        uid: entry.pw_uid,
        gid: entry.pw_gid,
        home: PathBuf::from(text(entry.pw_dir)),
    }
}

fn read_group(entry: &libc::group) -> Group {
    Group {
        name: text(entry.gr_name),
        gid: entry.gr_gid,
    }
}

fn text(pointer: *const libc::c_char) -> String {
    if pointer.is_null() {
        return String::new();
    }
    // SAFETY: the entries of the user database hold C strings, alive as long as their buffer.
    unsafe { CStr::from_ptr(pointer) }
        .to_string_lossy()
        .into_owned()
}

const BUFFER_MAX: usize = 1 << 20;
const GROUPS_MAX: usize = 1 << 16;
