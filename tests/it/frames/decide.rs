//! A person's decision: what the dialog shows at each stage, what it orders, and what keeps it from doing so.

use std::sync::Arc;

use scoutwatch::config::Glyphs;
use scoutwatch::model::{Ask, Decision, Failure, FailureKind, PersonKey, ScoutId, Undecided};
use scoutwatch::refresh::decision_script;
use scoutwatch::refresh::desk::{DeskState, Order};
use scoutwatch::tui::msg::{Effect, Msg};
use scoutwatch::tui::theme::Theme;

use super::{check, titled};
use crate::dashboard::Dashboard;
use crate::fixtures::{self, Database, Texts, job};

const WHY: &str =
    "She showed the messages of that week; it's the first scout who wrote to the driver.";

/// The evidence of the first person in conflict, on a terminal of this size.
fn evidence(size: (u16, u16), is_production: bool) -> Dashboard {
    let full = Database::Full(Texts::Plain);
    let mut dashboard = Dashboard::new(size, Theme::ansi(), fixtures::normal(), full);
    dashboard.app.job_refused = None;
    dashboard.app.profile.is_read_only = false;
    dashboard.app.profile.is_production = is_production;
    dashboard.app.profile.label = if is_production { "PROD" } else { "TEST" }.to_owned();
    dashboard.press("3<Enter>");
    dashboard
}

/// The dialog on that person, before a desk that knows this much, after these keys.
fn dialog(size: (u16, u16), desk: DeskState, keys: &str, is_production: bool) -> Dashboard {
    let mut dashboard = evidence(size, is_production);
    dashboard.press("d");
    dashboard.tell(Msg::Desk(Arc::new(desk)));
    dashboard.press(keys);
    dashboard
}

fn permitted() -> DeskState {
    job::permitted(job::disputed())
}

/// The decision that a dialog orders.
fn ordered(dashboard: &mut Dashboard, key: &str) -> Decision {
    match dashboard.press_for_orders(key).pop() {
        Some(Order::Decide(decision)) => *decision,
        other => panic!("{other:?}"),
    }
}

/// The decision of the frames.
fn decision() -> Decision {
    ordered(&mut dialog((80, 24), permitted(), &format!("<Enter>{WHY}<Enter>"), false), "y")
}

#[test]
fn every_stage_of_a_decision() {
    let reason = format!("<Enter>{WHY}");
    let confirm = format!("{reason}<Enter>");
    let lost =
        Failure::new(FailureKind::Unreachable, "running session/commit.sql: connection closed");
    let rights = vec!["insert on observational.lead_ledger".to_owned()];
    let lacking = Undecided::MissingRights { role: "scout_operator".to_owned(), rights };
    let pages = [
        ("which scout", permitted(), String::new(), false),
        ("being found out", DeskState::default(), "<Down>".to_owned(), false),
        (
            "may not",
            job::forbidden(job::disputed(), lacking.clone()),
            "<Down><Down>".to_owned(),
            false,
        ),
        ("why", permitted(), reason.clone(), false),
        ("no reason", permitted(), "<Enter>  <Enter>".to_owned(), false),
        ("record it", permitted(), confirm.clone(), false),
        ("record it on production", permitted(), confirm.clone(), true),
        ("mistyped", permitted(), format!("{confirm}PRDO<Enter>"), true),
        ("the SQL", permitted(), format!("{reason}<Tab>"), false),
        ("the end of the SQL", permitted(), format!("{reason}<Tab>G"), false),
        ("the SQL alone", job::forbidden(job::disputed(), Undecided::NotAllowed), confirm, false),
    ];
    let mut frames = String::new();
    for (name, desk, keys, is_production) in pages {
        for size in [(80, 24), (120, 40), (60, 15)] {
            // What differs in room alone is looked at where room is scarce.
            if size != (120, 40) || name == "record it" || name == "which scout" {
                let dashboard = dialog(size, desk.clone(), &keys, is_production);
                frames += &titled(&dashboard, name);
            }
        }
        for size in [(170, 50), (110, 30), (61, 9), (40, 8), (20, 5), (0, 0)] {
            check(&dialog(size, desk.clone(), &keys, is_production), &format!("{name} {size:?}"));
        }
    }
    let ends = [
        ("recording", job::recording(job::disputed())),
        ("recorded", job::decided(decision(), None)),
        ("overtaken", job::decided(decision(), Some(Undecided::Changed))),
        ("unsure", job::decided(decision(), Some(Undecided::Unsure(lost)))),
    ];
    for (name, desk) in ends {
        for size in [(80, 24), (60, 15)] {
            let mut dashboard = dialog(size, permitted(), &format!("{reason}<Enter>y"), false);
            dashboard.tell(Msg::Desk(Arc::new(desk.clone())));
            check(&dashboard, name);
            frames += &titled(&dashboard, name);
        }
    }
    insta::assert_snapshot!("decide", frames);
}

