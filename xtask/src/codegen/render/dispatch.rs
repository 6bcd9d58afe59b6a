//! `daemon/core`: from a procedure's number to the driver's method.

use super::Output;
use crate::codegen::model::Api;

/// One file for each family.
pub(super) fn render(_api: &Api) -> Vec<Output> {
    Vec::new()
}
