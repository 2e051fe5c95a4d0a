//! A thousand triggers at once: of one program, which are told by its one door, and of as many programs, each with a
//! connection of its own; of those a quarter in the short version.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use scoutwatch::clock::Clock;
use scoutwatch::model::{Outcome, Progress, Refusal, StepName, Trigger};
use scoutwatch::poller::{self, DatabaseSource, Settings};
use scoutwatch::refresh::{Boundary, Observer, run_observed};
use scoutwatch::serve::{Access, Lists, Runs, Service, Traffic, bind, serve};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::dice::long_rounds;
use crate::http::{Answer, request};
use crate::world::{PATIENCE, World, handle, job};

/// In the short version; a busy machine of two cores takes several seconds for it.
const FEW: usize = 250;
const MANY: usize = 1_000;
/// A trigger has two connections for a moment, to find out about poolers.
const AT_A_TIME: usize = 45;

/// Holds the run at its first step until everybody else has an answer.
#[derive(Clone)]
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

const RUN_NOW: &str = "/api/v1/scouts/attribution/run-now";
const TOKEN: &str = "operator-operator-operator";

/// A service on a world's database, whose runs wait at their first step until `others` have an answer.
fn service(world: &World, held: Held, token: &CancellationToken) -> SocketAddr {
    let tracker = TaskTracker::new();
    let database = handle(&world.url, std::process::id());
    let settings = Settings::default();
    let lists = Lists::new(DatabaseSource::new(database.clone(), &settings), settings.interval);
    let clock = Clock::system();
    let poller = poller::spawn(database.clone(), settings, clock.clone(), token.clone(), &tracker);
    let run: scoutwatch::serve::Job = Box::new(move |cancel, progress| {
        let (database, mut held) = (database.clone(), held.clone());
        Box::pin(async move {
            run_observed(&database, &job(), Trigger::Http, cancel, progress, &mut held).await
        })
    });
    let access = Access { operators: vec![TOKEN.parse().unwrap()], ..Access::default() };
    let runs = Ok(Arc::new(Runs::new(run, poller.commands.clone(), token.clone(), tracker)));
    let snapshots = poller.snapshots.clone();
    let service = Service { snapshots, lists, runs, access, traffic: Traffic::default(), clock };
    let listener = bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    let token = token.clone();
    tokio::spawn(async move {
        serve(listener, Arc::new(service), token).await;
        drop(poller);
    });
    address
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_thousand_requests_one_runs_and_the_others_are_told_which_at_once() {
    let world = World::new(200).await;
    let (answered, answers) = watch::channel(0_usize);
    let answered = Arc::new(answered);
    let stop = CancellationToken::new();
    // Whoever begins the run has an answer too.
    let address = service(&world, Held { answers, others: MANY }, &stop);
    let bearer = format!("Bearer {TOKEN}");
    let asking = Arc::new(request("POST", RUN_NOW, &[("Authorization", &bearer)], ""));
    let began = Instant::now();
    let tasks: Vec<_> = (0..MANY)
        .map(|_| {
            let (asking, answered) = (asking.clone(), answered.clone());
            tokio::spawn(async move {
                let mut stream = TcpStream::connect(address).await.unwrap();
                stream.write_all(&asking).await.unwrap();
                let mut bytes = Vec::new();
                stream.read_to_end(&mut bytes).await.unwrap();
                answered.send_modify(|answers| *answers += 1);
                (Answer::read(&bytes), began.elapsed())
            })
        })
        .collect();
    let mut begun = Vec::new();
    let mut named = Vec::new();
    let mut times = Vec::new();
    for task in tasks {
        let (answer, time) = task.await.unwrap();
        times.push(time);
        let run_id = answer.json()["run_id"].as_i64();
        match answer.status {
            200 => begun.push(run_id),
            409 => named.push(run_id),
            _ => panic!("neither a run nor busy: {answer:?}"),
        }
    }
    assert_eq!((begun.len(), named.len()), (1, MANY - 1));
    assert!(named.iter().all(|run_id| run_id.is_some() && *run_id == begun[0]), "{named:?}");
    let ended = "select count(*) = 1 from ops.ingestion_runs
                 where job_type = 'scout_attribution_refresh' and status = 'COMPLETED'";
    world.becomes("the run ends", ended).await;
    stop.cancel();
    world.check("a thousand requests").await;
    world.check_end("a thousand requests").await;
    times.sort();
    println!(
        "crowd: {MANY} requests at once: {:?} (median), {:?} (slowest)",
        times[MANY / 2],
        times[MANY - 1]
    );
}
