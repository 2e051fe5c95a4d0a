//! The polling task against a source without a database; time stands still but for what is waited for.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use proptest::prelude::*;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::Clock;
use crate::db::queries::Overview;
use crate::model::{Ask, Failure, FailureKind, Link, PersonKey, Snapshot};
use crate::poller::sample::{Fake, metrics, noon, nothing, overview, refresh_run, unreachable};
use crate::poller::{Command, Handle, Request, Settings, spawn_on};

const INTERVAL: Duration = Duration::from_secs(10);
const MILLISECONDS_20: Duration = Duration::from_millis(20);

struct Running {
    handle: Handle,
    token: CancellationToken,
    tracker: TaskTracker,
    began: Instant,
    fake: Fake,
}

impl Running {
    fn start(fake: Fake) -> Self {
        Self::start_with(fake, Settings { interval: INTERVAL, ..Settings::default() })
    }

    fn start_with(fake: Fake, settings: Settings) -> Self {
        let (token, tracker) = (CancellationToken::new(), TaskTracker::new());
        let clock = Clock::stepped(noon());
        let began = Instant::now();
        let handle = spawn_on(fake.clone(), settings, clock, token.clone(), &tracker);
        tracker.close();
        Self { handle, token, tracker, began, fake }
    }

    /// The next snapshot.
    async fn next(&mut self) -> Arc<Snapshot> {
        timeout(Duration::from_secs(3600), self.handle.snapshots.changed()).await.unwrap().unwrap();
        Arc::clone(&self.handle.snapshots.borrow_and_update())
    }

    async fn send(&self, command: Command) {
        self.handle.commands.send(command).await.unwrap();
    }

    /// When each poll began, in milliseconds.
    fn polls(&self) -> Vec<u64> {
        let since = |at: &Instant| u64::try_from((*at - self.began).as_millis()).unwrap();
        self.fake.seen(|seen| seen.polls.iter().map(since).collect())
    }
}

fn question(generation: u64) -> Command {
    let key = PersonKey(uuid::Uuid::from_u64_pair(0, generation));
    Command::Ask(Request { generation, ask: Ask::Person(key) })
}

#[expect(clippy::unnecessary_wraps, reason = "it stands where a poll's outcome does")]
fn well() -> Result<Overview, Failure> {
    Ok(overview(metrics(900, noon())))
}

#[tokio::test(start_paused = true)]
async fn the_first_poll_comes_at_once_and_then_one_every_interval() {
    let mut running = Running::start(Fake::well());
    let connecting = Arc::clone(&running.handle.snapshots.borrow_and_update());
    assert_eq!(connecting.link, Link::Connecting { since: noon() });
    let first = running.next().await;
    assert_eq!(first.sequence, 1);
    assert_eq!(first.link, Link::Live { polled_at: noon(), took: MILLISECONDS_20 });
    sleep(INTERVAL * 3).await;
    assert_eq!(running.polls(), [0, 10_000, 20_000, 30_000]);
}

#[tokio::test(start_paused = true)]
async fn ticks_that_are_missed_are_left_out() {
    let running = Running::start_with(
        Fake::polling(|number| {
            let takes = if number == 0 { 25 } else { 1 };
            (Duration::from_secs(takes), well())
        }),
        Settings { interval: INTERVAL, deadline: Duration::from_secs(60), ..Settings::default() },
    );
    sleep(Duration::from_secs(45)).await;
    assert_eq!(running.polls(), [0, 30_000, 40_000]);
}

#[tokio::test(start_paused = true)]
async fn a_poll_that_is_asked_for_comes_at_once() {
    let mut running = Running::start(Fake::well());
    running.next().await;
    sleep(Duration::from_secs(4)).await;
    running.send(Command::PollNow).await;
    running.next().await;
    sleep(INTERVAL).await;
    assert_eq!(running.polls(), [0, 4_020, 14_020]);
}

