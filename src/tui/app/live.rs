//! Settings that change while the dashboard runs: by the configuration file, where what is wrong changes nothing, and the
//! interval by a key.

use std::time::Duration;

use super::{App, Update};
use crate::model::{Text, say};
use crate::tui::keymap::Action;
use crate::tui::live::{Live, Reload};
use crate::tui::msg::Effect;

/// Intervals that `+` and `-` step through.
const INTERVALS: [u64; 9] = [1, 2, 5, 12, 30, 60, 120, 300, 900];

const READ: Text = Text::new("the settings were read again", "se volvió a leer la configuración");

impl App {
    /// Begins with these settings.
    pub fn follow(&mut self, live: Live) {
        self.keys = live.keys.clone();
        self.zone = live.zone;
        self.traffic.choice = live.traffic;
        self.live = live;
        self.apply_traffic();
        self.turn_night();
    }

    pub(super) fn reload(&mut self, reload: Reload) -> Update {
        let (live, waiting) = match reload {
            Reload::Refused(problem) => {
                self.unread = Some(problem);
                return Update { redraw: true, ..Update::default() };
            }
            Reload::Read { live, waiting } => (*live, waiting),
        };
        self.unread = None;
        let effects = self.live.effects(&live);
        self.theme = self.live.theme_after(&live, self.theme);
        self.alarm.set_rules(live.alarm);
        self.profile.target_percent = live.thresholds.satisfactory_ok_percent;
        if self.live.interval != live.interval {
            self.interval = live.interval;
        }
        if self.live.zone != live.zone {
            self.zone = live.zone;
        }
        if self.live.traffic != live.traffic {
            self.traffic.choice = live.traffic;
        }
        self.keys = live.keys.clone();
        self.live = live;
        self.apply_traffic();
        let language = self.theme.language;
        let words = if waiting.is_empty() {
            READ.of(language).to_owned()
        } else {
            let names = waiting.join(", ");
            say!(
                language,
                "the settings were read again; at the next start: {names}",
                "se volvió a leer la configuración; al reiniciar: {names}"
            )
        };
        let remark = self.remark(&words);
        Update { redraw: true, effects: effects.into_iter().chain(remark.effects).collect() }
    }

    /// Polls more or less often.
    pub(super) fn step_interval(&mut self, action: Action) -> Update {
        let language = self.theme.language;
        let current = self.interval.as_secs();
        let next = if action == Action::IntervalLonger {
            INTERVALS.into_iter().find(|seconds| *seconds > current)
        } else {
            INTERVALS.into_iter().rev().find(|seconds| *seconds < current)
        };
        let Some(next) = next else {
            return self.remark(&say!(
                language,
                "the interval is {current}s already",
                "el intervalo ya es de {current}s"
            ));
        };
        self.interval = Duration::from_secs(next);
        let mut update =
            self.remark(&say!(language, "polling every {next}s", "consulta cada {next}s"));
        update.effects.push(Effect::SetInterval(self.interval));
        update
    }
}
