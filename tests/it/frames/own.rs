//! A person's own keys: what the help, the hints and the command line show of them, and what they do.

use std::path::PathBuf;

use scoutwatch::config::{Origin, OwnSetting, keys};
use scoutwatch::tui::keymap::KeyMap;
use scoutwatch::tui::screens::ScreenId;

use super::places::{PLACES, State};
use crate::dashboard::Dashboard;

/// A dashboard with the keys that these lines give.
fn with_keys(lines: &[(&str, &str)]) -> Dashboard {
    let settings: Vec<_> = (1..)
        .zip(lines)
        .map(|(line, (name, key))| OwnSetting {
            section: keys::KEYS,
            name: (*name).to_owned(),
            words: vec![(*key).to_owned()],
            origin: Origin::File { file: PathBuf::from("c.toml"), line },
            is_in_force: true,
        })
        .collect();
    let mut dashboard = State::Normal.at(&PLACES[0], (80, 24));
    dashboard.app.keys = KeyMap::of(&settings).unwrap();
    dashboard
}

fn last_line(dashboard: &Dashboard) -> String {
    dashboard.frame().text().lines().last().unwrap_or_default().trim().to_owned()
}

#[test]
fn help_hints_and_command_line_show_the_keys_in_force() {
    let mut dashboard =
        with_keys(&[("pause", "Home"), ("first", "F5"), ("help", "H"), ("zoom", "")]);
    assert!(last_line(&dashboard).contains("H help"), "{}", last_line(&dashboard));
    dashboard.press("H<PgDn>");
    let help = dashboard.frame().text();
    assert!(help.contains("Home           Freeze what is shown"), "{help}");
    dashboard.press("<Esc>:zoom");
    let zoom = dashboard.frame().text();
    let line = zoom.lines().find(|line| line.contains("This pane alone")).unwrap();
    assert!(!line.contains(" z "), "{line}");
    dashboard.press("<Esc>z");
    assert_eq!(last_line(&dashboard), "z does nothing here · H shows the keys");
}

#[test]
fn a_key_of_ones_own_works_on_a_screen_in_a_page_and_in_its_words() {
    let mut dashboard = with_keys(&[("jobs", "J"), ("down", "e"), ("live", "L"), ("older", "<")]);
    dashboard.press("J");
    assert_eq!(dashboard.app.screen, ScreenId::Jobs);
    dashboard.press("5");
    assert_eq!(last_line(&dashboard), "5 does nothing here · ? shows the keys");
    dashboard.press("3s");
    let before = dashboard.frame().text();
    dashboard.press("e");
    assert_ne!(dashboard.frame().text(), before, "the page of SQL scrolls by it");
}
