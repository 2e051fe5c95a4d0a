//! What people see: every screen in every state, drawn through the real state and view.

mod behaviour;
mod commands;
mod decide;
mod digest;
mod filters;
mod header;
mod help;
mod job;
mod look;
mod matrix;
mod own;
mod past;
mod pictures;
mod places;
mod share;
mod small;
mod spanish;
mod spanish_dialogs;
mod standby;
mod traffic;
mod wall_matrix;
mod wallboard;

use std::fmt::Write as _;

use ratatui::style::Color;
use scoutwatch::config::Glyphs;
use scoutwatch::tui::theme::Theme;
use unicode_width::UnicodeWidthStr;

use crate::dashboard::Dashboard;
use places::{PLACES, State};

/// The sizes that are looked at: the floor, a comfortable one, a small and a tiny one.
const SIZES: [(u16, u16); 4] = [(80, 24), (120, 40), (60, 15), (30, 8)];

/// Sizes at which nothing is looked at and everything must hold.
const OTHER_SIZES: [(u16, u16); 5] = [(40, 8), (61, 9), (110, 30), (170, 50), (200, 60)];

fn titled(dashboard: &Dashboard, title: &str) -> String {
    let (width, height) = (dashboard.app.size.width, dashboard.app.size.height);
    format!("=== {title}, {width}x{height}\n{}\n\n", dashboard.frame().text())
}

#[test]
fn every_screen_at_four_sizes() {
    for place in PLACES.iter().filter(|place| place.is_screen()) {
        let frames: String = SIZES
            .into_iter()
            .map(|size| titled(&State::Normal.at(place, size), place.name))
            .collect();
        insta::assert_snapshot!(format!("screen_{}", place.name), frames);
    }
}

#[test]
fn every_state_on_every_screen() {
    for state in State::ALL.into_iter().filter(|state| *state != State::Normal) {
        let frames: String = PLACES
            .iter()
            .filter(|place| place.is_screen())
            .map(|place| titled(&state.at(place, (80, 24)), place.name))
            .collect();
        insta::assert_snapshot!(format!("state_{state:?}").to_lowercase(), frames);
    }
}

#[test]
fn every_deeper_level() {
    for place in PLACES.iter().filter(|place| !place.is_screen()) {
        let mut frames = String::new();
        for size in [(80, 24), (120, 40)] {
            frames += &titled(&State::Normal.at(place, size), place.name);
        }
        frames += &titled(&State::Lost.at(place, (80, 24)), "lost");
        insta::assert_snapshot!(format!("level_{}", place.name), frames);
    }
}

#[test]
fn a_pause_says_so_and_counts_what_is_missed() {
    let mut dashboard = State::Normal.at(&PLACES[0], (80, 24));
    dashboard.press(" ");
    for _ in 0..3 {
        dashboard.turn_to(crate::fixtures::normal(), State::Normal.database());
    }
    insta::assert_snapshot!("pause", titled(&dashboard, "paused"));
}

#[test]
fn a_snoozed_alarm_says_so_in_the_header_of_every_screen() {
    for place in PLACES.iter().filter(|place| place.is_screen()) {
        for size in SIZES {
            let mut dashboard = State::Normal.at(place, size);
            dashboard.press("a");
            let text = dashboard.frame().text();
            let head: Vec<_> = text.lines().take(2).collect();
            let is_said = head.iter().any(|line| line.contains("no alarm until 03:27Z"));
            assert!(is_said, "{} {size:?}\n{text}", place.name);
            check(&dashboard, place.name);
        }
    }
}

#[test]
fn beside_a_snooze_the_clock_gives_way_before_the_age_does_and_nothing_is_cut() {
    for (width, is_utc) in [(80, true), (80, false), (70, true), (60, true), (60, false)] {
        let mut dashboard = State::Normal.at(&PLACES[0], (width, 24));
        dashboard.press(if is_utc { "a" } else { "au" });
        let text = dashboard.frame().text();
        let head = text.lines().next().unwrap_or_default();
        assert!(head.contains("no alarm until"), "{head}");
        assert!(head.contains("polled <5s"), "{head}");
        let clock = head.trim_end().rsplit("  ").next().unwrap_or_default().trim();
        let is_whole = clock.contains("until") || clock.len() >= "03:12Z".len();
        assert!(is_whole, "{head}");
    }
}

