//! Going from one row that a filter fits to the next.

use super::{App, Update};
use crate::model::{Filter, say};
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
            Err(error) => {
                let language = self.theme.language;
                let what = error.what.of(language);
                self.remark(&say!(
                    language,
                    "'{text}' is of another list: {what}",
                    "'{text}' es de otra lista: {what}"
                ))
            }
            Ok(filter) => self.with_screen(|screen, context| {
                screen.seek(&filter, towards, context);
                true
            }),
        }
    }

    /// Why no row can be looked for; nothing where one can.
    pub(super) fn find_refusal(&self) -> Option<String> {
        let language = self.theme.language;
        if !self.current().actions().contains(&Action::Filter) {
            let words = language.choose(
                "no list to look through on this screen",
                "no hay lista que recorrer en esta pantalla",
            );
            return Some(words.to_owned());
        }
        let has_filter = self.current().filter().is_some() || self.earlier.newest().is_some();
        let key = self.keys.label(Action::Filter);
        (!has_filter).then(|| {
            say!(language, "no filter yet: {key} asks for one", "aún no hay filtro: {key} pide uno")
        })
    }
}
