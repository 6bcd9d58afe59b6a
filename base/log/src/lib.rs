//! The log: what libvirt's `log_level`, `log_filters` and `log_outputs` say, and the macros.
//!
//! ```text
//! error!("qemu.process", "guest '{name}' ended");
//!          │ filters decide by this category, level by level
//!          └ a line `2026-01-02 03:04:05.678+0000: 123: error : qemu.process:42 : guest …`
//! ```
//!
//! A message that nobody wants costs two atomic loads: each place in the code remembers its
//! level until the settings change. Writing never fails anybody and never waits for another
//! process: what the journal, syslog or the reader of a pipe do not take at once is lost, and they
//! are told how much.
//!
//! Read first: [`Settings`], [`configure`], [`debug!`].

mod line;
mod output;
mod pipe;
mod settings;
mod site;
mod system;

use fv_error::Result;

pub use line::is_log_line;
pub use settings::{
    Destination, Filter, Level, OutputSetting, Settings, parse_filters, parse_outputs,
};
#[doc(hidden)]
pub use site::{Place, Site, function_of};

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

/// Says where messages go when nobody says where.
pub fn set_default_output(output: OutputSetting) {
    site::set_default_output(output);
}

/// Changes the filters alone, given in libvirt's syntax; an empty text means none.
pub fn set_filters(text: &str) -> Result<()> {
    let filters = parse_filters(text)?;
    site::change(|settings| settings.filters = filters)
}

/// Changes the outputs alone, given in libvirt's syntax; an empty text means the default one.
pub fn set_outputs(text: &str) -> Result<()> {
    let mut outputs = parse_outputs(text)?;
    if outputs.is_empty() {
        outputs = vec![site::default_output()];
    }
    site::change(|settings| settings.outputs = outputs)
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
        static SITE: $crate::Site = $crate::Site::new($crate::Place {
            category: $category,
            file: file!(),
            line: line!(),
        });
        if SITE.wants($level) {
            // Named by what stands around it, which nothing tells directly.
            fn here() {}
            SITE.write($level, $crate::function_of(&here), format_args!($($text)*));
        }
    }};
}

#[cfg(test)]
mod tests;
