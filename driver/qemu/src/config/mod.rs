//! The driver's configuration: qemu.conf.
//!
//! Every key of libvirt's is known; an unknown one is an error that names file, line and key. A
//! key whose matter is not served yet may be there with the value that it has anyway; another
//! value is refused by name, because silence would let the user believe in it.

mod keys;

use std::sync::Arc;
use std::time::Duration;

use fv_conf::{Conf, Single, Value};
use fv_driver_host::{Account, account};
use fv_driver_kit::{DriverDirs, Privilege};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_keeper::Limits;
use fv_sys::clock::{self, Instant};
use fv_sys::users;
use fv_types::lock::{Mutex, Rank};

/// What of qemu.conf is served so far.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    /// As whom emulators run; absent when they run as the daemon does.
    user: Option<String>,
    group: Option<String>,
    /// Whether files are given to that user.
    pub(crate) dynamic_ownership: bool,
    /// Whether former owners are remembered on the files.
    pub(crate) remember_owner: bool,
    /// Whether QEMU puts a stamp in front of its messages.
    pub(crate) log_timestamp: bool,
    /// How long to wait between guests that start with the host, in milliseconds.
    pub(crate) auto_start_delay_ms: u32,
    /// How many files an emulator may have open; 0 is the daemon's own limit.
    pub(crate) max_files: u32,
    /// How many processes an emulator's user may have; 0 is the daemon's own limit.
    pub(crate) max_processes: u32,
    /// How large a core file of an emulator may be; absent without limit.
    pub(crate) max_core: Option<u64>,
    /// Whether a core file holds the guest's memory.
    pub(crate) dump_guest_core: bool,
    /// Whether the process shows the guest's name.
    pub(crate) set_process_name: bool,
    /// Whether QEMU is put into its seccomp sandbox; absent for its own default.
    pub(crate) seccomp_sandbox: Option<bool>,
    /// How much of what an emulator says is kept; absent when it writes to the file itself.
    pub(crate) log_limits: Option<fv_keeper::Limits>,
    /// The account as it was found last, and when.
    found: Arc<Mutex<Option<(Instant, Account)>>>,
}

impl Config {
    /// Reads the file; where there is none, everything is as it is by default.
    pub(crate) fn load(dirs: &DriverDirs) -> Result<Self> {
        let conf = match Conf::read_if_exists(&dirs.conf_file)? {
            Some(conf) => conf,
            None => Conf::parse(&dirs.conf_file.display().to_string(), "")?,
        };
        conf.require_known(keys::KNOWN)?;
        refuse_what_is_not_served(&conf)?;
        let privileged = dirs.privilege == Privilege::System;
        let text = |key| Ok::<_, Error>(conf.string(key)?.map(str::to_string));
        let boolean = |key, default| Ok::<_, Error>(conf.boolean(key)?.unwrap_or(default));
        let number = |key| Ok::<_, Error>(conf.uint(key)?.unwrap_or(0));
        let (user, group) = if privileged {
            (text("user")?, text("group")?)
        } else {
            (None, None)
        };
        Ok(Self {
            user: user.or_else(|| privileged.then(|| DEFAULT_USER.to_string())),
            group,
            dynamic_ownership: boolean("dynamic_ownership", privileged)? && privileged,
            remember_owner: boolean("remember_owner", privileged)? && privileged,
            log_timestamp: boolean("log_timestamp", true)?,
            auto_start_delay_ms: number("auto_start_delay")?,
            max_files: number("max_files")?,
            max_processes: number("max_processes")?,
            max_core: max_core(&conf)?,
            dump_guest_core: boolean("dump_guest_core", false)?,
            set_process_name: boolean("set_process_name", false)?,
            seccomp_sandbox: match conf.int("seccomp_sandbox")?.unwrap_or(-1) {
                number if number < 0 => None,
                number => Some(number > 0),
            },
            log_limits: log_limits(&conf, dirs)?,
            found: Arc::new(Mutex::new(Rank::CACHE, None)),
        })
    }

    /// As whom emulators run; nothing means: as the daemon does.
    ///
    /// It is looked up again for each start, so that a user or a membership made after the daemon
    /// was started is found; the steps of one start share what the first of them found, because a
    /// lookup may ask services over sockets and networks.
    pub(crate) fn account(&self) -> Result<Option<Account>> {
        let Some(user) = &self.user else {
            return Ok(None);
        };
        let now = clock::now();
        if let Some((at, account)) = &*self.found.lock()
            && now < *at + KEEP_ACCOUNT
        {
            return Ok(Some(account.clone()));
        }
        let account = self.look_up(user)?;
        *self.found.lock() = Some((now, account.clone()));
        Ok(Some(account))
    }

    fn look_up(&self, user: &str) -> Result<Account> {
        if let Some(group) = &self.group {
            return account(user, Some(group));
        }
        // Debian's build names a group, which may be missing where the user was made by hand.
        let named = users::group_by_name(DEFAULT_GROUP).ok().flatten();
        let group = named
            .filter(|_| user == DEFAULT_USER)
            .map(|_| DEFAULT_GROUP);
        account(user, group)
    }
}