#[test]
fn keys_that_do_nothing_say_why() {
    let mut frames = String::new();
    for keys in [
        "1t",
        "1w",
        "1e",
        "6<Down><Down><Down>i",
        "6<Down><Down><Down><Down><Down><Down><Down><Enter>",
    ] {
        let mut dashboard = State::Normal.at(&PLACES[0], (80, 24));
        dashboard.press(keys);
        let text = dashboard.frame().text();
        let _ = writeln!(frames, "{keys:<48}{}", text.lines().last().unwrap_or_default());
    }
    insta::assert_snapshot!("remarks", frames);
}

#[test]
fn conditions_and_orders_stand_in_the_title() {
    let mut frames = String::new();
    for keys in [
        "2o",
        "2O",
        "2/ledger<Enter>",
        "3/ab<Enter>",
        "3/nothing<Enter>",
        "4w",
        "4o",
        "4oO",
        "4/oct<Enter>",
        "4/nothing<Enter>",
        "5/ab<Enter>",
        "6m",
        "6c",
        "6p",
        "6ppp",
        "6i",
        "6mcp/ab<Enter>",
        "7c",
        "7i",
        "7ci",
    ] {
        let mut dashboard = State::Normal.at(&PLACES[0], (80, 24));
        dashboard.press(keys);
        let text = dashboard.frame().text();
        let rule = text.lines().find(|line| line.starts_with('━')).unwrap_or_default();
        let _ = writeln!(frames, "{keys:<16}{rule}");
    }
    insta::assert_snapshot!("titles", frames);
}

#[test]
fn roles_tell_what_colours_mean() {
    let theme = Theme::ansi();
    let mut frames = String::new();
    for (state, place) in [(State::Normal, 0), (State::Lost, 0), (State::Normal, 6)] {
        let dashboard = state.at(&PLACES[place], (80, 24));
        let frame = dashboard.frame();
        for (text, roles) in frame.text().lines().zip(frame.roles(theme).lines()) {
            let _ = writeln!(frames, "{text}\n{roles}");
        }
        frames.push('\n');
    }
    insta::assert_snapshot!("roles", frames);
}

#[test]
fn without_colours_nothing_has_one_and_the_selection_still_shows() {
    for place in PLACES {
        for state in State::ALL {
            let dashboard = state.with_theme(Theme::mono(), place, (80, 24));
            let frame = dashboard.frame();
            let colours =
                |cell: &ratatui::buffer::Cell| cell.fg != Color::Reset || cell.bg != Color::Reset;
            assert!(!frame.0.content.iter().any(colours), "{} {state:?}", place.name);
        }
    }
    let roles = State::Normal.with_theme(Theme::mono(), &PLACES[4], (80, 24)).frame();
    assert!(roles.roles(Theme::mono()).contains("SSSS"));
}

/// What must hold on every frame.
fn check(dashboard: &Dashboard, what: &str) {
    let size = dashboard.app.size;
    let rows = dashboard.frame().rows();
    let height = if size.width == 0 { 0 } else { size.height };
    assert_eq!(rows.len(), usize::from(height), "{what}");
    for row in &rows {
        assert_eq!(row.width(), usize::from(size.width), "{what}: {row:?}");
        assert_eq!(scoutwatch::model::text::clean(row), *row, "{what}: {row:?}");
        assert!(!row.contains("…0") && !row.contains("…,"), "{what}: {row:?}");
    }
}

fn check_header(dashboard: &Dashboard, state: State, what: &str) {
    let text = dashboard.frame().text();
    let head = text.lines().next().unwrap_or_default();
    let words: &[&str] = match state {
        State::Loading => &["CONNECTING", "UNKNOWN"],
        State::Late => &["LATE"],
        State::Lost | State::Unread | State::Denied => &["STALE"],
        _ => &["LIVE", "CRIT", "UNKNOWN"],
    };
    assert!(words.iter().any(|word| head.contains(word)), "{what}: {head:?}");
}

