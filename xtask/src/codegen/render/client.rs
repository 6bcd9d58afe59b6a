//! `lib/client`: the traits of the declaration, implemented by calls over the wire.

use super::Output;
use crate::codegen::model::Api;

/// One file for each family.
pub(super) fn render(_api: &Api) -> Vec<Output> {
    Vec::new()
}
