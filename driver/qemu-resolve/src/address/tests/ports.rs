use crate::address::ccw::{CcwPlace, CcwSet};
use crate::address::usb::{PortPath, UsbSet};
use crate::address::virtio_serial::{Ports, VirtioSerialSet};

#[test]
fn ccw_places_skip_those_that_are_taken() {
    let mut set = CcwSet::default();
    set.reserve(CcwPlace {
        cssid: 0xfe,
        ssid: 0,
        devno: 1,
    })
    .unwrap();
    assert_eq!(set.reserve_next().unwrap().to_string(), "fe.0.0000");
    assert_eq!(set.reserve_next().unwrap().to_string(), "fe.0.0002");
    let error = set
        .reserve(CcwPlace {
            cssid: 0xfe,
            ssid: 0,
            devno: 2,
        })
        .unwrap_err();
    assert_eq!(
        error.message(),
        "XML error: The CCW devno 'fe.0.0002' is in use already"
    );
}

#[test]
fn virtio_serial_keeps_port_zero_for_consoles() {
    let mut set = VirtioSerialSet::default();
    set.add_controller(0, Some(2)).unwrap();
    assert_eq!(set.next(Ports::FromOne).unwrap(), Some((0, 1)));
    assert_eq!(set.next(Ports::FromZero).unwrap(), Some((0, 0)));
    set.reserve(0, 1).unwrap();
    assert_eq!(set.next(Ports::FromOne).unwrap(), None);
}

#[test]
fn virtio_serial_ports_are_checked() {
    let mut set = VirtioSerialSet::default();
    set.add_controller(0, None).unwrap();
    let missing = set.reserve(3, 1).unwrap_err();
    assert_eq!(
        missing.message(),
        "XML error: virtio serial controller 3 is missing"
    );
    let beyond = set.reserve(0, 31).unwrap_err();
    assert_eq!(
        beyond.message(),
        "XML error: virtio serial controller 0 does not have port 31"
    );
}

#[test]
fn usb_ports_of_hubs_follow_those_of_the_controller() {
    let mut set = UsbSet::default();
    set.add_controller(0, 2).unwrap();
    set.add_hub(0, &PortPath([1, 0, 0, 0])).unwrap();
    assert_eq!(set.reserve_next(None).unwrap(), (0, PortPath([2, 0, 0, 0])));
    let (bus, path) = set.reserve_next(None).unwrap();
    assert_eq!((bus, path.to_string().as_str()), (0, "1.1"));
}

#[test]
fn usb_ports_are_checked() {
    let mut set = UsbSet::default();
    set.add_controller(0, 2).unwrap();
    let cases = [
        (1, [1, 0, 0, 0], "Missing USB bus 1"),
        (
            0,
            [3, 0, 0, 0],
            "requested USB port 3 not present on USB bus 0",
        ),
        (
            0,
            [3, 1, 0, 0],
            "port 3 out of range in USB address bus: 0 port: 3.1",
        ),
        (
            0,
            [1, 1, 0, 0],
            "there is no hub at port 1 in USB address bus: 0 port: 1.1",
        ),
    ];
    for (bus, path, text) in cases {
        let error = set.reserve(bus, &PortPath(path)).unwrap_err();
        assert_eq!(error.message(), format!("XML error: {text}"));
    }
}
