//! The wallboard: a screen that hangs on a wall for weeks and that nobody touches.
//!
//! It shows what the dashboard shows, in figures that are read across a room. It turns its pages by itself
//! and stays on the gauges while a figure is critical or unknown; where the figures cannot be trusted they
//! are struck out, never left standing. It keeps nothing but the newest snapshot.

mod code;
mod digits;
mod face;
mod pages;
mod plan;
mod tiles;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use crossterm::event::{KeyEvent, KeyEventKind};
use ratatui::Frame;
use ratatui::layout::Size;

use super::alarm::Alarm;
use super::app::{Profile, Update};
use super::event_loop::Program;
use super::glyphs;
use super::keymap::Key;
use super::live::{Live, Reload};
use super::msg::{Effect, Msg};
use super::theme::Theme;
use super::time::Zone;
use crate::model::{Distrust, RecordState, Severity, Snapshot};

pub use code::Code;
use face::Face;

/// How long a wallboard stays unlocked, and a remark stays on it.
const UNLOCKED: TimeDelta = TimeDelta::seconds(10);

/// The key that leaves an unlocked wallboard.
const LEAVE: Key = Key::Char('q');

/// What a wallboard is opened with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How long a page stays; zero is for ever.
    pub rotate: Duration,
    /// The key that unlocks it.
    pub unlock: char,
    /// The code of the link that it shows, where it has one.
    pub code: Option<Code>,
}

/// What is shown at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// The four figures that the rules judge, and their month.
    Gauges,
    /// The month alone, and the backlog by category.
    Trend,
    /// The last runs.
    Jobs,
}

impl Page {
    /// Every page, in the order in which they come.
    pub const ALL: [Self; 3] = [Self::Gauges, Self::Trend, Self::Jobs];

    const fn next(self) -> Self {
        match self {
            Self::Gauges => Self::Trend,
            Self::Trend => Self::Jobs,
            Self::Jobs => Self::Gauges,
        }
    }
}

/// The state.
pub struct Wallboard {
    /// The time on screen.
    pub now: DateTime<Utc>,
    /// The terminal's size.
    pub size: Size,
    /// How times are written.
    pub zone: Zone,
    theme: Theme,
    profile: Profile,
    settings: Settings,
    snapshot: Arc<Snapshot>,
    page: Page,
    /// Since when the page is shown.
    turned_at: DateTime<Utc>,
    lock: Lock,
    /// What makes itself heard; silent until it is given rules.
    pub alarm: Alarm,
    /// How the recording of this run goes, where there is one.
    pub record: Option<RecordState>,
    /// The settings that are followed, as they were read last.
    live: Live,
    /// Since when the configuration cannot be read, where it was changed so that it cannot.
    unread_since: Option<DateTime<Utc>>,
    face: Face,
}

/// Whether keys are heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lock {
    /// They are not.
    Locked,
    /// They are not, and somebody has just pressed one.
    Knocked {
        /// How long that is said.
        until: DateTime<Utc>,
    },
    /// The next one may leave.
    Open {
        /// How long.
        until: DateTime<Utc>,
    },
}

impl Wallboard {
    /// The state at the start.
    pub fn new(
        profile: Profile,
        theme: Theme,
        settings: Settings,
        snapshot: Arc<Snapshot>,
        now: DateTime<Utc>,
        size: Size,
    ) -> Self {
        let mut wallboard = Self {
            now,
            size,
            zone: Zone::default(),
            theme,
            profile,
            settings,
            snapshot,
            page: Page::Gauges,
            turned_at: now,
            lock: Lock::Locked,
            alarm: Alarm::default(),
            record: None,
            live: Live::default(),
            unread_since: None,
            face: Face::default(),
        };
        wallboard.face = Face::of(&wallboard);
        wallboard
    }

    /// The page in view.
    pub fn page(&self) -> Page {
        self.page
    }

