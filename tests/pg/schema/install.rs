//! Installations that succeed.

use std::time::Duration;

use scoutwatch::db::schema::{InstallOptions, Outcome, SchemaError, install};
use scoutwatch::model::FailureKind;

use super::{base_tables, everything, handle, install_in, lines, run, value};
use crate::installed::{Contents, database_with};

const SOURCES: [&str; 6] = [
    "public.drivers",
    "public.module_ct_cabinet_leads",
    "public.module_ct_migrations",
    "public.module_ct_scouting_daily",
    "public.module_ct_scouts_list",
    "ops.v_yango_cabinet_claims_for_collection",
];

#[tokio::test]
async fn over_base_tables_alone_everything_is_created_and_can_be_read() {
    let database = base_tables("overnothing").await;
    let report = install_in(&database).await.unwrap();
    assert!(report.changes.iter().all(|change| change.outcome == Outcome::Created));
    assert_eq!(report.changes.len(), 41);
    assert_eq!(report.versions, [1, 2, 3]);
    assert_eq!((report.absent.len(), report.appeared.len()), (0, 0));
    assert_eq!(report.reconstructed_days, 0, "nobody is in the registry");
    assert_eq!(report.business_time_zone, "America/Lima");
    assert_eq!(report.earlier_time_zone, None);
    assert_eq!(report.enum_without_refresh, None);
    let client = database.connect().await;
    let view = "ops.v_scout_attribution_metrics_snapshot";
    assert_eq!(value::<i64>(&client, &format!("select total_persons from {view}")).await, 0);
    assert!(value::<bool>(&client, &format!("select data_as_of is null from {view}")).await);
}

#[tokio::test]
async fn a_second_installation_changes_nothing() {
    let database = database_with(Contents::Demo).await;
    let client = database.connect().await;
    let before = everything(&client).await;
    assert!(before.len() > 400, "the history is among it: {}", before.len());
    let report = install_in(&database).await.unwrap();
    assert!(report.changes.iter().all(|change| change.outcome == Outcome::Unchanged), "{report:?}");
    assert_eq!((report.versions.len(), report.reconstructed_days), (0, 0));
    assert_eq!(before, everything(&client).await);
}

#[tokio::test]
async fn an_absent_source_is_empty_and_is_read_once_it_has_come() {
    for source in SOURCES {
        let database = database_with(Contents::Empty).await;
        let client = database.connect().await;
        let kind = if source.starts_with("ops.") { "view" } else { "table" };
        run(&client, &format!("drop {kind} {source} cascade")).await;
        let report = install_in(&database).await.unwrap();
        assert_eq!(report.absent, [source]);
        let name = source.split_once('.').unwrap().1;
        let sources = "ops.v_scout_attribution_sources";
        let row = format!("select present, exists_now from {sources} where source = '{name}'");
        assert_eq!(lines(&client, &row).await, ["false|false"], "{source}");

        // It comes, with a row in it.
        run(&client, &create(source)).await;
        assert_eq!(lines(&client, &row).await, ["false|true"], "{source}");
        let report = install_in(&database).await.unwrap();
        assert_eq!((report.absent.len(), report.appeared), (0, vec![source]));
        let row = format!(
            "select present, exists_now, total_rows from {sources} where source = '{name}'"
        );
        assert_eq!(lines(&client, &row).await, ["true|true|1"], "{source}");
    }
}

/// The statements of `tables.sql` that make a source, and one row.
fn create(source: &str) -> String {
    let kind = if source.starts_with("ops.") { "view" } else { "table" };
    let start = super::TABLES.find(&format!("create {kind} {source} ")).unwrap();
    let statement = &super::TABLES[start..];
    let statement = &statement[..=statement.find(';').unwrap()];
    let row = match source {
        "public.drivers" => "insert into public.drivers (driver_id) values ('d1')",
        "public.module_ct_scouts_list" => "insert into public.module_ct_scouts_list (scout_id) values (1)",
        "ops.v_yango_cabinet_claims_for_collection" => {
            "insert into public.module_ct_yango_claims (milestone_value, lead_date, expected_amount, yango_payment_status)
             values (1, '2026-01-01', 10, 'PAID')"
        }
        table => return format!("{statement} insert into {table} default values"),
    };
    format!("{statement} {row}")
}

