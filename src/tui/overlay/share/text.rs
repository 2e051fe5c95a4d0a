//! A text over the screen: the SQL behind what is in view, or what no other way would take, to be selected by hand.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::Outcome;
use crate::config::Glyphs;
use crate::model::{Language, Text, say};
use crate::share::{Order, Parcel};
use crate::tui::keymap::{Key, Press};
use crate::tui::overlay::sheet::{CLOSE, SCROLL, Sheet, code, keys};
use crate::tui::scroll::Scroll;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::indented;

/// The open page.
#[derive(Clone, Debug)]
pub struct TextPage {
    title: String,
    parcel: Parcel,
    /// Whether it is SQL, in which a line may be broken at a space and nowhere else.
    is_sql: bool,
    /// Why it is here and nowhere else.
    reason: Option<String>,
    scroll: Scroll,
}

impl TextPage {
    /// SQL to read and to copy.
    pub fn sql(title: String, parcel: Parcel) -> Self {
        let scroll = Scroll::default();
        Self { title, parcel, is_sql: true, reason: None, scroll }
    }

    /// A text that no other way would take.
    pub fn last_way(parcel: Parcel, reason: &str, language: Language) -> Self {
        let what = &parcel.what;
        Self {
            title: say!(
                language,
                "For selecting by hand: {what}",
                "Para seleccionar a mano: {what}"
            ),
            is_sql: parcel.ending == "sql",
            parcel,
            reason: Some(say!(
                language,
                "No other way was open: {reason}",
                "No había otra vía abierta: {reason}"
            )),
            scroll: Scroll::default(),
        }
    }

    /// Carries out a key.
    pub fn update(&mut self, press: Press, theme: Theme, area: Rect) -> Outcome {
        match press.key {
            Key::Char('y') if self.reason.is_none() => {
                Outcome::Leave(Order::Copy(self.parcel.clone()))
            }
            Key::Named(KeyCode::Esc | KeyCode::Enter) | Key::Char('q' | 's') => Outcome::Close,
            _ => {
                if let Some(action) = press.action {
                    self.sheet(theme, area).scroll(&mut self.scroll, action, area);
                }
                Outcome::Stay
            }
        }
    }

    fn sheet(&self, theme: Theme, area: Rect) -> Sheet {
        let cells = usize::from(area.width);
        let broken = |line: &str| {
            if self.is_sql { code(line, cells) } else { pieces(line, cells) }
        };
        let page = self.parcel.text.lines().flat_map(broken).collect();
        let mut foot = Vec::new();
        if let Some(reason) = &self.reason {
            foot.extend(indented(reason, area.width, theme.style(Role::Warn)));
        }
        let (copy, scroll) = (Text::new("copies it", "copiarlo"), ("↑ ↓ PgUp PgDn", SCROLL));
        foot.push(match self.reason {
            None => keys(theme, &[("y", copy), scroll, ("Esc", CLOSE)]),
            Some(_) => keys(theme, &[scroll, ("Esc", CLOSE)]),
        });
        Sheet { page, foot }
    }

    /// Draws.
    pub fn view(&self, theme: Theme, area: Rect, buffer: &mut Buffer) {
        let is_true = theme.glyphs != Glyphs::Ascii || self.parcel.text.is_ascii();
        // What is selected by hand would have other letters.
        let title = if is_true {
            self.title.clone()
        } else {
            let title = &self.title;
            say!(
                theme.language,
                "{title}: not for selecting from ASCII",
                "{title}: no seleccionarlo desde ASCII"
            )
        };
        self.sheet(theme, area).view(title, self.scroll, theme, area, buffer);
    }
}

/// A line in pieces that fit: nothing is put in, so that what is selected is what was meant.
fn pieces(line: &str, cells: usize) -> Vec<Line<'static>> {
    use unicode_width::UnicodeWidthChar as _;
    let mut pieces = vec![String::new()];
    let mut used = 0;
    for character in line.replace('\t', " ").chars() {
        let wide = character.width().unwrap_or(0);
        if used + wide > cells.max(1) {
            pieces.push(String::new());
            used = 0;
        }
        used += wide;
        if let Some(piece) = pieces.last_mut() {
            piece.push(character);
        }
    }
    pieces.into_iter().map(Line::raw).collect()
}
