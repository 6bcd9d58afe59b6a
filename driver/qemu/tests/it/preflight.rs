//! What keeps a guest from starting, told all at once; and the same told by a start.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use fv_api::{DomainRef, START_CHECK};
use fv_error::ErrorCode;

use crate::kit::{Host, caller, exists};
use crate::life::{document, nothing_left};

/// A driver whose emulators run as a user that owns nothing.
fn host(name: &str) -> Host {
    let host = Host::configured(name, "user = \"nobody\"\ngroup = \"nogroup\"\n");
    set_mode(&host.root, 0o755);
    host
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("changed");
}

/// The lines that a preflight tells, without the first.
fn blockers(host: &Host, dom: &DomainRef) -> Vec<String> {
    let checked = host.domain().create_with_flags(&caller(), dom, START_CHECK);
    let Err(error) = checked else {
        return Vec::new();
    };
    assert_eq!(error.code(), ErrorCode::OperationFailed);
    let mut lines = error.message().lines().map(str::to_string);
    let first = format!("operation failed: domain '{}' cannot be started", dom.name);
    assert_eq!(lines.next(), Some(first));
    lines.collect()
}

/// A disk image in a folder of its own, and the element for it.
fn disk(host: &Host, folder: &str, target: &str) -> String {
    let folder = host.path(folder);
    std::fs::create_dir_all(&folder).expect("made");
    let image = folder.join("disk.img");
    std::fs::write(&image, vec![0; 512]).expect("written");
    disk_at(&image, target)
}

fn disk_at(path: &Path, target: &str) -> String {
    format!(
        "<disk type='file'><source file='{}'/><target dev='{target}' bus='virtio'/></disk>",
        path.display()
    )
}

fn define(host: &Host, document: &str) -> DomainRef {
    host.domain()
        .define_xml(&caller(), document)
        .expect("defined")
}

#[test]
fn all_blockers_are_told_at_once_and_nothing_is_touched() {
    let host = host("preflight");
    let emulator = host.path("emulator");
    std::os::unix::fs::symlink("/usr/bin/qemu-system-x86_64", &emulator).expect("linked");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("bound").port();
    let devices = format!(
        "{}{}<graphics type='vnc' port='{port}' autoport='no' listen='127.0.0.1'/>",
        disk_at(&host.path("missing.img"), "vda"),
        disk(&host, "hidden/below", "vdb"),
    );
    let text = document("g", &devices)
        .replace(
            "/usr/bin/qemu-system-x86_64",
            &emulator.display().to_string(),
        )
        .replace("<memory unit='MiB'>32", "<memory unit='TiB'>64");
    let dom = define(&host, &text);
    std::fs::remove_file(&emulator).expect("removed");
    set_mode(&host.path("hidden"), 0o700);
    let before = listing(&host.root);
    let root = host.root.display();
    let found = blockers(&host, &dom);
    let expected = [
        format!("file: Cannot access storage file '{root}/missing.img': No such file or directory"),
        format!(
            "access: Cannot access storage file '{root}/hidden/below/disk.img' (as uid:65534, \
             gid:65534): Permission denied: folder '{root}/hidden' does not let user 'nobody' \
             pass; this would allow it: chmod o+x {root}/hidden"
        ),
        format!(
            "port: Cannot listen on port {port} of address '127.0.0.1' for VNC: Address already \
             in use"
        ),
        "memory: Cannot set up guest memory of 68719476736 KiB, ".to_string(),
        format!("emulator: Cannot check QEMU binary {root}/emulator: No such file or directory"),
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(&expected) {
        assert!(found.starts_with(expected), "{found}\n{expected}");
    }
    let document = host.domain().xml_desc(&caller(), &dom, 3).expect("told");
    let told = host
        .connect()
        .domain_xml_to_native(&caller(), "qemu-argv", &document, START_CHECK)
        .expect("checked");
    assert_eq!(told.lines().collect::<Vec<_>>(), found);
    assert_eq!(listing(&host.root), before);
    assert!(
        host.events
            .of("g")
            .iter()
            .all(|event| !format!("{event:?}").contains("Stopped"))
    );
    nothing_left(&host, "g");
}

/// Every path below a folder.
fn listing(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(listing(&path));
        }
        found.push(path);
    }
    found.sort();
    found
}

