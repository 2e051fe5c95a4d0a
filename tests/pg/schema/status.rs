//! What is said about what a database has.

use scoutwatch::db::pool::ReadLimits;
use scoutwatch::db::schema::{ItemKind, ItemState, SchemaStatus, status};

use super::{base_tables, handle, install_in, role, run};
use crate::database::{TestDatabase, fresh_database};
use crate::installed::{Contents, OLDER_VIEWER, database_with};

async fn status_as(database: &TestDatabase, role: &str) -> SchemaStatus {
    let deadline = crate::handles::soon();
    status(&handle(database, role), deadline, ReadLimits::default()).await.unwrap()
}

/// How a thing is, and what is said about it.
fn state<'a>(status: &'a SchemaStatus, name: &str) -> (ItemState, &'a str) {
    let item = status.items.iter().find(|item| item.name == name).expect(name);
    (item.state, item.detail.as_deref().unwrap_or_default())
}

fn count(status: &SchemaStatus, kind: ItemKind, state: ItemState) -> usize {
    status.items.iter().filter(|item| item.kind == kind && item.state == state).count()
}

#[tokio::test]
async fn an_empty_database_lacks_everything_and_cannot_be_installed_to() {
    let status = status_as(&fresh_database("nothing").await, "postgres").await;
    assert_eq!(count(&status, ItemKind::Required, ItemState::Missing), 5);
    assert_eq!(count(&status, ItemKind::Source, ItemState::Absent), 7);
    assert_eq!(count(&status, ItemKind::View, ItemState::Missing), 25);
    assert!(!status.is_complete() && !status.can_be_installed());
}

#[tokio::test]
async fn after_an_installation_everything_is_in_order_for_a_viewer_too() {
    let database = base_tables("inorder").await;
    let before = status_as(&database, "postgres").await;
    assert!(!before.is_complete() && before.can_be_installed());
    assert_eq!(before.business_time_zone, None);
    install_in(&database).await.unwrap();
    let after = status_as(&database, "postgres").await;
    assert!(after.is_complete(), "{:?}", after.items);
    assert_eq!(after.business_time_zone.as_deref(), Some("America/Lima"));
    assert_eq!(after.items.len(), 5 + 7 + 3 + 6 + 25 + 10);

    let viewer = role(&database, "viewer").await;
    let stranger = status_as(&database, &viewer).await;
    assert_eq!(count(&stranger, ItemKind::View, ItemState::Denied), 18);
    assert_eq!(count(&stranger, ItemKind::Version, ItemState::Unknown), 3);
    assert!(!stranger.is_complete() && stranger.can_be_installed());
    let options = scoutwatch::db::schema::InstallOptions::default();
    let right = scoutwatch::db::schema::Right::Viewer;
    scoutwatch::db::schema::grant(&handle(&database, "postgres"), right, &viewer, &options)
        .await
        .unwrap();
    let granted = status_as(&database, &viewer).await;
    assert!(granted.is_complete(), "{:?}", granted.items);
}

#[tokio::test]
async fn older_views_are_told_from_new_ones_by_the_columns_that_they_lack() {
    let database = database_with(Contents::Older).await;
    for role in ["postgres", OLDER_VIEWER] {
        let status = status_as(&database, role).await;
        assert_eq!(
            state(&status, "ops.v_scout_attribution_conflicts"),
            (
                ItemState::Older,
                "without kind, ledger_scout_id, person_created_at, primary_full_name"
            )
        );
        assert_eq!(count(&status, ItemKind::View, ItemState::Older), 8);
        // These have no columns of ours.
        assert_eq!(state(&status, "ops.v_scout_payment_base").0, ItemState::Ok);
        assert_eq!(state(&status, "ops.v_dim_scouts").0, ItemState::Ok);
        assert!(!status.is_complete() && status.can_be_installed());
    }
}

#[tokio::test]
async fn everything_that_is_not_in_order_is_named() {
    let database = base_tables("notinorder").await;
    let client = database.connect().await;
    run(
        &client,
        "drop table public.module_ct_migrations;
         create table ops.lead_events_scout_backfill_audit (id serial primary key, person_key text);
         create table ops.identity_links_backfill_audit (id serial primary key, source_table text);",
    )
    .await;
    run(&client, "create view ops.v_dim_scouts as select 1::bigint as scout_id").await;
    let status = status_as(&database, "postgres").await;
    assert_eq!(
        state(&status, "ops.v_dim_scouts"),
        (ItemState::Incompatible, "column 1: expected scout_id int4, found scout_id int8")
    );
    assert_eq!(
        state(&status, "ops.identity_links_backfill_audit"),
        (ItemState::Older, "it lacks the column source_pk")
    );
    assert_eq!(
        state(&status, "ops.lead_events_scout_backfill_audit").0,
        ItemState::Older,
        "its first column is lacking"
    );
    assert_eq!(state(&status, "public.module_ct_migrations").0, ItemState::Absent);
    assert!(!status.can_be_installed());

    run(&client, "drop view ops.v_dim_scouts").await;
    install_in(&database).await.unwrap();
    run(
        &client,
        "create table public.module_ct_migrations (id serial, driver_id varchar, scout_id int, hire_date date, created_at timestamp);
         update ops.scoutwatch_schema_versions set sha256 = 'x' where version = 1;
         insert into ops.scoutwatch_schema_versions (version, name, sha256) values (77, 'later', 'y');
         drop function ops.scoutwatch_plain_integer(text) cascade;",
    )
    .await;
    let status = status_as(&database, "postgres").await;
    assert_eq!(
        state(&status, "public.module_ct_migrations"),
        (ItemState::Stale, "it has come: install again to read it")
    );
    assert_eq!(state(&status, "V0001 audit_tables").0, ItemState::Changed);
    assert_eq!(state(&status, "V0002 daily_history").0, ItemState::Ok);
    assert_eq!(state(&status, "V0077 later").0, ItemState::Newer);
    assert_eq!(state(&status, "ops.scoutwatch_plain_integer").0, ItemState::Missing);
    assert_eq!(
        state(&status, "ops.lead_events_scout_backfill_audit"),
        (ItemState::Incompatible, "column person_key: expected uuid, found text")
    );
}
