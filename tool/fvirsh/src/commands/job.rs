//! The long job that is under way on a domain.

use std::fmt::Write;

use fv_error::ErrorCode;
use fv_tool_shell::{Command, Failure, Opt, Outcome, Reply, Rule};
use fv_types::typed_param::find;
use fv_types::{TypedParam, TypedValue};
use serde_json::{Map, Value};

use super::flags::flags;
use super::options::{ACTIVE_DOMAIN, DOMAIN, JSON};
use super::stats::pretty_size;
use super::{Args, offers, values};
use crate::Session;

pub(super) const COMMANDS: &[Command<Session>] = &[
    Command::new("domjobabort", abort, "end the job of a domain")
        .about("Ends the job that is under way on a domain.")
        .options(&[
            ACTIVE_DOMAIN,
            Opt::flag("postcopy", "even if the guest runs at both ends"),
        ]),
    Command::new("domjobinfo", info, "tell about the job of a domain")
        .about("Tells about the job that is under way on a domain, or that was the last one.")
        .options(&[
            DOMAIN,
            Opt::flag("completed", "that was the last one"),
            Opt::flag("keep-completed", "and keep what is known of it"),
            Opt::flag("anystats", "all there is, whatever the state of the job"),
            Opt::flag("rawstats", "the figures as they come"),
            JSON,
        ])
        .rules(&[Rule::Requires("keep-completed", "completed")]),
];

pub(super) const MONITOR_COMMANDS: &[Command<Session>] = &[Command::new(
    "domdirtyrate-calc",
    start_dirty_rate,
    "measure how fast memory changes",
)
.about(
    "Starts to measure how fast a guest changes its memory; domstats --dirtyrate has the result.",
)
.options(&[
    ACTIVE_DOMAIN,
    Opt::number("seconds", "for so long; 1 when not given").positional_of_old(),
    Opt::text("mode", "page-sampling, dirty-bitmap or dirty-ring")
        .positional_of_old()
        .completed_by(|_, _| offers::words(DIRTY_RATE_MODES)),
])];

fn start_dirty_rate(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let seconds = args.i32("seconds")?.unwrap_or(1);
    let mode = match args.text("mode")? {
        None => 0,
        Some(word) => {
            let found = DIRTY_RATE_MODES.iter().position(|mode| *mode == word);
            let found = found.and_then(|at| u32::try_from(at).ok());
            found.ok_or_else(|| Failure::new(format!("Unknown calculation mode '{word}'")))?
        }
    };
    let api = link.domain_tune()?;
    api.start_dirty_rate_calc(&link.caller, &dom, seconds, mode)?;
    Ok(Reply::done(
        "Start to calculate domain's memory dirty rate successfully.",
    ))
}

fn abort(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let api = link.domain_save()?;
    match flags(args, &[("postcopy", 1)]) {
        0 => api.abort_job(&link.caller, &dom)?,
        bits => api.abort_job_flags(&link.caller, &dom, bits)?,
    }
    Ok(Reply::none())
}

fn info(session: &mut Session, args: &Args) -> Outcome {
    let (link, dom) = session.domain(args)?;
    let bits = flags(args, &[("completed", 1), ("keep-completed", 2)]);
    let raw = args.has("rawstats");
    let (kind, params) = match link
        .domain_save()
        .and_then(|api| api.job_stats(&link.caller, &dom, bits))
    {
        Ok(stats) => (stats.kind, stats.params),
        Err(error) if error.code() == ErrorCode::NoSupport => {
            if bits != 0 || raw {
                let text = "Optional flags or --rawstats are not supported by the daemon";
                return Err(Failure::new(text).because(error));
            }
            old_stats(&link, &dom)?
        }
        Err(error) => return Err(error.into()),
    };
    let text = match raw {
        true => raw_text(kind, &params),
        false => job_text(kind, &params, args),
    };
    let mut json = Map::new();
    json.insert("type".into(), kind_word(kind).into());
    for param in &params {
        json.insert(param.field.clone(), values::json(param));
    }
    Ok(Reply::text(text).with_json(Value::Object(json)))
}

