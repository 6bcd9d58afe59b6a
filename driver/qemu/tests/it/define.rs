//! Definitions: kept, replaced, refused, forgotten.

use fv_api::DomainRef;
use fv_error::ErrorCode;

use crate::kit::{Host, caller, exists};

fn document(name: &str, uuid: u8, title: &str) -> String {
    let uuid = format!("{uuid:02x}000000-1111-2222-3333-444444444444");
    format!(
        "<domain type='qemu'><name>{name}</name><uuid>{uuid}</uuid><title>{title}</title>\
         <memory unit='MiB'>32</memory><vcpu>2</vcpu><os><type arch='x86_64'>hvm</type></os>\
         </domain>"
    )
}

fn define(host: &Host, xml: &str) -> DomainRef {
    host.domain().define_xml(&caller(), xml).expect("defined")
}

#[test]
fn a_definition_is_there_after_a_restart_until_it_is_undefined() {
    let mut host = Host::new("keep");
    let dom = define(&host, &document("a", 1, "first"));
    assert_eq!((dom.name.as_str(), dom.id), ("a", -1));
    assert_eq!(host.events.life_of("a"), [(0, 0)]);
    define(&host, &document("a", 1, "second"));
    assert_eq!(host.events.life_of("a"), [(0, 0), (0, 1)]);
    host.restarted();
    let api = host.domain();
    let found = api.lookup_by_name(&caller(), "a").expect("loaded");
    assert_eq!(found, dom);
    assert!(
        api.xml_desc(&caller(), &found, 0)
            .expect("xml")
            .contains("<title>second</title>")
    );
    assert_eq!(api.state(&caller(), &found, 0).expect("state").state, 5);
    assert_eq!(
        api.info(&caller(), &found).expect("info").max_mem,
        32 * 1024
    );
    assert_eq!(api.vcpus_flags(&caller(), &found, 0).expect("vcpus"), 2);
    api.undefine(&caller(), &found).expect("undefined");
    assert_eq!(host.events.life_of("a"), [(1, 0)]);
    assert!(!exists(&host.path("etc/libvirt/qemu/a.xml")));
    let error = api.lookup_by_name(&caller(), "a").expect_err("gone");
    assert_eq!(
        error.message(),
        "Domain not found: no domain with matching name 'a'"
    );
    host.restarted();
    assert_eq!(
        host.connect()
            .num_of_defined_domains(&caller())
            .expect("counted"),
        0
    );
}

#[test]
fn names_and_uuids_belong_to_one_guest() {
    let host = Host::new("conflict");
    define(&host, &document("a", 1, "t"));
    let error = host
        .domain()
        .define_xml(&caller(), &document("b", 1, "t"))
        .expect_err("taken");
    let uuid = "01000000-1111-2222-3333-444444444444";
    let text = format!("operation failed: domain 'a' is already defined with uuid {uuid}");
    assert_eq!(error.message(), text);
    let error = host
        .domain()
        .define_xml(&caller(), &document("a", 2, "t"))
        .expect_err("taken");
    let text = format!("operation failed: domain 'a' already exists with uuid {uuid}");
    assert_eq!(error.message(), text);
    assert_eq!(error.code(), ErrorCode::OperationFailed);
}

#[test]
fn a_definition_that_cannot_be_written_is_not_there() {
    let host = Host::new("unwritable");
    let file = host.path("etc/libvirt/qemu/a.xml");
    std::fs::create_dir_all(file.join("in the way")).expect("made");
    let error = host
        .domain()
        .define_xml(&caller(), &document("a", 1, "t"))
        .expect_err("in the way");
    assert!(error.message().contains("a.xml"), "{error}");
    assert!(host.domain().lookup_by_name(&caller(), "a").is_err());
    std::fs::remove_dir_all(&file).expect("removed");
    define(&host, &document("a", 1, "t"));
}

#[test]
fn what_the_driver_does_not_carry_out_is_refused_by_name() {
    let host = Host::new("not-yet");
    let plain = document("later", 7, "later");
    let with = |before: &str, more: &str| plain.replacen(before, &format!("{more}{before}"), 1);
    let tpm =
        "<devices><tpm model='tpm-tis'><backend type='emulator' version='2.0'/></tpm></devices>";
    let entry = "<sysinfo type='fwcfg'><entry name='opt/a' file='/a'/></sysinfo>";
    let cases = [
        (tpm, "TPM backend type 'emulator'"),
        (entry, "attribute 'file' of firmware entries"),
    ];
    for (more, what) in cases {
        let text = with("</domain>", more);
        let error = host.domain().define_xml(&caller(), &text);
        let error = error.expect_err("refused");
        assert_eq!(error.code(), ErrorCode::ConfigUnsupported);
        assert_eq!(
            error.message(),
            format!("unsupported configuration: {what} is not supported yet")
        );
    }
}

