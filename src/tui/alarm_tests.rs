use std::time::Duration;

use super::*;
use crate::model::{
    Failure, FailureKind, Finding, Health, Identity, Link, Metrics, Panel, PerCategory, Replay,
    Rule,
};
use Severity::{Crit, Ok as Well, Unknown, Warn};

const BELL: AlarmRules =
    AlarmRules { bell: true, notify: Notify::Off, recover: false, quiet_hours: None };

fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
}

fn metrics(at: DateTime<Utc>) -> Metrics {
    Metrics {
        total_persons: 1000,
        satisfactory: 900,
        missing: 100,
        conflicts: 3,
        conflicts_contradicting: None,
        backlog: PerCategory::default(),
        oldest: PerCategory::default(),
        malformed_scout_values: None,
        data_as_of: None,
        mode: None,
        last_job: None,
        snapshot_timestamp: at,
    }
}

/// A poll at a minute whose rules say this.
fn poll(minute: i64, severities: [Severity; 4]) -> Snapshot {
    let mut snapshot = Snapshot::connecting(at(0), Duration::from_secs(12));
    snapshot.link = Link::Live { polled_at: at(minute), took: Duration::ZERO };
    let value = Some(metrics(at(minute)));
    snapshot.metrics = Panel { value, taken_at: Some(at(minute)), failure: None };
    let findings = Rule::ALL.into_iter().zip(severities).map(|(rule, severity)| Finding {
        rule,
        severity,
        detail: "as measured".to_owned(),
        since: None,
        began_earlier: false,
        held: None,
    });
    let severity = severities.into_iter().max().unwrap();
    snapshot.health = Health { severity, findings: findings.collect() };
    snapshot
}

/// At which minutes a sequence of states of the first rule rings, a minute each.
fn rings(rules: AlarmRules, states: &[Severity]) -> Vec<i64> {
    let mut alarm = Alarm::new(rules, false);
    let heard = states.iter().zip(0..).filter_map(|(state, minute)| {
        let snapshot = poll(minute, [*state, Well, Well, Well]);
        alarm.hear(&snapshot, "PROD", Language::English, at(minute)).map(|_| minute)
    });
    heard.collect()
}

#[test]
fn what_gets_worse_rings_once_and_what_was_there_at_the_start_does_not() {
    assert_eq!(rings(BELL, &[Crit, Crit, Crit]), [0; 0]);
    assert_eq!(rings(BELL, &[Well, Warn, Warn, Crit, Crit, Warn, Well, Warn]), [1, 3, 7]);
    assert_eq!(rings(BELL, &[Well, Unknown, Well, Unknown, Warn]), [4]);
    assert_eq!(rings(AlarmRules { recover: true, ..BELL }, &[Well, Warn, Well]), [1, 2]);
    assert_eq!(rings(AlarmRules::default(), &[Well, Crit]), [0; 0]);
}

#[test]
fn every_change_of_state_rings_by_what_was_known_last() {
    let known = [Well, Warn, Crit];
    let recover = AlarmRules { recover: true, ..BELL };
    for (rules, hears_better) in [(BELL, false), (recover, true)] {
        for then in known {
            for now in known {
                let is_heard = now > then || (now < then && hears_better);
                let expected: Vec<i64> = if is_heard { vec![1] } else { Vec::new() };
                assert_eq!(rings(rules, &[then, now]), expected, "{then} {now}");
                // What is not measured in between is no change, for however long.
                let expected: Vec<_> = expected.iter().map(|minute| minute + 2).collect();
                let states = [then, Unknown, Unknown, now, now];
                assert_eq!(rings(rules, &states), expected, "{then} UNKNOWN {now}");
            }
            assert_eq!(rings(rules, &[then, Unknown, Unknown]), [0; 0], "{then} UNKNOWN");
            let is_bad = then != Well;
            let expected: Vec<i64> = if is_bad { vec![1] } else { Vec::new() };
            assert_eq!(rings(rules, &[Unknown, then]), expected, "UNKNOWN {then}");
        }
        assert_eq!(rings(rules, &[Unknown, Unknown]), [0; 0]);
    }
}

#[test]
fn a_rule_that_gets_worse_is_heard_while_another_is_bad_already() {
    let mut alarm = Alarm::new(BELL, false);
    assert_eq!(alarm.hear(&poll(0, [Crit, Well, Warn, Well]), "", Language::English, at(0)), None);
    assert!(alarm.hear(&poll(1, [Crit, Well, Warn, Crit]), "", Language::English, at(1)).is_some());
    // One gets better and one worse at the same time: that is worse.
    assert!(alarm.hear(&poll(2, [Warn, Warn, Warn, Crit]), "", Language::English, at(2)).is_some());
}

