//! The PCI address space of one guest.
//!
//! A bus is what one `<controller type='pci'>` provides; bus numbers are controller indexes.
//! [`PciSet`] in [`Growth::Grow`] mode appends the buses that the devices need (that is how the
//! number of bridges is found out), in [`Growth::Fixed`] mode it hands out final addresses.

use std::collections::BTreeSet;
use std::fmt;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};

/// The last slot of a PCI bus.
pub const SLOT_LAST: u32 = 31;
/// The last function of a PCI slot.
pub const FUNCTION_LAST: u32 = 7;
/// The highest index that libvirt accepts for a PCI controller.
pub const BUS_LAST: u32 = 255;

/// What a device wants from a bus, or what a bus offers to devices below it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Connect(u32);

impl Connect {
    /// The device needs no PCI address at all.
    pub const NONE: Self = Self(0);
    /// Addresses on the bus may be chosen for a device that has none.
    pub const AUTOASSIGN: Self = Self(1);
    /// Devices may be plugged while the guest runs.
    pub const HOTPLUGGABLE: Self = Self(1 << 1);
    /// The device may share a slot with others of its kind.
    pub const AGGREGATE_SLOT: Self = Self(1 << 2);
    /// A conventional PCI device.
    pub const PCI: Self = Self(1 << 3);
    /// A PCI Express endpoint.
    pub const PCIE: Self = Self(1 << 4);
    /// A pcie-root-port.
    pub const ROOT_PORT: Self = Self(1 << 5);
    /// A pcie-switch-upstream-port.
    pub const UPSTREAM_PORT: Self = Self(1 << 6);
    /// A pcie-switch-downstream-port.
    pub const DOWNSTREAM_PORT: Self = Self(1 << 7);
    /// A dmi-to-pci-bridge.
    pub const DMI_TO_PCI_BRIDGE: Self = Self(1 << 8);
    /// A pci-expander-bus.
    pub const PCI_EXPANDER_BUS: Self = Self(1 << 9);
    /// A pcie-expander-bus.
    pub const PCIE_EXPANDER_BUS: Self = Self(1 << 10);
    /// A pci-bridge.
    pub const PCI_BRIDGE: Self = Self(1 << 11);
    /// A device that is part of the root complex and sits on bus 0.
    pub const INTEGRATED: Self = Self(1 << 12);
    /// A pcie-to-pci-bridge.
    pub const PCIE_TO_PCI_BRIDGE: Self = Self(1 << 13);

    const ENDPOINT: Self = Self(Self::PCI.0 | Self::PCIE.0);

    /// Every flag that names a kind of plug; the order is the one in which messages name them.
    const PLUGS: [(Self, &'static str); 11] = [
        (Self::PCI, "standard PCI device"),
        (Self::PCIE, "PCI Express device"),
        (Self::ROOT_PORT, "pcie-root-port"),
        (Self::UPSTREAM_PORT, "pcie-switch-upstream-port"),
        (Self::DOWNSTREAM_PORT, "pcie-switch-downstream-port"),
        (Self::DMI_TO_PCI_BRIDGE, "dmi-to-pci-bridge"),
        (Self::PCIE_TO_PCI_BRIDGE, "pcie-to-pci-bridge"),
        (Self::PCI_EXPANDER_BUS, "pci-expander-bus"),
        (Self::PCIE_EXPANDER_BUS, "pcie-expander-bus"),
        (Self::PCI_BRIDGE, "pci-bridge"),
        (Self::NONE, ""),
    ];

    /// Both sets of flags together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether at least one of `other`'s flags is set.
    pub const fn any_of(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether the device connects to no PCI bus.
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// The kinds of plug alone, without properties such as hot-plug.
    fn plugs(self) -> Self {
        let all = Self::PLUGS.iter().fold(0, |sum, (flag, _)| sum | flag.0);
        Self(self.0 & all)
    }

    /// The name of the first kind of plug in this set.
    fn plug_name(self) -> Option<&'static str> {
        Self::PLUGS
            .iter()
            .find(|(flag, _)| self.any_of(*flag))
            .map(|(_, name)| *name)
    }
}

impl fmt::Debug for Connect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Connect({:#x})", self.0)
    }
}

/// The models of PCI controllers, each of which provides one bus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BusModel {
    /// `pci-root`
    PciRoot,
    /// `pcie-root`
    PcieRoot,
    /// `pci-bridge`
    PciBridge,
    /// `dmi-to-pci-bridge`
    DmiToPciBridge,
    /// `pcie-to-pci-bridge`
    PcieToPciBridge,
    /// `pcie-root-port`
    PcieRootPort,
    /// `pcie-switch-upstream-port`
    UpstreamPort,
    /// `pcie-switch-downstream-port`
    DownstreamPort,
    /// `pci-expander-bus`
    PciExpanderBus,
    /// `pcie-expander-bus`
    PcieExpanderBus,
}

