//! The line in which a filter is typed: it acts at every key that makes sense, and says what does not.

use crossterm::event::{Event, KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use super::keymap::Key;
use super::text::{Align, fit, typing, width};
use super::theme::{Role, Theme};
use super::widgets::{indented, lines};
use crate::model::{Field, Filter, SyntaxError, Text, say};

/// The most filters that are remembered.
const MOST_EARLIER: usize = 100;

/// The most rows that a remark above the prompt takes.
const REMARK_ROWS: usize = 2;

/// What Enter and Esc do, at the end of the prompt.
const HELP: Text = Text::new("  Enter keep · Esc undo", "  Enter fijar · Esc deshacer");

/// The filters of this session, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Earlier(Vec<String>);

impl Earlier {
    /// Remembers a filter as the newest.
    pub fn remember(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        self.0.retain(|earlier| earlier != text);
        self.0.push(text.to_owned());
        let surplus = self.0.len().saturating_sub(MOST_EARLIER);
        self.0.drain(..surplus);
    }

    /// The newest filter.
    pub fn newest(&self) -> Option<&str> {
        self.back(1)
    }

    /// The filter so many steps back, from one.
    fn back(&self, steps: usize) -> Option<&str> {
        self.0.len().checked_sub(steps).and_then(|place| self.0.get(place)).map(String::as_str)
    }
}

/// A filter that is being typed.
#[derive(Clone, Debug)]
pub struct Prompt {
    input: Input,
    /// The filter before.
    before: Option<String>,
    /// What is not understood; the last filter that was stays in force.
    error: Option<SyntaxError>,
    /// How far back an earlier filter was chosen, and what had been typed before that.
    recalled: Option<(usize, String)>,
}

/// What a key in the prompt asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Typed {
    /// Nothing but to be drawn.
    Nothing,
    /// This filter is to be in force.
    Filter(Filter),
    /// The prompt is done; this filter stays in force.
    Keep(String),
    /// The prompt is done; the filter before it is in force again.
    Undo(Option<String>),
}

impl Prompt {
    /// A prompt that begins with the filter in force.
    pub fn new(before: Option<String>) -> Self {
        let input = Input::new(before.clone().unwrap_or_default());
        Self { input, before, error: None, recalled: None }
    }

    /// What is typed.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// What is not understood in it.
    pub const fn error(&self) -> Option<&SyntaxError> {
        self.error.as_ref()
    }

    /// Takes a key.
    pub fn key(&mut self, event: KeyEvent, earlier: &Earlier, fields: &'static [Field]) -> Typed {
        match Key::of(&event) {
            Key::Named(KeyCode::Enter) if self.error.is_some() => return Typed::Nothing,
            Key::Named(KeyCode::Enter) => return Typed::Keep(self.text().to_owned()),
            Key::Named(KeyCode::Esc) => return Typed::Undo(self.before.take()),
            Key::Named(KeyCode::Up) => self.recall(1, earlier),
            Key::Named(KeyCode::Down) => self.recall(-1, earlier),
            _ => {
                self.input.handle_event(&Event::Key(event));
                self.recalled = None;
            }
        }
        match Filter::parse(self.text(), fields) {
            Ok(filter) => {
                self.error = None;
                Typed::Filter(filter)
            }
            Err(error) => {
                self.error = Some(error);
                Typed::Nothing
            }
        }
    }

    /// Steps through the earlier filters; in front of the newest stands what was typed.
    fn recall(&mut self, by: isize, earlier: &Earlier) {
        let (steps, typed) = self.recalled.take().unwrap_or_else(|| (0, self.text().to_owned()));
        let next = steps.saturating_add_signed(by);
        let recalled = if next == 0 { Some(typed.as_str()) } else { earlier.back(next) };
        let steps = match recalled {
            Some(text) => {
                self.input = Input::new(text.to_owned());
                next
            }
            None => steps,
        };
        self.recalled = Some((steps, typed));
    }

