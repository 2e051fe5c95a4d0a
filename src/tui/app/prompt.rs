//! Typing a filter.

use crossterm::event::{KeyCode, KeyEvent};

use super::{App, Update};
use crate::model::{Filter, text};
use crate::tui::keymap::Action;
use crate::tui::prompt::{Prompt, Typed};

/// The most characters of a pasted text that are taken.
const MOST_PASTED: usize = 200;

impl App {
    pub(super) fn open_prompt(&mut self) -> Update {
        if !self.current().actions().contains(&Action::Filter) {
            return self.remark(
                self.theme.language.choose(
                    "nothing to filter on this screen",
                    "nada que filtrar en esta pantalla",
                ),
            );
        }
        self.prompt = Some(Prompt::new(self.current().filter().map(str::to_owned)));
        Update { redraw: true, ..Update::default() }
    }

    pub(super) fn paste(&mut self, pasted: &str) -> Update {
        let mut update = Update::default();
        if self.prompt.is_none() && self.palette.is_none() {
            update.redraw = self.dialog.as_mut().is_some_and(|dialog| dialog.paste(pasted));
            return update;
        }
        for character in text::clean(pasted).chars().take(MOST_PASTED) {
            let event = KeyEvent::from(KeyCode::Char(character));
            if self.prompt.is_some() {
                update = self.type_filter(event);
            } else if self.palette.is_some() {
                update = self.palette_key(event);
            }
        }
        update
    }

    pub(super) fn type_filter(&mut self, event: KeyEvent) -> Update {
        let fields = self.current().fields();
        let Some(prompt) = &mut self.prompt else { return Update::default() };
        let filter = match prompt.key(event, &self.earlier, fields) {
            Typed::Nothing => return Update { redraw: true, ..Update::default() },
            Typed::Keep(text) => {
                self.prompt = None;
                self.earlier.remember(&text);
                return Update { redraw: true, ..Update::default() };
            }
            Typed::Filter(filter) => Some(filter),
            Typed::Undo(before) => {
                self.prompt = None;
                before.and_then(|text| Filter::parse(&text, fields).ok())
            }
        };
        self.with_screen(|screen, context| {
            screen.set_filter(filter.filter(|filter| !filter.is_empty()), context);
            true
        })
    }
}