#[test]
fn a_start_says_the_same_and_its_command_lets_the_guest_start() {
    let host = host("access");
    let dom = define(&host, &document("g", &disk(&host, "hidden", "vda")));
    set_mode(&host.path("hidden"), 0o700);
    let told = blockers(&host, &dom);
    let error = host
        .domain()
        .create(&caller(), &dom)
        .expect_err("the way is closed");
    assert_eq!(told, [format!("access: {}", error.detail())]);
    let [errno, _] = error.numbers();
    assert_eq!((error.code(), errno), (ErrorCode::SystemError, 13));
    assert_eq!(
        error.remedy(),
        Some(&*format!("chmod o+x {}", host.path("hidden").display()))
    );
    nothing_left(&host, "g");
    set_mode(&host.path("hidden"), 0o701);
    assert_eq!(blockers(&host, &dom), [""; 0]);
    host.domain().create(&caller(), &dom).expect("it starts");
    let running = blockers(&host, &dom);
    assert_eq!(running, ["state: domain is already running"]);
    host.domain().destroy(&caller(), &dom).expect("ended");
}

#[test]
fn a_document_is_checked_without_becoming_a_guest() {
    let host = host("transient");
    let text = document("g", &disk_at(&host.path("none.img"), "vda"));
    let error = host
        .domain()
        .create_xml(&caller(), &text, START_CHECK)
        .expect_err("no image");
    assert!(error.message().contains("\nfile: Cannot access"), "{error}");
    let checked = host
        .domain()
        .create_xml(&caller(), &document("g", ""), START_CHECK)
        .expect("nothing is in the way");
    assert_eq!((checked.name.as_str(), checked.id), ("g", -1));
    assert!(!exists(&host.path("etc/libvirt/qemu/g.xml")));
    assert_eq!(host.connect().num_of_domains(&caller()).expect("told"), 0);
}

#[test]
fn screens_of_guests_started_at_once_get_ports_of_their_own() {
    let host = host("screens");
    let screen = "<graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1'/>";
    let doms = ["a", "b"].map(|name| define(&host, &document(name, screen)));
    std::thread::scope(|scope| {
        let starts = doms.iter().map(|dom| {
            let api = host.domain();
            scope.spawn(move || api.create(&caller(), dom))
        });
        for start in starts.collect::<Vec<_>>() {
            start.join().expect("no panic").expect("started");
        }
    });
    for dom in &doms {
        host.domain().destroy(&caller(), dom).expect("ended");
    }
}

#[test]
fn variables_that_a_start_would_make_keep_nothing_from_it_but_their_template_does() {
    let host = host("preflight-nvram");
    let code = host.path("code.fd");
    std::fs::write(&code, vec![0xf4; 64 << 10]).expect("written");
    let template = host.path("template.fd");
    std::fs::write(&template, vec![0; 64 << 10]).expect("written");
    let (code, shown) = (code.display(), template.display());
    let firmware = format!(
        "<loader readonly='yes' type='pflash'>{code}</loader><nvram template='{shown}'/></os>"
    );
    let dom = define(&host, &document("g", "").replace("</os>", &firmware));
    let before = listing(&host.root);
    assert_eq!(blockers(&host, &dom), [""; 0]);
    assert_eq!(listing(&host.root), before);
    std::fs::remove_file(&template).expect("removed");
    let missing = format!("file: Failed to open file '{shown}': No such file or directory");
    assert_eq!(blockers(&host, &dom), [missing]);
}
