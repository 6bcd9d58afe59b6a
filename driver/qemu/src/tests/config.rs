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