    /// Draws the line, and above it what is not understood, or what can be asked; gives the place of the cursor.
    pub fn view(
        &self,
        theme: Theme,
        fields: &[Field],
        body: Rect,
        area: Rect,
        buffer: &mut Buffer,
    ) -> Position {
        self.remark(theme, fields, body, buffer);
        let (room, help) = typing(usize::from(area.width), HELP.of(theme.language));
        let scroll = self.input.visual_scroll(room);
        let wrong = self.error.as_ref().map_or(usize::MAX, |error| error.place);
        let (good, bad): (Vec<_>, Vec<_>) =
            self.text().chars().enumerate().skip(scroll).partition(|(place, _)| *place < wrong);
        let text = |part: Vec<(usize, char)>| part.into_iter().map(|(_, letter)| letter).collect();
        let (good, bad): (String, String) = (text(good), text(bad));
        let rest = room.saturating_sub(width(&good));
        let line = Line::from(vec![
            Span::styled(" /", theme.style(Role::Key)),
            Span::raw(fit(&good, width(&good).min(room), Align::Left)),
            Span::styled(fit(&bad, rest, Align::Left), theme.style(Role::Warn)),
            Span::styled(help, theme.style(Role::Dim)),
        ]);
        buffer.set_line(area.x, area.y, &line, area.width);
        let offset = self.input.visual_cursor().saturating_sub(scroll).min(room) as u16;
        Position::new((area.x + 2 + offset).min(area.right().saturating_sub(1)), area.y)
    }

    fn remark(&self, theme: Theme, fields: &[Field], body: Rect, buffer: &mut Buffer) {
        let words = match &self.error {
            Some(SyntaxError { place, what }) => indented(
                &{
                    let (place, what) = (place + 1, what.of(theme.language));
                    say!(theme.language, "▲ at {place}: {what}", "▲ en {place}: {what}")
                },
                body.width,
                theme.style(Role::Warn),
            ),
            None if self.text().is_empty() => {
                let words: Vec<_> = fields.iter().map(|field| field.word()).collect();
                let words = words.join(", ");
                let words = say!(
                    theme.language,
                    "words, field=value: {words}",
                    "palabras, campo=valor: {words}"
                );
                indented(&words, body.width, theme.style(Role::Dim))
            }
            None => return,
        };
        let height = words.len().min(REMARK_ROWS) as u16;
        let Some(y) = body.bottom().checked_sub(height).filter(|y| *y > body.y) else { return };
        let place = Rect { y, height, ..body };
        buffer.set_style(place, Style::reset());
        for row in place.rows() {
            buffer.set_string(row.x, row.y, " ".repeat(usize::from(row.width)), Style::reset());
        }
        lines(place, buffer, words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::List;

    const FIELDS: &[Field] = List::Runs.fields();

    fn press(prompt: &mut Prompt, earlier: &Earlier, keys: &str) -> Typed {
        let mut typed = Typed::Nothing;
        for key in keys.chars() {
            let code = match key {
                '↑' => KeyCode::Up,
                '↓' => KeyCode::Down,
                '⏎' => KeyCode::Enter,
                '⎋' => KeyCode::Esc,
                letter => KeyCode::Char(letter),
            };
            typed = prompt.key(KeyEvent::from(code), earlier, FIELDS);
        }
        typed
    }

    #[test]
    fn a_filter_is_in_force_at_every_key_that_makes_sense() {
        let (mut prompt, earlier) = (Prompt::new(Some("old".to_owned())), Earlier::default());
        let Typed::Filter(filter) = press(&mut prompt, &earlier, " id") else { panic!() };
        assert_eq!(filter.text(), "old id");
        assert_eq!(press(&mut prompt, &earlier, ">"), Typed::Nothing);
        assert!(prompt.error().is_some());
        assert_eq!(press(&mut prompt, &earlier, "⏎"), Typed::Nothing, "Enter keeps no nonsense");
        assert!(matches!(press(&mut prompt, &earlier, "7"), Typed::Filter(_)));
        assert_eq!(press(&mut prompt, &earlier, "⏎"), Typed::Keep("old id>7".to_owned()));
        assert_eq!(press(&mut prompt, &earlier, "⎋"), Typed::Undo(Some("old".to_owned())));
    }

    #[test]
    fn earlier_filters_are_walked_and_what_was_typed_comes_back() {
        let mut earlier = Earlier::default();
        for text in ["first", "second", "first", " "] {
            earlier.remember(text);
        }
        let mut prompt = Prompt::new(None);
        press(&mut prompt, &earlier, "ne");
        for (key, text) in [
            ("↑", "first"),
            ("↑", "second"),
            ("↑", "second"),
            ("↓", "first"),
            ("↓", "ne"),
            ("↓", "ne"),
        ] {
            press(&mut prompt, &earlier, key);
            assert_eq!(prompt.text(), text);
        }
        for number in 0..500 {
            earlier.remember(&number.to_string());
        }
        assert_eq!(earlier.0.len(), MOST_EARLIER);
        assert_eq!(earlier.back(1), Some("499"));
    }
}
