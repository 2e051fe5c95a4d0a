//! Terminals with room for little: what is typed, said or asked is never unseen.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use scoutwatch::tui::app::Profile;
use scoutwatch::tui::layout;
use scoutwatch::tui::msg::Msg;
use scoutwatch::tui::theme::Theme;

use super::check;
use super::matrix::{LANGUAGES, looks};
use super::places::{PLACES, State};
use crate::dashboard::Dashboard;
use crate::fixtures::job;

fn dashboard(size: (u16, u16), keys: &str) -> Dashboard {
    let mut dashboard = State::Normal.at(&PLACES[0], size);
    dashboard.press(keys);
    dashboard
}

/// The last row.
fn last(dashboard: &Dashboard) -> String {
    dashboard.frame().text().lines().last().unwrap_or_default().to_owned()
}

#[test]
fn what_is_typed_or_said_is_seen_on_eight_rows_and_on_five() {
    for (size, keys, expected) in [
        ((40, 8), "/category=a", " /category=a"),
        ((40, 8), "/persons>", " /persons>"),
        ((40, 8), ":jobs", " :jobs"),
        ((40, 8), "1r", " polling now"),
        ((40, 8), "W", " W does nothing here"),
        ((20, 5), "/category=a", " /category=a"),
        ((20, 5), ":jobs", " :jobs"),
        ((20, 5), "r", " polling now"),
        ((20, 2), "r", " polling now"),
    ] {
        let dashboard = dashboard(size, keys);
        let last = last(&dashboard);
        assert!(last.starts_with(expected), "{size:?} {keys}: {last:?}");
        check(&dashboard, keys);
    }
    let refused = dashboard((40, 8), "/persons>").frame().text();
    assert!(refused.contains("▲ at 9"), "{refused}");
    let fields = dashboard((20, 5), "/persons>").frame().text();
    assert!(fields.contains("▲ at 9"), "{fields}");
}

#[test]
fn a_row_belongs_to_the_screen_again_once_nothing_is_said() {
    let quiet = dashboard((40, 8), "").frame().text();
    assert_eq!(dashboard((40, 8), ":jobs<Esc>").frame().text(), quiet);
    assert_eq!(dashboard((40, 8), "/a<Esc>").frame().text(), quiet);
}

#[test]
fn the_worst_figure_stays_above_what_is_said() {
    for keys in ["/persons>", ":", "W", "?", "b", "3y", "h"] {
        let text = dashboard((20, 5), keys).frame().text();
        assert!(text.lines().next().is_some_and(|row| row.contains("CRIT")), "{keys}\n{text}");
    }
}

#[test]
fn what_is_open_and_has_no_room_says_so() {
    for language in LANGUAGES {
        let words = language.choose("Esc closes", "Esc cierra");
        for keys in ["?", "b", "s", "x", "y", "t"] {
            let theme = looks(language)[0];
            let mut dashboard = State::Normal.with_theme(theme, &PLACES[0], (20, 5));
            dashboard.app.job_refused = None;
            dashboard.press(keys);
            dashboard.tell(Msg::Desk(Arc::new(job::planned())));
            let text = dashboard.frame().text();
            assert!(text.contains(words), "{keys}\n{text}");
            dashboard.press("<Esc>");
            let text = dashboard.frame().text();
            assert!(!text.contains(words), "{keys}\n{text}");
        }
    }
}

#[test]
fn the_answer_to_a_question_is_seen_on_the_smallest_screen() {
    for language in LANGUAGES {
        for (label, is_production, typed, expected) in [
            ("PROD", true, "PROD", "PROD_"),
            ("PROD", true, "PR", "PR_"),
            ("test", false, "", language.choose("y runs it", "y: ejecutarla")),
        ] {
            let profile = Profile {
                label: label.to_owned(),
                is_production,
                ..State::Normal.at(&PLACES[0], (40, 8)).app.profile.clone()
            };
            let theme = looks(language)[0];
            let mut dashboard = State::Normal.with_theme(theme, &PLACES[0], (40, 8));
            assert!(!layout::is_tiny(dashboard.app.size));
            dashboard.app.profile = profile;
            dashboard.app.job_refused = None;
            dashboard.press("t");
            dashboard.tell(Msg::Desk(Arc::new(job::planned())));
            dashboard.press(typed);
            let last = last(&dashboard);
            assert!(last.contains(expected), "{last:?}");
            check(&dashboard, "t");
        }
    }
}

#[test]
fn the_chords_of_a_shell_edit_what_is_typed() {
    let chord = |letter| Msg::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL));
    for (keys, letters, expected) in [
        ("/one two", "u", " / "),
        ("/one two", "w", " /one  "),
        ("/one two", "ak", " / "),
        (":one two", "u", " : "),
        (":one two", "w", " :one  "),
    ] {
        let mut dashboard = dashboard((80, 24), keys);
        for letter in letters.chars() {
            dashboard.tell(chord(letter));
        }
        let last = last(&dashboard);
        assert!(last.starts_with(expected), "{keys} {letters}: {last:?}");
    }
    let mut dashboard = State::Normal.with_theme(Theme::ansi(), &PLACES[0], (80, 24));
    dashboard.press("?/alarm");
    dashboard.tell(chord('u'));
    assert!(!dashboard.frame().text().contains("alarm_"), "{}", dashboard.frame().text());
}
