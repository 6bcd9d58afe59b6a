//! Which guests a list shows.

use fv_api::DomainRef;
use fv_driver_kit::Listed;
use fv_sys::file;

use super::query;
use crate::brief::Brief;
use crate::driver::Driver;
use crate::flags::list;
use crate::guest::Guest;

/// The guests that pass all filters, in one pass over the list.
pub(super) fn all(driver: &Driver, flags: u32) -> Vec<DomainRef> {
    let guests = driver.guests();
    let mut found = Vec::with_capacity(guests.len());
    guests.each(|guest| {
        let brief = guest.brief();
        if passes_brief(brief, flags) {
            found.push(guest.reference_with(brief.id));
        }
    });
    // What asks the disk is asked when the list is free again.
    if asks_for_saves(flags) {
        found.retain(|dom| passes_saved(driver, &dom.name, flags));
    }
    found
}

/// Whether a guest passes every filter of which at least one half was asked for.
pub(super) fn passes(driver: &Driver, guest: &Guest, brief: Brief, flags: u32) -> bool {
    passes_brief(brief, flags)
        && (!asks_for_saves(flags) || passes_saved(driver, guest.name(), flags))
}

fn passes_brief(brief: Brief, flags: u32) -> bool {
    let state = brief.state;
    passes_one(
        flags,
        &[
            (list::ACTIVE, brief.active),
            (list::INACTIVE, !brief.active),
        ],
    ) && passes_one(
        flags,
        &[
            (list::PERSISTENT, brief.persistent),
            (list::TRANSIENT, !brief.persistent),
        ],
    ) && passes_one(
        flags,
        &[
            (list::RUNNING, state == RUNNING),
            (list::PAUSED, state == PAUSED),
            (list::SHUTOFF, state == SHUTOFF),
            (list::OTHER, ![RUNNING, PAUSED, SHUTOFF].contains(&state)),
        ],
    ) && passes_one(
        flags,
        &[
            (list::AUTOSTART, brief.autostart),
            (list::NO_AUTOSTART, !brief.autostart),
        ],
    ) && passes_one(
        flags,
        &[(list::HAS_SNAPSHOT, false), (list::NO_SNAPSHOT, true)],
    ) && passes_one(
        flags,
        &[(list::HAS_CHECKPOINT, false), (list::NO_CHECKPOINT, true)],
    )
}

fn asks_for_saves(flags: u32) -> bool {
    flags & (list::MANAGED_SAVE | list::NO_MANAGED_SAVE) != 0
}

fn passes_saved(driver: &Driver, name: &str, flags: u32) -> bool {
    let saved = file::exists(&query::managed_save(driver, name));
    passes_one(
        flags,
        &[(list::MANAGED_SAVE, saved), (list::NO_MANAGED_SAVE, !saved)],
    )
}

/// Whether one of the halves that were asked for holds; a filter nobody asked for lets all pass.
fn passes_one(flags: u32, halves: &[(u32, bool)]) -> bool {
    let asked = halves.iter().any(|&(flag, _)| flags & flag != 0);
    !asked
        || halves
            .iter()
            .any(|&(flag, holds)| flags & flag != 0 && holds)
}

const RUNNING: u8 = 1;
const PAUSED: u8 = 3;
const SHUTOFF: u8 = 5;
