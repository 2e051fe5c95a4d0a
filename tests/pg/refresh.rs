//! The refresh job on a real server: rule by rule, on small data written by hand, and on the demo's.

mod demo;
mod rules;

use scoutwatch::db::pool::{Database, PoolOptions};
use scoutwatch::db::schema::{InstallOptions, Right, grant};
use scoutwatch::model::{Outcome, Progress, Receipt, Refusal, StepName, StepReport, Trigger};
use scoutwatch::refresh::{JobSettings, run};
use tokio::sync::watch;
use tokio_postgres::Client;
use tokio_postgres::types::FromSqlOwned;
use tokio_util::sync::CancellationToken;

use crate::database::TestDatabase;
use crate::handles::settings;
use crate::installed::{Contents, database_with};

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
        let database = database_with(contents).await;
        let admin = database.connect().await;
        let role = format!("operator_of_{}", database.name);
        execute(&admin, &format!("create role {role} login")).await;
        let owner = handle(&database.url, "postgres");
        grant(&owner, Right::Operator, &role, &InstallOptions::default()).await.unwrap();
        let operator = handle(&database.url, &role);
        Self { database, admin, operator, role }
    }

    /// Runs the job with the settings of most tests.
    async fn run(&self) -> Receipt {
        self.run_with(&job()).await.unwrap()
    }

    async fn run_with(&self, settings: &JobSettings) -> Result<Receipt, Refusal> {
        let (progress, _watched) = watch::channel(Progress::default());
        run(&self.operator, settings, Trigger::Command, CancellationToken::new(), progress).await
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

/// The handle of a role.
fn handle(url: &str, role: &str) -> Database {
    // Of a keyword that stands twice, the last one counts.
    let options = PoolOptions { size: 4, ..PoolOptions::default() };
    Database::open(settings(&format!("{url} user={role}")), &options).unwrap()
}

/// The settings of most tests.
fn job() -> JobSettings {
    JobSettings { host: "test-host".to_owned(), process: 4711, ..JobSettings::default() }
}

/// What one step did.
fn step(receipt: &Receipt, step: StepName) -> &StepReport {
    receipt.steps.iter().find(|report| report.step == step).unwrap()
}

/// Fails the test unless the run was done.
fn completed(receipt: &Receipt) {
    assert_eq!(receipt.outcome, Outcome::Completed, "{receipt:#?}");
}

async fn execute(client: &Client, statements: &str) {
    if let Err(error) = client.batch_execute(statements).await {
        panic!("{error:?}\n{statements}");
    }
}

async fn value<T: FromSqlOwned>(client: &Client, query: &str) -> T {
    match client.query_one(query, &[]).await {
        Ok(row) => row.try_get(0).unwrap(),
        Err(error) => panic!("{error:?}\n{query}"),
    }
}
