//! Aligned tables. In a pipe they are as wide as they are; on a terminal they are made to fit: texts are cut
//! first, then columns are left out, the least important one first, and nothing silently.

mod layout;

use std::io::{self, Write};

use super::Medium;
use super::cell::{Align, Cell};
use super::sheet::{Section, Sheet};
use super::text::{cut, width, wrap};
use crate::model::Severity;
use layout::Layout;

/// Between two columns.
const GAP: &str = "  ";

/// The headings of columns for which a terminal had no room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hidden(pub Vec<&'static str>);

/// Writes one table after the other, an empty line between them.
pub(super) fn write(
    sections: &[Section],
    medium: &Medium,
    out: &mut dyn Write,
) -> io::Result<Hidden> {
    let mut hidden = Hidden::default();
    for (place, section) in sections.iter().enumerate() {
        if place > 0 {
            writeln!(out)?;
        }
        if let Some(title) = &section.title {
            let title = room(medium).map_or_else(|| title.clone(), |room| cut(title, room));
            writeln!(out, "{}", painted(&title, Paint::Title, medium))?;
        }
        hidden.0.extend(write_sheet(&section.sheet, medium, out)?);
    }
    Ok(hidden)
}

/// Cells of a line, where there is a limit.
fn room(medium: &Medium) -> Option<usize> {
    medium.width.filter(|_| medium.is_terminal)
}

fn write_sheet(
    sheet: &Sheet,
    medium: &Medium,
    out: &mut dyn Write,
) -> io::Result<Vec<&'static str>> {
    let texts: Vec<Vec<String>> = sheet
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| cell.in_table(medium.utc)).collect())
        .collect();
    let layout = Layout::of(&sheet.heads, &texts, room(medium));
    let has_headings =
        sheet.heads.iter().any(|head| head.heading.is_some_and(|text| !text.is_empty()));
    if has_headings {
        let line = layout.line(|column| {
            let heading = sheet.heads.get(column).and_then(|head| head.heading).unwrap_or_default();
            (heading.to_owned(), Paint::Heading)
        });
        write_line(&line, medium, out)?;
    }
    for (cells, mut texts) in sheet.rows.iter().zip(texts) {
        // Beside one another, rows are compared and cut; names and values are read, to their end.
        let rest = if has_headings { Vec::new() } else { wrap_last(&layout, &mut texts) };
        for texts in std::iter::once(texts).chain(rest) {
            let line = layout.line(|column| {
                let text = texts.get(column).cloned().unwrap_or_default();
                (text, cells.get(column).map_or(Paint::Plain, Paint::of))
            });
            write_line(&line, medium, out)?;
        }
    }
    Ok(layout.hidden)
}

/// Leaves of the last column's text what fits on the line, and returns lines for the rest of it.
fn wrap_last(layout: &Layout, texts: &mut [String]) -> Vec<Vec<String>> {
    let Some((column, cells)) = layout.last() else { return Vec::new() };
    let Some(text) = texts.get_mut(column) else { return Vec::new() };
    let mut lines = wrap(text, cells).into_iter();
    *text = lines.next().unwrap_or_default();
    lines
        .map(|line| {
            let mut texts = vec![String::new(); column];
            texts.push(line);
            texts
        })
        .collect()
}

/// One field of a line: blanks in front, the text, blanks behind.
struct Field {
    before: usize,
    text: String,
    after: usize,
    paint: Paint,
}

impl Field {
    fn new(text: &str, cells: usize, align: Align, paint: Paint) -> Self {
        let text = cut(text, cells);
        let padding = cells.saturating_sub(width(&text));
        let (before, after) = match align {
            Align::Left => (0, padding),
            Align::Right => (padding, 0),
        };
        Self { before, text, after, paint }
    }
}