#[test]
fn unknown_flags_are_refused_by_number_and_function() {
    let host = Host::new("flags");
    let dom = define(&host, &document("a", 1, "t"));
    let error = host
        .domain()
        .reboot(&caller(), &dom, 4)
        .expect_err("unknown");
    assert_eq!(
        error.message(),
        "unsupported flags (0x4) in function qemuDomainReboot"
    );
    assert_eq!(error.code(), ErrorCode::InvalidArg);
    let error = host
        .connect()
        .list_all_domains(&caller(), 1, 1 << 20)
        .expect_err("unknown");
    assert!(
        error
            .message()
            .ends_with("in function qemuConnectListAllDomains"),
        "{error}"
    );
}

#[test]
fn lists_filter_by_every_flag() {
    let host = Host::new("filters");
    let dom = define(&host, &document("a", 1, "t"));
    define(&host, &document("b", 2, "t"));
    host.domain()
        .set_autostart(&caller(), &dom, 1)
        .expect("set");
    let count = |flags| {
        host.connect()
            .list_all_domains(&caller(), 1, flags)
            .expect("listed")
            .ret
    };
    let expected = [
        (0, 2),
        (1, 0),
        (2, 2),
        (4, 2),
        (8, 0),
        (16, 0),
        (64, 2),
        (128, 0),
        (256, 0),
        (512, 2),
    ];
    for (flags, wanted) in expected {
        assert_eq!(count(flags), wanted, "flags {flags}");
    }
    assert_eq!((count(1024), count(2048)), (1, 1));
    assert_eq!(
        (count(4096), count(8192), count(16384), count(32768)),
        (0, 2, 0, 2)
    );
    assert_eq!((count(3), count(2 | 1024)), (2, 1));
}

#[test]
fn autostart_is_a_link_to_the_definition() {
    let mut host = Host::new("autostart");
    let dom = define(&host, &document("a", 1, "t"));
    let api = host.domain();
    api.set_autostart(&caller(), &dom, 1).expect("set");
    api.set_autostart_once(&caller(), &dom, 1).expect("set");
    let link = host.path("etc/libvirt/qemu/autostart/a.xml");
    let target = std::fs::read_link(&link).expect("a link");
    assert_eq!(target, host.path("etc/libvirt/qemu/a.xml"));
    assert!(exists(&host.path("etc/libvirt/qemu/autostart/a.xml.once")));
    host.restarted();
    assert_eq!(host.domain().autostart(&caller(), &dom).expect("read"), 1);
    assert_eq!(
        host.domain().autostart_once(&caller(), &dom).expect("read"),
        1
    );
    host.domain().undefine(&caller(), &dom).expect("undefined");
    assert!(!exists(&link));
}

#[test]
fn metadata_is_kept_read_and_told() {
    let mut host = Host::new("metadata");
    let dom = define(&host, &document("a", 1, "t"));
    let api = host.domain();
    let error = api
        .metadata(&caller(), &dom, 0, None, 0)
        .expect_err("none yet");
    assert_eq!(error.code(), ErrorCode::NoDomainMetadata);
    api.set_metadata(&caller(), &dom, 0, Some("words"), None, None, 0)
        .expect("set");
    let (text, uri) = ("<a><b/></a>", "http://x.org/a");
    api.set_metadata(&caller(), &dom, 2, Some(text), Some("foo"), Some(uri), 2)
        .expect("set");
    let error = api.set_metadata(&caller(), &dom, 0, Some("x"), None, None, 1);
    assert!(
        error
            .expect_err("not running")
            .message()
            .ends_with("domain is not running")
    );
    host.restarted();
    let api = host.domain();
    assert_eq!(
        api.metadata(&caller(), &dom, 0, None, 0).expect("there"),
        "words"
    );
    let element = api
        .metadata(&caller(), &dom, 2, Some(uri), 0)
        .expect("there");
    assert_eq!(element, "<a>\n  <b/>\n</a>");
}

#[test]
fn a_file_that_cannot_be_read_is_left_alone() {
    let mut host = Host::new("broken");
    define(&host, &document("a", 1, "t"));
    let broken = host.path("etc/libvirt/qemu/b.xml");
    std::fs::write(&broken, "<domain").expect("written");
    let misnamed = host.path("etc/libvirt/qemu/c.xml");
    std::fs::copy(host.path("etc/libvirt/qemu/a.xml"), &misnamed).expect("copied");
    host.restarted();
    assert_eq!(
        host.connect()
            .num_of_defined_domains(&caller())
            .expect("counted"),
        1
    );
    assert!(exists(&broken) && exists(&misnamed));
}
