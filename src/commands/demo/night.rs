//! A bad night in a minute, for trying the screens, the keys and the alarm: conflicts rise, persons come without a scout, a
//! run fails, the database is gone for a while, and a run completes.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::session;
use crate::db::settings::ConnectionSettings;
use crate::db::sql::{Sql, sql};
use crate::model::Failure;

/// Where a scene plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// In the database that is looked at.
    Inside,
    /// In another one of the same server.
    Outside,
}

/// Something that happens.
struct Scene {
    /// How long after the scene before.
    pause: Duration,
    /// What is told of it in the log.
    words: &'static str,
    stage: Stage,
    sql: Sql<'static>,
}

const fn scene(seconds: u64, words: &'static str, stage: Stage, sql: Sql<'static>) -> Scene {
    Scene { pause: Duration::from_secs(seconds), words, stage, sql }
}

const SCENES: [Scene; 6] = [
    scene(
        12,
        "two scouts have registered the same 110 persons",
        Stage::Inside,
        sql!("demo/night_conflicts.sql"),
    ),
    scene(
        10,
        "250 drivers have come without an event",
        Stage::Inside,
        sql!("demo/night_missing.sql"),
    ),
    scene(
        10,
        "a run of the refresh job has failed",
        Stage::Inside,
        sql!("demo/night_failed_run.sql"),
    ),
    scene(
        10,
        "the database takes nobody for fifteen seconds",
        Stage::Outside,
        sql!("demo/night_close.sql"),
    ),
    scene(15, "the database is back", Stage::Outside, sql!("demo/night_open.sql")),
    scene(
        10,
        "a run of the refresh job has completed; the conflicts stay for a person to decide",
        Stage::Inside,
        sql!("demo/night_completed_run.sql"),
    ),
];

/// Plays all scenes, or until `token` is cancelled. A scene that fails is logged, and the next one follows.
pub(super) async fn play(
    inside: ConnectionSettings,
    outside: ConnectionSettings,
    token: CancellationToken,
) {
    Box::pin(token.run_until_cancelled(scenes(inside, outside))).await;
}

async fn scenes(inside: ConnectionSettings, outside: ConnectionSettings) {
    for scene in &SCENES {
        tokio::time::sleep(scene.pause).await;
        let settings = match scene.stage {
            Stage::Inside => inside.clone(),
            Stage::Outside => outside.clone(),
        };
        match act(settings, scene.sql).await {
            Ok(()) => tracing::info!("the bad night: {}", scene.words),
            Err(failure) => tracing::warn!(%failure, "a scene of the bad night fell out"),
        }
    }
}

async fn act(settings: ConnectionSettings, sql: Sql<'static>) -> Result<(), Failure> {
    session(settings).await?.batch(sql).await
}
