//! A viewer behind PgBouncer in transaction mode: every statement may run on another server session.

use std::time::Duration;

use scoutwatch::db::pool::{Database, Deadline};
use scoutwatch::db::schema::{InstallOptions, Right, grant};
use scoutwatch::model::{Answer, Ask, FailureKind, Filter, List, PageRequest, Position};
use scoutwatch::poller::{DatabaseSource, Settings, Source as _};

use crate::binary::{document, run, scoutwatch};
use crate::database::TestDatabase;
use crate::handles::{count_backends, open, statement};
use crate::installed::{Contents, database_with};
use crate::pooler::Pooler;
use crate::proxy::eventually;
use crate::refresh::{execute, handle};

/// How many dashboards there are; the pooler has three server sessions for them.
const VIEWERS: u64 = 8;
const POLLS: u64 = 25;

/// The demo's database with a viewer, and a pooler before it; nothing where PgBouncer is missing.
async fn site() -> Option<(TestDatabase, Pooler, String)> {
    let database = database_with(Contents::Demo).await;
    let role = format!("viewer_of_{}", database.name);
    execute(&database.connect().await, &format!("create role {role} login")).await;
    let owner = handle(&database.url, "postgres");
    grant(&owner, Right::Viewer, &role, &InstallOptions::default()).await.unwrap();
    let Some(pooler) = Pooler::start(&database, &role, "transaction").await else {
        println!("skipped: pgbouncer is not installed");
        return None;
    };
    let url = pooler.url(&database);
    Some((database, pooler, url))
}

/// A poll, without what differs from poll to poll.
async fn poll(source: &DatabaseSource) -> String {
    let mut overview = source.overview().await.unwrap();
    if let (Ok(metrics), Ok(identity)) = (&mut overview.metrics, &mut overview.identity) {
        metrics.snapshot_timestamp = chrono::DateTime::UNIX_EPOCH;
        identity.role = String::new();
    }
    let (metrics, daily) = (overview.metrics.unwrap(), overview.daily.unwrap());
    let days: Vec<_> = daily.iter().map(|day| (day.date, day.missing)).collect();
    let (conflicts, runs) = (overview.conflicts.unwrap(), overview.runs.unwrap());
    format!("{metrics:?} {days:?} {conflicts:?} {runs:?} {:?}", overview.identity.unwrap())
}

fn page(list: List, filter: Option<&str>, position: Position) -> Ask {
    let filter = filter.map(|text| Filter::parse(text, list.fields()).unwrap());
    Ask::Page(list, PageRequest { filter, sort: list.sorts()[0], position, limit: 25 })
}

fn patient() -> Settings {
    let long = Duration::from_secs(50);
    let mut settings = Settings { deadline: long, answer_deadline: long, ..Settings::default() };
    settings.limits.statement = long;
    settings.answer_limits.statement = long;
    settings
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_polls_and_every_list_are_right_through_a_pooler_in_transaction_mode() {
    let Some((database, _pooler, url)) = site().await else { return };
    let direct = DatabaseSource::new(open(&database.url, "direct"), &patient());
    let expected = poll(&direct).await;
    let start = Position::Start { skip: 0 };
    let further = Position::Start { skip: 50 };
    let mut asks = vec![
        page(List::Backlog(None), None, start.clone()),
        page(List::Backlog(None), None, further),
        page(List::Backlog(None), Some("category=D"), start.clone()),
        page(List::Conflicts(None), None, start.clone()),
        page(List::Runs, None, start.clone()),
    ];
    let answer = direct.answer(&asks[0]).await.unwrap();
    let Answer::Backlog(rows) = &answer else { panic!("{answer:?}") };
    asks.extend(rows.rows.iter().take(3).map(|listed| Ask::Person(listed.row.person_key)));
    let mut answers = Vec::new();
    for ask in &asks {
        answers.push(direct.answer(ask).await.unwrap());
    }
    let viewers = (0..VIEWERS).map(|viewer| {
        let source = DatabaseSource::new(open(&url, &format!("viewer {viewer}")), &patient());
        let (expected, asks, answers) = (expected.clone(), asks.clone(), answers.clone());
        tokio::spawn(async move {
            for number in 0..POLLS {
                assert_eq!(poll(&source).await, expected, "viewer {viewer}, poll {number}");
                let index = (viewer + number) as usize % asks.len();
                let answer = source.answer(&asks[index]).await.unwrap();
                assert_eq!(answer, answers[index], "viewer {viewer}, {:?}", asks[index]);
            }
        })
    });
    for viewer in viewers.collect::<Vec<_>>() {
        viewer.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_takes_too_long_behind_a_pooler_is_cancelled_on_the_server() {
    let Some((database, _pooler, url)) = site().await else { return };
    let administrator = database.connect().await;
    let pooled: Database = open(&url, "impatient");
    let mut session = pooled.session(Deadline::after(Duration::from_secs(20))).await.unwrap();
    session.set_deadline(Deadline::after(Duration::from_millis(300)));
    let failure = session.query(statement("select pg_sleep(600)"), &[]).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Deadline);
    drop(session);
    eventually("nothing of it goes on", async || {
        count_backends(
            &administrator,
            "impatient",
            "state = 'active' and datname = current_database()",
        )
        .await
            == 0
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_commands_read_through_a_pooler_and_the_job_is_refused_there() {
    let Some((database, _pooler, url)) = site().await else { return };
    let through = document(&url, &["show", "backlog", "--limit", "20"]);
    assert_eq!(through, document(&database.url, &["show", "backlog", "--limit", "20"]));
    let check = run(scoutwatch(&url, &["check"]));
    assert_eq!(check.code, Some(2), "{check:?}");
    assert!(check.stdout.contains("CRIT"), "the figures are judged: {check:?}");
    let refused = run(scoutwatch(&url, &["refresh"]));
    assert_ne!(refused.code, Some(0), "{refused:?}");
}
