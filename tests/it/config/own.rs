//! The sections of one's own: what a file may say in them, and the words for what it may not.

use scoutwatch::cli::GlobalArguments;
use scoutwatch::config::{Config, ConfigError, document};
use scoutwatch::model::Environment;
use scoutwatch::tui::keymap::Action;
use scoutwatch::tui::own::Own;

use super::reading;

/// What becomes of a file that holds this text and is called `config.toml`, with a profile chosen.
fn read(text: &str, profile: Option<&str>) -> (Result<Own, ConfigError>, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    std::fs::write(&file, text).unwrap();
    let profile = profile.map(str::to_owned);
    let options = GlobalArguments { profile, ..reading(&file) };
    let config = Config::load(&options, &Environment::default());
    let shown = config.as_ref().map(document::shown).unwrap_or_default();
    let own = config.and_then(|config| Own::of(&config.own));
    (own, shown.replace(&file.display().to_string(), "config.toml"))
}

fn refusal(text: &str) -> String {
    let words = read(text, None).0.unwrap_err().to_string();
    let lines = words.lines().map(|line| {
        let at = line.find("config.toml").unwrap_or_default();
        line.split_at(at).1
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn keys_that_are_no_texts_are_refused_with_their_line() {
    assert_eq!(
        refusal("[keys]\npause = 5\nzoom = [\"F2\", 3]\n"),
        "config.toml:2: keys.pause: it is of the type integer; write a text in quotes, or a list of such\n\
         config.toml:3: keys.zoom: it is of the type array; write a text in quotes, or a list of such"
    );
    assert_eq!(
        refusal("keys = \"t\"\n"),
        "config.toml:1: keys: it is a section; write [keys] on a line of its own"
    );
}

#[test]
fn a_wrong_key_is_told_with_file_and_line() {
    assert_eq!(
        refusal("[keys]\nzom = \"F2\"\n"),
        "config.toml:2: keys.zom: nothing is called so; did you mean \"zoom\"?"
    );
}

#[test]
fn the_profile_is_stronger_than_the_file_where_it_is_chosen() {
    let text = "[keys]\nzoom = \"F2\"\n[profile.p.keys]\nZoom = \"F4\"\n";
    let label = |profile| read(text, profile).0.unwrap().keys.label(Action::Zoom);
    assert_eq!(label(None), "F2");
    assert_eq!(label(Some("p")), "F4");
}

#[test]
fn config_show_lists_what_counts_with_its_place() {
    let text = "[keys]\nzoom = \"F2\"\npause = [\"F3\", \"Space\"]\n[profile.p.keys]\nzoom = \"F4\"\n\
                [profile.q.keys]\nzoom = \"F6\"\n";
    let shown = read(text, Some("p")).1;
    let own: Vec<String> = shown
        .lines()
        .filter(|line| line.starts_with("keys."))
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        own,
        ["keys.pause [\"F3\", \"Space\"] config.toml:3", "keys.zoom \"F4\" config.toml:5",]
    );
}

#[test]
fn a_wrong_colour_and_a_wrong_key_are_told_at_once() {
    let words = refusal("[keys]\nzom = \"F2\"\n[theme]\nkrit = \"red\"\n");
    assert_eq!(words.lines().count(), 2, "{words}");
    assert!(
        words.ends_with("config.toml:4: theme.krit: there is no such role; did you mean crit?")
    );
}

#[test]
fn the_theme_above_the_sections_is_sent_to_its_section() {
    assert_eq!(
        refusal("theme = \"dark\"\n"),
        "config.toml:1: theme: there is no such key here; it belongs to [display]"
    );
}
