//! The screens in Spanish: the important ones as frames, and no English word left on any of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use scoutwatch::model::Language;
use scoutwatch::tui::theme::Theme;

use super::places::{PLACES, State};
use super::{SIZES, titled};
use crate::language::{pairs, sources};

/// What is the same in both languages though an English text has it: states that people on call know from elsewhere, keys,
/// and the names by which lists are sorted.
const KEPT: &[&str] = &["day", "due", "end", "last", "live", "persons", "started", "unknown"];

fn spanish() -> Theme {
    Theme::ansi().with_language(Language::Spanish)
}

/// The words of a text, in lower case.
fn words(text: &str) -> BTreeSet<String> {
    text.split(|character: char| !character.is_alphabetic())
        .filter(|word| word.chars().count() > 2)
        .map(str::to_lowercase)
        .collect()
}

/// What is data on these screens: every word of the fixtures.
fn data() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/fixtures");
    let files = sources(&folder).into_iter().chain([folder.with_extension("rs")]);
    files.flat_map(|file| words(&fs::read_to_string(file).unwrap())).collect()
}

/// Words that stand in an English text and in no Spanish one.
fn english() -> BTreeSet<String> {
    let pairs = pairs();
    let bare = |text: &str| {
        let holes = regex::Regex::new(r"\{[^}]*\}|`[^`]*`|\\.").unwrap();
        words(&holes.replace_all(text, " "))
    };
    let spanish: BTreeSet<_> = pairs.iter().flat_map(|(_, _, spanish)| bare(spanish)).collect();
    let english: BTreeSet<_> = pairs.iter().flat_map(|(_, english, _)| bare(english)).collect();
    let kept = data().into_iter().chain(KEPT.iter().map(|&word| word.to_owned()));
    let known: BTreeSet<_> = spanish.into_iter().chain(kept).collect();
    english.difference(&known).cloned().collect()
}

#[test]
fn every_screen_in_spanish() {
    for place in PLACES.iter().filter(|place| place.is_screen() || place.name == "help") {
        let frames: String = SIZES
            .into_iter()
            .map(|size| titled(&State::Normal.with_theme(spanish(), place, size), place.name))
            .collect();
        insta::assert_snapshot!(format!("spanish_{}", place.name), frames);
    }
}

#[test]
fn no_english_is_left_on_a_spanish_screen() {
    let english = english();
    assert!(english.len() > 300, "{} words would be found", english.len());
    let mut left = BTreeSet::new();
    // What is cut is no whole word.
    let cut = regex::Regex::new(r"\w+…").unwrap();
    for place in PLACES {
        for state in State::ALL {
            let frame = state.with_theme(spanish(), place, (160, 50)).frame().text();
            let frame = cut.replace_all(&frame, "…").into_owned();
            for word in words(&frame).intersection(&english) {
                let line = frame.lines().find(|line| words(line).contains(word)).unwrap();
                left.insert(format!("{word}: {} {state:?}: {}", place.name, line.trim()));
            }
        }
    }
    assert!(left.is_empty(), "{}", left.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn the_look_for_english_sees_an_english_screen() {
    let english = english();
    for place in PLACES {
        let frame = State::Normal.at(place, (160, 50)).frame().text();
        let seen = words(&frame).intersection(&english).count();
        assert!(seen > 2, "{}: {seen}", place.name);
    }
}
