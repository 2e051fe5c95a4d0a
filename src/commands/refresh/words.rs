//! A plan, a progress and a receipt in words, or as JSON.

use std::io::{self, Write};

use serde::Serialize;

use crate::model::format::{count, count_or_unknown, duration, signed};
use crate::model::{
    Category, CheckResult, Figures, Language, Outcome, Plan, PlanCounts, Progress, Receipt,
    StepName, StepState,
};

/// Cells for the name of a step.
const STEP: usize = 42;

/// Writes a document as JSON, on one line.
pub(in crate::commands) fn json(document: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, document)?;
    writeln!(out)?;
    out.flush()
}

/// Writes what a run would do.
pub(super) fn plan(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} on {} as {}: nothing is written", plan.database, plan.server, plan.role)?;
    if let Some(running) = &plan.running {
        writeln!(out, "{running} is active")?;
    }
    writeln!(out, "\n  {:STEP$} {:>9}  leaves", "step", "changes")?;
    for planned in &plan.steps {
        let title = title(planned.step);
        let (changed, words) = match &planned.skipped {
            Some(reason) => ("skipped".to_owned(), reason.to_string()),
            None => (count(planned.counts.changed), leaves(planned.counts)),
        };
        writeln!(out, "  {title:STEP$} {changed:>9}  {words}")?;
    }
    if plan.missing_ledger_rows > 0 {
        let persons = count(plan.missing_ledger_rows);
        writeln!(out, "\n{persons} persons with one scout in their events have no ledger row")?;
    }
    out.flush()
}

/// Writes how far a run is.
pub(super) fn progress(progress: &Progress, out: &mut dyn Write) -> io::Result<()> {
    let Some(step) = progress.step else { return Ok(()) };
    let estimate = count_or_unknown(progress.estimate);
    let done = count(progress.done);
    writeln!(out, "{}: {done} of {estimate}, {}", title(step), progress.doing)?;
    out.flush()
}

/// Writes what a run did.
pub(super) fn receipt(receipt: &Receipt, out: &mut dyn Write) -> io::Result<()> {
    let outcome = match &receipt.outcome {
        Outcome::Completed => "completed".to_owned(),
        Outcome::Cancelled { by } => format!("cancelled by {by}"),
        Outcome::Failed(failure) => format!("failed: {failure}"),
    };
    let took = receipt
        .ended_at
        .and_then(|ended| (ended - receipt.started_at).to_std().ok())
        .map_or_else(String::new, |took| format!(" after {}", duration(took)));
    writeln!(out, "run {} {outcome}{took}", receipt.run_id)?;
    for orphan in &receipt.orphans_closed {
        writeln!(out, "run {orphan} had lost its runner and was closed")?;
    }
    writeln!(out, "\n  {:STEP$} {:>9}  left", "step", "changed")?;
    for report in &receipt.steps {
        let title = title(report.step);
        let (changed, words) = match &report.state {
            StepState::Skipped(reason) => ("skipped".to_owned(), reason.to_string()),
            StepState::Failed(reason) => (count(report.changed), format!("failed: {reason}")),
            StepState::Done => (count(report.changed), leaves(report.counts())),
        };
        writeln!(out, "  {title:STEP$} {changed:>9}  {words}")?;
    }
    if let (Some(before), Some(after)) = (&receipt.before, &receipt.after) {
        figures(before, after, out)?;
    }
    checks(&receipt.checks, out)?;
    out.flush()
}

/// Writes what the checks found.
pub(in crate::commands) fn checks(checks: &[CheckResult], out: &mut dyn Write) -> io::Result<()> {
    if !checks.is_empty() {
        writeln!(out)?;
    }
    for check in checks {
        let verdict = check.verdict.label();
        writeln!(out, "  {verdict:5} {:>2} {:32} {}", check.number, check.name, check.detail)?;
    }
    Ok(())
}

fn figures(before: &Figures, after: &Figures, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n  {:30} {:>10} {:>10} {:>8}", "figure", "before", "after", "change")?;
    let mut row = |name: &str, before: Option<i64>, after: Option<i64>| {
        let change = before.zip(after).map(|(before, after)| signed(after - before));
        writeln!(
            out,
            "  {name:30} {:>10} {:>10} {:>8}",
            count_or_unknown(before),
            count_or_unknown(after),
            change.unwrap_or_default()
        )
    };
    row("persons", Some(before.total_persons), Some(after.total_persons))?;
    row("satisfactory", Some(before.satisfactory), Some(after.satisfactory))?;
    row("missing", Some(before.missing), Some(after.missing))?;
    row("open conflicts", before.conflicts, after.conflicts)?;
    for category in Category::ALL {
        let name = format!("{category} {}", category.title(Language::English));
        row(&name, before.backlog.get(category), after.backlog.get(category))?;
    }
    Ok(())
}

fn title(step: StepName) -> String {
    format!("{} {}", step.number(), step.title(Language::English))
}

fn leaves(counts: PlanCounts) -> String {
    [
        (counts.persons, "new persons"),
        (counts.ambiguous, "ambiguous"),
        (counts.rejected, "left as they are"),
    ]
    .into_iter()
    .filter(|(rows, _)| *rows > 0)
    .map(|(rows, what)| format!("{} {what}", count(rows)))
    .collect::<Vec<_>>()
    .join(", ")
}