#[test]
fn a_decision_against_the_ledger_says_what_it_replaces() {
    let mut dashboard = evidence((80, 24), false);
    dashboard.press("<Esc>G<Enter>d");
    let Some(Order::MayDecide { person_key, has_ledger_row: true }) = last_question(&mut dashboard)
    else {
        panic!("the ledger has a row");
    };
    dashboard.tell(Msg::Desk(Arc::new(job::permitted(person_key))));
    dashboard.press("<Down><Enter>the registration is right<Enter>");
    insta::assert_snapshot!("decide_against_ledger", titled(&dashboard, "against the ledger"));
    let decided = ordered(&mut dashboard, "y");
    assert_eq!((decided.scout_id, decided.has_ledger_row), (ScoutId(21), true));
}

/// What the dialog asks when it is opened again.
fn last_question(dashboard: &mut Dashboard) -> Option<Order> {
    dashboard.press("<Esc>");
    dashboard.press_for_orders("d").pop()
}

#[test]
fn a_read_only_profile_asks_nobody_and_shows_the_sql() {
    let mut dashboard = evidence((80, 24), false);
    dashboard.app.job_refused = Some("nothing may be written (read-only)".to_owned());
    assert_eq!(dashboard.press_for_orders("d"), []);
    let mut frames = titled(&dashboard, "read-only");
    dashboard.press("<Enter>because<Enter>");
    frames += &titled(&dashboard, "because");
    insta::assert_snapshot!("decide_read_only", frames);
    assert_eq!(dashboard.press_for_orders("y"), []);
}

#[test]
fn older_views_show_the_sql_and_say_why_it_cannot_be_recorded() {
    let mut dashboard = evidence((80, 24), false);
    dashboard.turn_to(fixtures::normal(), Database::OlderViews);
    assert_eq!(
        dashboard.press_for_orders("d"),
        [],
        "there is nothing to hold the evidence against"
    );
    let text = dashboard.frame().text();
    assert!(text.contains("too old to tell") && text.contains("schema install"), "{text}");
    dashboard.press("<Tab>");
    assert!(dashboard.frame().text().contains("null::text as fingerprint"));
}

#[test]
fn the_sql_on_the_screen_is_the_script_whole() {
    for size in [(56, 12), (60, 15), (80, 24), (120, 40)] {
        let mut dashboard = dialog(size, permitted(), &format!("<Enter>{WHY}<Tab>"), false);
        let mut shown: Vec<String> = Vec::new();
        // Row by row, so that every line is the last one in view once.
        for _ in 0..400 {
            let text = dashboard.frame().text();
            let lines: Vec<_> = text.lines().skip(2).map(str::to_owned).collect();
            let foot = lines.iter().position(|line| line.contains("scroll")).unwrap();
            let page = lines[..foot].to_vec();
            if shown.is_empty() {
                shown = page;
            } else if !shown.ends_with(&page) {
                shown.extend(page.last().cloned());
            }
            dashboard.press("<Down>");
        }
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words(&shown.join("\n")), words(&decision_script(&decision())), "{size:?}");
    }
}

#[test]
fn sql_with_letters_that_the_terminal_lacks_is_not_for_copying() {
    let mut dashboard = dialog((80, 24), permitted(), "<Enter>it is hers<Tab>", false);
    dashboard.app.theme = Theme::ansi().with_glyphs(Glyphs::Ascii);
    let title = |dashboard: &Dashboard| dashboard.frame().rows()[1].clone();
    assert!(!title(&dashboard).contains("not for copying"));
    dashboard.press("<Tab>, Íñigo<Tab>");
    assert!(title(&dashboard).contains("not for copying"), "{}", title(&dashboard));
    dashboard.app.theme = Theme::ansi();
    assert!(!title(&dashboard).contains("not for copying"));
}

