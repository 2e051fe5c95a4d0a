//! Installations that are refused, each with the reason, before anything is changed.

use scoutwatch::db::schema::{InstallOptions, SchemaError, install};
use scoutwatch::model::FailureKind;

use super::{base_tables, everything, handle, install_in, lines, role, run};
use crate::database::{TestDatabase, fresh_database};
use crate::installed::{Contents, database_with};

/// The error of an installation as the superuser, which must leave the database as it was.
async fn refused(database: &TestDatabase) -> SchemaError {
    refused_as(database, "postgres").await
}

async fn refused_as(database: &TestDatabase, role: &str) -> SchemaError {
    let client = database.connect().await;
    let before = everything(&client).await;
    let error = install(&handle(database, role), &InstallOptions::default()).await.unwrap_err();
    assert_eq!(before, everything(&client).await, "{error}");
    error
}

#[tokio::test]
async fn a_database_that_is_not_ct4s_is_told_every_table_that_it_lacks() {
    let empty = fresh_database("empty").await;
    let error = refused(&empty).await;
    assert_eq!(
        error.to_string(),
        format!(
            "{} is no CT4 database, or not the right one: it lacks canon.identity_registry, \
             canon.identity_links, observational.lead_events, observational.lead_ledger, ops.ingestion_runs",
            empty.name
        )
    );
    let database = base_tables("nolinks").await;
    run(&database.connect().await, "drop table canon.identity_links, observational.lead_ledger")
        .await;
    let error = refused(&database).await;
    let SchemaError::MissingTables { missing, .. } = &error else { panic!("{error}") };
    assert_eq!(missing[..], ["canon.identity_links", "observational.lead_ledger"]);
    assert_eq!(error.kind(), FailureKind::Missing);
}

#[tokio::test]
async fn a_view_with_other_columns_is_named_with_the_column_that_differs() {
    let database = base_tables("incompatible").await;
    let client = database.connect().await;
    for (name, view, complaint) in [
        (
            "v_dim_scouts",
            "create view ops.v_dim_scouts as select scout_id, name::varchar as raw_name from public.module_ct_scouts_list",
            "column 2: expected raw_name text, found raw_name varchar",
        ),
        (
            "v_scout_payment_base",
            "create view ops.v_scout_payment_base as select null::uuid as person_key, null::text as driver_id,
                 null::int as scout_id, null::text as origin_tag, null::text as source_table, null::text as source_pk,
                 null::date as attribution_date, 0 as milestone_reached, null::date as milestone_date,
                 true as eligible_7d, 0::numeric as amount_payable",
            "column 11: expected amount_payable numeric(10,2), found amount_payable numeric",
        ),
        (
            "v_scout_attribution",
            "create view ops.v_scout_attribution as select null::uuid as person, null::text as driver_id",
            "column 1: expected person_key uuid, found person uuid",
        ),
        (
            "v_cabinet_leads_missing_scout_alerts",
            "create view ops.v_cabinet_leads_missing_scout_alerts as select null::int as cabinet_lead_id,
                 null::varchar as external_id, null::timestamp as lead_created_at, null::uuid as person_key,
                 null::int as potential_scout_id, null::bool as has_scout_in_events, null::text as category,
                 null::bool as in_conflict, 1 as one_more",
            "column 9: expected none, found one_more int4",
        ),
        (
            "v_scout_attribution_raw",
            "create materialized view ops.v_scout_attribution_raw as select null::uuid as person_key",
            "kind: expected a view, found a materialized view",
        ),
        (
            "v_scout_attribution_runs",
            "create table ops.v_scout_attribution_runs (run_id int)",
            "kind: expected a view, found a table",
        ),
    ] {
        run(&client, view).await;
        let error = refused(&database).await;
        let SchemaError::Incompatible(found) = &error else { panic!("{error}") };
        assert_eq!(found.len(), 1, "{error}");
        assert_eq!(found[0].to_string(), format!("ops.{name}: {complaint}"));
        assert_eq!(error.kind(), FailureKind::Shape);
        let kind = if view.contains("materialized") {
            "materialized view"
        } else if view.starts_with("create table") {
            "table"
        } else {
            "view"
        };
        run(&client, &format!("drop {kind} ops.{name}")).await;
    }
    install_in(&database).await.unwrap();
}

#[tokio::test]
async fn several_views_that_differ_are_all_named() {
    let database = base_tables("several").await;
    run(
        &database.connect().await,
        "create view ops.v_dim_scouts as select 1::bigint as scout_id;
         create view ops.v_scout_attribution as select 1 as one",
    )
    .await;
    let error = refused(&database).await;
    let SchemaError::Incompatible(found) = &error else { panic!("{error}") };
    assert_eq!(found.len(), 2);
    assert!(error.to_string().contains("\n  ops.v_dim_scouts: column 1"), "{error}");
}

