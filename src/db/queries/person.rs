//! One person with all evidence.

use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::value::{date, moment, scout};
use crate::db::decode::RowExt;
use crate::db::pool::ReadTransaction;
use crate::db::sql::{Sql, sql};
use crate::model::person::MAX_EVIDENCE;
use crate::model::{
    ConflictKind, Evidence, Failure, FailureKind, Fingerprint, Ledger, PersonDetail, PersonKey,
    PersonProfile,
};

pub(super) const PROFILE: Sql<'static> = sql!("queries/person_profile.sql");
pub(super) const EVIDENCE: Sql<'static> = sql!("queries/person_evidence.sql");
const IS_MISSING: Sql<'static> = sql!("queries/person_is_missing.sql");

/// Everything about one person; `None` where nobody has the key.
///
/// # Errors
/// What the server or the driver says.
pub async fn person(
    transaction: &mut ReadTransaction,
    key: PersonKey,
) -> Result<Option<PersonDetail>, Failure> {
    let (profile, has_profiles) =
        match transaction.read(PROFILE, &[(&key.0, Type::UUID)], decode_profile).await {
            Ok(mut profiles) => (profiles.pop(), true),
            Err(failure) if failure.kind == FailureKind::Missing => (None, false),
            Err(failure) => return Err(failure),
        };
    let parameters = [(&key.0 as _, Type::UUID), (&MAX_EVIDENCE as _, Type::INT8)];
    let found = transaction.read(EVIDENCE, &parameters, decode_evidence).await?;
    let evidence_total = found.first().map_or(0, |(_, total)| *total);
    let evidence: Vec<_> = found.into_iter().map(|(evidence, _)| evidence).collect();
    let is_known = profile.is_some()
        || !evidence.is_empty()
        || (!has_profiles && is_missing(transaction, key).await?);
    Ok(is_known.then_some(PersonDetail { person_key: key, profile, evidence, evidence_total }))
}

/// Whether the backlog knows the person: on CT4's older views, the only sign of one without evidence.
async fn is_missing(transaction: &mut ReadTransaction, key: PersonKey) -> Result<bool, Failure> {
    let decode = |row: &Row| row.read("is_missing");
    transaction.read_one(IS_MISSING, &[(&key.0, Type::UUID)], decode).await
}

fn decode_profile(row: &Row) -> Result<PersonProfile, Failure> {
    let category = row.read_optional_text("category")?;
    let conflict_kind = row.read_optional_text("conflict_kind")?;
    let ledger = if row.read("ledger_exists")? { Some(decode_ledger(row)?) } else { None };
    Ok(PersonProfile {
        full_name: row.read_optional_text("full_name")?,
        phone: row.read_optional_text("phone")?,
        document: row.read_optional_text("document")?,
        license: row.read_optional_text("license")?,
        confidence: row.read_optional_text("confidence")?,
        created_at: moment(row, "created_at")?,
        updated_at: moment(row, "updated_at")?,
        category: category.and_then(|letter| letter.parse().ok()),
        in_conflict: row.read("in_conflict")?,
        conflict_kind: conflict_kind.as_deref().and_then(ConflictKind::from_label),
        event_count: row.read("event_count")?,
        ledger,
        fingerprint: row.read_optional_text("evidence_fingerprint")?.map(Fingerprint),
    })
}

fn decode_ledger(row: &Row) -> Result<Ledger, Failure> {
    Ok(Ledger {
        scout_id: scout(row, "ledger_scout_id")?,
        source: row.read_optional_text("ledger_source")?,
        rule: row.read_optional_text("ledger_rule")?,
        score: row.read_optional("ledger_score")?,
        confidence: row.read_optional_text("ledger_confidence")?,
        decision: row.read_optional_text("ledger_decision")?,
        updated_at: moment(row, "ledger_updated_at")?,
    })
}

/// The row, and how many there are without the limit.
fn decode_evidence(row: &Row) -> Result<(Evidence, i64), Failure> {
    let evidence = Evidence {
        priority: row.read("priority")?,
        scout_id: scout(row, "scout_id")?,
        origin_tag: row.read_optional_text("origin_tag")?,
        acquisition_method: row.read_optional_text("acquisition_method")?,
        source_table: row.read_text("source_table")?,
        source_pk: row.read_text("source_pk")?,
        attribution_date: date(row, "attribution_date")?,
        created_at: moment(row, "created_at")?,
        driver_id: row.read_optional_text("driver_id")?,
    };
    Ok((evidence, row.read("total")?))
}
