//! What lies over a screen while something is taken along: what to copy, an export, a text.

mod chooser;
mod export;
mod text;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::share::{News, Order};
use crate::tui::keymap::Press;
use crate::tui::theme::Theme;

pub use chooser::Chooser;
pub use export::ExportDialog;
pub use text::TextPage;

/// What a key led to.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It stays open.
    Stay,
    /// It is closed.
    Close,
    /// It stays open, and this is ordered.
    Order(Order),
    /// It is closed, and this is ordered.
    Leave(Order),
}

/// What is open.
#[derive(Clone, Debug)]
pub enum ShareOverlay {
    /// What to copy.
    Chooser(Chooser),
    /// An export.
    Export(Box<ExportDialog>),
    /// A text to read, to copy, or to select by hand.
    Text(TextPage),
}

impl ShareOverlay {
    /// Carries out a key; `area` is where it stands.
    pub fn update(&mut self, press: Press, theme: Theme, area: Rect) -> Outcome {
        match self {
            Self::Chooser(chooser) => chooser.update(press, theme.language, area),
            Self::Export(dialog) => dialog.update(press.event, theme.language),
            Self::Text(page) => page.update(press, theme, area),
        }
    }

    /// Takes news of an export; says whether they are shown here.
    pub fn hear(&mut self, news: &News) -> bool {
        match self {
            Self::Export(dialog) => dialog.hear(news),
            Self::Chooser(_) | Self::Text(_) => false,
        }
    }

    /// Draws.
    pub fn view(&self, theme: Theme, area: Rect, buffer: &mut Buffer) {
        match self {
            Self::Chooser(chooser) => chooser.view(theme, area, buffer),
            Self::Export(dialog) => dialog.view(theme, area, buffer),
            Self::Text(page) => page.view(theme, area, buffer),
        }
    }
}