impl BusModel {
    /// What the controller itself needs from the bus above it; the roots need none.
    pub fn upstream(self) -> Connect {
        match self {
            Self::PciRoot | Self::PcieRoot => Connect::NONE,
            Self::PciBridge => Connect::PCI_BRIDGE,
            Self::PciExpanderBus => Connect::PCI_EXPANDER_BUS,
            Self::PcieExpanderBus => Connect::PCIE_EXPANDER_BUS,
            Self::DmiToPciBridge => Connect::DMI_TO_PCI_BRIDGE,
            Self::PcieToPciBridge => Connect::PCIE_TO_PCI_BRIDGE,
            Self::PcieRootPort => Connect::ROOT_PORT.and(Connect::AGGREGATE_SLOT),
            Self::UpstreamPort => Connect::UPSTREAM_PORT,
            Self::DownstreamPort => Connect::DOWNSTREAM_PORT,
        }
    }

    /// What it offers below: flags, first and last slot.
    fn downstream(self, hotplug: Hotplug) -> (Connect, u32, u32) {
        let auto = match hotplug {
            Hotplug::Allowed => Connect::AUTOASSIGN.and(Connect::HOTPLUGGABLE),
            Hotplug::Forbidden => Connect::AUTOASSIGN,
        };
        let conventional = Connect::PCI.and(Connect::PCI_BRIDGE);
        match self {
            Self::PciRoot => {
                let flags = auto.and(conventional).and(Connect::PCI_EXPANDER_BUS);
                (flags, 1, SLOT_LAST)
            }
            Self::PciBridge | Self::PcieToPciBridge => (auto.and(conventional), 1, SLOT_LAST),
            Self::PciExpanderBus => (auto.and(conventional), 0, SLOT_LAST),
            Self::DmiToPciBridge => (conventional, 0, SLOT_LAST),
            // The root complex takes endpoints only where the user puts them.
            Self::PcieRoot => {
                let flags = Connect::PCIE
                    .and(Connect::ROOT_PORT)
                    .and(Connect::DMI_TO_PCI_BRIDGE)
                    .and(Connect::PCIE_EXPANDER_BUS);
                (flags, 1, SLOT_LAST)
            }
            Self::PcieRootPort | Self::DownstreamPort => {
                let flags = auto
                    .and(Connect::PCIE)
                    .and(Connect::UPSTREAM_PORT)
                    .and(Connect::PCIE_TO_PCI_BRIDGE);
                (flags, 0, 0)
            }
            Self::UpstreamPort => (Connect::DOWNSTREAM_PORT, 0, SLOT_LAST),
            Self::PcieExpanderBus => {
                let flags = Connect::ROOT_PORT.and(Connect::DMI_TO_PCI_BRIDGE);
                (flags, 0, SLOT_LAST)
            }
        }
    }
}

/// Whether devices may come and go on a bus while the guest runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hotplug {
    /// They may.
    Allowed,
    /// They may not.
    Forbidden,
}

/// Who chose an address; it decides how strict a check is and how an error is worded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The user, in the definition.
    Config,
    /// This program.
    Automatic,
}

impl Origin {
    fn code(self) -> ErrorCode {
        match self {
            Self::Config => ErrorCode::XmlError,
            Self::Automatic => ErrorCode::InternalError,
        }
    }
}

/// The place of a device on the PCI buses of a guest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PciPlace {
    /// The PCI domain; guests have only 0.
    pub domain: u32,
    /// The index of the PCI controller.
    pub bus: u32,
    /// The slot on that bus.
    pub slot: u32,
    /// The function in that slot.
    pub function: u32,
}

impl PciPlace {
    /// A place on the root bus.
    pub const fn on_root(slot: u32, function: u32) -> Self {
        Self {
            domain: 0,
            bus: 0,
            slot,
            function,
        }
    }
}

impl fmt::Display for PciPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            domain,
            bus,
            slot,
            function,
        } = self;
        write!(f, "{domain:04x}:{bus:02x}:{slot:02x}.{function}")
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    functions: u8,
    aggregate: bool,
}

