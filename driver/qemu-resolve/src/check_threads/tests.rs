use fv_model_domain::{Scope, parse};

use super::*;

/// A guest with the threads 2 and 5 and a disk that is told about them.
fn guest(driver: &str) -> Domain {
    let text = format!(
        "<domain type='qemu'><name>guest</name><memory>65536</memory>
         <iothreadids><iothread id='2'/><iothread id='5'/></iothreadids>
         <os><type arch='x86_64' machine='pc'>hvm</type></os>
         <devices><disk type='file'><driver name='qemu' type='raw' {driver}</driver>
         <source file='/a'/><target dev='vda' bus='virtio'/></disk></devices></domain>"
    );
    parse(&text, Scope::NONE).expect("it is a domain")
}

fn refused(driver: &str) -> String {
    let guest = guest(driver);
    let it = &guest.devices.disks[0].driver;
    let checked = mapped(&guest, &it.iothreads, it.queues);
    checked.expect_err(driver).message().to_owned()
}

#[test]
fn queues_that_are_each_given_to_one_thread_are_fine() {
    for driver in [
        "queues='3'><iothreads><iothread id='5'><queue id='0'/><queue id='2'/></iothread>\
         <iothread id='2'><queue id='1'/></iothread></iothreads>",
        "queues='3'><iothreads><iothread id='5'/><iothread id='2'/></iothreads>",
        "queues='3'>",
    ] {
        let guest = guest(driver);
        let it = &guest.devices.disks[0].driver;
        assert!(mapped(&guest, &it.iothreads, it.queues).is_ok(), "{driver}");
    }
}

#[test]
fn queues_that_are_given_to_nobody_or_twice_are_named() {
    for (driver, cause) in [
        (
            "><iothreads><iothread id='5'><queue id='0'/></iothread></iothreads>",
            "'queue' count must be configured for explicit iothread to queue mapping",
        ),
        (
            "queues='1'><iothreads><iothread id='5'/><iothread id='5'/></iothreads>",
            "duplicate mapping for iothread '5'",
        ),
        (
            "queues='1'><iothreads><iothread id='3'/></iothreads>",
            "iothread '3' not defined in iothreadid",
        ),
        (
            "queues='2'><iothreads><iothread id='2'><queue id='0'/></iothread><iothread id='5'/></iothreads>",
            "iothread to queue mapping must be provided for all iothreads or for none",
        ),
        (
            "queues='2'><iothreads><iothread id='2'><queue id='2'/></iothread></iothreads>",
            "iothread queue '2' mapping out of range",
        ),
        (
            "queues='2'><iothreads><iothread id='2'><queue id='1'/><queue id='1'/></iothread></iothreads>",
            "iothread queue '1' is already assigned",
        ),
        (
            "queues='2'><iothreads><iothread id='2'><queue id='1'/></iothread></iothreads>",
            "missing iothread mapping for queue '0'",
        ),
    ] {
        let said = refused(driver);
        assert_eq!(
            said,
            format!("unsupported configuration: {cause}"),
            "{driver}"
        );
    }
}
