//! Runs of jobs: rows of `ops.ingestion_runs`.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Language, phrases};

/// The job type of the refresh job; other rows belong to other jobs of CT4.
pub const REFRESH_JOB_TYPE: &str = "scout_attribution_refresh";

/// How a run stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub enum RunStatus {
    /// Begun and not ended.
    Running,
    /// Ended well.
    Completed,
    /// Ended with an error.
    Failed,
    /// A label that this program does not know.
    Unknown(String),
}

impl RunStatus {
    /// Reads the label of the `runstatus` enum.
    pub fn from_label(label: &str) -> Self {
        match label {
            "RUNNING" => Self::Running,
            "COMPLETED" => Self::Completed,
            "FAILED" => Self::Failed,
            other => Self::Unknown(other.to_owned()),
        }
    }

    /// The label of the `runstatus` enum.
    pub fn label(&self) -> &str {
        match self {
            Self::Running => "RUNNING",
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
            Self::Unknown(label) => label,
        }
    }
}

impl fmt::Display for RunStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.label())
    }
}

impl From<String> for RunStatus {
    fn from(label: String) -> Self {
        Self::from_label(&label)
    }
}

impl From<RunStatus> for String {
    fn from(status: RunStatus) -> Self {
        status.label().to_owned()
    }
}

/// One run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The row's id.
    pub run_id: i64,
    /// Which job.
    pub job_type: String,
    /// How it stands.
    pub status: RunStatus,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub completed_at: Option<DateTime<Utc>>,
    /// How long it took, or has been running, in seconds, by the database's clock.
    pub duration_seconds: Option<f64>,
    /// What started it: a key, a timer, a command.
    pub trigger: Option<String>,
    /// The machine that ran it.
    pub host: Option<String>,
    /// Why it failed.
    pub error: Option<String>,
    /// What it did, in its own words; its texts are clean.
    pub summary: Option<serde_json::Value>,
    /// What it did, step by step.
    pub steps: Vec<RunStep>,
    /// Whether a runner stands behind a RUNNING row; `None` where that cannot be known.
    pub has_living_runner: Option<bool>,
    /// How far a running refresh is; `None` for every other run, and in lists.
    pub progress: Option<Box<RunProgress>>,
}

/// How far a run of the refresh job is, as its runner committed it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunProgress {
    /// The step's word in the database.
    pub step: Option<String>,
    /// The step's number, from 1 to 5.
    pub step_number: Option<i32>,
    /// Rows of the step that are dealt with.
    pub done: Option<i64>,
    /// Rows that the step will deal with.
    pub estimate: Option<i64>,
    /// Rows a second.
    pub rate: Option<f64>,
    /// Rows that the step looked at and left.
    pub rejected: Option<i64>,
    /// Who began the run: `role@host pid`.
    pub requested_by: Option<String>,
    /// Who asked it to stop, where somebody did.
    pub cancel_requested_by: Option<String>,
}

impl Run {
    /// What people are told that its job is called.
    pub fn job_name(&self, language: Language) -> &str {
        match self.job_type.as_str() {
            REFRESH_JOB_TYPE => language.choose("refresh", "actualización"),
            "drivers_index_refresh" => language.choose("drivers index", "conductores"),
            "identity_run" => language.choose("identity", "identidad"),
            other => other,
        }
    }

    /// Whether the run is one of the refresh job.
    pub fn is_refresh(&self) -> bool {
        self.job_type == REFRESH_JOB_TYPE
    }

    /// Whether somebody runs the refresh job in this run.
    pub fn is_living_refresh(&self) -> bool {
        self.is_refresh()
            && self.status == RunStatus::Running
            && self.has_living_runner != Some(false)
    }

    /// Whether the row says RUNNING and nobody runs it.
    pub fn is_orphaned(&self) -> bool {
        self.status == RunStatus::Running && self.has_living_runner == Some(false)
    }
}

/// One step of a run, as far as its `stats` tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunStep {
    /// The step's name.
    pub name: String,
    /// Rows changed.
    pub changed: Option<i64>,
    /// Rows looked at and refused.
    pub rejected: Option<i64>,
    /// Duration in milliseconds.
    pub duration_ms: Option<i64>,
    /// Why it was skipped or failed, as the row keeps it.
    pub note: Option<String>,
}

impl RunStep {
    /// Why it was skipped or failed, in a language; a server's own words stay as they are.
    pub fn note(&self, language: Language) -> Option<String> {
        self.note.as_ref().map(|note| phrases::failure(note, language))
    }
}

/// Reads the steps out of a run's `stats`, whatever shape these have.
pub fn steps_of(stats: &serde_json::Value) -> Vec<RunStep> {
    let Some(steps) = stats.get("steps").and_then(serde_json::Value::as_array) else {
        return Vec::new();
    };
    steps
        .iter()
        .filter_map(|step| {
            let name = step.get("step").or_else(|| step.get("name"))?.as_str()?;
            let number = |key: &str| step.get(key).and_then(serde_json::Value::as_i64);
            let text = |key: &str| step.get(key).and_then(serde_json::Value::as_str);
            Some(RunStep {
                name: super::text::clean(name),
                changed: number("changed"),
                rejected: number("rejected"),
                duration_ms: number("duration_ms"),
                note: text("note")
                    .or_else(|| text("skipped"))
                    .or_else(|| text("error"))
                    .map(super::text::clean),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn stats_of_any_shape_give_steps_or_none() {
        for stats in [json!(null), json!(3), json!([]), json!({"steps": 4}), json!({"steps": [1]})]
        {
            assert_eq!(steps_of(&stats), []);
        }
        let steps = steps_of(&json!({"steps": [{"step": "lead_ledger", "changed": 91}]}));
        assert_eq!(steps[0].name, "lead_ledger");
        assert_eq!(steps[0].changed, Some(91));
        assert_eq!(steps[0].rejected, None);
    }

    #[test]
    fn an_unknown_status_keeps_its_label() {
        assert_eq!(RunStatus::from_label("PAUSED").label(), "PAUSED");
    }
}
