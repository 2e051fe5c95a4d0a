//! Filters: the server lets through what the same filter lets through in memory, and says what it cannot be asked.

use std::borrow::Cow;
use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use scoutwatch::db::pool::ReadTransaction;
use scoutwatch::db::queries;
use scoutwatch::model::filter::{FieldKind, FieldName, Operator, Record, Value};
use scoutwatch::model::{
    Alert, Answer, Ask, BacklogRow, Category, Claim, ConflictKind, ConflictRow, Failure,
    FailureKind, Filter, LiquidationRow, List, PageRequest, PersonKey, Position, Run, ScoutId,
};

use crate::handles::open;
use crate::installed::{Contents, database_with, snapshot};

/// A row of any list, as a filter sees it.
#[derive(Clone, Debug, PartialEq)]
enum Row {
    Backlog(BacklogRow),
    Conflict(ConflictRow),
    Claim(Claim),
    Liquidation(LiquidationRow),
    Alert(Alert),
    Run(Run),
}

struct At<'a>(&'a Row, DateTime<Utc>);

fn days(dates: &[Option<NaiveDate>]) -> Vec<String> {
    dates.iter().flatten().map(ToString::to_string).collect()
}

fn scout(scout: Option<ScoutId>) -> Value<'static> {
    Value::number(scout.map(|scout| scout.0))
}

fn date(date: Option<NaiveDate>) -> Value<'static> {
    date.map_or(Value::Unknown, Value::Date)
}

fn label(label: Option<&str>) -> Value<'_> {
    label.map_or(Value::Unknown, |label| Value::Label(label.into()))
}

fn flag(flag: Option<bool>) -> Value<'static> {
    flag.map_or(Value::Unknown, Value::Flag)
}

fn key(key: Option<PersonKey>) -> Value<'static> {
    key.map_or(Value::Unknown, |key| Value::Key(key.0.simple().to_string()))
}

fn tags(tags: &[String]) -> Value<'_> {
    Value::Texts(tags.iter().map(Into::into).collect())
}

/// Tables by their names and by their short names.
fn tables(tables: &[String]) -> Value<'_> {
    let short = tables.iter().map(|table| {
        let bare = table.rsplit('.').next().unwrap_or(table);
        bare.strip_prefix("module_ct_").unwrap_or(bare)
    });
    Value::Texts(tables.iter().map(String::as_str).chain(short).map(Into::into).collect())
}