/// How guests' logs are bounded: as the log daemon's own configuration says, if anyhow.
fn log_limits(conf: &Conf, dirs: &DriverDirs) -> Result<Option<Limits>> {
    match conf.string("stdio_handler")? {
        None | Some("logd") => {}
        Some("file") => return Ok(None),
        Some(other) => {
            let detail = format!("Unknown stdio handler {other}");
            return Err(Error::new(
                ErrorDomain::None,
                ErrorCode::ConfigUnsupported,
                detail,
            ));
        }
    }
    let mut limits = Limits::default();
    let path = dirs.conf_file.with_file_name(LOG_CONF);
    let Some(conf) = Conf::read_if_exists(&path)? else {
        return Ok(Some(limits));
    };
    conf.require_known(keys::KNOWN_OF_LOGS)?;
    if let Some(size_max) = conf.ullong("max_size")? {
        limits.size_max = size_max;
    }
    if let Some(backups) = conf.ullong("max_backups")? {
        limits.backups = usize::try_from(backups)
            .unwrap_or(BACKUPS_MAX)
            .min(BACKUPS_MAX);
    }
    Ok(Some(limits))
}

fn max_core(conf: &Conf) -> Result<Option<u64>> {
    match conf.value("max_core") {
        Some(Value::String(word)) if word == "unlimited" => Ok(None),
        Some(Value::String(word)) => {
            let place = conf.place("max_core");
            let detail = format!("{place}: Unknown core size '{word}'");
            Err(Error::new(ErrorDomain::Conf, ErrorCode::ConfSyntax, detail))
        }
        _ => conf.ullong("max_core"),
    }
}

/// Refuses values that ask for what is not there yet.
fn refuse_what_is_not_served(conf: &Conf) -> Result<()> {
    for (key, harmless) in NOT_SERVED {
        let Some(value) = conf.value(key) else {
            continue;
        };
        if !harmless.iter().any(|harmless| harmless.fits(value)) {
            let place = conf.place(key);
            let detail = format!("{place}: '{key}' is not supported with this value yet");
            return Err(Error::new(
                ErrorDomain::Conf,
                ErrorCode::ConfigUnsupported,
                detail,
            ));
        }
    }
    if conf
        .string_list("security_driver", Single::Accepted)?
        .is_some_and(|list| list.iter().any(|name| !["none", "dac"].contains(name)))
    {
        let place = conf.place("security_driver");
        let detail = format!("{place}: only the security drivers 'none' and 'dac' are there yet");
        return Err(Error::new(
            ErrorDomain::Conf,
            ErrorCode::ConfigUnsupported,
            detail,
        ));
    }
    Ok(())
}

/// A value that changes nothing.
enum Harmless {
    Zero,
    Text(&'static str),
    EmptyList,
}

impl Harmless {
    fn fits(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Zero, Value::Unsigned(0) | Value::Signed(0)) => true,
            (Self::Text(word), Value::String(text)) => text == word,
            (Self::EmptyList, Value::List(list)) => list.is_empty(),
            _ => false,
        }
    }
}

/// Keys that would change how guests run, with the values that ask for nothing.
///
/// Keys of displays, migration, dumps and helpers wait for the parts that read them: as long as
/// those parts refuse their documents and calls, nobody can be misled by them.
const NOT_SERVED: &[(&str, &[Harmless])] = &[
    ("cgroup_controllers", &[Harmless::EmptyList]),
    ("lock_manager", &[Harmless::Text("nop")]),
    ("mac_filter", &[Harmless::Zero]),
    ("security_require_confined", &[Harmless::Zero]),
    ("sched_core", &[Harmless::Text("none")]),
    ("max_threads_per_process", &[Harmless::Zero]),
    ("max_queued", &[Harmless::Zero]),
    ("allow_disk_format_probing", &[Harmless::Zero]),
    ("auto_shutdown_try_save", &[Harmless::Text("none")]),
    ("auto_shutdown_try_shutdown", &[Harmless::Text("none")]),
    ("auto_shutdown_poweroff", &[Harmless::Text("none")]),
    ("storage_use_nbdkit", &[Harmless::Zero]),
    ("capability_filters", &[Harmless::EmptyList]),
];

/// The file beside qemu.conf that says how large logs may become.
const LOG_CONF: &str = "virtlogd.conf";
/// More than anybody wants to look at.
const BACKUPS_MAX: usize = 1000;
/// The user of Debian's build.
const DEFAULT_USER: &str = "libvirt-qemu";
/// The group of Debian's build.
const DEFAULT_GROUP: &str = "libvirt-qemu";
/// How long an account that was found is taken as it was: longer than the plan of a start takes.
const KEEP_ACCOUNT: Duration = Duration::from_secs(2);

#[cfg(test)]
#[path = "../tests/config.rs"]
mod tests;
