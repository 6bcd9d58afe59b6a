//! Emulators as the host sees them: processes that carry the mark of a guest of this driver.
//!
//! The mark is in the arguments: the guest's name and uuid, and the folder of one run below the
//! driver's own. It is there from the first instruction of the emulator to its last, whatever
//! becomes of files. Arguments can be forged, so only processes of users that may run emulators
//! count, and only those that see the driver's folders where the driver does: containers have
//! emulators whose paths read the same. What a mark says is believed no further than that a process
//! must be left alone.

use std::io;
use std::path::{Path, PathBuf};

use fv_driver_qemu_caps::is_probe;
use fv_sys::file::{self, Links};
use fv_sys::process;
use fv_types::Uuid;

/// An emulator of a guest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Its process.
    pub(crate) pid: i32,
    /// When the process started, in ticks since boot.
    pub(crate) start_time: u64,
    /// The guest's name.
    pub(crate) name: String,
    /// The guest's uuid.
    pub(crate) uuid: Uuid,
    /// The id of the run.
    pub(crate) id: i32,
    /// The folder of the run.
    pub(crate) lib_dir: PathBuf,
    /// Everything on its command line, the program first.
    pub(crate) arguments: Vec<String>,
}

/// What one look at all processes of the host found.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    /// The emulators of guests.
    pub(crate) guests: Vec<Mark>,
    /// The numbers of emulators that were started to be asked what they can do.
    pub(crate) probes: Vec<i32>,
}

impl Marks {
    /// Looks at all processes; `lib` is the folder of the driver's runs, `users` those who may run
    /// emulators.
    pub(crate) fn find(lib: &Path, users: &[u32]) -> io::Result<Self> {
        let mut found = Self::default();
        for pid in process::all()? {
            // A process that is gone meanwhile, or that nobody may look at, is none of ours.
            let Ok(arguments) = process::arguments(pid) else {
                continue;
            };
            let probe = is_probe(&arguments, lib);
            if (!probe && Mark::read(&arguments, lib).is_none())
                || !belongs_to(pid, users)
                || !is_here(pid, lib)
            {
                continue;
            }
            if probe {
                found.probes.push(pid);
            } else {
                found.guests.extend(Mark::of(pid, lib));
            }
        }
        found.leave_out_children();
        Ok(found)
    }

    /// The emulator that runs in this folder.
    pub(crate) fn of_folder(&self, lib_dir: &Path) -> Option<&Mark> {
        self.guests.iter().find(|mark| mark.lib_dir == lib_dir)
    }

    /// An emulator that is about to start a helper has, for a moment, a child that looks like it.
    fn leave_out_children(&mut self) {
        let parents: Vec<i32> = self.guests.iter().map(|mark| mark.pid).collect();
        self.guests.retain(|mark| {
            process::status(mark.pid).is_ok_and(|status| !parents.contains(&status.parent))
        });
    }
}

impl Mark {
    /// The mark of a process that lives.
    pub(crate) fn of(pid: i32, lib: &Path) -> Option<Self> {
        let status = process::status(pid).ok()?;
        if matches!(status.state, 'Z' | 'X') {
            return None;
        }
        let mark = Self::read(&process::arguments(pid).ok()?, lib)?;
        Some(Self {
            pid,
            start_time: status.start_time,
            ..mark
        })
    }

    /// Reads the mark on a command line; number and time are left at 0.
    fn read(arguments: &[String], lib: &Path) -> Option<Self> {
        let value = |option: &str| {
            let place = arguments.iter().position(|argument| argument == option)?;
            arguments.get(place + 1)
        };
        let name = guest_name(value("-name")?)?;
        let uuid = Uuid::parse(value("-uuid")?)?;
        let (id, lib_dir) = arguments
            .iter()
            .find_map(|argument| run_folder(argument, lib))?;
        Some(Self {
            pid: 0,
            start_time: 0,
            name,
            uuid,
            id,
            lib_dir,
            arguments: arguments.to_vec(),
        })
    }
}

/// Whether a command line is that of an emulator which runs in this folder.
pub(crate) fn runs_in(arguments: &[String], lib_dir: &Path) -> bool {
    let lib = lib_dir.parent().unwrap_or(lib_dir);
    Mark::read(arguments, lib).is_some_and(|mark| mark.lib_dir == lib_dir)
}

/// The name in `guest=NAME,debug-threads=on`, in which a comma of the name is doubled.
fn guest_name(value: &str) -> Option<String> {
    let rest = value.strip_prefix("guest=")?;
    let mut name = String::new();
    let mut letters = rest.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == ',' && letters.next_if_eq(&',').is_none() {
            break;
        }
        name.push(letter);
    }
    (!name.is_empty()).then_some(name)
}

/// The id and the folder of a run, from the argument that names the file of its key.
fn run_folder(argument: &str, lib: &Path) -> Option<(i32, PathBuf)> {
    if !argument.contains("masterKey0") {
        return None;
    }
    let path = match argument.split_once("\"file\":") {
        Some((_, rest)) => json_text(rest)?,
        None => argument.split_once("file=")?.1.to_string(),
    };
    let folder = Path::new(&path).parent()?;
    (folder.parent()? == lib).then_some(())?;
    Some((run_id(folder)?, folder.to_path_buf()))
}

/// The id in the name of the folder of a run, `domain-ID-NAME`.
pub(crate) fn run_id(folder: &Path) -> Option<i32> {
    let name = folder.file_name()?.to_str()?.strip_prefix("domain-")?;
    let (id, _) = name.split_once('-')?;
    id.parse().ok().filter(|id| *id > 0)
}

/// The text in quotes at the beginning of JSON.
fn json_text(json: &str) -> Option<String> {
    let mut letters = json.strip_prefix('"')?.chars();
    let mut text = String::new();
    loop {
        match letters.next()? {
            '"' => return Some(text),
            '\\' => text.push(letters.next()?),
            letter => text.push(letter),
        }
    }
}

fn belongs_to(pid: i32, users: &[u32]) -> bool {
    let folder = PathBuf::from(format!("/proc/{pid}"));
    file::stat(&folder, Links::Refuse).is_ok_and(|stat| users.contains(&stat.uid))
}

/// Whether a process finds the same folder at this path as we do.
///
/// Where that may not be looked at, which takes a privilege that daemons in containers lack, a process
/// counts unless it has a number in a namespace below ours.
fn is_here(pid: i32, lib: &Path) -> bool {
    let its = PathBuf::from(format!("/proc/{pid}/root")).join(lib.strip_prefix("/").unwrap_or(lib));
    let identity = |path: &Path| {
        let stat = file::stat(path, Links::Follow)?;
        Ok((stat.device, stat.inode))
    };
    match (identity(&its), identity(lib)) {
        (Ok(its), Ok(ours)) => its == ours,
        (Err(error), _) if io::Error::kind(&error) == io::ErrorKind::PermissionDenied => {
            process::namespaces(pid).is_ok_and(|count| count == 1)
        }
        _ => false,
    }
}

#[cfg(test)]
#[path = "tests/marks.rs"]
mod tests;
