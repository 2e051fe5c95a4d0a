//! Going from one row that a filter fits to the next.

use super::{App, Update};
use crate::model::Filter;
use crate::tui::cursor::Towards;
use crate::tui::keymap::Action;

impl App {
    /// Goes to the next row that the last filter of the session fits. Where a filter is in force every row fits it.
    pub(super) fn find(&mut self, towards: Towards) -> Update {
        if self.current().filter().is_some() {
            return self.pass_on(match towards {
                Towards::Next => Action::Down,
                Towards::Previous => Action::Up,
            });
        }
        if let Some(reason) = self.find_refusal() {
            return self.remark(&reason);
        }
        let Some(text) = self.earlier.newest().map(str::to_owned) else { return Update::default() };
        match Filter::parse(&text, self.current().fields()) {
            Err(error) => self.remark(&format!("'{text}' is of another list: {}", error.what)),
            Ok(filter) => self.with_screen(|screen, context| {
                screen.seek(&filter, towards, context);
                true
            }),
        }
    }

    /// Why no row can be looked for; nothing where one can.
    pub(super) fn find_refusal(&self) -> Option<String> {
        if !self.current().actions().contains(&Action::Filter) {
            return Some("no list to look through on this screen".to_owned());
        }
        let has_filter = self.current().filter().is_some() || self.earlier.newest().is_some();
        (!has_filter)
            .then(|| format!("no filter yet: {} asks for one", self.keys.label(Action::Filter)))
    }
}
