//! Taking along what is in view: what the overlays show, what is ordered, and what stands in it.

use std::fmt::Write as _;
use std::path::PathBuf;

use scoutwatch::model::{Failure, FailureKind};
use scoutwatch::share::{
    Closed, ExportError, Exported, Format, News, Order, Parcel, Subject, Unwritten, Way,
};
use scoutwatch::tui::msg::{Effect, Msg};
use scoutwatch::tui::theme::Theme;

use super::places::{PLACES, State};
use super::{check, titled};
use crate::dashboard::Dashboard;
use crate::fixtures::{self, Database, Texts};

const SIZE: (u16, u16) = (80, 24);

fn dashboard(texts: Texts) -> Dashboard {
    Dashboard::new(SIZE, Theme::ansi(), fixtures::normal(), Database::Full(texts))
}

/// What the outlet is asked for by a key.
fn ordered(dashboard: &mut Dashboard, key: &str) -> Order {
    let mut effects = dashboard.press_for_effects(key);
    match (effects.pop(), effects.is_empty()) {
        (Some(Effect::Share(order)), true) => order,
        other => panic!("{key}: {other:?}"),
    }
}

fn copied(dashboard: &mut Dashboard, key: &str) -> Parcel {
    match ordered(dashboard, key) {
        Order::Copy(parcel) => parcel,
        other => panic!("{other:?}"),
    }
}

fn note(dashboard: &mut Dashboard) -> String {
    copied(dashboard, "Y").text
}

#[test]
fn every_overlay() {
    let mut frames = String::new();
    let exported = Exported {
        path: PathBuf::from("/var/tmp/scoutwatch-conflicts-20261124T031207Z.csv"),
        rows: 7,
        matching: 7,
        bytes: 1_658,
    };
    let cut = Exported { rows: 100_000, matching: 312_004, bytes: 48_000_123, ..exported.clone() };
    let full = ExportError::Write(Unwritten {
        folder: PathBuf::from("/var/tmp"),
        reason: "No space left on device (os error 28)".to_owned(),
    });
    let lost = ExportError::Read(Failure::new(FailureKind::Deadline, "no answer within 5m"));
    let shown = Parcel {
        what: "the row".to_owned(),
        name: "copy",
        ending: "txt",
        text: format!("{} end", "0123456789".repeat(12)),
    };
    let screen = Way::Screen(
        shown,
        Closed::File(Unwritten { folder: "/".into(), reason: "read-only file system".to_owned() }),
    );
    let stages: [(&str, &str, Option<News>); 12] = [
        ("copy", "3y", None),
        ("copy, further down", "3<Down>y<Down><Down>", None),
        ("copy a category", "2y", None),
        ("the SQL", "3/4711<Enter>s", None),
        ("export", "3/scout=4<Enter>x", None),
        ("reading", "3xc", None),
        ("exporting", "3xc", Some(News::Progress { rows: 20_000, matching: 312_004 })),
        ("breaking off", "3xc<Esc>", None),
        ("broken off", "3xc<Esc>", Some(News::Cancelled)),
        ("exported", "3xc", Some(News::Exported(Ok(exported)))),
        ("exported in part", "3xc", Some(News::Exported(Ok(cut)))),
        ("the last way", "3", Some(News::Handed("the row".to_owned(), screen))),
    ];
    for (title, keys, news) in stages {
        let mut dashboard = dashboard(Texts::Plain);
        dashboard.app.export_folder = "/home/carla/incidents".to_owned();
        dashboard.press(keys);
        if let Some(news) = news {
            dashboard.tell(Msg::Share(news));
        }
        frames += &titled(&dashboard, title);
        check(&dashboard, title);
    }
    for (title, error) in [("disk full", full), ("lost", lost)] {
        let mut dashboard = dashboard(Texts::Plain);
        dashboard.press("3xj").tell(Msg::Share(News::Exported(Err(error))));
        frames += &titled(&dashboard, title);
    }
    insta::assert_snapshot!("share_overlays", frames);
}

