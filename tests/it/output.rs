//! Every set of figures in every format, over invented data: what is known, what is not, and what is hostile.

mod rows;

use std::io::{self, Write};

use scoutwatch::model::text::clean;
use scoutwatch::output::{Document, Format, Hidden, Medium, render};
use serde_json::Value;

use crate::contract_json as contract;

const TERMINAL: Medium = Medium { is_terminal: true, width: Some(80), color: false, utc: true };

fn written<D: Document>(document: &D, format: Format, medium: &Medium) -> (String, Hidden) {
    let mut out = Vec::new();
    let hidden = render(document, format, medium, &mut out).unwrap();
    (String::from_utf8(out).unwrap(), hidden)
}

fn json<D: Document>(document: &D) -> Value {
    serde_json::from_str(&written(document, Format::Json, &Medium::PIPE).0).unwrap()
}

/// A document in all its shapes, one below the other.
fn every_shape<D: Document>(document: &D) -> String {
    let (narrow, hidden) = written(document, Format::Table, &TERMINAL);
    for line in narrow.lines() {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= 80, "{line}");
    }
    let csv = written(document, Format::Csv, &Medium::PIPE).0;
    assert!(csv.lines().count() == csv.matches("\r\n").count(), "lines end with CRLF");
    format!(
        "== table\n{}== table, 80 cells, without {}\n{narrow}== csv\n{}== json\n{}",
        written(document, Format::Table, &Medium::PIPE).0,
        hidden.0.join(" "),
        csv.replace("\r\n", "\n"),
        written(document, Format::Json, &TERMINAL).0,
    )
}

/// The fields of each record by the names of the header.
fn records(csv: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    csv::Reader::from_reader(csv.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .expect("every record has as many fields as the header")
}

macro_rules! snapshots {
    ($($name:ident: $document:expr, $fields:expr;)*) => {$(
        #[test]
        fn $name() {
            let document = $document;
            insta::assert_snapshot!(stringify!($name), every_shape(&document));
            if let Some(fields) = $fields {
                contract::assert_has(&json(&document), fields);
            }
        }
    )*};
}

snapshots! {
    metrics: rows::headline(), Some(contract::METRICS);
    metrics_of_an_older_view: rows::older_headline(), Some(contract::METRICS);
    daily: rows::daily(), Some(contract::DAILY);
    backlog: rows::backlog(), Some(contract::BACKLOG);
    conflicts: rows::conflicts(), Some(contract::CONFLICTS);
    person: rows::person(), None;
    person_of_an_older_view: rows::older_person(), None;
    jobs: rows::jobs(), Some(contract::JOBS);
    jobs_that_never_ran: rows::no_jobs(), Some(contract::JOBS);
    collection: rows::collection(), Some(contract::COLLECTION);
    liquidation: rows::liquidation(), Some(contract::LIQUIDATION);
    alerts: rows::alerts(), None;
    sources: rows::sources(), None;
    nobody: rows::empty_backlog(), Some(contract::BACKLOG);
}

#[test]
fn money_of_the_document_is_the_money_of_the_database() {
    let text = written(&rows::collection(), Format::Json, &Medium::PIPE).0;
    assert!(text.contains("\"expected_amount\":999999999999.9999,"), "{text}");
    assert!(text.contains("\"expected_amount\":100.00,"), "{text}");
    let csv = written(&rows::collection(), Format::Csv, &Medium::PIPE).0;
    assert_eq!(records(&csv)[1]["expected_amount"], "999999999999.9999");
}

#[test]
fn no_text_of_the_database_is_a_formula_and_no_number_is_a_text() {
    let csv = written(&rows::collection(), Format::Csv, &Medium::PIPE).0;
    let record = &records(&csv)[1];
    assert_eq!(record["driver_name"], "'=cmd|'/c calc'!A1");
    assert_eq!(record["reason_code"], "'+1, \"quoted\"; done");
    assert_eq!(record["days_overdue_yango"], "-3");
    for record in records(&written(&rows::backlog(), Format::Csv, &Medium::PIPE).0) {
        for field in record.values() {
            assert!(!field.starts_with(['=', '+', '@', '\t', '\r']), "{field}");
        }
    }
}

#[test]
fn a_pipe_gets_every_cell_of_a_long_name_and_a_terminal_a_line() {
    let backlog = rows::backlog();
    let long = "n".repeat(300);
    assert!(written(&backlog, Format::Table, &Medium::PIPE).0.contains(&long));
    let wide = Medium { width: Some(200), ..TERMINAL };
    let (table, hidden) = written(&backlog, Format::Table, &wide);
    assert!(!table.contains(&long) && table.contains("nnn…"), "{table}");
    assert_eq!(hidden, Hidden::default());
}

#[test]
fn a_terminal_of_any_width_gets_lines_that_fit() {
    for width in 1..160 {
        let medium = Medium { width: Some(width), ..TERMINAL };
        for table in [
            written(&rows::backlog(), Format::Table, &medium).0,
            written(&rows::collection(), Format::Table, &medium).0,
        ] {
            let widest = table.lines().map(unicode_width::UnicodeWidthStr::width).max();
            assert!(widest <= Some(width), "{width}: {table}");
        }
    }
}

#[test]
fn nothing_that_drives_a_terminal_is_written() {
    for text in [
        every_shape(&rows::backlog()),
        every_shape(&rows::collection()),
        every_shape(&rows::person()),
        every_shape(&rows::jobs()),
    ] {
        for line in text.lines() {
            // JSON and tables write what the model holds; it is clean since it was read.
            assert_eq!(clean(line), line.chars().take(4096).collect::<String>());
        }
    }
}

/// Fails as a full disk or a closed pipe does.
struct Broken(io::ErrorKind);

impl Write for Broken {
    fn write(&mut self, _bytes: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(self.0.into())
    }
}

#[test]
fn what_the_writer_says_is_passed_on_by_every_format() {
    // More than any buffer on the way holds.
    let mut long = rows::backlog();
    long.rows = long.rows.iter().cycle().take(5000).cloned().collect();
    for format in [Format::Table, Format::Json, Format::Csv] {
        for kind in [io::ErrorKind::BrokenPipe, io::ErrorKind::StorageFull] {
            for document in [&long, &rows::backlog()] {
                let outcome = render(document, format, &Medium::PIPE, &mut Broken(kind));
                assert_eq!(outcome.unwrap_err().kind(), kind, "{format:?}");
            }
        }
    }
}
