//! Recordings: what is read again, what bounds them, and what becomes of files that are cut, damaged or
//! somebody else's.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use proptest::prelude::*;
use scoutwatch::config::Config;
use scoutwatch::model::{Health, Link, Snapshot, Thresholds};
use scoutwatch::poller;
use scoutwatch::recording::{Header, Limits, Recorder, Recording, RecordingError, read};
use tempfile::TempDir;

use crate::fixtures;

const LIMITS: Limits = Limits { file_bytes: 1 << 20, files: 3 };

fn header() -> Header {
    Header {
        label: "PROD".to_owned(),
        target: "ct4@db1".to_owned(),
        is_production: true,
        color: None,
        target_percent: 80.0,
        begun_at: fixtures::now(),
    }
}

/// The poll of a number; what it says leads back to the number.
fn poll(number: u64) -> Snapshot {
    let mut snapshot = fixtures::empty();
    let at = fixtures::now() + TimeDelta::seconds(12 * number as i64);
    snapshot.sequence = number;
    snapshot.link = Link::Live { polled_at: at, took: fixtures::INTERVAL / 400 };
    snapshot
}

struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("night.polls")
    }

    fn older(&self, number: u32) -> PathBuf {
        self.folder.path().join(format!("night.polls.{number}"))
    }

    fn open(&self, limits: Limits) -> Recorder {
        Recorder::open(&self.file(), header(), limits).unwrap()
    }

    /// Records these polls and lets go of the file.
    fn record(&self, limits: Limits, numbers: impl IntoIterator<Item = u64>) {
        let mut recorder = self.open(limits);
        for number in numbers {
            recorder.append(&poll(number), fixtures::now()).unwrap();
        }
    }
}

/// The numbers of the polls in a recording.
fn numbers(recording: &Recording) -> Vec<u64> {
    let reel = &recording.reel;
    let (Some(oldest), Some(newest)) = (reel.oldest(), reel.newest()) else { return Vec::new() };
    (oldest..=newest).map(|serial| reel.get(serial).unwrap().sequence).collect()
}

#[test]
fn what_was_recorded_is_read_again_and_another_run_goes_on_behind_it() {
    let place = Place::new();
    place.record(LIMITS, 1..=5);
    place.record(LIMITS, 6..=9);
    let recording = read(&place.file()).unwrap();
    assert_eq!(numbers(&recording), (1..=9).collect::<Vec<_>>());
    assert_eq!((recording.header, recording.remarks), (header(), Vec::<String>::new()));
    assert!(*recording.reel.get(4).unwrap() == poll(5));
    assert_eq!(recording.reel.at(0), Some(fixtures::now() + TimeDelta::seconds(12)));
}

/// The poll of a number on a busy day: every figure moves with each poll, over the history that a dashboard reads.
fn busy_poll(number: u64) -> Snapshot {
    let mut snapshot = fixtures::normal();
    let at = fixtures::now() + TimeDelta::seconds(12 * number as i64);
    snapshot.sequence = number;
    snapshot.link = Link::Live { polled_at: at, took: fixtures::INTERVAL / 400 };
    let moved = number as i64 * 7 % 61;
    if let Some(metrics) = &mut snapshot.metrics.value {
        metrics.total_persons += number as i64 / 9;
        metrics.satisfactory += moved;
        metrics.missing = metrics.total_persons - metrics.satisfactory;
        metrics.backlog.0[0] = Some(193 + moved);
        metrics.backlog.0[2] = Some(metrics.missing - 193 - moved - 175);
        metrics.conflicts = 5 + moved % 4;
        metrics.data_as_of = Some(at);
        metrics.snapshot_timestamp = at;
        snapshot.health = Health::judge_after(&snapshot.health, metrics, &Thresholds::default());
    }
    if let Some(days) = &mut snapshot.daily.value {
        let read = poller::Settings::default().days as usize;
        days.drain(..days.len().saturating_sub(read));
        if let Some(today) = days.last_mut() {
            today.satisfactory += moved;
            today.missing -= moved;
            today.computed_at = Some(at);
        }
    }
    for taken_at in [
        &mut snapshot.metrics.taken_at,
        &mut snapshot.daily.taken_at,
        &mut snapshot.conflicts.taken_at,
        &mut snapshot.runs.taken_at,
    ] {
        *taken_at = Some(at);
    }
    snapshot
}

