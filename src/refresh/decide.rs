//! Recording what a person has decided: who brought somebody in.
//!
//! Two statements in one transaction: the ledger row is locked, and then one statement looks whether the
//! evidence is still what was shown, changes the row and writes the audit. A program decides nothing here, and
//! a run of the job leaves alone what has a scout.

mod script;

use tokio_postgres::types::Type;

use super::observer::Unobserved;
use super::preflight::{FACTS, missing_rights, why_read_only};
use super::session::{BATCH_LIMIT, JobSession};
use super::settings::JobSettings;
use crate::db::decode::RowExt as _;
use crate::db::pool::Database;
use crate::db::sql::{Sql, embed, sql};
use crate::model::{Decision, Failure, FailureKind, Permit, Recorded, ScoutId, Undecided};

pub use script::script;

const RIGHTS: Sql<'static> = sql!("refresh/decision_rights.sql");
const LOCK: Sql<'static> = sql!("refresh/lock_decision.sql");
const VERDICT: Sql<'static> = sql!("refresh/decision_verdict.sql");
const DECIDE: Sql<'static> = sql!("refresh/decide.sql");
const DECIDE_CREATE: Sql<'static> = sql!("refresh/decide_create.sql");

/// The statement that records a decision: it changes a ledger row, or makes one.
const fn statement(decision: &Decision) -> Sql<'static> {
    if decision.has_ledger_row { DECIDE } else { DECIDE_CREATE }
}

/// Its whole text.
fn text(decision: &Decision) -> String {
    embed(statement(decision).text, "verdict", VERDICT.text)
}

/// Whether this role may record a decision here. Nothing is written.
pub(super) async fn ask(
    database: &Database,
    settings: &JobSettings,
    has_ledger_row: bool,
) -> Result<Permit, Undecided> {
    if !settings.allow_decisions {
        return Err(Undecided::NotAllowed);
    }
    let mut nobody = Unobserved;
    let mut session = JobSession::open(database, &mut nobody).await?;
    permit(&mut session, settings, has_ledger_row).await
}

/// Records a decision, or says why not.
pub(super) async fn record(
    database: &Database,
    settings: &JobSettings,
    decision: Decision,
) -> Result<Recorded, Undecided> {
    if !settings.allow_decisions {
        return Err(Undecided::NotAllowed);
    }
    if let Some(problem) = decision.problem() {
        return Err(problem);
    }
    let mut nobody = Unobserved;
    let mut session = JobSession::open(database, &mut nobody).await?;
    permit(&mut session, settings, decision.has_ledger_row).await?;
    session.begin(BATCH_LIMIT).await?;
    let recorded = write(&mut session, decision).await?;
    // Until here the end of the session takes everything back.
    session.commit().await.map_err(|failure| {
        let is_lost = failure.kind.is_connection();
        if is_lost { Undecided::Unsure(failure) } else { Undecided::Failure(failure) }
    })?;
    tracing::info!(
        person = %recorded.decision.person_key,
        scout = %recorded.decision.scout_id,
        "a person's decision was recorded"
    );
    Ok(recorded)
}

type Session<'o> = JobSession<'o, Unobserved>;

async fn permit(
    session: &mut Session<'_>,
    settings: &JobSettings,
    has_ledger_row: bool,
) -> Result<Permit, Undecided> {
    let facts = session.query_one(FACTS, &[]).await?;
    let role = facts.read_text("role")?;
    let server = session.endpoint();
    if let Some(why) = why_read_only(&facts)? {
        return Err(Undecided::ReadOnlyServer { server, why });
    }
    if facts.read("is_superuser")? && !settings.allow_superuser {
        return Err(Undecided::Superuser { role });
    }
    let rights = missing_rights(session, RIGHTS, !has_ledger_row).await?;
    if !rights.is_empty() {
        return Err(Undecided::MissingRights { role, rights });
    }
    Ok(Permit { role, database: facts.read_text("database")?, server })
}

/// The rights for a decision on a ledger row that the role does not have.
pub(super) async fn lacks(session: &mut Session<'_>) -> Result<Vec<String>, Failure> {
    missing_rights(session, RIGHTS, false).await
}

/// Locks, looks, and writes; nothing is lasting before the commit.
async fn write(session: &mut Session<'_>, decision: Decision) -> Result<Recorded, Undecided> {
    let fingerprint = decision.fingerprint.as_ref().map(|fingerprint| fingerprint.0.as_str());
    session.query(LOCK, &[(&decision.person_key.0, Type::UUID)]).await?;
    let parameters = [
        (&decision.person_key.0 as _, Type::UUID),
        (&decision.scout_id.0 as _, Type::INT4),
        (&decision.reason as _, Type::TEXT),
        (&fingerprint as _, Type::TEXT),
    ];
    let Sql { file, .. } = statement(&decision);
    let row = session.query_one(Sql { file, text: &text(&decision) }, &parameters).await?;
    match row.read_text("outcome")?.as_str() {
        "RECORDED" => {
            let old_scout_id = row.read_optional("old_scout_id")?.map(ScoutId);
            Ok(Recorded { decision, old_scout_id, at: row.read("recorded_at")? })
        }
        "CHANGED" => Err(Undecided::Changed),
        "NOT_NAMED" => Err(Undecided::NotNamed { scout_id: decision.scout_id }),
        "NOBODY" => Err(Undecided::Nobody),
        "NO_REASON" => Err(Undecided::NoReason),
        other => Err(Failure::new(
            FailureKind::Shape,
            format!("running {file}: the outcome {other} is not known"),
        )
        .into()),
    }
}
