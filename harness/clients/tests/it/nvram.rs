//! Variables of firmware: made from their template when a guest starts without them, and left alone otherwise.
//!
//! The guest's own ROM stands in the place of UEFI: it boots from flash memory within a moment.

use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};

use fv_harness_clients::guest::rom;
use fv_harness_clients::program::{must, program};
use fv_harness_clients::{Host, Terminal};

use crate::events::SHORT;
use crate::files::Disk;
use crate::small;

/// Variables as a distribution ships them.
static TEMPLATE: [u8; 64 << 10] = [0xff; 64 << 10];
const FOLDER: &str = "var/lib/libvirt/qemu/nvram";

/// Defines a guest with flash memory whose variables are described by this.
fn define(host: &Host, name: &str, nvram: &str) {
    let code = host.write("code.fd", rom());
    let disk = host.boot_disk(name);
    let loader = format!("<loader readonly='yes' type='pflash'>{code}</loader>{nvram}");
    let xml = small::xml(name, &disk).replace("<boot dev='hd'/>", &loader);
    let xml = host.write(&format!("{name}.xml"), xml);
    host.ok(&format!("define {xml}"));
}

fn template(host: &Host) -> String {
    let path = host.write("template.fd", TEMPLATE);
    format!("<nvram template='{path}'/>")
}

fn boots(host: &Host, name: &str, more: &str) {
    host.ok(&format!("start {name} --paused {more}"));
    let mut console: Terminal = small::console(host, name);
    host.ok(&format!("resume {name}"));
    console.wait_for("BOOT-OK", SHORT).unwrap();
}

#[test]
fn variables_are_made_once_and_anew_when_somebody_wants_that() {
    let host = Host::start();
    define(&host, "guest", &template(&host));
    let path = host.root().join(FOLDER).join("guest_VARS.fd");
    assert!(!path.exists(), "nobody has started it");
    let xml = host.ok("dumpxml guest");
    assert!(
        xml.contains(&format!(">{}</nvram>", path.display())),
        "{xml}"
    );
    boots(&host, "guest", "");
    assert!(fs::read(&path).unwrap() == TEMPLATE);
    let found = fs::metadata(&path).unwrap();
    assert_eq!(found.mode() & 0o777, 0o600);
    let emulator = format!("/proc/{}", host.emulator_pid("guest").unwrap());
    assert_eq!(found.uid(), fs::metadata(emulator).unwrap().uid());
    host.ok("destroy guest");
    let mut kept = TEMPLATE;
    kept[7] = 1;
    fs::write(&path, kept).unwrap();
    boots(&host, "guest", "");
    host.ok("destroy guest");
    assert!(fs::read(&path).unwrap() == kept, "they are the guest's");
    boots(&host, "guest", "--reset-nvram");
    host.ok("destroy guest");
    assert!(fs::read(&path).unwrap() == TEMPLATE);
}

#[test]
fn variables_go_with_their_definition_only_if_that_is_said() {
    let host = Host::start();
    define(&host, "guest", &template(&host));
    boots(&host, "guest", "");
    host.ok("destroy guest");
    let path = host.root().join(FOLDER).join("guest_VARS.fd");
    let said = host.fails("undefine guest");
    assert!(said.contains("cannot undefine domain with nvram"), "{said}");
    host.ok("undefine guest --keep-nvram");
    assert!(path.exists());
    define(&host, "guest", &template(&host));
    if let Some(disk) = Disk::mount_over(&host, "etc/libvirt/qemu") {
        disk.remount("bind,ro");
        host.fails("undefine guest --nvram");
        assert!(path.exists(), "what is refused has not happened");
        disk.remount("bind,rw");
    }
    host.ok("undefine guest --nvram");
    assert_eq!(fs::read_dir(host.root().join(FOLDER)).unwrap().count(), 0);
}

/// What stands in the place of a template or of variables, and what a start says of it.
#[test]
fn what_is_no_template_or_no_variables_is_named_and_nothing_is_started() {
    let host = Host::start();
    let folder = host.root().join("folder");
    fs::create_dir(&folder).unwrap();
    let fifo = host.root().join("fifo");
    must(program("mkfifo").arg(&fifo)).unwrap();
    let endless = host.root().join("endless");
    let sparse = fs::File::create(&endless).unwrap();
    sparse.set_len(1 << 40).unwrap();
    let none = host.root().join("none");
    let own = host.write("template.fd", TEMPLATE);
    let vars = |path: &Path| format!("<nvram template='{own}'>{}</nvram>", path.display());
    let from = |path: &Path| format!("<nvram template='{}'/>", path.display());
    let open = |path: &Path| format!("Failed to open file '{}': ", path.display());
    let code = host.path("code.fd");
    let cases = [
        (from(&none), open(&none) + "No such file or directory"),
        (from(&folder), open(&folder) + "Is a directory"),
        (from(&fifo), open(&fifo) + "not a regular file"),
        (from(&endless), open(&endless)),
        (vars(&folder), "is neither a file nor a disk".to_owned()),
        (vars(&fifo), "is neither a file nor a disk".to_owned()),
        (
            vars(&none.join("vars")),
            format!(
                "Failed to create file '{}/vars.new': No such file or directory",
                none.display()
            ),
        ),
        (
            format!("<nvram>{}</nvram>", none.display()),
            format!("unable to find any master var store for loader: {code}"),
        ),
    ];
    for (nvram, wanted) in cases {
        define(&host, "guest", &nvram);
        let said = host.fails("start guest");
        assert!(said.contains(&wanted), "{nvram}: {said}");
        assert_eq!(host.emulators(), Vec::<u32>::new());
        host.ok("undefine guest --keep-nvram");
    }
    assert!(fs::read_dir(folder).unwrap().next().is_none());
    // A link that leads nowhere is no variables, and gives way to some.
    let link = host.root().join("link");
    symlink(&none, &link).unwrap();
    define(&host, "guest", &vars(&link));
    boots(&host, "guest", "");
    host.ok("destroy guest");
    assert!(fs::read(&link).unwrap() == TEMPLATE && !none.exists());
}

#[test]
fn full_or_read_only_disk_gets_no_half_of_the_variables() {
    let host = Host::start();
    let Some(disk) = Disk::mount(&host, FOLDER) else {
        return eprintln!("nothing can be mounted here; the driver's own tests break each write");
    };
    define(&host, "guest", &template(&host));
    let path: PathBuf = host.root().join(FOLDER).join("guest_VARS.fd");
    disk.fill();
    let said = host.fails("start guest");
    let new = format!("'{}.new'", path.display());
    assert!(
        said.contains(&new) && said.contains("No space left"),
        "{said}"
    );
    let names = |folder: &Path| fs::read_dir(folder).unwrap().count();
    assert_eq!(names(&host.root().join(FOLDER)), 1, "the filler alone");
    disk.empty();
    disk.remount("ro");
    let said = host.fails("start guest");
    assert!(said.contains(&new) && said.contains("Read-only"), "{said}");
    disk.remount("rw");
    boots(&host, "guest", "");
    assert!(fs::read(&path).unwrap() == TEMPLATE);
}
