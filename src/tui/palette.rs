//! The command line: every action by its name, found by a few letters of it.

use crossterm::event::{Event, KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use super::fuzzy::{self, Fit};
use super::keymap::{Action, Key};
use super::text::{Align, fit, typing, width};
use super::theme::{Role, Theme};
use super::widgets::lines;
use crate::model::Text;

/// The most commands that are listed above the line.
const MOST_LISTED: usize = 8;

/// Cells for the name of a command in the list.
const NAME: usize = 17;

/// Cells for its key.
const KEY: usize = 10;

/// What Enter and Tab do, at the end of the line.
const HELP: Text = Text::new("  Tab next · Enter do", "  Tab otro · Enter hacer");

/// A command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Its name.
    pub name: String,
    /// The key that does the same.
    pub key: String,
    /// What it does.
    pub help: String,
    /// Why it cannot be done now.
    pub refused: Option<String>,
    /// What is to be done.
    pub order: Order,
}

/// What a command asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// What a key does.
    Act(Action),
    /// Keep the filter in force under a name.
    Save(String),
    /// Show the list with the filter that is kept under a name.
    Recall(String),
}

/// The word in front of the name that a filter is kept under.
pub const SAVE: &str = "save";

/// The word in front of the name of a filter that is kept.
pub const RECALL: &str = "filter";

/// The line that is being typed.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    input: Input,
    /// Which of the commands that fit is chosen by Tab, and what had been typed before that.
    chosen: Option<(usize, String)>,
}

/// What a key in the line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing but to be drawn.
    Stay,
    /// The line is done with.
    Close,
    /// This is to be done.
    Do(Order),
    /// Nothing is called so.
    Unknown(String),
}

impl Palette {
    /// What was typed by hand.
    fn typed(&self) -> &str {
        self.chosen.as_ref().map_or(self.input.value(), |(_, typed)| typed)
    }

    /// The commands that fit what is typed, the best first.
    pub fn fitting<'a>(&self, commands: &'a [Command]) -> Vec<&'a Command> {
        let typed = self.typed();
        let mut fitting: Vec<_> = commands
            .iter()
            .filter_map(|command| {
                let fit = fuzzy::fit(typed, &command.name);
                let is_named = fit.is_some_and(|fit| fit < Fit::Letters);
                let by_help = !is_named && fuzzy::holds(&command.help, typed);
                Some((if by_help { Fit::Part } else { fit? }, by_help, command))
            })
            .collect();
        fitting.sort_by_key(|(fit, by_help, _)| (*fit, *by_help));
        fitting.into_iter().map(|(_, _, command)| command).collect()
    }

    /// Takes a key.
    pub fn key(&mut self, event: KeyEvent, commands: &[Command]) -> Answer {
        match Key::of(&event) {
            Key::Named(KeyCode::Esc) => return Answer::Close,
            Key::Named(KeyCode::Backspace) if self.input.value().is_empty() => {
                return Answer::Close;
            }
            Key::Named(KeyCode::Enter) => return self.enter(commands),
            Key::Named(KeyCode::Tab | KeyCode::Down) => self.choose(1, commands),
            Key::Named(KeyCode::BackTab | KeyCode::Up) => self.choose(-1, commands),
            key => {
                let was_listed = self.chosen.take().is_some_and(|(_, typed)| typed.is_empty());
                if was_listed && matches!(key, Key::Char(_)) {
                    // The list was walked from an empty line: the letters look for something in it.
                    self.input.reset();
                }
                self.input.handle_event(&Event::Key(event));
            }
        }
        Answer::Stay
    }

    fn enter(&self, commands: &[Command]) -> Answer {
        let text = self.input.value().trim();
        let name_behind = |word: &str| {
            let rest = text.strip_prefix(word).filter(|rest| rest.starts_with(' '))?;
            Some(rest.trim().to_owned()).filter(|name| !name.is_empty())
        };
        if text.is_empty() {
            return Answer::Close;
        }
        if let Some(name) = name_behind(SAVE) {
            return Answer::Do(Order::Save(name));
        }
        if let Some(name) = name_behind(RECALL) {
            return Answer::Do(Order::Recall(name));
        }
        let chosen = self.chosen.as_ref().map_or(0, |(place, _)| *place);
        match self.fitting(commands).get(chosen) {
            Some(command) => Answer::Do(command.order.clone()),
            None => Answer::Unknown(text.to_owned()),
        }
    }

    /// Goes to another of the commands that fit, round and round.
    fn choose(&mut self, by: isize, commands: &[Command]) {
        let fitting = self.fitting(commands);
        let typed = self.typed().to_owned();
        let count = fitting.len() as isize;
        let place = match &self.chosen {
            _ if count == 0 => return,
            Some((place, _)) => (*place as isize + by).rem_euclid(count),
            None if by > 0 => 0,
            None => count - 1,
        };
        if let Some(command) = fitting.get(place as usize) {
            self.input = Input::new(command.name.clone());
            self.chosen = Some((place as usize, typed));
        }
    }

    /// Draws the line and the commands that fit above it; gives the place of the cursor.
    pub fn view(
        &self,
        theme: Theme,
        commands: &[Command],
        body: Rect,
        area: Rect,
        buffer: &mut Buffer,
    ) -> Position {
        let fitting = self.fitting(commands);
        let chosen = self.chosen.as_ref().map_or(0, |(place, _)| *place);
        let height = fitting.len().min(MOST_LISTED).min(usize::from(body.height.saturating_sub(1)));
        let skipped = (chosen + 1).saturating_sub(height);
        let place = Rect { y: body.bottom() - height as u16, height: height as u16, ..body };
        for row in place.rows() {
            buffer.set_string(row.x, row.y, " ".repeat(usize::from(row.width)), Style::reset());
        }
        let listed = fitting.iter().enumerate().skip(skipped).take(height);
        let rows = listed.map(|(index, command)| line(command, index == chosen, theme));
        lines(place, buffer, rows);

        let (room, help) = typing(usize::from(area.width), HELP.of(theme.language));
        let scroll = self.input.visual_scroll(room);
        let text: String = self.input.value().chars().skip(scroll).collect();
        let line = Line::from(vec![
            Span::styled(" :", theme.style(Role::Key)),
            Span::raw(fit(&text, room, Align::Left)),
            Span::styled(help, theme.style(Role::Dim)),
        ]);
        buffer.set_line(area.x, area.y, &line, area.width);
        let offset = self.input.visual_cursor().saturating_sub(scroll).min(room) as u16;
        Position::new((area.x + 2 + offset).min(area.right().saturating_sub(1)), area.y)
    }
}

