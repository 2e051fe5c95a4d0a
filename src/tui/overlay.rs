//! What lies over a screen until it is closed.

mod confirm;
mod decide;
mod help;
mod refresh;
mod share;
mod sheet;
mod traffic;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::keymap::Press;
use super::screens::ViewContext;
use crate::refresh::desk::{DeskState, Order};

pub use decide::DecideDialog;
pub use help::Help;
pub use refresh::RefreshDialog;
pub use share::{Chooser, ExportDialog, Outcome, ShareOverlay, TextPage};
pub use traffic::TrafficPage;

/// What a dialog asks of the dashboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing; it stays open.
    Stay,
    /// To be closed.
    Close,
    /// To pass an order on; it stays open.
    Order(Order),
}

/// A dialog that asks before something is written.
#[derive(Clone, Debug)]
pub enum Dialog {
    /// The refresh job's.
    Refresh(RefreshDialog),
    /// A person's decision.
    Decide(Box<DecideDialog>),
}

impl Dialog {
    /// Carries out a key; `area` is where it stands.
    pub fn update(
        &mut self,
        press: Press,
        desk: &DeskState,
        context: &ViewContext<'_>,
        area: Rect,
    ) -> Answer {
        match self {
            Self::Refresh(dialog) => dialog.update(press, desk, context, area),
            Self::Decide(dialog) => dialog.update(press, desk, context.theme, area),
        }
    }

    /// Takes pasted text, where text is typed that confirms nothing; says whether it does.
    pub fn paste(&mut self, text: &str) -> bool {
        match self {
            Self::Refresh(_) => false,
            Self::Decide(dialog) => dialog.paste(text),
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
        match self {
            Self::Refresh(dialog) => dialog.view(desk, context, area, buffer),
            Self::Decide(dialog) => dialog.view(desk, context, area, buffer),
        }
    }
}
