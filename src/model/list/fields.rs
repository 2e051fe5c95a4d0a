//! What each list can be filtered by.

use crate::model::filter::{Choice, Field, FieldKind, FieldName};

/// The letters of the backlog.
pub(in crate::model) const CATEGORIES: FieldKind = FieldKind::Choice(
    const {
        &[
            Choice::new("a", "A"),
            Choice::new("b", "B"),
            Choice::new("c", "C"),
            Choice::new("d", "D"),
            Choice::new("e", "E"),
        ]
    },
);

const PERSON: Field = Field::new(FieldName::Person, FieldKind::Key, "person_key");
const SCOUT: Field = Field::new(FieldName::Scout, FieldKind::Number, "the scout's number");

pub(super) const BACKLOG: &[Field] = &[
    PERSON,
    Field::new(FieldName::Name, FieldKind::Text, "the person's name"),
    Field::new(FieldName::Category, CATEGORIES, "why the person has no scout"),
    Field::new(FieldName::Scout, FieldKind::Number, "the scout that all evidence agrees on"),
    Field::new(FieldName::Scouts, FieldKind::Number, "how many scouts the evidence names"),
    Field::new(FieldName::Conflict, FieldKind::Flag, "whether the evidence names several scouts"),
    Field::new(FieldName::Events, FieldKind::Number, "how many events"),
    Field::new(FieldName::First, FieldKind::Date, "date of the oldest event"),
    Field::new(FieldName::Last, FieldKind::Date, "date of the newest event"),
    Field::new(FieldName::Age, FieldKind::Span, "time since the newest event"),
    Field::new(FieldName::Waits, FieldKind::Span, "time since the person was registered"),
    Field::new(FieldName::Source, FieldKind::Text, "a table that the person's rows come from"),
    Field::new(FieldName::Tag, FieldKind::Text, "a kind of evidence"),
];

pub(super) const CONFLICTS: &[Field] = &[
    PERSON,
    Field::new(
        FieldName::Kind,
        FieldKind::Choice(
            const { &[Choice::new("open", "OPEN"), Choice::new("against", "CONTRADICTS_LEDGER")] },
        ),
        "whether the ledger has decided",
    ),
    Field::new(FieldName::Scout, FieldKind::Number, "one of the scouts that are named"),
    Field::new(FieldName::Scouts, FieldKind::Number, "how many scouts are named"),
    Field::new(FieldName::Events, FieldKind::Number, "how many pieces of evidence"),
    Field::new(FieldName::First, FieldKind::Date, "date of the oldest evidence"),
    Field::new(FieldName::Last, FieldKind::Date, "date of the newest evidence"),
    Field::new(FieldName::Age, FieldKind::Span, "time since the newest evidence"),
    Field::new(FieldName::Source, FieldKind::Text, "a table that names a scout"),
    Field::new(FieldName::Tag, FieldKind::Text, "a kind of evidence"),
];

pub(super) const COLLECTION: &[Field] = &[
    Field::new(FieldName::Driver, FieldKind::Text, "the driver's id"),
    Field::new(FieldName::Name, FieldKind::Text, "the driver's name"),
    PERSON,
    SCOUT,
    Field::new(
        FieldName::Status,
        FieldKind::Choice(
            const {
                &[
                    Choice::new("unpaid", "UNPAID"),
                    Choice::new("paid", "PAID"),
                    Choice::new("misapplied", "PAID_MISAPPLIED"),
                ]
            },
        ),
        "whether Yango has paid",
    ),
    Field::new(FieldName::Milestone, FieldKind::Number, "trips of the milestone: 1, 5, 25"),
    Field::new(FieldName::Amount, FieldKind::Amount, "what Yango owes, in soles"),
    Field::new(FieldName::Due, FieldKind::Date, "when it was due"),
    Field::new(FieldName::Overdue, FieldKind::Span, "time since then, in whole days"),
    Field::new(FieldName::Lead, FieldKind::Date, "date of the lead"),
    Field::new(FieldName::Age, FieldKind::Span, "time since the lead"),
    Field::new(FieldName::Paid, FieldKind::Date, "when Yango paid"),
    Field::new(FieldName::Reason, FieldKind::Text, "why a payment does not count"),
    Field::new(FieldName::Evidence, FieldKind::Text, "by which evidence the scout is known"),
    Field::new(FieldName::Conflict, FieldKind::Flag, "whether the evidence names several scouts"),
];

pub(super) const LIQUIDATION: &[Field] = &[
    PERSON,
    Field::new(FieldName::Driver, FieldKind::Text, "the driver's id"),
    SCOUT,
    Field::new(
        FieldName::Status,
        FieldKind::Choice(
            const { &[Choice::new("pending", "PENDING"), Choice::new("blocked", "BLOCKED")] },
        ),
        "whether it may be paid",
    ),
    Field::new(FieldName::Reason, FieldKind::Text, "why it is blocked"),
    Field::new(FieldName::Amount, FieldKind::Amount, "what another system pays, in soles"),
    Field::new(FieldName::Milestone, FieldKind::Number, "trips of the milestone reached"),
    Field::new(FieldName::Reached, FieldKind::Date, "when it was reached"),
    Field::new(FieldName::Since, FieldKind::Date, "date of the attribution"),
    Field::new(FieldName::Age, FieldKind::Span, "time since the attribution"),
    Field::new(FieldName::Source, FieldKind::Text, "the table of the evidence"),
    Field::new(FieldName::Tag, FieldKind::Text, "the kind of evidence"),
];

pub(super) const ALERTS: &[Field] = &[
    Field::new(FieldName::Lead, FieldKind::Number, "the lead's number"),
    Field::new(FieldName::External, FieldKind::Text, "the lead's id in Yango's cabinet"),
    PERSON,
    Field::new(FieldName::Scout, FieldKind::Number, "a scout that an event names"),
    Field::new(FieldName::Named, FieldKind::Flag, "whether an event names one"),
    Field::new(FieldName::Created, FieldKind::Date, "when the lead began"),
    Field::new(FieldName::Age, FieldKind::Span, "time since then"),
];

pub(super) const RUNS: &[Field] = &[
    Field::new(FieldName::Id, FieldKind::Number, "the run's number"),
    Field::new(FieldName::Job, FieldKind::Text, "the type of the job, in full"),
    Field::new(
        FieldName::Status,
        FieldKind::Choice(
            const {
                &[
                    Choice::new("running", "RUNNING"),
                    Choice::new("completed", "COMPLETED"),
                    Choice::new("failed", "FAILED"),
                ]
            },
        ),
        "how it stands",
    ),
    Field::new(FieldName::Started, FieldKind::Date, "when it began, in UTC"),
    Field::new(FieldName::Age, FieldKind::Span, "time since then"),
    Field::new(FieldName::Duration, FieldKind::Span, "how long it took, or has been running"),
    Field::new(FieldName::Trigger, FieldKind::Text, "what started it"),
    Field::new(FieldName::Host, FieldKind::Text, "the machine that ran it"),
    Field::new(FieldName::Error, FieldKind::Text, "why it failed"),
];
