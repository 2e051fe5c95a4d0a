//! Behind PgBouncer: the job refuses what would break its lock, and runs where a session is a session.

use scoutwatch::exit::ExitStatus;
use scoutwatch::model::{Language, Refusal};

use super::{Site, completed, handle, job};
use crate::pooler::Pooler;

#[tokio::test]
async fn a_pooler_that_moves_a_session_is_refused_and_one_that_does_not_is_none() {
    for (mode, sessions, is_refused) in [
        ("transaction", 3, true),
        ("transaction", 1, true),
        ("session", 1, true),
        ("session", 3, false),
    ] {
        let site = Site::with(
            "person(1)
             event(1, 7)
             ledger(1)",
        )
        .await;
        let Some(pooler) = Pooler::with_sessions(sessions, &site.database, &site.role, mode).await
        else {
            println!("skipped: pgbouncer is not installed");
            return;
        };
        let through = Site { operator: handle(&pooler.url(&site.database), "anybody"), ..site };
        if is_refused {
            // Not once and not later: whatever server session the pooler lends.
            for _ in 0..5 {
                let refused = through.run_with(&job()).await.unwrap_err();
                assert!(matches!(refused, Refusal::Pooler { .. }), "{refused:?}");
                assert_eq!(ExitStatus::from(&refused), ExitStatus::Usage);
                let hint = "set job.database_url to the server itself";
                assert_eq!(refused.hint(Language::English).as_deref(), Some(hint));
            }
            let runs = "select count(*) from ops.ingestion_runs";
            assert_eq!(through.value::<i64>(runs).await, 0);
            let locks =
                "select count(*) from pg_locks where locktype = 'advisory' and classid = 1935896437
                and database = (select oid from pg_database where datname = current_database())";
            assert_eq!(
                through.value::<i64>(locks).await,
                0,
                "no lock is left on the pooler's sessions"
            );
        } else {
            completed(&through.run().await);
        }
    }
}
