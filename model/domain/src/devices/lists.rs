//! Lists of devices whose order means something: disks by name, controllers by number.

use fv_types::disk_name;

use super::Devices;
use super::controller::{Controller, ControllerKind, ControllerModel};
use super::disk::Disk;

impl Devices {
    /// Adds a disk behind those of its bus that come before it by name.
    pub fn insert_disk(&mut self, disk: Disk) {
        let own = disk_name::to_index(&disk.target.dev);
        let mut at = None;
        for (index, other) in self.disks.iter().enumerate().rev() {
            if other.target.bus != disk.target.bus {
                continue;
            }
            let named = !other.target.dev.is_empty() && !disk.target.dev.is_empty();
            if named && disk_name::to_index(&other.target.dev) > own {
                at = Some(index);
            } else if at.is_none() {
                at = Some(index + 1);
            }
        }
        self.disks.insert(at.unwrap_or(self.disks.len()), disk);
    }

    /// Adds a controller behind those of its kind with a smaller number; a master comes before
    /// its companions.
    pub fn insert_controller(&mut self, controller: Controller) {
        let mut at = None;
        for (index, other) in self.controllers.iter().enumerate().rev() {
            if other.kind != controller.kind {
                continue;
            }
            if controller.index.is_none() {
                at = Some(index + 1);
                break;
            }
            let companion = controller.info.master.is_none()
                && other.info.master.is_some()
                && other.index == controller.index;
            if other.index > controller.index || companion {
                at = Some(index);
            } else if at.is_none() {
                at = Some(index + 1);
            }
        }
        self.controllers
            .insert(at.unwrap_or(self.controllers.len()), controller);
    }

    /// The place of the controller of a kind and number.
    pub fn find_controller(&self, kind: ControllerKind, index: u32) -> Option<usize> {
        self.controllers
            .iter()
            .position(|other| other.kind == kind && other.index == Some(index))
    }

    /// The lowest number no controller of a kind has.
    pub fn unused_controller_index(&self, kind: ControllerKind) -> u32 {
        let used: std::collections::HashSet<u32> = self
            .controllers
            .iter()
            .filter(|other| other.kind == kind)
            .filter_map(|other| other.index)
            .collect();
        (0..)
            .find(|index| !used.contains(index))
            .unwrap_or_default()
    }

    /// Adds a controller unless one of that kind and number is there, and says whether it did.
    ///
    /// Without a number the lowest unused one is taken.
    pub fn ensure_controller(
        &mut self,
        kind: ControllerKind,
        index: Option<u32>,
        model: Option<ControllerModel>,
    ) -> bool {
        if index.is_some_and(|index| self.find_controller(kind, index).is_some()) {
            return false;
        }
        let index = index.unwrap_or_else(|| self.unused_controller_index(kind));
        self.insert_controller(Controller {
            model,
            ..Controller::new(kind, index)
        });
        true
    }
}