/// One bus with what it offers and what is taken.
#[derive(Clone, Debug)]
pub struct Bus {
    model: Option<BusModel>,
    flags: Connect,
    slot_min: u32,
    slot_max: u32,
    slots: [Slot; SLOT_LAST as usize + 1],
    isolation_group: u32,
    isolation_locked: bool,
}

impl Bus {
    fn unset() -> Self {
        Self {
            model: None,
            flags: Connect::NONE,
            slot_min: 0,
            slot_max: 0,
            slots: Default::default(),
            isolation_group: 0,
            isolation_locked: false,
        }
    }

    fn with_model(model: BusModel, hotplug: Hotplug) -> Self {
        let mut bus = Self::unset();
        bus.set_model(model, hotplug);
        bus
    }

    fn set_model(&mut self, model: BusModel, hotplug: Hotplug) {
        (self.flags, self.slot_min, self.slot_max) = model.downstream(hotplug);
        self.model = Some(model);
    }

    /// The model of the controller behind the bus.
    pub fn model(&self) -> Option<BusModel> {
        self.model
    }

    fn used_slots(&self) -> impl Iterator<Item = bool> + '_ {
        (self.slot_min..=self.slot_max).map(|slot| self.slots[slot as usize].functions != 0)
    }

    fn is_full(&self) -> bool {
        self.used_slots().all(|used| used)
    }

    fn is_empty(&self) -> bool {
        !self.used_slots().any(|used| used)
    }

    /// The first place on this bus for a device with these wishes, from `place.function` on.
    ///
    /// `None` for the function means any; only a slot that aggregates is shared.
    fn free_place(&self, bus: u32, function: Option<u32>, flags: Connect) -> Option<PciPlace> {
        let first = function.unwrap_or(0);
        let place = |slot, function| PciPlace {
            domain: 0,
            bus,
            slot,
            function,
        };
        check_compatible(
            &place(self.slot_min, first),
            self.flags,
            flags,
            Origin::Automatic,
        )
        .ok()?;
        for number in self.slot_min..=self.slot_max {
            let slot = &self.slots[number as usize];
            if slot.functions == 0 {
                return Some(place(number, first));
            }
            if !flags.any_of(Connect::AGGREGATE_SLOT) || !slot.aggregate {
                continue;
            }
            let last = if function.is_none() {
                FUNCTION_LAST
            } else {
                first
            };
            let free = (first..=last).find(|f| slot.functions & (1 << f) == 0);
            if let Some(free) = free {
                return Some(place(number, free));
            }
        }
        None
    }
}

/// Whether a set may append buses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    /// Buses are appended as devices need them.
    Grow,
    /// The buses are all there is.
    Fixed,
}

/// Properties of the machine that decide which controllers are appended.
#[derive(Clone, Copy, Debug, Default)]
pub struct Topology {
    /// Further `pci-root` controllers are possible (pSeries).
    pub multiple_roots: bool,
    /// The emulator has a `pcie-to-pci-bridge`.
    pub pcie_to_pci_bridge: bool,
}

/// All PCI buses of a guest.
#[derive(Clone, Debug)]
pub struct PciSet {
    buses: Vec<Bus>,
    growth: Growth,
    topology: Topology,
    zpci_uids: BTreeSet<u32>,
    zpci_fids: BTreeSet<u32>,
}

impl PciSet {
    /// A set of `count` buses without a model; `count` is bounded by [`BUS_LAST`].
    pub fn new(count: usize, growth: Growth, topology: Topology) -> Self {
        let count = count.min(BUS_LAST as usize + 1);
        Self {
            buses: vec![Bus::unset(); count],
            growth,
            topology,
            zpci_uids: BTreeSet::new(),
            zpci_fids: BTreeSet::new(),
        }
    }

    /// The buses, in the order of their numbers.
    pub fn buses(&self) -> &[Bus] {
        &self.buses
    }

    /// Gives a bus the model of its controller.
    pub fn set_model(&mut self, bus: u32, model: BusModel, hotplug: Hotplug) -> Result<()> {
        match self.buses.get_mut(bus as usize) {
            Some(bus) => bus.set_model(model, hotplug),
            None => {
                let text = format!(
                    "Inappropriate new pci controller index {bus} exceeds addrs array length"
                );
                return Err(Error::internal(ErrorDomain::Qemu, text));
            }
        }
        Ok(())
    }

