//! The help: it scrolls no further than it has to, finds what is looked for, and says what does nothing here.

use std::sync::Arc;

use scoutwatch::model::{Language, Undecided};
use scoutwatch::refresh::desk::DeskState;
use scoutwatch::tui::keymap::BINDINGS;
use scoutwatch::tui::msg::Msg;
use scoutwatch::tui::theme::Theme;
use unicode_width::UnicodeWidthStr;

use super::check;
use super::places::{PLACES, State};
use crate::dashboard::Dashboard;

fn open(size: (u16, u16)) -> Dashboard {
    let mut dashboard = State::Normal.at(&PLACES[0], size);
    dashboard.press("?");
    dashboard
}

fn text(dashboard: &Dashboard) -> String {
    check(dashboard, "help");
    dashboard.frame().text()
}

#[test]
fn what_fits_does_not_scroll_and_what_does_not_says_how_much_is_where() {
    let mut whole = open((120, 40));
    let before = text(&whole);
    whole.press("jjjjG");
    assert_eq!(text(&whole), before);

    let mut long = open((80, 24));
    let first = text(&long);
    let title = |long: &Dashboard| text(long).lines().nth(1).unwrap_or_default().to_owned();
    assert!(title(&long).contains("↓ ") && !title(&long).contains("↑ "), "{first}");
    long.press("jj");
    assert!(title(&long).contains("↑ 2 "), "{}", text(&long));
    long.press("G");
    let last = text(&long);
    assert!(title(&long).contains("↑ ") && !title(&long).contains("↓ "), "{last}");
    assert!(last.contains("Back to the shell"), "{last}");
    long.press("g");
    assert_eq!(text(&long), first);
}

#[test]
fn what_is_looked_for_is_found_by_word_name_and_key() {
    let mut dashboard = open((80, 24));
    dashboard.press("/conflict");
    let found = text(&dashboard);
    assert!(found.contains("/conflict_") && found.contains("2 found"), "{found}");
    assert!(found.contains("Conflicts: persons with several scouts"), "{found}");
    assert!(!found.contains("Leave"), "{found}");
    // A letter that leaves the program elsewhere is a letter here.
    dashboard.press("q");
    assert!(text(&dashboard).contains("0 found"), "{}", text(&dashboard));
    dashboard.press("<Esc>");
    assert!(text(&dashboard).contains("Esc closes"), "{}", text(&dashboard));
    dashboard.press("/Y<Enter>");
    assert!(text(&dashboard).contains("Copy an incident note"), "{}", text(&dashboard));
    // Esc takes back what is looked for, and closes then.
    dashboard.press("<Esc>");
    assert!(text(&dashboard).contains("The row above"), "{}", text(&dashboard));
    dashboard.press("<Esc>");
    assert!(text(&dashboard).contains("SATISFACTORY"), "{}", text(&dashboard));
}

#[test]
fn no_sentence_is_cut_where_two_columns_stand_beside_each_other() {
    // A column of 60 cells, less three before the keys, fourteen for them and one behind.
    for binding in BINDINGS {
        for language in [Language::English, Language::Spanish] {
            let sentence = binding.help.of(language);
            assert!(sentence.width() <= 42, "{} cells: {sentence}", sentence.width());
        }
    }
}

#[test]
fn the_hints_name_what_can_be_done_in_the_help() {
    let foot = text(&open((80, 24))).lines().last().unwrap_or_default().trim().to_owned();
    assert_eq!(foot, "Esc back  / filter  ? help  q quit");
}

fn foot_roles(dashboard: &Dashboard) -> String {
    dashboard.frame().roles(Theme::ansi()).lines().last().unwrap_or_default().to_owned()
}

#[test]
fn a_decision_that_would_not_be_recorded_is_said_before_its_key_is_pressed() {
    let evidence = PLACES.iter().find(|place| place.name == "evidence").unwrap();
    let mut dashboard = State::Normal.at(evidence, (160, 60));
    dashboard.app.job_refused = None;
    let bright = foot_roles(&dashboard);
    let rights = vec!["insert on ops.lead_ledger_scout_backfill_audit".to_owned()];
    let why = Undecided::MissingRights { role: "viewer".to_owned(), rights };
    let desk = DeskState { undecidable: Some(why), ..DeskState::default() };
    dashboard.tell(Msg::Desk(Arc::new(desk)));
    assert_ne!(foot_roles(&dashboard), bright);
    let words = "only shows the SQL: viewer lacks these rights: insert on ops";
    dashboard.press("?");
    assert!(text(&dashboard).contains(words), "{}", text(&dashboard));
    dashboard.press("?:decide");
    assert!(text(&dashboard).contains("only shows the SQL: viewer"), "{}", text(&dashboard));
}