#[test]
fn quiet_hours_and_a_snooze_keep_it_still_and_nothing_is_made_up_for() {
    let quiet = AlarmRules { quiet_hours: "00:01-00:03".parse().ok(), ..BELL };
    assert_eq!(rings(quiet, &[Well, Warn, Crit, Crit, Well, Warn]), [5]);

    let mut alarm = Alarm::new(BELL, false);
    alarm.hear(&poll(0, [Well; 4]), "", Language::English, at(0));
    let words = alarm.snooze(at(0), Zone::Utc, "a", Language::English);
    assert!(words.starts_with("no alarm until 00:15Z"), "{words}");
    assert_eq!(
        alarm.words(at(14), Zone::Utc, Language::English).as_deref(),
        Some("no alarm until 00:15Z")
    );
    assert_eq!(alarm.hear(&poll(14, [Warn; 4]), "", Language::English, at(14)), None);
    assert_eq!(alarm.words(at(15), Zone::Utc, Language::English), None);
    assert_eq!(alarm.hear(&poll(15, [Warn; 4]), "", Language::English, at(15)), None);
    assert!(alarm.hear(&poll(16, [Crit; 4]), "", Language::English, at(16)).is_some());
}

#[test]
fn the_key_snoozes_longer_each_time_and_then_not_at_all() {
    let mut alarm = Alarm::new(BELL, false);
    let until = |alarm: &mut Alarm, now| {
        alarm.snooze(at(now), Zone::Utc, "a", Language::English);
        alarm.snoozed_until(at(now))
    };
    assert_eq!(until(&mut alarm, 0), Some(at(15)));
    assert_eq!(until(&mut alarm, 1), Some(at(61)));
    assert_eq!(until(&mut alarm, 2), Some(at(242)));
    assert_eq!(until(&mut alarm, 3), None);
    assert_eq!(until(&mut alarm, 4), Some(at(19)));
    // One that has run out begins anew.
    assert_eq!(until(&mut alarm, 30), Some(at(45)));
}

#[test]
fn a_database_that_stays_away_rings_once() {
    let mut alarm = Alarm::new(AlarmRules { recover: true, ..BELL }, false);
    alarm.hear(&poll(0, [Well; 4]), "", Language::English, at(0));
    let mut lost = poll(0, [Well; 4]);
    lost.link = Link::Lost {
        since: at(0),
        polled_at: Some(at(0)),
        failure: Failure::new(FailureKind::Unreachable, "refused"),
        retry_at: at(1),
    };
    let early = at(0) + TimeDelta::seconds(30);
    assert_eq!(alarm.hear(&lost, "", Language::English, early), None);
    assert!(alarm.hear(&lost, "", Language::English, at(1)).is_some());
    assert_eq!(alarm.hear(&lost, "", Language::English, at(2)), None);
    assert!(alarm.hear(&poll(3, [Well; 4]), "", Language::English, at(3)).is_some());
}

#[test]
fn figures_that_cannot_be_read_ring_once_though_the_database_answers() {
    let mut alarm = Alarm::new(AlarmRules { recover: true, ..BELL }, false);
    alarm.hear(&poll(0, [Well; 4]), "", Language::English, at(0));
    let unread = |seconds| {
        let mut snapshot = poll(0, [Well; 4]);
        let now = at(0) + TimeDelta::seconds(seconds);
        snapshot.link = Link::Live { polled_at: now, took: Duration::ZERO };
        snapshot.metrics.failure = Some(Failure::new(FailureKind::Missing, "gone"));
        (snapshot, now)
    };
    let mut hear = |(snapshot, now): (Snapshot, _)| {
        alarm.hear(&snapshot, "", Language::English, now).is_some()
    };
    assert!(!hear(unread(59)));
    assert!(hear(unread(60)));
    assert!(!hear(unread(72)));
    assert!(hear((poll(2, [Well; 4]), at(2))));
}