    /// Sets the isolation group of a bus; a locked one never changes.
    pub fn set_isolation(&mut self, bus: u32, group: u32, locked: Isolation) {
        if let Some(bus) = self.buses.get_mut(bus as usize) {
            bus.isolation_group = group;
            bus.isolation_locked = locked == Isolation::Locked;
        }
    }

    /// Gives every bus without a model the one that suits the machine.
    pub fn fill_models(&mut self, root: BusModel, others: BusModel) {
        for (number, bus) in self.buses.iter_mut().enumerate() {
            if bus.model.is_none() {
                let model = if number == 0 { root } else { others };
                bus.set_model(model, Hotplug::Allowed);
            }
        }
    }

    /// Whether no bus has a free slot.
    pub fn is_full(&self) -> bool {
        self.buses.iter().all(Bus::is_full)
    }

    /// Whether something sits in the slot.
    pub fn slot_in_use(&self, place: PciPlace) -> bool {
        self.buses
            .get(place.bus as usize)
            .and_then(|bus| bus.slots.get(place.slot as usize))
            .is_some_and(|slot| slot.functions != 0)
    }

    /// Checks that a place exists and takes such a device.
    pub fn validate(&self, place: PciPlace, flags: Connect, origin: Origin) -> Result<()> {
        let fail = |text| Err(Error::new(ErrorDomain::Domain, origin.code(), text));
        if self.buses.is_empty() {
            return fail("No PCI buses available".to_string());
        }
        if place.domain != 0 {
            return fail(format!(
                "Invalid PCI address {place}. Only PCI domain 0 is available"
            ));
        }
        let Some(bus) = self.buses.get(place.bus as usize) else {
            let last = self.buses.len() - 1;
            return fail(format!(
                "Invalid PCI address {place}. Only PCI buses up to {last} are available"
            ));
        };
        check_compatible(&place, bus.flags, flags, origin)?;
        if place.slot < bus.slot_min {
            let least = bus.slot_min;
            return fail(format!(
                "Invalid PCI address {place}. slot must be >= {least}"
            ));
        }
        if place.slot > bus.slot_max {
            let most = bus.slot_max;
            return fail(format!(
                "Invalid PCI address {place}. slot must be <= {most}"
            ));
        }
        if place.function > FUNCTION_LAST {
            return fail(format!(
                "Invalid PCI address {place}. function must be <= {FUNCTION_LAST}"
            ));
        }
        Ok(())
    }

    /// Takes one function of a slot for a device.
    ///
    /// In [`Growth::Grow`] mode a bus beyond the last one is appended first; the answer is the
    /// place in the end, whose bus may have moved up behind a new bridge.
    pub fn reserve(
        &mut self,
        place: PciPlace,
        flags: Connect,
        isolation_group: u32,
        origin: Origin,
    ) -> Result<PciPlace> {
        let mut place = place;
        if self.growth == Growth::Grow {
            self.grow(&mut place, flags)?;
        }
        self.validate(place, flags, origin)?;
        let bus = &mut self.buses[place.bus as usize];
        let was_empty = bus.is_empty();
        let bit = 1u8 << place.function;
        let slot = &mut bus.slots[place.slot as usize];
        if slot.functions & bit != 0 {
            let text = format!("Attempted double use of PCI Address {place}");
            return Err(Error::new(ErrorDomain::Domain, origin.code(), text));
        }
        if slot.functions == 0 && flags.any_of(Connect::AGGREGATE_SLOT) {
            slot.aggregate = true;
        }
        slot.functions |= bit;
        if was_empty && !bus.isolation_locked {
            bus.isolation_group = isolation_group;
        } else if bus.isolation_group != isolation_group && origin == Origin::Config {
            // The user mixes groups, so isolation cannot be promised on this bus any more.
            bus.isolation_group = 0;
        }
        Ok(place)
    }

    /// Finds and takes the next free place for a device.
    ///
    /// Buses of the same isolation group come first, then empty ones that may change theirs.
    pub fn reserve_next(
        &mut self,
        flags: Connect,
        isolation_group: u32,
        function: Option<u32>,
    ) -> Result<PciPlace> {
        let place = self.next_place(flags, isolation_group, function)?;
        self.reserve(place, flags, isolation_group, Origin::Automatic)?;
        Ok(place)
    }

