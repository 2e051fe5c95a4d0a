//! The JSON documents that CT4's web interface reads: field names and types, as the contract has them.

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use serde_json::Value;
use uuid::Uuid;

/// A field and what it holds.
pub(crate) type Field = (&'static str, Kind);

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// A whole number.
    Int,
    /// Any number.
    Number,
    /// Any text.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// `YYYY-MM-DD`.
    Date,
    /// RFC 3339 in UTC.
    Time,
    /// A date and time without a zone.
    WallClock,
    /// A UUID.
    Key,
    /// true or false.
    Flag,
    /// Whole numbers.
    Ints,
    /// Texts.
    Texts,
    /// Anything.
    Any,
    /// This, or null.
    Or(&'static Kind),
    /// These fields.
    Object(&'static [Field]),
    /// A list of objects with these fields.
    List(&'static [Field]),
}

use Kind::{
    Any, Date, Flag, Int, Ints, Key, List, Number, Object, Or, Text, Texts, Time, WallClock, Word,
};

const INT: Kind = Or(&Int);
const NUMBER: Kind = Or(&Number);
const TEXT: Kind = Or(&Text);
const DATE: Kind = Or(&Date);
const TIME: Kind = Or(&Time);
const FLAG: Kind = Or(&Flag);

const STATUS: Kind = Word(&["RUNNING", "COMPLETED", "FAILED"]);

const PAGINATION: Kind =
    Object(&[("page", Int), ("page_size", Int), ("total", Int), ("total_pages", Int)]);

/// `GET /api/v1/scouts/attribution/metrics`
pub(crate) const METRICS: &[Field] = &[
    ("total_persons", Int),
    ("persons_with_scout_satisfactory", Int),
    ("pct_scout_satisfactory", NUMBER),
    ("persons_missing_scout", Int),
    ("conflicts_count", Int),
    (
        "backlog",
        Object(&[
            ("a_events_without_scout", INT),
            ("d_scout_in_events_not_in_ledger", INT),
            ("c_legacy", INT),
        ]),
    ),
    (
        "last_job",
        Object(&[
            ("status", Or(&STATUS)),
            ("ended_at", TIME),
            ("started_at", TIME),
            ("duration_seconds", INT),
            ("summary", Any),
            ("error", TEXT),
        ]),
    ),
    ("snapshot_timestamp", Time),
];

/// `GET /api/v1/scouts/attribution/metrics/daily`
pub(crate) const DAILY: &[Field] = &[(
    "daily_metrics",
    List(&[
        ("date", Date),
        ("total_persons", Int),
        ("satisfactory_count", Int),
        ("pct_satisfactory", NUMBER),
        ("missing_count", Int),
        (
            "by_source",
            Object(&[("scouting_daily", INT), ("cabinet_leads", INT), ("lead_ledger", INT)]),
        ),
    ]),
)];

/// The same of a day whose figures were counted on that day, and not proved later from timestamps.
pub(crate) const COUNTED_DAY: &[Field] = &[(
    "by_source",
    Object(&[("scouting_daily", Int), ("cabinet_leads", Int), ("lead_ledger", Int)]),
)];

/// `GET /api/v1/scouts/attribution/conflicts`
pub(crate) const CONFLICTS: &[Field] = &[
    (
        "conflicts",
        List(&[
            ("person_key", Key),
            ("distinct_scout_count", Int),
            ("scout_ids", Ints),
            ("sources", Texts),
            ("origin_tags", Texts),
            ("first_event_date", DATE),
            ("last_event_date", DATE),
            ("total_sources", Int),
        ]),
    ),
    ("pagination", PAGINATION),
];

/// `GET /api/v1/scouts/attribution/backlog`
pub(crate) const BACKLOG: &[Field] = &[
    (
        "backlog",
        List(&[
            ("person_key", Key),
            ("category", Or(&Word(&["A", "B", "C", "D", "E"]))),
            ("category_label", Text),
            ("scout_id", INT),
            ("source_tables", Texts),
            ("origin_tags", Texts),
            ("first_event_date", DATE),
            ("last_event_date", DATE),
            ("event_count", INT),
        ]),
    ),
    ("pagination", PAGINATION),
];

const RUN: &[Field] = &[
    ("run_id", Int),
    ("status", STATUS),
    ("started_at", Time),
    ("ended_at", TIME),
    ("duration_seconds", NUMBER),
    ("summary", Any),
    ("error", TEXT),
];

/// `GET /api/v1/scouts/attribution/job-status`
pub(crate) const JOB_STATUS: &[Field] = &[
    ("last_run", Or(&Object(RUN))),
    ("status", Word(&["never_run", "RUNNING", "COMPLETED", "FAILED"])),
];

/// The same, and our list of runs.
pub(crate) const JOBS: &[Field] = &[
    ("last_run", Or(&Object(RUN))),
    ("status", Word(&["never_run", "RUNNING", "COMPLETED", "FAILED"])),
    ("runs", List(RUN)),
    ("pagination", PAGINATION),
];

/// `GET /api/v1/scouts/liquidation/base`
pub(crate) const LIQUIDATION: &[Field] = &[
    (
        "items",
        List(&[
            ("person_key", Key),
            ("driver_id", TEXT),
            ("scout_id", INT),
            ("origin_tag", TEXT),
            ("milestone_reached", INT),
            ("milestone_date", DATE),
            ("eligible_7d", FLAG),
            ("amount_payable", NUMBER),
            ("payment_status", TEXT),
            ("block_reason", TEXT),
        ]),
    ),
    ("pagination", PAGINATION),
];

/// `GET /api/v1/yango/cabinet/collection-with-scout`
pub(crate) const COLLECTION: &[Field] = &[
    (
        "items",
        List(&[
            ("driver_id", TEXT),
            ("person_key", Or(&Key)),
            ("driver_name", TEXT),
            ("milestone_value", INT),
            ("lead_date", DATE),
            ("expected_amount", NUMBER),
            ("yango_due_date", Or(&WallClock)),
            ("days_overdue_yango", INT),
            ("overdue_bucket_yango", TEXT),
            ("yango_payment_status", TEXT),
            ("payment_key", TEXT),
            ("pay_date", DATE),
            ("reason_code", TEXT),
            ("match_rule", TEXT),
            ("match_confidence", TEXT),
            ("identity_status", TEXT),
            ("suggested_driver_id", TEXT),
            ("is_reconcilable_enriched", FLAG),
            ("scout_id", INT),
            ("scout_name", TEXT),
            ("scout_name_normalized", TEXT),
            ("scout_is_active", FLAG),
            ("scout_quality_bucket", TEXT),
            ("is_scout_resolved", Flag),
            ("scout_source_table", TEXT),
            ("scout_attribution_date", DATE),
            ("scout_priority", INT),
        ]),
    ),
    ("pagination", PAGINATION),
];

/// Fails with every field that is missing or holds something else. More fields may follow.
pub(crate) fn assert_has(document: &Value, fields: &'static [Field]) {
    let mut wrong = Vec::new();
    look(document, &Object(fields), "", &mut wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn look(value: &Value, kind: &Kind, path: &str, wrong: &mut Vec<String>) {
    let text = || value.as_str().unwrap_or("");
    let fits = match kind {
        Any => true,
        Or(kind) => {
            if !value.is_null() {
                look(value, kind, path, wrong);
            }
            return;
        }
        Object(fields) => {
            for (name, kind) in *fields {
                match value.get(name) {
                    Some(value) => look(value, kind, &format!("{path}.{name}"), wrong),
                    None => wrong.push(format!("{path}.{name} is missing")),
                }
            }
            value.is_object()
        }
        List(fields) => {
            for (place, item) in value.as_array().into_iter().flatten().enumerate() {
                look(item, &Object(fields), &format!("{path}[{place}]"), wrong);
            }
            value.is_array()
        }
        Int => value.is_i64(),
        Number => value.is_number(),
        Text => value.is_string(),
        Word(words) => words.contains(&text()),
        Date => text().len() == 10 && text().parse::<NaiveDate>().is_ok(),
        Time => text().ends_with('Z') && DateTime::parse_from_rfc3339(text()).is_ok(),
        WallClock => text().contains('T') && text().parse::<NaiveDateTime>().is_ok(),
        Key => Uuid::try_parse(text()).is_ok(),
        Flag => value.is_boolean(),
        Ints => value.as_array().is_some_and(|items| items.iter().all(Value::is_i64)),
        Texts => value.as_array().is_some_and(|items| items.iter().all(Value::is_string)),
    };
    if !fits {
        wrong.push(format!("{path} is no {kind:?}: {value}"));
    }
}
