//! What the dashboard draws of a database, read off its frames as a person reads them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Size;
use regex::Regex;
use scoutwatch::clock::Clock;
use scoutwatch::tui::app::{App, Profile};
use scoutwatch::tui::msg::Msg;
use scoutwatch::tui::theme::Theme;
use scoutwatch::tui::view::view;

use crate::handles::open;
use crate::poller::{Running, is_whole};

/// A verdict as it is drawn: a shape, and its word.
const VERDICT: &str = "[●▲■?] (OK|WARN|CRIT|UNKNOWN)";

/// The dashboard with the figures of one poll.
pub(super) struct Drawn {
    app: App,
}

impl Drawn {
    /// Polls a database until all was read, and shows that.
    pub(super) async fn of(url: &str) -> Self {
        let mut running = Running::start(open(url, "drawn"));
        let (snapshot, _) = running.until("all was read", is_whole).await;
        let first = Arc::clone(&snapshot);
        running.end().await;
        let (now, size) = (Clock::system().now(), Size::new(120, 40));
        let mut app = App::new(Profile::default(), Theme::mono(), first, now, size);
        app.update(Msg::Snapshot(snapshot));
        Self { app }
    }

    fn press(&mut self, key: char) {
        let event = KeyEvent::new(KeyCode::Char(key), KeyModifiers::NONE);
        // What it asks of the database is not answered: the poll is what is read here.
        self.app.update(Msg::Key(event));
    }

    fn text(&self) -> String {
        let Size { width, height } = self.app.size;
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| view(&self.app, frame)).unwrap();
        let buffer = terminal.backend().buffer();
        let row = |cells: &[ratatui::buffer::Cell]| -> String {
            cells.iter().map(ratatui::buffer::Cell::symbol).collect()
        };
        let rows: Vec<_> = buffer.content.chunks(usize::from(width)).map(row).collect();
        rows.join("\n")
    }

    /// The first of what is found in a frame.
    fn found(&self, pattern: &str) -> Vec<String> {
        let text = self.text();
        let found = Regex::new(pattern).unwrap().captures(&text);
        let found = found.unwrap_or_else(|| panic!("no {pattern} in\n{text}"));
        found.iter().skip(1).flatten().map(|part| part.as_str().trim().to_owned()).collect()
    }

    /// The figure and the verdict of a gauge.
    pub(super) fn gauge(&self, name: &str) -> (String, String) {
        let mut found = self.found(&format!("{name} +([^ ].*?) {{1,2}}{VERDICT}")).into_iter();
        (found.next().unwrap(), found.next().unwrap())
    }

    /// The persons of a category.
    pub(super) fn category(&self, letter: &str) -> String {
        self.found(&format!("(?m)^[ ▸]+{letter}  [^\\d–]+([\\d,]+|–)")).remove(0)
    }

    /// The verdicts of the pane of health, by rule.
    pub(super) fn health(&self) -> BTreeMap<String, String> {
        let text = self.text();
        let line = Regex::new(&format!("(?m)^ {VERDICT} +(satisfactory|conflicts|missing|job) "));
        let line = line.unwrap();
        line.captures_iter(&text).map(|found| (found[2].to_owned(), found[1].to_owned())).collect()
    }

    /// What the walk from one problem to the next says, once round: rule and verdict, in order.
    pub(super) fn walk(&mut self) -> Vec<(String, String)> {
        let mut walk = Vec::new();
        loop {
            self.press('!');
            if self.text().contains("nothing is wrong: every rule is kept") {
                return walk;
            }
            let place = format!("(\\d) of (\\d) +{VERDICT} ([a-z]+): ");
            let [number, all, verdict, rule] = self.found(&place).try_into().unwrap();
            walk.push((rule, verdict));
            assert_eq!(number, walk.len().to_string(), "{walk:?}");
            if number == all {
                return walk;
            }
        }
    }

    /// The verdict on a terminal that has room for one thing.
    pub(super) fn smallest(&mut self) -> String {
        self.app.update(Msg::Resize(Size::new(36, 3)));
        self.found(&format!("^{VERDICT} ")).remove(0)
    }
}
