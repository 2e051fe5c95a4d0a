//! Going back in time: the view stands still, or at a poll that was kept, while new ones go on to be kept.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::{App, Update};
use crate::model::{Snapshot, Text, phrases, say};
use crate::reel::Reel;
use crate::tui::keymap::Action;
use crate::tui::screens::Data;

/// How far a large step goes.
const LARGE_STEP: TimeDelta = TimeDelta::minutes(10);

/// The view is frozen.
#[derive(Clone, Debug)]
pub struct Pause {
    /// The moment that it is frozen at; of a kept poll, its own.
    pub since: DateTime<Utc>,
    /// Polls since the view was frozen.
    pub polls_missed: u64,
    /// The kept poll that is shown, where one was gone to.
    pub past: Option<Past>,
}

/// A kept poll that is shown.
#[derive(Clone, Debug)]
pub struct Past {
    /// Its serial number.
    pub serial: u64,
    /// The poll before it, to mark what has changed.
    pub before: Option<Arc<Snapshot>>,
}

/// A recording that is shown in place of a database.
#[derive(Clone, Debug)]
pub struct Replay {
    /// What was passed over while it was read, in sentences.
    pub remarks: Vec<String>,
}

impl App {
    /// Shows a recording, from its last poll on.
    pub fn replay(&mut self, reel: Reel, replay: Replay) {
        self.reel = reel;
        let language = self.theme.language;
        let remarks = replay.remarks.iter().map(|remark| phrases::of_recording(remark, language));
        let remarks = remarks.collect::<Vec<_>>().join(" ");
        self.replay = Some(replay);
        if let Some(newest) = self.reel.newest() {
            self.go_to(newest);
        }
        if !remarks.is_empty() {
            self.remark(&remarks);
        }
        self.refresh_face();
    }

    /// Whether a kept poll is shown, and not what is true now.
    pub fn is_past(&self) -> bool {
        self.pause.as_ref().is_some_and(|pause| pause.past.is_some())
    }

    /// The poll before the one on screen, where changes are marked.
    pub(super) fn before(&self) -> Option<&Snapshot> {
        self.pause.as_ref()?.past.as_ref()?.before.as_deref()
    }

    /// Keeps the latest poll.
    pub(super) fn keep_poll(&mut self) {
        if let Err(damage) = self.reel.keep(Arc::clone(&self.latest), self.now) {
            tracing::error!(%damage, "a poll cannot be kept");
        }
    }

    pub(super) fn toggle_pause(&mut self) -> Update {
        if self.replay.is_some() {
            let keys = [Action::Older, Action::Newer, Action::MuchOlder, Action::MuchNewer];
            let keys = keys.map(|action| self.keys.label(action)).join(" ");
            return self.remark(&say!(
                self.theme.language,
                "a recording stands still · {keys} go through it",
                "una grabación está quieta · {keys} la recorren"
            ));
        }
        if self.pause.is_some() {
            return self.go_live();
        }
        self.pause = Some(Pause { since: self.now, polls_missed: 0, past: None });
        Update { redraw: true, ..Update::default() }
    }

    /// Goes to another kept poll, or live.
    pub(super) fn travel(&mut self, action: Action) -> Update {
        let language = self.theme.language;
        let is_live = language.choose("the figures are live", "las cifras son las de ahora");
        let (Some(oldest), Some(newest)) = (self.reel.oldest(), self.reel.newest()) else {
            return self.remark(
                language.choose("no poll is kept yet", "aún no se guarda ninguna consulta"),
            );
        };
        let missed = self.pause.as_ref().map_or(0, |pause| pause.polls_missed);
        let current = match self.pause.as_ref().and_then(|pause| pause.past.as_ref()) {
            Some(past) => past.serial,
            // A frozen screen shows the newest poll of then.
            None => newest.saturating_sub(missed),
        };
        let at = self.reel.at(current).unwrap_or(self.now);
        let near = |moment| self.reel.nearest(moment).unwrap_or(current);
        let target = match action {
            Action::Older => current.saturating_sub(1),
            Action::MuchOlder => near(at - LARGE_STEP).min(current.saturating_sub(1)),
            Action::Newer => current + 1,
            Action::MuchNewer => near(at + LARGE_STEP).max(current + 1),
            _ if self.replay.is_some() => newest,
            _ if self.pause.is_none() => return self.remark(is_live),
            _ => return self.go_live(),
        };
        let is_back = matches!(action, Action::Older | Action::MuchOlder);
        if is_back && current <= oldest {
            let since = self.reel.at(oldest).map_or_else(String::new, |at| self.zone.full(at));
            return self.remark(&say!(
                language,
                "no older poll is kept than that of {since}",
                "no se guarda ninguna consulta anterior a la de {since}"
            ));
        }
        if target > newest && self.replay.is_some() {
            return self.remark(language.choose(
                "this is the last poll of the recording",
                "esta es la última consulta de la grabación",
            ));
        }
        if target > newest {
            let live = self.keys.label(Action::Live);
            return match self.pause {
                Some(_) => self.remark(&say!(
                    language,
                    "this is the newest poll · {live} goes live",
                    "esta es la consulta más nueva · {live} vuelve al presente"
                )),
                None => self.remark(is_live),
            };
        }
        self.go_to(target.clamp(oldest, newest))
    }

