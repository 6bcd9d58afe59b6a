//! Small translations between the words of documents and QEMU's.

use fv_error::{Error, ErrorCode, ErrorDomain};
use fv_model_xml::{OnOff, YesNo};

/// A switch as a truth value.
pub(crate) fn on(switch: Option<OnOff>) -> Option<bool> {
    switch.map(|switch| switch == OnOff::On)
}

/// A yes or no as a truth value.
pub(crate) fn yes(answer: Option<YesNo>) -> Option<bool> {
    answer.map(|answer| answer == YesNo::Yes)
}

/// `VIR_ERR_CONFIG_UNSUPPORTED` of the QEMU driver.
pub(crate) fn unsupported(text: impl Into<String>) -> Error {
    Error::new(ErrorDomain::Qemu, ErrorCode::ConfigUnsupported, text)
}

/// `VIR_ERR_INTERNAL_ERROR` of the QEMU driver.
pub(crate) fn internal(text: impl Into<String>) -> Error {
    Error::internal(ErrorDomain::Qemu, text)
}