impl Record for At<'_> {
    fn texts(&self) -> Vec<Cow<'_, str>> {
        let mut texts: Vec<String> = Vec::new();
        match self.0 {
            Row::Backlog(row) => {
                texts.extend([row.person_key.to_string(), row.category_label.clone()]);
                texts.extend(row.category.map(|category| category.to_string()));
                texts.extend(row.scout_id.map(|scout| scout.to_string()));
                texts.extend(row.origin_tags.clone());
                texts.extend(days(&[row.first_event_date, row.last_event_date]));
                texts.extend(row.primary_full_name.clone());
            }
            Row::Conflict(row) => {
                texts.push(row.person_key.to_string());
                texts.extend(row.kind.map(|kind| kind.label().to_owned()));
                texts.extend(row.scout_ids.iter().map(ToString::to_string));
                texts.extend(row.sources.clone());
                texts.extend(row.origin_tags.clone());
                texts.extend(days(&[row.first_event_date, row.last_event_date]));
            }
            Row::Claim(row) => {
                texts.extend(row.person_key.map(|key| key.to_string()));
                texts.extend(row.milestone_value.map(|value| value.to_string()));
                let due = row.yango_due_date.map(|due| due.date());
                texts.extend(days(&[row.lead_date, due, row.pay_date]));
                texts.extend(row.expected_amount.map(|amount| format!("{amount:.2}")));
                texts.extend(row.scout_id.map(|scout| scout.to_string()));
                texts.extend(
                    [
                        &row.driver_id,
                        &row.driver_name,
                        &row.overdue_bucket,
                        &row.payment_status,
                        &row.reason_code,
                        &row.scout_name,
                        &row.scout_quality,
                    ]
                    .into_iter()
                    .flatten()
                    .cloned(),
                );
            }
            Row::Liquidation(row) => {
                texts.push(row.person_key.to_string());
                texts.extend(row.scout_id.map(|scout| scout.to_string()));
                texts.extend(days(&[row.attribution_date, row.milestone_date]));
                texts.extend(row.milestone_reached.map(|value| value.to_string()));
                texts.extend(row.amount_payable.map(|amount| format!("{amount:.2}")));
                texts.extend(
                    [
                        &row.driver_id,
                        &row.origin_tag,
                        &row.source_table,
                        &row.payment_status,
                        &row.block_reason,
                    ]
                    .into_iter()
                    .flatten()
                    .cloned(),
                );
            }
            Row::Alert(row) => {
                texts.push(row.cabinet_lead_id.to_string());
                texts.extend(row.external_id.clone());
                texts.extend(days(&[row.lead_created_at.map(|at| at.date())]));
                texts.extend(row.person_key.map(|key| key.to_string()));
                texts.extend(row.potential_scout_id.map(|scout| scout.to_string()));
            }
            Row::Run(row) => {
                texts.extend([row.run_id.to_string(), row.job_type.clone()]);
                texts.push(row.status.label().to_owned());
                texts.push(row.started_at.format("%Y-%m-%d %H:%M").to_string());
                texts.extend([&row.trigger, &row.host, &row.error].into_iter().flatten().cloned());
            }
        }
        texts.into_iter().map(Into::into).collect()
    }

    fn names(&self) -> Vec<Cow<'_, str>> {
        let names: Vec<_> = match self.0 {
            Row::Backlog(row) => vec![&row.primary_full_name],
            Row::Claim(row) => vec![&row.driver_name, &row.scout_name],
            _ => Vec::new(),
        };
        names.into_iter().flatten().map(Into::into).collect()
    }

    fn value(&self, field: FieldName) -> Value<'_> {
        use FieldName as F;
        let now = self.1;
        match (self.0, field) {
            (Row::Backlog(row), F::Person) => key(Some(row.person_key)),
            (Row::Backlog(row), F::Name) => Value::text(row.primary_full_name.as_deref()),
            (Row::Backlog(row), F::Category) => label(row.category.map(Category::letter)),
            (Row::Backlog(row), F::Scout) => scout(row.scout_id),
            (Row::Backlog(row), F::Scouts) => Value::number(row.distinct_scouts),
            (Row::Backlog(row), F::Conflict) => flag(row.in_conflict),
            (Row::Backlog(row), F::Events) => Value::number(row.event_count),
            (Row::Backlog(row), F::First) => date(row.first_event_date),
            (Row::Backlog(row), F::Last) => date(row.last_event_date),
            (Row::Backlog(row), F::Age) => Value::since_day(row.last_event_date, now),
            (Row::Backlog(row), F::Waits) => Value::since(row.person_created_at, now),
            (Row::Backlog(row), F::Source) => tables(&row.source_tables),
            (Row::Backlog(row), F::Tag) => tags(&row.origin_tags),
            (Row::Conflict(row), F::Person) => key(Some(row.person_key)),
            (Row::Conflict(row), F::Kind) => label(row.kind.map(ConflictKind::label)),
            (Row::Conflict(row), F::Scout) => {
                Value::Numbers(row.scout_ids.iter().map(|scout| scout.0.into()).collect())
            }
            (Row::Conflict(row), F::Scouts) => Value::number(Some(row.distinct_scout_count)),
            (Row::Conflict(row), F::Events) => Value::number(Some(row.total_sources)),
            (Row::Conflict(row), F::First) => date(row.first_event_date),
            (Row::Conflict(row), F::Last) => date(row.last_event_date),
            (Row::Conflict(row), F::Age) => Value::since_day(row.last_event_date, now),
            (Row::Conflict(row), F::Source) => tables(&row.sources),
            (Row::Conflict(row), F::Tag) => tags(&row.origin_tags),
            (Row::Claim(row), F::Driver) => Value::text(row.driver_id.as_deref()),
            (Row::Claim(row), F::Name) => Value::text(row.driver_name.as_deref()),
            (Row::Claim(row), F::Person) => key(row.person_key),
            (Row::Claim(row), F::Scout) => scout(row.scout_id),
            (Row::Claim(row), F::Status) => label(row.payment_status.as_deref()),
            (Row::Claim(row), F::Milestone) => Value::number(row.milestone_value),
            (Row::Claim(row), F::Amount) => {
                row.expected_amount.map_or(Value::Unknown, Value::Amount)
            }
            (Row::Claim(row), F::Due) => date(row.yango_due_date.map(|due| due.date())),
            (Row::Claim(row), F::Overdue) => row
                .days_overdue
                .map_or(Value::Unknown, |days| Value::Seconds(f64::from(days) * 86_400.0)),
            (Row::Claim(row), F::Lead) => date(row.lead_date),
            (Row::Claim(row), F::Age) => Value::since_day(row.lead_date, now),
            (Row::Claim(row), F::Paid) => date(row.pay_date),
            (Row::Claim(row), F::Reason) => Value::text(row.reason_code.as_deref()),
            (Row::Claim(row), F::Evidence) => Value::text(row.scout_quality.as_deref()),
            (Row::Claim(row), F::Conflict) => flag(row.in_conflict),
            (Row::Liquidation(row), F::Person) => key(Some(row.person_key)),
            (Row::Liquidation(row), F::Driver) => Value::text(row.driver_id.as_deref()),
            (Row::Liquidation(row), F::Scout) => scout(row.scout_id),
            (Row::Liquidation(row), F::Status) => label(row.payment_status.as_deref()),
            (Row::Liquidation(row), F::Reason) => Value::text(row.block_reason.as_deref()),
            (Row::Liquidation(row), F::Amount) => {
                row.amount_payable.map_or(Value::Unknown, Value::Amount)
            }
            (Row::Liquidation(row), F::Milestone) => Value::number(row.milestone_reached),
            (Row::Liquidation(row), F::Reached) => date(row.milestone_date),
            (Row::Liquidation(row), F::Since) => date(row.attribution_date),
            (Row::Liquidation(row), F::Age) => Value::since_day(row.attribution_date, now),
            (Row::Liquidation(row), F::Source) => Value::text(row.source_table.as_deref()),
            (Row::Liquidation(row), F::Tag) => Value::text(row.origin_tag.as_deref()),
            (Row::Alert(row), F::Lead) => Value::number(Some(row.cabinet_lead_id)),
            (Row::Alert(row), F::External) => Value::text(row.external_id.as_deref()),
            (Row::Alert(row), F::Person) => key(row.person_key),
            (Row::Alert(row), F::Scout) => scout(row.potential_scout_id),
            (Row::Alert(row), F::Named) => flag(row.has_scout_in_events),
            (Row::Alert(row), F::Created) => date(row.lead_created_at.map(|at| at.date())),
            (Row::Alert(row), F::Age) => {
                Value::since(row.lead_created_at.map(|at| at.and_utc()), now)
            }
            (Row::Run(row), F::Id) => Value::number(Some(row.run_id)),
            (Row::Run(row), F::Job) => Value::text(Some(&row.job_type)),
            (Row::Run(row), F::Status) => label(Some(row.status.label())),
            (Row::Run(row), F::Started) => date(Some(row.started_at.date_naive())),
            (Row::Run(row), F::Age) => Value::since(Some(row.started_at), now),
            (Row::Run(row), F::Duration) => {
                row.duration_seconds.map_or(Value::Unknown, Value::Seconds)
            }
            (Row::Run(row), F::Trigger) => Value::text(row.trigger.as_deref()),
            (Row::Run(row), F::Host) => Value::text(row.host.as_deref()),
            (Row::Run(row), F::Error) => Value::text(row.error.as_deref()),
            (row, field) => panic!("{field:?} of {row:?}"),
        }
    }
}