#[tokio::test(start_paused = true)]
async fn one_poll_is_remembered_while_one_is_under_way_and_never_two_run() {
    let mut running = Running::start(Fake::polling(|_| (Duration::from_secs(2), well())));
    sleep(Duration::from_secs(1)).await;
    for _ in 0..10 {
        running.send(Command::PollNow).await;
    }
    running.next().await;
    running.next().await;
    assert_eq!(running.polls(), [0, 2_000]);
    sleep(Duration::from_secs(9)).await;
    assert_eq!(running.polls(), [0, 2_000, 12_000]);
    assert_eq!(running.fake.seen(|seen| seen.most_in_flight), 1);
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_commands_does_not_become_a_flood_of_polls() {
    let running = Running::start(Fake::well());
    let flood = Instant::now();
    while flood.elapsed() < Duration::from_secs(5) {
        for _ in 0..20 {
            running.send(Command::PollNow).await;
        }
        sleep(Duration::from_millis(5)).await;
    }
    let polls = running.polls();
    assert!((9..=11).contains(&polls.len()), "{polls:?}");
    assert_eq!(running.fake.seen(|seen| seen.most_in_flight), 1);
}

#[tokio::test(start_paused = true)]
async fn another_interval_counts_from_now_on() {
    let mut running = Running::start(Fake::well());
    running.next().await;
    sleep(Duration::from_secs(4)).await;
    running.send(Command::SetInterval(Duration::from_secs(3))).await;
    assert_eq!(running.next().await.interval, Duration::from_secs(3));
    sleep(Duration::from_secs(4)).await;
    assert_eq!(running.polls(), [0, 4_020, 7_020]);
    running.next().await;
    running.send(Command::SetInterval(Duration::from_secs(20))).await;
    sleep(Duration::from_secs(30)).await;
    assert_eq!(running.polls(), [0, 4_020, 7_020, 27_020]);
    running.send(Command::SetInterval(Duration::ZERO)).await;
    sleep(MILLISECONDS_20).await;
    assert_eq!(running.handle.snapshots.borrow().interval, super::MIN_INTERVAL);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_given_out_where_nothing_has_changed() {
    let mut running = Running::start(Fake::well());
    running.next().await;
    running.send(Command::SetInterval(INTERVAL)).await;
    sleep(Duration::from_secs(1)).await;
    assert!(!running.handle.snapshots.has_changed().unwrap());
}

#[tokio::test(start_paused = true)]
async fn a_lost_database_is_tried_again_ever_more_slowly_and_its_rows_stay() {
    let mut running = Running::start(Fake::polling(|number| match number {
        1..=6 => (MILLISECONDS_20, Err(unreachable())),
        _ => (MILLISECONDS_20, well()),
    }));
    let first = running.next().await;
    let mut least = 1.0;
    for number in 1..=6 {
        let lost = running.next().await;
        assert_eq!(lost.sequence, number + 1);
        assert_eq!(lost.metrics, first.metrics, "the rows stay");
        assert_eq!(lost.health, first.health);
        let Link::Lost { since, polled_at, failure, retry_at } = &lost.link else {
            panic!("{:?}", lost.link);
        };
        assert_eq!((*since, *polled_at, failure), (noon(), Some(noon()), &unreachable()));
        let wait = (*retry_at - noon()).as_seconds_f64();
        assert!(wait >= least && wait <= least * 2.0 + 0.01, "{wait}");
        least = (least * 2.0_f64).min(5.0);
    }
    assert!(matches!(running.next().await.link, Link::Live { .. }));
    let polls = running.polls();
    sleep(INTERVAL).await;
    assert_eq!(running.polls().last().unwrap() - polls.last().unwrap(), 10_000);
}

#[tokio::test(start_paused = true)]
async fn a_poll_that_is_asked_for_does_not_wait_for_the_back_off() {
    let mut running = Running::start(Fake::polling(|number| match number {
        0..=4 => (MILLISECONDS_20, Err(unreachable())),
        _ => (MILLISECONDS_20, well()),
    }));
    for _ in 0..5 {
        running.next().await;
    }
    sleep(Duration::from_millis(600)).await;
    let asked = Instant::now();
    running.send(Command::PollNow).await;
    assert!(matches!(running.next().await.link, Link::Live { .. }));
    assert_eq!(asked.elapsed(), MILLISECONDS_20);
}

#[tokio::test(start_paused = true)]
async fn another_interval_does_not_touch_the_back_off() {
    let mut running = Running::start(Fake::polling(|_| (Duration::ZERO, Err(unreachable()))));
    running.next().await;
    let before = running.polls().len();
    running.send(Command::SetInterval(super::MIN_INTERVAL)).await;
    sleep(Duration::from_millis(900)).await;
    assert_eq!(running.polls().len(), before);
}

#[tokio::test(start_paused = true)]
async fn a_source_that_hangs_is_given_up() {
    let mut running = Running::start(Fake::polling(|_| (Duration::from_secs(100_000), well())));
    let lost = running.next().await;
    let Link::Lost { failure, .. } = &lost.link else { panic!("{:?}", lost.link) };
    assert_eq!(failure.kind, FailureKind::Deadline);
    assert!(running.began.elapsed() < Duration::from_secs(6));
    assert_eq!(running.fake.seen(|seen| seen.in_flight), 0);
}

#[tokio::test(start_paused = true)]
async fn a_panel_that_fails_keeps_its_rows_and_leaves_the_others_alone() {
    let denied = || Failure::new(FailureKind::Denied, "no");
    let mut running = Running::start(Fake::polling(move |number| {
        let mut overview = overview(metrics(900 + i64::try_from(number).unwrap(), noon()));
        if number == 1 {
            overview.metrics = Err(denied());
            overview.runs = Err(denied());
        }
        (Duration::ZERO, Ok(overview))
    }));
    let first = running.next().await;
    let second = running.next().await;
    assert!(matches!(second.link, Link::Live { .. }));
    assert_eq!(second.metrics.value, first.metrics.value);
    assert_eq!(second.metrics.failure, Some(denied()));
    assert_eq!((&second.runs.value, &second.runs.failure), (&Some(vec![]), &Some(denied())));
    assert_eq!(second.conflicts.failure, None);
    assert_eq!(second.health, first.health, "what was judged stays judged");
    let third = running.next().await;
    assert_eq!(third.metrics.failure, None);
    assert_eq!(third.metrics.value.as_ref().unwrap().satisfactory, 902);
}

#[tokio::test(start_paused = true)]
async fn a_question_is_answered_beside_a_poll_that_hangs() {
    let mut running = Running::start(Fake::polling(|_| (Duration::from_secs(4), well())));
    running.send(question(7)).await;
    let reply = running.handle.replies.recv().await.unwrap();
    assert_eq!((reply.generation, reply.outcome), (7, Ok(nothing())));
    assert!(running.began.elapsed() < Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn a_newer_question_replaces_the_one_under_way() {
    let fake = Fake::well().answering(|_| (Duration::from_secs(5), Ok(nothing())));
    let mut running = Running::start(fake);
    for generation in 1..=3 {
        running.send(question(generation)).await;
        sleep(Duration::from_secs(2)).await;
    }
    let reply = running.handle.replies.recv().await.unwrap();
    assert_eq!(reply.generation, 3);
    assert_eq!(running.fake.seen(|seen| (seen.questions, seen.dropped)), (3, 2));
    sleep(Duration::from_secs(60)).await;
    assert!(running.handle.replies.try_recv().is_err(), "one answer and no more");
}

#[tokio::test(start_paused = true)]
async fn the_last_of_many_questions_is_answered_though_nobody_took_the_answers() {
    let mut running = Running::start(Fake::well());
    for generation in 1..=1000 {
        running.send(question(generation)).await;
        if generation % 10 == 0 {
            sleep(Duration::from_millis(1)).await;
        }
    }
    sleep(Duration::from_secs(1)).await;
    let mut last = 0;
    while let Ok(reply) = timeout(Duration::from_secs(1), running.handle.replies.recv()).await {
        let generation = reply.unwrap().generation;
        assert!(generation > last);
        last = generation;
    }
    assert_eq!(last, 1000);
}

#[tokio::test(start_paused = true)]
async fn a_question_without_an_answer_gets_a_reply_that_says_so() {
    let fake = Fake::well().answering(|_| (Duration::from_secs(100_000), Ok(nothing())));
    let mut running = Running::start(fake);
    running.send(question(1)).await;
    let reply = running.handle.replies.recv().await.unwrap();
    assert_eq!(reply.outcome.unwrap_err().kind, FailureKind::Deadline);
    assert!(running.began.elapsed() < Duration::from_secs(11));
}

#[tokio::test(start_paused = true)]
async fn the_token_ends_everything_though_all_hangs() {
    let hang = Duration::from_secs(100_000);
    let fake = Fake::polling(move |_| (hang, well())).answering(move |_| (hang, Ok(nothing())));
    let running = Running::start(fake);
    running.send(question(1)).await;
    sleep(Duration::from_secs(1)).await;
    running.token.cancel();
    timeout(Duration::from_millis(10), running.tracker.wait()).await.unwrap();
    assert_eq!(running.fake.seen(|seen| (seen.in_flight, seen.dropped)), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn everything_ends_with_the_front_end() {
    let running = Running::start(Fake::well());
    sleep(Duration::from_secs(1)).await;
    drop(running.handle);
    timeout(Duration::from_millis(10), running.tracker.wait()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn whoever_only_looks_is_polled_for_all_the_same() {
    let running = Running::start(Fake::well());
    let Handle { mut snapshots, replies, commands } = running.handle;
    drop((replies, commands));
    sleep(INTERVAL).await;
    snapshots.changed().await.unwrap();
    assert!(snapshots.borrow_and_update().sequence >= 1);
    sleep(INTERVAL).await;
    assert!(snapshots.has_changed().unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_first_good_poll_comes_sixteen_seconds_after_the_server_at_most(
        seed in any::<u64>(),
        outage in 0_u64..120_000,
        is_hanging in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(async {
            let back = Instant::now() + Duration::from_millis(outage);
            let fake = Fake::polling(move |_| {
                if Instant::now() >= back {
                    (Duration::from_millis(300), well())
                } else if is_hanging {
                    (Duration::from_secs(100_000), well())
                } else {
                    (Duration::ZERO, Err(unreachable()))
                }
            });
            let settings = Settings { jitter_seed: seed, interval: INTERVAL, ..Settings::default() };
            let mut running = Running::start_with(fake, settings);
            while !matches!(running.next().await.link, Link::Live { .. }) {}
            assert!(Instant::now() <= back + Duration::from_secs(16));
        });
    }
}

#[test]
fn the_next_tick_lies_on_the_clock_and_behind_now() {
    let began = Instant::now();
    for (passed, expected) in [(0, 10), (9, 10), (10, 20), (11, 20), (3601, 3610)] {
        let now = began + Duration::from_secs(passed);
        assert_eq!(super::next_tick(began, INTERVAL, now), began + Duration::from_secs(expected));
    }
    let far = began + TimeDelta::days(3000).to_std().unwrap();
    assert!(super::next_tick(began, super::MIN_INTERVAL, far) > far);
}

#[tokio::test(start_paused = true)]
async fn an_active_run_is_glanced_at_every_second_and_its_end_is_worth_a_poll() {
    let fake = Fake::polling(|number| {
        let runs = Ok(vec![refresh_run(number == 0)]);
        (MILLISECONDS_20, Ok(Overview { runs, ..overview(metrics(900, noon())) }))
    })
    .glancing(|number| (MILLISECONDS_20, Ok(vec![refresh_run(number < 3)])));
    let running = Running::start(fake);
    sleep(Duration::from_secs(9)).await;
    assert_eq!(running.fake.seen(|seen| seen.glances), 4);
    assert_eq!(running.polls().len(), 2, "{:?}", running.polls());
}

#[tokio::test(start_paused = true)]
async fn without_an_active_run_nobody_glances() {
    let running = Running::start(Fake::well());
    sleep(Duration::from_secs(60)).await;
    assert_eq!(running.fake.seen(|seen| seen.glances), 0);
}
