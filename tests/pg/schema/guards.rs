//! What is written stays: audit rows for ever, closed days of the history as they were stored.

use super::{refusal, run, value};
use crate::installed::{Contents, database_with};

const AUDIT: [&str; 3] = [
    "ops.identity_links_backfill_audit",
    "ops.lead_ledger_scout_backfill_audit",
    "ops.lead_events_scout_backfill_audit",
];

/// The SQLSTATE of a guard.
const GUARDED: &str = "23000";

#[tokio::test]
async fn audit_rows_can_be_appended_and_nothing_else_even_by_a_superuser() {
    let database = database_with(Contents::Empty).await;
    let client = database.connect().await;
    for role in ["origin", "local", "replica"] {
        run(&client, &format!("set session_replication_role = {role}")).await;
        for table in AUDIT {
            run(&client, &format!("insert into {table} (notes) values ('kept')")).await;
            for change in [
                format!("update {table} set notes = 'changed'"),
                format!("update {table} set notes = notes"),
                format!("delete from {table}"),
                format!("truncate {table}"),
                format!("truncate {table} cascade"),
                format!(
                    "insert into {table} (id, notes) overriding system value values (1, 'x')
                     on conflict (id) do update set notes = 'changed'"
                ),
            ] {
                assert_eq!(refusal(&client, &change).await, GUARDED, "{role}: {change}");
            }
        }
    }
    for table in AUDIT {
        let kept = format!("select count(*) from {table} where notes = 'kept'");
        assert_eq!(value::<i64>(&client, &kept).await, 3);
    }
}

/// A day of the history, `days` ago.
fn day(days: i32, is_final: bool) -> String {
    format!(
        "insert into ops.scout_attribution_daily_history (
             metric_date, total_persons, satisfactory_count, missing_count,
             backlog_a, backlog_b, backlog_c, backlog_d, backlog_e, conflicts_open, conflicts_contradicting,
             by_source_scouting_daily, by_source_cabinet_leads, by_source_lead_ledger, is_final)
         values (ops.scoutwatch_business_day(now()) - {days}, 10, 4, 6, 1, 1, 1, 1, 2, 0, 0, 1, 1, 4, {is_final})"
    )
}

fn change(days: i32, assignment: &str) -> String {
    format!(
        "update ops.scout_attribution_daily_history set {assignment}
         where metric_date = ops.scoutwatch_business_day(now()) - {days}"
    )
}

#[tokio::test]
async fn a_closed_day_of_the_history_stays_and_an_open_one_can_be_closed() {
    let database = database_with(Contents::Empty).await;
    let client = database.connect().await;
    run(&client, &day(2, true)).await;
    run(&client, &day(1, false)).await;
    run(&client, &day(0, true)).await;
    let delete = "delete from ops.scout_attribution_daily_history where metric_date = ops.scoutwatch_business_day(now())";
    for role in ["origin", "replica"] {
        run(&client, &format!("set session_replication_role = {role}")).await;
        assert_eq!(refusal(&client, &change(2, "conflicts_open = 1")).await, GUARDED);
        assert_eq!(refusal(&client, &change(2, "is_final = false")).await, GUARDED);
        assert_eq!(refusal(&client, &format!("{delete} - 2")).await, GUARDED);
        assert_eq!(refusal(&client, "truncate ops.scout_attribution_daily_history").await, GUARDED);
        run(&client, &change(0, "conflicts_open = conflicts_open + 1")).await;
        run(&client, &change(1, "conflicts_open = conflicts_open + 1")).await;
    }
    run(&client, &change(1, "is_final = true")).await;
    assert_eq!(refusal(&client, &change(1, "conflicts_open = 9")).await, GUARDED);
    run(&client, delete).await;
}

#[tokio::test]
async fn a_day_of_the_history_that_cannot_be_true_is_refused() {
    let database = database_with(Contents::Empty).await;
    let client = database.connect().await;
    run(&client, &day(0, false)).await;
    for wrong in [
        "total_persons = -1, satisfactory_count = -7",
        "satisfactory_count = 5",
        "backlog_a = 2",
        "conflicts_open = null",
        "by_source_cabinet_leads = -1",
    ] {
        assert_eq!(refusal(&client, &change(0, wrong)).await, "23514", "{wrong}");
    }
    run(&client, &change(0, "is_reconstructed = true, backlog_a = null, conflicts_open = null"))
        .await;
}

#[tokio::test]
async fn the_reconstructed_past_ends_yesterday_grows_and_promises_no_more_than_it_knows() {
    let database = database_with(Contents::Demo).await;
    let client = database.connect().await;
    for (what, condition) in [
        ("a day is open", "not is_final or not is_reconstructed"),
        ("today is among it", "metric_date >= ops.scoutwatch_business_day(now())"),
        (
            "something is told that timestamps cannot prove",
            "num_nonnulls(backlog_a, backlog_c, conflicts_open) > 0",
        ),
    ] {
        let count =
            format!("select count(*) from ops.scout_attribution_daily_history where {condition}");
        assert_eq!(value::<i64>(&client, &count).await, 0, "{what}");
    }
    let shrinking = "select count(*) from (
        select total_persons < lag(total_persons) over days or satisfactory_count < lag(satisfactory_count) over days
            or metric_date <> lag(metric_date) over days + 1 as shrinks
        from ops.scout_attribution_daily_history
        window days as (order by metric_date)) as day where day.shrinks";
    assert_eq!(value::<i64>(&client, shrinking).await, 0);
    let newest = "select count(*) from canon.identity_registry
        where ops.scoutwatch_business_day(created_at) < ops.scoutwatch_business_day(now())";
    let stored = "select total_persons from ops.scout_attribution_daily_history order by metric_date desc limit 1";
    assert_eq!(value::<i64>(&client, newest).await, value::<i64>(&client, stored).await);
}
