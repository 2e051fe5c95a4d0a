//! The fields that a list can be filtered by.

use crate::model::{Language, Text, say};

/// Names a field. The same name means the same in every list that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldName {
    /// Time since the newest sign of the row.
    Age,
    /// An amount of money.
    Amount,
    /// The backlog category.
    Category,
    /// Whether the evidence names several scouts.
    Conflict,
    /// How many conflicts are open.
    Conflicts,
    /// When the row began to exist.
    Created,
    /// A day.
    Day,
    /// The driver's id.
    Driver,
    /// When something is due.
    Due,
    /// How long a run took.
    Duration,
    /// What went wrong.
    Error,
    /// How many events or pieces of evidence.
    Events,
    /// By which evidence a scout is known.
    Evidence,
    /// An id of another system.
    External,
    /// The oldest date.
    First,
    /// The machine.
    Host,
    /// The row's number.
    Id,
    /// Which job.
    Job,
    /// The kind of conflict.
    Kind,
    /// The newest date.
    Last,
    /// The lead: its number, or its date.
    Lead,
    /// How serious a record is.
    Level,
    /// What a record says.
    Message,
    /// Trips of a milestone.
    Milestone,
    /// Persons without a scout.
    Missing,
    /// A person's name.
    Name,
    /// Whether an event names a scout.
    Named,
    /// The longest wait.
    Oldest,
    /// Time since something was due.
    Overdue,
    /// When something was paid.
    Paid,
    /// A share in percent.
    Percent,
    /// The person's key.
    Person,
    /// How many persons.
    Persons,
    /// When a milestone was reached.
    Reached,
    /// Why something is blocked or does not count.
    Reason,
    /// Persons with a scout.
    Satisfactory,
    /// A scout.
    Scout,
    /// How many scouts are named.
    Scouts,
    /// Since which day.
    Since,
    /// A table that the row rests on.
    Source,
    /// When something began.
    Started,
    /// How something stands.
    Status,
    /// A kind of evidence.
    Tag,
    /// The part of the program.
    Target,
    /// What started a run.
    Trigger,
    /// Time since a person was registered.
    Waits,
}

impl FieldName {
    /// The word in a filter.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Age => "age",
            Self::Amount => "amount",
            Self::Category => "category",
            Self::Conflict => "conflict",
            Self::Conflicts => "conflicts",
            Self::Created => "created",
            Self::Day => "day",
            Self::Driver => "driver",
            Self::Due => "due",
            Self::Duration => "duration",
            Self::Error => "error",
            Self::Events => "events",
            Self::Evidence => "evidence",
            Self::External => "external",
            Self::First => "first",
            Self::Host => "host",
            Self::Id => "id",
            Self::Job => "job",
            Self::Kind => "kind",
            Self::Last => "last",
            Self::Lead => "lead",
            Self::Level => "level",
            Self::Message => "message",
            Self::Milestone => "milestone",
            Self::Missing => "missing",
            Self::Name => "name",
            Self::Named => "named",
            Self::Oldest => "oldest",
            Self::Overdue => "overdue",
            Self::Paid => "paid",
            Self::Percent => "percent",
            Self::Person => "person",
            Self::Persons => "persons",
            Self::Reached => "reached",
            Self::Reason => "reason",
            Self::Satisfactory => "satisfactory",
            Self::Scout => "scout",
            Self::Scouts => "scouts",
            Self::Since => "since",
            Self::Source => "source",
            Self::Started => "started",
            Self::Status => "status",
            Self::Tag => "tag",
            Self::Target => "target",
            Self::Trigger => "trigger",
            Self::Waits => "waits",
        }
    }
}

/// A field of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: FieldName,
    /// What its values are.
    pub kind: FieldKind,
    /// What it says about a row, for people.
    pub help: &'static str,
}

impl Field {
    /// A field.
    pub const fn new(name: FieldName, kind: FieldKind, help: &'static str) -> Self {
        Self { name, kind, help }
    }

    /// The word in a filter.
    pub const fn word(self) -> &'static str {
        self.name.word()
    }
}

/// What the values of a field are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text, or several; one of them has to be equal.
    Text,
    /// A key, known by its first digits.
    Key,
    /// A whole number, or several; one of them has to fit.
    Number,
    /// Money, or a share in percent.
    Amount,
    /// A day.
    Date,
    /// A length of time.
    Span,
    /// Yes or no.
    Flag,
    /// One of a few words.
    Choice(&'static [Choice]),
}

/// One of the words that a field knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The word in a filter, in small letters.
    pub word: &'static str,
    /// The word in the database, in capitals.
    pub label: &'static str,
}

impl Choice {
    /// A word and its label.
    pub const fn new(word: &'static str, label: &'static str) -> Self {
        Self { word, label }
    }
}

impl FieldKind {
    /// Whether one value can be more than another.
    pub const fn is_ordered(self) -> bool {
        matches!(self, Self::Number | Self::Amount | Self::Date | Self::Span)
    }

    /// What a value is, with an example.
    pub fn words(self, language: Language) -> String {
        let words = match self {
            Self::Text => Text::new("a text", "un texto"),
            Self::Key => {
                Text::new("a key, or its first digits", "una clave, o sus primeros dígitos")
            }
            Self::Number => Text::new("a number, such as 12 or 1.5k", "un número, como 12 o 1.5k"),
            Self::Amount => {
                Text::new("an amount, such as 99.50 or 1k", "un monto, como 99.50 o 1k")
            }
            Self::Date => Text::new("a date, such as 2026-11-24", "una fecha, como 2026-11-24"),
            Self::Span => Text::new(
                "a length of time, such as 90m, 36h or 30d",
                "un lapso, como 90m, 36h o 30d",
            ),
            Self::Flag => Text::new("yes or no", "yes (sí) o no"),
            Self::Choice(choices) => {
                let words: Vec<_> = choices.iter().map(|choice| choice.word).collect();
                let words = words.join(", ");
                return say!(language, "one of {words}", "uno de {words}");
            }
        };
        words.of(language).to_owned()
    }
}
