//! The settings in force, and the places in the code that remember what they mean for them.

use std::fmt::Arguments;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use fv_error::Result;
use fv_sys::{clock, process};
use fv_types::lock::{Rank, RwLock};

use crate::output::Output;
use crate::{Level, Settings, line};

/// One place in the code that writes messages.
#[derive(Debug)]
pub struct Site {
    category: &'static str,
    line: u32,
    /// The generation of the settings in the upper bits, the lowest level in the lower eight.
    known: AtomicU64,
}

impl Site {
    /// A place that knows nothing of the settings yet.
    pub const fn new(category: &'static str, line: u32) -> Self {
        Self {
            category,
            line,
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
    pub fn write(&self, level: Level, text: Arguments<'_>) {
        let source = (self.category, self.line);
        let line = line::format(clock::wall(), process::own_thread(), level, source, text);
        // The settings are let go before writing: a slow disk must not hold up who changes them.
        let in_force = current();
        match &in_force {
            Some(in_force) => in_force
                .outputs
                .iter()
                .for_each(|output| output.write(level, &line)),
            None => {
                let outputs = Settings::default().outputs;
                let outputs = outputs
                    .iter()
                    .filter_map(|setting| Output::open(setting).ok());
                outputs.for_each(|output| output.write(level, &line));
            }
        }
    }

    #[cold]
    fn learn(&self) -> u64 {
        let generation = GENERATION.load(Ordering::Acquire);
        let level = match current() {
            Some(in_force) => in_force.settings.level_of(self.category),
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

#[derive(Debug)]
struct InForce {
    settings: Settings,
    outputs: Vec<Output>,
}

fn current() -> Option<Arc<InForce>> {
    IN_FORCE.read().clone()
}

static IN_FORCE: RwLock<Option<Arc<InForce>>> = RwLock::new(Rank::LOG, None);

/// Counts changes; begins at 1, so that a new place knows that it knows nothing.
static GENERATION: AtomicU32 = AtomicU32::new(1);
