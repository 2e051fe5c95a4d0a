//! Every read, on every kind of database that it meets.

mod filters;
mod pages;
mod shapes;

use scoutwatch::db::queries;
use scoutwatch::model::{Category, FailureKind};
use tokio_postgres::Client;

use crate::database::TestDatabase;
use crate::handles::open;
use crate::installed::{Contents, OLDER_VIEWER, database_with, snapshot};

/// The totals that are counted from CT4's tables alone.
async fn oracle(client: &Client, column: &str) -> i64 {
    let rows = client.query(include_str!("../../sql/demo/totals.sql"), &[]).await.unwrap();
    rows[0].try_get(column).unwrap()
}

async fn overview(database: &TestDatabase) -> queries::Overview {
    let pool = open(&database.url, "overview");
    let mut transaction = snapshot(&pool).await;
    let overview = queries::overview(&mut transaction, 90).await.unwrap();
    transaction.finish().await.unwrap();
    overview
}

#[tokio::test]
async fn the_overview_of_the_demo_agrees_with_the_oracle() {
    let database = database_with(Contents::Demo).await;
    let client = database.connect().await;
    let overview = overview(&database).await;
    let metrics = overview.metrics.unwrap();
    assert_eq!(metrics.total_persons, oracle(&client, "persons").await);
    assert_eq!(metrics.satisfactory, oracle(&client, "satisfactory").await);
    assert_eq!(metrics.missing, oracle(&client, "missing").await);
    assert_eq!(metrics.conflicts, oracle(&client, "open_conflicts").await);
    assert_eq!(
        metrics.conflicts_contradicting,
        Some(oracle(&client, "contradicting_conflicts").await)
    );
    assert_eq!(metrics.malformed_scout_values, Some(oracle(&client, "malformed_values").await));
    for category in Category::ALL {
        let column = category.letter().to_ascii_lowercase();
        assert_eq!(
            metrics.backlog.get(category),
            Some(oracle(&client, &column).await),
            "{category}"
        );
        assert!(metrics.oldest.get(category).is_some(), "{category}");
    }
    assert!(metrics.data_as_of.is_some());
    assert_eq!(metrics.mode.as_deref(), Some("live"));
    let job = metrics.last_job.unwrap();
    assert!(job.summary.is_some() && job.ended_at.is_some());

    assert_eq!(overview.identity.unwrap().role, "postgres");
    let conflicts = overview.conflicts.unwrap();
    assert_eq!(conflicts.len(), 8);
    assert!(conflicts.iter().all(|row| row.kind.is_some() && row.scout_ids.len() >= 2));
    let runs = overview.runs.unwrap();
    assert_eq!(runs.len(), 20);
    assert!(runs.iter().any(|run| run.trigger.is_some()));
    assert!(runs.iter().any(|run| !run.steps.is_empty()));

    let daily = overview.daily.unwrap();
    assert_eq!(daily.len(), 91);
    assert!(daily.windows(2).all(|pair| pair[0].date < pair[1].date));
    assert_eq!(daily.last().unwrap().total_persons, 2033);
    assert_eq!(daily.last().unwrap().is_final, Some(false));
    assert!(daily[0].is_reconstructed == Some(true) && daily[0].is_final == Some(true));
}

#[tokio::test]
async fn the_overview_of_nobody_is_zero_and_not_an_error() {
    let overview = overview(&database_with(Contents::Empty).await).await;
    let metrics = overview.metrics.unwrap();
    assert_eq!(metrics.percent_satisfactory(), None);
    assert_eq!((metrics.total_persons, metrics.conflicts, metrics.last_job), (0, 0, None));
    assert_eq!(overview.conflicts, Ok(vec![]));
    assert_eq!(overview.runs, Ok(vec![]));
    assert_eq!(overview.daily.unwrap().len(), 1);
}

#[tokio::test]
async fn a_viewer_of_the_older_views_sees_all_that_they_have() {
    let mut database = database_with(Contents::Older).await;
    database.url = database.url.replace("user=postgres", &format!("user={OLDER_VIEWER}"));
    let overview = overview(&database).await;
    let metrics = overview.metrics.unwrap();
    assert_eq!(metrics.total_persons, 2033);
    assert_eq!(metrics.conflicts, 5);
    assert_eq!(metrics.conflicts_contradicting, None);
    assert_eq!(metrics.backlog.get(Category::C), Some(1313));
    assert_eq!(metrics.backlog.get(Category::E), None);
    assert_eq!(metrics.last_job.unwrap().has_living_runner, None);
    assert_eq!(overview.identity.unwrap().role, OLDER_VIEWER);
    let conflicts = overview.conflicts.unwrap();
    assert_eq!((conflicts.len(), conflicts[0].kind), (5, None));
    let daily = overview.daily.unwrap();
    assert!(daily.len() > 20 && daily[0].is_final.is_none());
    // The role may not read CT4's table either, so the view is what is missing.
    assert_eq!(overview.runs.unwrap_err().kind, FailureKind::Missing);
}
