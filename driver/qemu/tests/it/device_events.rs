//! What happens to devices, told by a monitor that the test plays.

use fv_api::{DomainEvent, GraphicsAddress, GraphicsIdentity};

use crate::events::Played;
use crate::kit::{caller, eventually};

const CARD: &str = "<interface type='user' trustGuestRxFilters='yes'><mac address='52:54:00:00:00:01'/>\
                    <model type='virtio'/></interface>";

fn xml(played: &Played) -> String {
    let domain = played.host.domain();
    domain.xml_desc(&caller(), &played.dom, 0).expect("xml")
}

#[test]
fn clients_of_displays_are_told_with_all_that_is_known_of_them() {
    let mut played = Played::new("graphics");
    let server =
        "{\"auth\":\"sasl\",\"family\":\"ipv4\",\"service\":\"5900\",\"host\":\"127.0.0.1\"}";
    let client = "{\"family\":\"ipv6\",\"service\":\"58425\",\"host\":\"::1\",\
                  \"x509_dname\":\"CN=me\",\"sasl_username\":\"luiz\"}";
    let data = format!("{{\"server\":{server},\"client\":{client}}}");
    played.event("VNC_INITIALIZED", &data);
    let end = |family, node: &str, service: &str| GraphicsAddress {
        family,
        node: node.into(),
        service: service.into(),
    };
    let proof = |kind: &str, name: &str| GraphicsIdentity {
        kind: kind.into(),
        name: name.into(),
    };
    played.until(&DomainEvent::Graphics {
        phase: 1,
        local: end(0, "127.0.0.1", "5900"),
        remote: end(1, "::1", "58425"),
        auth_scheme: "sasl".into(),
        subject: vec![proof("x509dname", "CN=me"), proof("saslUsername", "luiz")],
    });
    let end_of_spice = "{\"family\":\"odd\",\"port\":\"1\",\"host\":\"h\",\"auth\":\"spice\"}";
    let data = format!("{{\"server\":{end_of_spice},\"client\":{end_of_spice}}}");
    played.event("SPICE_DISCONNECTED", &data);
    played.until(&DomainEvent::Graphics {
        phase: 2,
        local: end(0, "h", "1"),
        remote: end(0, "h", "1"),
        auth_scheme: String::new(),
        subject: Vec::new(),
    });
}

#[test]
fn a_mark_that_writes_passed_is_told_by_target_and_by_number() {
    let mut played = Played::new("mark");
    let device = played.host.device();
    device
        .set_block_threshold(&caller(), &played.dom, "vda", 1000, 0)
        .expect("set");
    let data = "{\"node-name\":\"libvirt-1-storage\",\"write-threshold\":1000,\
                \"amount-exceeded\":24}";
    let path = played.host.path("disk.img").to_string_lossy().into_owned();
    let told = |dev: &str| DomainEvent::BlockThreshold {
        dev: dev.into(),
        path: Some(path.clone()),
        threshold: 1000,
        excess: 24,
    };
    played.event("BLOCK_WRITE_THRESHOLD", data);
    played.until(&told("vda[1]"));
    assert!(played.host.events.of("g").contains(&told("vda")));
    // Set by number, it is told by number alone.
    device
        .set_block_threshold(&caller(), &played.dom, "vda[1]", 1000, 0)
        .expect("set");
    let before = played.host.events.of("g").len();
    played.event("BLOCK_WRITE_THRESHOLD", data);
    eventually("told", || played.host.events.of("g").len() > before);
    played.event("RESET", "{}");
    played.until(&DomainEvent::Reboot);
    assert_eq!(
        played.host.events.of("g")[before..],
        [told("vda[1]"), DomainEvent::Reboot]
    );
    for (name, words) in [
        ("vdb", "failed to find disk 'vdb'"),
        ("vda[7]", "failed to find disk 'vda[7]'"),
        ("vda[x]", "failed to parse block device 'vda[x]'"),
    ] {
        let refused = device.set_block_threshold(&caller(), &played.dom, name, 1, 0);
        let error = refused.expect_err("no such disk");
        assert!(error.message().ends_with(words), "{error}");
    }
}

