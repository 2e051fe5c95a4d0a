//! The alarm: hears every snapshot, and says when a state has changed in a way that is worth a sound.
//!
//! It compares what is heard of the rules one by one, which has its margin, so that a figure that swings about a line
//! rings once. What is there at the start is visible and does not ring.

use std::cmp::Ordering;

use chrono::{DateTime, TimeDelta, Utc};

use super::time::Zone;
use crate::model::text::clean;
use crate::model::{AlarmRules, Distrust, Language, Notify, Severity, Snapshot, Text, say};

/// What the key goes through, in minutes; then it is off.
const SNOOZES: [i64; 3] = [15, 60, 240];

/// The longest text that is sent to the terminal, in characters.
const LONGEST: usize = 160;

/// What the notification is called, where it has a title.
const TITLE: &str = "scoutwatch";

/// The alarm.
#[derive(Clone, Debug, Default)]
pub struct Alarm {
    rules: AlarmRules,
    /// Whether a multiplexer stands between us and the terminal.
    in_tmux: bool,
    /// What the last snapshot said, once there was one with figures.
    before: Option<State>,
    snooze: Option<Snooze>,
}

/// Nothing rings until a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Snooze {
    /// The place in [`SNOOZES`].
    step: usize,
    until: DateTime<Utc>,
}

/// A rule's verdict, with its words.
type Verdict = (Severity, String);

/// What can change.
#[derive(Clone, Debug, PartialEq)]
struct State {
    /// One a rule, in the order of the rules.
    verdicts: Vec<Verdict>,
    /// What is said in place of figures that have been none of now for five intervals.
    blind: Option<Text>,
}

impl State {
    fn of(snapshot: &Snapshot, now: DateTime<Utc>, language: Language) -> Option<Self> {
        snapshot.metrics.value.as_ref()?;
        let verdicts = snapshot.health.findings.iter().map(|finding| {
            let (rule, detail) = (finding.rule.title(language), finding.words(language));
            let words = format!("{} {rule} {detail}", finding.severity);
            (finding.heard(), words)
        });
        let blind = Distrust::lasting(snapshot, now).map(|distrust| distrust.word());
        Some(Self { verdicts: verdicts.collect(), blind })
    }

    /// Keeps what was known of a rule that is not measured now: that is neither better nor worse, and when it is measured
    /// again the same verdict is no news.
    fn keep_known(&mut self, before: &Self) {
        for (now, then) in self.verdicts.iter_mut().zip(&before.verdicts) {
            if now.0 == Severity::Unknown {
                now.clone_from(then);
            }
        }
    }

    /// The worst thing that has become worse, and the worst that has become better.
    fn changes(&self, before: &Self, language: Language) -> (Option<String>, Option<String>) {
        let (mut worse, mut better) = (None::<&Verdict>, None::<&Verdict>);
        for (now, then) in self.verdicts.iter().zip(&before.verdicts) {
            let place = match weight(now.0).cmp(&weight(then.0)) {
                Ordering::Greater => &mut worse,
                Ordering::Less => &mut better,
                Ordering::Equal => continue,
            };
            if place.is_none_or(|found| found.0 < now.0) {
                *place = Some(now);
            }
        }
        let [mut worse, mut better] =
            [worse, better].map(|found| found.map(|(_, words)| words.clone()));
        match (before.blind, self.blind) {
            (None, Some(word)) => worse = worse.or(Some(word.of(language).to_owned())),
            (Some(_), None) => {
                better =
                    better.or(Some(language.choose("data again", "datos de nuevo").to_owned()));
            }
            _ => {}
        }
        (worse, better)
    }
}

/// What was never known is no worse than what is good: nobody is woken for it.
const fn weight(severity: Severity) -> u8 {
    match severity {
        Severity::Ok | Severity::Unknown => 0,
        Severity::Warn => 1,
        Severity::Crit => 2,
    }
}

impl Alarm {
    /// An alarm by rules. One by default rules never makes a sound.
    pub fn new(rules: AlarmRules, in_tmux: bool) -> Self {
        Self { rules, in_tmux, ..Self::default() }
    }

    /// Goes by other rules from now on.
    pub fn set_rules(&mut self, rules: AlarmRules) {
        self.rules = rules;
    }

    /// Hears a snapshot; gives what is to be sent to the terminal. `label` names the database.
    pub fn hear(
        &mut self,
        snapshot: &Snapshot,
        label: &str,
        language: Language,
        now: DateTime<Utc>,
    ) -> Option<Vec<u8>> {
        let mut state = State::of(snapshot, now, language)?;
        if let Some(before) = &self.before {
            state.keep_known(before);
        }
        let before = self.before.replace(state.clone())?;
        let (worse, better) = state.changes(&before, language);
        let words = worse.or(better.filter(|_| self.rules.recover))?;
        let is_quiet = self.rules.quiet_hours.is_some_and(|hours| hours.contain(now));
        if is_quiet || self.snoozed_until(now).is_some() {
            return None;
        }
        Some(self.bytes(&format!("{label} {words}"))).filter(|bytes| !bytes.is_empty())
    }

    /// Snoozes for longer, or not at all; says which.
    pub fn snooze(
        &mut self,
        now: DateTime<Utc>,
        zone: Zone,
        key: &str,
        language: Language,
    ) -> String {
        let running = self.snooze.filter(|snooze| snooze.until > now);
        let step = running.map_or(0, |snooze| snooze.step + 1);
        self.snooze = SNOOZES
            .get(step)
            .map(|minutes| Snooze { step, until: now + TimeDelta::minutes(*minutes) });
        match self.words(now, zone, language) {
            Some(words) => say!(
                language,
                "{words} · {key}: longer, then as before",
                "{words} · {key}: más tiempo, luego como antes"
            ),
            None => language.choose("alarm as before", "alarma como antes").to_owned(),
        }
    }

    /// Until when nothing rings, where somebody asked for that.
    fn snoozed_until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.snooze.map(|snooze| snooze.until).filter(|until| *until > now)
    }

    /// What the header says of it.
    pub fn words(&self, now: DateTime<Utc>, zone: Zone, language: Language) -> Option<String> {
        let until = zone.minute(self.snoozed_until(now)?);
        Some(say!(language, "no alarm until {until}", "sin alarma hasta {until}"))
    }

    fn bytes(&self, words: &str) -> Vec<u8> {
        // A semicolon would end a field of the sequence.
        let words: String = clean(words.trim()).replace(';', ",").chars().take(LONGEST).collect();
        let notification = match self.rules.notify {
            Notify::Off => String::new(),
            Notify::Osc9 => format!("\x1b]9;{TITLE}: {words}\x1b\\"),
            Notify::Osc777 => format!("\x1b]777;notify;{TITLE};{words}\x1b\\"),
        };
        let bell = if self.rules.bell { "\x07" } else { "" };
        let sent = if self.in_tmux && !notification.is_empty() {
            // tmux hands on what is wrapped like this, where `allow-passthrough` is on.
            format!("{bell}\x1bPtmux;{}\x1b\\", notification.replace('\x1b', "\x1b\x1b"))
        } else {
            bell.to_owned() + &notification
        };
        sent.into_bytes()
    }
}

#[cfg(test)]
#[path = "alarm_tests.rs"]
mod tests;
