//! The refresh job on a real server: rule by rule, on small data written by hand, and on the demo's.

mod checks;
mod control;
mod decide;
mod demo;
mod events;
mod groups;
mod ledger;
mod links;
pub(crate) mod observers;
mod pooler;
mod refusals;
mod rules;
mod snapshot;
mod waiting;

use scoutwatch::db::pool::{Database, PoolOptions};
use scoutwatch::db::schema::{InstallOptions, Right, grant};
use scoutwatch::model::{Outcome, Progress, Receipt, Refusal, StepName, StepReport, Trigger};
use scoutwatch::refresh::{JobSettings, Observer, run, run_observed};
use tokio::sync::watch;
use tokio_postgres::Client;
use tokio_postgres::types::FromSqlOwned;
use tokio_util::sync::CancellationToken;

use crate::database::TestDatabase;
use crate::handles::settings;
use crate::installed::{Contents, database_with};

const FIXTURES: &str = include_str!("refresh/fixtures.sql");

/// A database, a connection of its superuser, and the handle of an operator.
struct Site {
    database: TestDatabase,
    admin: Client,
    operator: Database,
    role: String,
}

impl Site {
    /// A database of the test's own with an operator who may run the job and nothing more.
    async fn new(contents: Contents) -> Self {
        Self::over(database_with(contents).await).await
    }

    /// The same over a database where the schema is installed.
    async fn over(database: TestDatabase) -> Self {
        let admin = database.connect().await;
        let role = format!("operator_of_{}", database.name);
        execute(&admin, &format!("create role {role} login")).await;
        let owner = handle(&database.url, "postgres");
        grant(&owner, Right::Operator, &role, &InstallOptions::default()).await.unwrap();
        let operator = handle(&database.url, &role);
        Self { database, admin, operator, role }
    }

    /// Empty tables, the functions of `fixtures.sql`, and what a test writes with them.
    async fn with(data: &str) -> Self {
        let site = Self::new(Contents::Empty).await;
        site.execute(FIXTURES).await;
        site.execute(&format!("do $do$ begin {} end $do$", perform(data))).await;
        site
    }

    /// Runs the job with the settings of most tests.
    async fn run(&self) -> Receipt {
        self.run_with(&job()).await.unwrap()
    }

    async fn run_with(&self, settings: &JobSettings) -> Result<Receipt, Refusal> {
        let (progress, _watched) = watch::channel(Progress::default());
        run(&self.operator, settings, Trigger::Command, CancellationToken::new(), progress).await
    }

    /// Runs the job before an observer.
    async fn run_before(&self, settings: &JobSettings, observer: &mut impl Observer) -> Receipt {
        let (progress, _watched) = watch::channel(Progress::default());
        let cancel = CancellationToken::new();
        run_observed(&self.operator, settings, Trigger::Command, cancel, progress, observer)
            .await
            .unwrap()
    }

    async fn value<T: FromSqlOwned>(&self, query: &str) -> T {
        value(&self.admin, query).await
    }

    async fn execute(&self, statements: &str) {
        execute(&self.admin, statements).await;
    }

    /// The rows of a query, each as text with its columns separated by bars.
    async fn lines(&self, query: &str) -> Vec<String> {
        let wrapped = format!(
            "select coalesce(array_agg(line), '{{}}') from (
                select concat_ws('|', variadic array(select coalesce(value, '-') from json_each_text(to_json(row)))) as line
                from ({query}) as row
            ) as lines"
        );
        self.value(&wrapped).await
    }
}

/// Calls of fixtures, one a line, as statements of a `do` block.
fn perform(data: &str) -> String {
    data.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            let is_call = !line.starts_with("insert ");
            if is_call { format!("perform fixture.{line};") } else { format!("{line};") }
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// The handle of a role.
pub(crate) fn handle(url: &str, role: &str) -> Database {
    // Of a keyword that stands twice, the last one counts.
    let options = PoolOptions { size: 4, ..PoolOptions::default() };
    Database::open(settings(&format!("{url} user={role}")), &options).unwrap()
}

/// The settings of most tests.
pub(crate) fn job() -> JobSettings {
    JobSettings { host: "test-host".to_owned(), process: 4711, ..JobSettings::default() }
}

/// What one step did.
fn step(receipt: &Receipt, step: StepName) -> &StepReport {
    receipt.steps.iter().find(|report| report.step == step).unwrap()
}

/// Rows changed, persons created, rows ambiguous and rejected by a step.
fn counts(receipt: &Receipt, name: StepName) -> (i64, i64, i64, i64) {
    let report = step(receipt, name);
    (report.changed, report.persons, report.ambiguous, report.rejected)
}

/// Fails the test unless the run was done.
pub(crate) fn completed(receipt: &Receipt) {
    assert_eq!(receipt.outcome, Outcome::Completed, "{receipt:#?}");
}

pub(crate) async fn execute(client: &Client, statements: &str) {
    if let Err(error) = client.batch_execute(statements).await {
        panic!("{error:?}\n{statements}");
    }
}

pub(crate) async fn value<T: FromSqlOwned>(client: &Client, query: &str) -> T {
    match client.query_one(query, &[]).await {
        Ok(row) => row.try_get(0).unwrap(),
        Err(error) => panic!("{error:?}\n{query}"),
    }
}
