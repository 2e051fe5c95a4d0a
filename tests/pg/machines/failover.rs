//! The primary dies in the middle of something, and the standby takes its place.

use std::time::{Duration, Instant};

use scoutwatch::db::pool::ReadLimits;
use scoutwatch::model::{Metrics, Outcome, Progress, Receipt, Refusal, Snapshot, Trigger, Verdict};
use scoutwatch::poller::Settings;
use scoutwatch::refresh::{run, run_observed, verify};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::add_operator;
use crate::handles::{count_backends, open};
use crate::installed::Contents;
use crate::poller::{RECOVERY, Running, is_lost, is_whole};
use crate::proxy::eventually;
use crate::refresh::observers::Pause;
use crate::refresh::{completed, execute, handle, job, value};
use crate::standby::{Pair, Server};

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_that_the_primary_dies_in_is_made_on_the_standby_after_its_promotion() {
    let pair = Pair::start(Contents::Demo).await;
    let administrator = pair.connect(Server::Primary).await;
    let locker = pair.connect(Server::Primary).await;
    let settings = Settings {
        interval: Duration::from_millis(500),
        deadline: Duration::from_secs(5),
        limits: ReadLimits { lock: Duration::from_secs(4), ..ReadLimits::default() },
        ..Settings::default()
    };
    let url = pair.url(Server::Primary, "target_session_attrs=primary");
    let mut running = Running::start_with(open(&url, "failover"), settings);
    let (before, _) = running.until("whole", is_whole).await;
    let host = before.identity.as_ref().and_then(|identity| identity.host.clone()).unwrap();
    assert!(host.starts_with(&pair.primary.socket_directory().display().to_string()), "{host}");

    let lock = "begin; lock table canon.identity_registry in access exclusive mode";
    execute(&locker, lock).await;
    eventually("a poll is under way", async || {
        count_backends(&administrator, "failover", "wait_event_type = 'Lock'").await == 1
    })
    .await;
    drop((administrator, locker));
    let pair = pair.lose_primary().await;
    let (lost, _) = running.until("lost", is_lost).await;
    let figures = |snapshot: &Snapshot| snapshot.metrics.value.as_ref().map(Metrics::figures);
    assert_eq!(figures(&lost), figures(&before), "the figures stay");
    tokio::time::sleep(Duration::from_secs(3)).await;
    pair.promote().await;
    let promoted = Instant::now();
    let (after, _) = running.until("whole again", is_whole).await;
    let took = promoted.elapsed();
    assert!(took < RECOVERY, "{took:?}");
    let identity = after.identity.as_ref().unwrap();
    assert!(!identity.in_recovery && identity.host.as_deref() != Some(&host), "{identity:?}");
    assert!(after.metrics.taken_at > before.metrics.taken_at);
    running.end().await;
}

/// Links of the job without a row that says so. The demo has some from before there was an audit.
const UNAUDITED: &str = "
    select count(*) from canon.identity_links as link where link.match_rule like 'BACKFILL%'
        and not exists (select 1 from ops.identity_links_backfill_audit as audit
            where audit.source_pk = link.source_pk and audit.action_type = 'CREATED')";

/// Runs the job to its end, whatever that is.
async fn run_job(url: &str) -> Result<Receipt, Refusal> {
    let (progress, _watched) = watch::channel(Progress::default());
    let cancel = CancellationToken::new();
    run(&handle(url, "operator"), &job(), Trigger::Command, cancel, progress).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_the_primary_dies_in_says_so_and_the_next_one_finishes_its_work() {
    for is_promoted_in_time in [true, false] {
        let pair = Pair::start(Contents::Demo).await;
        add_operator(&pair).await;
        let unaudited: i64 = value(&pair.connect(Server::Standby).await, UNAUDITED).await;
        let url = pair.url(Server::Primary, "target_session_attrs=primary");
        // The links are committed, the ledger is not.
        let (mut pause, mut paused) = Pause::before("refresh/list_lead_ledger.sql");
        let operator = handle(&url, "operator");
        let task = tokio::spawn(async move {
            let (progress, _watched) = watch::channel(Progress::default());
            let cancel = CancellationToken::new();
            run_observed(&operator, &job(), Trigger::Cron, cancel, progress, &mut pause).await
        });
        paused.reached().await;
        pair.catch_up().await;
        let pair = pair.lose_primary().await;
        if is_promoted_in_time {
            pair.promote().await;
        }
        paused.go_on();
        let outcome = task.await.unwrap();
        if !is_promoted_in_time {
            pair.promote().await;
        }
        let said = match &outcome {
            Ok(receipt) => {
                assert!(matches!(receipt.outcome, Outcome::Failed(_)), "{receipt:?}");
                receipt.outcome.message().unwrap_or_default()
            }
            Err(refusal) => refusal.to_string(),
        };
        assert!(said.contains("the connection is closed") || said.contains("57P"), "{said}");

        let first = pair.connect(Server::Standby).await;
        let status = "select status::text from ops.ingestion_runs where job_type = 'scout_attribution_refresh'
            order by id desc limit 1";
        let written: String = value(&first, status).await;
        assert_eq!(written, if is_promoted_in_time { "FAILED" } else { "RUNNING" }, "{said}");
        let receipt = run_job(&url).await.unwrap();
        completed(&receipt);
        assert!(receipt.changed() > 0);
        assert_eq!(receipt.orphans_closed.len(), usize::from(!is_promoted_in_time));
        assert_eq!(run_job(&url).await.unwrap().changed(), 0, "nothing is left to do");
        let twice: i64 = value(
            &first,
            "select (select count(*) - count(distinct person_key) from ops.lead_ledger_scout_backfill_audit)
                + (select count(*) - count(distinct source_pk) from ops.identity_links_backfill_audit
                    where action_type = 'CREATED')",
        )
        .await;
        assert_eq!(twice, 0, "nothing was done twice");
        assert_eq!(value::<i64>(&first, UNAUDITED).await, unaudited);
        for check in verify(&handle(&url, "operator")).await.unwrap() {
            assert!(check.verdict < Verdict::Error, "{check:?}");
        }
    }
}