#[test]
fn a_day_of_moving_figures_stays_under_twenty_megabytes_and_is_read_again() {
    const DAY: u64 = 24 * 3600 / 12;
    // A twentieth of the day: what a poll takes does not depend on how many came before.
    const WRITTEN: u64 = DAY / 20;
    const MOST: u64 = 20_000_000;
    let config = Config::built_in().unwrap().record;
    let limits = Limits { file_bytes: config.file_bytes, files: config.files };
    let place = Place::new();
    let mut recorder = place.open(limits);
    for number in 1..=WRITTEN {
        recorder.append(&busy_poll(number), fixtures::now()).unwrap();
    }
    drop(recorder);
    let bytes: u64 = fs::read_dir(place.folder.path())
        .unwrap()
        .map(|file| file.unwrap().metadata().unwrap().len())
        .sum();
    let day = bytes * DAY / WRITTEN;
    assert!(day < MOST, "{day} bytes a day, {} a poll", bytes / WRITTEN);
    // Nothing of such a day is given up by the limits that the program has by itself.
    assert!(day <= limits.file_bytes * u64::from(limits.files), "{day}");
    let recording = read(&place.file()).unwrap();
    assert_eq!(numbers(&recording), (1..=WRITTEN).collect::<Vec<_>>());
    for number in [1, WRITTEN / 2, WRITTEN] {
        assert!(*recording.reel.get(number - 1).unwrap() == busy_poll(number), "{number}");
    }
}

#[test]
fn only_its_owner_reads_a_recording() {
    let place = Place::new();
    place.record(LIMITS, 1..=2);
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&place.file()), 0o600);
    fs::set_permissions(place.file(), fs::Permissions::from_mode(0o644)).unwrap();
    place.record(LIMITS, 3..=4);
    assert_eq!(mode(&place.file()), 0o600);
}

#[test]
fn size_and_number_of_files_are_bounded_and_the_newest_polls_are_kept() {
    let place = Place::new();
    let limits = Limits { file_bytes: 6_000, files: 3 };
    place.record(limits, 1..=400);
    let mut files: Vec<_> =
        fs::read_dir(place.folder.path()).unwrap().map(Result::unwrap).collect();
    files.sort_by_key(std::fs::DirEntry::file_name);
    assert_eq!(files.len(), 3);
    for file in &files {
        let metadata = file.metadata().unwrap();
        assert!(metadata.len() <= limits.file_bytes, "{file:?}");
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
    }
    let kept = numbers(&read(&place.file()).unwrap());
    let oldest = *kept.first().unwrap();
    assert!(oldest > 1 && kept.len() > 20, "{} polls", kept.len());
    assert_eq!(kept, (oldest..=400).collect::<Vec<_>>());
}

#[test]
fn one_file_alone_begins_anew_when_it_is_full() {
    let place = Place::new();
    place.record(Limits { file_bytes: 6_000, files: 1 }, 1..=200);
    assert!(!place.older(1).exists());
    assert_eq!(numbers(&read(&place.file()).unwrap()).last(), Some(&200));
}

