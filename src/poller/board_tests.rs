use chrono::TimeDelta;

use super::*;
use crate::model::{BaselineOrigin, FailureKind, LastJob, Rule, RunStatus, Severity};
use crate::poller::sample::{day, metrics, noon, overview, unreachable};

const TOOK: Duration = Duration::from_millis(20);

fn board() -> Board {
    let first = Snapshot::connecting(noon(), Duration::from_secs(12));
    Board::new(first, Thresholds::default())
}

fn since(board: &Board, rule: Rule) -> Option<DateTime<Utc>> {
    board.snapshot().health.finding(rule).and_then(|finding| finding.since)
}

#[test]
fn health_is_unknown_until_there_are_figures() {
    let mut board = board();
    board.lost(unreachable(), noon(), noon());
    assert_eq!(board.snapshot().health.severity, Severity::Unknown);
    let mut without = overview(metrics(900, noon()));
    without.metrics = Err(Failure::new(FailureKind::Missing, "gone"));
    board.reached(without, noon(), TOOK);
    assert_eq!(board.snapshot().health.severity, Severity::Unknown);
    board.reached(overview(metrics(400, noon())), noon(), TOOK);
    assert_eq!(board.snapshot().health.severity, Severity::Crit);
    board.lost(unreachable(), noon(), noon());
    assert_eq!(board.snapshot().health.severity, Severity::Crit);
}

#[test]
fn a_verdict_knows_since_when_it_is_the_same() {
    let mut board = board();
    let at = |minutes| noon() + TimeDelta::minutes(minutes);
    let poll = |board: &mut Board, satisfactory, minutes| {
        board.reached(overview(metrics(satisfactory, at(minutes))), at(minutes), TOOK);
    };
    poll(&mut board, 900, 0);
    poll(&mut board, 850, 1);
    assert_eq!(since(&board, Rule::Satisfactory), Some(at(0)));
    poll(&mut board, 700, 2);
    poll(&mut board, 600, 3);
    assert_eq!(since(&board, Rule::Satisfactory), Some(at(2)));
    assert_eq!(since(&board, Rule::Conflicts), Some(at(0)));
    poll(&mut board, 900, 4);
    assert_eq!(since(&board, Rule::Satisfactory), Some(at(4)));
}

fn began_earlier(board: &Board, rule: Rule) -> bool {
    board.snapshot().health.finding(rule).unwrap().began_earlier
}

#[test]
fn what_was_there_at_the_first_poll_began_earlier_and_is_dated_by_the_history() {
    let mut board = board();
    let at = |minutes| noon() + TimeDelta::minutes(minutes);
    board.reached(overview(metrics(850, at(0))), at(0), TOOK);
    assert_eq!(since(&board, Rule::Satisfactory), Some(at(0)));
    assert!(began_earlier(&board, Rule::Satisfactory));
    let mut with_history = overview(metrics(850, at(1)));
    let days_ago = |days| noon() - TimeDelta::days(days);
    let days = [3, 2, 1].map(|days| day(days_ago(days).date_naive(), days_ago(days)));
    with_history.daily = Ok(days.to_vec());
    board.reached(with_history, at(1), TOOK);
    assert_eq!(since(&board, Rule::Satisfactory), Some(days_ago(3)));
    assert_eq!(since(&board, Rule::Conflicts), Some(at(0)));
    // What is seen to begin has a beginning.
    board.reached(overview(metrics(700, at(2))), at(2), TOOK);
    assert_eq!(since(&board, Rule::Satisfactory), Some(at(2)));
    assert!(!began_earlier(&board, Rule::Satisfactory));
    assert!(began_earlier(&board, Rule::Conflicts));
}

