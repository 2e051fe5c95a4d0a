//! Figures from a standby: what they show, how old they are, and what the replay does to a poll.

use scoutwatch::model::{FailureKind, Freshness, Link, RunStatus, Snapshot};

use super::add_operator;
use crate::binary::{run, scoutwatch, written};
use crate::database::connect;
use crate::handles::open;
use crate::installed::Contents;
use crate::poller::{Running, is_live, is_lost, is_whole};
use crate::proxy::eventually;
use crate::refresh::{execute, value};
use crate::serve::Served;
use crate::serve::same::OF_A_STANDBY;
use crate::standby::{Pair, Server};

const PERSON: &str =
    "insert into canon.identity_registry (person_key, created_at, updated_at, confidence_level)
    values (gen_random_uuid(), now(), now(), 'LOW')";

fn persons(snapshot: &Snapshot) -> i64 {
    snapshot.metrics.value.as_ref().map_or(0, |metrics| metrics.total_persons)
}

fn freshness(snapshot: &Snapshot) -> Option<Freshness> {
    snapshot.replay().map(|replay| replay.freshness(snapshot.interval))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dashboard_reads_from_the_standby_while_the_job_writes_to_the_primary() {
    let pair = Pair::start(Contents::Demo).await;
    add_operator(&pair).await;
    let standby = pair.url_of(Server::Standby);
    let mut running = Running::start(open(&standby, "reader"));
    let (before, _) = running.until("whole", is_whole).await;
    let identity = before.identity.as_ref().unwrap();
    assert!(identity.in_recovery && identity.host.is_none());
    assert_eq!(freshness(&before), Some(Freshness::Fresh), "an idle primary is no delay");

    let refused = run(scoutwatch(&standby, &["refresh"]));
    assert_eq!(refused.code, Some(5), "{refused:?}");
    assert!(refused.stderr.contains("it is a standby"), "{refused:?}");
    assert!(refused.stderr.contains("set job.database_url to the primary"), "{refused:?}");

    let mut job = scoutwatch(&standby, &["refresh"]);
    job.env(
        "SCOUTWATCH_JOB_DATABASE_URL",
        format!("{} user=operator", pair.url_of(Server::Primary)),
    );
    let done = run(job);
    assert_eq!(done.code, Some(0), "{done:?}");
    let satisfactory = |snapshot: &Snapshot| snapshot.metrics.value.as_ref().unwrap().satisfactory;
    let (after, _) = running
        .until("the effect of the run", |snapshot| {
            let runs = snapshot.runs.value.as_deref().unwrap_or_default();
            runs.iter().any(|run| run.is_refresh() && run.status == RunStatus::Completed)
                && satisfactory(snapshot) > satisfactory(&before)
        })
        .await;
    assert!(is_live(&after));
    running.end().await;

    let check = run(scoutwatch(&standby, &["check"]));
    assert!(check.stdout.contains(" standby_lag=0s;;;0; "), "{check:?}");
    assert!(!written(&pair.url_of(Server::Primary), &["show", "metrics"]).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_standby_that_does_not_keep_up_or_is_cut_off_is_shown_as_old_and_heals() {
    let pair = Pair::start(Contents::Empty).await;
    let primary = pair.connect(Server::Primary).await;
    let standby = pair.connect(Server::Standby).await;
    let mut running = Running::start(open(&pair.url_of(Server::Standby), "lag"));
    let served = Served::on(&pair.url_of(Server::Standby), &[]);
    let (before, _) = running.until("whole", is_whole).await;
    served.until("/readyz", "ready", |answer| answer.status == 200).await;
    let text = served.get("/metrics").body;
    assert!(text.contains("\nscoutwatch_server_is_standby 1\n"), "{text}");
    for (name, value) in OF_A_STANDBY.into_iter().zip(["1", "0.0"]) {
        assert!(text.contains(&format!("\nscoutwatch_{name} {value}\n")), "{name}: {text}");
    }

    execute(&standby, "select pg_wal_replay_pause()").await;
    execute(&primary, PERSON).await;
    let (behind, _) =
        running.until("behind", |snapshot| freshness(snapshot) == Some(Freshness::Stale)).await;
    let replay = behind.replay().unwrap();
    assert!(replay.is_streaming && !replay.is_caught_up, "{replay:?}");
    assert_eq!(persons(&behind), persons(&before));
    execute(&standby, "select pg_wal_replay_resume()").await;
    running
        .until("up to date again", |snapshot| {
            freshness(snapshot) == Some(Freshness::Fresh) && persons(snapshot) > persons(&before)
        })
        .await;

    drop(primary);
    let pair = pair.lose_primary().await;
    let (cut_off, _) = running
        .until("cut off", |snapshot| snapshot.replay().is_some_and(|replay| !replay.is_streaming))
        .await;
    assert!(is_live(&cut_off), "a standby answers for as long as it lives");
    let refused = served.until("/readyz", "not ready", |answer| answer.status == 503).await;
    assert_eq!(refused.json()["code"], "standby_behind");
    assert!(served.get("/metrics").body.contains("\nscoutwatch_standby_is_streaming 0\n"));
    let pair = pair.with_primary(|primary| primary.start_again().unwrap()).await;
    running.until("fresh again", |snapshot| freshness(snapshot) == Some(Freshness::Fresh)).await;
    served.until("/readyz", "ready again", |answer| answer.status == 200).await;
    running.end().await;
    drop(pair);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_that_stands_in_the_way_of_the_replay_is_read_again_and_loses_nothing() {
    let pair = Pair::start(Contents::Empty).await;
    let primary = pair.connect(Server::Primary).await;
    // In another database nothing stands in the way.
    let standby = connect(&pair.standby.connection_string("template1")).await;
    // A poll that lasts, so that a change of the primary meets it.
    execute(
        &primary,
        "alter view ops.v_scout_attribution_metrics_snapshot rename to quick;
         create view ops.v_scout_attribution_metrics_snapshot as
            select quick.* from ops.quick, (select pg_sleep(0.2)) as pause;
         create table public.churn (n int)",
    )
    .await;
    execute(&primary, PERSON).await;
    pair.catch_up().await;
    let mut running = Running::start(open(&pair.url_of(Server::Standby), "conflict"));
    running.until("whole", is_whole).await;
    let conflicts =
        "select confl_snapshot from pg_stat_database_conflicts where datname = 'postgres'";
    let mut failures = Vec::new();
    eventually("some polls were ended", async || {
        let statements =
            "insert into churn select generate_series(1, 500); delete from churn; vacuum churn";
        for statement in statements.split("; ") {
            execute(&primary, statement).await;
        }
        let snapshot = running.handle.snapshots.borrow().clone();
        assert_eq!(persons(&snapshot), 1, "the figures stay: {snapshot:?}");
        if let Link::Lost { failure, .. } = &snapshot.link {
            failures.push(failure.clone());
        }
        value::<i64>(&standby, conflicts).await >= 3
    })
    .await;
    for failure in failures {
        assert_eq!(failure.kind, FailureKind::Contention, "{failure}");
        assert_eq!(failure.sqlstate.as_deref(), Some("40001"), "{failure}");
    }
    let (whole, _) = running.until("whole again", is_whole).await;
    assert!(!is_lost(&whole) && whole.sequence > 1);
    running.end().await;
}