#[tokio::test]
async fn without_any_optional_source_every_view_can_be_read() {
    let database = base_tables("nosources").await;
    let client = database.connect().await;
    for source in SOURCES {
        let kind = if source.starts_with("ops.") { "view" } else { "table" };
        run(&client, &format!("drop {kind} {source}")).await;
    }
    run(
        &client,
        "insert into canon.identity_registry (person_key, created_at, updated_at, confidence_level)
         values ('00000000-0000-0000-0000-000000000001', '2026-01-01', '2026-01-01', 'LOW')",
    )
    .await;
    let report = install_in(&database).await.unwrap();
    assert_eq!(report.absent, SOURCES);
    let views = "select oid::regclass::text from pg_class where relnamespace = 'ops'::regnamespace and relkind = 'v'";
    let views = lines(&client, views).await;
    assert_eq!(views.len(), 25);
    for view in views {
        value::<i64>(&client, &format!("select count(*) from {view}")).await;
    }
    let missing = "select persons_missing_scout from ops.v_scout_attribution_metrics_snapshot";
    assert_eq!(value::<i64>(&client, missing).await, 1);
}

#[tokio::test]
async fn an_enum_that_does_not_know_the_refresh_job_learns_it_by_its_owner_alone() {
    let database = super::fresh_database("olderenum").await;
    let client = database.connect().await;
    run(&client, &super::TABLES.replace(", 'scout_attribution_refresh'", "")).await;
    run(&client, "insert into ops.ingestion_runs (started_at, status) values (now(), 'COMPLETED')")
        .await;
    let labels = "select string_agg(enumlabel, ',' order by enumsortorder) from pg_enum
         where enumtypid = 'jobtype'::regtype";
    let before = value::<String>(&client, labels).await;

    let installer = super::role(&database, "installer").await;
    run(
        &client,
        &format!(
            "alter schema ops owner to {installer};
             alter table ops.ingestion_runs owner to {installer};
             grant usage on schema canon, observational to {installer};
             grant select on all tables in schema canon, observational, ops, public to {installer}"
        ),
    )
    .await;
    let error = install(&super::handle(&database, &installer), &InstallOptions::default())
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the enum public.jobtype does not know scout_attribution_refresh, and only its owner postgres can add it"
    );
    assert_eq!(
        error.hint().as_deref(),
        Some("postgres runs: alter type public.jobtype add value 'scout_attribution_refresh'")
    );
    assert_eq!(value::<String>(&client, labels).await, before);
    let ours = "select count(*) from pg_class where relname like 'scoutwatch%'";
    assert_eq!(value::<i64>(&client, ours).await, 0, "nothing was changed");

    let report = install_in(&database).await.unwrap();
    assert_eq!(report.enum_without_refresh.as_deref(), Some("public.jobtype"));
    assert_eq!(
        value::<String>(&client, labels).await,
        format!("{before},scout_attribution_refresh")
    );
    assert_eq!(value::<i64>(&client, "select count(*) from ops.v_scout_attribution_runs").await, 1);
    let status = "select last_job_status is null from ops.v_scout_attribution_metrics_snapshot";
    assert!(value::<bool>(&client, status).await, "the run is another job's");
    let report = install_in(&database).await.unwrap();
    assert_eq!(report.enum_without_refresh, None);
}

