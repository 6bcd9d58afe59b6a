//! The guest's clock and its timers.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_xml::{Body, Context, Element, Node, Scope, Token, YesNo, read, xml_error};

/// The guest's clock.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Clock {
    /// What it shows at the start.
    pub offset: ClockOffset,
    /// What drives it, and how lost ticks are made up for.
    pub timers: Vec<Timer>,
}

/// What a clock shows at the start.
#[derive(Debug, Clone, PartialEq)]
pub enum ClockOffset {
    /// Universal time.
    Utc {
        /// Whether the guest's own adjustments are forgotten.
        reset: bool,
    },
    /// The host's local time.
    Localtime {
        /// Whether the guest's own adjustments are forgotten.
        reset: bool,
    },
    /// One of both, plus what the guest adjusted.
    Variable {
        /// The adjustment in seconds.
        adjustment_s: i64,
        /// What it is added to.
        basis: ClockBasis,
        /// The adjustment at the start.
        adjustment0_s: i64,
    },
    /// The local time of a zone.
    Timezone {
        /// The zone.
        name: String,
    },
    /// A given moment.
    Absolute {
        /// Seconds since 1970.
        start: u64,
    },
}

impl Default for ClockOffset {
    fn default() -> Self {
        Self::Utc { reset: false }
    }
}

/// The words of `offset`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum ClockOffsetKind {
    /// `utc`
    Utc,
    /// `localtime`
    Localtime,
    /// `variable`
    Variable,
    /// `timezone`
    Timezone,
    /// `absolute`
    Absolute,
}

/// What an adjustment is added to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Token)]
pub enum ClockBasis {
    /// Universal time.
    #[default]
    Utc,
    /// The host's local time.
    Localtime,
}

/// A source of ticks.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "timer")]
pub struct Timer {
    /// Which one.
    #[xml(attr, required)]
    pub name: TimerName,
    /// Whether the guest has it.
    #[xml(attr)]
    pub present: Option<YesNo>,
    /// What is done about ticks that were missed.
    #[xml(attr = "tickpolicy")]
    pub tick_policy: Option<TickPolicy>,
    /// What it follows.
    #[xml(attr)]
    pub track: Option<TimerTrack>,
    /// How fast it is, in hertz.
    #[xml(attr, omit_default)]
    pub frequency: u64,
    /// How it is provided.
    #[xml(attr)]
    pub mode: Option<TimerMode>,
    /// How missed ticks are caught up.
    #[xml(child, default)]
    pub catchup: Catchup,
}

/// The timers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum TimerName {
    /// `platform`
    Platform,
    /// `pit`
    Pit,
    /// `rtc`
    Rtc,
    /// `hpet`
    Hpet,
    /// `tsc`
    Tsc,
    /// `kvmclock`
    Kvmclock,
    /// `hypervclock`
    Hypervclock,
    /// `armvtimer`
    Armvtimer,
}

/// What a timer follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum TimerTrack {
    /// `boot`
    Boot,
    /// `guest`
    Guest,
    /// `wall`
    Wall,
    /// `realtime`
    Realtime,
}

/// What is done about ticks that were missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum TickPolicy {
    /// They come late.
    Delay,
    /// They come faster for a while.
    Catchup,
    /// They come as one.
    Merge,
    /// They do not come.
    Discard,
}

/// How a timer is provided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum TimerMode {
    /// `auto`
    Auto,
    /// `native`
    Native,
    /// `emulate`
    Emulate,
    /// `paravirt`
    Paravirt,
    /// `smpsafe`
    Smpsafe,
}

/// How missed ticks are caught up.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "catchup")]
pub struct Catchup {
    /// From how many on.
    #[xml(attr, omit_default)]
    pub threshold: u64,
    /// How fast.
    #[xml(attr, omit_default)]
    pub slew: u64,
    /// How many at most.
    #[xml(attr, omit_default)]
    pub limit: u64,
}

fn unknown_offset(word: &str) -> Error {
    let detail = format!("unknown clock offset '{word}'");
    Error::new(ErrorDomain::Domain, ErrorCode::ConfigUnsupported, detail)
}

impl Element for Clock {
    const DESCRIPTION: &'static fv_model_xml::Description = &fv_model_xml::Description {
        name: "clock",
        fields: &[],
    };

    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        let kind = match node.attr("offset") {
            Some(word) => ClockOffsetKind::from_word(word).ok_or_else(|| unknown_offset(word))?,
            None => ClockOffsetKind::Utc,
        };
        let (adjustment, reset) = adjustment(node)?;
        let fixed = kind == ClockOffsetKind::Utc || kind == ClockOffsetKind::Localtime;
        let offset = match kind {
            // A number turns a fixed clock into a variable one.
            _ if fixed && adjustment.is_some() => ClockOffset::Variable {
                adjustment_s: adjustment.unwrap_or_default(),
                basis: match kind {
                    ClockOffsetKind::Localtime => ClockBasis::Localtime,
                    _ => ClockBasis::Utc,
                },
                adjustment0_s: 0,
            },
            ClockOffsetKind::Utc => ClockOffset::Utc { reset },
            ClockOffsetKind::Localtime => ClockOffset::Localtime { reset },
            ClockOffsetKind::Variable => ClockOffset::Variable {
                adjustment_s: read::attr(node, "adjustment")?.unwrap_or_default(),
                basis: read::attr(node, "basis")?.unwrap_or_default(),
                adjustment0_s: read::attr(node, "adjustment0")?.unwrap_or_default(),
            },
            ClockOffsetKind::Timezone => match node.attr("timezone") {
                Some(name) => ClockOffset::Timezone {
                    name: name.to_owned(),
                },
                None => {
                    return Err(xml_error(
                        "missing 'timezone' attribute for clock with offset='timezone'",
                    ));
                }
            },
            ClockOffsetKind::Absolute => ClockOffset::Absolute {
                start: read::attr_required(node, "start")?,
            },
        };
        Ok(Self {
            offset,
            timers: read::list(node, "timer", cx)?,
        })
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        body.attr("offset", &self.offset.kind());
        match &self.offset {
            ClockOffset::Utc { reset } | ClockOffset::Localtime { reset } => {
                if *reset {
                    body.attr_text("adjustment", "reset");
                }
            }
            ClockOffset::Variable {
                adjustment_s,
                basis,
                adjustment0_s,
            } => {
                body.attr("adjustment", adjustment_s);
                body.attr("basis", basis);
                if cx.shows(Scope::STATUS) && *adjustment0_s != 0 {
                    body.attr("adjustment0", adjustment0_s);
                }
            }
            ClockOffset::Timezone { name } => body.attr("timezone", name),
            ClockOffset::Absolute { start } => body.attr("start", start),
        }
        for timer in &self.timers {
            body.element("timer", timer, cx);
        }
    }
}

impl ClockOffset {
    /// The word of its `offset`.
    pub const fn kind(&self) -> ClockOffsetKind {
        match self {
            Self::Utc { .. } => ClockOffsetKind::Utc,
            Self::Localtime { .. } => ClockOffsetKind::Localtime,
            Self::Variable { .. } => ClockOffsetKind::Variable,
            Self::Timezone { .. } => ClockOffsetKind::Timezone,
            Self::Absolute { .. } => ClockOffsetKind::Absolute,
        }
    }
}

/// For fixed clocks `adjustment` is a number, or the word `reset`.
fn adjustment(node: Node<'_>) -> Result<(Option<i64>, bool)> {
    match node.attr("adjustment") {
        None => Ok((None, false)),
        Some("reset") => Ok((None, true)),
        Some(_) => Ok((read::attr(node, "adjustment")?, false)),
    }
}
