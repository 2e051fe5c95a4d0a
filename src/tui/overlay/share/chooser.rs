//! What to copy of a row. The row is the one that was selected when the key was pressed, wherever it is now.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Outcome;
use crate::model::{Language, Text, say};
use crate::share::{Order, Parcel};
use crate::tui::cursor::{Cursor, step};
use crate::tui::keymap::{Key, Press};
use crate::tui::layout::split_top;
use crate::tui::overlay::sheet::{CLOSE, keys};
use crate::tui::pane::below_rule;
use crate::tui::takeaway::{Choice, PERSON_KEY, ROW};
use crate::tui::text::{Align, cut, fit};
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::lines;
use crate::tui::widgets::rule::Rule;

/// Cells for a name.
const NAME: usize = 26;

/// The longest value in a message.
const TOLD: usize = 48;

/// The open chooser.
#[derive(Clone, Debug)]
pub struct Chooser {
    title: String,
    choices: Vec<Choice>,
    cursor: Cursor,
}

impl Chooser {
    /// Opens it; nothing opens where nothing can be copied.
    pub fn open(title: String, choices: Vec<Choice>) -> Option<Self> {
        (!choices.is_empty()).then(|| Self { title, choices, cursor: Cursor::default() })
    }

    /// Carries out a key.
    pub fn update(&mut self, press: Press, language: Language, area: Rect) -> Outcome {
        let rows = self.choices.len();
        match press.key {
            Key::Char('y') => copy(self.choices.first(), language),
            Key::Char('r') => copy(self.choices.iter().find(|choice| choice.name == ROW), language),
            Key::Named(KeyCode::Enter) => copy(self.choices.get(self.cursor.selected), language),
            Key::Named(KeyCode::Esc) | Key::Char('q') => Outcome::Close,
            _ => {
                let height = height(area);
                if let Some(by) = press.action.and_then(|action| step(action, height)) {
                    self.cursor = self.cursor.moved(by, rows).visible(height, rows);
                }
                Outcome::Stay
            }
        }
    }

    /// Draws.
    pub fn view(&self, theme: Theme, area: Rect, buffer: &mut Buffer) {
        let Some(body) = below_rule(area) else { return };
        let height = height(area);
        let cursor = self.cursor.visible(height, self.choices.len());
        let language = theme.language;
        let (title, place, all) = (&self.title, cursor.selected + 1, self.choices.len());
        Rule::new(say!(language, "{title} › copy", "{title} › copiar"))
            .focused(true)
            .note(say!(language, "{place} of {all}", "{place} de {all}"))
            .render(area, buffer, theme);
        let (list, foot) = split_top(body, height as u16);
        let shown = self.choices.iter().enumerate().skip(cursor.offset).take(height);
        let room = usize::from(body.width);
        lines(
            list,
            buffer,
            shown.map(|(place, choice)| {
                let is_selected = place == cursor.selected;
                let mark = if is_selected { " ▸ " } else { "   " };
                let name = fit(choice.name.of(language), NAME, Align::Left);
                let text = cut(&choice.text.replace('\t', " "), room.saturating_sub(NAME + 5));
                let line = Line::from(vec![
                    Span::raw(mark),
                    Span::styled(name, theme.style(Role::Dim)),
                    Span::raw("  "),
                    Span::raw(text),
                ]);
                if is_selected { line.style(theme.style(Role::Selected)) } else { line }
            }),
        );
        let first = if self.choices.first().is_some_and(|choice| choice.name == PERSON_KEY) {
            Text::new("copies the key", "copiar la clave")
        } else {
            Text::new("copies the row", "copiar la fila")
        };
        let (row, this) = (Text::new("the row", "la fila"), Text::new("this one", "este"));
        let hints = [("y", first), ("r", row), ("Enter", this), ("Esc", CLOSE)];
        lines(foot, buffer, [Line::raw(""), keys(theme, &hints)]);
    }
}

/// Copies a choice and closes.
fn copy(choice: Option<&Choice>, language: Language) -> Outcome {
    let Some(choice) = choice else { return Outcome::Stay };
    Outcome::Leave(Order::Copy(parcel(choice, language)))
}

/// Rows for the choices: two are left for what can be done.
fn height(area: Rect) -> usize {
    usize::from(area.height.saturating_sub(3)).max(1)
}

fn parcel(choice: &Choice, language: Language) -> Parcel {
    let what = if choice.name == ROW {
        let words = language.choose(
            "the row, its values with tabs between",
            "la fila, con tabuladores entre sus valores",
        );
        words.to_owned()
    } else {
        format!("{} {}", choice.name.of(language), cut(&choice.text, TOLD))
    };
    Parcel { what, name: "copy", ending: "txt", text: choice.text.clone() }
}
