//! What this program has logged, as plain records, read out of `tui-logger`'s buffer.
//!
//! `tui-logger` gives its records to a formatter of its widget and to nobody else, so the widget is drawn
//! to nowhere and its formatter keeps what it is given. Drawing the widget itself would not do: a record
//! that a filter leaves no line of makes it panic, and it keeps its scrolling by line numbers that another
//! width of the terminal makes wrong.

use std::borrow::Cow;
use std::sync::mpsc;

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;
use tui_logger::{ExtLogRecord, LevelFilter, LogFormatter, TuiLoggerWidget, TuiWidgetState};

use crate::model::filter::{self, Choice, Field, FieldKind, FieldName, Value};
use crate::model::text::clean;

/// What the log can be filtered by.
pub const FIELDS: &[Field] = &[
    Field::new(
        FieldName::Level,
        FieldKind::Choice(
            const {
                &[
                    Choice::new("error", "ERROR"),
                    Choice::new("warn", "WARN"),
                    Choice::new("info", "INFO"),
                    Choice::new("debug", "DEBUG"),
                    Choice::new("trace", "TRACE"),
                ]
            },
        ),
        "how serious it is",
    ),
    Field::new(FieldName::Target, FieldKind::Text, "the part of the program that says it"),
    Field::new(FieldName::Message, FieldKind::Text, "what is said"),
];

/// The newest records that are read.
pub const MOST: u16 = 2_000;

/// The part of a target that says nothing in this program's own log.
const OWN: &str = concat!(env!("CARGO_PKG_NAME"), "::");

/// How serious a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Something failed.
    Error,
    /// Something is not as it should be.
    Warn,
    /// Something happened.
    Info,
    /// Something for whoever looks for a fault.
    Debug,
    /// Every step.
    Trace,
}

impl Level {
    /// The word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "ERROR",
            Self::Warn => "WARN",
            Self::Info => "INFO",
            Self::Debug => "DEBUG",
            Self::Trace => "TRACE",
        }
    }
}

/// One thing that was logged. Its texts are clean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// When.
    pub at: DateTime<Utc>,
    /// How serious it is.
    pub level: Level,
    /// Which part of the program says so.
    pub target: String,
    /// What.
    pub message: String,
}

impl filter::Record for Record {
    fn texts(&self) -> Vec<Cow<'_, str>> {
        vec![self.level.word().into(), (&self.target).into(), (&self.message).into()]
    }

    fn names(&self) -> Vec<Cow<'_, str>> {
        Vec::new()
    }

    fn value(&self, field: FieldName) -> Value<'_> {
        match field {
            FieldName::Level => Value::Label(self.level.word().into()),
            FieldName::Target => Value::text(Some(&self.target)),
            FieldName::Message => Value::text(Some(&self.message)),
            _ => Value::Unknown,
        }
    }
}

/// The newest records, oldest first.
pub fn read() -> Vec<Record> {
    tui_logger::move_events();
    let (sender, records) = mpsc::channel();
    let nowhere = Rect::new(0, 0, 1, MOST);
    TuiLoggerWidget::default()
        .formatter(Box::new(Keeper(sender)))
        .state(&TuiWidgetState::new())
        .render(nowhere, &mut Buffer::empty(nowhere));
    // The widget begins at the newest.
    let mut records: Vec<_> = records.try_iter().collect();
    records.reverse();
    records
}

/// A formatter that keeps what it is given.
struct Keeper(mpsc::Sender<Record>);

impl LogFormatter for Keeper {
    fn min_width(&self) -> u16 {
        1
    }

    fn format(&self, _: usize, event: &ExtLogRecord) -> Vec<Line<'_>> {
        let micros = event.timestamp.timestamp().as_microsecond();
        let level = match event.level.to_level_filter() {
            LevelFilter::Off | LevelFilter::Error => Level::Error,
            LevelFilter::Warn => Level::Warn,
            LevelFilter::Info => Level::Info,
            LevelFilter::Debug => Level::Debug,
            LevelFilter::Trace => Level::Trace,
        };
        let target = event.target();
        let record = Record {
            at: DateTime::from_timestamp_micros(micros).unwrap_or_default(),
            level,
            target: clean(target.strip_prefix(OWN).unwrap_or(target)),
            message: clean(event.msg().trim()),
        };
        // The receiver lives as long as the widget is drawn.
        let _ = self.0.send(record);
        vec![Line::default()]
    }
}
