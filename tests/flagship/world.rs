//! A database with much to do and much to leave alone, and the witness of all changes.

use std::time::{Duration, Instant};

use scoutwatch::db::pool::{Database, PoolOptions};
use scoutwatch::db::schema::{self, InstallOptions, Right, grant};
use scoutwatch::refresh::{JobSettings, LeadMapping};
use tokio_postgres::Client;
use tokio_postgres::types::FromSqlOwned;

use crate::database::{TestDatabase, fresh_database};
use crate::handles::{open, settings};

const TABLES: &str = include_str!("../../sql/demo/tables.sql");

/// What the settings of every run call this machine.
pub(crate) const HOST: &str = "flagship";

/// How long something may take that has to happen; only a failing test waits so long.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A database, a connection of its superuser, and the way in for the job.
pub(crate) struct World {
    pub(crate) database: TestDatabase,
    pub(crate) admin: Client,
    /// The connection string of the role that runs the job.
    pub(crate) url: String,
    rest: String,
}

/// What the job has done in a world, as its witness counted it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Done {
    pub(crate) ledger: i64,
    pub(crate) links: i64,
    pub(crate) events: i64,
    pub(crate) persons: i64,
}

impl World {
    /// A world of so many persons: 99 in 100 have a ledger row, 12 in 100 are or come to be in conflict.
    pub(crate) async fn new(persons: usize) -> Self {
        let database = fresh_database("flagship").await;
        let admin = database.connect().await;
        let role = format!("operator_of_{}", database.name);
        execute(&admin, TABLES).await;
        execute(&admin, &format!("set flagship.persons = {persons}")).await;
        execute(&admin, &support("crowded.sql")).await;
        let owner = open(&database.url, "install");
        schema::install(&owner, &InstallOptions::default()).await.unwrap();
        execute(&admin, &format!("create role {role} login")).await;
        grant(&owner, Right::Operator, &role, &InstallOptions::default()).await.unwrap();
        execute(&admin, &format!("set flagship.operator = '{role}'")).await;
        execute(&admin, &support("witness.sql")).await;
        execute(&admin, "analyze").await;
        let rest = value(&admin, "select witness.rest()").await;
        let url = format!("{} user={role}", database.url);
        Self { database, admin, url, rest }
    }

    pub(crate) async fn value<T: FromSqlOwned>(&self, query: &str) -> T {
        value(&self.admin, query).await
    }

    pub(crate) async fn execute(&self, statements: &str) {
        execute(&self.admin, statements).await;
    }

    /// Waits until no session of a runner is left.
    pub(crate) async fn settle(&self) {
        let runners = "select count(*) = 0 from pg_stat_activity \
                       where datname = current_database() and application_name like 'scoutwatch job %'";
        self.becomes("the sessions of dead runners end", runners).await;
    }

    /// Waits until a query says yes.
    pub(crate) async fn becomes(&self, what: &str, query: &str) -> Duration {
        let began = Instant::now();
        while !self.value::<bool>(query).await {
            assert!(began.elapsed() < PATIENCE, "{what}: not within {PATIENCE:?}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        began.elapsed()
    }

    /// Fails unless the job did what it says it did, nothing else and nothing twice. Nobody else has written.
    pub(crate) async fn check(&self, when: &str) {
        self.compare(when, |_| true).await;
    }

    /// As [`World::check`], where evidence has changed since the job read it.
    pub(crate) async fn check_while_others_write(&self, when: &str) {
        self.compare(when, |fault| !fault.starts_with("a person in conflict was written")).await;
    }

    async fn compare(&self, when: &str, counts: impl Fn(&str) -> bool) {
        self.settle().await;
        self.execute("start transaction isolation level repeatable read").await;
        let mut faults = self.faults("select fault from witness.faults()").await;
        faults.retain(|fault| counts(fault));
        assert!(faults.is_empty(), "{when}:\n{}", faults.join("\n"));
        self.execute("call witness.accept(); commit").await;
    }

    /// Fails if anything was changed that no run and no test may change.
    pub(crate) async fn check_rest(&self, when: &str) {
        let rest: String = self.value("select witness.rest()").await;
        assert_eq!(rest, self.rest, "{when}");
    }

    /// Fails if a clean run left undone what it should have done, or a run that died is not closed.
    pub(crate) async fn check_end(&self, when: &str) {
        let faults = self.faults("select fault from witness.undone()").await;
        assert!(faults.is_empty(), "{when}:\n{}", faults.join("\n"));
        let active: i64 = self
            .value("select count(*) from ops.ingestion_runs where job_type = 'scout_attribution_refresh' and status = 'RUNNING'")
            .await;
        assert_eq!(active, 0, "{when}: runs are still RUNNING");
        self.check_rest(when).await;
        // Over the whole test: as many audit rows as changes.
        let audits: Vec<i64> = self
            .value(
                "select array[
                    (select count(*) from ops.lead_ledger_scout_backfill_audit),
                    (select count(*) from ops.identity_links_backfill_audit where action_type = 'CREATED'),
                    (select count(*) from ops.lead_events_scout_backfill_audit where action_type = 'UPDATED')
                ]",
            )
            .await;
        let done = self.done().await;
        assert_eq!(audits, [done.ledger, done.links, done.events], "{when}: audit rows");
    }

    /// What the job has done by now, as far as it was checked.
    pub(crate) async fn done(&self) -> Done {
        let counts: Vec<i64> =
            self.value("select array[ledger, links, events, persons] from witness.accepted").await;
        Done { ledger: counts[0], links: counts[1], events: counts[2], persons: counts[3] }
    }

    async fn faults(&self, query: &str) -> Vec<String> {
        let rows = self.admin.query(query, &[]).await;
        rows.unwrap_or_else(|error| panic!("{error:?}"))
            .iter()
            .map(|row| row.try_get(0).unwrap())
            .collect()
    }
}

/// A file of `tests/support`. Read when it is needed, so that a change of it takes no build.
fn support(file: &str) -> String {
    std::fs::read_to_string(format!("{}/tests/support/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The settings of a run, with the mapping that the data has.
pub(crate) fn job() -> JobSettings {
    JobSettings {
        host: HOST.to_owned(),
        process: std::process::id(),
        lead_mapping: Some(LeadMapping {
            lead_column: "recruiter_id".to_owned(),
            scouts_column: "scout_id".to_owned(),
        }),
        batch_rows: 250,
        ..JobSettings::default()
    }
}

/// The name of a runner's session in `pg_stat_activity`, as the job sets it too.
pub(crate) fn session_name(process: u32) -> String {
    format!("scoutwatch job {HOST} {process}")
}

/// The handle of a runner.
pub(crate) fn handle(url: &str, process: u32) -> Database {
    let options = PoolOptions {
        size: 4,
        application_name: session_name(process),
        connect_timeout: Duration::from_secs(20),
        ..PoolOptions::default()
    };
    Database::open(settings(url), &options).unwrap()
}

pub(crate) async fn execute(client: &Client, statements: &str) {
    if let Err(error) = client.batch_execute(statements).await {
        panic!("{error:?}\n{}", statements.chars().take(2_000).collect::<String>());
    }
}

pub(crate) async fn value<T: FromSqlOwned>(client: &Client, query: &str) -> T {
    match client.query_one(query, &[]).await {
        Ok(row) => row.try_get(0).unwrap(),
        Err(error) => panic!("{error:?}\n{query}"),
    }
}