#[test]
fn a_recording_that_is_cut_anywhere_gives_what_is_whole_and_can_be_gone_on_with() {
    let place = Place::new();
    place.record(LIMITS, 1..=4);
    let whole = fs::read(place.file()).unwrap();
    let mut seen = 0;
    for length in (0..whole.len()).rev() {
        fs::write(place.file(), &whole[..length]).unwrap();
        match read(&place.file()) {
            Ok(recording) => {
                let kept = numbers(&recording);
                assert_eq!(kept, (1..=kept.len() as u64).collect::<Vec<_>>(), "{length}");
                assert!(kept.len() < 4, "{length}");
                seen |= 1 << kept.len();
            }
            Err(RecordingError::Empty(_)) => seen |= 1,
            Err(RecordingError::Foreign(_)) => {
                // A part of the first word may be anybody's, and is left alone.
                assert!(length > 0 && length < 24, "{length}");
                let opened = Recorder::open(&place.file(), header(), LIMITS);
                assert!(matches!(opened, Err(RecordingError::Foreign(_))));
                assert_eq!(fs::read(place.file()).unwrap(), whole[..length]);
                continue;
            }
            Err(other) => panic!("{length}: {other}"),
        }
        if length % 50 == 0 {
            let kept = read(&place.file()).map_or_else(|_| Vec::new(), |kept| numbers(&kept));
            place.record(LIMITS, 7..=8);
            let recording = read(&place.file()).unwrap();
            assert_eq!(numbers(&recording), [kept, vec![7, 8]].concat(), "{length}");
            assert_eq!(recording.remarks, Vec::<String>::new(), "{length}");
        }
    }
    assert_eq!(seen, 0b1111, "every number of whole polls was seen");
}

#[test]
fn a_torn_last_poll_is_said() {
    let place = Place::new();
    place.record(LIMITS, 1..=4);
    let whole = fs::read(place.file()).unwrap();
    fs::write(place.file(), &whole[..whole.len() - 3]).unwrap();
    let recording = read(&place.file()).unwrap();
    assert_eq!(recording.remarks, ["The last poll was cut off and is left out."]);
}

#[test]
fn what_is_not_ours_is_refused_by_name_and_left_as_it_is() {
    let place = Place::new();
    let newer = b"scoutwatch recording 2\nwhatever comes then";
    for (content, word) in [
        (&b"a shopping list\n"[..], "is no recording of scoutwatch"),
        (&b"s"[..], "is no recording of scoutwatch"),
        (&b"scoutwatch recording x\n"[..], "is no recording of scoutwatch"),
        (&[0x1f, 0x8b, 8, 0, 0, 0][..], "is no recording of scoutwatch"),
        (&newer[..], "version 2"),
    ] {
        fs::write(place.file(), content).unwrap();
        let read = read(&place.file()).unwrap_err().to_string();
        let opened = Recorder::open(&place.file(), header(), LIMITS).unwrap_err().to_string();
        assert!(read.contains(word) && opened.contains(word), "{read} / {opened}");
        assert_eq!(fs::read(place.file()).unwrap(), content);
    }
    let other = Header { target: "ct4@db2".to_owned(), ..header() };
    fs::remove_file(place.file()).unwrap();
    place.record(LIMITS, 1..=2);
    let error = Recorder::open(&place.file(), other, LIMITS).unwrap_err().to_string();
    assert!(error.contains("is a recording of PROD ct4@db1, and this is PROD ct4@db2"), "{error}");
}

#[test]
fn a_folder_a_device_a_missing_path_and_a_file_in_use_are_refused() {
    let place = Place::new();
    let open = |path: &Path| Recorder::open(path, header(), LIMITS).unwrap_err().to_string();
    assert!(open(place.folder.path()).contains("is no file"));
    assert!(open(Path::new("/dev/full")).contains("is no file"));
    assert!(open(&place.folder.path().join("no/such/place")).contains("No such file"));
    assert!(read(Path::new("/dev/zero")).unwrap_err().to_string().contains("is no file"));
    assert!(read(&place.file()).unwrap_err().to_string().contains("No such file"));
    File::create(place.file()).unwrap();
    assert!(read(&place.file()).unwrap_err().to_string().contains("holds no poll"));
    let _held = place.open(LIMITS);
    assert!(open(&place.file()).contains("another scoutwatch records into it"));
}

