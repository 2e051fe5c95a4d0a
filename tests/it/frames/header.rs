//! The first row: who looks at what, what gives way where room is scarce, and the colour of a profile's word.

use std::fmt::Write as _;

use ratatui::style::{Color as Ink, Modifier};
use scoutwatch::config::{ColorDepth, Glyphs, ThemeChoice};
use scoutwatch::model::{Language, RecordState};
use scoutwatch::tui::msg::Msg;
use scoutwatch::tui::theme::{Role, Theme};

use super::places::{PLACES, State};
use crate::dashboard::Dashboard;

const WIDTHS: [u16; 9] = [200, 120, 100, 80, 70, 60, 50, 45, 40];

fn head(dashboard: &Dashboard) -> String {
    dashboard.frame().text().lines().next().unwrap_or_default().to_owned()
}

fn at(state: State, width: u16, language: Language) -> Dashboard {
    state.with_theme(Theme::ansi().with_language(language), &PLACES[0], (width, 24))
}

/// A production database with long names, watched by a role with one, through a snooze, with a recording.
fn with_everything(width: u16, language: Language) -> Dashboard {
    let mut dashboard = at(State::Normal, width, language);
    dashboard.app.profile.target =
        "ct4_production_of_peru@ct4.cluster-abcd.example.com:5432".into();
    let mut snapshot = crate::fixtures::normal();
    if let Some(identity) = &mut snapshot.identity {
        identity.role = "scoutwatch_viewer_of_the_night".to_owned();
        identity.link_remark = Some("no TLS".to_owned());
    }
    dashboard.turn_to(snapshot, State::Normal.database());
    dashboard.tell(Msg::Record(RecordState::default()));
    dashboard.press("a");
    dashboard
}

#[test]
fn what_matters_least_gives_way_first() {
    let mut heads = String::new();
    for language in [Language::English, Language::Spanish] {
        for state in [State::Normal, State::Loading, State::Lost] {
            for width in WIDTHS {
                let _ = writeln!(heads, "{width:>3}|{}|", head(&at(state, width, language)));
            }
        }
        for width in WIDTHS {
            let _ = writeln!(heads, "{width:>3}|{}|", head(&with_everything(width, language)));
        }
    }
    insta::assert_snapshot!("header", heads);
}

#[test]
fn the_word_and_the_age_of_the_poll_are_there_at_every_width_and_nothing_is_cut_off() {
    for language in [Language::English, Language::Spanish] {
        for width in 40..=200 {
            for dashboard in [at(State::Lost, width, language), with_everything(width, language)] {
                let head = head(&dashboard);
                let word = if head.contains("STALE") { "STALE" } else { "LIVE" };
                let ages = language.choose(["polled 7m", "polled <5s"], ["7m", "<5s"]);
                assert!(head.contains(word), "{width}: {head}");
                assert!(ages.iter().any(|age| head.contains(age)), "{width}: {head}");
                assert!(head.contains("PROD"), "{width}: {head}");
            }
        }
    }
}

#[test]
fn the_role_and_the_host_stand_on_every_screen_at_the_floor() {
    for place in PLACES.iter().filter(|place| place.is_screen()) {
        for language in [Language::English, Language::Spanish] {
            let theme = Theme::ansi().with_language(language);
            let head = head(&State::Normal.with_theme(theme, place, (80, 24)));
            let who =
                language.choose("ct4@db1 as scout_viewer [RO]", "ct4@db1 como scout_viewer [RO]");
            assert!(head.contains(who), "{}: {head}", place.name);
        }
    }
}

#[test]
fn a_profile_has_its_own_colour_and_where_there_are_none_its_word_is_as_before() {
    let style = |depth, color: &str| {
        let theme = Theme::new(ThemeChoice::Default, depth, Glyphs::Braille);
        let mut dashboard = State::Normal.with_theme(theme, &PLACES[0], (80, 24));
        dashboard.app.profile.color = color.parse().ok();
        let frame = dashboard.frame();
        let style = frame.0[(2, 0)].style();
        (style.fg, style.bg, style.add_modifier)
    };
    let bold = Modifier::BOLD;
    assert_eq!(style(ColorDepth::Ansi, "blue"), (Some(Ink::White), Some(Ink::Blue), bold));
    let orange = (Some(Ink::Indexed(16)), Some(Ink::Rgb(0xff, 0x88, 0)), bold);
    assert_eq!(style(ColorDepth::True, "#ff8800"), orange);
    let reversed = Theme::mono().style(Role::Production).add_modifier;
    assert_eq!(style(ColorDepth::None, "blue"), (Some(Ink::Reset), Some(Ink::Reset), reversed));
}