/// The rows that a filter lets through, with their keys, and the number that the page gives for them.
async fn read(
    transaction: &mut ReadTransaction,
    list: List,
    filter: &str,
) -> Result<(Vec<(String, Row)>, i64), Failure> {
    let request = PageRequest {
        filter: Some(parsed(list, filter)),
        sort: list.sorts()[0],
        position: Position::Start { skip: 0 },
        limit: 10_000,
    };
    macro_rules! rows {
        ($page:expr, $row:path) => {{
            let page = $page;
            let row =
                |listed: scoutwatch::model::Listed<_>| (listed.cursor.row_key, $row(listed.row));
            (page.rows.into_iter().map(row).collect(), page.matching)
        }};
    }
    let ask = Ask::Page(list, request);
    Ok(match queries::answer(transaction, &ask).await? {
        Answer::Backlog(page) => rows!(page, Row::Backlog),
        Answer::Conflicts(page) => rows!(page, Row::Conflict),
        Answer::Collection(page, _) => rows!(page, Row::Claim),
        Answer::Liquidation(page, _) => rows!(page, Row::Liquidation),
        Answer::Alerts(page) => rows!(page, Row::Alert),
        Answer::Runs(page) => rows!(page, Row::Run),
        Answer::Person(_) => panic!("no list"),
    })
}

