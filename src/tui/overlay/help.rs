//! The help: every key of the one table, in as many columns as fit.

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::text::{Line, Span};

use crate::model::{Language, Text, say};
use crate::tui::keymap::{Action, Group, KeyMap};
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
#[derive(Clone, Copy, Debug, Default)]
pub struct Help {
    offset: usize,
}

impl Help {
    /// Scrolls.
    pub fn update(&mut self, action: Action, keys: &KeyMap, size: Size) {
        let last = entries(keys, None, Language::default())
            .len()
            .saturating_sub(usize::from(size.height.saturating_sub(3)));
        let page = usize::from(size.height.saturating_sub(4)).max(1);
        self.offset = match action {
            Action::Up => self.offset.saturating_sub(1),
            Action::Down => self.offset + 1,
            Action::PageUp => self.offset.saturating_sub(page),
            Action::PageDown => self.offset + page,
            Action::First => 0,
            Action::Last => last,
            _ => self.offset,
        }
        .min(last);
    }

    /// Draws. What is `off` cannot be done here, for a reason that stands in the place of its sentence.
    pub fn view(
        &self,
        screen: &str,
        keys: &KeyMap,
        off: Option<&(Action, String)>,
        theme: Theme,
        area: Rect,
        buffer: &mut Buffer,
    ) {
        let Some(body) = below_rule(area) else { return };
        let language = theme.language;
        let entries = entries(keys, off, language);
        let columns = (body.width / COLUMN).clamp(1, 2);
        let per_column = entries.len().div_ceil(usize::from(columns));
        let hidden = per_column > usize::from(body.height);
        Rule::new(language.choose("Keys", "Teclas"))
            .focused(true)
            .note(language.choose("Esc closes", "Esc cierra"))
            .note(say!(language, "on {screen}", "en {screen}"))
            .note_if(hidden.then(|| language.choose("↓ more", "↓ más").to_owned()))
            .render(area, buffer, theme);
        for column in 0..columns {
            let width = body.width / columns;
            let part = Rect { x: body.x + column * width, width, ..body };
            let start = usize::from(column) * per_column + self.offset;
            let shown = entries.iter().take(usize::from(column + 1) * per_column).skip(start);
            lines(part, buffer, shown.map(|entry| line(entry, theme)));
        }
    }
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

fn entries(map: &KeyMap, off: Option<&(Action, String)>, language: Language) -> Vec<Entry> {
    let mut entries = Vec::new();
    for group in Group::ALL {
        entries.push(Entry::Heading(group.title()));
        for (binding, keys) in map.iter().filter(|(binding, _)| binding.group == group) {
            let reason = off.filter(|(action, _)| *action == binding.action);
            let keys: Vec<_> = keys.iter().map(|key| key.label()).collect();
            entries.push(Entry::Keys {
                keys: keys.join(" "),
                words: reason.map_or_else(
                    || binding.help.of(language).to_owned(),
                    |(_, reason)| reason.clone(),
                ),
                is_off: reason.is_some(),
            });
        }
    }
    entries
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
