use std::path::Path;

use super::{Dirs, Privilege};

#[test]
fn a_root_holds_the_layout_of_the_host() {
    let qemu = Dirs::host(Path::new("/r"), Privilege::System).driver("qemu");
    assert_eq!(qemu.definition("a"), Path::new("/r/etc/libvirt/qemu/a.xml"));
    assert_eq!(
        qemu.autostart_link("a"),
        Path::new("/r/etc/libvirt/qemu/autostart/a.xml")
    );
    assert_eq!(qemu.pid_file("a"), Path::new("/r/run/libvirt/qemu/a.pid"));
    assert_eq!(
        qemu.log_file("a"),
        Path::new("/r/var/log/libvirt/qemu/a.log")
    );
    assert_eq!(
        qemu.saved("save"),
        Path::new("/r/var/lib/libvirt/qemu/save")
    );
    assert_eq!(qemu.conf_file, Path::new("/r/etc/libvirt/qemu.conf"));
}

#[test]
fn an_embedded_driver_has_the_layout_of_libvirts() {
    let qemu = Dirs::embedded(Path::new("/r"), Privilege::Session).driver("qemu");
    assert_eq!(qemu.definition("a"), Path::new("/r/etc/qemu/a.xml"));
    assert_eq!(qemu.status("a"), Path::new("/r/run/qemu/a.xml"));
    assert_eq!(qemu.log_file("a"), Path::new("/r/log/qemu/a.log"));
    assert_eq!(qemu.cache, Path::new("/r/cache/qemu"));
    assert_eq!(qemu.saved("save"), Path::new("/r/lib/qemu/save"));
    assert_eq!(qemu.conf_file, Path::new("/r/etc/qemu.conf"));
}

#[test]
fn a_session_has_the_layout_of_a_user() {
    let dirs = Dirs::session(
        Path::new("/h/.config"),
        Path::new("/h/.cache"),
        Path::new("/run/1"),
    );
    let qemu = dirs.driver("qemu");
    assert_eq!(qemu.status("a"), Path::new("/run/1/libvirt/qemu/run/a.xml"));
    assert_eq!(qemu.lib, Path::new("/h/.config/libvirt/qemu/lib"));
    assert_eq!(
        qemu.saved("nvram"),
        Path::new("/h/.config/libvirt/qemu/nvram")
    );
    assert_eq!(
        qemu.log_file("a"),
        Path::new("/h/.cache/libvirt/qemu/log/a.log")
    );
    assert_eq!(qemu.cache, Path::new("/h/.cache/libvirt/qemu/cache"));
    assert_eq!(qemu.channel, Path::new("/run/1/libvirt/qemu/run/channel"));
}