    fn go_to(&mut self, serial: u64) -> Update {
        let language = self.theme.language;
        let (snapshot, at) = match (self.reel.get(serial), self.reel.at(serial)) {
            (Ok(snapshot), Some(at)) => (snapshot, at),
            (Err(damage), _) => {
                return self.remark(&say!(
                    language,
                    "this poll cannot be shown: {damage}",
                    "esta consulta no se puede mostrar: {damage}"
                ));
            }
            (_, None) => {
                return {
                    let words = language
                        .choose("this poll is no longer kept", "esta consulta ya no se guarda");
                    self.remark(words)
                };
            }
        };
        let before = serial.checked_sub(1).and_then(|before| self.reel.get(before).ok());
        let polls_missed = self.pause.as_ref().map_or(0, |pause| pause.polls_missed);
        self.shown = snapshot;
        self.pause = Some(Pause { since: at, polls_missed, past: Some(Past { serial, before }) });
        self.tell_screen()
    }

    fn go_live(&mut self) -> Update {
        self.pause = None;
        self.shown = Arc::clone(&self.latest);
        self.tell_screen()
    }

    fn tell_screen(&mut self) -> Update {
        let mut update =
            self.with_screen(|screen, context| screen.on_data(Data::Snapshot, context));
        update.redraw = true;
        update
    }

    /// Why an action cannot be done while the past is shown; nothing where it can.
    pub(super) fn past_refusal(&self, action: Action) -> Option<String> {
        if !self.is_past() {
            return None;
        }
        let is_replay = self.replay.is_some();
        let reason = match action {
            Action::RefreshJob | Action::Decide if is_replay => Text::new(
                "a recording is shown: nothing can be written from here",
                "se muestra una grabación: desde aquí no se puede escribir nada",
            ),
            Action::RefreshJob | Action::Decide => Text::new(
                "the past is shown: nothing is written from here · {live} goes live",
                "se muestra el pasado: desde aquí no se escribe nada · {live} vuelve al presente",
            ),
            Action::PollNow | Action::IntervalLonger | Action::IntervalShorter if is_replay => {
                Text::new(
                    "a recording is shown: there is no database to poll",
                    "se muestra una grabación: no hay base de datos que consultar",
                )
            }
            Action::Show(_)
            | Action::Back
            | Action::Help
            | Action::Command
            | Action::NextProblem
            | Action::Digest
            | Action::Pause
            | Action::Older
            | Action::Newer
            | Action::MuchOlder
            | Action::MuchNewer
            | Action::Live
            | Action::PollNow
            | Action::IntervalLonger
            | Action::IntervalShorter
            | Action::Snooze
            | Action::Note
            | Action::LocalTime
            | Action::Glyphs
            | Action::Night
            | Action::Quit
            | Action::QuitKeeping
            | Action::Suspend => return None,
            _ if !self.current().asks() => return None,
            _ if is_replay => Text::new(
                "this list needs the database, and a recording is shown",
                "esta lista pide la base de datos, y se muestra una grabación",
            ),
            _ => Text::new(
                "this list is known of today alone · {live} goes live",
                "esta lista es solo la de hoy · {live} vuelve al presente",
            ),
        };
        Some(reason.of(self.theme.language).replace("{live}", &self.keys.label(Action::Live)))
    }
}
