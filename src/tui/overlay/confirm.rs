//! The question before a write: it stands on Cancel, Enter is not yes, and on production one types the
//! profile's name.

use crossterm::event::{Event, KeyCode, KeyEvent};
use ratatui::text::{Line, Span};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use crate::model::{Color, Text, say};
use crate::tui::app::Profile;
use crate::tui::keymap::Key;
use crate::tui::text::width;
use crate::tui::theme::{Role, Theme};

/// The question, and whom it is about, which does not change while it is asked.
#[derive(Clone, Debug)]
pub(super) struct Confirm {
    label: String,
    target: String,
    is_production: bool,
    color: Option<Color>,
    typed: Input,
    /// Whether the wrong name was confirmed.
    is_mistyped: bool,
}

/// What a key means to the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Nothing yet: the name is being typed.
    Typing,
    /// Nothing.
    Other,
}

/// What is asked about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    /// What the key does.
    pub(super) yes: Text,
    /// What stands before the profile's name, which is to be typed.
    pub(super) to: Text,
    /// What is said of a wrong name, behind it.
    pub(super) nothing: Text,
}

impl Confirm {
    /// Asks about the database of a profile.
    pub(super) fn open(profile: &Profile) -> Self {
        Self {
            label: profile.label.clone(),
            target: profile.target.clone(),
            is_production: profile.is_production && !profile.label.is_empty(),
            color: profile.color,
            typed: Input::default(),
            is_mistyped: false,
        }
    }

    /// The database, as in the header.
    pub(super) fn on(&self) -> String {
        let on = [self.label.as_str(), self.target.as_str()];
        on.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// Carries out a key. Nobody says yes before what is asked about is known.
    pub(super) fn update(&mut self, event: KeyEvent, is_ready: bool) -> Verdict {
        self.is_mistyped = false;
        match Key::of(&event) {
            Key::Char('y') if is_ready && !self.is_production => Verdict::Yes,
            Key::Named(KeyCode::Enter) if is_ready && self.is_production => {
                if self.typed.value().trim() == self.label {
                    self.typed.reset();
                    return Verdict::Yes;
                }
                self.is_mistyped = !self.typed.value().is_empty();
                if self.is_mistyped { Verdict::Typing } else { Verdict::No }
            }
            Key::Char(_) | Key::Named(KeyCode::Backspace) if self.is_production => {
                self.typed.handle_event(&Event::Key(event));
                Verdict::Typing
            }
            Key::Char('n') | Key::Named(KeyCode::Enter) => Verdict::No,
            _ => Verdict::Other,
        }
    }

    /// Asks anew: what was typed was about something else.
    pub(super) fn reset(&mut self) {
        self.typed.reset();
        self.is_mistyped = false;
    }

    /// How to say yes or no; what has no room behind a line of so many cells stands below it.
    pub(super) fn question(&self, words: Words, theme: Theme, cells: u16) -> Vec<Line<'static>> {
        let language = theme.language;
        let cancel = language.choose(" Cancel ", " Cancelar ");
        let selected = Span::styled(cancel, theme.style(Role::Selected));
        if !self.is_production {
            let help =
                language.choose("  Enter or Esc cancels      ", "  Enter o Esc: cancelar      ");
            let no = vec![Span::raw(" "), selected, Span::raw(help)];
            let yes = vec![
                Span::styled("y", theme.style(Role::Key)),
                Span::raw(format!("{}{}", language.choose(" ", ": "), words.yes.of(language))),
            ];
            return in_one_or_two(no, yes, 0, cells);
        }
        let mut lines = vec![Line::from(vec![
            Span::raw(" "),
            selected,
            Span::raw(language.choose("  Esc cancels", "  Esc: cancelar")),
        ])];
        let ask = vec![
            Span::raw(format!(" {} ", words.to.of(language))),
            Span::styled(self.label.clone(), theme.label(true, self.color)),
            Span::raw(language.choose(" and press Enter: ", " y pulsar Enter: ")),
        ];
        let typed =
            vec![Span::styled(format!("{}_", self.typed.value()), theme.style(Role::Strong))];
        // What is typed does not move while it is typed.
        lines.extend(in_one_or_two(ask, typed, width(&self.label) + 1, cells));
        if self.is_mistyped {
            let (label, nothing) = (&self.label, words.nothing.of(language));
            let words = say!(
                language,
                " That is not {label}; {nothing}.",
                " Eso no es {label}; {nothing}."
            );
            lines.push(Line::styled(words, theme.style(Role::Warn)));
        }
        lines
    }
}

/// Two parts in one line, where there is room for so many cells of the second, else in two.
fn in_one_or_two(
    mut first: Vec<Span<'static>>,
    mut second: Vec<Span<'static>>,
    at_least: usize,
    cells: u16,
) -> Vec<Line<'static>> {
    let of = |spans: &[Span<'_>]| spans.iter().map(Span::width).sum::<usize>();
    if of(&first) + of(&second).max(at_least) <= usize::from(cells) {
        first.append(&mut second);
        return vec![Line::from(first)];
    }
    second.insert(0, Span::raw(" "));
    vec![Line::from(first), Line::from(second)]
}
