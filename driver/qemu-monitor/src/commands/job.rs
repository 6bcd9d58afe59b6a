//! Background jobs of the block layer.

use fv_error::Result;
use serde_json::{Value, json};

use crate::command::{Call, Command};
use crate::json::{self, Fields};

crate::tokens! {
    /// What kind of work a job does.
    JobKind {
        Unknown = "",
        Commit = "commit",
        Stream = "stream",
        Mirror = "mirror",
        Backup = "backup",
        Create = "create",
    }
}

crate::tokens! {
    /// How far a job is.
    JobStatus {
        Unknown = "",
        Created = "created",
        Running = "running",
        Paused = "paused",
        Ready = "ready",
        Standby = "standby",
        Waiting = "waiting",
        Pending = "pending",
        Aborting = "aborting",
        Concluded = "concluded",
        Undefined = "undefined",
        Null = "null",
    }
}

/// One job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its name.
    pub id: String,
    /// What it does.
    pub kind: JobKind,
    /// How far it is.
    pub status: JobStatus,
    /// Why it failed.
    pub error: Option<String>,
    /// How much is done.
    pub progress: u64,
    /// How much there is in all.
    pub progress_total: u64,
}

/// All jobs; a kind or state that is not known is named so.
///
/// A job that was started with `auto-dismiss` off stays in the list after its end, so that its
/// result cannot be missed while the daemon is not there.
pub fn query() -> Call<Vec<Job>> {
    Call::new(Command::new("query-jobs"), |value| {
        json::items("query-jobs", value)?.iter().map(read).collect()
    })
}

fn read(job: &Value) -> Result<Job> {
    let command = "query-jobs";
    let id = job.want_text(command, "id")?;
    let kind = JobKind::from_text(&job.want_text(command, "type")?).unwrap_or_default();
    let status = JobStatus::from_text(&job.want_text(command, "status")?).unwrap_or_default();
    let progress = job.want_unsigned(command, "current-progress")?;
    let progress_total = job.want_unsigned(command, "total-progress")?;
    let error = job.string("error");
    Ok(Job {
        id,
        kind,
        status,
        error,
        progress,
        progress_total,
    })
}

/// Forgets a job that is over.
///
/// Until then its name cannot be used again.
pub fn dismiss(id: &str) -> Call<()> {
    Call::plain(Command::with("job-dismiss", json!({ "id": id })))
}

/// Lets a job that is ready switch over.
pub fn complete(id: &str) -> Call<()> {
    Call::plain(Command::with("job-complete", json!({ "id": id })))
}

/// Lets a pending job take its last step.
pub fn finalize(id: &str) -> Call<()> {
    Call::plain(Command::with("job-finalize", json!({ "id": id })))
}

/// Whether a job may take time to end well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancel {
    /// It may.
    Gentle,
    /// It must end at once.
    Force,
}

/// Ends a block job.
pub fn cancel(id: &str, how: Cancel) -> Call<()> {
    let arguments = json!({ "device": id, "force": how == Cancel::Force });
    Call::plain(Command::with("block-job-cancel", arguments))
}