fn line(command: &Command, is_chosen: bool, theme: Theme) -> Line<'static> {
    let mark = if is_chosen { " ▸ " } else { "   " };
    let (name, help) = match (&command.refused, is_chosen) {
        (Some(reason), _) => (Role::Dim, reason.clone()),
        (None, true) => (Role::Strong, command.help.clone()),
        (None, false) => (Role::Text, command.help.clone()),
    };
    Line::from(vec![
        Span::raw(mark),
        Span::styled(
            fit(&command.name, NAME.max(width(&command.name)), Align::Left),
            theme.style(name),
        ),
        Span::styled(format!(" {} ", fit(&command.key, KEY, Align::Left)), theme.style(Role::Key)),
        Span::styled(help, theme.style(Role::Dim)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commands() -> Vec<Command> {
        let command = |name: &str, help: &str, action| Command {
            name: name.to_owned(),
            key: String::new(),
            help: help.to_owned(),
            refused: None,
            order: Order::Act(action),
        };
        vec![
            command("conflicts", "Persons with several scouts", Action::Down),
            command("job", "Run the refresh job", Action::RefreshJob),
            command("conflicts only", "Only what is in conflict", Action::ConflictsOnly),
            command("missing only", "Only where none is known", Action::MissingOnly),
            command("no alarm", "Snooze the alarm", Action::Snooze),
            command("quit", "Leave", Action::Quit),
        ]
    }

    fn press(keys: &str) -> (Palette, Answer) {
        let mut palette = Palette::default();
        let mut answer = Answer::Stay;
        for key in keys.chars() {
            let code = match key {
                '⇥' => KeyCode::Tab,
                '⇤' => KeyCode::BackTab,
                '⏎' => KeyCode::Enter,
                '⌫' => KeyCode::Backspace,
                letter => KeyCode::Char(letter),
            };
            answer = palette.key(KeyEvent::from(code), &commands());
        }
        (palette, answer)
    }

    #[test]
    fn a_command_is_found_by_some_of_its_letters() {
        for (keys, expected) in [
            ("q⏎", Answer::Do(Order::Act(Action::Quit))),
            ("conly⏎", Answer::Do(Order::Act(Action::ConflictsOnly))),
            ("refresh⏎", Answer::Do(Order::Act(Action::RefreshJob))),
            ("sno⏎", Answer::Do(Order::Act(Action::Snooze))),
            ("c⇥⇥⏎", Answer::Do(Order::Act(Action::ConflictsOnly))),
            ("c⇤⏎", Answer::Do(Order::Act(Action::ConflictsOnly))),
            ("save  my list ⏎", Answer::Do(Order::Save("my list".to_owned()))),
            ("filter week⏎", Answer::Do(Order::Recall("week".to_owned()))),
            ("zzz⏎", Answer::Unknown("zzz".to_owned())),
            ("⏎", Answer::Close),
            ("a⌫⌫", Answer::Close),
        ] {
            assert_eq!(press(keys).1, expected, "{keys}");
        }
    }

    #[test]
    fn tab_goes_round_what_fits_what_was_typed() {
        for (keys, text) in [
            ("con⇥", "conflicts"),
            ("con⇥⇥", "conflicts only"),
            ("con⇥⇥⇥", "conflicts"),
            ("zz⇥", "zz"),
            ("⇥⇥con", "con"),
            ("con⇥ o", "conflicts o"),
            ("⇥⌫", "conflict"),
        ] {
            assert_eq!(press(keys).0.input.value(), text, "{keys}");
        }
    }
}
