//! Refusals as libvirt 11.3.0 words them, with the part of it that speaks.
//!
//! Each line was seen from libvirt's own daemon with the same call.

use fv_api::DomainRef;
use fv_error::{Error, ErrorCode, ErrorDomain, Result};

use crate::kit::{Host, caller};

const DOCUMENT: &str = "<domain type='qemu'><name>odd</name>\
    <uuid>07000000-1111-2222-3333-444444444444</uuid><memory unit='MiB'>32</memory>\
    <vcpu>1</vcpu><os><type arch='x86_64' machine='pc-q35-10.0'>hvm</type></os><devices>\
    <disk type='file' device='cdrom'><target dev='sdc' bus='sata'/></disk>\
    </devices></domain>";

/// What a refusal looks like.
type Seen = (ErrorDomain, ErrorCode, String);

fn seen<T>(result: Result<T>) -> Seen {
    let error: Error = result.err().expect("it is refused");
    (error.domain(), error.code(), error.message().to_string())
}

fn said(domain: ErrorDomain, code: ErrorCode, text: &str) -> Seen {
    (domain, code, text.to_string())
}

fn odd(host: &Host) -> DomainRef {
    let domain = host.domain();
    domain.define_xml(&caller(), DOCUMENT).expect("defined")
}

#[test]
fn what_needs_a_running_guest_says_that_it_does_not_run() {
    let host = Host::new("errors-off");
    let (dom, who) = (odd(&host), caller());
    let (domain, guest, device) = (host.domain(), host.guest(), host.device());
    let refused = [
        seen(domain.job_info(&who, &dom)),
        seen(domain.control_info(&who, &dom, 0)),
        seen(domain.destroy(&who, &dom)),
        seen(domain.suspend(&who, &dom)),
        seen(domain.reboot(&who, &dom, 0)),
        // By the button or by the agent.
        seen(domain.reboot(&who, &dom, 3)),
        seen(domain.reset(&who, &dom, 0)),
        seen(domain.inject_nmi(&who, &dom, 0)),
        seen(guest.time(&who, &dom, 0)),
        seen(guest.interface_addresses(&who, &dom, 0, 0)),
        seen(device.block_stats(&who, &dom, "sdc")),
        seen(device.disk_errors(&who, &dom, 1, 0)),
    ];
    let text = "Requested operation is not valid: domain is not running";
    let wanted = said(ErrorDomain::Domain, ErrorCode::OperationInvalid, text);
    for (index, refused) in refused.into_iter().enumerate() {
        assert_eq!(refused, wanted, "case {index}");
    }
    // Some calls find out elsewhere.
    let wanted = said(ErrorDomain::Qemu, ErrorCode::OperationInvalid, text);
    let refused = [
        seen(domain.shutdown(&who, &dom)),
        // By the agent alone.
        seen(domain.shutdown_flags(&who, &dom, 2)),
        seen(domain.reboot(&who, &dom, 2)),
        seen(guest.pm_suspend_for_duration(&who, &dom, 0, 0, 0)),
        seen(guest.guest_info(&who, &dom, 0, 0)),
        seen(guest.set_guest_vcpus(&who, &dom, "0", 1, 0)),
        seen(guest.fstrim(&who, &dom, None, 0, 0)),
    ];
    for (index, refused) in refused.into_iter().enumerate() {
        assert_eq!(refused, wanted, "elsewhere, case {index}");
    }
}

#[test]
fn flags_that_nobody_knows_are_refused_by_the_part_that_was_asked() {
    let host = Host::new("errors-flags");
    let (dom, who, node) = (odd(&host), caller(), host.node());
    let text = |function: &str| format!("unsupported flags (0x8) in function {function}");
    let cases = [
        (
            seen(host.domain().state(&who, &dom, 8)),
            ErrorDomain::Qemu,
            "qemuDomainGetState",
        ),
        (
            seen(host.domain().metadata(&who, &dom, 1, None, 8)),
            ErrorDomain::Domain,
            "virDomainObjGetMetadata",
        ),
        (
            seen(node.cpu_map(&who, 1, 1, 8)),
            ErrorDomain::None,
            "virHostCPUGetMap",
        ),
        (
            seen(node.memory_stats(&who, 0, -1, 8)),
            ErrorDomain::None,
            "virHostMemGetStats",
        ),
        (
            seen(node.suspend_for_duration(&who, 0, 60, 8)),
            ErrorDomain::None,
            "virNodeSuspend",
        ),
    ];
    for (seen, domain, function) in cases {
        assert_eq!(seen, said(domain, ErrorCode::InvalidArg, &text(function)));
    }
    let text = "keys in virDomainAuthorizedSSHKeysSet must not be NULL";
    assert_eq!(
        seen(
            host.guest()
                .authorized_ssh_keys_set(&who, &dom, "root", &[], 1)
        ),
        said(ErrorDomain::Domain, ErrorCode::InvalidArg, text)
    );
    let error = host.guest().hostname(&who, &dom, 3).expect_err("both");
    let strings = error.strings().clone();
    let wanted = [
        Some("qemuDomainGetHostname".into()),
        Some("ctl".into()),
        None,
    ];
    assert_eq!(strings, wanted);
}

