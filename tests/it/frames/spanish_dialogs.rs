//! What lies over a screen in Spanish: the dialogs of the job and of a decision, and what is taken along.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use scoutwatch::model::{Failure, FailureKind, Language, Refusal, Undecided};
use scoutwatch::refresh::desk::DeskState;
use scoutwatch::share::{Closed, ExportError, Exported, News, Parcel, Unwritten, Way};
use scoutwatch::tui::msg::{Effect, Msg};
use scoutwatch::tui::theme::Theme;

use super::{check, titled};
use crate::dashboard::Dashboard;
use crate::fixtures::{self, Database, Texts, job};

/// A dashboard that speaks Spanish, on a profile that may write.
fn dashboard(size: (u16, u16), is_production: bool) -> Dashboard {
    let theme = Theme::ansi().with_language(Language::Spanish);
    let full = Database::Full(Texts::Plain);
    let mut dashboard = Dashboard::new(size, theme, fixtures::normal(), full);
    dashboard.app.job_refused = None;
    dashboard.app.profile.is_read_only = false;
    dashboard.app.profile.is_production = is_production;
    dashboard.app.profile.label = if is_production { "PROD" } else { "TEST" }.to_owned();
    dashboard
}

/// The floor, and a small one.
const SIZES: [(u16, u16); 2] = [(80, 24), (60, 15)];

#[test]
fn the_dialog_of_the_job_in_spanish() {
    let busy = DeskState { plan: Some(Err(Refusal::Busy(Box::default()))), ..DeskState::default() };
    let pages = vec![
        ("planning", job::planning(), fixtures::normal()),
        ("planned", job::planned(), fixtures::normal()),
        ("refused", job::refused(), fixtures::normal()),
        ("busy", busy, fixtures::normal()),
        ("running", job::running(), job::snapshot_with_run()),
        ("another's run", job::planned(), job::snapshot_with_run()),
        ("ended", job::ended(), fixtures::normal()),
    ];
    let mut frames = String::new();
    for (name, desk, snapshot) in pages {
        for is_production in [false, true] {
            for size in SIZES {
                let mut dashboard = dashboard(size, is_production);
                dashboard.press("t");
                dashboard.tell(Msg::Desk(Arc::new(desk.clone())));
                dashboard.turn_to(snapshot.clone(), Database::Full(Texts::Plain));
                check(&dashboard, name);
                if name == "planned" || !is_production {
                    frames += &titled(&dashboard, name);
                }
            }
        }
    }
    insta::assert_snapshot!("spanish_job", frames);
}

#[test]
fn every_stage_of_a_decision_in_spanish() {
    let reason = "<Enter>Mostró los mensajes de esa semana.".to_owned();
    let confirm = format!("{reason}<Enter>");
    let lost = Failure::new(FailureKind::Unreachable, "running session/commit.sql: no answer");
    let rights = ["observational.lead_ledger", "ops.lead_ledger_scout_backfill_audit"]
        .map(|table| format!("insert on {table}"))
        .to_vec();
    let lacking = Undecided::MissingRights { role: "scout_operator".to_owned(), rights };
    let permitted = || job::permitted(job::disputed());
    let forbidden = |why| job::forbidden(job::disputed(), why);
    let pages = [
        ("which scout", permitted(), String::new(), false),
        ("being found out", DeskState::default(), String::new(), false),
        ("may not", forbidden(lacking), String::new(), false),
        ("why", permitted(), reason.clone(), false),
        ("no reason", permitted(), "<Enter>  <Enter>".to_owned(), false),
        ("record it", permitted(), confirm.clone(), false),
        ("on production", permitted(), confirm.clone(), true),
        ("mistyped", permitted(), format!("{confirm}PRDO<Enter>"), true),
        ("the end of the SQL", permitted(), format!("{reason}<Tab>G"), false),
        ("the SQL alone", forbidden(Undecided::NotAllowed), confirm.clone(), false),
    ];
    let mut frames = String::new();
    let mut draw = |name: &str, desk: DeskState, keys: &str, size, is_production| {
        let mut dashboard = dashboard(size, is_production);
        dashboard.press("3<Enter>d");
        dashboard.tell(Msg::Desk(Arc::new(permitted())));
        dashboard.press(keys);
        dashboard.tell(Msg::Desk(Arc::new(desk)));
        check(&dashboard, name);
        frames += &titled(&dashboard, name);
    };
    for (name, desk, keys, is_production) in pages {
        for size in SIZES {
            draw(name, desk.clone(), &keys, size, is_production);
        }
    }
    let mut asked = dashboard((80, 24), false);
    asked.press("3<Enter>d");
    asked.tell(Msg::Desk(Arc::new(permitted())));
    asked.press(&confirm);
    let Some(scoutwatch::refresh::desk::Order::Decide(decision)) =
        asked.press_for_orders("y").pop()
    else {
        panic!("it is not ordered");
    };
    for (name, desk) in [
        ("recording", job::recording(job::disputed())),
        ("recorded", job::decided(*decision.clone(), None)),
        ("overtaken", job::decided(*decision.clone(), Some(Undecided::Changed))),
        ("unsure", job::decided(*decision, Some(Undecided::Unsure(lost)))),
    ] {
        for size in SIZES {
            draw(name, desk.clone(), &format!("{confirm}y"), size, false);
        }
    }
    insta::assert_snapshot!("spanish_decide", frames);
}

