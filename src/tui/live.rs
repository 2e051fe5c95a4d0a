//! What of the settings is followed while the dashboard runs, and the news of it.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::keymap::KeyMap;
use super::msg::Effect;
use super::theme::Theme;
use super::time::Zone;
use crate::config::TrafficChoice;
use crate::model::{AlarmRules, Night, Thresholds};

/// Settings that take effect at once when the configuration changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Live {
    /// Colours, characters, language.
    pub theme: Theme,
    /// Which key does what.
    pub keys: KeyMap,
    /// How times are written.
    pub zone: Zone,
    /// When it is night, by these times.
    pub night: Night,
    /// When the program makes itself heard.
    pub alarm: AlarmRules,
    /// When a figure is good enough.
    pub thresholds: Thresholds,
    /// How much is sent to the terminal.
    pub traffic: TrafficChoice,
    /// Time between two polls.
    pub interval: Duration,
}

/// The configuration was read again.
#[derive(Clone, Debug, PartialEq)]
pub enum Reload {
    /// It is good.
    Read {
        /// What takes effect.
        live: Box<Live>,
        /// The names of changed settings that take effect at the next start.
        waiting: Vec<String>,
    },
    /// It is not, for this reason; the settings stay as they are.
    Refused(String),
}

impl Live {
    /// Whether it is night.
    pub fn is_night(&self, now: DateTime<Utc>) -> bool {
        self.night.is_at(self.zone.time_of_day(now))
    }

    /// What the poller has to know of settings that came after these.
    pub fn effects(&self, later: &Self) -> Vec<Effect> {
        let interval =
            (self.interval != later.interval).then_some(Effect::SetInterval(later.interval));
        let lines =
            (self.thresholds != later.thresholds).then_some(Effect::Judge(later.thresholds));
        interval.into_iter().chain(lines).collect()
    }

    /// The theme after a change of the settings: what somebody chose by a key stays where its setting did.
    pub fn theme_after(&self, later: &Self, shown: Theme) -> Theme {
        let chosen = if self.theme.glyphs == later.theme.glyphs { shown } else { later.theme };
        later.theme.with_glyphs(chosen.glyphs).by_night(shown.is_night)
    }
}
