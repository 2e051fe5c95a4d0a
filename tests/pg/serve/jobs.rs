//! How the refresh job stands costs the database nothing, wherever its run stands among those of other jobs.

use super::{ATTRIBUTION, Served};
use crate::database::connect;
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
