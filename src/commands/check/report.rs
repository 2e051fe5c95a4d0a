//! What a check found out, and its JSON document.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::perfdata::{Figure, figures};
use super::{line, status};
use crate::commands::CommandError;
use crate::exit::ExitStatus;
use crate::model::{Failure, Finding, Health, Metrics, Replay, Severity, Thresholds};

/// The outcome of a check.
pub(super) struct Report {
    pub(super) verdict: Verdict,
    pub(super) thresholds: Thresholds,
    /// How long it took to find out.
    pub(super) took: Duration,
}

/// Whether there were figures to judge.
pub(super) enum Verdict {
    Judged {
        metrics: Box<Metrics>,
        /// Where the figures come from a standby.
        replay: Option<Replay>,
        health: Health,
    },
    /// Nothing could be measured.
    Failed { reason: String, failure: Option<Failure> },
}

impl From<&CommandError> for Verdict {
    fn from(error: &CommandError) -> Self {
        let failure = match error {
            CommandError::Database(failure) => Some(failure.clone()),
            _ => None,
        };
        Self::Failed { reason: error.to_string(), failure }
    }
}

impl Report {
    /// The worst of all rules; unknown where nothing was measured.
    pub(super) fn severity(&self) -> Severity {
        match &self.verdict {
            Verdict::Judged { health, .. } => health.severity,
            Verdict::Failed { .. } => Severity::Unknown,
        }
    }

    /// Every figure with its limits; none where nothing was measured.
    pub(super) fn figures(&self) -> Vec<Figure> {
        match &self.verdict {
            Verdict::Judged { metrics, replay, .. } => {
                figures(metrics, replay.as_ref(), &self.thresholds, self.took)
            }
            Verdict::Failed { .. } => Vec::new(),
        }
    }

    /// The document, on one line.
    pub(super) fn json(&self) -> String {
        let (findings, metrics, failure) = match &self.verdict {
            Verdict::Judged { metrics, health, .. } => {
                (health.findings.as_slice(), Some(metrics.as_ref()), None)
            }
            Verdict::Failed { failure, .. } => (&[][..], None, failure.as_ref()),
        };
        let body = Body {
            state: self.severity(),
            exit_code: ExitStatus::Monitoring(status(self.severity())).code(),
            summary: line::summary(self),
            findings,
            figures: self.figures(),
            snapshot_timestamp: metrics.map(|metrics| metrics.snapshot_timestamp),
            data_as_of: metrics.and_then(|metrics| metrics.data_as_of),
            failure,
        };
        // Texts, numbers and dates: there is nothing in it that JSON cannot hold.
        serde_json::to_string(&body).unwrap_or_default()
    }
}

#[derive(Serialize)]
struct Body<'a> {
    state: Severity,
    exit_code: u8,
    summary: String,
    findings: &'a [Finding],
    figures: Vec<Figure>,
    snapshot_timestamp: Option<DateTime<Utc>>,
    data_as_of: Option<DateTime<Utc>>,
    failure: Option<&'a Failure>,
}
