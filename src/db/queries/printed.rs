//! The statements behind what is on screen, for people: with their parameters filled in, ready for psql. Nothing is sent.

use std::borrow::Cow;

use super::filter::Matching;
use super::page::{FIRST_OWN, ListText};
use super::{alerts, backlog, claims, conflicts, liquidation, metrics, person, runs};
use crate::db::sql::{Sql, printed, sql};
use crate::model::person::MAX_EVIDENCE;
use crate::model::{
    Category, ConflictKind, Failure, Filter, LiquidationStatus, List, PaymentStatus, PersonKey,
    Sort,
};

const LISTED: Sql<'static> = sql!("queries/listed.sql");

/// A list with its filter, in its order, at most `limit` rows of it.
///
/// # Errors
/// That the list has no column for a field of the filter.
pub fn list(
    list: &List,
    filter: Option<&Filter>,
    sort: Sort,
    limit: i64,
) -> Result<String, Failure> {
    let claims = match list {
        List::Collection(filter) => claims::text(*filter),
        _ => Cow::Borrowed(""),
    };
    let (text, own) = text_of(list, &claims);
    let matching = Matching::of(filter, text.columns(), FIRST_OWN + own.len())?;
    let statement = text.inside(LISTED, &matching);
    let texts = Some(matching.reads_texts.to_string());
    let column = Some(sort.column.name().to_owned());
    let descending = Some(sort.descending.to_string());
    // $4 to $8 place a page in the list, which this statement reads whole.
    let mut parameters = vec![texts, column, descending, None, None, None, None, None];
    parameters.push(Some(limit.to_string()));
    parameters.extend(own);
    parameters.extend(matching.literals().map(Some));
    Ok(ended(Sql { file: LISTED.file, text: &statement }, &parameters))
}

/// The statement of a list and its own parameters; `claims` is the text of the list of claims.
fn text_of<'a>(list: &List, claims: &'a str) -> (ListText<'a>, Vec<Option<String>>) {
    let text = |value: Option<&str>| value.map(str::to_owned);
    match list {
        List::Backlog(category) => (backlog::LIST, vec![text(category.map(Category::letter))]),
        List::Conflicts(kind) => (conflicts::LIST, vec![text(kind.map(ConflictKind::label))]),
        List::Collection(filter) => (
            claims::list(claims),
            vec![
                Some(filter.missing_only.to_string()),
                filter.scout.map(|scout| scout.to_string()),
                text(filter.payment_status.map(PaymentStatus::label)),
            ],
        ),
        List::Liquidation(filter) => (
            liquidation::LIST,
            vec![
                text(filter.status.map(LiquidationStatus::label)),
                filter.scout.map(|scout| scout.to_string()),
            ],
        ),
        List::Alerts => (alerts::LIST, Vec::new()),
        List::Runs => (runs::LIST, Vec::new()),
    }
}

/// The two statements behind a person's evidence.
pub fn evidence(key: PersonKey) -> String {
    let key = Some(key.to_string());
    let most = Some(MAX_EVIDENCE.to_string());
    ended(person::PROFILE, std::slice::from_ref(&key)) + &ended(person::EVIDENCE, &[key, most])
}

/// The figures of this moment.
pub fn figures() -> String {
    ended(metrics::METRICS, &[])
}

/// The newest days of the history, with the one that is not over.
pub fn days(days: i64) -> String {
    ended(metrics::DAILY, &[Some(days.to_string()), Some(true.to_string())])
}

/// The newest conflicts, as the overview lists them.
pub fn newest_conflicts() -> String {
    ended(conflicts::NEWEST, &[Some(super::overview::CONFLICTS.to_string())])
}

/// The newest runs, as the overview lists them.
pub fn newest_runs() -> String {
    ended(runs::NEWEST, &[Some(super::RUNS.to_string()), None])
}

/// A statement with its parameters, and a semicolon behind it.
fn ended(statement: Sql<'_>, parameters: &[Option<String>]) -> String {
    let parameters: Vec<_> = parameters.iter().map(Option::as_deref).collect();
    let text = printed(statement, &parameters);
    format!("{};\n", text.trim_end().trim_end_matches(';'))
}
