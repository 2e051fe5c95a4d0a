//! The note on the last exit: who may read it, and what becomes of a note that somebody else wrote.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use scoutwatch::last_exit::Place;
use scoutwatch::model::digest::{Before, Origin};
use scoutwatch::model::{Environment, text};
use tempfile::TempDir;

use crate::fixtures;

fn environment(state: &str, home: &TempDir) -> Environment {
    let mut environment = Environment { home: Some(home.path().to_owned()), ..Default::default() };
    environment.variables.insert("XDG_STATE_HOME".to_owned(), state.to_owned());
    environment
}

fn place(home: &TempDir, database: &str) -> Place {
    let state = home.path().join("state");
    Place::of(&environment(state.to_str().unwrap(), home), database).unwrap()
}

fn before() -> Before {
    Before::of(&fixtures::normal(), fixtures::ago(60), Origin::LastExit).unwrap()
}

#[test]
fn a_note_is_read_again_for_its_database_alone() {
    let home = tempfile::tempdir().unwrap();
    let ours = place(&home, "PROD ct4@db1");
    assert_eq!(ours.read(), None);
    ours.write(&before()).unwrap();
    assert_eq!(ours.read(), Some(before()));
    assert_eq!(place(&home, "PROD ct4@db2").read(), None);
    let later = Before { at: fixtures::now(), ..before() };
    ours.write(&later).unwrap();
    assert_eq!(ours.read(), Some(later));
    let folder = ours.file().parent().unwrap();
    assert_eq!(fs::read_dir(folder).unwrap().count(), 1, "nothing else is left there");
}

#[test]
fn a_note_is_for_its_owner_alone() {
    let home = tempfile::tempdir().unwrap();
    let place = place(&home, "ct4@db1");
    place.write(&before()).unwrap();
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(place.file()), 0o600);
    assert_eq!(mode(place.file().parent().unwrap()), 0o700);
}

#[test]
fn a_relative_state_folder_is_none_and_home_has_one() {
    let home = tempfile::tempdir().unwrap();
    let place = Place::of(&environment("state", &home), "ct4").unwrap();
    assert!(place.file().starts_with(home.path().join(".local/state/scoutwatch")));
    assert_eq!(Place::of(&Environment::default(), "ct4"), None);
}

#[test]
fn a_note_that_cannot_be_believed_is_no_note() {
    let home = tempfile::tempdir().unwrap();
    let place = place(&home, "ct4@db1");
    place.write(&before()).unwrap();
    let good = fs::read_to_string(place.file()).unwrap();
    for length in 0..good.len() {
        fs::write(place.file(), &good[..length]).unwrap();
        assert_eq!(place.read(), None, "{length}");
    }
    let newer = good.replacen("\"version\":1", "\"version\":2", 1);
    let other = good.replacen("ct4@db1", "ct4@db2", 1);
    let large = format!("{good}{}", " ".repeat(300_000));
    for text in [newer, other, large, "[]".to_owned(), "null".to_owned(), "{".repeat(10_000)] {
        fs::write(place.file(), text).unwrap();
        assert_eq!(place.read(), None);
    }
    fs::remove_file(place.file()).unwrap();
    fs::create_dir(place.file()).unwrap();
    assert_eq!(place.read(), None);
    assert!(place.write(&before()).is_err());
    fs::remove_dir(place.file()).unwrap();
    let elsewhere = home.path().join("elsewhere");
    fs::write(&elsewhere, good).unwrap();
    symlink(&elsewhere, place.file()).unwrap();
    assert_eq!(place.read(), None, "a link is not followed");
    place.write(&before()).unwrap();
    assert!(!place.file().is_symlink(), "the link is replaced, and what it led to is left");
}

#[test]
fn a_hostile_note_brings_no_control_character_and_no_number_that_overflows() {
    let home = tempfile::tempdir().unwrap();
    let place = place(&home, "ct4@db1");
    let mut hostile = before();
    hostile.figures.missing = i64::MIN;
    hostile.figures.backlog.0[0] = Some(i64::MAX);
    hostile.health.as_mut().unwrap().findings[0].detail = "\u{1b}]52;c;x\u{7}\u{202e}".to_owned();
    place.write(&hostile).unwrap();
    let read = place.read().unwrap();
    assert!((fixtures::now() - read.at).num_seconds() > 0);
    assert!(read.figures.missing.checked_mul(1000).is_some());
    assert!(read.figures.backlog.0[0].unwrap().checked_mul(1000).is_some());
    let detail = &read.health.unwrap().findings[0].detail;
    assert_eq!(text::clean(detail), *detail);
}
