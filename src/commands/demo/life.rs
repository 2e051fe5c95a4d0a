//! What makes the demo's figures move: small steps of invented life, for as long as somebody looks.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::db::pool::{Database, Deadline, PoolOptions, Session};
use crate::db::settings::ConnectionSettings;
use crate::db::sql::{Sql, sql};
use crate::model::Failure;

const STEP: Sql<'static> = sql!("demo/step.sql");

/// The pauses between steps, in milliseconds, over and over: about two seconds, and uneven, so that they
/// fall in step with no interval at which somebody polls.
const PAUSES: [u64; 7] = [1_700, 2_300, 1_300, 2_900, 2_000, 2_600, 1_500];

/// The pause after a step that failed.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(5);

/// The longest time for one step, which takes some milliseconds.
const LIMIT: Duration = Duration::from_secs(10);

/// Lives until `token` is cancelled. A step that fails is logged and tried again on a new connection.
///
/// After the first step it logs where the database is, for whoever wants to look at it from a second terminal.
pub(super) async fn live(settings: ConnectionSettings, place: String, token: CancellationToken) {
    // Cancelling drops a step that is under way; its session cancels it on the server.
    Box::pin(token.run_until_cancelled(steps(settings, place))).await;
}

async fn steps(settings: ConnectionSettings, place: String) {
    let mut session = None;
    let mut place = Some(place);
    for pause in PAUSES.into_iter().cycle().map(Duration::from_millis) {
        tokio::time::sleep(pause).await;
        match step(session.take(), &settings).await {
            Ok(used) => {
                session = Some(used);
                if let Some(place) = place.take() {
                    tracing::info!("the data move; their database is reached with {place}");
                }
            }
            Err(failure) => {
                tracing::warn!(%failure, "the demo's life stands still for a moment");
                tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
            }
        }
    }
}

/// One step, on the given session or a new one.
async fn step(session: Option<Session>, settings: &ConnectionSettings) -> Result<Session, Failure> {
    let mut session = match session {
        Some(session) => session,
        None => connect(settings.clone()).await?,
    };
    session.set_deadline(Deadline::after(LIMIT));
    session.batch(STEP).await?;
    Ok(session)
}

async fn connect(settings: ConnectionSettings) -> Result<Session, Failure> {
    let options = PoolOptions {
        size: 1,
        application_name: "scoutwatch demo".to_owned(),
        ..PoolOptions::default()
    };
    Database::open(settings, &options)?.dedicated_session(Deadline::after(LIMIT)).await
}