#[test]
fn nobody_elses_file_is_renamed_or_replaced_and_recording_goes_on_once_it_has_gone() {
    let place = Place::new();
    let limits = Limits { file_bytes: 3_000, files: 3 };
    fs::write(place.older(2), "a shopping list").unwrap();
    let mut recorder = place.open(limits);
    let mut failures = 0;
    for number in 1..=60 {
        if recorder.append(&poll(number), fixtures::now()).is_err() {
            failures += 1;
        }
    }
    assert!(failures > 0);
    assert_eq!(fs::read_to_string(place.older(2)).unwrap(), "a shopping list");
    let before = numbers(&read(&place.file()).unwrap());
    fs::remove_file(place.older(2)).unwrap();
    recorder.append(&poll(61), fixtures::now()).unwrap();
    recorder.append(&poll(62), fixtures::now()).unwrap();
    let after = numbers(&read(&place.file()).unwrap());
    assert_eq!(after, [before, vec![61, 62]].concat());
}

#[test]
fn a_recording_with_damage_in_the_middle_is_put_aside_whole() {
    let place = Place::new();
    place.record(LIMITS, 1..=6);
    let mut bytes = fs::read(place.file()).unwrap();
    let end = bytes.len();
    // The length of the last frame but one becomes nonsense; what it was is not known.
    let last = frames(&bytes)[5];
    bytes[last..last + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    fs::write(place.file(), &bytes).unwrap();
    let recording = read(&place.file()).unwrap();
    assert_eq!(numbers(&recording), [1, 2, 3, 4]);
    assert_eq!(recording.remarks, ["The end of the recording is damaged and is left out."]);
    place.record(LIMITS, 7..=8);
    assert_eq!(fs::read(place.older(1)).unwrap().len(), end);
    assert_eq!(numbers(&read(&place.file()).unwrap()), [1, 2, 3, 4, 7, 8]);
}

/// Where the frames of a recording begin, the header's first.
fn frames(bytes: &[u8]) -> Vec<usize> {
    let mut place = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let mut places = Vec::new();
    while place < bytes.len() {
        places.push(place);
        let length: [u8; 4] = bytes[place..place + 4].try_into().unwrap();
        place += 8 + u32::from_le_bytes(length) as usize;
    }
    places
}

#[test]
fn what_leans_on_a_damaged_poll_is_left_out_and_counted() {
    let place = Place::new();
    place.record(LIMITS, 1..=3);
    place.record(LIMITS, 4..=6);
    let mut bytes = fs::read(place.file()).unwrap();
    // The first poll, on which two lean; the second run began with a whole one.
    let first = frames(&bytes)[1];
    bytes[first + 20] ^= 0xff;
    fs::write(place.file(), &bytes).unwrap();
    let recording = read(&place.file()).unwrap();
    assert_eq!(numbers(&recording), [4, 5, 6]);
    assert_eq!(recording.remarks, ["3 polls are damaged and are left out."]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    /// With its checksums, a recording that was changed is told from one that was not.
    #[test]
    fn a_recording_with_flipped_bytes_shows_true_polls_or_none(
        flips in prop::collection::vec((any::<prop::sample::Index>(), 1..=255_u8), 1..6),
    ) {
        let place = Place::new();
        place.record(LIMITS, 1..=4);
        let mut bytes = fs::read(place.file()).unwrap();
        for (index, flip) in flips {
            let index = index.index(bytes.len());
            bytes[index] ^= flip;
        }
        fs::write(place.file(), &bytes).unwrap();
        if let Ok(recording) = read(&place.file()) {
            for serial in 0..recording.reel.len() as u64 {
                let shown = recording.reel.get(serial).unwrap();
                prop_assert!(*shown == poll(shown.sequence));
            }
        }
    }
}