#[test]
fn a_zoomed_pane_has_all_of_the_screen_until_it_gives_it_back() {
    let mut frames = String::new();
    for keys in ["1z", "1z<Tab>", "1z<Tab><Tab>", "4z"] {
        let mut dashboard = dashboard(Texts::Plain);
        let before = dashboard.press(&keys[..1]).frame().text();
        dashboard.press(&keys[1..]);
        dashboard.turn_to(fixtures::normal(), Database::Full(Texts::Plain));
        frames += &titled(&dashboard, keys);
        assert!(dashboard.frame().text().contains("zoomed"), "a poll changes nothing of it");
        dashboard.press("<Esc>");
        if keys.len() == 2 {
            assert_eq!(dashboard.frame().text(), before);
        }
        assert!(!dashboard.frame().text().contains("zoomed"), "Esc gives it back");
    }
    insta::assert_snapshot!("zoom", frames);
}

#[test]
fn where_nothing_can_be_done_it_says_why() {
    let mut words = String::new();
    for keys in ["2z", "8z", "8y", "8x", "8s", "1:zoom", "2:zoom"] {
        let mut dashboard = dashboard(Texts::Plain);
        dashboard.press(keys);
        let text = dashboard.frame().text();
        let _ = writeln!(words, "{keys:<8}{}", text.lines().last().unwrap_or_default());
    }
    let mut loading = Dashboard::new(SIZE, Theme::ansi(), fixtures::loading(), Database::Silent);
    for keys in ["1y", "1x", "4x", "3y"] {
        loading.press(keys);
        let text = loading.frame().text();
        let _ = writeln!(words, "{keys:<8}{}", text.lines().last().unwrap_or_default());
    }
    insta::assert_snapshot!("share_refusals", words);
}

#[test]
fn it_is_said_which_way_something_went() {
    let what = || "person key d93f69dd-0000".to_owned();
    let mut dashboard = dashboard(Texts::Plain);
    let mut last = |news: News| {
        dashboard.tell(Msg::Share(news));
        dashboard.frame().text().lines().last().unwrap_or_default().trim().to_owned()
    };
    assert_eq!(
        last(News::Handed(what(), Way::Tmux)),
        "copied to the tmux buffer: person key d93f69dd-0000"
    );
    assert_eq!(
        last(News::Handed(what(), Way::Terminal(b"\x1b]52;c;YQ==\x07".to_vec()))),
        "sent to the terminal's clipboard (OSC 52): person key d93f69dd-0000"
    );
    assert_eq!(
        last(News::Handed(what(), Way::File(PathBuf::from("/tmp/a\u{1b}b.txt")))),
        "written to /tmp/a\\u{1b}b.txt: person key d93f69dd-0000"
    );
}

#[test]
fn the_bytes_for_the_clipboard_go_to_the_terminal_as_they_are() {
    let mut dashboard = dashboard(Texts::Plain);
    let bytes = b"\x1b]52;c;YQ==\x07".to_vec();
    let news = News::Handed("a".to_owned(), Way::Terminal(bytes.clone()));
    assert_eq!(dashboard.app.update(Msg::Share(news)).effects, [Effect::Send(bytes)]);
}

#[test]
fn what_was_under_the_cursor_is_copied_whatever_moves_under_it() {
    let mut dashboard = dashboard(Texts::Plain);
    dashboard.press("3");
    let before = dashboard.frame().text();
    let selected = before.lines().find(|line| line.starts_with(" ▸ ")).unwrap()[4..].to_owned();
    let short = selected.split_whitespace().next().unwrap().to_owned();
    dashboard.press("y");
    // Between the look and the key the list is reordered, and then empty.
    dashboard.turn_to(fixtures::normal(), Database::Full(Texts::Hostile));
    dashboard.turn_to(fixtures::empty(), Database::Empty);
    let parcel = copied(&mut dashboard, "y");
    assert!(parcel.text.starts_with(&short), "{} is not {short}", parcel.text);
    assert_eq!(parcel.text.len(), 36);
}

