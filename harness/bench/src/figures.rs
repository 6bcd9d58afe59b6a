//! The samples of a run, and the table made of them.

use std::collections::BTreeMap;
use std::fmt::Write;

/// What is measured, in the order of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Figure {
    /// One small call with the reference's client library.
    Call,
    /// The same with our client on our daemon, beside the reference's on its own.
    CallOfOurClient,
    /// The list of all domains.
    List,
    /// Define and undefine.
    Define,
    /// Create of an empty guest.
    Create,
    /// The same, beside QEMU alone to its first answer.
    CreateOverFloor,
    /// Destroy of that guest.
    Destroy,
    /// All statistics of many running guests.
    Stats,
    /// From the start of a daemon that has many definitions to its first answer.
    ReadyWithMany,
    /// The list of many definitions with the reference's client library.
    ListOfMany,
    /// The same with our client on our daemon, beside the reference's on its own.
    ListOfManyOurClient,
}

impl Figure {
    fn title(self) -> &'static str {
        match self {
            Self::Call => "small call, reference's client library",
            Self::CallOfOurClient => "small call, our client library",
            Self::List => "list of all domains",
            Self::Define => "define and undefine",
            Self::Create => "create an empty guest",
            Self::CreateOverFloor => "create, beside QEMU alone",
            Self::Destroy => "destroy it",
            Self::Stats => "statistics of 40 running guests",
            Self::ReadyWithMany => "ready with 10,000 definitions",
            Self::ListOfMany => "list of 10,000, reference's client library",
            Self::ListOfManyOurClient => "list of 10,000, our client library",
        }
    }

    fn unit(self) -> &'static str {
        match self {
            Self::Call | Self::CallOfOurClient | Self::List | Self::Define => "/s",
            _ => "ms",
        }
    }
}

/// When memory is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Moment {
    /// After the first connection.
    Rest,
    /// After all rounds.
    End,
    /// With many definitions.
    Many,
}

impl Moment {
    fn title(self) -> &'static str {
        match self {
            Self::Rest => "at rest",
            Self::End => "after the run",
            Self::Many => "with 10,000 definitions",
        }
    }
}

/// All samples so far.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    samples: BTreeMap<Figure, Vec<(f64, Option<f64>)>>,
    memory: BTreeMap<Moment, (u64, Option<u64>)>,
}

impl Figures {
    /// Adds one round's sample: ours and what it stands beside.
    pub(crate) fn add(&mut self, figure: Figure, ours: f64, other: Option<f64>) {
        self.samples.entry(figure).or_default().push((ours, other));
    }

    /// Adds the daemons' resident memory, in KiB.
    pub(crate) fn memory(&mut self, moment: Moment, ours: u64, other: Option<u64>) {
        self.memory.insert(moment, (ours, other));
    }

    /// One row for each figure: medians, and the median of the rounds' ratios.
    pub(crate) fn table(&self) -> String {
        let mut table =
            String::from("| what | unit | ours | beside | ratio |\n|---|---|---:|---:|---:|\n");
        for (figure, samples) in &self.samples {
            let ours = median(samples.iter().map(|(ours, _)| *ours));
            let other = median(samples.iter().filter_map(|(_, other)| *other));
            let ratio = median(
                samples
                    .iter()
                    .filter_map(|(ours, other)| other.map(|other| ours / other)),
            );
            let (title, unit) = (figure.title(), figure.unit());
            let _ = writeln!(
                table,
                "| {title} | {unit} | {} | {} | {} |",
                shown(ours),
                shown(other),
                shown(ratio)
            );
        }
        for (moment, &(ours, other)) in &self.memory {
            let mib = |kib: u64| kib as f64 / 1024.0;
            let ratio = other.map(|other| mib(ours) / mib(other));
            let row = [Some(mib(ours)), other.map(mib), ratio]
                .map(shown)
                .join(" | ");
            let _ = writeln!(
                table,
                "| daemon {}, resident | MiB | {row} |",
                moment.title()
            );
        }
        table
    }
}

/// The page that keeps the figures of one run, with the machine and the day.
pub(crate) fn page(table: &str) -> String {
    let machine = machine();
    format!(
        "# Figures\n\nMade by `cargo xtask bench --record bench/RESULTS.md`: reference and ours in turns in one run, \
         medians of the rounds;\nthe ratio is the median of the rounds' ratios (rates: more is better; times: less).\n\n\
         {machine}\n\n{table}"
    )
}

/// Processor, kernel and day, and whether the program was built for speed.
fn machine() -> String {
    let cpuinfo = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = cpuinfo
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    let name = name
        .unwrap_or("unknown processor")
        .trim_start_matches(['\t', ' ', ':']);
    let cpus = fv_sys::host::cpus_online();
    let kernel = fv_sys::host::uname().release;
    let day = fv_sys::clock::wall().utc();
    let (year, month, day) = (day.year, day.month, day.day);
    // What else ran then; above the number of processors the figures say little.
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default().to_string();
    let profile = if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    };
    format!(
        "{name}, {cpus} processors, Linux {kernel}, {year}-{month:02}-{day:02}, {profile} build, load {load}"
    )
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

fn shown(value: Option<f64>) -> String {
    match value {
        None => "–".into(),
        Some(value) if value >= 1000.0 => format!("{value:.0}"),
        Some(value) => format!("{value:.2}"),
    }
}
