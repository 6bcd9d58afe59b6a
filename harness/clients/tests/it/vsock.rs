//! A guest that the host reaches by vsock; where the host has none, the start says so.

use std::path::Path;

use fv_harness_clients::Host;

use crate::small;

#[test]
fn guest_is_given_a_number_or_the_start_names_what_the_host_lacks() {
    let host = Host::start();
    let disk = host.boot_disk("v");
    let vsock = "<vsock model='virtio'><cid auto='yes'/></vsock>\n    <memballoon";
    let path = host.write(
        "v.xml",
        small::xml("v", &disk).replace("<memballoon", vsock),
    );
    host.ok(&format!("define {path}"));
    let shown = host.ok("dumpxml v");
    assert!(shown.contains("<cid auto='yes'/>"), "{shown}");
    if Path::new("/dev/vhost-vsock").exists() {
        host.ok("start v");
        let shown = host.ok("dumpxml v");
        assert!(shown.contains("<cid auto='yes' address='"), "{shown}");
        host.ok("destroy v");
    } else {
        let said = host.fails("start v");
        let cause = "unsupported configuration: unable to open vhost-vsock device";
        assert!(said.contains(cause), "{said}");
        assert_eq!(host.ok("domstate v").trim(), "shut off");
    }
    let shown = host.ok("dumpxml v");
    assert!(shown.contains("<cid auto='yes'/>"), "{shown}");
}