#[test]
fn two_keys_copy_the_likeliest_and_the_row_is_one_line() {
    let mut dashboard = dashboard(Texts::Hostile);
    dashboard.press("2<Enter>y");
    let row = copied(&mut dashboard, "r").text;
    assert!(!row.contains(['\n', '\r', '\x1b']), "{row:?}");
    assert!(row.contains('\t'));
    for keys in ["3", "6", "7", "3<Enter>"] {
        dashboard.press(keys).press("y");
        let key = copied(&mut dashboard, "y");
        assert!(key.what.starts_with("person key "), "{keys}: {}", key.what);
        assert_eq!(key.text.len(), 36);
    }
}

#[test]
fn an_export_takes_the_filter_and_the_order_that_are_in_view() {
    let mut dashboard = dashboard(Texts::Plain);
    dashboard.press("3/scout=4<Enter>oox");
    let Order::Export(subject, Format::Csv) = ordered(&mut dashboard, "c") else { panic!() };
    let Subject::List(view) = *subject else { panic!("{subject:?}") };
    assert_eq!(view.filter.unwrap().text(), "scout=4");
    assert_eq!((view.sort.column.name(), view.sort.descending), ("scouts", true));
    assert_eq!(ordered(&mut dashboard, "<Esc>"), Order::Cancel);
    dashboard.tell(Msg::Share(News::Cancelled));
    dashboard.press("<Esc>4/missing>0<Enter>x");
    let Order::Export(subject, Format::Json) = ordered(&mut dashboard, "j") else { panic!() };
    assert!(matches!(*subject, Subject::Days(days) if !days.is_empty()));
}

#[test]
fn an_incident_note_tells_all_that_is_known() {
    for state in [State::Normal, State::Lost, State::Loading, State::Hostile] {
        let text = note(&mut state.at(&PLACES[2], SIZE));
        insta::assert_snapshot!(format!("note_{state:?}").to_lowercase(), text);
    }
}

#[test]
fn every_screen_has_a_note_and_no_text_of_the_database_breaks_it() {
    for place in PLACES {
        for state in State::ALL {
            let mut dashboard = state.at(place, SIZE);
            if dashboard.app.prompt.is_some() || dashboard.app.help.is_some() {
                continue;
            }
            let text = note(&mut dashboard);
            assert!(text.starts_with("# Scout attribution: "), "{text}");
            assert!(!text.contains('\x1b'), "{text:?}");
            let tables: Vec<_> = text.lines().filter(|line| line.starts_with("| ")).collect();
            assert!(tables.iter().all(|line| line.ends_with(" |")), "{text}");
        }
    }
}

#[test]
fn in_the_past_a_note_is_of_the_past_and_lists_of_today_are_not_taken_along() {
    let mut dashboard = dashboard(Texts::Plain);
    dashboard.press("3");
    for _ in 0..3 {
        dashboard.turn_to(fixtures::normal(), Database::Full(Texts::Plain));
    }
    dashboard.press("[[");
    for key in ["y", "x", "s"] {
        dashboard.press(key);
        let text = dashboard.frame().text();
        let last = text.lines().last().unwrap_or_default();
        assert!(last.contains("known of today alone"), "{key}: {last}");
    }
    let text = note(&mut dashboard);
    assert!(text.contains("| written | 2026-11-24 03:12:07Z, of the moment above |"), "{text}");
    assert!(text.contains("this list is known of today alone"), "{text}");
    dashboard.press("1x");
    let Order::Export(subject, _) = ordered(&mut dashboard, "c") else { panic!() };
    assert!(matches!(*subject, Subject::Figures(_)), "the figures of that poll are known");
}

#[test]
fn nobody_is_kept_by_an_export_that_nobody_answers() {
    let mut dashboard = dashboard(Texts::Plain);
    dashboard.press("3xc").tell(Msg::Busy);
    dashboard.press("<Esc><Esc>");
    assert!(dashboard.app.share_overlay.is_none());
    let path = PathBuf::from("/tmp/late.csv");
    let late = Exported { path, rows: 1, matching: 1, bytes: 9 };
    dashboard.tell(Msg::Share(News::Exported(Ok(late))));
    assert!(dashboard.frame().text().ends_with("exported to /tmp/late.csv"));
}
