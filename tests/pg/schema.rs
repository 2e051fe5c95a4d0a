//! The schema on a real server: installed over nothing, over CT4's older views and over itself; refused where
//! it cannot work; and true to the contract in columns, rights, guards and figures.

mod commands;
mod contract;
mod drift;
mod facts;
mod figures;
mod guards;
mod handbook;
mod install;
mod older;
mod payloads;
mod refusals;
mod rights;
mod script;
pub(crate) mod security;
mod status;

use scoutwatch::db::pool::Database;
use scoutwatch::db::schema::{InstallOptions, InstallReport, SchemaError, install};
use tokio_postgres::Client;
use tokio_postgres::types::FromSqlOwned;

use crate::database::{TestDatabase, fresh_database};
use crate::handles::open;

const TABLES: &str = include_str!("../../sql/demo/tables.sql");
const OLDER_VIEWS: &str = include_str!("../../sql/demo/older_views.sql");

/// A database with CT4's empty tables and nothing of ours.
async fn base_tables(hint: &str) -> TestDatabase {
    let database = fresh_database(hint).await;
    run(&database.connect().await, TABLES).await;
    database
}

/// The handle of a role on a test's database.
fn handle(database: &TestDatabase, role: &str) -> Database {
    // Of a keyword that stands twice, the last one counts.
    open(&format!("{} user={role}", database.url), "schema test")
}

/// Installs as the superuser.
async fn install_in(database: &TestDatabase) -> Result<InstallReport, SchemaError> {
    install(&handle(database, "postgres"), &InstallOptions::default()).await
}

/// A role of this test's own; roles belong to the whole server.
async fn role(database: &TestDatabase, name: &str) -> String {
    let role = format!("{name}_of_{}", database.name);
    run(&database.connect().await, &format!("create role {role} login")).await;
    role
}

/// A connection of a role.
async fn connect_as(database: &TestDatabase, role: &str) -> Client {
    crate::database::connect(&format!("{} user={role}", database.url)).await
}

async fn run(client: &Client, statements: &str) {
    if let Err(error) = client.batch_execute(statements).await {
        panic!("{error:?}\n{statements}");
    }
}

/// The SQLSTATE that statements fail with.
async fn refusal(client: &Client, statements: &str) -> String {
    match client.batch_execute(statements).await {
        Ok(()) => panic!("not refused: {statements}"),
        Err(error) => error.code().map(|code| code.code().to_owned()).unwrap_or_default(),
    }
}

/// The one value of a query.
async fn value<T: FromSqlOwned>(client: &Client, query: &str) -> T {
    match client.query_one(query, &[]).await {
        Ok(row) => row.try_get(0).unwrap(),
        Err(error) => panic!("{error:?}\n{query}"),
    }
}

/// The rows of a query, each as text with its columns separated by bars.
async fn lines(client: &Client, query: &str) -> Vec<String> {
    let wrapped = format!(
        "select coalesce(array_to_string(array(\
             select coalesce(member.value, 'null') from json_each_text(to_json(answer)) as member), '|'), '') \
         from ({query}) as answer"
    );
    match client.query(&wrapped, &[]).await {
        Ok(rows) => rows.iter().map(|row| row.try_get(0).unwrap()).collect(),
        Err(error) => panic!("{error:?}\n{query}"),
    }
}

/// Everything that an installation could change: definitions, comments, owners, rights and triggers in all
/// schemas of CT4 and scoutwatch, and what is stored in tables of ours.
async fn everything(client: &Client) -> Vec<String> {
    let mut all = lines(
        client,
        "select class.oid, class.relname, class.relkind, class.relacl, class.relowner,
             case when class.relkind = 'v' then pg_get_viewdef(class.oid) end as definition,
             obj_description(class.oid, 'pg_class') as comment,
             (select string_agg(attname || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull, ',' order by attnum)
              from pg_attribute where attrelid = class.oid and attnum > 0) as columns,
             (select string_agg(pg_get_triggerdef(oid) || tgenabled::text, ',' order by tgname)
              from pg_trigger where tgrelid = class.oid) as triggers
         from pg_class as class
         where relnamespace in (select oid from pg_namespace where nspname in ('canon', 'observational', 'ops', 'public'))
         order by class.oid",
    )
    .await;
    all.extend(
        lines(
            client,
            "select oid, pg_get_functiondef(oid), proacl, proowner, obj_description(oid, 'pg_proc')
             from pg_proc where pronamespace = to_regnamespace('ops') order by oid",
        )
        .await,
    );
    let tables = [
        "ops.scoutwatch_schema_versions",
        "ops.scout_attribution_daily_history",
        "ops.identity_links_backfill_audit",
    ];
    for table in tables {
        if value::<bool>(client, &format!("select to_regclass('{table}') is not null")).await {
            all.extend(lines(client, &format!("select * from {table} order by 1")).await);
        }
    }
    all
}
