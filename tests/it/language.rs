//! The two languages, held together: wherever a text is said, both say the same with the same values.

mod catalogue;
mod mistakes;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;
use scoutwatch::model::{Language, phrases};

/// Texts that are the same in both languages: names, and words that both have.
const SAME: &[&str] = &["BYTES", "PostgreSQL", "TLS: {*}", "scoutwatch"];

/// English words that Spanish says in more than one form.
const INFLECTED: &[&str] = &["ambiguous"];

pub(crate) fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// Every English text with its Spanish, and where it stands.
pub(crate) fn pairs() -> Vec<(String, String, String)> {
    let source = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let text = r#""((?:[^"\\]|\\.)*)""#;
    let said = [
        format!(r"say!\(\s*[\w.()&]+,\s*{text}\s*,\s*{text}"),
        format!(r"Text::new\(\s*{text}\s*,\s*{text}"),
        format!(r"\.choose\(\s*{text}\s*,\s*{text}"),
    ];
    let said = said.map(|pattern| Regex::new(&pattern).unwrap());
    // The table of keys has its pairs in rows of its own form.
    let table = Regex::new(&format!(r"\(\s*{text}\s*,\s*{text}\s*\)")).unwrap();
    let mut pairs = Vec::new();
    for path in sources(&source) {
        let code = fs::read_to_string(&path).unwrap();
        let code = code.split("#[cfg(test)]").next().unwrap();
        let is_keymap = path.ends_with("tui/keymap.rs");
        let said = said.iter().chain(is_keymap.then_some(&table));
        for found in said.flat_map(|pattern| pattern.captures_iter(code)) {
            let place = path.strip_prefix(&source).unwrap().display().to_string();
            pairs.push((place, found[1].to_owned(), found[2].to_owned()));
        }
    }
    pairs
}

/// The values in a text, by name, with how they are written; a doubled brace is none.
fn values(text: &str) -> BTreeSet<String> {
    let bare = text.replace("{{", "").replace("}}", "");
    let hole = Regex::new(r"\{[^}]*\}").unwrap();
    hole.find_iter(&bare).map(|hole| hole.as_str().to_owned()).collect()
}

#[test]
fn both_languages_say_the_same_values() {
    let pairs = pairs();
    assert!(pairs.len() > 400, "only {} texts were found", pairs.len());
    let wrong: Vec<_> = pairs
        .iter()
        .filter(|(_, english, spanish)| values(english) != values(spanish))
        .map(|(place, english, spanish)| format!("{place}: {english} | {spanish}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_text_is_the_same_in_both_by_oversight() {
    let words =
        |text: &str| text.replace("\\n", " ").split(' ').filter(|word| word.len() > 3).count();
    let wrong: Vec<_> = pairs()
        .into_iter()
        .filter(|(_, english, spanish)| english == spanish && words(english) > 0)
        .filter(|(_, english, _)| !SAME.contains(&english.as_str()))
        .map(|(place, english, _)| format!("{place}: {english}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_text_has_one_spanish_on_its_screen() {
    let mut known = std::collections::BTreeMap::<(String, String), BTreeSet<String>>::new();
    for (place, english, spanish) in pairs() {
        known.entry((place, english)).or_default().insert(spanish);
    }
    let wrong: Vec<_> = known
        .iter()
        .filter(|((_, english), spanish)| {
            spanish.len() > 1 && !INFLECTED.contains(&english.as_str())
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_wrong_with_the_settings_is_said_in_spanish() {
    let reports = include_str!("config/snapshots/it__config__invalid__invalid_files.snap");
    let mut said = 0;
    for line in reports.lines().filter_map(|line| line.strip_prefix("    ")) {
        let spanish = phrases::of_settings(line, Language::Spanish);
        assert_ne!(spanish, line);
        let english = [" write ", " there ", " the ", " does ", " known ", " stands "];
        let left = english.iter().find(|word| spanish.contains(**word));
        assert_eq!(left, None, "{spanish}");
        assert_eq!(phrases::of_settings(line, Language::English), line);
        said += 1;
    }
    assert!(said > 40, "{said} lines");
}

#[test]
fn what_was_passed_over_in_a_recording_is_said_in_spanish() {
    let said = |english| phrases::of_recording(english, Language::Spanish);
    assert_eq!(
        said("3 polls are damaged and are left out."),
        "3 consultas están dañadas y se omiten."
    );
    assert_eq!(
        said(
            "An older file was left out: a.swr is no recording of scoutwatch; it is left as it is."
        ),
        "Se omitió un archivo anterior: a.swr no es una grabación de scoutwatch; queda como está."
    );
}
