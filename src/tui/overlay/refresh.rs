//! The refresh job's dialog: what a run would do, on what, and whether it shall; then how far it is, and
//! what it did. It opens on Cancel, Enter is not yes, and on production one types its name.

mod pages;
mod receipt;

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Answer;
use super::confirm::{Confirm, Verdict, Words};
use super::sheet::Sheet;
use crate::model::{Run, Snapshot, Text, say};
use crate::refresh::desk::{DeskState, Order};
use crate::tui::app::Profile;
use crate::tui::keymap::{Action, Key, Press};
use crate::tui::screens::ViewContext;
use crate::tui::scroll::Scroll;

/// What is asked.
const WORDS: Words = Words {
    yes: Text::new("runs it", "ejecutarla"),
    to: Text::new("To run it, type", "Para ejecutarla, escribir"),
    nothing: Text::new("nothing was run", "no se ejecutó nada"),
};

/// The open dialog. Whom it is about does not change while it is open.
#[derive(Clone, Debug)]
pub struct RefreshDialog {
    confirm: Confirm,
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
        Self { confirm: Confirm::open(profile), scroll: Scroll::default() }
    }

    /// Carries out a key.
    pub fn update(
        &mut self,
        press: Press,
        desk: &DeskState,
        context: &ViewContext<'_>,
        area: Rect,
    ) -> Answer {
        let key = press.key;
        if key == Key::Named(KeyCode::Esc) {
            return Answer::Close;
        }
        match stage(desk, context.snapshot) {
            Stage::Running(run) => return Self::update_running(press, desk, run),
            Stage::Ended if key == Key::Named(KeyCode::Enter) => return Answer::Close,
            Stage::Ended => {}
            Stage::Asking => {
                match self.confirm.update(press.event, matches!(desk.plan, Some(Ok(_)))) {
                    Verdict::Yes => return Answer::Order(Order::Run),
                    Verdict::No => return Answer::Close,
                    Verdict::Typing => return Answer::Stay,
                    Verdict::Other => {}
                }
            }
        }
        if let Some(action) = press.action {
            let (_, sheet) = self.sheet(desk, context, area.width);
            sheet.scroll(&mut self.scroll, action, area);
        }
        Answer::Stay
    }

    fn update_running(press: Press, desk: &DeskState, run: Option<&Run>) -> Answer {
        let ours = desk.progress.as_ref().and_then(|progress| progress.run_id);
        let run_id = ours.or(run.map(|run| run.run_id));
        let was_asked = run
            .and_then(|run| run.progress.as_ref())
            .is_some_and(|progress| progress.cancel_requested_by.is_some())
            || desk.progress.as_ref().is_some_and(|progress| progress.cancelling);
        match (press.key, run_id) {
            (Key::Char('c'), Some(run_id)) if was_asked => Answer::Order(Order::Stop { run_id }),
            (Key::Char('c'), Some(run_id)) => Answer::Order(Order::Cancel { run_id }),
            (Key::Named(KeyCode::Enter), _) => Answer::Close,
            _ if press.action == Some(Action::RefreshJob) => Answer::Close,
            _ => Answer::Stay,
        }
    }

    /// What is in view, with its title.
    fn sheet(&self, desk: &DeskState, context: &ViewContext<'_>, cells: u16) -> (Text, Sheet) {
        match stage(desk, context.snapshot) {
            Stage::Running(run) => {
                (Text::new("running", "en curso"), pages::running(desk, run, context, cells))
            }
            Stage::Ended => (Text::new("ended", "terminada"), receipt::page(desk, context, cells)),
            Stage::Asking => (
                Text::new("run it?", "¿ejecutarla?"),
                pages::plan(&self.confirm, desk, context, cells),
            ),
        }
    }

    /// Draws.
    pub fn view(
        &self,
        desk: &DeskState,
        context: &ViewContext<'_>,
        area: Rect,
        buffer: &mut Buffer,
    ) {
        let (title, sheet) = self.sheet(desk, context, area.width);
        let language = context.theme.language;
        let (on, title) = (self.confirm.on(), title.of(language));
        let title =
            say!(language, "Refresh job on {on} › {title}", "Actualización en {on} › {title}");
        sheet.view(title, self.scroll, context.theme, area, buffer);
    }
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
