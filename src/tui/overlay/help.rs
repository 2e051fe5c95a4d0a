//! The help: every key of the one table, in as many columns as fit, or those that are looked for.

use crossterm::event::{Event, KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use crate::model::{Language, Text, say};
use crate::tui::cursor::step;
use crate::tui::fuzzy;
use crate::tui::keymap::{Action, Binding, Group, Key, KeyMap};
use crate::tui::pane::below_rule;
use crate::tui::text::{Align, fit};
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::lines;
use crate::tui::widgets::rule::Rule;

/// The narrowest column of help.
const COLUMN: u16 = 60;

/// Cells for the keys in a line of help.
const KEYS: usize = 14;

/// The open help.
#[derive(Clone, Debug, Default)]
pub struct Help {
    offset: usize,
    search: Input,
    is_typing: bool,
}

/// Why the key of an action does nothing here, where it does not.
type WhyNot<'a> = &'a dyn Fn(Action) -> Option<String>;

impl Help {
    /// Whether letters are part of what is looked for.
    pub const fn is_typing(&self) -> bool {
        self.is_typing
    }

    /// Takes a letter of what is looked for.
    pub fn type_key(&mut self, event: KeyEvent) {
        match Key::of(&event) {
            Key::Named(KeyCode::Enter) => self.is_typing = false,
            Key::Named(KeyCode::Esc) => {
                self.is_typing = false;
                self.search.reset();
            }
            _ => {
                self.search.handle_event(&Event::Key(event));
            }
        }
        self.offset = 0;
    }

    /// Looks for something, or scrolls; says whether it has done one of both.
    pub fn update(&mut self, action: Action, keys: &KeyMap, area: Rect) -> bool {
        match action {
            Action::Filter => self.is_typing = true,
            Action::Back if !self.search.value().is_empty() => self.search.reset(),
            _ => {
                let room = usize::from(area.height.saturating_sub(1));
                let Some(by) = step(action, room) else { return false };
                let entries = self.entries(keys, &|_| None, Language::default());
                let last = per_column(entries.len(), area.width).saturating_sub(room);
                self.offset = self.offset.min(last).saturating_add_signed(by).min(last);
                return true;
            }
        }
        self.offset = 0;
        true
    }

    /// Draws. Where a key does nothing, the reason stands in the place of its sentence.
    pub fn view(
        &self,
        screen: &str,
        keys: &KeyMap,
        why_not: WhyNot<'_>,
        theme: Theme,
        area: Rect,
        buffer: &mut Buffer,
    ) {
        let Some(body) = below_rule(area) else { return };
        let language = theme.language;
        let entries = self.entries(keys, why_not, language);
        let per_column = per_column(entries.len(), body.width);
        let room = usize::from(body.height);
        let offset = self.offset.min(per_column.saturating_sub(room));
        let (above, below) = (offset, per_column.saturating_sub(offset + room));
        let mut rule = Rule::new(language.choose("Keys", "Teclas")).focused(true);
        if self.is_typing || !self.search.value().is_empty() {
            let cursor = if self.is_typing { "_" } else { "" };
            let typed = self.search.value();
            let found = entries.iter().filter(|entry| matches!(entry, Entry::Keys { .. })).count();
            rule = rule.marked(format!("/{typed}{cursor}"), Role::Warn).note(say!(
                language,
                "{found} found",
                "{found} encontradas"
            ));
        } else {
            rule = rule.note(language.choose("Esc closes", "Esc cierra")).note(say!(
                language,
                "on {screen}",
                "en {screen}"
            ));
        }
        rule.note_if((above > 0).then(|| format!("↑ {above}")))
            .note_if((below > 0).then(|| format!("↓ {below}")))
            .render(area, buffer, theme);
        let columns = columns(body.width);
        for column in 0..columns {
            let width = body.width / columns;
            let part = Rect { x: body.x + column * width, width, ..body };
            let start = usize::from(column) * per_column + offset;
            let shown = entries.iter().take(usize::from(column + 1) * per_column).skip(start);
            lines(part, buffer, shown.map(|entry| line(entry, theme)));
        }
    }

    /// The lines of the help that fit what is looked for, each group below its heading.
    fn entries(&self, map: &KeyMap, why_not: WhyNot<'_>, language: Language) -> Vec<Entry> {
        let mut entries = Vec::new();
        for group in Group::ALL {
            let rows = map
                .iter()
                .filter(|(binding, _)| binding.group == group)
                .map(|(binding, keys)| entry(binding, keys, why_not, language))
                .filter(|(name, entry)| self.fits(name, entry))
                .map(|(_, entry)| entry)
                .collect::<Vec<_>>();
            if !rows.is_empty() {
                entries.push(Entry::Heading(group.title()));
                entries.extend(rows);
            }
        }
        entries
    }

    fn fits(&self, name: &str, entry: &Entry) -> bool {
        let Entry::Keys { keys, words, .. } = entry else { return true };
        let typed = self.search.value();
        let is_part = |text: &str| fuzzy::holds(text, typed);
        // One letter is as well a key as a part of a word.
        keys.split(' ').any(|key| key == typed) || is_part(name) || is_part(words)
    }
}

fn columns(width: u16) -> u16 {
    (width / COLUMN).clamp(1, 2)
}

fn per_column(entries: usize, width: u16) -> usize {
    entries.div_ceil(usize::from(columns(width)))
}

/// A line of the help, with the name of its action.
fn entry(
    binding: &Binding,
    keys: &[Key],
    why_not: WhyNot<'_>,
    language: Language,
) -> (&'static str, Entry) {
    let reason = why_not(binding.action);
    let keys: Vec<_> = keys.iter().map(|key| key.label()).collect();
    let entry = Entry::Keys {
        keys: keys.join(" "),
        is_off: reason.is_some(),
        words: reason.unwrap_or_else(|| binding.help.of(language).to_owned()),
    };
    (binding.name(), entry)
}

/// A line of the help.
enum Entry {
    Heading(Text),
    /// Keys with what they do, or with the reason why they do nothing here.
    Keys {
        keys: String,
        words: String,
        is_off: bool,
    },
}

fn line(entry: &Entry, theme: Theme) -> Line<'static> {
    match entry {
        Entry::Heading(title) => {
            Line::styled(format!(" {}", title.of(theme.language)), theme.style(Role::Strong))
        }
        Entry::Keys { keys, words, is_off } => {
            let (key, text) =
                if *is_off { (Role::Dim, Role::Dim) } else { (Role::Key, Role::Text) };
            Line::from(vec![
                Span::styled(format!("   {}", fit(keys, KEYS, Align::Left)), theme.style(key)),
                Span::styled(format!(" {words}"), theme.style(text)),
            ])
        }
    }
}
