//! What a run says of itself in `ops.ingestion_runs.stats`.

use serde_json::{Value, json};

use crate::model::{CheckResult, Figures, StepReport, StepState, Trigger, Verdict};

/// What a run says of itself; it grows step by step.
#[derive(Clone, Debug)]
pub(super) struct Stats {
    pub(super) trigger: Trigger,
    pub(super) host: String,
    pub(super) requested_by: String,
    pub(super) steps: Vec<StepReport>,
    /// Rows that somebody else changed between the listing and the change, of all steps.
    pub(super) overtaken: i64,
    pub(super) missing_ledger_rows: i64,
    pub(super) before: Option<Figures>,
    pub(super) after: Option<Figures>,
    pub(super) checks: Vec<CheckResult>,
}

impl Stats {
    /// As JSON text.
    pub(super) fn text(&self) -> String {
        let steps: Vec<Value> = self.steps.iter().map(|report| self.step(report)).collect();
        json!({
            "trigger": self.trigger,
            "host": self.host,
            "requested_by": self.requested_by,
            "version": env!("CARGO_PKG_VERSION"),
            "steps": steps,
            "overtaken": self.overtaken,
            "missing_ledger_rows": self.missing_ledger_rows,
            "before": self.before,
            "after": self.after,
            "checks": self.checks,
        })
        .to_string()
    }

    fn step(&self, report: &StepReport) -> Value {
        let duration = i64::try_from(report.took.as_millis()).unwrap_or(i64::MAX);
        let mut step = json!({
            "step": report.step,
            "changed": report.changed,
            "rejected": report.rejected + report.ambiguous,
            "ambiguous": report.ambiguous,
            "persons_created": report.persons,
            "batches": report.batches,
            "duration_ms": duration,
        });
        let Some(members) = step.as_object_mut() else { return step };
        match &report.state {
            StepState::Done => {}
            StepState::Skipped(reason) => {
                members.insert("skipped".to_owned(), json!(reason));
            }
            StepState::Failed(reason) => {
                members.insert("error".to_owned(), json!(reason));
            }
        }
        if report.step == crate::model::StepName::Verify {
            for verdict in [Verdict::Ok, Verdict::Warn, Verdict::Error, Verdict::Skip] {
                let count = self.checks.iter().filter(|check| check.verdict == verdict).count();
                members.insert(verdict.label().to_lowercase(), json!(count));
            }
        }
        step
    }
}