    /// Gives a function back.
    pub fn release(&mut self, place: PciPlace) {
        let slot = self
            .buses
            .get_mut(place.bus as usize)
            .and_then(|bus| bus.slots.get_mut(place.slot as usize));
        if let Some(slot) = slot
            && place.function <= FUNCTION_LAST
        {
            slot.functions &= !(1 << place.function);
        }
    }

    fn next_place(
        &mut self,
        flags: Connect,
        isolation_group: u32,
        function: Option<u32>,
    ) -> Result<PciPlace> {
        if self.buses.is_empty() {
            let text = "No PCI buses available";
            return Err(Error::new(ErrorDomain::Domain, ErrorCode::XmlError, text));
        }
        let same_group = |bus: &Bus| bus.isolation_group == isolation_group;
        let adoptable = |bus: &Bus| bus.is_empty() && !bus.isolation_locked;
        let place = self
            .first_place(function, flags, same_group)
            .or_else(|| self.first_place(function, flags, adoptable));
        if let Some(place) = place {
            return Ok(place);
        }
        if self.growth == Growth::Fixed {
            return Err(no_slot());
        }
        let mut place = PciPlace {
            domain: 0,
            bus: self.buses.len() as u32,
            slot: 0,
            function: function.unwrap_or(0),
        };
        self.grow(&mut place, flags)?;
        // All the buses that there can be are there and full.
        let bus = self.buses.get(place.bus as usize).ok_or_else(no_slot)?;
        place.slot = bus.slot_min;
        Ok(place)
    }

    fn first_place(
        &self,
        function: Option<u32>,
        flags: Connect,
        eligible: impl Fn(&Bus) -> bool,
    ) -> Option<PciPlace> {
        (0u32..)
            .zip(&self.buses)
            .filter(|(_, bus)| eligible(bus))
            .find_map(|(number, bus)| bus.free_place(number, function, flags))
    }

    /// Appends the buses that make `place.bus` exist; a conventional device in a guest that has
    /// only PCI Express needs a bridge as well, and then its bus number moves up.
    fn grow(&mut self, place: &mut PciPlace, flags: Connect) -> Result<()> {
        let have = self.buses.len() as u32;
        if place.bus < have {
            return Ok(());
        }
        if place.bus > BUS_LAST {
            // The set never has more buses; the address check words the error.
            return Ok(());
        }
        let mut bridge = None;
        let model = if flags.any_of(Connect::PCI) {
            if self.topology.multiple_roots {
                BusModel::PciRoot
            } else {
                bridge = self.missing_bridge();
                if bridge.is_some() && place.bus == have {
                    place.bus += 1;
                }
                BusModel::PciBridge
            }
        } else if flags.any_of(Connect::PCIE.and(Connect::UPSTREAM_PORT)) {
            BusModel::PcieRootPort
        } else {
            return Err(cannot_grow(flags));
        };
        match bridge {
            Some(BusModel::PcieToPciBridge) => {
                let mut port = Bus::with_model(BusModel::PcieRootPort, Hotplug::Allowed);
                // Only the bridge may go here, so that no other device takes the port.
                port.flags = Connect::PCIE_TO_PCI_BRIDGE;
                self.buses.push(port);
                let bridge = Bus::with_model(BusModel::PcieToPciBridge, Hotplug::Allowed);
                self.buses.push(bridge);
            }
            Some(model) => self.buses.push(Bus::with_model(model, Hotplug::Forbidden)),
            None => {}
        }
        while self.buses.len() as u32 <= place.bus {
            self.buses.push(Bus::with_model(model, Hotplug::Allowed));
        }
        Ok(())
    }

    /// The bridge from PCI Express that is needed before a pci-bridge has a place to go.
    fn missing_bridge(&self) -> Option<BusModel> {
        let has_place = |bus: &Bus| bus.flags.any_of(Connect::PCI_BRIDGE);
        if self.buses.iter().any(has_place) {
            return None;
        }
        Some(match self.topology.pcie_to_pci_bridge {
            true => BusModel::PcieToPciBridge,
            false => BusModel::DmiToPciBridge,
        })
    }

    /// Takes uid and fid of a zPCI device, choosing those that are not given.
    pub fn reserve_zpci(&mut self, uid: Option<u32>, fid: Option<u32>) -> Result<(u32, u32)> {
        let uid = match uid {
            Some(uid) => uid,
            None => lowest_free(&self.zpci_uids, 1, u32::from(u16::MAX), "uid")?,
        };
        let fid = match fid {
            Some(fid) => fid,
            None => lowest_free(&self.zpci_fids, 0, u32::MAX, "fid")?,
        };
        take(&mut self.zpci_uids, uid, "uid")?;
        if let Err(error) = take(&mut self.zpci_fids, fid, "fid") {
            self.zpci_uids.remove(&uid);
            return Err(error);
        }
        Ok((uid, fid))
    }
}

