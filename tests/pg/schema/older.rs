//! Installations over the views that CT4 databases already hold.

use scoutwatch::db::schema::{InstallOptions, Outcome, Right, grant, install};

use super::{
    OLDER_VIEWS, base_tables, connect_as, handle, install_in, lines, refusal, role, run, value,
};
use crate::installed::{Contents, OLDER_VIEWER, database_with};

/// Names, owners, rights and object numbers of the contract's views.
const IDENTITIES: &str =
    "select oid, relname, relowner, relacl from pg_class where relnamespace = 'ops'::regnamespace and relkind = 'v'
         and relname not like 'v\\_scoutwatch%' and relname not in (
             'v_scout_attribution_person_facts', 'v_scout_attribution_figures', 'v_scout_attribution_person',
             'v_scout_attribution_runs', 'v_scout_attribution_sources') and relname not like '%\\_candidates'
     order by relname";

#[tokio::test]
async fn older_views_keep_their_identity_their_grants_and_their_dependents() {
    let database = database_with(Contents::Older).await;
    let client = database.connect().await;
    let before = lines(&client, IDENTITIES).await;
    assert_eq!(before.len(), 12, "the contract's ten, the claims and the report");
    let report_before = lines(&client, "select * from ops.v_ct4_dependent_report limit 5").await;
    assert!(!report_before.is_empty());

    let report = install_in(&database).await.unwrap();
    let replaced: Vec<_> = report
        .changes
        .iter()
        .filter(|change| change.outcome == Outcome::Replaced)
        .map(|change| change.name.as_str())
        .collect();
    assert_eq!(replaced.len(), 10, "{replaced:?}");
    assert_eq!(before, lines(&client, IDENTITIES).await);
    lines(&client, "select * from ops.v_ct4_dependent_report limit 5").await;

    let viewer = connect_as(&database, OLDER_VIEWER).await;
    let contradicting =
        "select conflicts_contradicting_ledger from ops.v_scout_attribution_metrics_snapshot";
    assert_eq!(
        value::<i64>(&viewer, contradicting).await,
        3,
        "our columns come with the old right"
    );
    for view in [
        "v_scout_attribution_raw",
        "v_scout_attribution",
        "v_scout_attribution_conflicts",
        "v_persons_without_scout_categorized",
        "v_scout_attribution_metrics_daily",
        "v_yango_collection_with_scout",
        "v_scout_payment_base",
        "v_cabinet_leads_missing_scout_alerts",
        "v_dim_scouts",
    ] {
        assert!(value::<i64>(&viewer, &format!("select count(*) from ops.{view}")).await > 0);
    }
    assert_eq!(refusal(&viewer, "select from ops.v_scout_attribution_runs").await, "42501");
}

#[tokio::test]
async fn views_that_belong_to_another_role_still_read_what_they_now_rest_on() {
    let database = base_tables("otherowner").await;
    let client = database.connect().await;
    let owner = role(&database, "ct4").await;
    let viewer = role(&database, "viewer").await;
    run(
        &client,
        &format!(
            "grant usage on schema canon, observational, public to {owner};
             grant usage, create on schema ops to {owner};
             grant select on all tables in schema canon, observational, public, ops to {owner};
             set role {owner};
             {OLDER_VIEWS};
             grant usage on schema ops to {owner};
             grant select on all tables in schema ops to {owner};
             reset role;
             grant usage on schema ops to {viewer};
             grant select on ops.v_scout_attribution_metrics_snapshot, ops.v_scout_attribution_conflicts,
                 ops.v_yango_collection_with_scout, ops.v_scout_attribution_metrics_daily to {viewer};"
        ),
    )
    .await;
    install_in(&database).await.unwrap();
    let theirs = format!(
        "select count(*) from pg_class where relkind = 'v' and relowner = '{owner}'::regrole"
    );
    assert_eq!(value::<i64>(&client, &theirs).await, 11, "no owner was changed");
    let viewer = connect_as(&database, &viewer).await;
    for view in [
        "v_scout_attribution_metrics_snapshot",
        "v_scout_attribution_conflicts",
        "v_yango_collection_with_scout",
        "v_scout_attribution_metrics_daily",
    ] {
        value::<i64>(&viewer, &format!("select count(*) from ops.{view}")).await;
    }
    // A right on views of both owners can be given by a superuser, and everything again.
    let another = role(&database, "another").await;
    grant(&handle(&database, "postgres"), Right::Viewer, &another, &InstallOptions::default())
        .await
        .unwrap();
    install_in(&database).await.unwrap();
}

#[tokio::test]
async fn an_owner_who_is_no_superuser_installs_over_his_own_views() {
    let database = base_tables("plainowner").await;
    let client = database.connect().await;
    let owner = role(&database, "ct4").await;
    run(
        &client,
        &format!(
            "grant usage on schema canon, observational, public to {owner};
             grant usage, create on schema ops to {owner};
             alter table ops.ingestion_runs owner to {owner};
             grant select on all tables in schema canon, observational, public, ops to {owner};
             set role {owner}; {OLDER_VIEWS}"
        ),
    )
    .await;
    let options = InstallOptions::default();
    let report = install(&handle(&database, &owner), &options).await.unwrap();
    assert_eq!(report.role, owner);
    let report = install(&handle(&database, &owner), &options).await.unwrap();
    assert!(report.changes.iter().all(|change| change.outcome == Outcome::Unchanged));
}

#[tokio::test]
async fn older_audit_tables_keep_their_rows_and_get_the_columns_they_lack() {
    let database = base_tables("olderaudit").await;
    let client = database.connect().await;
    run(
        &client,
        "create table ops.identity_links_backfill_audit (
             id serial primary key, source_table text, source_pk text, action_type text, of_ct4_alone integer);
         insert into ops.identity_links_backfill_audit (source_table, source_pk, action_type, of_ct4_alone)
         values ('module_ct_scouting_daily', '7', 'CREATED', 42);",
    )
    .await;
    let report = install_in(&database).await.unwrap();
    let outcome = |name: &str| {
        report.changes.iter().find(|change| change.name == name).map(|change| change.outcome)
    };
    assert_eq!(outcome("ops.identity_links_backfill_audit"), Some(Outcome::Replaced));
    assert_eq!(outcome("ops.lead_events_scout_backfill_audit"), Some(Outcome::Created));
    let rows = "select id, source_table, source_pk, action_type, of_ct4_alone, person_key, notes
                from ops.identity_links_backfill_audit";
    assert_eq!(lines(&client, rows).await, ["1|module_ct_scouting_daily|7|CREATED|42|null|null"]);
    let columns = "select count(*) from pg_attribute
        where attrelid = 'ops.identity_links_backfill_audit'::regclass and attnum > 0";
    assert_eq!(value::<i64>(&client, columns).await, 15, "id, thirteen of ours, one of CT4's");
    run(&client, "insert into ops.identity_links_backfill_audit (source_table) values ('x')").await;
    assert_eq!(refusal(&client, "delete from ops.identity_links_backfill_audit").await, "23000");
}
