//! Looking into a real guest: its disks, its memory, its display.

use std::io::Read;
use std::os::unix::net::UnixStream;

use fv_api::DomainRef;
use fv_error::ErrorCode;

use crate::kit::{Host, caller};
use crate::life::document;

const SCREEN: &str = "<graphics type='vnc' socket='SOCKET'/><video><model type='vga'/></video>";

/// A guest with a disk whose bytes count up, and a display at a socket.
fn started(host: &Host) -> DomainRef {
    let image = host.path("disk.img");
    let bytes: Vec<u8> = (0..1 << 20).map(|place: u32| place as u8).collect();
    std::fs::write(&image, bytes).expect("written");
    let second = host.path("disk.qcow2");
    std::fs::write(&second, b"").expect("written");
    let disk = format!(
        "<disk type='file'><driver name='qemu' type='raw'/><source file='{}'/>\
         <target dev='vda' bus='virtio'/></disk>",
        image.display()
    );
    let screen = SCREEN.replace("SOCKET", &host.path("vnc.sock").display().to_string());
    let xml = document("g", &(disk + &screen));
    let domain = host.domain();
    let dom = domain.define_xml(&caller(), &xml).expect("defined");
    domain
        .create_with_flags(&caller(), &dom, 0)
        .expect("started")
}

#[test]
fn bytes_of_a_disk_are_read_whether_the_guest_runs_or_not() {
    let host = Host::new("blockpeek");
    let dom = started(&host);
    let device = host.device();
    let path = host.path("disk.img").display().to_string();
    let peek = |name: &str, offset, size| device.block_peek(&caller(), &dom, name, offset, size, 0);
    assert_eq!(peek("vda", 254, 4).expect("read"), [254, 255, 0, 1]);
    assert_eq!(peek(&path, 1, 2).expect("read"), [1, 2]);
    for (name, offset, size, words) in [
        ("vdz", 0, 1, "disk 'vdz' not found in domain"),
        (
            "vda",
            (1 << 20) - 2,
            3,
            "'vda' starting from 1048574 has only 2 bytes available",
        ),
        ("vda", 0, 4 * 1024 * 1024 + 1, "size > maximum buffer size"),
    ] {
        let error = peek(name, offset, size).expect_err("refused");
        assert!(error.message().ends_with(words), "{error}");
    }
    host.domain().destroy(&caller(), &dom).expect("ended");
    assert_eq!(peek("vda", 254, 4).expect("read"), [254, 255, 0, 1]);
}

#[test]
fn bytes_of_memory_are_read_as_the_machine_or_as_the_processor_sees_them() {
    let host = Host::new("mempeek");
    let dom = started(&host);
    let peek = |offset, size, flags| {
        let tune = host.tune();
        tune.memory_peek(&caller(), &dom, offset, size, flags)
    };
    // The first instruction of a PC is a far jump.
    assert_eq!(peek(0xffff_fff0, 16, 2).expect("read")[0], 0xea);
    assert_eq!(peek(0xf_fff0, 1, 1).expect("read").len(), 1);
    let error = peek(0, 1, 3).expect_err("one of both");
    assert_eq!(error.code(), ErrorCode::InvalidArg);
    let folder = host.path(&format!("var/lib/libvirt/qemu/domain-{}-g", dom.id));
    let names = std::fs::read_dir(folder).expect("there").flatten();
    let names: Vec<_> = names.map(|entry| entry.file_name()).collect();
    let left = names
        .iter()
        .any(|name| name.to_string_lossy().contains("qemu.mem"));
    assert!(!left, "{names:?}");
}

#[test]
fn a_display_is_handed_out_as_a_connected_descriptor() {
    let host = Host::new("opengraphics");
    let dom = started(&host);
    let domain = host.domain();
    let fds = domain
        .open_graphics_fd(&caller(), &dom, 0, 1)
        .expect("connected");
    let [fd] = <[_; 1]>::try_from(fds).expect("one");
    let mut client = UnixStream::from(fd);
    client.set_nonblocking(false).expect("set");
    let mut greeting = [0; 4];
    client.read_exact(&mut greeting).expect("greeted");
    assert_eq!(&greeting, b"RFB ");
    let (ours, theirs) = UnixStream::pair().expect("made");
    let with = caller().with_descriptors(vec![theirs.into()]);
    domain.open_graphics(&with, &dom, 0, 0).expect("connected");
    let mut ours = ours;
    ours.read_exact(&mut greeting).expect("greeted");
    assert_eq!(&greeting, b"RFB ");
    let error = domain
        .open_graphics_fd(&caller(), &dom, 1, 0)
        .expect_err("no such display");
    assert!(
        error
            .message()
            .ends_with("No graphics backend with index 1"),
        "{error}"
    );
}
