//! The dashboard without a terminal: keys go in, the questions it asks are answered at once, and frames
//! come out as lines of text.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Size;
use scoutwatch::model::Snapshot;
use scoutwatch::poller::Reply;
use scoutwatch::refresh::desk::Order;
use scoutwatch::tui::app::{App, Update};
use scoutwatch::tui::msg::{Effect, Msg};
use scoutwatch::tui::theme::{Role, Theme};
use scoutwatch::tui::view::view;
use unicode_width::UnicodeWidthStr;

use crate::fixtures::{self, Database};

/// The dashboard.
pub(crate) struct Dashboard {
    /// Its state.
    pub(crate) app: App,
    database: Database,
    polls: u64,
}

impl Dashboard {
    /// A dashboard on a terminal of this size, with the figures of `snapshot`.
    pub(crate) fn new(
        size: (u16, u16),
        theme: Theme,
        snapshot: Snapshot,
        database: Database,
    ) -> Self {
        Self::at(fixtures::now(), size, theme, snapshot, database)
    }

    /// The same at another moment.
    pub(crate) fn at(
        now: DateTime<Utc>,
        size: (u16, u16),
        theme: Theme,
        snapshot: Snapshot,
        database: Database,
    ) -> Self {
        let size = Size::new(size.0, size.1);
        let first = Arc::new(fixtures::loading());
        let app = App::new(fixtures::profile(), theme, first, now, size);
        let mut dashboard = Self { app, database, polls: 0 };
        let is_read_only = dashboard.app.profile.is_read_only;
        let refused = theme
            .language
            .choose("nothing may be written (read-only)", "no se puede escribir (solo lectura)");
        dashboard.app.job_refused = is_read_only.then(|| refused.to_owned());
        dashboard.tell(Msg::Snapshot(Arc::new(snapshot)));
        dashboard
    }

    /// Lets time pass until [`fixtures::now`], and another poll find these figures in another database.
    pub(crate) fn turn_to(&mut self, mut snapshot: Snapshot, database: Database) {
        self.database = database;
        self.polls += 1;
        snapshot.sequence += self.polls;
        self.tell(Msg::Tick(fixtures::now()));
        self.tell(Msg::Snapshot(Arc::new(snapshot)));
    }

    /// Gives the terminal another size.
    pub(crate) fn resize(&mut self, (width, height): (u16, u16)) {
        self.tell(Msg::Resize(Size::new(width, height)));
    }

    /// Takes in a message and everything that follows from it.
    pub(crate) fn tell(&mut self, msg: Msg) {
        let mut pending = self.app.update(msg).effects;
        while let Some(effect) = pending.pop() {
            let Effect::Ask(request) = effect else { continue };
            let Some(outcome) = self.database.answer(&request.ask) else { continue };
            let reply = Reply { generation: request.generation, outcome };
            let Update { effects, .. } = self.app.update(Msg::Reply(Box::new(reply)));
            pending.extend(effects);
        }
    }

    /// Presses keys: characters as they are, others by name in angle brackets, such as `3<Enter>`.
    pub(crate) fn press(&mut self, keys: &str) -> &mut Self {
        let mut rest = keys;
        while let Some(first) = rest.chars().next() {
            let named = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
            let code = if let Some((name, behind)) = named {
                rest = behind;
                key_code(name)
            } else {
                rest = &rest[first.len_utf8()..];
                KeyCode::Char(first)
            };
            self.tell(Msg::Key(KeyEvent::new(code, KeyModifiers::NONE)));
        }
        self
    }

    /// Presses a key, such as `y` or `<Enter>`; gives what the loop is then to do.
    pub(crate) fn press_for_effects(&mut self, key: &str) -> Vec<Effect> {
        let named = key.strip_prefix('<').and_then(|key| key.strip_suffix('>'));
        let code = named.map_or_else(|| KeyCode::Char(key.chars().next().unwrap()), key_code);
        self.app.update(Msg::Key(KeyEvent::new(code, KeyModifiers::NONE))).effects
    }

    /// Presses a key; gives the orders to the desk that it leads to.
    pub(crate) fn press_for_orders(&mut self, key: &str) -> Vec<Order> {
        let effects = self.press_for_effects(key).into_iter();
        effects
            .filter_map(|effect| match effect {
                Effect::Order(order) => Some(order),
                _ => None,
            })
            .collect()
    }

    /// What is on the terminal.
    pub(crate) fn frame(&self) -> Frame {
        let Size { width, height } = self.app.size;
        let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a terminal");
        terminal.draw(|frame| view(&self.app, frame)).expect("a frame");
        Frame(terminal.backend().buffer().clone())
    }
}

fn key_code(name: &str) -> KeyCode {
    match name {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "Down" => KeyCode::Down,
        "Up" => KeyCode::Up,
        "PgDn" => KeyCode::PageDown,
        "PgUp" => KeyCode::PageUp,
        "BS" => KeyCode::Backspace,
        other => panic!("no key is called {other}"),
    }
}

/// What is on a terminal.
pub(crate) struct Frame(pub(crate) Buffer);

impl Frame {
    /// The text of every row, as wide as the terminal.
    pub(crate) fn rows(&self) -> Vec<String> {
        self.row_cells()
            .map(|row| {
                let mut text = String::new();
                let mut covered = 0;
                for cell in row {
                    if covered > 0 {
                        covered -= 1;
                        continue;
                    }
                    text.push_str(cell.symbol());
                    covered = cell.symbol().width().saturating_sub(1);
                }
                text
            })
            .collect()
    }

    /// The rows without the blanks at their ends.
    pub(crate) fn text(&self) -> String {
        let rows: Vec<_> = self.rows().iter().map(|row| row.trim_end().to_owned()).collect();
        rows.join("\n")
    }

    /// A letter a cell that says what its style means, `.` for ordinary text and blanks.
    pub(crate) fn roles(&self, theme: Theme) -> String {
        let letter = |cell: &Cell| {
            if cell.symbol() == " " && cell.modifier.is_empty() {
                return '.';
            }
            LETTERS
                .into_iter()
                .find(|(role, _)| {
                    let style = theme.style(*role);
                    style.fg.unwrap_or_default() == cell.fg && style.add_modifier == cell.modifier
                })
                .map_or('#', |(_, letter)| letter)
        };
        let rows: Vec<_> = self
            .row_cells()
            .map(|row| {
                let row: String = row.iter().map(letter).collect();
                row.trim_end_matches('.').to_owned()
            })
            .collect();
        rows.join("\n")
    }

    fn row_cells(&self) -> impl Iterator<Item = &[Cell]> {
        let width = usize::from(self.0.area.width).max(1);
        self.0.content.chunks(width)
    }
}

/// Roles that look alike share a letter.
const LETTERS: [(Role, char); 11] = [
    (Role::Text, '.'),
    (Role::Dim, 'd'),
    (Role::Strong, 's'),
    (Role::Title, 't'),
    (Role::FocusedTitle, 'T'),
    (Role::Ok, 'o'),
    (Role::Warn, 'w'),
    (Role::Crit, 'c'),
    (Role::Unknown, '?'),
    (Role::Selected, 'S'),
    (Role::Banner, 'B'),
];
