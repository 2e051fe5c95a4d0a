//! The page on the way to the terminal, and what is drawn where little is to be sent.

use std::time::Duration;

use scoutwatch::cost::Cost;
use scoutwatch::model::Language;
use scoutwatch::tui::msg::Msg;
use scoutwatch::tui::theme::Theme;
use scoutwatch::tui::traffic::{RoundTrip, Traffic};

use super::places::{PLACES, State};
use super::{check, titled};
use crate::dashboard::Dashboard;

/// A terminal that keeps up, or one that does not.
fn traffic(is_slow: bool) -> Traffic {
    let [last, median, slowest] =
        (if is_slow { [2_300, 1_100, 3_400] } else { [38, 41, 120] }).map(Duration::from_millis);
    Traffic {
        bytes: 1_234_567,
        per_second: 38,
        frames: 4_321,
        last_frame: 58,
        round_trip: Some(RoundTrip { last, median, slowest }),
        overdue: is_slow.then_some(Duration::from_secs(4)),
        is_slow,
        cost: Some(Cost { processor_seconds: 0.004, resident_bytes: 14_600_000 }),
    }
}

fn told(mut dashboard: Dashboard, is_slow: bool) -> Dashboard {
    dashboard.tell(Msg::Traffic(traffic(is_slow)));
    dashboard
}

#[test]
fn the_page_tells_how_the_terminal_and_the_database_answer() {
    let mut frames = String::new();
    for language in [Language::English, Language::Spanish] {
        for size in [(80, 24), (60, 15)] {
            let theme = Theme::ansi().with_language(language);
            let mut dashboard = told(State::Normal.with_theme(theme, &PLACES[0], size), false);
            dashboard.press("b");
            check(&dashboard, "the page");
            frames += &titled(&dashboard, "a terminal that keeps up");
        }
        let theme = Theme::ansi().with_language(language);
        let lost = State::Lost.with_theme(theme, &PLACES[0], (80, 24));
        let mut dashboard = told(lost, true);
        dashboard.app.traffic.is_multiplexed = true;
        dashboard.press("bb");
        check(&dashboard, "the page");
        frames += &titled(&dashboard, "one that does not, in tmux, and no database");
    }
    insta::assert_snapshot!("traffic_page", frames);
}

#[test]
fn a_key_that_the_page_does_not_know_closes_it_and_is_carried_out() {
    let mut dashboard = told(State::Normal.at(&PLACES[0], (80, 24)), false);
    dashboard.press("b");
    assert!(dashboard.frame().text().contains("Traffic and round trips"));
    dashboard.press("3");
    assert!(dashboard.frame().text().contains("━3 Conflicts"), "{}", dashboard.frame().text());
}

#[test]
fn a_terminal_that_lags_gets_less_and_all_again_when_it_keeps_up() {
    let mut dashboard = told(State::Normal.at(&PLACES[0], (120, 40)), true);
    let text = dashboard.frame().text();
    assert!(text.contains("LOW TRAFFIC") && text.contains("the terminal lags"), "{text}");
    dashboard = told(dashboard, false);
    let text = dashboard.frame().text();
    assert!(!text.contains("LOW TRAFFIC") && text.contains("keeps up again"), "{text}");
}

/// The words and figures of a row, without lines and charts.
fn words(row: &str) -> Vec<&str> {
    row.split(|letter: char| !(letter.is_alphanumeric() || "+-.,:%…".contains(letter)))
        .filter(|word| word.contains(char::is_alphanumeric))
        .collect()
}

/// Whether a row holds a part of a chart or its axis, or an age that is told in other steps.
fn has_chart_or_age(row: &str) -> bool {
    let is_charted = |letter| "│└".contains(letter) || ('\u{2801}'..='\u{28ff}').contains(&letter);
    let dates = [" Oct", " Nov"].map(|month| row.matches(month).count()).iter().sum::<usize>();
    let has_blocks = row.matches(['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']).count() > 0;
    dates > 1
        || has_blocks
        || row.contains(is_charted)
        || ["NO DATABASE", "(os error", "STALE", " old"].iter().any(|word| row.contains(word))
}

#[test]
fn with_little_traffic_nothing_moves_and_no_word_and_no_figure_is_lost() {
    let mut compared = 0;
    for place in PLACES {
        for state in State::ALL {
            for size in [(80, 24), (60, 15)] {
                let full = state.at(place, size);
                let low = state.with_theme(Theme::ansi().sparsely(true), place, size);
                check(&low, place.name);
                let (full, low) = (full.frame().rows(), low.frame().rows());
                let rows = full.iter().zip(&low).skip(1);
                for (full, low) in rows.filter(|(full, _)| !has_chart_or_age(full)) {
                    assert_eq!(words(full), words(low), "{} {state:?} {size:?}", place.name);
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 2_000, "{compared} rows");
}

#[test]
fn the_overview_with_little_traffic() {
    let mut frames = String::new();
    for state in [State::Normal, State::Lost] {
        for size in [(80, 24), (60, 15)] {
            let dashboard = told(state.at(&PLACES[0], size), true);
            frames += &titled(&dashboard, "a terminal that lags");
        }
    }
    insta::assert_snapshot!("traffic_low", frames);
}
