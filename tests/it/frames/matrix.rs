//! Every place in every state at every size, in both languages and all three looks: it draws, and nothing is cut that
//! matters.

use std::collections::BTreeSet;
use std::sync::Arc;

use ratatui::layout::Size;
use regex::Regex;
use scoutwatch::config::Glyphs;
use scoutwatch::model::Language;
use scoutwatch::tui::keymap::Action;
use scoutwatch::tui::layout;
use scoutwatch::tui::msg::Msg;
use scoutwatch::tui::theme::Theme;

use super::places::{PLACES, Place, State};
use super::{check, check_header, titled};
use crate::dashboard::Dashboard;
use crate::fixtures::job;

pub(super) const SIZES: [(u16, u16); 7] =
    [(80, 24), (120, 40), (200, 60), (60, 15), (40, 8), (20, 5), (1, 1)];

pub(super) const LANGUAGES: [Language; 2] = Language::ALL;

/// What may lie over a screen or be said beside it, by the keys that lead there.
const OVER: &[(&str, &str)] = &[
    ("palette", ":re"),
    ("paused", " "),
    ("past", "["),
    ("digest", "h"),
    ("snooze", "a"),
    ("problem", "!"),
    ("sql", "s"),
    ("zoom", "z"),
    ("job", "t"),
    ("traffic", "b"),
    ("copy", "3y"),
    ("export", "3x"),
    ("exporting", "3xc"),
    ("decision", "3<Enter>d"),
];

/// The names of what [`looks`] gives.
pub(super) const LOOKS: [&str; 3] = ["colour", "mono", "ascii"];

/// Colour, weight alone, and ASCII.
pub(super) fn looks(language: Language) -> [Theme; 3] {
    let theme = |theme: Theme| theme.with_language(language);
    [theme(Theme::ansi()), theme(Theme::mono()), theme(Theme::ansi().with_glyphs(Glyphs::Ascii))]
}

/// A figure or a date of which the end is left out.
pub(super) fn cut_figure() -> Regex {
    Regex::new(r"(?:^|[ (])[+▲▼-]?[\d,.:]*\d[,.:]?…|\b20\d\d-(?:\d{0,2}|\d\d-\d?) *$").unwrap()
}

/// The dashboard where these keys lead from the overview; what they open may write.
fn over(state: State, theme: Theme, keys: &str) -> Dashboard {
    let mut dashboard = state.with_theme(theme, &PLACES[0], (80, 24));
    dashboard.app.job_refused = None;
    dashboard.press(keys);
    dashboard.tell(Msg::Desk(Arc::new(job::planned())));
    dashboard
}

/// What is wrong with a frame, where anything is.
fn wrong(dashboard: &Dashboard, state: State, figure: &Regex) -> Vec<String> {
    let Size { width, height } = dashboard.app.size;
    let text = dashboard.frame().rows().join("\n");
    let rows: Vec<_> = text.lines().collect();
    let mut wrong = Vec::new();
    let mut demand = |holds: bool, what: &str| {
        if !holds {
            wrong.push(what.to_owned());
        }
    };
    let flowing = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if layout::is_tiny(dashboard.app.size) {
        let verdicts = ["CRIT", "WARN", "OK", "UNKNOWN"];
        let has_verdict = verdicts.iter().any(|word| flowing.contains(word));
        demand(width < 20 || has_verdict, "no verdict");
        let has_figure = flowing.contains('%') || flowing.contains("UNKNOWN");
        demand(width < 20 || height < 4 || has_figure, "no figure");
        return wrong;
    }
    let head = rows.first().copied().unwrap_or_default();
    let ages = ["polled", "consulta", "REPLAY"];
    demand(ages.iter().any(|word| head.contains(word)), "no age of the poll");
    // Texts of other people's may hold anything; what is cut of them is theirs.
    let cut = rows.iter().find(|row| figure.is_match(row)).filter(|_| state != State::Hostile);
    demand(cut.is_none(), &format!("a cut figure: {}", cut.copied().unwrap_or_default()));
    if height >= 15 {
        for (banner, _) in &dashboard.app.face().banners {
            // In ASCII every character has a stand-in as wide as it.
            let same = |(shown, meant): (char, char)| shown == meant || !meant.is_ascii();
            let cells = usize::from(width) - 2;
            let is_there =
                rows.iter().any(|row| row.chars().zip(banner.chars()).take(cells).all(same));
            demand(is_there, &format!("no banner: {banner}"));
        }
    }
    let app = &dashboard.app;
    let asks = app.dialog.is_some() || app.share_overlay.is_some();
    let types = app.prompt.is_some() || app.palette.is_some() || app.notice.is_some();
    if height >= 15 && !asks && !types {
        let last = rows.last().copied().unwrap_or_default();
        for action in [Action::Help, Action::Quit] {
            let (binding, key) = app.keys.hint(action).expect("a key");
            let hint = format!("{key} {}", binding.hint.of(app.theme.language));
            demand(last.contains(&hint), &format!("no {hint:?} in {last:?}"));
        }
    }
    wrong
}

