//! One run at a time, dead ones closed, and runs that are asked to stop.

use std::sync::Arc;

use scoutwatch::model::{
    CancelAnswer, Outcome, Progress, Receipt, Refusal, StepName, StepState, StopAnswer, Trigger,
};
use scoutwatch::refresh::{plan, request_cancel, run_observed, stop_statement};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::observers::{Pause, Paused};
use super::{Site, completed, handle, job};
use crate::installed::Contents;

/// A run that stands still before a statement.
struct Standing {
    task: JoinHandle<Result<Receipt, Refusal>>,
    paused: Paused,
    cancel: CancellationToken,
    run_id: i64,
}

impl Standing {
    async fn before(site: &Site, file: &'static str) -> Self {
        let (mut pause, mut paused) = Pause::before(file);
        let (operator, cancel) = (site.operator.clone(), CancellationToken::new());
        let (progress, _) = watch::channel(Progress::default());
        let token = cancel.clone();
        let task = tokio::spawn(async move {
            run_observed(&operator, &job(), Trigger::Cron, token, progress, &mut pause).await
        });
        paused.reached().await;
        let running = "select id::bigint from ops.ingestion_runs where status = 'RUNNING' and job_type = 'scout_attribution_refresh'";
        let run_id = site.value(running).await;
        Self { task, paused, cancel, run_id }
    }

    async fn go_on(mut self) -> Receipt {
        self.paused.go_on();
        self.task.await.unwrap().unwrap()
    }
}

const RUNS: &str = "
    select status, error_message from ops.ingestion_runs where job_type = 'scout_attribution_refresh' order by id desc limit 1";

#[tokio::test]
async fn whoever_comes_second_hears_who_runs_since_when_and_where() {
    let site = Arc::new(Site::with("person(1)").await);
    let standing = Standing::before(&site, "refresh/snapshot.sql").await;
    let refused = site.run_with(&job()).await.unwrap_err();
    let Refusal::Busy(running) = &refused else { panic!("{refused:?}") };
    assert_eq!(running.run_id, Some(standing.run_id));
    assert_eq!(running.trigger.as_deref(), Some("cron"));
    assert_eq!(running.host.as_deref(), Some("test-host"));
    assert_eq!(running.requested_by, Some(format!("{}@test-host pid 4711", site.role)));
    assert!(running.started_at.is_some() && running.heartbeat_at.is_some());
    assert!(running.running_seconds.is_some_and(|seconds| (0.0..60.0).contains(&seconds)));
    assert!(refused.to_string().starts_with(&format!("busy: run {} by ", standing.run_id)));
    let planned = plan(&site.operator, &job()).await.unwrap();
    assert_eq!(planned.running.unwrap().run_id, Some(standing.run_id));
    let shown = "select status, has_living_runner, trigger, host, step, step_number from ops.v_scout_attribution_runs order by run_id desc limit 1";
    assert_eq!(site.lines(shown).await, ["RUNNING|true|cron|test-host|lead_ledger|3"]);
    completed(&standing.go_on().await);
    completed(&site.run().await);
}

#[tokio::test]
async fn a_run_whose_runner_has_gone_is_closed_by_the_next_and_other_jobs_are_left_alone() {
    let site = Site::with("person(1)").await;
    site.execute(
        "insert into ops.ingestion_runs (started_at, status, job_type) values
             (now() - interval '2 hours', 'RUNNING', 'identity_run'),
             (now() - interval '1 hour', 'RUNNING', 'scout_attribution_refresh');
         insert into ops.scoutwatch_runs (run_id, trigger, requested_by, host, backend_pid, nonce, heartbeat_at)
         select id, 'key', 'ana@lima 7', 'lima', 1, gen_random_uuid(), '2026-02-03 04:05:06+00'
         from ops.ingestion_runs where job_type = 'scout_attribution_refresh'",
    )
    .await;
    let dead = site
        .value::<i64>("select id::bigint from ops.ingestion_runs where job_type = 'scout_attribution_refresh'")
        .await;
    let shown =
        format!("select has_living_runner from ops.v_scout_attribution_runs where run_id = {dead}");
    assert!(!site.value::<bool>(&shown).await);
    let receipt = site.run().await;
    completed(&receipt);
    assert_eq!(receipt.orphans_closed, [dead]);
    let closed = format!(
        "select status, error_message, completed_at > started_at as is_later from ops.ingestion_runs where id = {dead}"
    );
    assert_eq!(
        site.lines(&closed).await,
        [
            "FAILED|orphaned: its runner has gone (ana@lima 7, last sign of life 2026-02-03 04:05:06Z)|true"
        ]
    );
    let other =
        "select status, completed_at from ops.ingestion_runs where job_type = 'identity_run'";
    assert_eq!(site.lines(other).await, ["RUNNING|-"]);
}

#[tokio::test]
async fn the_index_keeps_a_second_run_out_whatever_a_program_thinks_of_locks() {
    let site = Site::with("person(1)").await;
    let standing = Standing::before(&site, "refresh/figures.sql").await;
    let another = "insert into ops.ingestion_runs (started_at, status, job_type) values (now(), 'RUNNING', 'scout_attribution_refresh')";
    let error = site.admin.batch_execute(another).await.unwrap_err();
    assert_eq!(error.code().map(tokio_postgres::error::SqlState::code), Some("23505"));
    completed(&standing.go_on().await);
}

