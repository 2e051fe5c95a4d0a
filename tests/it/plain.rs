//! The lines of `--plain`, from one snapshot to the next.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use scoutwatch::clock::Clock;
use scoutwatch::model::digest::{Before, Origin};
use scoutwatch::model::{Health, Language, Link, RunStatus, Snapshot, Thresholds};
use scoutwatch::plain::{Ending, Teller, watch};
use scoutwatch::poller::Handle;
use tokio::sync::{mpsc, watch as channel};
use tokio_util::sync::CancellationToken;

use crate::fixtures;

/// Tells snapshots, a minute each, and gives the lines with a mark before those of each snapshot.
fn told(snapshots: &[Snapshot]) -> String {
    told_in(Language::English, snapshots)
}

/// The same in a language.
fn told_in(language: Language, snapshots: &[Snapshot]) -> String {
    let mut teller = Teller::new("PROD ct4@db1", language);
    let at = |minute: usize| fixtures::now() + TimeDelta::minutes(minute as i64);
    let mut text = String::new();
    let mut read_at = None;
    for (minute, snapshot) in snapshots.iter().enumerate() {
        let mut snapshot = snapshot.clone();
        if matches!(snapshot.link, Link::Live { .. }) && snapshot.metrics.failure.is_none() {
            read_at = Some(at(minute));
        }
        snapshot.metrics.taken_at = read_at;
        let snapshot = &snapshot;
        let lines = match minute {
            0 => teller.begin(snapshot, at(minute)),
            _ => teller.hear(snapshot, at(minute)),
        };
        let _ = writeln!(text, "--- {minute}\n{}", lines.join("\n"));
    }
    text
}

/// The next poll, with other figures.
fn next(before: &Snapshot, change: impl FnOnce(&mut Snapshot)) -> Snapshot {
    let mut snapshot = before.clone();
    snapshot.sequence += 1;
    change(&mut snapshot);
    if let Some(metrics) = &mut snapshot.metrics.value {
        metrics.snapshot_timestamp += TimeDelta::minutes(1);
        let thresholds = Thresholds::default();
        snapshot.health = Health::judge_after(&before.health, metrics, &thresholds);
    }
    snapshot
}

#[test]
fn each_change_is_a_line_and_what_stays_the_same_is_none() {
    let loading = fixtures::loading();
    let first = next(&fixtures::normal(), |_| {});
    let same = next(&first, |_| {});
    let better = next(&same, |snapshot| {
        let metrics = snapshot.metrics.value.as_mut().unwrap();
        (metrics.satisfactory, metrics.missing) = (1_733, 300);
        metrics.backlog.0[0] = Some(190);
        metrics.backlog.0[3] = Some(171);
    });
    // Within the margin of what was said last: no line.
    let swinging = next(&better, |snapshot| {
        snapshot.metrics.value.as_mut().unwrap().satisfactory = 1_620;
    });
    let swung = next(&swinging, |snapshot| {
        snapshot.metrics.value.as_mut().unwrap().satisfactory = 1_630;
    });
    let begun = next(&swung, |snapshot| {
        let runs = snapshot.runs.value.as_mut().unwrap();
        let mut run = runs[1].clone();
        run.run_id = 4800;
        run.status = RunStatus::Running;
        run.has_living_runner = Some(true);
        runs.insert(0, run);
    });
    let ended = next(&begun, |snapshot| {
        let runs = snapshot.runs.value.as_mut().unwrap();
        runs[0].status = RunStatus::Completed;
    });
    let mut lost = ended.clone();
    lost.link = fixtures::lost().link;
    let back = next(&ended, |_| {});
    let mut denied = back.clone();
    denied.metrics.failure = fixtures::denied().metrics.failure;
    let healed = next(&back, |_| {});
    let sequence = vec![
        loading,
        first,
        same,
        better,
        swinging,
        swung,
        begun,
        ended,
        lost.clone(),
        lost,
        back,
        denied.clone(),
        denied,
        healed,
    ];
    insta::assert_snapshot!("plain", told(&sequence));
    insta::assert_snapshot!("plain_spanish", told_in(Language::Spanish, &sequence));
}

