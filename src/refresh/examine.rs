//! Whether a run could begin here, for whoever asks before: the checks that a run makes, one by one.

use super::decide;
use super::observer::Unobserved;
use super::preflight;
use super::session::{JobSession, Nonce};
use super::settings::JobSettings;
use crate::db::pool::Database;
use crate::model::{Failure, Refusal};

/// An index or trigger that protects the data and is missing or switched off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingGuard {
    /// Which, with its table.
    pub guard: String,
    /// What the owner of the table runs.
    pub remedy: String,
}

/// What stands against a run, a pooler apart. Nothing is written.
///
/// # Errors
/// Why a run would be refused.
pub async fn may_run(database: &Database, settings: &JobSettings) -> Result<(), Refusal> {
    let mut nobody = Unobserved;
    let mut job = JobSession::open(database, &mut nobody).await?;
    preflight::check(&mut job, settings).await
}

/// Whether a pooler lends one server session to several clients. Its mark is a setting of the session.
///
/// # Errors
/// What the database says.
pub async fn finds_pooler(database: &Database) -> Result<bool, Refusal> {
    let mut nobody = Unobserved;
    let mut job = JobSession::open(database, &mut nobody).await?;
    match preflight::refuse_pooler(database, &mut job, Nonce::new()).await {
        Ok(()) => Ok(false),
        Err(Refusal::Pooler { .. }) => Ok(true),
        Err(refusal) => Err(refusal),
    }
}

/// Which indexes and triggers that protect the data are missing or switched off.
///
/// # Errors
/// What the database says.
pub async fn missing_guards(database: &Database) -> Result<Vec<MissingGuard>, Failure> {
    let mut nobody = Unobserved;
    let mut job = JobSession::open(database, &mut nobody).await?;
    preflight::missing_guards(&mut job).await
}

/// Whether the role has the rights to run the job, or to record a decision, wherever it is connected to.
///
/// # Errors
/// What the database says.
pub async fn has_rights_to_write(database: &Database) -> Result<bool, Failure> {
    let mut nobody = Unobserved;
    let mut job = JobSession::open(database, &mut nobody).await?;
    let runs = preflight::missing_rights(&mut job, preflight::JOB_RIGHTS, false).await?;
    Ok(runs.is_empty() || decide::lacks(&mut job).await?.is_empty())
}
