//! Network cards: what they let in.

use fv_error::{Error, ErrorDomain};
use serde_json::json;

use crate::command::{Call, Command};
use crate::json::{self, Fields};

/// Whether a card's cable is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cable {
    /// Packets pass.
    In,
    /// The guest sees a link that is down.
    Out,
}

/// Puts a card's cable in or pulls it out.
pub fn set_link(card: &str, cable: Cable) -> Call<()> {
    let arguments = json!({ "name": card, "up": cable == Cable::In });
    Call::plain(Command::with("set_link", arguments))
}

/// The address that the guest gave a card, as it writes it.
///
/// QEMU tells of a change of the filter once, and again only after it has been asked for.
pub fn main_mac(card: &str) -> Call<String> {
    let command = Command::with("query-rx-filter", json!({ "name": card }));
    Call::new(command, |value| {
        let fail = |detail| Error::internal(ErrorDomain::Qemu, detail);
        let filters = json::items("query-rx-filter", value)?;
        let filter = filters
            .first()
            .ok_or_else(|| fail("query-rx-filter return data missing array element"))?;
        filter
            .string("main-mac")
            .ok_or_else(|| fail("Missing or invalid 'main-mac' in query-rx-filter response"))
    })
}