#[test]
fn what_has_changed_since_a_moment_is_told_once_at_the_first_figures() {
    let earlier = Snapshot {
        runs: fixtures::empty().runs,
        ..next(&fixtures::normal(), |snapshot| {
            let metrics = snapshot.metrics.value.as_mut().unwrap();
            (metrics.satisfactory, metrics.missing) = (1_833, 200);
        })
    };
    let asked = fixtures::now() - TimeDelta::hours(8);
    let mut text = String::new();
    for language in [Language::English, Language::Spanish] {
        let known = Before::of(&earlier, asked, Origin::LastExit).into_iter().collect();
        let mut teller = Teller::new("PROD ct4@db1", language).since(asked, known);
        let first = teller.begin(&fixtures::loading(), fixtures::now());
        assert_eq!(first.len(), 1, "{first:?}");
        let told = teller.hear(&fixtures::normal(), fixtures::now());
        let _ = writeln!(text, "--- {language:?}\n{}", told.join("\n"));
        let again = teller.hear(&next(&fixtures::normal(), |_| {}), fixtures::now());
        assert!(!again.iter().any(|line| line.contains("changed:")), "{again:?}");
    }
    insta::assert_snapshot!("plain_since", text);
}

#[test]
fn no_text_of_the_database_drives_a_terminal_or_breaks_a_line() {
    let mut hostile = fixtures::hostile();
    let runs = hostile.runs.value.as_mut().unwrap();
    runs[0].run_id = 9_999;
    runs[0].status = RunStatus::Failed;
    runs[0].error = Some("one\ntwo\x1b[31m\u{202e}three\x07".to_owned());
    let text = told(&[fixtures::normal(), hostile]);
    let plain = |character: char| character == '\n' || !character.is_control();
    assert!(text.chars().all(plain), "{text}");
    assert!(text.lines().all(|line| line.starts_with("---") || line.starts_with("2026-11-24T")));
}

struct Wires {
    snapshots: channel::Sender<Arc<Snapshot>>,
    handle: Handle,
}

fn wires() -> Wires {
    let (snapshots, receiver) = channel::channel(Arc::new(fixtures::loading()));
    let (_, replies) = mpsc::channel(1);
    let (commands, _) = mpsc::channel(1);
    Wires { snapshots, handle: Handle { snapshots: receiver, replies, commands } }
}

fn clock() -> Clock {
    let now: DateTime<Utc> = fixtures::now();
    Clock::stepped(now)
}

#[tokio::test(start_paused = true)]
async fn it_ends_when_it_is_asked_to_and_says_so() {
    let Wires { snapshots, handle } = wires();
    let (clock, stop) = (clock(), CancellationToken::new());
    let mut output = Vec::new();
    let teller = Teller::new("ct4", Language::English);
    let (ended, ()) =
        tokio::join!(watch(handle, teller, &clock, &stop, &mut output, || true), async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            snapshots.send(Arc::new(fixtures::normal())).unwrap();
            tokio::time::sleep(Duration::from_secs(1)).await;
            stop.cancel();
        });
    assert_eq!(ended.unwrap(), Ending::Stopped);
    let text = String::from_utf8(output).unwrap();
    assert!(text.ends_with("Z end: asked to stop\n"), "{text}");
    assert!(text.contains(" database connected"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn it_ends_when_nobody_reads_and_hangs_on_no_reader_that_does_not() {
    let (clock, stop) = (clock(), CancellationToken::new());
    let (output, reader) = tokio::io::duplex(64);
    drop(reader);
    let Wires { snapshots: _kept, handle } = wires();
    let ended =
        watch(handle, Teller::new("ct4", Language::English), &clock, &stop, output, || true).await;
    assert_eq!(ended.unwrap(), Ending::NoReader);

    let Wires { snapshots: _kept, handle } = wires();
    let ended =
        watch(handle, Teller::new("ct4", Language::English), &clock, &stop, Vec::new(), || false)
            .await;
    assert_eq!(ended.unwrap(), Ending::NoReader);

    // A pipe that is full and that nobody empties.
    let (output, _reader) = tokio::io::duplex(4);
    let Wires { snapshots: _kept, handle } = wires();
    let (ended, ()) = tokio::join!(
        watch(handle, Teller::new("ct4", Language::English), &clock, &stop, output, || true),
        async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            stop.cancel();
        }
    );
    assert_eq!(ended.unwrap(), Ending::Stopped);
}

#[tokio::test]
async fn the_end_of_the_poller_is_no_end_without_a_word() {
    let (clock, stop) = (clock(), CancellationToken::new());
    let Wires { snapshots, handle } = wires();
    drop(snapshots);
    let ended =
        watch(handle, Teller::new("ct4", Language::English), &clock, &stop, Vec::new(), || true)
            .await;
    assert_eq!(ended.unwrap(), Ending::PollerGone);
    assert!(matches!(fixtures::loading().link, Link::Connecting { .. }));
}
