//! Going back in time: what is shown, what is marked, what is refused, and that polling goes on.

use chrono::TimeDelta;
use scoutwatch::model::{Health, Link, Snapshot, Thresholds};
use scoutwatch::reel::{Budget, Reel};
use scoutwatch::tui::app::Replay;
use scoutwatch::tui::msg::{Effect, Msg};
use scoutwatch::tui::theme::Theme;

use super::{SIZES, check, titled};
use crate::dashboard::Dashboard;
use crate::fixtures::{self, Database, Texts};

/// How many polls there are, twelve seconds apart; the last one is of now.
const POLLS: u64 = 60;

/// The poll of a number: D grows by one with each, a conflict comes with the one before the last, and a run
/// fails with it.
pub(super) fn poll(number: u64) -> Snapshot {
    let mut snapshot = fixtures::normal();
    let left = POLLS - number;
    let at = fixtures::now() - TimeDelta::seconds(12 * left as i64);
    snapshot.sequence = number;
    snapshot.link = Link::Live { polled_at: at, took: std::time::Duration::from_millis(31) };
    snapshot.metrics.taken_at = Some(at);
    let metrics = snapshot.metrics.value.as_mut().unwrap();
    metrics.snapshot_timestamp = at;
    metrics.missing -= left as i64;
    metrics.satisfactory += left as i64;
    metrics.backlog.0[3] = metrics.backlog.0[3].map(|persons| persons - left as i64);
    if left > 1 {
        metrics.conflicts -= 1;
        snapshot.conflicts.value.as_mut().unwrap().remove(0);
        snapshot.runs.value.as_mut().unwrap().remove(0);
    }
    let metrics = metrics.clone();
    snapshot.health = Health::judge_after(&snapshot.health, &metrics, &Thresholds::default());
    for taken_at in [
        &mut snapshot.daily.taken_at,
        &mut snapshot.conflicts.taken_at,
        &mut snapshot.runs.taken_at,
    ] {
        *taken_at = Some(at);
    }
    snapshot
}

/// A dashboard that has seen all the polls.
pub(super) fn dashboard(size: (u16, u16)) -> Dashboard {
    let database = Database::Full(Texts::Plain);
    let mut dashboard = Dashboard::new(size, Theme::mono(), poll(1), database);
    for number in 2..=POLLS {
        dashboard.tell(Msg::Snapshot(poll(number).into()));
    }
    dashboard.app.job_refused = None;
    dashboard
}

#[test]
fn a_step_back_names_the_moment_and_marks_what_changed_without_colours() {
    let mut frames = String::new();
    let mut dashboard = dashboard((80, 24));
    dashboard.press("[");
    for size in SIZES {
        dashboard.resize(size);
        frames += &titled(&dashboard, "the poll before");
    }
    dashboard.resize((80, 24));
    for screen in ["2", "3", "4", "5", "6", "2<Enter>"] {
        frames += &titled(dashboard.press(screen), screen);
    }
    insta::assert_snapshot!("past", frames);
}

#[test]
fn every_screen_is_whole_in_the_past_at_every_size() {
    let mut dashboard = dashboard((80, 24));
    for size in SIZES.into_iter().chain(super::OTHER_SIZES) {
        dashboard.resize(size);
        for keys in ["[", "{", "1", "2", "3", "4", "5", "6", "7", "8", "2<Enter>", "\\", "3"] {
            check(dashboard.press(keys), &format!("{keys} {size:?}"));
        }
    }
}

fn banner(dashboard: &Dashboard) -> String {
    let text = dashboard.frame().text();
    text.lines().nth(1).unwrap_or_default().trim().to_owned()
}

#[test]
fn steps_go_poll_by_poll_and_ten_minutes_at_a_time_and_end_at_either_end() {
    let mut dashboard = dashboard((120, 40));
    let mut seen = Vec::new();
    for keys in ["[", "[", "]", "{", "{", "{", "[", "}", "}", "}", "]", "\\", "\\"] {
        let text = dashboard.press(keys).frame().text();
        let last = text.lines().last().unwrap_or_default().trim().to_owned();
        let last = if last.contains("quit") { String::new() } else { last };
        seen.push(format!("{keys}  {}  {last}", banner(&dashboard)));
    }
    insta::assert_snapshot!("past_steps", seen.join("\n"));
}

