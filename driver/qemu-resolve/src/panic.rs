//! Which panic device a machine has by default.

use fv_model_domain::devices::simple::PanicModel;

use crate::machine::Machine;

/// The model of a panic device that names none.
pub(crate) fn default_panic(machine: Machine<'_>) -> Option<PanicModel> {
    if machine.is_pseries() {
        Some(PanicModel::Pseries)
    } else if machine.is_s390() {
        Some(PanicModel::S390)
    } else if machine.is_x86() {
        Some(PanicModel::Isa)
    } else if machine.is_arm_virt() {
        Some(PanicModel::Pvpanic)
    } else {
        None
    }
}