/// Whether a bus may change its isolation group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Isolation {
    /// The first device decides.
    Open,
    /// It never changes.
    Locked,
}

fn lowest_free(taken: &BTreeSet<u32>, min: u32, max: u32, name: &str) -> Result<u32> {
    let mut candidate = min;
    for number in taken.range(min..) {
        if *number != candidate {
            break;
        }
        if candidate == max {
            let text = format!("There is no more free {name}.");
            return Err(Error::internal(ErrorDomain::Domain, text));
        }
        candidate += 1;
    }
    Ok(candidate)
}

fn take(taken: &mut BTreeSet<u32>, id: u32, name: &str) -> Result<()> {
    if taken.insert(id) {
        return Ok(());
    }
    let text = format!("zPCI {name} {id:o} is already reserved");
    Err(Error::internal(ErrorDomain::Domain, text))
}

fn no_slot() -> Error {
    Error::internal(ErrorDomain::Domain, "No more available PCI slots")
}

fn cannot_grow(flags: Connect) -> Error {
    let controllers = [
        Connect::ROOT_PORT,
        Connect::UPSTREAM_PORT,
        Connect::DOWNSTREAM_PORT,
        Connect::DMI_TO_PCI_BRIDGE,
        Connect::PCI_EXPANDER_BUS,
        Connect::PCIE_EXPANDER_BUS,
        Connect::PCI_BRIDGE,
    ];
    let model = controllers
        .into_iter()
        .find(|flag| flags.any_of(*flag))
        .and_then(Connect::plug_name);
    let text = match model {
        Some(model) => format!(
            "a PCI slot is needed to connect a PCI controller model='{model}', but none is \
             available, and it cannot be automatically added"
        ),
        None => format!(
            "Cannot automatically add a new PCI bus for a device with connect flags {:02x}",
            flags.0
        ),
    };
    Error::internal(ErrorDomain::Domain, text)
}

/// Compares what a bus offers with what a device wants.
fn check_compatible(
    place: &PciPlace,
    offered: Connect,
    wanted: Connect,
    origin: Origin,
) -> Result<()> {
    let fail = |text| Err(Error::new(ErrorDomain::Domain, origin.code(), text));
    let (mut offered, mut wanted) = (offered, wanted);
    let bus = place.bus;
    if wanted.any_of(Connect::INTEGRATED) {
        if bus != 0 {
            return fail(format!(
                "The device at PCI address {place} needs to be an integrated device (bus=0)"
            ));
        }
        offered = offered.and(Connect::PCI).and(Connect::AUTOASSIGN);
    }
    match origin {
        // A user may put PCI devices on PCI Express slots and the other way round, and a
        // pci-bridge wherever a PCI device fits.
        Origin::Config => {
            if offered.any_of(Connect::ENDPOINT) {
                offered = offered.and(Connect::ENDPOINT);
            }
            if wanted.any_of(Connect::PCI_BRIDGE) {
                wanted = wanted.and(Connect::PCI);
            }
        }
        Origin::Automatic => {
            if wanted.any_of(Connect::AUTOASSIGN) && !offered.any_of(Connect::AUTOASSIGN) {
                return fail(format!(
                    "The device at PCI address {place} was auto-assigned this address, but the \
                     PCI controller with index='{bus}' doesn't allow auto-assignment"
                ));
            }
        }
    }
    if wanted.any_of(Connect::HOTPLUGGABLE) && !offered.any_of(Connect::HOTPLUGGABLE) {
        return fail(format!(
            "The device at PCI address {place} requires hotplug capability, but the PCI \
             controller with index='{bus}' doesn't support hotplug"
        ));
    }
    if wanted.plugs().any_of(offered) {
        return Ok(());
    }
    match wanted.plug_name() {
        Some(name) => fail(format!(
            "The device at PCI address {place} cannot be plugged into the PCI controller with \
             index='{bus}'. It requires a controller that accepts a {name}."
        )),
        None => fail(format!(
            "The device at PCI address {place} has unrecognized connection type flags 0x{:02x}",
            wanted.plugs().0
        )),
    }
}