#[test]
fn the_host_refuses_as_libvirt_does() {
    let host = Host::new("errors-host");
    let (who, node, connect) = (caller(), host.node(), host.connect());
    assert_eq!(
        seen(node.free_pages(&who, &[3], -2, 1, 0)),
        said(
            ErrorDomain::None,
            ErrorCode::OperationFailed,
            "operation failed: NUMA node -2 is not available"
        )
    );
    let refused = node.alloc_pages(&who, &[3], &[1], 0, 1, 0);
    let (domain, code, text) = seen(refused);
    assert_eq!(
        (domain, code),
        (ErrorDomain::None, ErrorCode::OperationFailed)
    );
    assert!(
        text.starts_with("operation failed: page size 3 is not available"),
        "{text}"
    );
    assert_eq!(
        seen(connect.baseline_cpu(&who, &[], 0)),
        said(
            ErrorDomain::Domain,
            ErrorCode::InvalidArg,
            "xmlCPUs in virConnectBaselineCPU must not be NULL"
        )
    );
    let refused = connect.domain_capabilities(&who, Some("/tmp"), None, None, None, 0);
    assert_eq!(
        seen(refused),
        said(
            ErrorDomain::Qemu,
            ErrorCode::SystemError,
            "QEMU binary /tmp is not executable: Is a directory"
        )
    );
}

#[test]
fn processors_that_cannot_be_read_are_refused_by_what_reads_them() {
    let host = Host::new("errors-cpu");
    let (who, connect) = (caller(), host.connect());
    let (domain, code, _) = seen(connect.compare_cpu(&who, "hello", 0));
    assert_eq!((domain, code), (ErrorDomain::Cpu, ErrorCode::XmlDetail));
    let baseline = |xml: &str| connect.baseline_cpu(&who, &[xml.to_string()], 0);
    let cases = [
        (
            "<cpu mode='foo'/>",
            ErrorCode::ConfigUnsupported,
            "unsupported configuration: Attribute mode is only allowed for guest CPU",
        ),
        (
            "<cpu><model>qemu64</model></cpu>",
            ErrorCode::XmlError,
            "XML error: Missing CPU architecture",
        ),
    ];
    for (xml, code, text) in cases {
        assert_eq!(seen(baseline(xml)), said(ErrorDomain::Cpu, code, text));
    }
    // A word of guests that a host's description may carry along.
    let matched = "<cpu match='strict'><arch>x86_64</arch><model>qemu64</model></cpu>";
    assert!(baseline(matched).is_ok());
}

#[test]
fn a_document_without_a_name_is_refused_for_that_first() {
    let host = Host::new("errors-name");
    let refused = host.domain().define_xml(&caller(), "<domain/>");
    assert_eq!(
        seen(refused),
        said(
            ErrorDomain::Domain,
            ErrorCode::NoName,
            "missing name information"
        )
    );
}

#[test]
fn an_empty_drive_has_no_bytes_to_look_at() {
    let host = Host::new("errors-peek");
    let (dom, who) = (odd(&host), caller());
    let text = "Operation not supported: peeking is only supported for disk with 'raw' format \
                not 'none'";
    assert_eq!(
        seen(host.device().block_peek(&who, &dom, "sdc", 0, 16, 0)),
        said(ErrorDomain::Qemu, ErrorCode::OperationUnsupported, text)
    );
}

#[test]
fn guests_of_other_hypervisors_are_refused_by_their_kind() {
    let host = Host::new("errors-kind");
    let text = DOCUMENT
        .replace("type='qemu'", "type='xen'")
        .replace(" machine='pc-q35-10.0'", "");
    let words = "unsupported configuration: Emulator '/usr/bin/qemu-system-x86_64' does not \
                 support virt type 'xen'";
    assert_eq!(
        seen(host.domain().define_xml(&caller(), &text)),
        said(ErrorDomain::Qemu, ErrorCode::ConfigUnsupported, words)
    );
}
