use crate::address::pci::*;

const PCI: Connect = Connect::PCI.and(Connect::AUTOASSIGN);
const PCIE: Connect = Connect::PCIE.and(Connect::AUTOASSIGN);

fn set_of(models: &[BusModel], growth: Growth) -> PciSet {
    let topology = Topology {
        multiple_roots: false,
        pcie_to_pci_bridge: true,
    };
    let mut set = PciSet::new(models.len(), growth, topology);
    for (number, model) in models.iter().enumerate() {
        set.set_model(number as u32, *model, Hotplug::Allowed)
            .unwrap();
    }
    set
}

fn models(set: &PciSet) -> Vec<BusModel> {
    set.buses().iter().filter_map(Bus::model).collect()
}

#[test]
fn slots_of_a_pci_root_are_handed_out_from_one_on() {
    let mut set = set_of(&[BusModel::PciRoot], Growth::Fixed);
    let first = set.reserve_next(PCI, 0, None).unwrap();
    let second = set.reserve_next(PCI, 0, None).unwrap();
    assert_eq!(first.to_string(), "0000:00:01.0");
    assert_eq!(second.to_string(), "0000:00:02.0");
}

#[test]
fn a_full_set_that_may_not_grow_says_so() {
    let mut set = set_of(&[BusModel::PciRoot], Growth::Fixed);
    for _ in 1..=31 {
        set.reserve_next(PCI, 0, None).unwrap();
    }
    assert!(set.is_full());
    let error = set.reserve_next(PCI, 0, None).unwrap_err();
    assert_eq!(
        error.message(),
        "internal error: No more available PCI slots"
    );
}

#[test]
fn a_full_pci_root_grows_a_bridge() {
    let mut set = set_of(&[BusModel::PciRoot], Growth::Grow);
    for _ in 1..=32 {
        set.reserve_next(PCI, 0, None).unwrap();
    }
    assert_eq!(models(&set), [BusModel::PciRoot, BusModel::PciBridge]);
}

#[test]
fn a_pcie_root_grows_a_port_for_each_endpoint() {
    let mut set = set_of(&[BusModel::PcieRoot], Growth::Grow);
    assert_eq!(set.reserve_next(PCIE, 0, None).unwrap().bus, 1);
    assert_eq!(set.reserve_next(PCIE, 0, None).unwrap().bus, 2);
    assert_eq!(
        models(&set),
        [
            BusModel::PcieRoot,
            BusModel::PcieRootPort,
            BusModel::PcieRootPort
        ]
    );
}

#[test]
fn a_conventional_device_on_a_pcie_root_grows_port_and_bridge() {
    let mut set = set_of(&[BusModel::PcieRoot], Growth::Grow);
    let place = set.reserve_next(PCI, 0, None).unwrap();
    assert_eq!(place.to_string(), "0000:02:01.0");
    assert_eq!(
        models(&set),
        [
            BusModel::PcieRoot,
            BusModel::PcieRootPort,
            BusModel::PcieToPciBridge
        ]
    );
    // The new port is kept for the bridge, so an endpoint gets its own.
    assert_eq!(set.reserve_next(PCIE, 0, None).unwrap().bus, 3);
}

#[test]
fn root_ports_share_a_slot() {
    let mut set = set_of(&[BusModel::PcieRoot], Growth::Fixed);
    let port = BusModel::PcieRootPort.upstream();
    for function in 0..8 {
        let place = set.reserve_next(port, 0, None).unwrap();
        assert_eq!((place.slot, place.function), (1, function));
    }
    assert_eq!(set.reserve_next(port, 0, None).unwrap().slot, 2);
}

#[test]
fn a_place_taken_twice_is_refused() {
    let mut set = set_of(&[BusModel::PciRoot], Growth::Fixed);
    let place = PciPlace::on_root(3, 0);
    set.reserve(place, PCI, 0, Origin::Config).unwrap();
    let error = set.reserve(place, PCI, 0, Origin::Config).unwrap_err();
    assert_eq!(
        error.message(),
        "XML error: Attempted double use of PCI Address 0000:00:03.0"
    );
}

#[test]
fn places_that_do_not_exist_are_refused_by_name() {
    let set = set_of(&[BusModel::PciRoot], Growth::Fixed);
    let cases = [
        (
            PciPlace {
                domain: 1,
                ..Default::default()
            },
            "Only PCI domain 0 is available",
        ),
        (
            PciPlace {
                bus: 1,
                ..Default::default()
            },
            "Only PCI buses up to 0 are available",
        ),
        (PciPlace::on_root(0, 0), "slot must be >= 1"),
        (PciPlace::on_root(32, 0), "slot must be <= 31"),
        (PciPlace::on_root(2, 8), "function must be <= 7"),
    ];
    for (place, reason) in cases {
        let error = set.validate(place, PCI, Origin::Config).unwrap_err();
        let text = format!("XML error: Invalid PCI address {place}. {reason}");
        assert_eq!(error.message(), text);
    }
}

#[test]
fn a_bus_far_beyond_the_last_one_is_not_allocated() {
    let mut set = set_of(&[BusModel::PciRoot], Growth::Grow);
    let place = PciPlace {
        bus: u32::MAX,
        slot: 1,
        ..Default::default()
    };
    assert!(set.reserve(place, PCI, 0, Origin::Config).is_err());
    assert_eq!(set.buses().len(), 1);
}

#[test]
fn zpci_ids_start_at_one_and_zero() {
    let mut set = set_of(&[BusModel::PciRoot], Growth::Fixed);
    assert_eq!(set.reserve_zpci(None, None).unwrap(), (1, 0));
    assert_eq!(set.reserve_zpci(Some(7), None).unwrap(), (7, 1));
    assert_eq!(set.reserve_zpci(None, Some(9)).unwrap(), (2, 9));
    let error = set.reserve_zpci(Some(7), None).unwrap_err();
    assert_eq!(
        error.message(),
        "internal error: zPCI uid 7 is already reserved"
    );
}
