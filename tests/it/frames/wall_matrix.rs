//! The wallboard in every state at every size, in both languages and all three looks, page by page: it draws, nothing
//! is cut that matters, and a figure that nobody vouches for is not shown as one.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use ratatui::layout::Size;
use regex::Regex;
use scoutwatch::model::Language;
use scoutwatch::tui::msg::Msg;
use scoutwatch::tui::wallboard::{Page, Settings, Wallboard};
use unicode_width::UnicodeWidthStr as _;

use super::matrix::{LANGUAGES, LOOKS, SIZES, cut_figure, looks};
use super::places::State;
use super::wallboard::drawn;
use crate::fixtures;

const ROTATE: Duration = Duration::from_secs(30);

/// What is wrong with a frame, where anything is.
fn wrong(wallboard: &Wallboard, state: State, is_ascii: bool, figure: &Regex) -> Vec<String> {
    let Size { width, height } = wallboard.size;
    let frame = drawn(wallboard);
    let rows = frame.rows();
    let text = rows.join("\n");
    let mut wrong = Vec::new();
    let mut demand = |holds: bool, what: &str| {
        if !holds {
            wrong.push(format!("{what}\n{text}"));
        }
    };
    demand(rows.iter().all(|row| row.width() == usize::from(width)), "a row of another width");
    demand(!is_ascii || text.is_ascii(), "a character beyond ASCII");
    let cut = rows.iter().find(|row| figure.is_match(row));
    demand(cut.is_none() || state == State::Hostile, "a cut figure");
    if width >= 20 && height >= 5 {
        let verdict: &[&str] = match state {
            State::Loading => &["CONNECTING", "CONECTANDO"],
            State::Lost | State::Unread => &["NO DATA", "SIN DATOS"],
            // While the pages turn nothing is polled, and in time that is what is said.
            _ => &["CRIT", "WARN", "OK", "UNKNOWN", "NO DATA", "SIN DATOS"],
        };
        demand(verdict.iter().any(|word| text.contains(word)), "no verdict");
    }
    wrong
}

/// Turns every page of one state at every size in every look; gives what is wrong.
fn walk(state: State, language: Language, figure: &Regex) -> Vec<String> {
    let mut found = Vec::new();
    let snapshot = Arc::new(state.snapshot());
    for ((look, theme), (width, height)) in
        LOOKS.into_iter().zip(looks(language)).flat_map(|look| SIZES.map(|size| (look, size)))
    {
        let settings = Settings { rotate: ROTATE, unlock: 'u', code: None };
        let (mut now, size) = (fixtures::now(), Size::new(width, height));
        let profile = fixtures::profile();
        let mut wallboard =
            Wallboard::new(profile, theme, settings, Arc::clone(&snapshot), now, size);
        for _ in Page::ALL {
            let page = wallboard.page();
            let wrong = wrong(&wallboard, state, look == "ascii", figure);
            found.extend(
                wrong
                    .into_iter()
                    .map(|wrong| format!("{state:?} {language:?} {look} {size} {page:?}: {wrong}")),
            );
            now += TimeDelta::from_std(ROTATE).unwrap();
            wallboard.update(Msg::Tick(now));
        }
    }
    found
}

#[test]
fn nothing_that_matters_is_cut_on_the_wall() {
    let figure = cut_figure();
    let found: Vec<_> = State::ALL
        .into_iter()
        .flat_map(|state| LANGUAGES.map(|language| (state, language)))
        .flat_map(|(state, language)| walk(state, language, &figure))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}
