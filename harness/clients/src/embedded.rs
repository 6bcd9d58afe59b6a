//! A folder for fvirsh's own driver: guests without a daemon, and the end of them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::guest::{LinuxGuest, boot_sector};
use crate::program::{Ended, program, run};
use crate::{Terminal, below, fvirsh_program, processes, set_mode};

/// How long one command may take.
const COMMAND_TIME_MAX: Duration = Duration::from_secs(60);

/// Tells folders of one process apart.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// A folder with guests that belong to it. Dropping it ends them and removes the folder.
#[derive(Debug)]
pub struct Embedded {
    root: PathBuf,
}

impl Embedded {
    /// Makes the folder; the driver fills it when it is first used.
    pub fn new() -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        // Short: the path of a monitor socket below it has room for 107 bytes.
        // As wide as the next one: a process is found by the folder in its command line, and no name may begin another.
        let root = PathBuf::from(format!("/tmp/fve-{}-{number:03}", std::process::id()));
        fs::create_dir_all(root.join("etc")).expect("/tmp takes a folder");
        // QEMU reaches images below the folder as a user of its own.
        set_mode(&root, 0o755);
        let embedded = Self { root };
        // Used by root alone: a user that every machine has and that owns nothing.
        embedded.write("etc/qemu.conf", "user = \"nobody\"\ngroup = \"nogroup\"\n");
        embedded
    }

    /// Returns the folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns a path below the folder as text.
    pub fn path(&self, relative: &str) -> String {
        self.root.join(relative).display().to_string()
    }

    /// Returns the connection URI.
    pub fn uri(&self) -> String {
        format!("qemu:///embed?root={}", self.root.display())
    }

    /// Prepares `fvirsh` for this folder, in the C locale.
    pub fn command(&self) -> Command {
        let mut command = program(fvirsh_program().expect("fvirsh can be built"));
        let uri = self.uri();
        command
            .env("LC_ALL", "C")
            .env("HOME", &self.root)
            .args(["-c", &uri]);
        command
    }

    /// Runs `fvirsh` with the words of a line, none of which holds a blank.
    pub fn line(&self, line: &str) -> Ended {
        let mut command = self.command();
        run(command.args(line.split_whitespace()), COMMAND_TIME_MAX).expect("fvirsh ends")
    }

    /// Runs `fvirsh`, which must succeed, and returns its standard output without empty lines at its end.
    pub fn ok(&self, line: &str) -> String {
        let ended = self.line(line);
        let (out, err) = (&ended.stdout, &ended.stderr);
        assert!(ended.is_ok(), "fvirsh {line}: {out}{err}\n{}", self.log());
        out.trim_end().to_owned()
    }

    /// Runs `fvirsh`, which must fail, and returns what it says about that.
    pub fn fails(&self, line: &str) -> String {
        let ended = self.line(line);
        assert!(!ended.is_ok(), "fvirsh {line} succeeds: {}", ended.stdout);
        ended.stderr.trim_end().to_owned()
    }

    /// Opens the console of a guest on a terminal.
    pub fn console(&self, arguments: &str) -> Terminal {
        let program = fvirsh_program().expect("fvirsh can be built");
        let line = format!("{} -c '{}' {arguments}", program.display(), self.uri());
        let mut console = Terminal::shell(&line).expect("a terminal can be had");
        console
            .wait_for("Escape character", Duration::from_secs(20))
            .expect("the console opens");
        console
    }

    /// Returns what the driver has logged.
    pub fn log(&self) -> String {
        fs::read_to_string(self.root.join("log/fvirsh.log")).unwrap_or_default()
    }

    /// Writes a file below the folder and returns its path.
    pub fn write(&self, relative: &str, content: impl AsRef<[u8]>) -> String {
        below::write(&self.root, relative, content)
    }

    /// Writes a disk that boots into the small guest and returns its path.
    pub fn boot_disk(&self, name: &str) -> String {
        self.write(&format!("{name}.img"), boot_sector())
    }

    /// Puts the Linux guest below the folder, where QEMU's user can read it.
    pub fn linux(&self) -> LinuxGuest {
        below::linux(&self.root)
    }

    /// Returns the process ids of the emulators that belong to the folder.
    pub fn emulators(&self) -> Vec<u32> {
        let all = processes::mentioning(&self.path(""));
        let is_emulator = |pid: &u32| processes::name(*pid).starts_with("qemu-system");
        all.into_iter().filter(is_emulator).collect()
    }
}

impl Default for Embedded {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        processes::kill_mentioning(&self.root.display().to_string());
        // A process that was just killed may still hold a file open; the rest goes.
        let _ = fs::remove_dir_all(&self.root);
    }
}
