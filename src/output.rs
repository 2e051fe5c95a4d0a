//! Writes what was read: aligned tables for people, JSON for programs, CSV for spreadsheets.
//!
//! A [`Document`] is one set of figures. `subject` has one file for each: the columns of its rows, described
//! once for tables and spreadsheets, and the body of its JSON document, whose field names CT4's web interface
//! relies on. [`render`] writes any of them in any [`Format`] to the `Write` that is passed in; it knows
//! neither the database nor a terminal, so that an export or a server can use it as well.
//!
//! May use `model` alone; commands, servers and exports use it.

mod cell;
mod csv;
mod json;
mod sheet;
pub mod subject;
mod table;
pub(crate) mod text;

use std::io::{self, Write};

use serde::Serialize;

pub use cell::{Align, Cell, Rounding};
pub use json::Exact;
pub use sheet::{Column, Fit, Section, Sheet};
pub use table::Hidden;

/// How figures are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Aligned columns for people.
    Table,
    /// One JSON document: indented on a terminal, on one line elsewhere.
    Json,
    /// Comma-separated values with a header line, as RFC 4180 has them.
    Csv,
}

/// What is written to, as far as it matters to a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Medium {
    /// Whether a person reads along: tables are cut to the width, JSON is indented.
    pub is_terminal: bool,
    /// Cells in a line, where that is known; nothing is cut elsewhere.
    pub width: Option<usize>,
    /// Whether headings and states may be coloured.
    pub color: bool,
    /// Times of tables are in UTC, else in this machine's zone. CSV and JSON are always in UTC.
    pub utc: bool,
}

impl Medium {
    /// A pipe or a file: nothing is cut, nothing is coloured.
    pub const PIPE: Self = Self { is_terminal: false, width: None, color: false, utc: true };
}

/// One set of figures in each of its three shapes.
pub trait Document {
    /// The JSON document.
    type Body<'a>: Serialize
    where
        Self: 'a;

    /// For people: one or several tables.
    fn sections(&self) -> Vec<Section>;

    /// For spreadsheets: one table with every column.
    fn sheet(&self) -> Sheet;

    /// For programs.
    fn body(&self) -> Self::Body<'_>;
}

/// Writes a document and flushes. Returns the columns that a terminal had no room for.
///
/// # Errors
/// What the writer says.
pub fn render<D: Document>(
    document: &D,
    format: Format,
    medium: &Medium,
    out: &mut dyn Write,
) -> io::Result<Hidden> {
    let mut out = io::BufWriter::new(out);
    let hidden = match format {
        Format::Table => table::write(&document.sections(), medium, &mut out)?,
        Format::Json => {
            json::write(&document.body(), medium.is_terminal, &mut out)?;
            Hidden::default()
        }
        Format::Csv => {
            csv::write(&document.sheet(), &mut out)?;
            Hidden::default()
        }
    };
    out.flush()?;
    Ok(hidden)
}

/// Writes the rows of a document behind those of another of its kind, as CSV without a header, and flushes.
///
/// # Errors
/// What the writer says.
pub fn append_csv<D: Document>(document: &D, out: &mut dyn Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    csv::append(&document.sheet(), &mut out)?;
    out.flush()
}