#[test]
fn a_standby_that_tells_old_data_rings_once() {
    let mut alarm = Alarm::new(AlarmRules { recover: true, ..BELL }, false);
    let standby = |minute, is_streaming| {
        let mut snapshot = poll(minute, [Well; 4]);
        let replay = Replay {
            is_streaming,
            is_caught_up: true,
            replayed_at: Some(at(minute - 10)),
            read_at: at(minute),
        };
        snapshot.identity = Some(Identity { replay: Some(replay), ..Identity::default() });
        snapshot
    };
    let states = [true, false, false, true, true];
    let rings = states.into_iter().zip(0..).filter_map(|(is_streaming, minute)| {
        let snapshot = standby(minute, is_streaming);
        alarm.hear(&snapshot, "", Language::English, at(minute)).map(|_| minute)
    });
    assert_eq!(rings.collect::<Vec<_>>(), [1, 3]);
}

#[test]
fn a_notification_is_clean_bounded_and_wrapped_for_tmux() {
    let sent = |notify, in_tmux, detail: &str| {
        let mut alarm = Alarm::new(AlarmRules { notify, ..BELL }, in_tmux);
        alarm.hear(&poll(0, [Well; 4]), "", Language::English, at(0));
        let mut snapshot = poll(1, [Crit, Well, Well, Well]);
        snapshot.health.findings[0].detail = detail.to_owned();
        String::from_utf8(alarm.hear(&snapshot, "PROD", Language::English, at(1)).unwrap()).unwrap()
    };
    let text = "PROD CRIT satisfactory 49 %";
    assert_eq!(sent(Notify::Off, true, "49 %"), "\x07");
    assert_eq!(sent(Notify::Osc9, false, "49 %"), format!("\x07\x1b]9;scoutwatch: {text}\x1b\\"));
    assert_eq!(
        sent(Notify::Osc777, true, "49 %"),
        format!("\x07\x1bPtmux;\x1b\x1b]777;notify;scoutwatch;{text}\x1b\x1b\\\x1b\\")
    );
    let hostile = sent(Notify::Osc777, false, "a;b\x07\x1b]0;c\x1b\\\u{9c}\n\u{202e}d");
    assert_eq!(hostile.matches('\x1b').count(), 2);
    assert_eq!(hostile.matches('\x07').count(), 1);
    assert_eq!(hostile.matches(';').count(), 3);
    assert!(sent(Notify::Osc9, false, &"x".repeat(9_000)).len() < 200);
}

#[test]
fn weeks_of_polls_and_outages_leave_it_as_small_as_the_first() {
    let mut alarm = Alarm::new(AlarmRules { recover: true, ..BELL }, false);
    let states = [Well, Warn, Crit, Unknown];
    let severities = |number: usize| [0, 1, 2, 3].map(|rule| states[(number >> (2 * rule)) % 4]);
    let mut rang = 0;
    for number in 0..100_000 {
        let minute = number as i64;
        let mut snapshot = poll(minute, severities(number));
        if number % 7 == 0 {
            snapshot.metrics.taken_at = Some(at(minute - 10));
            snapshot.link = Link::Lost {
                since: at(minute - 9),
                polled_at: Some(at(minute - 10)),
                failure: Failure::new(FailureKind::Unreachable, "refused"),
                retry_at: at(minute),
            };
        }
        rang += usize::from(alarm.hear(&snapshot, "", Language::English, at(minute)).is_some());
        let kept = &alarm.before.as_ref().unwrap().verdicts;
        assert!(kept.len() == Rule::ALL.len() && kept.iter().all(|(_, words)| words.len() < 80));
    }
    assert!(rang > 1_000, "{rang}");
}

#[test]
fn a_figure_that_is_beyond_its_line_by_less_than_the_margin_has_not_got_better_to_the_ear() {
    let rules = AlarmRules { bell: true, recover: true, ..AlarmRules::default() };
    let mut alarm = Alarm::new(rules, false);
    let hear = |alarm: &mut Alarm, snapshot: &Snapshot, minute| {
        alarm.hear(snapshot, "", Language::English, at(minute)).is_some()
    };
    let well = [Severity::Ok; 4];
    let low = [Severity::Warn, Severity::Ok, Severity::Ok, Severity::Ok];
    assert!(!hear(&mut alarm, &poll(0, well), 0));
    assert!(hear(&mut alarm, &poll(1, low), 1));
    for minute in 2..6 {
        let mut swinging = poll(minute, well);
        swinging.health.findings[0].held = Some(Severity::Warn);
        assert!(!hear(&mut alarm, &swinging, minute));
        assert!(!hear(&mut alarm, &poll(minute, low), minute));
    }
    assert!(hear(&mut alarm, &poll(6, well), 6));
}
