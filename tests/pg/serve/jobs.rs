//! The refresh job over HTTP: how it stands costs the database nothing, and a service that stops ends its run in order.

use std::time::Duration;

use super::{ATTRIBUTION, OPERATOR, Served};
use crate::binary::{run, scoutwatch};
use crate::database::connect;
use crate::http::{request, send};
use crate::installed::{Contents, database_with};

#[tokio::test(flavor = "multi_thread")]
async fn the_last_refresh_is_known_without_a_question_however_often_other_jobs_ran_since() {
    let database = database_with(Contents::Demo).await;
    let administrator = database.connect().await;
    let other_jobs = "insert into ops.ingestion_runs (started_at, completed_at, status, job_type)
         select now() + n * interval '1 second', now() + n * interval '1 second', 'COMPLETED', 'identity_run'
         from generate_series(1, 30) as n";
    administrator.batch_execute(other_jobs).await.unwrap();
    let newest =
        "select max(id)::int8 from ops.ingestion_runs where job_type = 'scout_attribution_refresh'";
    let newest: i64 = administrator.query_one(newest, &[]).await.unwrap().try_get(0).unwrap();

    let served = Served::on(&database.url, &[("SCOUTWATCH_POLL_INTERVAL", "1h")]);
    let path = format!("{ATTRIBUTION}/job-status");
    let first = served.get(&path);
    assert_eq!(first.status, 200, "{first:?}");
    let run = &first.json()["last_run"]["run_id"];
    assert_eq!(run.as_i64(), Some(newest), "{first:?}");

    // From here on nobody gets in: whatever asks the database fails.
    drop(administrator);
    let cluster = crate::database::shared_cluster().await;
    let elsewhere = connect(&cluster.connection_string("postgres")).await;
    let name = &database.name;
    elsewhere
        .batch_execute(&format!(
            "alter database {name} with allow_connections false;
             select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'"
        ))
        .await
        .unwrap();
    for _ in 0..10 {
        let again = served.get(&path);
        assert_eq!((again.status, again.json()), (200, first.json()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_stopped_ends_its_run_in_order_and_the_next_run_makes_all_well() {
    let database = database_with(Contents::Demo).await;
    let superuser = ("SCOUTWATCH_JOB_ALLOW_SUPERUSER", "true");
    let (served, _files) = Served::with_tokens(&database.url, &[superuser]);
    let (mut holder, watcher) = (database.connect().await, database.connect().await);
    // The run links registrations, and then waits for these rows.
    let held = holder.transaction().await.unwrap();
    held.batch_execute("select from observational.lead_ledger for update").await.unwrap();
    let bearer = format!("Bearer {OPERATOR}");
    let path = format!("{ATTRIBUTION}/run-now");
    let begun = send(served.address(), &request("POST", &path, &[("Authorization", &bearer)], ""));
    assert_eq!(begun.status, 200, "{begun:?}");
    let run_id = begun.json()["run_id"].as_i64().unwrap();
    let waits = "select exists (select from pg_stat_activity
         where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0)";
    while !watcher.query_one(waits, &[]).await.unwrap().try_get::<_, bool>(0).unwrap() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    let stopping = tokio::task::spawn_blocking(|| served.stop());
    tokio::time::sleep(Duration::from_millis(300)).await;
    held.rollback().await.unwrap();
    assert!(stopping.await.unwrap().success());

    let ended = format!(
        "select status::text, error_message, completed_at is not null as has_ended,
             (select count(*) from canon.identity_links where run_id = {run_id}) as links
         from ops.ingestion_runs where id = {run_id}"
    );
    let ended = watcher.query_one(&ended, &[]).await.unwrap();
    assert_eq!(ended.try_get::<_, String>("status").unwrap(), "FAILED");
    let why: String = ended.try_get("error_message").unwrap();
    assert!(why.starts_with("cancelled by "), "{why}");
    assert!(ended.try_get::<_, bool>("has_ended").unwrap());
    assert!(ended.try_get::<_, i64>("links").unwrap() > 0, "what was committed stays");
    let check = run(scoutwatch(&database.url, &["check"]));
    assert!(check.stdout.contains(&format!("failed: {why}")), "{check:?}");

    let mut next = scoutwatch(&database.url, &["refresh"]);
    next.env(superuser.0, superuser.1);
    let next = run(next);
    assert_eq!(next.code, Some(0), "{next:?}");
    let check = run(scoutwatch(&database.url, &["check"]));
    assert!(!check.stdout.contains("cancelled"), "{check:?}");
}
