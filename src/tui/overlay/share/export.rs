//! An export: what will be written and where, how far it is, what became of it.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::Outcome;
use crate::model::format::{UNKNOWN, count};
use crate::model::text::clean;
use crate::model::{Language, Text, say};
use crate::share::{ExportError, Exported, Format, MAX_ROWS, News, Order, Parcel, Subject};
use crate::tui::keymap::Key;
use crate::tui::overlay::sheet::{CLOSE, Sheet, keys};
use crate::tui::scroll::Scroll;
use crate::tui::takeaway::Takeaway;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::{indented, named};

/// The name of the number of rows.
const ROWS: Text = Text::new("ROWS", "FILAS");

/// The open dialog. What is exported is what was in view when it was opened.
#[derive(Clone, Debug)]
pub struct ExportDialog {
    title: String,
    subject: Subject,
    facts: Vec<(Text, String)>,
    stage: Stage,
}

/// Of an export that came to nothing.
const NOT_EXPORTED: Text = Text::new("not exported", "no exportado");

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
    pub fn open(takeaway: Takeaway, folder: &str, language: Language) -> Result<Self, Text> {
        let Takeaway { title, place, filter, condition, sort, subject, .. } = takeaway;
        let subject = subject?;
        let rows = match (&subject, place) {
            (Subject::Figures(_), _) => language
                .choose("1, the figures of this moment", "1, las cifras de este momento")
                .to_owned(),
            (Subject::List(_), Some(place)) if place.matching > MAX_ROWS => {
                let (first, all) = (count(MAX_ROWS), count(place.matching));
                say!(language, "the first {first} of {all}", "las primeras {first} de {all}")
            }
            (Subject::List(_), Some(place)) => {
                let all = count(place.matching);
                say!(language, "all, {all} at the last look", "todas, {all} en la última consulta")
            }
            (Subject::List(_), None) => UNKNOWN.to_owned(),
            (Subject::Person(person), _) => {
                let all = person.evidence.len();
                say!(language, "all {all} of the evidence", "las {all} de la evidencia")
            }
            (Subject::Days(days), _) => {
                let days = days.len();
                say!(language, "{days} days", "{days} días")
            }
            (Subject::Conflicts(rows), _) => count(rows.len() as i64),
            (Subject::Runs(rows), _) => count(rows.len() as i64),
        };
        let is_one = matches!(subject, Subject::Figures(_));
        let mut facts = vec![(ROWS, rows)];
        facts.extend(
            filter.filter(|_| !is_one).map(|filter| (Text::new("FILTER", "FILTRO"), filter)),
        );
        facts.extend(condition.map(|words| (Text::new("ONLY", "SOLO"), words)));
        facts.extend(sort.filter(|_| !is_one).map(|sort| (Text::new("ORDER", "ORDEN"), sort)));
        facts.push((Text::new("FOLDER", "CARPETA"), clean(folder)));
        Ok(Self { title, subject, facts, stage: Stage::Choosing })
    }

    /// Carries out a key.
    pub fn update(&mut self, event: KeyEvent, language: Language) -> Outcome {
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
                let what =
                    language.choose("the path of the file", "la ruta del archivo").to_owned();
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
        let title = format!("{} › {}", self.title, stage.of(theme.language));
        sheet.view(title, Scroll::default(), theme, area, buffer);
    }

    fn sheet(&self, theme: Theme, cells: u16) -> (Text, Sheet) {
        let language = theme.language;
        let told =
            |name: Text, words: String| named(name.of(language), &Line::raw(words), theme, cells);
        let facts = || self.facts.iter().flat_map(|(name, words)| told(*name, words.clone()));
        let (title, page, hints): (_, Vec<_>, &[_]) = match &self.stage {
            Stage::Choosing => {
                let title = Text::new("export", "exportar");
                let [csv, json] = ["CSV", "JSON"].map(|format| Text::new(format, format));
                (title, facts().collect(), &[("c", csv), ("j", json), ("Esc", CLOSE)])
            }
            Stage::Writing(done) => {
                let words = done.map_or_else(
                    || language.choose("reading…", "leyendo…").to_owned(),
                    |(rows, matching)| {
                        let (rows, matching) = (count(rows), count(matching.min(MAX_ROWS)));
                        say!(language, "{rows} of {matching} rows", "{rows} de {matching} filas")
                    },
                );
                let page = facts().chain(told(Text::new("DONE", "HECHO"), words)).collect();
                let hint = Text::new("breaks it off", "interrumpir");
                (Text::new("exporting…", "exportando…"), page, &[("Esc", hint)])
            }
            Stage::Cancelling => {
                let title = Text::new("being broken off…", "interrumpiendo…");
                (title, facts().collect(), &[("Esc", CLOSE)])
            }
            Stage::Cancelled => {
                let words = language.choose(
                    "It was broken off; nothing was left behind.",
                    "Se interrumpió; no quedó nada a medias.",
                );
                (NOT_EXPORTED, indented(words, cells, Style::new()), &[("Esc", CLOSE)])
            }
            Stage::Done(Err(error)) => {
                let words = clean(&error.sentence(language));
                let page = indented(&words, cells, theme.style(Role::Warn));
                (NOT_EXPORTED, page, &[("Esc", CLOSE)])
            }
            Stage::Done(Ok(exported)) => {
                let Exported { path, rows, matching, bytes } = exported;
                let mut page =
                    told(Text::new("FILE", "ARCHIVO"), clean(&path.display().to_string()));
                let (done, all) = (count(*rows), count(*matching));
                let words = if rows < matching {
                    say!(language, "{done} of {all}", "{done} de {all}")
                } else {
                    done
                };
                page.extend(told(ROWS, words));
                let bytes = count(i64::try_from(*bytes).unwrap_or(i64::MAX));
                page.extend(told(Text::new("BYTES", "BYTES"), bytes));
                let path = Text::new("copies the path", "copiar la ruta");
                (Text::new("exported", "exportado"), page, &[("y", path), ("Esc", CLOSE)])
            }
        };
        (title, Sheet { page, foot: vec![Line::raw(""), keys(theme, hints)] })
    }
}
