//! What stands against a run, found before anything is written.

use std::time::Duration;

use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::examine::MissingGuard;
use super::observer::Observer;
use super::session::{CONNECT_LIMIT, JobSession, Nonce};
use super::settings::{JobSettings, LeadMapping};
use crate::db::decode::RowExt as _;
use crate::db::pool::{Database, Deadline, ReadLimits};
use crate::db::sql::{Sql, embed, sql};
use crate::model::run::REFRESH_JOB_TYPE;
use crate::model::{Failure, Misfit, Refusal, WhyReadOnly};

pub(super) const FACTS: Sql<'static> = sql!("refresh/facts.sql");
const MISSING_OBJECTS: Sql<'static> = sql!("refresh/missing_objects.sql");
const SCHEMA_VERSION: Sql<'static> = sql!("refresh/schema_version.sql");
pub(super) const JOB_RIGHTS: Sql<'static> = sql!("refresh/job_rights.sql");
const MISSING_RIGHTS: Sql<'static> = sql!("refresh/missing_rights.sql");
const MISSING_GUARDS: Sql<'static> = sql!("refresh/missing_guards.sql");
const MAPPING_COLUMNS: Sql<'static> = sql!("refresh/mapping_columns.sql");
const SET_NONCE: Sql<'static> = sql!("refresh/set_nonce.sql");
const SEE_NONCE: Sql<'static> = sql!("refresh/see_nonce.sql");

/// The numbered schema file that the job needs.
const NEEDED_VERSION: i32 = 3;

/// The table of the numbered files.
const VERSIONS: &str = "ops.scoutwatch_schema_versions";

/// How soon another session has to answer, once it is connected.
const ANSWER_LIMIT: Duration = Duration::from_secs(3);

/// Refuses what could not work or must not be, in the order in which a person would mend it.
pub(super) async fn check(
    job: &mut JobSession<'_, impl Observer>,
    settings: &JobSettings,
) -> Result<(), Refusal> {
    let facts = job.query_one(FACTS, &[]).await?;
    let role = facts.read_text("role")?;
    let endpoint = job.endpoint();
    if let Some(why) = why_read_only(&facts)? {
        return Err(Refusal::ReadOnlyServer { endpoint, why });
    }
    if facts.read("is_superuser")? && !settings.allow_superuser {
        return Err(Refusal::Superuser { role });
    }
    objects(job).await?;
    if let Some(enum_type) = facts.read_optional_text("enum_type")?
        && !facts.read::<bool>("has_label")?
    {
        return Err(Refusal::UnknownJobType { enum_type, label: REFRESH_JOB_TYPE.to_owned() });
    }
    let rights = missing_rights(job, JOB_RIGHTS, settings.create_missing_ledger_rows).await?;
    if !rights.is_empty() {
        return Err(Refusal::MissingRights { role, rights });
    }
    version(job).await?;
    guards(job).await?;
    match &settings.lead_mapping {
        Some(wanted) => mapping(job, wanted).await,
        None => Ok(()),
    }
}

/// Why nothing can be written there, whoever asks.
pub(super) fn why_read_only(facts: &Row) -> Result<Option<WhyReadOnly>, Failure> {
    Ok(if facts.read("in_recovery")? {
        Some(WhyReadOnly::Standby)
    } else if facts.read("is_read_only")? {
        Some(WhyReadOnly::Transactions { role: facts.read_text("role")? })
    } else {
        None
    })
}

/// Which of the `wanted` rights the role does not have; `creates` says whether ledger rows are made.
pub(super) async fn missing_rights(
    job: &mut JobSession<'_, impl Observer>,
    wanted: Sql<'_>,
    creates: bool,
) -> Result<Vec<String>, Failure> {
    let text = embed(MISSING_RIGHTS.text, "wanted", wanted.text);
    let statement = Sql { file: wanted.file, text: &text };
    texts(job, statement, &[(&creates, Type::BOOL)], "missing_right").await
}

/// Every table and view is there.
async fn objects(job: &mut JobSession<'_, impl Observer>) -> Result<(), Refusal> {
    let missing = texts(job, MISSING_OBJECTS, &[], "object").await?;
    if missing.is_empty() {
        return Ok(());
    }
    if !missing.iter().any(|object| object == VERSIONS) {
        // Installed, but perhaps by an older program. Who may not read that hears what is missing.
        if let Err(Refusal::TooOld { installed, needed }) = version(job).await {
            return Err(Refusal::TooOld { installed, needed });
        }
    }
    Err(Refusal::NotInstalled { missing })
}

