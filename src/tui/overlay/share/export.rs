//! An export: what will be written and where, how far it is, what became of it.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::Outcome;
use crate::model::format::{UNKNOWN, count};
use crate::model::text::clean;
use crate::share::{ExportError, Exported, Format, MAX_ROWS, News, Order, Parcel, Subject};
use crate::tui::keymap::Key;
use crate::tui::overlay::sheet::{Sheet, keys};
use crate::tui::scroll::Scroll;
use crate::tui::takeaway::Takeaway;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::{indented, named};

/// The open dialog. What is exported is what was in view when it was opened.
#[derive(Clone, Debug)]
pub struct ExportDialog {
    title: String,
    subject: Subject,
    facts: Vec<(&'static str, String)>,
    stage: Stage,
}

/// How far it is.
#[derive(Clone, Debug)]
enum Stage {
    /// The kind of file is chosen.
    Choosing,
    /// It is being written: so many rows, of so many.
    Writing(Option<(i64, i64)>),
    /// It is being broken off.
    Cancelling,
    /// It was broken off.
    Cancelled,
    /// It is written, or not.
    Done(Result<Exported, ExportError>),
}

impl ExportDialog {
    /// Opens it; `folder` is where the file will be.
    ///
    /// # Errors
    /// Why nothing can be exported.
    pub fn open(takeaway: Takeaway, folder: &str) -> Result<Self, &'static str> {
        let Takeaway { title, place, filter, condition, sort, subject, .. } = takeaway;
        let subject = subject?;
        let rows = match (&subject, place) {
            (Subject::Figures(_), _) => "1, the figures of this moment".to_owned(),
            (Subject::List(_), Some(place)) if place.matching > MAX_ROWS => {
                format!("the first {} of {}", count(MAX_ROWS), count(place.matching))
            }
            (Subject::List(_), Some(place)) => {
                format!("all, {} at the last look", count(place.matching))
            }
            (Subject::List(_), None) => UNKNOWN.to_owned(),
            (Subject::Person(person), _) => {
                format!("all {} of the evidence", person.evidence.len())
            }
            (Subject::Days(days), _) => format!("{} days", days.len()),
            (Subject::Conflicts(rows), _) => count(rows.len() as i64),
            (Subject::Runs(rows), _) => count(rows.len() as i64),
        };
        let is_one = matches!(subject, Subject::Figures(_));
        let mut facts = vec![("ROWS", rows)];
        facts.extend(filter.filter(|_| !is_one).map(|filter| ("FILTER", filter)));
        facts.extend(condition.map(|words| ("ONLY", words)));
        facts.extend(sort.filter(|_| !is_one).map(|sort| ("ORDER", sort)));
        facts.push(("FOLDER", clean(folder)));
        Ok(Self { title, subject, facts, stage: Stage::Choosing })
    }

    /// Carries out a key.
    pub fn update(&mut self, event: KeyEvent) -> Outcome {
        let key = Key::of(&event);
        match (&self.stage, key) {
            (Stage::Choosing, Key::Char('c')) => self.begin(Format::Csv),
            (Stage::Choosing, Key::Char('j')) => self.begin(Format::Json),
            (Stage::Writing(_), Key::Named(KeyCode::Esc)) => {
                self.stage = Stage::Cancelling;
                Outcome::Order(Order::Cancel)
            }
            (Stage::Done(Ok(exported)), Key::Char('y')) => {
                let path = exported.path.display().to_string();
                let what = "the path of the file".to_owned();
                Outcome::Leave(Order::Copy(Parcel {
                    what,
                    name: "path",
                    ending: "txt",
                    text: path,
                }))
            }
            // Where nobody answers, nobody is kept here.
            (Stage::Cancelling, Key::Named(KeyCode::Esc)) => Outcome::Close,
            (Stage::Writing(_) | Stage::Cancelling, _) => Outcome::Stay,
            (_, Key::Named(KeyCode::Esc | KeyCode::Enter) | Key::Char('q')) => Outcome::Close,
            _ => Outcome::Stay,
        }
    }

    fn begin(&mut self, format: Format) -> Outcome {
        self.stage = Stage::Writing(None);
        Outcome::Order(Order::Export(Box::new(self.subject.clone()), format))
    }

    /// Takes news of the export; says whether they are shown here.
    pub fn hear(&mut self, news: &News) -> bool {
        let is_open = matches!(self.stage, Stage::Writing(_) | Stage::Cancelling);
        match news {
            News::Progress { rows, matching } if matches!(self.stage, Stage::Writing(_)) => {
                self.stage = Stage::Writing(Some((*rows, *matching)));
            }
            News::Exported(outcome) if is_open => self.stage = Stage::Done(outcome.clone()),
            News::Cancelled if is_open => self.stage = Stage::Cancelled,
            _ => return false,
        }
        true
    }

    /// Draws.
    pub fn view(&self, theme: Theme, area: Rect, buffer: &mut Buffer) {
        let (stage, sheet) = self.sheet(theme, area.width);
        let title = format!("{} › {stage}", self.title);
        sheet.view(title, Scroll::default(), theme, area, buffer);
    }

    fn sheet(&self, theme: Theme, cells: u16) -> (&'static str, Sheet) {
        let told = |name: &str, words: String| named(name, &Line::raw(words), theme, cells);
        let facts = || self.facts.iter().flat_map(|(name, words)| told(name, words.clone()));
        let (title, page, hints): (_, Vec<_>, &[_]) = match &self.stage {
            Stage::Choosing => {
                ("export", facts().collect(), &[("c", "CSV"), ("j", "JSON"), ("Esc", "closes")])
            }
            Stage::Writing(done) => {
                let words = done.map_or_else(
                    || "reading…".to_owned(),
                    |(rows, matching)| {
                        let matching = count(matching.min(MAX_ROWS));
                        format!("{} of {matching} rows", count(rows))
                    },
                );
                let page = facts().chain(told("DONE", words)).collect();
                ("exporting…", page, &[("Esc", "breaks it off")])
            }
            Stage::Cancelling => ("being broken off…", facts().collect(), &[("Esc", "closes")]),
            Stage::Cancelled => {
                let words = "It was broken off; nothing was left behind.";
                ("not exported", indented(words, cells, Style::new()), &[("Esc", "closes")])
            }
            Stage::Done(Err(error)) => {
                let words = clean(&error.to_string());
                let page = indented(&words, cells, theme.style(Role::Warn));
                ("not exported", page, &[("Esc", "closes")])
            }
            Stage::Done(Ok(exported)) => {
                let Exported { path, rows, matching, bytes } = exported;
                let mut page = told("FILE", clean(&path.display().to_string()));
                let words = if rows < matching {
                    format!("{} of {}", count(*rows), count(*matching))
                } else {
                    count(*rows)
                };
                page.extend(told("ROWS", words));
                page.extend(told("BYTES", count(i64::try_from(*bytes).unwrap_or(i64::MAX))));
                ("exported", page, &[("y", "copies the path"), ("Esc", "closes")])
            }
        };
        (title, Sheet { page, foot: vec![Line::raw(""), keys(theme, hints)] })
    }
}
