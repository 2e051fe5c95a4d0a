//! Databases as scoutwatch meets them, made once per test process and copied for each test.

use std::time::Duration;

use scoutwatch::db::pool::{Database, Deadline, PoolOptions, ReadLimits, ReadTransaction};
use scoutwatch::db::settings::{ConnectionSettings, GivenConnection};
use tokio::sync::OnceCell;
use tokio_postgres::Client;

use crate::database::{TestDatabase, connect, environment, fresh_database, shared_cluster};

const TABLES: &str = include_str!("../../sql/demo/tables.sql");
const DATA: &str = include_str!("../../sql/demo/data.sql");
const OLDER_VIEWS: &str = include_str!("../../sql/demo/older_views.sql");
const RECONSTRUCT: &str = include_str!("../../sql/schema/reconstruct_history.sql");

/// The installation, in order.
const INSTALLATION: [&str; 26] = [
    include_str!("../../sql/schema/versions.sql"),
    include_str!("../../sql/schema/business_day.sql"),
    include_str!("../../sql/schema/V0001__audit_tables.sql"),
    include_str!("../../sql/schema/V0002__daily_history.sql"),
    include_str!("../../sql/schema/payload_scout.sql"),
    include_str!("../../sql/sources/drivers.sql"),
    include_str!("../../sql/sources/module_ct_cabinet_leads.sql"),
    include_str!("../../sql/sources/module_ct_migrations.sql"),
    include_str!("../../sql/sources/module_ct_scouting_daily.sql"),
    include_str!("../../sql/sources/module_ct_scouts_list.sql"),
    include_str!("../../sql/sources/v_yango_cabinet_claims_for_collection.sql"),
    include_str!("../../sql/views/v_dim_scouts.sql"),
    include_str!("../../sql/views/v_scout_attribution_raw.sql"),
    include_str!("../../sql/views/v_scout_attribution.sql"),
    include_str!("../../sql/views/v_scout_attribution_person_facts.sql"),
    include_str!("../../sql/views/v_scout_attribution_conflicts.sql"),
    include_str!("../../sql/views/v_persons_without_scout_categorized.sql"),
    include_str!("../../sql/views/v_scout_attribution_figures.sql"),
    include_str!("../../sql/views/v_scout_attribution_metrics_snapshot.sql"),
    include_str!("../../sql/views/v_scout_attribution_metrics_daily.sql"),
    include_str!("../../sql/views/v_yango_collection_with_scout.sql"),
    include_str!("../../sql/views/v_scout_payment_base.sql"),
    include_str!("../../sql/views/v_cabinet_leads_missing_scout_alerts.sql"),
    include_str!("../../sql/views/v_scout_attribution_runs.sql"),
    include_str!("../../sql/views/v_scout_attribution_person.sql"),
    include_str!("../../sql/views/v_scout_attribution_sources.sql"),
];

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
            fill(&database.connect().await, contents).await;
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
pub(crate) async fn fill(client: &Client, contents: Contents) {
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
        install(client).await;
    }
    client.batch_execute("analyze").await.unwrap();
}

/// Installs our views and tables over CT4's tables.
pub(crate) async fn install(client: &Client) {
    for file in INSTALLATION {
        client.batch_execute(file).await.unwrap();
    }
    client.batch_execute(RECONSTRUCT).await.unwrap();
}

/// A pool on a test's database.
pub(crate) fn pool(url: &str) -> Database {
    let given = GivenConnection { text: url, origin: "the test" };
    let settings = ConnectionSettings::resolve(Some(given), &environment()).unwrap();
    Database::open(settings, &PoolOptions::default()).unwrap()
}

/// A read-only snapshot of a test's database.
pub(crate) async fn snapshot(database: &Database) -> ReadTransaction {
    let limits = ReadLimits { statement: Duration::from_secs(30), ..ReadLimits::default() };
    let session = database.session(Deadline::after(Duration::from_secs(60))).await.unwrap();
    session.begin_read(limits).await.unwrap()
}