/// Draws what one state of a dashboard is at every size in every look; gives what is wrong.
fn walk(
    name: &str,
    state: State,
    language: Language,
    dashboard: &mut Dashboard,
    figure: &Regex,
    found: &mut BTreeSet<String>,
) {
    let notice = dashboard.app.notice.clone();
    for size in SIZES {
        dashboard.resize(size);
        dashboard.app.notice.clone_from(&notice);
        for (look, theme) in LOOKS.into_iter().zip(looks(language)) {
            dashboard.app.theme = theme;
            let what = format!("{name} {state:?} {size:?} {language:?} {look}");
            if look == "colour" {
                check(dashboard, &what);
            }
            for wrong in wrong(dashboard, state, figure) {
                found.insert(format!("{what}: {wrong}"));
            }
        }
        dashboard.app.theme = looks(language)[0];
    }
}

#[test]
fn nothing_that_matters_is_cut_in_any_state_size_language_or_look() {
    let figure = cut_figure();
    let parts =
        State::ALL.into_iter().flat_map(|state| LANGUAGES.map(|language| (state, language)));
    let parts: Vec<_> = parts.collect();
    let found: BTreeSet<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = parts
            .chunks(parts.len().div_ceil(4))
            .map(|parts| scope.spawn(|| walk_all(parts, &figure)))
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert!(found.is_empty(), "{}", found.into_iter().collect::<Vec<_>>().join("\n"));
}

fn walk_all(parts: &[(State, Language)], figure: &Regex) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (state, language) in parts.iter().copied() {
        let theme = looks(language)[0];
        for place in PLACES {
            let mut dashboard = state.with_theme(theme, place, (80, 24));
            if language == Language::English {
                check_header(&dashboard, state, place.name);
            }
            walk(place.name, state, language, &mut dashboard, figure, &mut found);
        }
        for (name, keys) in OVER {
            let mut dashboard = over(state, theme, keys);
            walk(name, state, language, &mut dashboard, figure, &mut found);
        }
    }
    found
}

#[test]
fn the_important_spanish_frames_without_colours_and_in_ascii() {
    let important: Vec<&Place> = PLACES
        .iter()
        .filter(|place| ["overview", "conflicts", "jobs", "help"].contains(&place.name))
        .collect();
    let mut frames = String::new();
    for (look, theme) in
        ["mono", "ascii"].into_iter().zip(looks(Language::Spanish).into_iter().skip(1))
    {
        for place in &important {
            let dashboard = State::Normal.with_theme(theme, place, (80, 24));
            frames += &titled(&dashboard, &format!("{} {look}", place.name));
        }
        frames +=
            &titled(&State::Lost.with_theme(theme, &PLACES[0], (80, 24)), &format!("lost {look}"));
        frames += &titled(&over(State::Normal, theme, "t"), &format!("job {look}"));
    }
    insta::assert_snapshot!("spanish_looks", frames);
}
