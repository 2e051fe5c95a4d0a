//! What has changed since a moment: the rules, the words, and when it is put before people.

use chrono::{DateTime, TimeDelta, Utc};
use scoutwatch::model::digest::{Before, Change, Digest, Gap, Origin};
use scoutwatch::model::{Language, PerCategory, Severity, Snapshot};
use scoutwatch::tui::app::DigestPast;
use scoutwatch::tui::msg::Msg;
use scoutwatch::tui::theme::Theme;

use super::{OTHER_SIZES, SIZES, check, titled};
use crate::dashboard::Dashboard;
use crate::fixtures::{self, Database, Texts};

/// What was true five hours ago: fewer missing, two conflicts less, and a rule that was better.
fn before(origin: Origin) -> Before {
    let mut before = Before::of(&fixtures::normal(), fixtures::ago(5 * 3600), origin).unwrap();
    before.figures.missing -= 41;
    before.figures.satisfactory += 1;
    before.figures.conflicts = Some(3);
    before.figures.backlog = PerCategory([Some(155), Some(3), Some(1308), Some(165), Some(5)]);
    before.conflicts.as_mut().unwrap().drain(..2);
    let health = before.health.as_mut().unwrap();
    health.findings[0].severity = Severity::Warn;
    health.findings[3].severity = Severity::Warn;
    before
}

fn unchanged(at: DateTime<Utc>) -> Before {
    Before::of(&fixtures::normal(), at, Origin::LastExit).unwrap()
}

/// A dashboard that is told what there is to compare with, and then has its first figures.
fn started(size: (u16, u16), past: DigestPast) -> Dashboard {
    speaking(Language::English, size, past)
}

/// The same in a language.
fn speaking(language: Language, size: (u16, u16), past: DigestPast) -> Dashboard {
    let (theme, database) = (Theme::mono().with_language(language), Database::Full(Texts::Plain));
    let mut dashboard = Dashboard::new(size, theme, fixtures::loading(), database);
    dashboard.app.compare_with(past);
    dashboard.tell(Msg::Snapshot(fixtures::normal().into()));
    dashboard
}

fn asked(hours: i64, known: Vec<Before>) -> DigestPast {
    DigestPast { asked: Some(fixtures::now() - TimeDelta::hours(hours)), known }
}

#[test]
fn the_digest_tells_worst_first_what_has_changed() {
    let left = DigestPast { asked: None, known: vec![before(Origin::LastExit)] };
    let mut dashboard = started((80, 24), left);
    let mut frames = String::new();
    for size in SIZES {
        dashboard.resize(size);
        frames += &titled(&dashboard, "since the last exit");
    }
    dashboard.resize((80, 24));
    frames += &titled(dashboard.press("<Esc>"), "closed");
    frames += &titled(dashboard.press("h3"), "a key that goes elsewhere closes it");
    for (name, past) in [
        ("since 22:10Z, from a recording", asked(5, vec![before(Origin::Recording)])),
        ("since 40 hours, from the daily history", asked(40, Vec::new())),
        ("since a year: the history is shorter", asked(24 * 366, Vec::new())),
    ] {
        frames += &titled(&started((80, 24), past), name);
    }
    insta::assert_snapshot!("digest", frames);
}

#[test]
fn the_digest_speaks_spanish() {
    let mut frames = String::new();
    let one = DigestPast { asked: None, known: vec![unchanged(fixtures::ago(3600))] };
    for (name, past) in [
        ("since the last exit", DigestPast { asked: None, known: vec![before(Origin::LastExit)] }),
        ("since 22:10Z, from a recording", asked(5, vec![before(Origin::Recording)])),
        ("since 40 hours, from the daily history", asked(40, Vec::new())),
        ("since a year: the history is shorter", asked(24 * 366, Vec::new())),
        ("nothing has changed", one),
    ] {
        for size in SIZES {
            frames += &titled(&speaking(Language::Spanish, size, past.clone()), name);
        }
    }
    insta::assert_snapshot!("digest_spanish", frames);
}

#[test]
fn the_digest_is_whole_at_every_size() {
    for size in SIZES.into_iter().chain(OTHER_SIZES) {
        let left = DigestPast { asked: None, known: vec![before(Origin::LastExit)] };
        let mut dashboard = started(size, left);
        for keys in ["", "<Down>", "<PgDn>", "G", "<Esc>", "h", "h"] {
            check(dashboard.press(keys), &format!("{keys} {size:?}"));
        }
    }
}

fn is_open(dashboard: &Dashboard) -> bool {
    dashboard.frame().text().contains("What has changed")
}

fn last_row(dashboard: &Dashboard) -> String {
    dashboard.frame().text().lines().last().unwrap_or_default().trim().to_owned()
}

#[test]
fn nobody_is_held_up_at_a_first_start_or_by_nothing() {
    let first = started((80, 24), DigestPast::default());
    assert!(!is_open(&first) && last_row(&first).contains("help"), "{}", last_row(&first));
    let same = unchanged(fixtures::ago(5 * 3600));
    let mut same = started((80, 24), DigestPast { asked: None, known: vec![same] });
    // A run ended well since then.
    assert!(is_open(&same));
    same.press("<Esc>");
    let recent = unchanged(fixtures::ago(200));
    let mut recent = started((80, 24), DigestPast { asked: None, known: vec![recent] });
    assert!(!is_open(&recent), "nobody was away");
    assert_eq!(last_row(&recent), "nothing has changed since you left at 24 Nov 03:08Z");
    recent.press("h");
    assert!(is_open(&recent), "asked for, it is there all the same");
    assert!(recent.frame().text().contains("Nothing that is known has changed."));
}

