//! Databases as scoutwatch meets them, made once per test process and copied for each test.

use std::time::Duration;

use scoutwatch::db::pool::{Database, Deadline, ReadLimits, ReadTransaction};
use scoutwatch::db::schema::{self, InstallOptions};
use tokio::sync::OnceCell;

use crate::database::{TestDatabase, connect, fresh_database, shared_cluster};
use crate::handles::open;

const TABLES: &str = include_str!("../../sql/demo/tables.sql");
const DATA: &str = include_str!("../../sql/demo/data.sql");
const OLDER_VIEWS: &str = include_str!("../../sql/demo/older_views.sql");
/// A role that may read the older views and nothing else.
pub(crate) const OLDER_VIEWER: &str = "older_viewer";

/// What a database holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Contents {
    /// CT4's empty tables with our views.
    Empty,
    /// The demo's 2 033 persons with our views.
    Demo,
    /// The demo's 2 033 persons with CT4's older views alone, and [`OLDER_VIEWER`].
    Older,
}

static TEMPLATES: [OnceCell<String>; 3] =
    [OnceCell::const_new(), OnceCell::const_new(), OnceCell::const_new()];

/// A database of the test's own in the shared server.
pub(crate) async fn database_with(contents: Contents) -> TestDatabase {
    let template = TEMPLATES[contents as usize]
        .get_or_init(|| async move {
            let database = fresh_database(&format!("template{contents:?}")).await;
            fill(&database, contents).await;
            database.name
        })
        .await;
    copy_of(template).await
}

async fn copy_of(template: &str) -> TestDatabase {
    let copy = fresh_database("copy").await;
    let cluster = shared_cluster().await;
    let administrator = connect(&cluster.connection_string("postgres")).await;
    let name = &copy.name;
    administrator.batch_execute(&format!("drop database {name}")).await.unwrap();
    // The connection that filled the template may still be on its way out.
    for attempt in 0.. {
        let create = format!("create database {name} template {template}");
        match administrator.batch_execute(&create).await {
            Ok(()) => break,
            Err(error)
                if attempt < 100 && error.code().is_some_and(|code| code.code() == "55006") =>
            {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            Err(error) => panic!("{error:?}"),
        }
    }
    copy
}

/// Makes an empty database into what is asked for.
pub(crate) async fn fill(database: &TestDatabase, contents: Contents) {
    let client = database.connect().await;
    client.batch_execute(TABLES).await.unwrap();
    if contents != Contents::Empty {
        client.batch_execute(DATA).await.unwrap();
    }
    if contents == Contents::Older {
        client.batch_execute(OLDER_VIEWS).await.unwrap();
        let grants = format!(
            "do $$ begin create role {OLDER_VIEWER} login; exception when duplicate_object then null; end $$;
             grant usage on schema ops to {OLDER_VIEWER};
             grant select on ops.v_scout_attribution_raw, ops.v_scout_attribution, ops.v_scout_attribution_conflicts,
                ops.v_persons_without_scout_categorized, ops.v_scout_attribution_metrics_snapshot,
                ops.v_scout_attribution_metrics_daily, ops.v_yango_collection_with_scout, ops.v_scout_payment_base,
                ops.v_cabinet_leads_missing_scout_alerts, ops.v_dim_scouts to {OLDER_VIEWER}"
        );
        client.batch_execute(&grants).await.unwrap();
    } else {
        schema::install(&open(&database.url, "install"), &InstallOptions::default()).await.unwrap();
    }
    client.batch_execute("analyze").await.unwrap();
}

/// A read-only snapshot of a test's database, for as long as a busy machine may take.
pub(crate) async fn snapshot(database: &Database) -> ReadTransaction {
    let limits = ReadLimits {
        statement: Duration::from_secs(60),
        idle: Duration::from_secs(60),
        ..ReadLimits::default()
    };
    let session = database.session(Deadline::after(Duration::from_secs(600))).await.unwrap();
    session.begin_read(limits).await.unwrap()
}
