//! The refresh job's dialog: what a run would do, on what, and whether it shall; then how far it is, and
//! what it did. It opens on Cancel, Enter is not yes, and on production one types its name.

mod pages;

use crossterm::event::{Event, KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use crate::model::{Run, Snapshot};
use crate::refresh::desk::{DeskState, Order};
use crate::tui::app::Profile;
use crate::tui::keymap::Key;
use crate::tui::layout::split_top;
use crate::tui::pane::below_rule;
use crate::tui::screens::ViewContext;
use crate::tui::scroll::Scroll;
use crate::tui::widgets::lines;
use crate::tui::widgets::rule::Rule;

/// What the dialog asks of the dashboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing; it stays open.
    Stay,
    /// To be closed.
    Close,
    /// To pass an order on; it stays open.
    Order(Order),
}

/// The open dialog. Whom it is about does not change while it is open.
#[derive(Clone, Debug)]
pub struct RefreshDialog {
    label: String,
    target: String,
    is_production: bool,
    typed: Input,
    /// Whether the wrong name was confirmed.
    is_mistyped: bool,
    scroll: Scroll,
}

/// What the dialog shows.
enum Stage<'a> {
    /// A run is active, ours or another's.
    Running(Option<&'a Run>),
    /// Our run has ended.
    Ended,
    /// A run could be begun, once the plan is there.
    Asking,
}

impl RefreshDialog {
    /// Opens it on the database of a profile.
    pub fn open(profile: &Profile) -> Self {
        Self {
            label: profile.label.clone(),
            target: profile.target.clone(),
            is_production: profile.is_production && !profile.label.is_empty(),
            typed: Input::default(),
            is_mistyped: false,
            scroll: Scroll::default(),
        }
    }

    /// Carries out a key.
    pub fn update(&mut self, event: KeyEvent, desk: &DeskState, snapshot: &Snapshot) -> Answer {
        let key = Key::of(&event);
        if key == Key::Named(KeyCode::Esc) {
            return Answer::Close;
        }
        match stage(desk, snapshot) {
            Stage::Running(run) => Self::update_running(key, desk, run),
            Stage::Ended if key == Key::Named(KeyCode::Enter) => Answer::Close,
            Stage::Ended => self.scroll(key),
            Stage::Asking => self.update_asking(key, event, desk),
        }
    }

    fn update_running(key: Key, desk: &DeskState, run: Option<&Run>) -> Answer {
        let ours = desk.progress.as_ref().and_then(|progress| progress.run_id);
        let run_id = ours.or(run.map(|run| run.run_id));
        let was_asked = run
            .and_then(|run| run.progress.as_ref())
            .is_some_and(|progress| progress.cancel_requested_by.is_some())
            || desk.progress.as_ref().is_some_and(|progress| progress.cancelling);
        match (key, run_id) {
            (Key::Char('c'), Some(run_id)) if was_asked => Answer::Order(Order::Stop { run_id }),
            (Key::Char('c'), Some(run_id)) => Answer::Order(Order::Cancel { run_id }),
            (Key::Char('t') | Key::Named(KeyCode::Enter), _) => Answer::Close,
            _ => Answer::Stay,
        }
    }

    fn update_asking(&mut self, key: Key, event: KeyEvent, desk: &DeskState) -> Answer {
        let is_ready = matches!(desk.plan, Some(Ok(_)));
        self.is_mistyped = false;
        match key {
            Key::Char('y') if is_ready && !self.is_production => Answer::Order(Order::Run),
            Key::Named(KeyCode::Enter) if is_ready && self.is_production => {
                if self.typed.value().trim() == self.label {
                    self.typed.reset();
                    return Answer::Order(Order::Run);
                }
                self.is_mistyped = !self.typed.value().is_empty();
                if self.is_mistyped { Answer::Stay } else { Answer::Close }
            }
            Key::Char(_) | Key::Named(KeyCode::Backspace) if self.is_production => {
                self.typed.handle_event(&Event::Key(event));
                Answer::Stay
            }
            Key::Char('n') | Key::Named(KeyCode::Enter) => Answer::Close,
            _ => self.scroll(key),
        }
    }

    fn scroll(&mut self, key: Key) -> Answer {
        if let Some(action) = crate::tui::keymap::lookup(key) {
            self.scroll.update(action, 1, pages::MAX_ROWS);
        }
        Answer::Stay
    }

    /// Draws.
    pub fn view(
        &self,
        desk: &DeskState,
        context: &ViewContext<'_>,
        area: Rect,
        buffer: &mut Buffer,
    ) {
        let Some(body) = below_rule(area) else { return };
        let on = [self.label.as_str(), self.target.as_str()];
        let on = on.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        let (title, sheet) = match stage(desk, context.snapshot) {
            Stage::Running(run) => ("running", pages::running(desk, run, context, body.width)),
            Stage::Ended => ("ended", pages::receipt(desk, context, body.width)),
            Stage::Asking => ("run it?", pages::plan(self, desk, context, body.width)),
        };
        let rows = sheet.page.len().min(pages::MAX_ROWS);
        let (page, foot) = split(body, rows, sheet.foot.len());
        let below = self.scroll.below(usize::from(page.height), rows);
        Rule::new(format!("Refresh job on {on} › {title}"))
            .focused(true)
            .note_if((below > 0).then(|| format!("↓ {below}")))
            .render(area, buffer, context.theme);
        let mut drawn = Buffer::empty(Rect::new(0, 0, body.width, rows as u16));
        lines(drawn.area, &mut drawn, sheet.page);
        self.scroll.view(&drawn, page, buffer);
        lines(foot, buffer, sheet.foot);
    }
}

/// Where a page of so many rows stands, and below it, with a free row between where there is room, what
/// can be done.
fn split(body: Rect, rows: usize, foot: usize) -> (Rect, Rect) {
    let foot = foot as u16;
    let (page, rest) = split_top(body, (rows as u16).min(body.height.saturating_sub(foot)));
    let (_, foot) = split_top(rest, rest.height.saturating_sub(foot).min(1));
    (page, foot)
}

fn stage<'a>(desk: &DeskState, snapshot: &'a Snapshot) -> Stage<'a> {
    let active = snapshot
        .runs
        .value
        .as_deref()
        .unwrap_or_default()
        .iter()
        .find(|run| run.is_living_refresh());
    if desk.progress.is_some() {
        return Stage::Running(active);
    }
    match (&desk.receipt, active) {
        // The snapshot may still show our run for a moment after its end.
        (Some(receipt), active)
            if receipt.as_ref().as_ref().is_ok_and(|receipt| {
                active.is_none_or(|active| active.run_id == receipt.run_id)
            }) =>
        {
            Stage::Ended
        }
        (Some(receipt), None) if receipt.is_err() => Stage::Ended,
        (_, Some(active)) => Stage::Running(Some(active)),
        _ => Stage::Asking,
    }
}
