//! The USB buses of a guest: controllers, hubs below them, and their ports.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};

/// How deep hubs can be nested: the length of the longest port path.
pub const DEPTH_MAX: usize = 4;
/// How many ports a hub has.
pub const HUB_PORTS: u32 = 8;

/// The ports from the controller down to a device, each counted from 1; 0 ends the path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PortPath(pub [u32; DEPTH_MAX]);

impl PortPath {
    /// Whether a port is named at all.
    pub fn is_set(&self) -> bool {
        self.0[0] != 0
    }

    fn ports(&self) -> &[u32] {
        let end = self.0.iter().position(|port| *port == 0);
        &self.0[..end.unwrap_or(DEPTH_MAX)]
    }
}

impl fmt::Display for PortPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (level, port) in self.ports().iter().enumerate() {
            if level > 0 {
                f.write_str(".")?;
            }
            write!(f, "{port}")?;
        }
        Ok(())
    }
}

/// A controller or hub; both are a row of ports.
#[derive(Clone, Debug, Default)]
struct Hub {
    count: u32,
    taken: BTreeSet<u32>,
    hubs: BTreeMap<u32, Hub>,
}

impl Hub {
    fn new(count: u32) -> Self {
        Self {
            count,
            ..Self::default()
        }
    }

    /// Fills in the path of the first free port, own ports before those of hubs below.
    fn find_free(&self, path: &mut PortPath, level: usize) -> bool {
        let mut port = 1;
        for taken in &self.taken {
            if *taken != port {
                break;
            }
            port += 1;
        }
        if port <= self.count {
            path.0[level] = port;
            return true;
        }
        if level + 1 >= DEPTH_MAX {
            return false;
        }
        for (port, hub) in &self.hubs {
            if hub.find_free(path, level + 1) {
                path.0[level] = *port;
                return true;
            }
        }
        false
    }
}

/// The USB buses by controller index.
#[derive(Clone, Debug, Default)]
pub struct UsbSet {
    buses: BTreeMap<u32, Hub>,
}

impl UsbSet {
    /// Adds the bus of a controller; companions bring no ports and are left out.
    pub fn add_controller(&mut self, index: u32, ports: u32) -> Result<()> {
        if ports == 0 {
            return Ok(());
        }
        if self.buses.contains_key(&index) {
            return fail(format!("Duplicate USB controllers with index {index}"));
        }
        self.buses.insert(index, Hub::new(ports));
        Ok(())
    }

    /// Puts a hub at a port.
    pub fn add_hub(&mut self, bus: u32, path: &PortPath) -> Result<()> {
        let (parent, port) = self.find(bus, path)?;
        if parent.hubs.contains_key(&port) {
            return fail(format!("Duplicate USB hub on bus {bus} port {path}"));
        }
        parent.taken.insert(port);
        parent.hubs.insert(port, Hub::new(HUB_PORTS));
        Ok(())
    }

    /// Takes the port that the definition names.
    pub fn reserve(&mut self, bus: u32, path: &PortPath) -> Result<()> {
        let (parent, port) = self.find(bus, path)?;
        if !parent.taken.insert(port) {
            return fail(format!("Duplicate USB address bus {bus} port {path}"));
        }
        Ok(())
    }

    /// Gives a port back.
    pub fn release(&mut self, bus: u32, path: &PortPath) {
        if let Ok((parent, port)) = self.find(bus, path) {
            parent.taken.remove(&port);
        }
    }

    /// Finds and takes a free port, on the wanted bus if there is one.
    pub fn reserve_next(&mut self, wanted: Option<u32>) -> Result<(u32, PortPath)> {
        if let Some(bus) = wanted
            && !self.buses.contains_key(&bus)
        {
            return fail(format!(
                "USB bus {bus} requested but no controller with that index is present"
            ));
        }
        let free = |(bus, hub): (&u32, &Hub)| {
            let mut path = PortPath::default();
            hub.find_free(&mut path, 0).then_some((*bus, path))
        };
        let found = match wanted {
            Some(bus) => self.buses.get_key_value(&bus).and_then(free),
            None => self.buses.iter().find_map(free),
        };
        let Some((bus, path)) = found else {
            return Err(Error::internal(ErrorDomain::Domain, "No free USB ports"));
        };
        self.reserve(bus, &path)?;
        Ok((bus, path))
    }

    /// The hub that holds the last port of a path, and that port.
    fn find(&mut self, bus: u32, path: &PortPath) -> Result<(&mut Hub, u32)> {
        let Some(mut hub) = self.buses.get_mut(&bus) else {
            return fail(format!("Missing USB bus {bus}"));
        };
        let (port, above) = match path.ports() {
            [] => {
                return fail(format!(
                    "requested USB port {path} not present on USB bus {bus}"
                ));
            }
            [above @ .., port] => (*port, above),
        };
        for step in above {
            if *step > hub.count {
                return fail(format!(
                    "port {step} out of range in USB address bus: {bus} port: {path}"
                ));
            }
            hub = match hub.hubs.get_mut(step) {
                Some(hub) => hub,
                None => {
                    return fail(format!(
                        "there is no hub at port {step} in USB address bus: {bus} port: {path}"
                    ));
                }
            };
        }
        if port > hub.count {
            return fail(format!(
                "requested USB port {path} not present on USB bus {bus}"
            ));
        }
        Ok((hub, port))
    }
}

fn fail<T>(text: String) -> Result<T> {
    Err(Error::new(ErrorDomain::Domain, ErrorCode::XmlError, text))
}