#[tokio::test]
async fn the_business_day_is_that_of_the_configured_time_zone() {
    let database = base_tables("zone").await;
    let client = database.connect().await;
    let late = "select ops.scoutwatch_business_day('2026-01-02 23:30:00+00')::text";
    for (zone, earlier, day) in [
        ("America/Lima", None, "2026-01-02"),
        ("Europe/Madrid", Some("America/Lima"), "2026-01-03"),
        ("Etc/GMT+5", Some("Europe/Madrid"), "2026-01-02"),
    ] {
        let options =
            InstallOptions { business_time_zone: zone.to_owned(), ..InstallOptions::default() };
        let report = install(&handle(&database, "postgres"), &options).await.unwrap();
        assert_eq!(
            (report.business_time_zone.as_str(), report.earlier_time_zone.as_deref()),
            (zone, earlier)
        );
        assert_eq!(value::<String>(&client, late).await, day, "{zone}");
    }
    for zone in
        ["Lima", "lima5", "XYZ5", "America/Nowhere", "", "it's", "x'; drop schema ops; --", "a--b"]
    {
        let options =
            InstallOptions { business_time_zone: zone.to_owned(), ..InstallOptions::default() };
        let error = install(&handle(&database, "postgres"), &options).await.unwrap_err();
        assert!(matches!(error, SchemaError::UnknownTimeZone { .. }), "{zone}: {error}");
    }
    assert_eq!(value::<String>(&client, late).await, "2026-01-02", "nothing was changed");
}

#[tokio::test]
async fn settings_of_the_database_and_objects_of_other_schemas_do_not_get_in_the_way() {
    let database = base_tables("hostile").await;
    let client = database.connect().await;
    let name = &database.name;
    run(
        &client,
        &format!(
            "create schema evil;
             create table evil.identity_registry (id int);
             create function evil.btrim(text) returns text language sql as $$ select 'evil'::text $$;
             create function evil.now() returns timestamptz language sql as $$ select '1999-01-01'::timestamptz $$;
             alter database {name} set search_path = evil, pg_catalog, public;
             alter database {name} set default_transaction_read_only = on;
             alter database {name} set default_transaction_isolation = serializable;
             alter database {name} set datestyle = 'SQL, DMY';
             alter database {name} set timezone = 'Asia/Tokyo';
             alter database {name} set intervalstyle = 'sql_standard';
             alter database {name} set client_min_messages = debug1;
             alter database {name} set lock_timeout = 1;"
        ),
    )
    .await;
    install_in(&database).await.unwrap();
    let definition = "select pg_get_viewdef('ops.v_scout_attribution_metrics_snapshot'::regclass)";
    let definition: String = value(&client, definition).await;
    assert!(!definition.contains("evil"), "{definition}");
}

#[tokio::test]
async fn two_installations_at_once_both_succeed_one_after_the_other() {
    let database = base_tables("atonce").await;
    let (first, second, third) =
        tokio::join!(install_in(&database), install_in(&database), install_in(&database));
    let reports = [first.unwrap(), second.unwrap(), third.unwrap()];
    let created = |report: &scoutwatch::db::schema::InstallReport| {
        report.changes.iter().filter(|change| change.outcome == Outcome::Created).count()
    };
    let mut counts = reports.each_ref().map(created);
    counts.sort_unstable();
    assert_eq!(counts, [0, 0, 41]);
}

#[tokio::test]
async fn an_installation_waits_for_another_only_so_long() {
    let database = base_tables("busy").await;
    let client = database.connect().await;
    run(&client, "begin; select pg_advisory_xact_lock(1935896437, 2)").await;
    let options =
        InstallOptions { busy_limit: Duration::from_millis(300), ..InstallOptions::default() };
    let error = install(&handle(&database, "postgres"), &options).await.unwrap_err();
    assert!(matches!(error, SchemaError::Busy { .. }), "{error}");
    assert_eq!(error.kind(), FailureKind::Contention);
    run(&client, "rollback").await;
    install(&handle(&database, "postgres"), &options).await.unwrap();
}

#[tokio::test]
async fn an_installation_does_not_queue_behind_a_reader_and_changes_nothing_then() {
    let database = database_with(Contents::Demo).await;
    let client = database.connect().await;
    let before = everything(&client).await;
    run(&client, "begin; select count(*) from ops.v_scout_attribution_runs").await;
    let options =
        InstallOptions { lock_limit: Duration::from_millis(200), ..InstallOptions::default() };
    let error = install(&handle(&database, "postgres"), &options).await.unwrap_err();
    assert_eq!(error.kind(), FailureKind::LockTimeout);
    assert!(error.to_string().contains("views/v_scout_attribution_runs.sql"), "{error}");
    assert!(error.to_string().contains("try again"), "{error}");
    run(&client, "rollback").await;
    assert_eq!(before, everything(&client).await);
}
