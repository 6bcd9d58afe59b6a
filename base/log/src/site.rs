//! The settings in force, and the places in the code that remember what they mean for them.

use std::fmt::Arguments;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use fv_error::Result;
use fv_sys::{clock, process};
use fv_types::lock::{Rank, RwLock};

use crate::line::Message;
use crate::output::Output;
use crate::{Destination, Level, OutputSetting, Settings};

/// Where in the code a message comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// What filters go by.
    pub category: &'static str,
    /// The file.
    pub file: &'static str,
    /// The line in it.
    pub line: u32,
}

/// One place in the code that writes messages.
#[derive(Debug)]
pub struct Site {
    place: Place,
    /// The generation of the settings in the upper bits, the lowest level in the lower eight.
    known: AtomicU64,
}

/// The name of the function in which `inner`, a function called `here`, stands.
pub fn function_of<T>(_inner: &T) -> &'static str {
    let name = std::any::type_name::<T>();
    let name = name.strip_suffix("::here").unwrap_or(name);
    name.trim_end_matches("::{{closure}}")
}

impl Site {
    /// A place that knows nothing of the settings yet.
    pub const fn new(place: Place) -> Self {
        Self {
            place,
            known: AtomicU64::new(0),
        }
    }

    /// Whether a message of this level would be written anywhere.
    #[inline]
    pub fn wants(&self, level: Level) -> bool {
        let known = self.known.load(Ordering::Relaxed);
        let current = u64::from(GENERATION.load(Ordering::Relaxed));
        let lowest = if known >> 8 == current {
            known & 0xff
        } else {
            self.learn()
        };
        u64::from(level as u8) >= lowest
    }

    /// Writes a message.
    pub fn write(&self, level: Level, function: &'static str, text: Arguments<'_>) {
        let message = Message {
            time: clock::wall(),
            thread: process::own_thread(),
            level,
            place: self.place,
            function,
            text: text.to_string(),
        };
        // The settings are let go before writing: a slow disk must not hold up who changes them.
        let in_force = current();
        match &in_force {
            Some(in_force) => in_force
                .outputs
                .iter()
                .for_each(|output| output.write(&message)),
            None => {
                let outputs = Settings::default().outputs;
                let outputs = outputs
                    .iter()
                    .filter_map(|setting| Output::open(setting).ok());
                outputs.for_each(|output| output.write(&message));
            }
        }
    }

    #[cold]
    fn learn(&self) -> u64 {
        let generation = GENERATION.load(Ordering::Acquire);
        let level = match current() {
            Some(in_force) => in_force.settings.level_of(self.place.category),
            None => Settings::default().level,
        };
        let lowest = u64::from(level as u8);
        self.known
            .store(u64::from(generation) << 8 | lowest, Ordering::Relaxed);
        lowest
    }
}

/// Opens the outputs and puts the settings into force.
pub(crate) fn install(settings: Settings) -> Result<()> {
    let outputs = settings
        .outputs
        .iter()
        .map(Output::open)
        .collect::<Result<_>>()?;
    *IN_FORCE.write() = Some(Arc::new(InForce { settings, outputs }));
    GENERATION.fetch_add(1, Ordering::Release);
    Ok(())
}

/// The settings in force.
pub(crate) fn settings() -> Settings {
    current().map_or_else(Settings::default, |in_force| in_force.settings.clone())
}

/// Changes part of the settings in force.
pub(crate) fn change(change: impl FnOnce(&mut Settings)) -> Result<()> {
    let mut settings = settings();
    change(&mut settings);
    install(settings)
}

/// Says where messages go when nobody says where.
pub(crate) fn set_default_output(output: OutputSetting) {
    *DEFAULT_OUTPUT.write() = Some(output);
}

/// Where messages go when nobody says where.
pub(crate) fn default_output() -> OutputSetting {
    let default = DEFAULT_OUTPUT.read().clone();
    default.unwrap_or_else(|| OutputSetting {
        level: settings().level,
        destination: Destination::Stderr,
    })
}

#[derive(Debug)]
struct InForce {
    settings: Settings,
    outputs: Vec<Output>,
}

fn current() -> Option<Arc<InForce>> {
    IN_FORCE.read().clone()
}

static DEFAULT_OUTPUT: RwLock<Option<OutputSetting>> = RwLock::new(Rank::LOG, None);

static IN_FORCE: RwLock<Option<Arc<InForce>>> = RwLock::new(Rank::LOG, None);

/// Counts changes; begins at 1, so that a new place knows that it knows nothing.
static GENERATION: AtomicU32 = AtomicU32::new(1);