#[tokio::test]
async fn the_claims_view_may_have_other_types_and_the_older_collection_view_then_has_them_too() {
    let database = base_tables("claimtypes").await;
    let client = database.connect().await;
    run(
        &client,
        "drop view ops.v_yango_cabinet_claims_for_collection;
         create view ops.v_yango_cabinet_claims_for_collection as select
             null::varchar(32) as driver_id, null::uuid as person_key, null::varchar as driver_name,
             null::integer as milestone_value, null::date as lead_date, null::numeric(12,2) as expected_amount,
             null::timestamp as yango_due_date, null::integer as days_overdue_yango, null::text as overdue_bucket_yango,
             null::text as yango_payment_status, null::varchar as payment_key, null::date as pay_date,
             null::text as reason_code, null::text as match_rule, null::text as match_confidence,
             null::text as identity_status, null::varchar as suggested_driver_id, null::boolean as is_reconcilable_enriched;
         create view ops.v_yango_collection_with_scout as
             select claim.*, null::integer as scout_id from ops.v_yango_cabinet_claims_for_collection as claim;",
    )
    .await;
    install_in(&database).await.unwrap();
    assert_eq!(
        lines(
            &client,
            "select format_type(atttypid, atttypmod) from pg_attribute
             where attrelid = 'ops.v_yango_collection_with_scout'::regclass and attname in ('driver_id', 'expected_amount')
             order by attnum"
        )
        .await,
        ["character varying(32)", "numeric(12,2)"]
    );
    install_in(&database).await.unwrap();
}

#[tokio::test]
async fn a_role_that_does_not_own_the_objects_hears_whose_they_are() {
    let database = database_with(Contents::Demo).await;
    let stranger = role(&database, "stranger").await;
    let error = refused_as(&database, &stranger).await;
    let SchemaError::NotOwner { role, objects } = &error else { panic!("{error}") };
    assert_eq!((role, objects.len()), (&stranger, 41));
    let words = error.to_string();
    assert!(words.contains("ops.v_dim_scouts belongs to postgres"), "{words}");
    assert!(words.contains("ops.scoutwatch_row_id() belongs to postgres"), "{words}");
    assert_eq!(error.kind(), FailureKind::Denied);
}

#[tokio::test]
async fn a_role_that_may_not_create_or_read_hears_what_it_lacks() {
    let database = base_tables("norights").await;
    let client = database.connect().await;
    let installer = role(&database, "installer").await;
    let error = refused_as(&database, &installer).await;
    assert!(matches!(error, SchemaError::NotOwner { .. }), "{error}");
    assert!(error.to_string().ends_with("\n  ops.ingestion_runs belongs to postgres"), "{error}");
    run(&client, &format!("alter table ops.ingestion_runs owner to {installer}")).await;
    let error = refused_as(&database, &installer).await;
    assert!(matches!(error, SchemaError::MayNotCreate { .. }), "{error}");
    run(&client, &format!("grant usage, create on schema ops to {installer}")).await;
    let error = refused_as(&database, &installer).await;
    let SchemaError::MayNotRead { tables, .. } = &error else { panic!("{error}") };
    assert_eq!(tables.len(), 11);
    run(
        &client,
        &format!(
            "grant usage on schema canon, observational to {installer};
             grant select on all tables in schema canon, observational, ops, public to {installer};
             revoke select on public.drivers from {installer}"
        ),
    )
    .await;
    let error = refused_as(&database, &installer).await;
    assert_eq!(
        error.to_string(),
        format!(
            "{installer} may not read public.drivers, which the views would read with its rights"
        )
    );
    run(&client, &format!("grant select on public.drivers to {installer}")).await;
    install(&handle(&database, &installer), &InstallOptions::default()).await.unwrap();
}

#[tokio::test]
async fn a_view_whose_owner_may_not_read_what_it_now_rests_on_stops_everything() {
    let database = base_tables("poorowner").await;
    let client = database.connect().await;
    let owner = role(&database, "poor").await;
    run(
        &client,
        &format!(
            "create view ops.v_scout_attribution_raw as select null::uuid as person_key;
             alter view ops.v_scout_attribution_raw owner to {owner}"
        ),
    )
    .await;
    let error = refused(&database).await;
    assert_eq!(error.kind(), FailureKind::Denied);
    let words = error.to_string();
    let expected = format!("ops.v_scout_attribution_raw of {owner} could not be read");
    assert!(words.contains(&expected) && words.contains("permission denied for"), "{words}");
}

#[tokio::test]
async fn a_failure_in_the_middle_leaves_nothing_behind() {
    let database = base_tables("middle").await;
    run(
        &database.connect().await,
        "alter table public.module_ct_scouts_list rename raw_name to other_name",
    )
    .await;
    let error = refused(&database).await;
    assert_eq!(error.kind(), FailureKind::Shape);
    let words = error.to_string();
    assert!(words.contains("sources/module_ct_scouts_list.sql"), "{words}");
    assert!(words.contains("raw_name"), "{words}");
}

#[tokio::test]
async fn a_numbered_file_that_was_applied_in_another_form_stops_everything() {
    let database = database_with(Contents::Empty).await;
    let client = database.connect().await;
    run(&client, "update ops.scoutwatch_schema_versions set sha256 = 'abc' where version = 1")
        .await;
    let error = refused(&database).await;
    let SchemaError::ChangedVersion { version, name, installed, known } = &error else {
        panic!("{error}")
    };
    assert_eq!((*version, name.as_str(), installed.as_str()), (1, "audit_tables", "abc"));
    assert_eq!(known.len(), 64);
    assert!(error.to_string().contains(known), "{error}");
}

#[tokio::test]
async fn what_a_newer_program_installed_is_not_replaced_by_an_older_one() {
    let database = database_with(Contents::Empty).await;
    let newer = "insert into ops.scoutwatch_schema_versions (version, name, sha256) values (9001, 'later', 'x')";
    run(&database.connect().await, newer).await;
    let error = refused(&database).await;
    assert!(matches!(error, SchemaError::NewerVersion { version: 9001, .. }), "{error}");
}
