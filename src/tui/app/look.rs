//! How the dashboard looks, as far as a key changes it.

use super::{App, Update};
use crate::config::Glyphs;
use crate::tui::keymap::Action;

impl App {
    /// Draws with other characters, or for a dark room, and says so.
    pub(super) fn change_look(&mut self, action: Action) -> Update {
        if action == Action::Night {
            self.theme.is_night = !self.theme.is_night;
            return self.remark(if self.theme.is_night {
                "night: only CRIT shines"
            } else {
                "day"
            });
        }
        self.theme = self.theme.next_glyphs();
        self.remark(match self.theme.glyphs {
            Glyphs::Braille => "drawn with braille",
            Glyphs::Block => "drawn with blocks, no braille",
            Glyphs::Ascii => "drawn in ASCII",
        })
    }
}
