//! The log: what libvirt's `log_level`, `log_filters` and `log_outputs` say, and the macros.
//!
//! ```text
//! error!("qemu.process", "guest '{name}' ended");
//!          │ filters decide by this category, level by level
//!          └ a line `2026-01-02 03:04:05.678+0000: 123: error : qemu.process:42 : guest …`
//! ```
//!
//! A message that nobody wants costs two atomic loads: each place in the code remembers its
//! level until the settings change. Writing never fails anybody: what cannot be written is lost.
//! syslog and journald are understood as settings and refused by name, because they are not
//! there yet.
//!
//! Read first: [`Settings`], [`configure`], [`debug!`].

mod line;
mod output;
mod settings;
mod site;

use fv_error::Result;

pub use line::is_log_line;
pub use settings::{
    Destination, Filter, Level, OutputSetting, Settings, parse_filters, parse_outputs,
};
#[doc(hidden)]
pub use site::Site;

/// Puts settings into force for the whole process.
///
/// Files are opened first; when one cannot be, nothing changes.
pub fn configure(settings: Settings) -> Result<()> {
    site::install(settings)
}

/// The settings in force.
pub fn settings() -> Settings {
    site::settings()
}

/// Writes a message of level debug: its category, then what `format!` takes.
#[macro_export]
macro_rules! debug {
    ($($rest:tt)*) => { $crate::log_at!($crate::Level::Debug, $($rest)*) };
}

/// Writes a message of level info: its category, then what `format!` takes.
#[macro_export]
macro_rules! info {
    ($($rest:tt)*) => { $crate::log_at!($crate::Level::Info, $($rest)*) };
}

/// Writes a message of level warning: its category, then what `format!` takes.
#[macro_export]
macro_rules! warning {
    ($($rest:tt)*) => { $crate::log_at!($crate::Level::Warning, $($rest)*) };
}

/// Writes a message of level error: its category, then what `format!` takes.
#[macro_export]
macro_rules! error {
    ($($rest:tt)*) => { $crate::log_at!($crate::Level::Error, $($rest)*) };
}

/// Writes a message of a level: the level, its category, then what `format!` takes.
#[macro_export]
macro_rules! log_at {
    ($level:expr, $category:literal, $($text:tt)*) => {{
        static SITE: $crate::Site = $crate::Site::new($category, line!());
        if SITE.wants($level) {
            SITE.write($level, format_args!($($text)*));
        }
    }};
}

#[cfg(test)]
mod tests;
