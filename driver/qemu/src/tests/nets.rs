use fv_model_domain::devices::interface::NetTarget;

use super::*;

const TEXT: &str = "Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:     100       1    0    0    0     0          0         0      100       1    0    0    0     0       0          0
 vnet10:     11      12   13   14    0     0          0         0       21      22   23   24    0     0       0          0
  vnet1: 9223372036854775807 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0
  short: 1 2 3
";

fn on(device: Option<&str>) -> Interface {
    Interface {
        target: NetTarget {
            dev: device.map(str::to_string),
            managed: None,
        },
        ..Interface::new(NetSource::Bridge {
            bridge: "br0".into(),
        })
    }
}

#[test]
fn what_the_tap_sent_the_guest_has_received() {
    let counters = Counters(TEXT.to_string());
    let counted = counters.of(&on(Some("vnet10"))).unwrap();
    assert_eq!((counted.rx_bytes, counted.rx_drop), (21, 24));
    assert_eq!((counted.tx_bytes, counted.tx_packets), (11, 12));
    let counted = counters.of(&on(Some("vnet1"))).unwrap();
    assert_eq!((counted.rx_bytes, counted.tx_bytes), (5, i64::MAX));
}

#[test]
fn interface_without_a_device_of_the_host_has_no_figures() {
    let counters = Counters(TEXT.to_string());
    let error = counters.of(&on(None)).unwrap_err().to_string();
    assert!(error.contains("Interface name not provided"), "{error}");
    for device in ["vnet2", "short", "vnet"] {
        let error = counters.of(&on(Some(device))).unwrap_err().to_string();
        assert!(
            error.contains("/proc/net/dev: Interface not found"),
            "{error}"
        );
    }
}