#[test]
fn enter_is_not_yes_and_neither_is_text_that_is_pasted() {
    let reason = "<Enter>yes, yes";
    // While the reason is typed every letter is text.
    let mut dashboard = dialog((80, 24), permitted(), reason, false);
    assert_eq!(dashboard.press_for_orders("y"), []);
    dashboard.tell(Msg::Paste("\npasted\u{1b}[2J".to_owned()));
    dashboard.press("<Enter>");
    dashboard.tell(Msg::Paste("y".to_owned()));
    let text = dashboard.frame().text();
    assert!(text.contains("yes, yesy pasted\\u{1b}[2J") && text.contains("record it?"), "{text}");
    assert_eq!(dashboard.press_for_orders("<Enter>"), []);
    assert!(dashboard.frame().text().contains("› person"), "Enter cancels");

    let mut dashboard = dialog((80, 24), permitted(), &format!("{reason}<Enter>"), true);
    for keys in ["y<Enter>", "<BS>PRO<Enter>"] {
        assert!(dashboard.press_for_orders("n").is_empty());
        dashboard.press(keys);
        assert!(dashboard.frame().text().contains("nothing was recorded"), "{keys}");
        dashboard.press("<BS><BS><BS><BS><BS>");
    }
    // What was typed for one scout does not count for another.
    dashboard.press("PROD<Esc><Esc><Down><Enter><Enter>");
    assert_eq!(dashboard.press_for_orders("<Enter>"), []);
    let mut dashboard = dialog((80, 24), permitted(), &format!("{reason}<Enter>PROD"), true);
    dashboard.resize((30, 8));
    assert_eq!(dashboard.press_for_orders("<Enter>"), [], "the question is not on screen");
    dashboard.resize((80, 24));
    assert_eq!(ordered(&mut dashboard, "<Enter>").scout_id, ScoutId(4));
}

#[test]
fn nobody_says_yes_before_it_is_known_to_be_allowed() {
    let keys = "<Enter>why<Enter>";
    let other = PersonKey(uuid::Uuid::nil());
    for desk in [DeskState::default(), job::permitted(other), job::recording(job::disputed())] {
        let mut dashboard = dialog((80, 24), desk, keys, false);
        assert_eq!(dashboard.press_for_orders("y"), []);
        dashboard.tell(Msg::Desk(Arc::new(permitted())));
        assert_eq!(ordered(&mut dashboard, "y").reason, "why");
    }
}

#[test]
fn the_person_and_the_evidence_stay_those_that_were_shown() {
    let expected = decision();
    let mut dashboard = dialog((80, 24), permitted(), "<Enter>", false);
    // Below the dialog the list turns round, and the person's evidence becomes another.
    dashboard.turn_to(fixtures::normal(), Database::Later);
    dashboard.press(&format!("{WHY}<Enter>"));
    dashboard.turn_to(fixtures::normal(), Database::Later);
    assert_eq!(ordered(&mut dashboard, "y"), expected);
    let mut dashboard = evidence((80, 24), false);
    dashboard.turn_to(fixtures::normal(), Database::Later);
    dashboard.press("d");
    dashboard.tell(Msg::Desk(Arc::new(permitted())));
    dashboard.press(&format!("<Enter>{WHY}<Enter>"));
    let later = ordered(&mut dashboard, "y");
    assert_eq!(later.person_key, expected.person_key);
    assert_ne!(later.fingerprint, expected.fingerprint, "what is shown now counts");
}

#[test]
fn what_became_of_a_decision_is_read_at_once_and_told_where_the_dialog_is_closed() {
    for (outcome, words) in [
        (None, "recorded: scout 4 for person"),
        (Some(Undecided::Changed), "nothing was recorded: the evidence changed since it was shown"),
    ] {
        let mut dashboard = dialog((80, 24), permitted(), "<Enter>why<Enter>y<Esc>", false);
        dashboard.tell(Msg::Desk(Arc::new(job::recording(job::disputed()))));
        let news = Msg::Desk(Arc::new(job::decided(decision(), outcome)));
        let effects = dashboard.app.update(news).effects;
        let asks = |effect: &Effect| match effect {
            Effect::Ask(request) => request.ask == Ask::Person(job::disputed()),
            _ => false,
        };
        assert!(effects.contains(&Effect::PollNow) && effects.iter().any(asks), "{effects:?}");
        let text = dashboard.frame().text();
        assert!(text.lines().last().unwrap().contains(words), "{text}");
    }
}

#[test]
fn where_no_evidence_names_a_scout_there_is_nobody_to_decide_for() {
    let full = Database::Full(Texts::Plain);
    let mut dashboard = Dashboard::new((80, 24), Theme::ansi(), fixtures::normal(), full);
    dashboard.press("2<Down><Enter><Enter>d");
    let text = dashboard.frame().text();
    assert!(text.contains("no evidence names a scout") && text.contains("› person"), "{text}");
    let mut dashboard = Dashboard::new((80, 24), Theme::ansi(), fixtures::normal(), full);
    let text = dashboard.press("3d").frame().text();
    assert!(text.contains("not on this screen: Evidence"), "{text}");
    dashboard.turn_to(fixtures::normal(), Database::Silent);
    let text = dashboard.press("<Enter>d").frame().text();
    assert!(text.contains("the evidence is not here yet"), "{text}");
}