#[test]
fn while_the_past_is_shown_polls_are_kept_and_the_alarm_hears_them() {
    let mut dashboard = dashboard((80, 24));
    dashboard.press("[[[");
    let before = dashboard.frame().text();
    let mut next = poll(POLLS);
    next.sequence += 1;
    dashboard.tell(Msg::Snapshot(next.into()));
    assert_eq!(dashboard.app.reel.len(), POLLS as usize + 1);
    assert_eq!(dashboard.frame().text(), before.replace("of 60", "of 61"));
    dashboard.press("\\");
    assert!(!dashboard.app.is_past());
    assert!(dashboard.frame().text().contains(" LIVE "));
}

#[test]
fn a_frozen_screen_steps_back_from_what_it_shows() {
    let mut dashboard = dashboard((80, 24));
    dashboard.press(" ");
    for number in 1..=3 {
        let mut next = poll(POLLS);
        next.sequence += number;
        dashboard.tell(Msg::Snapshot(next.into()));
    }
    dashboard.press("[");
    assert!(banner(&dashboard).contains("59 of 63"), "{}", banner(&dashboard));
    dashboard.press(" ");
    assert!(!dashboard.app.is_past(), "Space goes on");
}

#[test]
fn nothing_is_written_from_a_moment_in_the_past_and_nothing_of_today_is_asked_for() {
    let mut dashboard = dashboard((80, 24));
    dashboard.press("[");
    for keys in ["3", "5", "6", "7", "1<Enter>"] {
        for key in keys.split_inclusive(char::is_numeric) {
            let effects = dashboard.press_for_effects(key);
            assert!(!effects.iter().any(|effect| matches!(effect, Effect::Ask(_))), "{keys}");
        }
    }
    for key in ["t", "d"] {
        assert_eq!(dashboard.press_for_effects(key), []);
        let text = dashboard.frame().text();
        assert!(text.contains("the past is shown: nothing is written from here"), "{text}");
        assert!(dashboard.app.dialog.is_none());
    }
    dashboard.press("\\3");
    assert!(dashboard.frame().text().contains("1 of 7"), "the list is read again");
}

#[test]
fn the_selected_row_stays_selected_while_the_polls_change_under_it() {
    let mut dashboard = dashboard((80, 24));
    let selected = |dashboard: &Dashboard| {
        let text = dashboard.frame().text();
        let line = text.lines().find(|line| line.starts_with(" ▸")).unwrap_or_default().to_owned();
        line.split_whitespace().nth(1).unwrap_or_default().to_owned()
    };
    dashboard.press("<Tab><Down>");
    let conflict = selected(&dashboard);
    dashboard.press("[");
    assert_eq!(selected(&dashboard), conflict);
    // One row less above it.
    dashboard.press("[");
    assert_eq!(selected(&dashboard), conflict);
    dashboard.press("\\");
    assert_eq!(selected(&dashboard), conflict);
}

#[test]
fn a_poll_in_the_past_that_lost_the_database_says_so() {
    let mut dashboard = dashboard((80, 24));
    let mut lost = fixtures::lost();
    lost.sequence = POLLS + 1;
    dashboard.tell(Msg::Snapshot(lost.into()));
    let mut back = poll(POLLS);
    back.sequence = POLLS + 2;
    dashboard.tell(Msg::Snapshot(back.into()));
    dashboard.press("[");
    let text = dashboard.frame().text();
    assert!(text.contains("PAST") && text.contains("NO DATABASE"), "{text}");
}

#[test]
fn a_recording_is_shown_without_a_database() {
    let mut reel = Reel::new(Budget::REPLAY);
    for number in 1..=POLLS {
        reel.keep(poll(number).into(), fixtures::now()).unwrap();
    }
    let mut frames = String::new();
    let database = Database::Silent;
    let mut dashboard = Dashboard::new((80, 24), Theme::mono(), fixtures::loading(), database);
    let remarks = vec!["the last record was torn and is left out".to_owned()];
    dashboard.app.replay(reel, Replay { remarks });
    for size in SIZES {
        dashboard.resize(size);
        frames += &titled(&dashboard, "replay");
    }
    dashboard.resize((80, 24));
    for keys in ["[", "3", "6", "r", " ", "t", "\\", "]"] {
        frames += &titled(dashboard.press(keys), keys);
    }
    insta::assert_snapshot!("replay", frames);
}