/// Writes the fields without blanks at the end of the line.
fn write_line(fields: &[Field], medium: &Medium, out: &mut dyn Write) -> io::Result<()> {
    let mut blanks = 0;
    for (place, field) in fields.iter().enumerate() {
        if place > 0 {
            blanks += GAP.len();
        }
        blanks += field.before;
        if !field.text.is_empty() {
            write!(out, "{:blanks$}{}", "", painted(&field.text, field.paint, medium))?;
            blanks = 0;
        }
        blanks += field.after;
    }
    writeln!(out)
}

/// What a text is, as far as colours go; the words say it without them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Paint {
    Plain,
    Title,
    Heading,
    State(Severity),
}

impl Paint {
    fn of(cell: &Cell) -> Self {
        match cell {
            Cell::State(severity) => Self::State(*severity),
            _ => Self::Plain,
        }
    }

    /// The numbers of the terminal's graphic renditions: bold, and the terminal's own first colours.
    const fn rendition(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Title | Self::Heading => Some("1"),
            Self::State(Severity::Ok) => Some("32"),
            Self::State(Severity::Warn) => Some("33"),
            Self::State(Severity::Crit) => Some("1;31"),
            Self::State(Severity::Unknown) => Some("35"),
        }
    }
}

fn painted(text: &str, paint: Paint, medium: &Medium) -> String {
    match paint.rendition() {
        Some(rendition) if medium.color => format!("\u{1b}[{rendition}m{text}\u{1b}[0m"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Column;
    use super::*;

    const TERMINAL: Medium = Medium { is_terminal: true, width: Some(27), color: false, utc: true };

    fn written(sections: &[Section], medium: &Medium) -> String {
        let mut out = Vec::new();
        write(sections, medium, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn rows() -> Sheet {
        let columns = [
            Column::new("name", "NAME", |row: &(&str, i64)| row.0.into()).shrinks(6),
            Column::new("count", "COUNT", |row: &(&str, i64)| Cell::count(row.1)).right(),
            Column::new("state", "STATE", |_| Cell::State(Severity::Crit)),
            Column::new("note", "NOTE", |_| Cell::word("")),
        ];
        Sheet::of(&columns, &[("Peña", 7), ("東京都 東京都 東京都", 12_345)])
    }

    #[test]
    fn columns_are_aligned_by_the_cells_they_take_and_lines_end_without_blanks() {
        assert_eq!(
            written(&[Section::only(rows())], &Medium::PIPE),
            "NAME                   COUNT  STATE  NOTE\n\
             Peña                       7  CRIT\n\
             東京都 東京都 東京都  12,345  CRIT\n"
        );
    }

    #[test]
    fn a_terminal_cuts_rows_and_reads_values_to_their_end() {
        let fields =
            Sheet::fields([("error", "one two three four five".into()), ("no", Cell::Count(5))]);
        let text = written(
            &[Section::titled("Rows", rows()), Section::titled("Fields", fields)],
            &TERMINAL,
        );
        assert_eq!(
            text,
            "Rows\n\
             NAME     COUNT  STATE  NOTE\n\
             Peña         7  CRIT\n\
             東京…   12,345  CRIT\n\
             \n\
             Fields\n\
             error  one two three four\n       five\n\
             no     5\n"
        );
    }

    #[test]
    fn colours_go_around_words_and_never_around_blanks() {
        let medium = Medium { color: true, ..TERMINAL };
        let text = written(&[Section::only(rows())], &medium);
        assert!(text.contains("  \u{1b}[1;31mCRIT\u{1b}[0m\n"), "{text:?}");
        assert!(text.starts_with("\u{1b}[1mNAME\u{1b}[0m  "), "{text:?}");
        assert!(!written(&[Section::only(rows())], &TERMINAL).contains('\u{1b}'));
    }

    #[test]
    fn without_rows_the_headings_stand_alone() {
        let sheet = Sheet { rows: Vec::new(), ..rows() };
        assert_eq!(written(&[Section::only(sheet)], &Medium::PIPE), "NAME  COUNT  STATE  NOTE\n");
    }
}
