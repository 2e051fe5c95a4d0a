use super::*;
use crate::config::Origin;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::path::PathBuf;

fn line(line: usize, name: &str, words: &[&str]) -> OwnSetting {
    let origin = Origin::File { file: PathBuf::from("c.toml"), line };
    let words = words.iter().map(|word| (*word).to_owned()).collect();
    OwnSetting { section: keys::KEYS, name: name.to_owned(), words, origin, is_in_force: true }
}

fn of_profile(number: usize, name: &str, words: &[&str], is_in_force: bool) -> OwnSetting {
    let file = PathBuf::from("c.toml");
    let origin = Origin::Profile { name: "prod".to_owned(), file, line: number };
    OwnSetting { origin, is_in_force, ..line(number, name, words) }
}

fn refusal(settings: &[OwnSetting]) -> String {
    KeyMap::of(settings).unwrap_err().to_string()
}

#[test]
fn a_key_of_ones_own_stands_in_place_of_the_built_in_one() {
    let keys = KeyMap::of(&[line(3, "refresh_job", &["T", "F5"])]).unwrap();
    assert_eq!(keys.lookup(Key::Char('T')), Some(Action::RefreshJob));
    assert_eq!(keys.lookup(Key::Named(KeyCode::F(5))), Some(Action::RefreshJob));
    assert_eq!(keys.lookup(Key::Char('t')), None);
    assert_eq!(keys.label(Action::RefreshJob), "T");
}

#[test]
fn a_key_that_is_taken_away_is_free_for_another_action() {
    let settings = [line(3, "refresh job", &[""]), line(4, "window", &["t"])];
    assert!(refusal(&settings).contains("nothing is called so"), "window is no name");
    let keys = KeyMap::of(&[line(3, "refresh job", &[""]), line(4, "days", &["t"])]).unwrap();
    assert_eq!(keys.lookup(Key::Char('t')), Some(Action::Window));
    assert_eq!(keys.label(Action::RefreshJob), ":refresh job");
    let both = KeyMap::of(&[line(3, "copy", &["Y"]), line(4, "note", &["y"])]).unwrap();
    assert_eq!(both.lookup(Key::Char('y')), Some(Action::Note));
}

#[test]
fn a_key_for_two_actions_names_both_places() {
    assert_eq!(
        refusal(&[line(3, "pause", &["p"])]),
        "c.toml:3: keys.pause: p is the built-in key of \"payment status\"; choose another, or give that \
         one another"
    );
    assert_eq!(
        refusal(&[line(3, "pause", &["T"]), line(9, "zoom", &["T"])]),
        "c.toml:9: keys.zoom: T is the key of \"pause\" too, in c.toml:3; change one of the two"
    );
    assert_eq!(
        refusal(&[line(3, "refresh job", &["T"]), line(4, "refresh_job", &["F5"])]),
        "c.toml:4: keys.refresh_job: the keys of \"refresh job\" stand in c.toml:3 too; keep one of the two"
    );
}

#[test]
fn a_name_of_nothing_gets_the_nearest_one() {
    assert_eq!(
        refusal(&[line(3, "refesh job", &["T"])]),
        "c.toml:3: keys.refesh job: nothing is called so; did you mean \"refresh job\"?"
    );
}

#[test]
fn a_key_that_is_none_is_refused_in_a_profile_that_is_not_chosen_too() {
    let words = refusal(&[of_profile(7, "zoom", &["Ctrl-M"], false)]);
    assert_eq!(
        words,
        "c.toml:7: profile.prod.keys.zoom: \"Ctrl-M\": a terminal sends it as Enter; choose another key"
    );
}

#[test]
fn nobody_is_left_without_help_or_a_way_out() {
    for essential in ["help", "quit"] {
        let words = refusal(&[line(3, essential, &[""])]);
        assert_eq!(words, format!("c.toml:3: keys.{essential}: {essential} needs a key; name one"));
    }
    let keys = KeyMap::of(&[line(3, "quit", &["X"]), line(4, "back", &[])]).unwrap();
    let ctrl_c = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
    assert_eq!(keys.press(ctrl_c).action, Some(Action::Quit));
    assert_eq!(keys.lookup(Key::Named(KeyCode::Esc)), Some(Action::Back));
    assert_eq!(
        refusal(&[line(3, "quit", &["X"]), line(4, "zoom", &["Ctrl-C"])]),
        "c.toml:4: keys.zoom: Ctrl-C is the built-in key of \"quit\"; choose another, or give that one \
         another"
    );
}
