//! What is done about the way to the terminal: less is drawn while it lags, and a page tells how it does.

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{App, Update};
use crate::config::TrafficChoice;
use crate::model::{Language, Text};
use crate::tui::keymap::Action;
use crate::tui::overlay::TrafficPage;
use crate::tui::traffic::Traffic;

const LAGS: Text = Text::new(
    "the terminal lags, so less is drawn until it keeps up",
    "la terminal se atrasa: se dibuja menos hasta que se recupere",
);

const KEEPS_UP: Text =
    Text::new("the terminal keeps up again", "la terminal se recuperó: se dibuja todo");

/// The way to the terminal, and what is to be done about it.
#[derive(Clone, Debug, Default)]
pub struct TrafficState {
    /// How it does.
    pub facts: Traffic,
    /// How much is to be drawn.
    pub choice: TrafficChoice,
    /// Whether a terminal multiplexer stands between us and the terminal.
    pub is_multiplexed: bool,
    /// When this run began.
    pub began: DateTime<Utc>,
    page: Option<TrafficPage>,
    /// When the page was drawn anew by itself: what it sends is part of what it tells.
    told_at: DateTime<Utc>,
}

impl TrafficState {
    /// Nothing is known at the start.
    pub(super) fn new(began: DateTime<Utc>) -> Self {
        Self { began, ..Self::default() }
    }

    /// Whether the open page is to be drawn anew.
    fn tell(&mut self, now: DateTime<Utc>) -> bool {
        let step = TimeDelta::seconds(if self.is_low() { 10 } else { 1 });
        let is_due = self.is_open() && now - self.told_at >= step;
        if is_due {
            self.told_at = now;
        }
        is_due
    }

    /// Whether the page is open.
    pub const fn is_open(&self) -> bool {
        self.page.is_some()
    }

    /// Whether as little as possible is drawn.
    pub const fn is_low(&self) -> bool {
        match self.choice {
            TrafficChoice::Auto => self.facts.is_slow,
            TrafficChoice::Full => false,
            TrafficChoice::Low => true,
        }
    }

    /// What the header says of it.
    pub const fn word(&self, language: Language) -> Option<&'static str> {
        if self.is_low() { Some(language.choose("LOW TRAFFIC", "POCO TRÁFICO")) } else { None }
    }
}

impl App {
    /// Draws as much as the way to the terminal deserves.
    pub(super) fn apply_traffic(&mut self) {
        self.theme = self.theme.sparsely(self.traffic.is_low());
    }

    /// Takes in how the way to the terminal does.
    pub(super) fn traffic_news(&mut self, facts: Traffic) -> Update {
        let was_low = self.traffic.is_low();
        self.traffic.facts = facts;
        if self.traffic.is_low() == was_low {
            return Update { redraw: self.traffic.tell(self.now), ..Update::default() };
        }
        self.apply_traffic();
        let words = if was_low { KEEPS_UP } else { LAGS };
        self.remark(words.of(self.theme.language))
    }

    pub(super) fn open_traffic(&mut self) -> Update {
        self.traffic.page = Some(TrafficPage::default());
        Update { redraw: true, ..Update::default() }
    }

    /// Lets the open page carry out a key. A key that it does not know closes it and is carried out.
    pub(super) fn traffic_key(&mut self, action: Action) -> Option<Update> {
        let mut page = self.traffic.page?;
        match action {
            Action::Back | Action::Open => self.traffic.page = None,
            Action::Traffic => {
                self.traffic.choice = match self.traffic.choice {
                    TrafficChoice::Auto => TrafficChoice::Low,
                    TrafficChoice::Low => TrafficChoice::Full,
                    TrafficChoice::Full => TrafficChoice::Auto,
                };
                self.apply_traffic();
            }
            _ if page.scroll(action, self, self.body()) => self.traffic.page = Some(page),
            _ => {
                self.traffic.page = None;
                return None;
            }
        }
        Some(Update { redraw: true, ..Update::default() })
    }

    /// Draws the page, where it is open.
    pub fn view_traffic(&self, area: Rect, buffer: &mut Buffer) {
        if let Some(page) = &self.traffic.page {
            page.view(self, area, buffer);
        }
    }
}