fn parsed(list: List, text: &str) -> Filter {
    Filter::parse(text, list.fields()).unwrap_or_else(|error| panic!("{list:?} {text}: {error}"))
}

/// A value of a row as one types it.
fn typed(value: &Value<'_>) -> Option<String> {
    Some(match value {
        Value::Unknown => return None,
        Value::Texts(texts) => format!("\"{}\"", texts.last()?.to_uppercase().replace('"', "\"\"")),
        Value::Key(digits) => digits[..9].to_owned(),
        Value::Numbers(numbers) => numbers.last()?.to_string(),
        Value::Amount(amount) => amount.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Seconds(seconds) => match *seconds as i64 {
            seconds if seconds.abs() < 600 => format!("{seconds}s"),
            seconds if seconds.abs() < 36_000 => format!("{}m", seconds / 60),
            seconds => format!("{}d", seconds / 86_400),
        },
        Value::Flag(flag) => flag.to_string(),
        Value::Label(label) => label.to_lowercase(),
    })
}

/// Conditions on every field with values that rows have, then words and patterns, then all of it mixed.
fn filters(list: List, rows: &[(String, Row)], now: DateTime<Utc>) -> Vec<String> {
    let mut simple = Vec::new();
    for field in list.fields() {
        let word = field.word();
        simple.push(format!("{word}=none"));
        let mut values: Vec<_> =
            rows.iter().filter_map(|(_, row)| typed(&At(row, now).value(field.name))).collect();
        values.retain(|value| !value.contains("\\U{"));
        values.sort();
        values.dedup();
        if let Some(value) = values.get(values.len() * 4 / 5) {
            for operator in Operator::ALL {
                if field.kind.is_ordered() || !operator.is_ordering() {
                    simple.push(format!("{word}{}{value}", operator.sign()));
                }
            }
        }
        if field.kind == FieldKind::Text {
            simple.extend(
                ["~^m", "~[aá]$", "~\"a .*[er]\"", "~.\\w\\d"].map(|end| word.to_owned() + end),
            );
        }
    }
    for word in
        ["munoz", "MUÑOZ", "ñ", "2026-1", "9", "a", "%", "_", "\\", "'", "timeout", "unpaid"]
    {
        simple.push(format!("\"{word}\""));
    }
    for pattern in ["^[0-9a-f]{8}-", "\\d\\d$", "(?:mi|qu).+n", "\\bno", "^.{3}$", "[^a-z]\\s[pq]"]
    {
        simple.push(format!("~{pattern}"));
    }
    let mut mixed = Vec::new();
    for (index, one) in simple.iter().enumerate().step_by(9) {
        let at = |by: usize| simple[(index * 31 + by) % simple.len()].as_str();
        mixed.push(format!("{one} or !({} {}) or {} !{}", at(3), at(17), at(40), at(55)));
    }
    simple.extend(mixed);
    simple
}

/// The keys of rows of which a text was cleaned: of these the server has what nobody sees.
fn cleaned(rows: &[(String, Row)]) -> HashSet<String> {
    let is_cleaned = |row: &Row| format!("{row:?}").contains("\\\\u{");
    rows.iter().filter(|(_, row)| is_cleaned(row)).map(|(key, _)| key.clone()).collect()
}