/// The schema is new enough.
async fn version(job: &mut JobSession<'_, impl Observer>) -> Result<(), Refusal> {
    let installed = job.query_one(SCHEMA_VERSION, &[]).await?.read("version")?;
    if installed < NEEDED_VERSION {
        return Err(Refusal::TooOld { installed, needed: NEEDED_VERSION });
    }
    Ok(())
}

/// What protects the data is there and switched on.
async fn guards(job: &mut JobSession<'_, impl Observer>) -> Result<(), Refusal> {
    let missing = missing_guards(job).await?;
    if missing.is_empty() {
        return Ok(());
    }
    let remedies: Vec<String> = missing.iter().map(|guard| guard.remedy.clone()).collect();
    let guards = missing.into_iter().map(|guard| guard.guard).collect();
    Err(Refusal::Unguarded { guards, remedy: remedies.join("; ") })
}

/// What protects the data and is not there, or is switched off.
pub(super) async fn missing_guards(
    job: &mut JobSession<'_, impl Observer>,
) -> Result<Vec<MissingGuard>, Failure> {
    let rows = job.query(MISSING_GUARDS, &[]).await?;
    let guard = |row: &Row| {
        Ok(MissingGuard { guard: row.read_text("guard")?, remedy: row.read_text("remedy")? })
    };
    rows.iter().map(guard).collect()
}

/// The configured columns exist.
async fn mapping(
    job: &mut JobSession<'_, impl Observer>,
    wanted: &LeadMapping,
) -> Result<(), Refusal> {
    let parameters =
        [(&wanted.lead_column as _, Type::TEXT), (&wanted.scouts_column as _, Type::TEXT)];
    for row in job.query(MAPPING_COLUMNS, &parameters).await? {
        let table = format!("public.{}", row.read_text("relation")?);
        if !row.read::<bool>("has_relation")? {
            return Err(Refusal::Mapping { what: Misfit::NoTable { table } });
        }
        if !row.read::<bool>("has_column")? {
            let column = row.read_text("configured")?;
            return Err(Refusal::Mapping { what: Misfit::NoColumn { table, column } });
        }
    }
    Ok(())
}

async fn texts(
    job: &mut JobSession<'_, impl Observer>,
    sql: Sql<'_>,
    parameters: &[crate::db::pool::Parameter<'_>],
    column: &str,
) -> Result<Vec<String>, Failure> {
    job.query(sql, parameters).await?.iter().map(|row| row.read_text(column)).collect()
}

/// Marks the job's session, and refuses a pooler that lends one server session to several clients: the mark
/// would be seen by another client then, or not by us again.
///
/// What is missed here is found by the first fence, which looks for the mark and for the lock.
pub(super) async fn refuse_pooler(
    database: &Database,
    job: &mut JobSession<'_, impl Observer>,
    nonce: Nonce,
) -> Result<(), Refusal> {
    let mark = nonce.text();
    let text = Type::TEXT;
    job.query_one(SET_NONCE, &[(&mark, text.clone())]).await?;
    // A transaction of its own holds the other client to one server session. It only reads: a standby has no other.
    let limits = ReadLimits { statement: CONNECT_LIMIT, ..ReadLimits::default() };
    let other = database.dedicated_session(Deadline::after(CONNECT_LIMIT)).await?;
    let see = [(&mark as _, text.clone())];
    let look = async {
        let mut other = other.begin_read(limits).await?;
        let is_shared =
            other.read_one(SEE_NONCE, &see, |row| row.read::<bool>("is_shared")).await?;
        Ok::<_, Failure>((other, is_shared))
    };
    let Ok(looked) = tokio::time::timeout(ANSWER_LIMIT, look).await else {
        // While ours answers it is no slow server: the pooler has no session for whoever comes second.
        job.query_one(SEE_NONCE, &see).await?;
        return Err(Refusal::Pooler { endpoint: job.endpoint() });
    };
    let (mut other, is_shared) = looked?;
    if is_shared {
        // Whoever gets that server session next should not carry our mark.
        other.query(SET_NONCE, &[(&"", text)]).await?;
        other.finish().await?;
        return Err(Refusal::Pooler { endpoint: job.endpoint() });
    }
    // While the other client has a server session to itself, a pooler has to give us another one.
    let is_kept = job.ask(SEE_NONCE, &[(&mark, text)], "is_shared").await?;
    other.finish().await?;
    if !is_kept {
        return Err(Refusal::Pooler { endpoint: job.endpoint() });
    }
    Ok(())
}