#[tokio::test]
async fn a_run_that_is_asked_to_stop_ends_at_the_next_transaction_and_keeps_what_it_did() {
    let site = Site::new(Contents::Demo).await;
    let standing = Standing::before(&site, "refresh/list_lead_ledger.sql").await;
    let run_id = standing.run_id;
    // Whoever has the rights may ask, from any program.
    let asked = request_cancel(&site.operator, run_id, "ana@lima 7").await.unwrap();
    assert_eq!(asked, CancelAnswer::Asked);
    let asked = request_cancel(&site.operator, run_id, "luis@lima 8").await.unwrap();
    assert_eq!(asked, CancelAnswer::AskedBefore("ana@lima 7".to_owned()));
    let receipt = standing.go_on().await;
    assert_eq!(receipt.outcome, Outcome::Cancelled { by: "ana@lima 7".to_owned() });
    assert!(receipt.ended_at.is_some());
    assert_eq!(site.lines(RUNS).await, ["FAILED|cancelled by ana@lima 7"]);
    let last = receipt.steps.last().unwrap();
    assert_eq!(last.step, StepName::LeadLedger);
    assert_eq!(last.state, StepState::Failed("cancelled by ana@lima 7".to_owned()));
    let links = format!("select count(*) from canon.identity_links where run_id = {run_id}");
    assert_eq!(site.value::<i64>(&links).await, receipt.changed());
    assert!(receipt.changed() > 0, "the links were committed before");

    for run_id in [run_id, 0, i64::MAX] {
        let asked = request_cancel(&site.operator, run_id, "ana").await.unwrap();
        assert_eq!(asked, CancelAnswer::NotRunning);
        assert_eq!(stop_statement(&site.operator, run_id).await.unwrap(), StopAnswer::NotRunning);
    }
}

#[tokio::test]
async fn a_program_that_ends_cancels_its_own_run() {
    let site = Site::with("person(1)").await;
    let standing = Standing::before(&site, "refresh/list_identity_links.sql").await;
    standing.cancel.cancel();
    let receipt = standing.go_on().await;
    let by = format!("{}@test-host pid 4711", site.role);
    assert_eq!(receipt.outcome, Outcome::Cancelled { by: by.clone() });
    assert_eq!(site.lines(RUNS).await, [format!("FAILED|cancelled by {by}")]);
    completed(&site.run().await);
}

#[tokio::test]
async fn the_statement_at_hand_can_be_stopped_by_who_may() {
    let site = Site::with("person(1)").await;
    // Every statement of the list waits behind this lock for two seconds.
    let mut other = site.database.connect().await;
    let blocker = other.transaction().await.unwrap();
    let standing = Standing::before(&site, "refresh/list_lead_ledger.sql").await;
    blocker.batch_execute("lock table observational.lead_ledger").await.unwrap();
    let run_id = standing.run_id;
    request_cancel(&site.operator, run_id, "ana").await.unwrap();
    let stranger = format!("viewer_of_{}", site.database.name);
    site.execute(&format!("create role {stranger} login")).await;
    let viewer = handle(&site.database.url, &stranger);
    assert_eq!(stop_statement(&viewer, run_id).await.unwrap(), StopAnswer::MayNot);
    let operator = site.operator.clone();
    let stop = tokio::spawn(async move {
        loop {
            // The run's session waits for the lock sooner or later; an earlier cancel hits nothing.
            let answer = stop_statement(&operator, run_id).await.unwrap();
            if answer == StopAnswer::NotRunning {
                return;
            }
            assert_eq!(answer, StopAnswer::Stopped);
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    });
    let receipt = standing.go_on().await;
    stop.await.unwrap();
    assert_eq!(receipt.outcome, Outcome::Cancelled { by: "ana".to_owned() });
    blocker.rollback().await.unwrap();
    completed(&site.run().await);
}

#[tokio::test]
async fn a_runner_whose_session_is_ended_closes_its_run_over_another_connection() {
    let site = Site::with("person(1)").await;
    let standing = Standing::before(&site, "refresh/snapshot.sql").await;
    site.execute("select pg_terminate_backend(backend_pid) from ops.scoutwatch_runs").await;
    let receipt = standing.go_on().await;
    let Outcome::Failed(failure) = &receipt.outcome else { panic!("{receipt:#?}") };
    // The server's last word is read before the next statement finds the connection closed, or it is not.
    let was_told = failure.sqlstate.as_deref() == Some("57P01");
    assert!(was_told || failure.message.contains("the connection is closed"), "{failure:?}");
    assert!(receipt.ended_at.is_some());
    let lines = site.lines(RUNS).await;
    assert!(lines[0].starts_with("FAILED|"), "{lines:?}");
    assert!(lines[0].contains("57P01 ") == was_told, "{lines:?}");
    assert!(was_told || lines[0].contains("the connection is closed"), "{lines:?}");
    completed(&site.run().await);
}

#[tokio::test]
async fn a_run_that_somebody_closed_writes_nothing_more() {
    let site = Site::with(
        "person(1)
         event(1, 7)
         ledger(1)",
    )
    .await;
    let standing = Standing::before(&site, "refresh/list_lead_ledger.sql").await;
    let close = format!(
        "update ops.ingestion_runs set status = 'FAILED', error_message = 'by hand' where id = {}",
        standing.run_id
    );
    // The run's row is locked until the transaction at hand is over.
    let ((), receipt) = tokio::join!(site.execute(&close), standing.go_on());
    let Outcome::Failed(failure) = &receipt.outcome else { panic!("{receipt:#?}") };
    assert!(failure.message.contains("somebody else has closed it"), "{failure}");
    assert_eq!(receipt.ended_at, None);
    assert_eq!(site.lines(RUNS).await, ["FAILED|by hand"]);
    let audit = "select count(*) from ops.lead_ledger_scout_backfill_audit";
    assert_eq!(site.value::<i64>(audit).await, 0);
}