#[test]
fn without_anything_to_compare_with_the_key_says_how_to_ask() {
    let mut dashboard = started((80, 24), DigestPast::default());
    dashboard.press("h");
    assert!(
        last_row(&dashboard).contains("--since TIME names a moment"),
        "{}",
        last_row(&dashboard)
    );
}

#[test]
fn at_a_first_start_the_key_tells_what_has_changed_since_the_first_poll_that_is_kept() {
    let mut dashboard = super::past::dashboard((80, 24));
    dashboard.press("h");
    let text = dashboard.frame().text();
    assert!(text.contains("as this program has kept it."), "{text}");
    assert!(text.contains("WARN"), "{text}");
    dashboard.press(&format!("<Esc>{}", "[".repeat(80)));
    dashboard.press("h");
    let text = dashboard.frame().text();
    assert!(!is_open(&dashboard), "before the first poll nothing is known\n{text}");
}

fn digest(asked: Option<DateTime<Utc>>, known: &[Before]) -> Option<Digest> {
    Digest::of(asked, known, &fixtures::normal(), fixtures::now())
}

#[test]
fn the_nearest_known_moment_is_compared_with_and_named() {
    let base = |hours: i64, known: &[Before]| {
        let asked = fixtures::now() - TimeDelta::hours(hours);
        digest(Some(asked), known).and_then(|digest| digest.base)
    };
    let left = unchanged(fixtures::ago(5 * 3600));
    let recorded = before(Origin::Recording);
    let recorded = Before { at: fixtures::ago(9 * 3600), ..recorded };
    let known = [left.clone(), recorded.clone()];
    assert_eq!(base(6, &known), Some((left.at, Origin::LastExit)));
    assert_eq!(base(8, &known), Some((recorded.at, Origin::Recording)));
    let (at, origin) = base(48, &known).unwrap();
    assert_eq!(origin, Origin::History);
    assert!((at - (fixtures::now() - TimeDelta::hours(48))).num_hours().abs() <= 24);
    let recent = unchanged(fixtures::ago(3600));
    assert_eq!(base(6, &[recent]), None, "an hour says nothing of six");
    assert_eq!(base(24 * 366, &[]), None, "two months say nothing of a year");
    assert_eq!(digest(None, &[]), None);
    assert_eq!(digest(None, &known).unwrap().base, Some((left.at, Origin::LastExit)));
}

#[test]
fn what_cannot_be_known_is_said() {
    let gaps = |past: &DigestPast| digest(past.asked, &past.known).unwrap().gaps;
    let history = gaps(&asked(40, Vec::new()));
    assert!(history.contains(&Gap::Verdicts), "{history:?}");
    assert!(matches!(history.last(), Some(Gap::Runs(_))), "{history:?}");
    let mut without = fixtures::normal();
    without.daily.value = None;
    let past = asked(5, vec![unchanged(fixtures::ago(3600))]);
    let nothing = Digest::of(past.asked, &past.known, &without, fixtures::now()).unwrap();
    assert_eq!((nothing.base, nothing.gaps.first()), (None, Some(&Gap::Figures)));
    assert_eq!(gaps(&asked(2, vec![unchanged(fixtures::ago(7200))])), []);
    let mut blind = fixtures::normal();
    blind.runs.value = None;
    let known = [unchanged(fixtures::ago(7200))];
    let digest = Digest::of(None, &known, &blind, fixtures::now()).unwrap();
    assert_eq!(digest.gaps, [Gap::NoRuns]);
}

#[test]
fn runs_are_told_by_their_own_times() {
    let since = |hours: i64| {
        let known = [unchanged(fixtures::now() - TimeDelta::hours(hours))];
        digest(None, &known).unwrap().changes
    };
    let failed =
        |changes: &[Change]| changes.iter().any(|change| matches!(change, Change::Failed(_)));
    assert!(!failed(&since(2)), "the failure was before that");
    assert!(failed(&since(5)));
    assert!(since(2).iter().any(|change| matches!(change, Change::Completed(1))));
}

#[test]
fn an_older_view_without_a_backlog_of_then_is_a_gap_and_no_change() {
    let mut known = unchanged(fixtures::ago(7200));
    known.figures.backlog = PerCategory::default();
    known.figures.conflicts = None;
    let digest = digest(None, &[known]).unwrap();
    assert!(digest.gaps.contains(&Gap::Backlog) && digest.gaps.contains(&Gap::Conflicts));
    assert!(
        !digest
            .changes
            .iter()
            .any(|change| { matches!(change, Change::Backlog { .. } | Change::Conflicts { .. }) })
    );
}

#[test]
fn without_figures_there_is_no_digest() {
    let nothing: Snapshot = fixtures::loading();
    let known = [unchanged(fixtures::ago(7200))];
    assert_eq!(Digest::of(None, &known, &nothing, fixtures::now()), None);
}
