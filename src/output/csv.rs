//! Comma-separated values as RFC 4180 has them: a header line, fields in quotes where they need them, CRLF.
//!
//! Unknown is an empty field. Text that a spreadsheet would take for a formula begins with an apostrophe.

use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};

use super::sheet::Sheet;

/// Writes the header and every row.
pub(super) fn write(sheet: &Sheet, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    writer.write_record(sheet.heads.iter().filter_map(|head| head.name)).map_err(cause)?;
    write_rows(sheet, &mut writer)
}

/// Writes every row and no header: a further page.
pub(super) fn append(sheet: &Sheet, out: &mut dyn Write) -> io::Result<()> {
    write_rows(sheet, &mut WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out))
}

fn write_rows<W: Write>(sheet: &Sheet, writer: &mut csv::Writer<W>) -> io::Result<()> {
    for row in &sheet.rows {
        let named = row.iter().zip(&sheet.heads).filter(|(_, head)| head.name.is_some());
        writer.write_record(named.map(|(cell, _)| cell.in_spreadsheet())).map_err(cause)?;
    }
    writer.flush()
}

/// What the writer below said: the crate's own conversion would hide that a pipe was closed.
fn cause(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Cell, Column};
    use super::*;
    use proptest::prelude::*;

    const COLUMNS: [Column<(String, i64)>; 2] = [
        Column::new("name", "NAME", |row| (&row.0).into()),
        Column::exported("count", |row| Cell::Count(row.1)),
    ];

    fn written(rows: &[(String, i64)]) -> String {
        let mut out = Vec::new();
        write(&Sheet::of(&COLUMNS, rows), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn commas_quotes_and_line_breaks_are_quoted() {
        let rows = [("a, \"b\"\nc".to_owned(), -1), (String::new(), 2_000)];
        assert_eq!(written(&rows), "name,count\r\n\"a, \"\"b\"\"\nc\",-1\r\n,2000\r\n");
    }

    #[test]
    fn without_rows_the_header_stands_alone() {
        assert_eq!(written(&[]), "name,count\r\n");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(text in any::<String>(), count in any::<i64>()) {
            let csv = written(&[(text.clone(), count)]);
            let mut reader = csv::Reader::from_reader(csv.as_bytes());
            let records: Vec<_> = reader.records().collect::<Result<_, _>>().unwrap();
            prop_assert_eq!(records.len(), 1);
            let field = &records[0][0];
            let guarded = format!("'{text}");
            prop_assert!(field == text || field == guarded);
            prop_assert_eq!(&records[0][1], count.to_string());
        }
    }
}