async fn compare(contents: Contents) {
    let database = database_with(contents).await;
    let pool = open(&database.url, "filters");
    let mut transaction = snapshot(&pool).await;
    let now = queries::metrics(&mut transaction).await.unwrap().metrics.snapshot_timestamp;
    let mut compared = 0;
    for list in List::EVERY {
        let (all, _) = read(&mut transaction, list, "").await.unwrap();
        let cleaned = cleaned(&all);
        for text in filters(list, &all, now) {
            let (found, matching) = match read(&mut transaction, list, &text).await {
                Ok(found) => found,
                Err(failure) => {
                    assert!(contents == Contents::Older, "{list:?} {text}: {failure}");
                    assert_eq!(failure.kind, FailureKind::Shape, "{text}: {failure}");
                    assert!(failure.message.contains("cannot be asked here"), "{failure}");
                    continue;
                }
            };
            assert_eq!(matching, i64::try_from(found.len()).unwrap(), "{list:?} {text}");
            let filter = parsed(list, &text);
            let accepted = all.iter().filter(|(_, row)| filter.accepts(&At(row, now)));
            let stored = |key: &&String| !cleaned.contains(*key);
            let found: Vec<_> = found.iter().map(|(key, _)| key).filter(stored).collect();
            let accepted: Vec<_> = accepted.map(|(key, _)| key).filter(stored).collect();
            let only = |some: &[&String], others: &[&String]| {
                let key = some.iter().find(|key| !others.contains(key))?;
                all.iter().find(|(one, _)| one == *key).cloned()
            };
            if found != accepted {
                assert_eq!(only(&found, &accepted), None, "{list:?} {text}: by the server alone");
                assert_eq!(only(&accepted, &found), None, "{list:?} {text}: here alone");
            }
            compared += 1;
        }
    }
    assert!(compared > 150, "{compared}");
    transaction.finish().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_and_this_program_let_the_same_rows_of_the_demo_through() {
    compare(Contents::Demo).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_and_this_program_let_the_same_rows_of_the_older_views_through() {
    compare(Contents::Older).await;
}

#[tokio::test]
async fn a_field_that_an_older_view_lacks_is_refused_and_others_go_on() {
    let database = database_with(Contents::Older).await;
    let pool = open(&database.url, "older");
    let mut transaction = snapshot(&pool).await;
    for (list, filter, field) in [
        (List::Backlog(None), "name=munoz", "name"),
        (List::Backlog(None), "scout=1 or !(conflict=yes)", "conflict"),
        (List::Backlog(None), "name~^mu", "name"),
        (List::Conflicts(None), "kind=open", "kind"),
        (List::Runs, "host~lima", "host"),
    ] {
        let failure = read(&mut transaction, list, filter).await.unwrap_err();
        assert!(failure.message.starts_with(&format!("\"{field}\" cannot be asked")), "{failure}");
        assert!(failure.hint.unwrap().contains("schema install"));
    }
    let (rows, _) =
        read(&mut transaction, List::Backlog(None), "category=d events>=1").await.unwrap();
    assert_eq!(rows.len(), 168);
    assert!(!read(&mut transaction, List::Runs, "status=failed").await.unwrap().0.is_empty());
}

#[tokio::test]
async fn a_pattern_that_only_the_server_refuses_is_a_failure_with_its_code_and_nothing_is_lost() {
    let database = database_with(Contents::Demo).await;
    let pool = open(&database.url, "patterns");
    let mut transaction = snapshot(&pool).await;
    for pattern in ["~x{300}", "name~a**"] {
        let failure = read(&mut transaction, List::Backlog(None), pattern).await.unwrap_err();
        assert_eq!(failure.sqlstate.as_deref(), Some("2201B"), "{failure}");
        assert!(failure.hint.is_some_and(|hint| hint.contains("quotes")), "{pattern}");
        assert_eq!(read(&mut transaction, List::Backlog(None), "").await.unwrap().1, 1676);
    }
}

#[tokio::test]
async fn what_is_typed_is_never_read_as_sql() {
    let database = database_with(Contents::Demo).await;
    let pool = open(&database.url, "injection");
    let mut transaction = snapshot(&pool).await;
    let list = List::Backlog(None);
    for text in [
        "\"'); drop table ops.ingestion_runs; --\"",
        "name=\"' or 1=1 --\"",
        "~\"'\\); select\"",
        "tag=\"{column}\" name=\"{value}\"",
        "\"$1\" \"$99\" \"{list}\" \"{matches}\"",
        "source=\"a'b\"",
    ] {
        assert_eq!(read(&mut transaction, list, text).await.unwrap().1, 0, "{text}");
    }
    let many = vec!["!x"; 32].join(" ") + &" !(q".repeat(15) + &")".repeat(15);
    read(&mut transaction, list, &many).await.unwrap();
    read(&mut transaction, list, &"é".repeat(2_000)).await.unwrap();
    transaction.finish().await.unwrap();
}