#[test]
fn a_device_that_goes_is_told_and_forgotten_and_one_that_stays_is_told_too() {
    let mut played = Played::with("unplug", CARD);
    assert!(xml(&played).contains("52:54:00:00:00:01"));
    played.event(
        "DEVICE_UNPLUG_GUEST_ERROR",
        "{\"device\":\"virtio-disk0\",\"path\":\"/machine/peripheral/virtio-disk0\"}",
    );
    played.until(&DomainEvent::DeviceRemovalFailed {
        dev_alias: "virtio-disk0".into(),
    });
    for alias in ["net0", "virtio-disk0"] {
        let data = format!("{{\"device\":\"{alias}\",\"path\":\"/machine/peripheral/{alias}\"}}");
        for _ in 0..100 {
            played.event("DEVICE_DELETED", &data);
        }
        played.until(&DomainEvent::DeviceRemoved {
            dev_alias: alias.into(),
        });
    }
    played.event("RESET", "{}");
    played.until(&DomainEvent::Reboot);
    let told = played.host.events.of("g");
    let removed = told
        .iter()
        .filter(|event| matches!(event, DomainEvent::DeviceRemoved { .. }));
    assert_eq!(removed.count(), 2, "each is told once");
    let xml = xml(&played);
    assert!(
        !xml.contains("<interface") && !xml.contains("<disk"),
        "{xml}"
    );
}

#[test]
fn a_card_with_another_address_is_told_if_its_guest_is_trusted() {
    let mut played = Played::with("nicmac", CARD);
    played.event(
        "NIC_RX_FILTER_CHANGED",
        "{\"name\":\"net0\",\"path\":\"/p\"}",
    );
    played.until(&DomainEvent::NicMacChange {
        alias: "net0".into(),
        old_mac: "52:54:00:00:00:01".into(),
        new_mac: "52:54:00:00:00:99".into(),
    });
    let xml = xml(&played);
    let mac = "<mac address='52:54:00:00:00:01' currentAddress='52:54:00:00:00:99'/>";
    assert!(xml.contains(mac), "{xml}");
}

#[test]
fn failing_memory_and_trays_are_told() {
    let cd = "<disk type='file' device='cdrom'><target dev='sda' bus='scsi'/></disk>";
    let mut played = Played::with("memory", cd);
    played.event(
        "MEMORY_FAILURE",
        "{\"recipient\":\"guest\",\"action\":\"inject\",\
         \"flags\":{\"action-required\":true,\"recursive\":true}}",
    );
    played.until(&DomainEvent::MemoryFailure {
        recipient: 1,
        action: 1,
        flags: 3,
    });
    let before = xml(&played);
    let alias = before.split("<target dev='sda'").nth(1);
    let alias = alias.and_then(|rest| rest.split("<alias name='").nth(1)?.split('\'').next());
    let alias = alias.expect("it has one");
    let data = format!("{{\"device\":\"\",\"id\":\"{alias}\",\"tray-open\":true}}");
    played.event("DEVICE_TRAY_MOVED", &data);
    played.until(&DomainEvent::TrayChange {
        dev_alias: alias.into(),
        reason: 0,
    });
    assert!(xml(&played).contains("<target dev='sda' bus='scsi' tray='open'/>"));
}

#[test]
fn a_clock_that_keeps_what_the_guest_sets_is_told_and_shown_as_a_whole() {
    let clock = "</devices><clock offset='variable' adjustment='3600' basis='utc'/><devices>";
    let mut played = Played::with("clock", clock);
    played.event("RTC_CHANGE", "{\"offset\":10}");
    played.until(&DomainEvent::RtcChange { offset: 3610 });
    played.event("RTC_CHANGE", "{\"offset\":20}");
    played.until(&DomainEvent::RtcChange { offset: 3620 });
    let xml = xml(&played);
    let clock = "<clock offset='variable' adjustment='3620' basis='utc'/>";
    assert!(xml.contains(clock), "{xml}");
}