#[test]
fn another_line_leaves_the_other_rules_their_beginning_and_their_margin() {
    let mut board = board();
    let at = |minutes| noon() + TimeDelta::minutes(minutes);
    let poll = |board: &mut Board, satisfactory, minutes| {
        board.reached(overview(metrics(satisfactory, at(minutes))), at(minutes), TOOK);
    };
    poll(&mut board, 900, 0);
    poll(&mut board, 799, 1);
    poll(&mut board, 802, 2);
    let held = board.snapshot().health.finding(Rule::Satisfactory).unwrap().clone();
    assert_eq!((held.severity, held.since), (Severity::Ok, Some(at(2))));
    assert_eq!(held.heard(), Severity::Warn);
    let thresholds = Thresholds { conflicts_warn: 3, ..Thresholds::default() };
    board.set_thresholds(thresholds);
    assert_eq!(board.snapshot().health.finding(Rule::Satisfactory), Some(&held));
    // The rule whose line moved has another verdict, and nobody has seen it begin.
    assert_eq!(board.snapshot().health.severity_of(Rule::Conflicts), Severity::Warn);
    assert!(began_earlier(&board, Rule::Conflicts));
    poll(&mut board, 802, 3);
    assert_eq!(board.snapshot().health.finding(Rule::Satisfactory), Some(&held));

    // Its own line moves: nothing is held of what was heard at the old one.
    let thresholds = Thresholds { satisfactory_ok_percent: 85.0, ..thresholds };
    board.set_thresholds(thresholds);
    let finding = board.snapshot().health.finding(Rule::Satisfactory).unwrap();
    assert_eq!((finding.severity, finding.heard()), (Severity::Warn, Severity::Warn));
    board.set_thresholds(Thresholds { satisfactory_ok_percent: 80.0, ..thresholds });
    assert_eq!(board.snapshot().health.severity_of(Rule::Satisfactory), Severity::Ok);
}

#[test]
fn the_age_of_a_job_is_told_by_the_clock_of_the_database() {
    let mut board = board();
    let mut figures = metrics(900, noon());
    figures.last_job = Some(LastJob {
        status: RunStatus::Completed,
        started_at: None,
        ended_at: Some(noon() - TimeDelta::hours(1)),
        duration_seconds: None,
        summary: None,
        error: None,
        has_living_runner: None,
    });
    // Our own clock is ten days ahead.
    board.reached(overview(figures), noon() + TimeDelta::days(10), TOOK);
    assert_eq!(board.snapshot().health.severity_of(Rule::Job), Severity::Ok);
}

#[test]
fn changes_are_measured_from_earlier_polls_and_from_stored_days() {
    let mut board = board();
    let mut first = overview(metrics(900, noon()));
    let yesterday = noon() - TimeDelta::hours(23);
    first.daily = Ok(vec![day(yesterday.date_naive(), yesterday)]);
    board.reached(first, noon(), TOOK);
    let baselines = board.snapshot().baselines;
    assert_eq!(baselines.hour, None);
    assert_eq!(
        baselines.day.map(|day| (day.at, day.origin)),
        Some((yesterday, BaselineOrigin::Stored))
    );

    let later = noon() + TimeDelta::minutes(58);
    board.reached(overview(metrics(901, later)), later, TOOK);
    let hour = board.snapshot().baselines.hour.unwrap();
    assert_eq!((hour.at, hour.origin), (noon(), BaselineOrigin::Polled));
    assert_eq!(hour.figures.satisfactory, 900);
    assert_eq!(board.snapshot().baselines.day, None, "the newest history has no such day");
}

#[test]
fn an_outage_keeps_its_beginning() {
    let mut board = board();
    board.reached(overview(metrics(900, noon())), noon(), TOOK);
    let at = |seconds| noon() + TimeDelta::seconds(seconds);
    board.lost(unreachable(), at(1), at(2));
    board.lost(unreachable(), at(3), at(7));
    let expected = Link::Lost {
        since: at(1),
        polled_at: Some(noon()),
        failure: unreachable(),
        retry_at: at(7),
    };
    assert_eq!(board.snapshot().link, expected);
    assert_eq!(board.snapshot().sequence, 3);
}
