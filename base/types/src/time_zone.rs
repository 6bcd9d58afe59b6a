//! Time zones in the form of the `TZ` variable.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// How many seconds local time is ahead of UTC at a moment (seconds since 1970).
///
/// The zone is a POSIX rule such as `CET-1CEST,M3.5.0,M10.5.0`, or a name of the host's
/// database; nothing when it is neither.
pub fn offset_at(zone: &str, seconds: i64) -> Option<i32> {
    let zone = TimeZone::posix(zone)
        .or_else(|_| TimeZone::get(zone))
        .ok()?;
    let moment = Timestamp::from_second(seconds).ok()?;
    Some(zone.to_offset(moment).seconds())
}

#[cfg(test)]
mod tests;
