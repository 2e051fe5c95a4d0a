//! What leaves the program by a person's hand: a copied cell, an incident note, an exported list, the SQL behind a
//! figure.
//!
//! The front end says what shall leave and is told how it went; only here programs are run and files written. One task
//! (`outlet`) takes [`Order`]s and gives [`News`]. A copy takes the first way out that is open (`ways`): the buffer of
//! tmux, the terminal's clipboard, a file, the screen. An export reads its rows from one moment of the database, page by
//! page, into a file that gets its name when it is whole (`export`, `file`).
//!
//! What is copied or exported is data of persons: it is never logged.

mod export;
mod file;
pub mod note;
mod osc52;
mod outlet;
mod row;
mod statement;
mod tmux;
mod ways;

use std::path::PathBuf;

use tokio::sync::mpsc;

use crate::model::{
    ConflictRow, DailyPoint, Failure, Filter, Health, Language, List, Metrics, PersonDetail, Run,
    Sort, say,
};

pub use export::MAX_ROWS;
pub use outlet::open;
pub use row::{Field, Row, tabs};
pub use statement::{Statement, statement};
pub use ways::Settings;

/// What a person wants to take along.
#[derive(Clone, PartialEq, Eq)]
pub struct Parcel {
    /// What it is, in a few words for the message.
    pub what: String,
    /// What a file of it is called, in lower-case letters and dashes.
    pub name: &'static str,
    /// The ending of such a file.
    pub ending: &'static str,
    /// The text.
    pub text: String,
}

impl std::fmt::Debug for Parcel {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The text may name persons, and what is debugged may be logged.
        formatter.debug_struct("Parcel").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A list as it is in view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListView {
    /// Which list.
    pub list: List,
    /// Only rows that fulfil this.
    pub filter: Option<Filter>,
    /// In this order.
    pub sort: Sort,
}

/// What is exported.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    /// A list of the database: all rows that its filter lets through.
    List(ListView),
    /// A person with all evidence, as shown.
    Person(Box<PersonDetail>),
    /// The figures of a moment with the verdict on them, as shown.
    Figures(Box<(Metrics, Health)>),
    /// Days of the history, as shown.
    Days(Vec<DailyPoint>),
    /// Conflicts, as shown.
    Conflicts(Vec<ConflictRow>),
    /// Runs, as shown.
    Runs(Vec<Run>),
}

/// How an export is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values, for spreadsheets.
    Csv,
    /// One document, for programs.
    Json,
}

impl Format {
    /// The ending of its files.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }
}

/// What a front end orders.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// Bring this out by the first way that is open.
    Copy(Parcel),
    /// Write this into a file; one at a time.
    Export(Box<Subject>, Format),
    /// Break the export off.
    Cancel,
}

/// How something got out.
#[derive(Clone, PartialEq, Eq)]
pub enum Way {
    /// It is in the buffer of tmux.
    Tmux,
    /// These bytes, sent to the terminal, bring it to its clipboard. Whether they did cannot be known.
    Terminal(Vec<u8>),
    /// It is in this file.
    File(PathBuf),
    /// No way was open: it can only be shown. Why the last one was not.
    Screen(Parcel, Closed),
}

impl std::fmt::Debug for Way {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Tmux => "Tmux",
            Self::Terminal(_) => "Terminal",
            Self::File(_) => "File",
            Self::Screen(..) => "Screen",
        })
    }
}

/// A file that was exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// Where it is, from the root on.
    pub path: PathBuf,
    /// Its rows.
    pub rows: i64,
    /// Rows that there are; more than were written where there are too many.
    pub matching: i64,
    /// Its size.
    pub bytes: u64,
}

/// Why there is no export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportError {
    /// The rows could not be read.
    Read(Failure),
    /// There is no database behind what is shown.
    NoDatabase,
    /// The file could not be written.
    Write(Unwritten),
}

impl ExportError {
    /// Why, in a sentence.
    pub fn sentence(&self, language: Language) -> String {
        match self {
            Self::Read(failure) => {
                let failure = failure.words(language);
                say!(
                    language,
                    "the rows could not be read: {failure}",
                    "no se pudieron leer las filas: {failure}"
                )
            }
            Self::NoDatabase => say!(
                language,
                "the rows could not be read: there is no database behind what is shown",
                "no se pudieron leer las filas: no hay base de datos detrás de lo que se muestra"
            ),
            Self::Write(unwritten) => {
                let unwritten = unwritten.sentence(language);
                say!(
                    language,
                    "{unwritten}; nothing was left behind",
                    "{unwritten}; no quedó nada a medias"
                )
            }
        }
    }
}

/// A file that could not be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unwritten {
    /// Where.
    pub folder: PathBuf,
    /// What the system says.
    pub reason: String,
}

impl Unwritten {
    /// That, in a sentence.
    pub fn sentence(&self, language: Language) -> String {
        let (folder, reason) = (self.folder.display(), &self.reason);
        say!(
            language,
            "cannot write in {folder}: {reason}",
            "no se puede escribir en {folder}: {reason}"
        )
    }
}

/// Why the last way out was not open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closed {
    /// The configuration lets nothing leave the terminal.
    Configured,
    /// No file could be written.
    File(Unwritten),
    /// The writing came to nothing.
    Broken(String),
}

impl Closed {
    /// Why, in a sentence.
    pub fn sentence(&self, language: Language) -> String {
        match self {
            Self::Configured => say!(
                language,
                "nothing may leave the terminal (share.way)",
                "nada puede salir de la terminal (share.way)"
            ),
            Self::File(unwritten) => unwritten.sentence(language),
            Self::Broken(reason) => say!(
                language,
                "the file was not written: {reason}",
                "el archivo no se escribió: {reason}"
            ),
        }
    }
}

/// What is told to a front end.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// Something got out; what it is, and how.
    Handed(String, Way),
    /// So many rows of an export are written, of so many.
    Progress {
        /// Written.
        rows: i64,
        /// Of these.
        matching: i64,
    },
    /// An export ended.
    Exported(Result<Exported, ExportError>),
    /// An export was broken off, and nothing of it was left.
    Cancelled,
}

/// A front end's end of the channels to the task.
#[derive(Debug)]
pub struct Outlet {
    /// What is told.
    pub news: mpsc::Receiver<News>,
    /// What is ordered; small and bounded, so that a full one is seen and not queued.
    pub orders: mpsc::Sender<Order>,
}
