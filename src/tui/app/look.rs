//! How the dashboard looks, as far as a key changes it.

use super::{App, Update};
use crate::config::Glyphs;
use crate::tui::keymap::Action;

impl App {
    /// Lets night and day begin where the settings say so; what the key chose holds until then. Says whether one began.
    pub(super) fn turn_night(&mut self) -> bool {
        let is_night = self.live.is_night(self.now);
        let begins = is_night != self.is_due_night;
        if begins {
            self.is_due_night = is_night;
            self.theme.is_night = is_night;
        }
        begins
    }

    /// Draws with other characters, or for a dark room, and says so.
    pub(super) fn change_look(&mut self, action: Action) -> Update {
        let language = self.theme.language;
        if action == Action::Night {
            self.theme.is_night = !self.theme.is_night;
            return self.remark(if self.theme.is_night {
                language.choose("night: only CRIT shines", "noche: solo brilla CRIT")
            } else {
                language.choose("day", "día")
            });
        }
        self.theme = self.theme.next_glyphs();
        self.remark(match self.theme.glyphs {
            Glyphs::Braille => language.choose("drawn with braille", "dibujado con braille"),
            Glyphs::Block => language
                .choose("drawn with blocks, no braille", "dibujado con bloques, sin braille"),
            Glyphs::Ascii => language.choose("drawn in ASCII", "dibujado en ASCII"),
        })
    }
}