#[test]
fn no_size_is_too_small_or_too_odd() {
    let widths = [0, 1, 2, 3, 7, 13, 20];
    let small = widths.into_iter().flat_map(|width| (0..=10).map(move |height| (width, height)));
    let odd = [(1, 500), (500, 1), (40, 300), (400, 8), (400, 100)];
    let sizes: Vec<_> = small.chain(odd).collect();
    for place in PLACES {
        let themes = [Theme::ansi(), Theme::ansi().with_glyphs(Glyphs::Ascii), Theme::mono()];
        for (state, theme) in [State::Normal, State::Lost, State::Hostile]
            .into_iter()
            .flat_map(|state| themes.map(|theme| (state, theme)))
        {
            // The dashboard is resized, as a terminal is.
            let mut dashboard = state.with_theme(theme, place, (80, 24));
            for size in &sizes {
                dashboard.resize(*size);
                check(&dashboard, &format!("{} {state:?} {size:?}", place.name));
                dashboard.press("<Down><PgUp>");
            }
        }
    }
}

/// Texts that no size of the terminal may hide, with the least size from which they are there.
#[test]
fn what_matters_is_there() {
    let overview: &[&str] = &["17.5%", "CRIT", "1,676", "WARN", "1,308", "193", "168"];
    let expectations: &[(&str, (u16, u16), &[&str])] = &[
        ("overview", (60, 15), overview),
        ("overview", (80, 24), &["▼0.4 /1h", "▲41 /1h", "+38 /1h", "4, 11, 17"]),
        ("backlog", (60, 15), &["1,308", "398d", "What to do"]),
        ("persons", (60, 15), &["1 of 193", "9e3779b9"]),
        ("evidence", (80, 24), &["9e3779b9-7f4a-4c15-b39c-c0605cedc834", "+51 999 000 111"]),
        ("conflict", (80, 24), &["only a human decides", "4, 11, 17", "3 rows"]),
        ("conflicts", (60, 15), &["4, 11, 17", "against ledger", "1 of 7"]),
        ("trend", (60, 15), &["17.5", "1,676", "▲0.7 /29d"]),
        ("trend", (80, 24), &["min 16.8 max 17.5", "target 80", "2,033", "357", "+0.02"]),
        ("trend", (120, 40), &["1,308", "193"]),
        ("jobs", (60, 15), &["▶ RUNNING", "▲ ORPHANED", "■ FAILED", "● OK"]),
        ("failed_run", (80, 24), &["57014", "goes on from here", "5m01s", "bastion-lima-2"]),
        ("orphaned_run", (80, 24), &["Its runner is gone", "The next trigger closes it"]),
        ("collection", (60, 15), &["147,340.00", "S/ 22,260.00", "1 of 417"]),
        ("liquidation", (60, 15), &["530", "494", "never pays", "IN CONFLICT"]),
    ];
    for (name, least, words) in expectations {
        let place = PLACES.iter().find(|place| place.name == *name).expect(name);
        for size in SIZES.into_iter().chain(OTHER_SIZES) {
            if size.0 >= least.0 && size.1 >= least.1 {
                let text = State::Normal.at(place, size).frame().text();
                // A sentence may be broken over lines.
                let flowing = text.split_whitespace().collect::<Vec<_>>().join(" ");
                for word in *words {
                    assert!(flowing.contains(word), "{name} {size:?}: no {word:?} in\n{text}");
                }
            }
        }
    }
}

#[test]
fn a_failure_says_its_code_and_what_to_do_on_every_screen_that_reads() {
    for place in PLACES.iter().filter(|place| place.is_screen() && place.asks()) {
        let text = State::Denied.at(place, (80, 24)).frame().text();
        assert!(text.contains("42501") && text.contains("schema grant"), "{}\n{text}", place.name);
    }
}

#[test]
fn a_lost_database_keeps_the_rows_and_says_how_old_they_are() {
    for place in PLACES.iter().filter(|place| place.is_list()) {
        let normal = State::Normal.at(place, (80, 24)).frame().text();
        let lost = State::Lost.at(place, (80, 24)).frame().text();
        assert!(lost.contains("STALE 7m"), "{}\n{lost}", place.name);
        assert!(lost.contains("next try in 8s"), "{}\n{lost}", place.name);
        let selected = normal.lines().find(|line| line.contains('▸')).expect("a selected row");
        assert!(lost.contains(selected), "{}: {selected}\n{lost}", place.name);
    }
}
