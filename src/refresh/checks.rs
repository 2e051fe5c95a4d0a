//! The ten checks of the data (contract, section 7): their files, and what is made of their rows.

use std::time::Duration;

use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::plan;

use crate::db::decode::RowExt as _;
use crate::db::pool::{Database, Parameter};
use crate::db::sql::{Sql, sql};
use crate::model::{CheckResult, Failure, FailureKind, Verdict};

/// A check.
#[derive(Clone, Copy, Debug)]
pub(super) struct Check {
    /// Its number in the contract.
    pub(super) number: i32,
    /// Its name.
    pub(super) name: &'static str,
    /// The file that makes it.
    pub(super) sql: Sql<'static>,
    /// Whether it asks about a run.
    pub(super) is_about_run: bool,
}

/// A [`Check`] with its file.
macro_rules! check {
    ($number:literal, $name:literal, $file:literal, $is_about_run:literal) => {
        Check {
            number: $number,
            name: $name,
            sql: sql!("verify/", $file, ".sql"),
            is_about_run: $is_about_run,
        }
    };
}

/// Every check, in order.
pub(super) const CHECKS: [Check; 10] = [
    check!(1, "one_row_a_person", "check_01_one_row_a_person", false),
    check!(2, "registrations_linked", "check_02_registrations_linked", false),
    check!(3, "ledger_satisfactory", "check_03_ledger_satisfactory", false),
    check!(4, "conflicts_listed", "check_04_conflicts_listed", false),
    check!(5, "collection_resolved", "check_05_collection_resolved", false),
    check!(6, "categories_partition", "check_06_categories_partition", false),
    check!(7, "total_adds_up", "check_07_total_adds_up", false),
    check!(8, "audit_is_complete", "check_08_audit_is_complete", true),
    check!(9, "conflicts_untouched", "check_09_conflicts_untouched", true),
    check!(10, "history_has_today", "check_10_history_has_today", false),
];

impl Check {
    /// What the check found.
    pub(super) fn result(self, row: Option<&Row>) -> Result<CheckResult, Failure> {
        let row = row.ok_or_else(|| {
            Failure::new(FailureKind::Shape, format!("reading {}: no row", self.sql.file))
        })?;
        let verdict = Verdict::from_label(&row.read_text("verdict")?);
        Ok(self.say(verdict, row.read_text("detail")?))
    }

    /// The check that could not be made. Who may not look has nothing to say; anything else is an error.
    pub(super) fn failed(self, failure: &Failure) -> CheckResult {
        let verdict = match failure.kind {
            FailureKind::Denied => Verdict::Skip,
            _ => Verdict::Error,
        };
        self.say(verdict, format!("it could not be made: {failure}"))
    }

    fn say(self, verdict: Verdict, detail: String) -> CheckResult {
        CheckResult { number: self.number, name: self.name.to_owned(), verdict, detail }
    }
}

/// How long one check may take.
const LIMIT: Duration = Duration::from_secs(120);

/// Makes every check in one snapshot, about the last run that ended.
pub(super) async fn make_all(database: &Database) -> Result<Vec<CheckResult>, Failure> {
    let mut transaction = plan::begin(database, LIMIT).await?;
    let last_run: Option<i32> = None;
    let mut results = Vec::with_capacity(CHECKS.len());
    for check in CHECKS {
        let run: [Parameter<'_>; 1] = [(&last_run, Type::INT4)];
        let parameters = if check.is_about_run { &run[..] } else { &[] };
        let outcome = transaction.query_in_savepoint(check.sql, parameters).await;
        let outcome = outcome.and_then(|rows| check.result(rows.first()));
        results.push(match outcome {
            Ok(result) => result,
            Err(failure) if failure.kind.is_connection() => return Err(failure),
            Err(failure) => check.failed(&failure),
        });
    }
    transaction.finish().await?;
    Ok(results)
}
