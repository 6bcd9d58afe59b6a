//! Guests with taps, in a network namespace of the test's own.

use std::fs;

use fv_harness_clients::{Host, set_mode};

use crate::small;

const MAC: &str = "52:54:00:aa:bb:cc";

#[test]
fn guest_is_connected_to_a_bridge_and_its_tap_lives_as_long_as_it() {
    let mut host = Host::start_in_own_network();
    host.in_network("ip link add br0 type bridge");
    host.in_network("ip link set br0 mtu 1400 up");
    let source = "<source bridge='br0'/><port isolated='yes'/><model type='virtio'/>";
    define(&host, "bridge", source);
    host.ok("start guest");
    let listed = "vnet0       bridge   br0      virtio   52:54:00:aa:bb:cc";
    assert!(host.ok("domiflist guest").contains(listed));
    let tap = host.in_network("ip -details -oneline link show vnet0");
    for detail in [
        "master br0",
        "mtu 1400",
        "fe:54:00:aa:bb:cc",
        ",UP",
        "isolated on",
    ] {
        assert!(tap.contains(detail), "{detail} is not in {tap}");
    }
    let before = host.ok("dumpxml guest");
    host.kill_daemon();
    host.start_daemon();
    assert_eq!(host.ok("dumpxml guest"), before);
    // The emulator itself knows its tap, whatever became of the status file.
    host.kill_daemon();
    fs::remove_file(host.root().join("run/libvirt/qemu/guest.xml")).unwrap();
    host.start_daemon();
    assert_eq!(host.ok("dumpxml guest"), before, "{}", host.daemon_log());
    assert!(
        host.ok("dumpxml guest --inactive")
            .contains("<source bridge='br0'/>")
    );
    assert!(!host.ok("dumpxml guest --inactive").contains("vnet0"));
    assert!(host.ok("domifstat guest vnet0").contains("vnet0 rx_bytes"));
    host.ok("destroy guest");
    assert_eq!(taps(&host), "");
}

#[test]
fn scripts_finish_a_tap_and_are_told_when_it_is_gone() {
    let host = Host::start_in_own_network();
    let noted = host.write("noted", "");
    let script = |name: &str, word: &str| {
        let path = host.write(name, format!("#!/bin/sh\necho {word} $1 >>{noted}\n"));
        set_mode(path.as_ref(), 0o755);
        path
    };
    let (up, down) = (script("up", "up"), script("down", "down"));
    let scripts = format!(
        "<script path='{up}'/><downscript path='{down}'/><target dev='mine'/>\
         <model type='e1000e'/><mtu size='1300'/>"
    );
    define(&host, "ethernet", &scripts);
    host.ok("start guest");
    assert_eq!(fs::read_to_string(&noted).unwrap(), "up mine\n");
    assert!(taps(&host).contains("mtu 1300"));
    host.ok("destroy guest");
    assert_eq!(fs::read_to_string(&noted).unwrap(), "up mine\ndown mine\n");
    assert_eq!(taps(&host), "");
}

#[test]
fn tap_that_somebody_else_made_is_used_as_it_is_and_stays() {
    let host = Host::start_in_own_network();
    host.in_network("ip tuntap add dev theirs mode tap vnet_hdr");
    host.in_network("ip link set theirs mtu 1200");
    let target = "<target dev='theirs' managed='no'/><model type='virtio'/>";
    define(&host, "ethernet", target);
    host.ok("start guest");
    host.ok("destroy guest");
    assert!(taps(&host).contains("mtu 1200"));
}

#[test]
fn interface_that_cannot_be_had_fails_the_start_and_leaves_nothing() {
    let host = Host::start_in_own_network();
    host.in_network("ip link add other type veth peer name peer");
    let cases = [
        (
            "bridge",
            "<source bridge='br9'/>",
            "Cannot get interface MTU on 'br9': No such device",
        ),
        (
            "ethernet",
            "<target dev='lo'/>",
            "The lo interface already exists",
        ),
        (
            "ethernet",
            "<target dev='gone' managed='no'/>",
            "specified dev doesn't exist",
        ),
        (
            "network",
            "<source network='default'/>",
            "Network not found: no network with matching name 'default'",
        ),
        (
            "bridge",
            "<source bridge='other'/>",
            "Unable to add bridge other port vnet",
        ),
    ];
    for (kind, details, told) in cases {
        define(&host, kind, details);
        let error = host.fails("start guest");
        assert!(error.contains(told), "{kind} {details}: {error}");
        assert_eq!(host.ok("domstate guest"), "shut off");
        assert_eq!(taps(&host), "");
        host.ok("undefine guest");
    }
    assert_eq!(host.emulators(), []);
}

#[test]
fn what_no_command_line_can_say_is_ordered_before_the_guest_begins() {
    let host = Host::start_in_own_network();
    let disk = host.boot_disk("guest");
    let xml = small::xml("guest", &disk)
        .replace("</memory>", "</memory>\n  <currentMemory unit='MiB'>12</currentMemory>")
        .replace("<memballoon model='none'/>", "<memballoon model='virtio'/>")
        .replace(
            "<target dev='hda' bus='ide'/>",
            "<target dev='hda' bus='ide'/><iotune><total_iops_sec>500</total_iops_sec></iotune>",
        )
        .replace(
            "<serial",
            "<interface type='user'><model type='e1000'/><link state='down'/></interface>\n    <serial",
        );
    let path = host.write("guest.xml", xml);
    host.ok(&format!("define {path}"));
    host.ok("start guest --paused");
    let ask = |command: &str| {
        let ended = host.virsh(&["qemu-monitor-command", "guest", command]);
        assert!(ended.is_ok(), "{}", ended.stderr);
        ended.stdout
    };
    let block = ask(r#"{"execute":"query-block"}"#);
    assert!(block.contains(r#""iops":500"#), "{block}");
    let ended = host.virsh(&["qemu-monitor-command", "guest", "--hmp", "info network"]);
    assert!(ended.stdout.contains("net0"), "{}", ended.stdout);
}

fn define(host: &Host, kind: &str, details: &str) {
    let disk = host.boot_disk("guest");
    let interface = format!(
        "<interface type='{kind}'><mac address='{MAC}'/>{details}</interface>\n    <serial"
    );
    let xml = small::xml("guest", &disk).replace("<serial", &interface);
    let path = host.write("guest.xml", xml);
    host.ok(&format!("define {path}"));
}

/// The taps that are there, one a line.
fn taps(host: &Host) -> String {
    let links = host.in_network("ip -details -oneline link show");
    let taps = links.lines().filter(|line| line.contains("tun type tap"));
    taps.collect::<Vec<_>>().join("\n")
}
