//! What a day of recording takes, and how soon it is on screen again, through a pseudo-terminal and without a
//! database: `cargo bench --bench recording`. The first poll is read from a private server with invented data; the
//! 7,199 behind it, twelve seconds apart, change as the day of a busy fleet does. It takes a minute.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measurement that cannot go on ends"
)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use scoutwatch::clock::Clock;
use scoutwatch::commands::demo::{Demo, DemoOptions};
use scoutwatch::config::Config;
use scoutwatch::db::pool::{Database, PoolOptions};
use scoutwatch::model::{Health, Link, PersonKey, Snapshot, Thresholds};
use scoutwatch::poller;
use scoutwatch::recording::{Header, Limits, Recorder};
use scoutwatch::reel::{Budget, Reel};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use pty::Start;

#[expect(dead_code, unused_imports, reason = "shared with the tests")]
#[path = "../tests/support/pty.rs"]
mod pty;

/// A day at a poll every twelve seconds.
const POLLS: u64 = 24 * 3600 / 12;

/// In how many of a hundred polls the figures of a day change.
const DAYS: [(&str, u64); 3] =
    [("a quiet day", 2), ("a busy day", 40), ("all change with each poll", 100)];

/// More than any of it needs: nothing is given up.
const LIMITS: Limits = Limits { file_bytes: 200_000_000, files: 4 };

fn main() {
    // `cargo test --benches` only wants to know that it builds.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let first = runtime.block_on(first_poll());
    let days = first.daily.value.as_ref().map_or(0, Vec::len);
    println!("a history of {days} days");
    let folder = tempfile::tempdir().unwrap();
    for (name, changing) in DAYS {
        let file = folder.path().join(format!("day-{changing}"));
        let header = Header { label: "BENCH".to_owned(), ..Header::default() };
        let mut recorder = Recorder::open(&file, header, LIMITS).unwrap();
        let mut reel = Reel::new(Budget::DASHBOARD);
        let mut snapshot = first.clone();
        let mut dice = Dice(changing);
        let mut spent = Duration::ZERO;
        for number in 1..=POLLS {
            step(&mut snapshot, number, changing, &mut dice);
            let at = snapshot.link.polled_at().unwrap();
            let began = Instant::now();
            recorder.append(&snapshot, at).unwrap();
            spent += began.elapsed();
            reel.keep(Arc::new(snapshot.clone()), at).unwrap();
        }
        drop(recorder);
        let bytes = file.metadata().unwrap().len();
        println!("{name}:");
        println!("  recorded           {:>9.2} MB (20 asked)", bytes as f64 / 1e6);
        println!(
            "  a poll             {:>9} bytes, {:.2} ms to write",
            bytes / POLLS,
            spent.as_secs_f64() * 1e3 / POLLS as f64
        );
        println!(
            "  kept in memory     {:>9} polls in {:.1} MB",
            reel.len(),
            reel.bytes() as f64 / 1e6
        );
        let mut times: Vec<_> = (0..9).map(|_| replay(file.to_str().unwrap())).collect();
        times.sort();
        println!(
            "  replay on screen   {:>9.1} ms, longest {:.1} ms (1000 asked)",
            times[4].as_secs_f64() * 1e3,
            times[8].as_secs_f64() * 1e3
        );
    }
}

/// What a poll finds on a private server.
async fn first_poll() -> Snapshot {
    let config = Config::built_in().unwrap();
    let environment = scoutwatch::process::environment();
    let options = DemoOptions { persons: config.demo.persons, keep: false, bad_night: false };
    let mut words = std::io::stderr();
    let demo = Demo::start(&config, &environment, options, &mut words).await.unwrap();
    let database = Database::open(demo.settings().clone(), &PoolOptions::default()).unwrap();
    let (token, tracker) = (CancellationToken::new(), TaskTracker::new());
    let settings = poller::Settings { days: 400, ..poller::Settings::default() };
    let mut handle = poller::spawn(database, settings, Clock::system(), token.clone(), &tracker);
    let is_live = |snapshot: &Arc<Snapshot>| matches!(snapshot.link, Link::Live { .. });
    let snapshot = Snapshot::clone(&*handle.snapshots.wait_for(is_live).await.unwrap());
    token.cancel();
    tracker.close();
    tracker.wait().await;
    demo.stop(&mut words).await.unwrap();
    snapshot
}

/// Numbers without a pattern, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
}

/// Twelve seconds pass.
fn step(snapshot: &mut Snapshot, number: u64, changing: u64, dice: &mut Dice) {
    let passed = TimeDelta::milliseconds(12_000 + dice.below(40) as i64 - 20)
        + TimeDelta::microseconds(dice.below(1000) as i64);
    let at = snapshot.link.polled_at().unwrap() + passed;
    snapshot.sequence = number;
    snapshot.link =
        Link::Live { polled_at: at, took: Duration::from_micros(9_000 + dice.below(4_000)) };
    let metrics = snapshot.metrics.value.as_mut().unwrap();
    metrics.snapshot_timestamp = at;
    let is_changing = dice.below(100) < changing;
    if is_changing {
        let by = dice.below(3) as i64;
        metrics.total_persons += by;
        metrics.missing += by;
        metrics.data_as_of = Some(at);
        let category = dice.below(5) as usize;
        metrics.backlog.0[category] = metrics.backlog.0[category].map(|persons| persons + by);
        if let Some(today) = snapshot.daily.value.as_mut().and_then(|days| days.last_mut()) {
            (today.total_persons, today.missing) = (metrics.total_persons, metrics.missing);
            today.backlog = metrics.backlog;
            today.computed_at = Some(at);
        }
    }
    if dice.below(300) < changing.min(20)
        && let Some(row) = snapshot.conflicts.value.as_mut().and_then(Vec::pop)
    {
        let mut row = row;
        row.person_key = PersonKey(Uuid::from_u64_pair(dice.below(u64::MAX), dice.below(u64::MAX)));
        row.total_sources += 1;
        snapshot.conflicts.value.as_mut().unwrap().insert(0, row);
        metrics.conflicts += 1;
    }
    // A run every four hours.
    if number.is_multiple_of(1200)
        && let Some(mut run) = snapshot.runs.value.as_mut().and_then(Vec::pop)
    {
        run.run_id += 100;
        (run.started_at, run.completed_at) = (at - TimeDelta::seconds(50), Some(at));
        snapshot.runs.value.as_mut().unwrap().insert(0, run);
        if let Some(job) = metrics.last_job.as_mut() {
            job.ended_at = Some(at);
        }
    }
    snapshot.health = Health::judge_after(&snapshot.health, metrics, &Thresholds::default());
    for taken_at in [
        &mut snapshot.metrics.taken_at,
        &mut snapshot.daily.taken_at,
        &mut snapshot.conflicts.taken_at,
        &mut snapshot.runs.taken_at,
    ] {
        *taken_at = Some(at);
    }
}

/// From the start of the program to the last poll on screen.
fn replay(file: &str) -> Duration {
    let mut pty = Start::scoutwatch(&["replay", file]).spawn();
    let shown = pty.wait_for("RECORDED");
    let took = pty.arrival(shown) - pty.started;
    pty.send("q");
    assert_eq!(pty.wait_end().exit_code(), 0, "{}", pty.describe());
    took
}
