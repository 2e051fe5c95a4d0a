//! The refresh job's dialog, and the strip that a run draws across every screen.

use std::sync::Arc;

use scoutwatch::model::{Refusal, Snapshot};
use scoutwatch::refresh::desk::{DeskState, Order};
use scoutwatch::tui::msg::{Effect, Msg};
use scoutwatch::tui::theme::Theme;

use super::{check, titled};
use crate::dashboard::Dashboard;
use crate::fixtures::{self, Database, Texts, job};

/// The dialog on a desk that knows this much.
fn dialog(size: (u16, u16), desk: DeskState, snapshot: Snapshot, is_production: bool) -> Dashboard {
    let full = Database::Full(Texts::Plain);
    let mut dashboard = Dashboard::new(size, Theme::ansi(), fixtures::normal(), full);
    dashboard.app.job_refused = None;
    dashboard.app.profile.is_read_only = false;
    dashboard.app.profile.is_production = is_production;
    dashboard.app.profile.label = if is_production { "PROD" } else { "TEST" }.to_owned();
    dashboard.press("t");
    dashboard.tell(Msg::Desk(Arc::new(desk)));
    dashboard.turn_to(snapshot, full);
    dashboard
}

#[test]
fn the_dialog_says_what_would_be_done_where_and_what_was() {
    let pages = [
        ("planning", job::planning(), fixtures::normal()),
        ("planned", job::planned(), fixtures::normal()),
        ("refused", job::refused(), fixtures::normal()),
        ("running", job::running(), job::snapshot_with_run()),
        ("another's run", job::planned(), job::snapshot_with_run()),
        ("ended", job::ended(), fixtures::normal()),
    ];
    let mut frames = String::new();
    for (name, desk, snapshot) in pages {
        for is_production in [false, true] {
            let dashboard = dialog((80, 24), desk.clone(), snapshot.clone(), is_production);
            if name == "planned" || !is_production {
                frames += &titled(&dashboard, name);
            }
        }
        let small = dialog((60, 15), desk.clone(), snapshot.clone(), true);
        frames += &titled(&small, name);
        for size in [(120, 40), (60, 15), (40, 8), (20, 5), (0, 0)] {
            check(&dialog(size, desk.clone(), snapshot.clone(), true), &format!("{name} {size:?}"));
        }
    }
    insta::assert_snapshot!("job", frames);
}

#[test]
fn a_run_draws_a_strip_across_every_screen() {
    let full = Database::Full(Texts::Plain);
    let mut dashboard = Dashboard::new((80, 24), Theme::ansi(), job::snapshot_with_run(), full);
    for key in '1'..='8' {
        dashboard.press(&key.to_string());
        let text = dashboard.frame().text();
        let strip = text.lines().nth(1).unwrap_or_default();
        assert_eq!(
            strip,
            " ▶ refresh run 4716 · 3/5 take the events' scout to the ledger · 40 of 91 · 12/…"
        );
    }
}

#[test]
fn a_right_that_is_missing_is_said_before_the_key_is_pressed() {
    let full = Database::Full(Texts::Plain);
    let mut dashboard = Dashboard::new((160, 60), Theme::ansi(), fixtures::normal(), full);
    dashboard.app.job_refused = None;
    let refused = Refusal::MissingRights {
        role: "viewer".to_owned(),
        rights: vec!["update (scout_id) on observational.lead_ledger".to_owned()],
    };
    dashboard
        .tell(Msg::Desk(Arc::new(DeskState { refused: Some(refused), ..DeskState::default() })));
    let words = "viewer lacks these rights: update (scout_id)";
    dashboard.press("?");
    assert!(dashboard.frame().text().contains(words), "{}", dashboard.frame().text());
    dashboard.press("?:refresh");
    assert!(dashboard.frame().text().contains(words), "{}", dashboard.frame().text());
    dashboard.press("<Esc>");
    let effects = dashboard.press_for_effects("t");
    assert_eq!(effects, [Effect::Order(Order::MayWrite)]);
    let text = dashboard.frame().text().split_whitespace().collect::<Vec<_>>().join(" ");
    for words in ["t is not available (the owner", "schema grant --operator viewer", "viewer lacks"]
    {
        assert!(text.contains(words), "{words} in {text}");
    }
    dashboard.tell(Msg::Desk(Arc::default()));
    assert_eq!(dashboard.press_for_effects("t"), [Effect::Order(Order::Plan)]);
}

#[test]
fn what_the_role_may_is_asked_when_the_database_comes_and_when_it_comes_back() {
    let mut dashboard =
        Dashboard::new((80, 24), Theme::ansi(), fixtures::loading(), Database::Silent);
    dashboard.app.job_refused = None;
    let mut asked = |snapshot| {
        let effects = dashboard.app.update(Msg::Snapshot(Arc::new(snapshot))).effects;
        effects.contains(&Effect::Order(Order::MayWrite))
    };
    assert!(asked(fixtures::normal()));
    assert!(!asked(fixtures::normal()));
    assert!(!asked(fixtures::lost()));
    assert!(asked(fixtures::normal()));
}