/// The figures of a server that has no names for them.
fn old_stats(
    link: &crate::Link,
    dom: &fv_api::DomainRef,
) -> Result<(i32, Vec<TypedParam>), Failure> {
    let info = link.domain()?.job_info(&link.caller, dom)?;
    let figures = [
        ("time_elapsed", info.time_elapsed),
        ("time_remaining", info.time_remaining),
        ("data_total", info.data_total),
        ("data_processed", info.data_processed),
        ("data_remaining", info.data_remaining),
        ("memory_total", info.mem_total),
        ("memory_processed", info.mem_processed),
        ("memory_remaining", info.mem_remaining),
        ("disk_total", info.file_total),
        ("disk_processed", info.file_processed),
        ("disk_remaining", info.file_remaining),
    ];
    let params = figures.map(|(name, figure)| TypedParam::new(name, TypedValue::Ullong(figure)));
    Ok((info.kind, params.to_vec()))
}

fn raw_text(kind: i32, params: &[TypedParam]) -> String {
    let mut text = format!("Job type: {kind}\n\n");
    for param in params {
        // A string takes everything.
        let _ = writeln!(text, "{}: {}", param.field, param.value.to_text());
    }
    text
}

fn kind_word(kind: i32) -> &'static str {
    let words = [
        "None",
        "Bounded",
        "Unbounded",
        "Completed",
        "Failed",
        "Cancelled",
    ];
    let at = usize::try_from(kind).unwrap_or(usize::MAX);
    words.get(at).copied().unwrap_or("unknown")
}

fn operation_word(operation: i32) -> &'static str {
    let words = [
        "Unknown",
        "Start",
        "Save",
        "Restore",
        "Incoming migration",
        "Outgoing migration",
        "Snapshot",
        "Snapshot revert",
        "Dump",
        "Backup",
        "Snapshot delete",
    ];
    let at = usize::try_from(operation).unwrap_or(usize::MAX);
    words.get(at).copied().unwrap_or("Unknown")
}

/// The text of a job, line by line.
struct Lines<'a> {
    params: &'a [TypedParam],
    text: String,
}

impl Lines<'_> {
    fn figure(&self, name: &str) -> Option<u64> {
        match find(self.params, name)? {
            TypedValue::Ullong(figure) => Some(*figure),
            _ => None,
        }
    }

    fn line(&mut self, label: &str, value: &str) {
        // A string takes everything.
        let _ = writeln!(self.text, "{label:<17} {value}");
    }

    /// A number and its unit.
    fn number(&mut self, label: &str, name: &str, unit: &str) {
        if let Some(figure) = self.figure(name) {
            self.line(label, &format!("{figure:<12}{unit}"));
        }
    }

    /// A size in the unit that suits it.
    fn size(&mut self, label: &str, name: &str, unit: &str) {
        if let Some(bytes) = self.figure(name) {
            self.sized(label, bytes, unit);
        }
    }

    fn sized(&mut self, label: &str, bytes: u64, unit: &str) {
        let (value, prefix) = pretty_size(bytes);
        self.line(label, &format!("{value:.3} {prefix}{unit}"));
    }

    /// What is done, what is left and what there is of one kind; false if that is nothing.
    fn progress(&mut self, label: &str, name: &str) -> bool {
        let [done, left, total] = ["processed", "remaining", "total"]
            .map(|part| self.figure(&format!("{name}_{part}")).unwrap_or(0));
        if [done, left, total] == [0; 3] {
            return false;
        }
        self.sized(&format!("{label} processed:"), done, "");
        self.sized(&format!("{label} remaining:"), left, "");
        self.sized(&format!("{label} total:"), total, "");
        true
    }

    fn bandwidth(&mut self, label: &str, name: &str) {
        if let Some(bytes) = self.figure(name).filter(|bytes| *bytes != 0) {
            self.sized(label, bytes, "/s");
        }
    }
}

