//! How the same frames look on other terminals: in ASCII, with blocks, by night; and in the README.

use std::fmt::Write as _;

use ratatui::style::Modifier;
use scoutwatch::config::Glyphs;
use scoutwatch::tui::live::{Live, Reload};
use scoutwatch::tui::msg::Msg;
use scoutwatch::tui::theme::Theme;

use super::places::{PLACES, State};
use super::{OTHER_SIZES, SIZES, titled};

#[test]
fn every_frame_in_ascii_is_ascii_and_has_everything_where_it_was() {
    let ascii = Theme::ansi().with_glyphs(Glyphs::Ascii);
    for place in PLACES {
        for state in State::ALL {
            for size in SIZES.into_iter().chain(OTHER_SIZES) {
                let what = format!("{} {state:?} {size:?}", place.name);
                let full = state.at(place, size).frame();
                let plain = state.with_theme(ascii, place, size).frame();
                for (full, plain) in full.0.content.iter().zip(&plain.0.content) {
                    assert!(plain.symbol().is_ascii(), "{what}: {:?}", plain.symbol());
                    if full.symbol().is_ascii() && full.symbol() != " " {
                        assert_eq!(full.symbol(), plain.symbol(), "{what}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_overview_in_blocks_and_in_ascii() {
    let mut frames = String::new();
    for glyphs in [Glyphs::Block, Glyphs::Ascii] {
        let theme = Theme::ansi().with_glyphs(glyphs);
        for size in [(80, 24), (120, 40)] {
            let dashboard = State::Normal.with_theme(theme, &PLACES[0], size);
            frames += &titled(&dashboard, &format!("{glyphs:?}").to_lowercase());
        }
    }
    insta::assert_snapshot!("glyphs", frames);
}

#[test]
fn one_key_changes_the_characters_and_another_makes_it_night() {
    let mut dashboard = State::Normal.at(&PLACES[0], (120, 40));
    let mut seen = String::new();
    for key in ["v", "v", "v", "V", "V"] {
        dashboard.press(key);
        let text = dashboard.frame().text();
        let has_braille = text.chars().any(|letter| ('\u{2800}'..='\u{28ff}').contains(&letter));
        let foot = text.lines().last().unwrap_or_default().trim();
        let _ = writeln!(seen, "{key} {foot}; braille {has_braille}, ascii {}", text.is_ascii());
    }
    assert_eq!(
        seen,
        "v drawn with blocks, no braille; braille false, ascii false\n\
         v drawn in ASCII; braille false, ascii true\n\
         v drawn with braille; braille true, ascii false\n\
         V night: only CRIT shines; braille true, ascii false\n\
         V day; braille true, ascii false\n"
    );
}

#[test]
fn by_night_nothing_has_full_light_but_what_is_wrong() {
    let mut dashboard = State::Normal.at(&PLACES[0], (120, 40));
    dashboard.press("V");
    let lit = |cell: &ratatui::buffer::Cell| {
        cell.symbol() != " " && !cell.modifier.contains(Modifier::DIM)
    };
    let frame = dashboard.frame().0;
    let text: String =
        frame.content.iter().filter(|cell| lit(cell)).map(ratatui::buffer::Cell::symbol).collect();
    assert!(text.contains("■CRIT") && text.contains("▲WARN"), "{text}");
    assert!(!text.contains("OK") && !text.contains("1,308"), "{text}");
}

/// The picture in the README is a frame that is looked at.
#[test]
fn the_readme_shows_the_overview_as_it_is() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let frame = State::Normal.at(&PLACES[0], (80, 24)).frame().text();
    let mut parts = readme.splitn(3, "```\n");
    let (before, shown, after) =
        (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, format!("{before}```\n{}\n```\n{after}", frame.trim_end())).unwrap();
    } else {
        assert_eq!(shown.trim_end(), frame.trim_end(), "UPDATE=1 cargo test writes it anew");
    }
}

#[test]
fn night_begins_by_the_settings_and_the_key_changes_it_until_it_ends() {
    let live = |night: &str| {
        let night = night.parse().unwrap();
        Live { theme: Theme::ansi(), night, ..Live::default() }
    };
    let mut dashboard = State::Normal.at(&PLACES[0], (80, 24));
    // It is 03:12:07 in UTC.
    dashboard.app.follow(live("22:00-03:13"));
    assert!(dashboard.app.theme.is_night);
    dashboard.press("V");
    assert!(!dashboard.app.theme.is_night);
    dashboard.press("V");
    let tick = |seconds: i64| Msg::Tick(crate::fixtures::ago(-seconds));
    dashboard.app.update(tick(50));
    assert!(dashboard.app.theme.is_night);
    assert!(dashboard.app.update(tick(53)).redraw);
    assert!(!dashboard.app.theme.is_night);
    let live = Box::new(live("on"));
    dashboard.app.update(Msg::Reload(Reload::Read { live, waiting: Vec::new() }));
    assert!(dashboard.app.theme.is_night);
}