    /// Takes in what happened.
    pub fn update(&mut self, msg: Msg) -> Update {
        let mut update = Update::default();
        match msg {
            Msg::Key(event) if event.kind != KeyEventKind::Release => self.key(event, &mut update),
            Msg::Resize(size) => {
                self.size = size;
                update.redraw = true;
            }
            Msg::Snapshot(snapshot) => {
                self.snapshot = snapshot;
                let alarm = self.alarm.hear(
                    &self.snapshot,
                    &self.profile.label,
                    self.theme.language,
                    self.now,
                );
                update.effects.extend(alarm.map(Effect::Alarm));
                update.redraw = true;
            }
            Msg::Reload(Reload::Read { live, .. }) => {
                update.effects.extend(self.live.effects(&live));
                update.redraw = true;
                self.unread_since = None;
                self.follow(*live);
            }
            Msg::Record(state) => self.record = Some(state),
            // What is wrong in it stands in the log; here nobody could read it.
            Msg::Reload(Reload::Refused(_)) => {
                self.unread_since.get_or_insert(self.now);
            }
            Msg::Tick(now) => self.now = now,
            Msg::Key(_)
            | Msg::Paste(_)
            | Msg::Reply(_)
            | Msg::Kept(_)
            | Msg::Desk(_)
            | Msg::Share(_)
            | Msg::Traffic(_)
            | Msg::Busy => {}
        }
        if self.lock.until().is_some_and(|until| until <= self.now) {
            self.lock = Lock::Locked;
        }
        self.turn();
        update.redraw |= self.turn_night();
        let face = Face::of(self);
        if face != self.face {
            self.face = face;
            update.redraw = true;
        }
        update
    }

    /// Goes by these settings from now on.
    pub fn follow(&mut self, live: Live) {
        self.theme = live.theme;
        self.zone = live.zone;
        self.alarm.set_rules(live.alarm);
        self.profile.target_percent = live.thresholds.satisfactory_ok_percent;
        self.live = live;
        self.turn_night();
    }

    /// Is dark by night; says whether that has changed.
    fn turn_night(&mut self) -> bool {
        let is_night = self.live.is_night(self.now);
        let begins = is_night != self.theme.is_night;
        self.theme.is_night = is_night;
        begins
    }

    fn key(&mut self, event: KeyEvent, update: &mut Update) {
        let key = Key::of(&event);
        let until = self.now + UNLOCKED;
        self.lock = match self.lock {
            Lock::Open { .. } if key == LEAVE => {
                update.effects.push(Effect::Quit);
                return;
            }
            Lock::Open { .. } => Lock::Locked,
            _ if key == Key::Char(self.settings.unlock) => Lock::Open { until },
            _ => Lock::Knocked { until },
        };
    }

    /// Turns the page where its time has come. The gauges stay while something is critical or unknown.
    fn turn(&mut self) {
        if self.is_held() {
            self.page = Page::Gauges;
            self.turned_at = self.now;
            return;
        }
        let shown = self.now - self.turned_at;
        if shown < TimeDelta::zero() {
            // The clock was set back.
            self.turned_at = self.now;
        } else if shown.to_std().is_ok_and(|shown| shown >= self.settings.rotate) {
            self.page = self.page.next();
            self.turned_at = self.now;
        }
    }

    fn is_held(&self) -> bool {
        self.settings.rotate.is_zero()
            || self.snapshot.health.findings.iter().any(|finding| finding.heard() == Severity::Crit)
            || self.distrust().is_some()
    }

    fn distrust(&self) -> Option<Distrust<'_>> {
        Distrust::of(&self.snapshot, self.now)
    }
}

impl Lock {
    fn until(self) -> Option<DateTime<Utc>> {
        match self {
            Self::Locked => None,
            Self::Knocked { until } | Self::Open { until } => Some(until),
        }
    }
}

impl Program for Wallboard {
    fn update(&mut self, msg: Msg) -> Update {
        self.update(msg)
    }

    fn view(&self, frame: &mut Frame<'_>) {
        pages::view(self, frame);
        self.theme.darken(frame.buffer_mut());
        glyphs::degrade(self.theme.glyphs, frame.buffer_mut());
    }

    fn remark(&mut self, _text: &str) {}
}

#[cfg(test)]
#[path = "wallboard_tests.rs"]
mod tests;