fn job_text(kind: i32, params: &[TypedParam], args: &Args) -> String {
    let mut lines = Lines {
        params,
        text: String::new(),
    };
    lines.line("Job type:", &format!("{:<12}", kind_word(kind)));
    if kind == NONE {
        return lines.text;
    }
    let operation = match find(params, "operation") {
        Some(TypedValue::Int(operation)) => *operation,
        _ => 0,
    };
    let word = operation_word(operation);
    lines.line("Operation:", &format!("{word:<12}"));
    let is_told = kind == BOUNDED
        || kind == UNBOUNDED
        || (kind == COMPLETED && args.has("completed"))
        || args.has("anystats");
    if is_told {
        figures(&mut lines, kind);
    }
    lines.text
}

fn figures(lines: &mut Lines<'_>, kind: i32) {
    let elapsed = lines.figure("time_elapsed").unwrap_or(0);
    lines.line("Time elapsed:", &format!("{elapsed:<12} ms"));
    lines.number("Time elapsed w/o network:", "time_elapsed_net", " ms");
    if kind == BOUNDED {
        let left = lines.figure("time_remaining").unwrap_or(0);
        lines.line("Time remaining:", &format!("{left:<12} ms"));
    }
    lines.progress("Data", "data");
    if lines.progress("Memory", "memory") {
        lines.bandwidth("Memory bandwidth:", "memory_bps");
        lines.number("Dirty rate:", "memory_dirty_rate", " pages/s");
        lines.number("Page size:", "memory_page_size", " bytes");
        lines.number("Iteration:", "memory_iteration", "");
        lines.number("Postcopy requests:", "memory_postcopy_requests", "");
    }
    if lines.progress("File", "disk") {
        lines.bandwidth("File bandwidth:", "disk_bps");
    }
    lines.number("Constant pages:", "memory_constant", "");
    lines.number("Normal pages:", "memory_normal", "");
    lines.size("Normal data:", "memory_normal_bytes", "");
    let downtime = match kind {
        COMPLETED => "Total downtime:",
        _ => "Expected downtime:",
    };
    lines.number(downtime, "downtime", " ms");
    lines.number("Downtime w/o network:", "downtime_net", " ms");
    lines.number("Setup time:", "setup_time", " ms");
    lines.size("Compression cache:", "compression_cache", "");
    lines.size("Compressed data:", "compression_bytes", "");
    for (label, name) in [
        ("Compressed pages:", "compression_pages"),
        ("Compression cache misses:", "compression_cache_misses"),
        ("Compression overflows:", "compression_overflow"),
    ] {
        if let Some(figure) = lines.figure(name) {
            lines.line(label, &format!("{figure:<13}"));
        }
    }
    if let Some(TypedValue::Int(throttle)) = find(lines.params, "auto_converge_throttle") {
        let text = format!("{throttle:<13}");
        lines.line("Auto converge throttle:", &text);
    }
    lines.size("Temporary disk space use:", "disk_temp_used", "");
    lines.size("Temporary disk space total:", "disk_temp_total", "");
    if let Some(TypedValue::String(message)) = find(lines.params, "errmsg") {
        lines.line("Error message:", message);
    }
}

/// `VIR_DOMAIN_JOB_NONE`.
const NONE: i32 = 0;
/// `VIR_DOMAIN_JOB_BOUNDED`.
const BOUNDED: i32 = 1;
/// `VIR_DOMAIN_JOB_UNBOUNDED`.
const UNBOUNDED: i32 = 2;
/// `VIR_DOMAIN_JOB_COMPLETED`.
const COMPLETED: i32 = 3;

/// How changed memory is found, by the value of the flags.
const DIRTY_RATE_MODES: &[&str] = &["page-sampling", "dirty-bitmap", "dirty-ring"];
