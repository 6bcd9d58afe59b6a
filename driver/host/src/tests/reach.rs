use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use fv_command::{Command, Runner, User};
use fv_testkit::Scratch;

use super::{Holder, Refused, Use, Walker};
use crate::owner::{Account, account};

fn nobody() -> Account {
    account("nobody", None).expect("every machine has it")
}

fn walker() -> Walker {
    Walker::new(&nobody(), "/nowhere")
}

/// A folder that everybody passes, and folders and a file below it.
fn place(scratch: &Scratch, folder: &str, modes: (u32, u32)) -> PathBuf {
    let folder = scratch.join(folder);
    std::fs::create_dir_all(&folder).expect("made");
    let file = folder.join("disk.img");
    std::fs::write(&file, "").expect("written");
    set_mode(scratch.path(), 0o755);
    set_mode(&folder, modes.0);
    set_mode(&file, modes.1);
    file
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("changed");
}

#[test]
fn the_first_folder_that_refuses_is_named_with_whom_and_the_command() {
    let scratch = Scratch::new("reach-first");
    let file = place(&scratch, "a", (0o700, 0o600));
    let found = walker().obstacle(&file, Use::Read, Holder::Present);
    let text = found.expect("refused").to_string();
    let folder = scratch.join("a").display().to_string();
    assert_eq!(
        text,
        format!(
            "folder '{folder}' does not let user 'nobody' pass; this would allow it: chmod o+x \
             {folder}"
        )
    );
}

#[test]
fn the_command_opens_the_way() {
    let scratch = Scratch::new("reach-command");
    let file = place(&scratch, "with blank", (0o700, 0o600));
    for _ in 0..2 {
        let found = walker().obstacle(&file, Use::Read, Holder::Present);
        let command = found.expect("refused").command;
        let shell = std::iter::once("-c").chain([command.as_str()]);
        let mut program = Command::new("/bin/sh");
        program.args(shell).search_path("/usr/bin:/bin");
        let output = fv_command::Host.run(&program).expect("it runs");
        assert!(output.is_success(), "{command}");
    }
    assert_eq!(walker().obstacle(&file, Use::Read, Holder::Present), None);
}

#[test]
fn links_lead_on_and_what_they_lead_through_counts() {
    let scratch = Scratch::new("reach-links");
    place(&scratch, "hidden", (0o700, 0o644));
    place(&scratch, "open", (0o755, 0o644));
    let link = scratch.join("open/link");
    symlink("../hidden/disk.img", &link).expect("linked");
    let found = walker().obstacle(&link, Use::Read, Holder::Present);
    assert_eq!(found.expect("refused").path, scratch.join("hidden"));
    let endless = scratch.join("open/endless");
    symlink("endless", &endless).expect("linked");
    assert_eq!(
        walker().obstacle(&endless, Use::Read, Holder::Present),
        None
    );
}

#[test]
fn a_file_that_will_be_the_walkers_own_is_judged_as_such() {
    let scratch = Scratch::new("reach-given");
    let file = place(&scratch, "a", (0o755, 0o600));
    let walker = walker();
    let present = walker.obstacle(&file, Use::ReadWrite, Holder::Present);
    assert_eq!(present.expect("refused").refused, Refused::Reading);
    assert_eq!(walker.obstacle(&file, Use::ReadWrite, Holder::Walker), None);
    set_mode(&file, 0o400);
    let given = walker.obstacle(&file, Use::ReadWrite, Holder::Walker);
    let given = given.expect("refused");
    assert_eq!(given.refused, Refused::Writing);
    assert_eq!(given.command, format!("chmod u+rw {}", file.display()));
}

#[test]
fn what_is_missing_refuses_nobody() {
    let scratch = Scratch::new("reach-missing");
    place(&scratch, "a", (0o755, 0o600));
    let missing = scratch.join("a/no/such");
    assert_eq!(
        walker().obstacle(&missing, Use::Read, Holder::Present),
        None
    );
}

#[test]
fn an_access_list_lets_one_user_in() {
    let scratch = Scratch::new("reach-list");
    let file = place(&scratch, "a", (0o700, 0o644));
    let uid = nobody().owner.uid;
    let list = crate::access_list::tests::bytes(&[
        (1, 7, u32::MAX),
        (2, 1, uid),
        (4, 0, u32::MAX),
        (16, 1, u32::MAX),
        (32, 0, u32::MAX),
    ]);
    let folder = scratch.join("a");
    if fv_sys::xattr::write(&folder, "system.posix_acl_access", &list).is_err() {
        return; // This file system has no access lists.
    }
    assert_eq!(walker().obstacle(&file, Use::Read, Holder::Present), None);
    assert_eq!(real(&file, "-r"), real_if_root(true));
}

/// What is said of every combination of modes is what the kernel does.
#[test]
fn the_verdict_is_the_kernels() {
    let scratch = Scratch::new("reach-kernel");
    let modes = [
        0o700, 0o710, 0o701, 0o750, 0o755, 0o770, 0o641, 0o604, 0o064,
    ];
    for folder in modes {
        for file in modes {
            let path = place(&scratch, &format!("{folder:o}-{file:o}"), (folder, file));
            for (used, test) in [(Use::Read, "-r"), (Use::Run, "-x")] {
                let free = walker().obstacle(&path, used, Holder::Present).is_none();
                if let Some(really) = real(&path, test) {
                    assert_eq!(free, really, "{folder:o} {file:o} {test}");
                }
            }
        }
    }
}

/// What a program of that user finds; nothing where we cannot become that user.
fn real(path: &Path, test: &str) -> Option<bool> {
    real_if_root(())?;
    let account = nobody();
    let mut command = Command::new("/usr/bin/test");
    command.args([test.to_string(), path.display().to_string()]);
    command.user(User {
        uid: account.owner.uid,
        gid: account.owner.gid,
        groups: account.groups,
    });
    let output = fv_command::Host.run(&command).expect("it runs");
    Some(output.is_success())
}

fn real_if_root<T>(value: T) -> Option<T> {
    (fv_sys::users::effective_uid() == 0).then_some(value)
}
