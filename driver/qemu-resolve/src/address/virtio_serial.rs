//! The ports of the virtio-serial controllers of a guest.

use std::collections::{BTreeMap, BTreeSet};

use fv_error::{Error, ErrorCode, ErrorDomain, Result};

/// How many ports a controller has when the definition does not say.
pub const PORTS_DEFAULT: u32 = 31;

/// Which ports a device may get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ports {
    /// A console may sit on port 0.
    FromZero,
    /// Port 0 is kept for the console.
    FromOne,
}

impl Ports {
    fn first(self) -> u32 {
        match self {
            Self::FromZero => 0,
            Self::FromOne => 1,
        }
    }
}

#[derive(Clone, Debug, Default)]
struct Controller {
    count: u32,
    taken: BTreeSet<u32>,
}

impl Controller {
    fn next_free(&self, first: u32) -> Option<u32> {
        let mut port = first;
        for taken in self.taken.range(first..) {
            if *taken != port {
                break;
            }
            port = port.checked_add(1)?;
        }
        (port < self.count).then_some(port)
    }
}

/// The controllers by index, with the ports that are taken.
#[derive(Clone, Debug, Default)]
pub struct VirtioSerialSet {
    controllers: BTreeMap<u32, Controller>,
}

impl VirtioSerialSet {
    /// Adds a controller with so many ports.
    pub fn add_controller(&mut self, index: u32, ports: Option<u32>) -> Result<()> {
        let count = ports.unwrap_or(PORTS_DEFAULT);
        let controller = Controller {
            count,
            taken: BTreeSet::new(),
        };
        if self.controllers.insert(index, controller).is_some() {
            let text = format!(
                "virtio serial controller with index {index} already exists in the address set"
            );
            return Err(Error::internal(ErrorDomain::Domain, text));
        }
        Ok(())
    }

    /// Takes the port that the definition names.
    pub fn reserve(&mut self, index: u32, port: u32) -> Result<()> {
        let fail = |text| Err(Error::new(ErrorDomain::Domain, ErrorCode::XmlError, text));
        let Some(controller) = self.controllers.get_mut(&index) else {
            return fail(format!("virtio serial controller {index} is missing"));
        };
        if port >= controller.count {
            return fail(format!(
                "virtio serial controller {index} does not have port {port}"
            ));
        }
        if !controller.taken.insert(port) {
            return fail(format!(
                "virtio serial port {port} on controller {index} is already occupied"
            ));
        }
        Ok(())
    }

    /// Takes port 0 for a console, which needs no address for it.
    pub fn take_zero(&mut self, index: u32) {
        if let Some(controller) = self.controllers.get_mut(&index) {
            controller.taken.insert(0);
        }
    }

    /// The first free port of any controller, as controller and port; nothing is taken yet.
    ///
    /// `Ok(None)` means that a controller has to be added.
    pub fn next(&self, ports: Ports) -> Result<Option<(u32, u32)>> {
        if self.controllers.is_empty() {
            let text = "no virtio-serial controllers are available";
            return Err(Error::internal(ErrorDomain::Domain, text));
        }
        let free = |(index, controller): (&u32, &Controller)| {
            controller
                .next_free(ports.first())
                .map(|port| (*index, port))
        };
        Ok(self.controllers.iter().find_map(free))
    }

    /// The first free port, from 1 on, of the controller that the definition names.
    pub fn next_on(&self, index: u32) -> Result<u32> {
        let Some(controller) = self.controllers.get(&index) else {
            let text = format!("virtio-serial controller {index} not available");
            return Err(Error::internal(ErrorDomain::Domain, text));
        };
        controller.next_free(1).ok_or_else(|| {
            let text = format!("Unable to find a free port on virtio-serial controller {index}");
            Error::new(ErrorDomain::Domain, ErrorCode::XmlError, text)
        })
    }
}
