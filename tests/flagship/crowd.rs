//! A thousand triggers at once; in the short version a quarter.

use std::sync::Arc;
use std::time::{Duration, Instant};

use scoutwatch::model::{Outcome, Progress, Refusal, StepName, Trigger};
use scoutwatch::refresh::{Boundary, Observer, run_observed};
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;

use crate::dice::long_rounds;
use crate::world::{PATIENCE, World, handle, job};

/// In the short version; a busy machine of two cores takes several seconds for it.
const FEW: usize = 250;
const MANY: usize = 1_000;
/// A trigger has two connections for a moment, to find out about poolers.
const AT_A_TIME: usize = 45;

/// Holds the run at its first step until everybody else has an answer.
struct Held {
    answers: watch::Receiver<usize>,
    others: usize,
}

impl Observer for Held {
    async fn at(&mut self, boundary: Boundary<'_>) {
        if boundary.step == Some(StepName::IdentityLinks) {
            let all = self.answers.wait_for(|answers| *answers >= self.others);
            // Should it not come to that, the counts tell.
            let _ = tokio::time::timeout(PATIENCE / 2, all).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_triggers_one_runs_and_the_others_are_told_which() {
    let triggers = if long_rounds().is_some() { MANY } else { FEW };
    let world = World::new(200).await;
    let (answered, answers) = watch::channel(0_usize);
    let answered = Arc::new(answered);
    let room = Arc::new(Semaphore::new(AT_A_TIME));
    let began = Instant::now();
    let tasks: Vec<_> = (0..triggers)
        .map(|_| {
            let url = world.url.clone();
            let room = room.clone();
            let answered = answered.clone();
            let mut held = Held { answers: answers.clone(), others: triggers - 1 };
            tokio::spawn(async move {
                let _room = room.acquire_owned().await.unwrap();
                let let_in = Instant::now();
                let settings = job();
                let database = handle(&url, settings.process);
                let (progress, _watched) = watch::channel(Progress::default());
                let cancel = CancellationToken::new();
                let ended =
                    run_observed(&database, &settings, Trigger::Http, cancel, progress, &mut held)
                        .await;
                answered.send_modify(|answers| *answers += 1);
                (ended, let_in.elapsed(), began.elapsed())
            })
        })
        .collect();
    let mut receipts = Vec::new();
    let mut named = Vec::new();
    let mut times: Vec<(Duration, Duration)> = Vec::new();
    for task in tasks {
        let (ended, own, whole) = task.await.unwrap();
        match ended {
            Ok(receipt) => receipts.push(receipt),
            Err(Refusal::Busy(running)) => {
                named.push(running.run_id);
                times.push((own, whole));
            }
            Err(refusal) => panic!("neither a run nor busy: {refusal}"),
        }
    }
    assert_eq!(receipts.len(), 1, "{receipts:#?}");
    assert_eq!(receipts[0].outcome, Outcome::Completed);
    assert_eq!(named.len(), triggers - 1);
    let wrong = named.iter().filter(|run_id| **run_id != Some(receipts[0].run_id)).count();
    assert_eq!(wrong, 0, "busy answers that do not name run {}", receipts[0].run_id);
    world.check("many triggers").await;
    let runs: i64 = world
        .value(
            "select count(*) from ops.ingestion_runs where job_type = 'scout_attribution_refresh'",
        )
        .await;
    assert_eq!(runs, 1);
    world.check_end("many triggers").await;
    times.sort();
    let of = |share: usize| times[(times.len() - 1) * share / 100].0;
    let slowest = times.iter().map(|(_, whole)| *whole).max();
    println!(
        "crowd: {AT_A_TIME} at a time: an answer took {:?} (median), {:?} (99 of 100), {:?} at most; the last of {triggers} came after {slowest:?}",
        of(50),
        of(99),
        of(100)
    );
}
