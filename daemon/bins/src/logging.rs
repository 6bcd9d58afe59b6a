//! The log: command line over environment over configuration.

use std::path::Path;

use fv_error::Result;
use fv_log::{Destination, Level, OutputSetting, Settings};

use crate::{Config, Environment, Options};

/// Puts the log's settings into force; `file` is where a daemon in the background logs to.
pub(crate) fn set_up(
    options: &Options,
    environment: &Environment,
    config: &Config,
    file: &Path,
) -> Result<()> {
    let (settings, default) = settings(options, environment, config, file)?;
    fv_log::set_default_output(default);
    fv_log::configure(settings)
}

/// The settings that the three sources make together, and where the log goes when nobody says.
fn settings(
    options: &Options,
    environment: &Environment,
    config: &Config,
    file: &Path,
) -> Result<(Settings, OutputSetting)> {
    let from_environment = environment.log_level.as_deref().and_then(level);
    let filters = or(&environment.log_filters, &config.log_filters);
    let outputs = or(&environment.log_outputs, &config.log_outputs);
    let mut settings = Settings::parse(config.log_level, filters, outputs)?;
    settings.level = from_environment.unwrap_or(settings.level);
    if options.verbose {
        settings.level = settings.level.min(Level::Info);
    }
    // Nobody sees the standard error of a daemon in the background.
    let destination = match options.background {
        true => Destination::File(file.display().to_string()),
        false => Destination::Stderr,
    };
    let default = OutputSetting {
        level: settings.level,
        destination,
    };
    if outputs.is_empty() {
        settings.outputs = vec![default.clone()];
    }
    Ok((settings, default))
}

/// An empty variable is as good as none.
fn or<'a>(variable: &'a Option<String>, configured: &'a str) -> &'a str {
    variable
        .as_deref()
        .filter(|text| !text.is_empty())
        .unwrap_or(configured)
}

/// A level by number or name; anything else is ignored, as in the reference.
fn level(text: &str) -> Option<Level> {
    match text {
        "1" | "debug" => Some(Level::Debug),
        "2" | "info" => Some(Level::Info),
        "3" | "warning" => Some(Level::Warning),
        "4" | "error" => Some(Level::Error),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
