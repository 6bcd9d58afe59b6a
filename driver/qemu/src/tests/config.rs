use std::path::PathBuf;

use fv_driver_kit::{Dirs, Privilege};

use super::Config;

struct Root(PathBuf);

impl Drop for Root {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn load(name: &str, text: &str) -> fv_error::Result<Config> {
    let root = Root(std::env::temp_dir().join(format!("fv-qemu-{}-{name}", std::process::id())));
    let dirs = Dirs::host(&root.0, Privilege::System).driver("qemu");
    std::fs::create_dir_all(root.0.join("etc/libvirt")).expect("made");
    std::fs::write(&dirs.conf_file, text).expect("written");
    Config::load(&dirs)
}

#[test]
fn a_key_that_nobody_knows_is_named_with_its_line() {
    let error = load("unknown", "user = \"root\"\nusser = 1\n").expect_err("unknown");
    assert!(
        error.message().contains("qemu.conf:2: unknown key 'usser'"),
        "{error}"
    );
}

#[test]
fn what_is_not_served_is_refused_unless_it_asks_for_nothing() {
    load("nothing", "mac_filter = 0\nsecurity_driver = \"none\"\n").expect("asks for nothing");
    let error = load("something", "mac_filter = 1\n").expect_err("not served");
    assert!(
        error.message().contains("'mac_filter' is not supported"),
        "{error}"
    );
    let error = load("selinux", "security_driver = [ \"selinux\" ]\n").expect_err("not served");
    assert!(error.message().contains("security drivers"), "{error}");
}

#[test]
fn a_user_that_does_not_exist_is_named_when_it_is_needed() {
    let config = load("user", "user = \"nosuchuser\"\n").expect("read");
    let error = config.account().expect_err("there is none");
    assert!(error.message().contains("'nosuchuser'"), "{error}");
}

fn log_limits(name: &str, qemu: &str, logs: &str) -> fv_error::Result<Option<(u64, usize)>> {
    let root = Root(std::env::temp_dir().join(format!("fv-logs-{}-{name}", std::process::id())));
    let dirs = Dirs::host(&root.0, Privilege::System).driver("qemu");
    std::fs::create_dir_all(root.0.join("etc/libvirt")).expect("made");
    std::fs::write(&dirs.conf_file, qemu).expect("written");
    if !logs.is_empty() {
        std::fs::write(root.0.join("etc/libvirt/virtlogd.conf"), logs).expect("written");
    }
    let limits = Config::load(&dirs)?.log_limits;
    Ok(limits.map(|limits| (limits.size_max, limits.backups)))
}

#[test]
fn logs_are_bounded_as_the_log_daemon_would_bound_them() {
    let limits = |name, qemu, logs| log_limits(name, qemu, logs).expect("read");
    assert_eq!(limits("default", "", ""), Some((2_097_152, 3)));
    let logs = "max_size = 4096\nmax_backups = 1\nmax_clients = 5\n";
    assert_eq!(limits("given", "", logs), Some((4096, 1)));
    assert_eq!(limits("endless", "", "max_size = 0\n"), Some((0, 3)));
    assert_eq!(limits("file", "stdio_handler = \"file\"\n", logs), None);
    assert_eq!(
        limits("logd", "stdio_handler = \"logd\"\n", logs),
        Some((4096, 1))
    );
}

#[test]
fn wrong_settings_of_logs_are_named() {
    let error = log_limits("handler", "stdio_handler = \"tape\"\n", "").expect_err("unknown");
    assert!(
        error.message().contains("Unknown stdio handler tape"),
        "{error}"
    );
    let error = log_limits("key", "", "\nmax_sise = 1\n").expect_err("unknown");
    assert!(
        error
            .message()
            .contains("virtlogd.conf:2: unknown key 'max_sise'"),
        "{error}"
    );
}
