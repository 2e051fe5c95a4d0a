//! Kept polls: what comes back, how much is kept, and what damaged or hostile records do.

use std::sync::{Arc, OnceLock};

use chrono::TimeDelta;
use proptest::prelude::*;
use scoutwatch::model::Snapshot;
use scoutwatch::reel::{Budget, Damage, Encoder, Record, Reel};

use crate::fixtures;

fn poll(number: i64) -> Snapshot {
    let mut snapshot = fixtures::normal();
    let at = fixtures::now() + TimeDelta::milliseconds(12_034 * number);
    snapshot.sequence = number as u64;
    snapshot.link = scoutwatch::model::Link::Live { polled_at: at, took: fixtures::INTERVAL / 400 };
    snapshot.metrics.taken_at = Some(at);
    let metrics = snapshot.metrics.value.as_mut().unwrap();
    metrics.snapshot_timestamp = at;
    metrics.missing += number % 7;
    snapshot
}

fn filled(polls: i64, budget: Budget) -> Reel {
    let mut reel = Reel::new(budget);
    for number in 0..polls {
        reel.keep(Arc::new(poll(number)), fixtures::now()).unwrap();
    }
    reel
}

#[test]
fn every_state_comes_back_as_it_was() {
    let states = [
        fixtures::normal(),
        fixtures::loading(),
        fixtures::lost(),
        fixtures::denied(),
        fixtures::empty(),
        poll(1),
        fixtures::normal(),
    ];
    let mut reel = Reel::new(Budget::DASHBOARD);
    for state in &states {
        reel.keep(Arc::new(state.clone()), fixtures::now()).unwrap();
    }
    for (serial, state) in states.iter().enumerate() {
        assert!(*reel.get(serial as u64).unwrap() == *state, "{serial}");
    }
}

#[test]
fn a_day_of_polls_stays_within_the_budget_and_the_newest_are_kept() {
    let budget = Budget { polls: 700, bytes: 150_000 };
    let reel = filled(900, budget);
    assert!(reel.len() <= budget.polls && reel.bytes() <= budget.bytes, "{reel:?}");
    assert!(reel.len() > 250, "{} polls in {} bytes", reel.len(), reel.bytes());
    assert_eq!(reel.newest(), Some(899));
    let oldest = reel.oldest().unwrap();
    assert_eq!(reel.place(oldest), Some(1));
    for serial in (oldest..=899).step_by(7) {
        assert!(*reel.get(serial).unwrap() == poll(serial as i64), "{serial}");
    }
    assert_eq!(reel.get(oldest - 1), Err(Damage::Alone));
    assert_eq!(reel.place(oldest - 1), None);
}

#[test]
fn a_poll_takes_some_hundred_bytes() {
    let reel = filled(500, Budget::DASHBOARD);
    let each = reel.bytes() / reel.len();
    assert!(each < 600, "{each} bytes");
}

#[test]
fn the_nearest_poll_to_a_moment_is_found() {
    let reel = filled(300, Budget::DASHBOARD);
    for (seconds, serial) in [(-500, 0), (0, 0), (17, 1), (19, 2), (1200, 100), (99_999, 299)] {
        let moment = fixtures::now() + TimeDelta::seconds(seconds);
        assert_eq!(reel.nearest(moment), Some(serial), "{seconds}");
    }
    assert_eq!(Reel::new(Budget::DASHBOARD).nearest(fixtures::now()), None);
}

#[test]
fn a_record_without_the_one_it_leans_on_is_refused() {
    let mut encoder = Encoder::default();
    let first = encoder.record(&poll(1), fixtures::now()).unwrap();
    let second = encoder.record(&poll(2), fixtures::now()).unwrap();
    assert!(first.is_whole && !second.is_whole);
    let mut reel = Reel::new(Budget::DASHBOARD);
    assert_eq!(reel.push(second), Err(Damage::Alone));
    reel.push(first).unwrap();
}

/// Everything that a terminal would obey.
#[test]
fn a_forged_record_brings_no_control_character_and_no_number_that_overflows() {
    let mut forged = fixtures::normal();
    forged.metrics.value.as_mut().unwrap().missing = i64::MIN;
    forged.metrics.value.as_mut().unwrap().mode = Some("a\u{1b}]52;c;x\u{7}\u{202e}b".to_owned());
    forged.interval = std::time::Duration::from_secs(u64::MAX);
    let mut reel = Reel::new(Budget::DASHBOARD);
    reel.push(Encoder::default().record(&forged, fixtures::now()).unwrap()).unwrap();
    let read = reel.get(0).unwrap();
    let metrics = read.metrics.value.as_ref().unwrap();
    let mode = metrics.mode.as_deref().unwrap();
    assert_eq!(scoutwatch::model::text::clean(mode), mode);
    assert!(metrics.missing.checked_mul(1000).is_some());
    assert!(read.interval.checked_mul(1000).is_some());
}

#[test]
fn a_record_that_is_cut_anywhere_is_refused_and_never_panics() {
    let (first, second) = records();
    for (record, step) in [(first, 11), (second, 1)] {
        for length in (0..record.bytes.len()).step_by(step) {
            read(first, record.bytes[..length].to_vec()).unwrap_err();
        }
    }
}

fn read(base: &Record, bytes: Vec<u8>) -> Result<Arc<Snapshot>, Damage> {
    let record = Record::open(bytes)?;
    let mut reel = Reel::new(Budget::DASHBOARD);
    reel.push(base.clone())?;
    reel.push(record)?;
    reel.get(1)
}

/// Two records, the second of which leans on the first.
fn records() -> &'static (Record, Record) {
    static RECORDS: OnceLock<(Record, Record)> = OnceLock::new();
    RECORDS.get_or_init(|| {
        let mut encoder = Encoder::default();
        let mut record = |number| encoder.record(&poll(number), fixtures::now()).unwrap();
        (record(1), record(2))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn flipped_bytes_never_panic(
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        is_whole: bool,
    ) {
        let (first, second) = records();
        let mut bytes = if is_whole { first.bytes.clone() } else { second.bytes.clone() };
        for (place, value) in flips {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        let _ = read(first, bytes);
    }

    #[test]
    fn noise_never_panics(noise in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&records().0, noise);
    }
}