#[test]
fn what_is_taken_along_in_spanish() {
    let exported = Exported {
        path: PathBuf::from("/var/tmp/scoutwatch-conflicts-20261124T031207Z.csv"),
        rows: 100_000,
        matching: 312_004,
        bytes: 48_000_123,
    };
    let unwritten = Unwritten {
        folder: PathBuf::from("/var/tmp"),
        reason: "No space left on device (os error 28)".to_owned(),
    };
    let lost = ExportError::Read(Failure::new(FailureKind::Deadline, "no answer within 5m"));
    let parcel = Parcel {
        what: "la fila".to_owned(),
        name: "copy",
        ending: "txt",
        text: "0123456789".repeat(12),
    };
    let handed = |way| News::Handed("la fila".to_owned(), way);
    let screen = Way::Screen(parcel, Closed::File(unwritten.clone()));
    let stages: [(&str, &str, Option<News>); 15] = [
        ("copy", "3y", None),
        ("copy a day", "4y", None),
        ("export", "3/driver ana<Enter>x", None),
        ("figures", "2x", None),
        ("no export", "8x", None),
        ("reading", "3xc", None),
        ("on the way", "3xc", Some(News::Progress { rows: 3_000, matching: 12_040 })),
        ("broken off", "3xc", Some(News::Cancelled)),
        ("exported", "3xc", Some(News::Exported(Ok(exported)))),
        ("full", "3xj", Some(News::Exported(Err(ExportError::Write(unwritten))))),
        ("lost", "3xc", Some(News::Exported(Err(lost)))),
        ("the SQL", "3s", None),
        ("the screen alone", "3", Some(handed(screen))),
        ("to the terminal", "3", Some(handed(Way::Terminal(Vec::new())))),
        ("to tmux", "3", Some(handed(Way::Tmux))),
    ];
    let mut frames = String::new();
    for (name, keys, news) in stages {
        for size in SIZES {
            let mut dashboard = dashboard(size, false);
            dashboard.app.export_folder = "/home/carla/incidents".to_owned();
            dashboard.press(keys);
            news.clone().into_iter().for_each(|news| dashboard.tell(Msg::Share(news)));
            check(&dashboard, name);
            frames += &titled(&dashboard, name);
        }
    }
    insta::assert_snapshot!("spanish_share", frames);
}

#[test]
fn the_incident_note_in_spanish() {
    let mut notes = String::new();
    for (name, snapshot) in [("normal", fixtures::normal()), ("lost", fixtures::lost())] {
        let mut dashboard = dashboard((80, 24), false);
        dashboard.turn_to(snapshot, Database::Full(Texts::Plain));
        dashboard.press("3");
        for effect in dashboard.press_for_effects("Y") {
            if let Effect::Share(scoutwatch::share::Order::Copy(parcel)) = effect {
                // The SQL is the same in every language.
                let told = parcel.text.split("\n## SQL\n").next().unwrap_or_default();
                let _ = writeln!(notes, "=== {name}: {}\n{told}", parcel.what);
            }
        }
    }
    insta::assert_snapshot!("spanish_note", notes);
}
