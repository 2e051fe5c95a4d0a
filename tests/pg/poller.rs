//! The poller on a real server: what people see while things break, and that it heals by itself.

use std::sync::Arc;
use std::time::{Duration, Instant};

use scoutwatch::clock::Clock;
use scoutwatch::db::cluster::{Cluster, ClusterOptions, Shutdown};
use scoutwatch::db::pool::{Database, ReadLimits};
use scoutwatch::model::{
    Answer, Ask, FailureKind, Link, List, PageRequest, Position, Severity, Snapshot,
};
use scoutwatch::poller::{self, Command, Handle, Request, Settings};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::database::{TestDatabase, environment};
use crate::handles::{count_backends, open, socket_of, terminate_backends};
use crate::installed::{Contents, database_with, fill};
use crate::proxy::{Proxy, eventually};

/// More than any bound below, less than a hang.
const GENEROUS: Duration = Duration::from_secs(60);

/// The time within which a poller that is healed has to show it.
pub(crate) const RECOVERY: Duration = Duration::from_secs(16);

pub(crate) struct Running {
    pub(crate) handle: Handle,
    token: CancellationToken,
    tracker: TaskTracker,
}

impl Running {
    pub(crate) fn start(database: Database) -> Self {
        let settings = Settings {
            interval: Duration::from_millis(200),
            deadline: Duration::from_secs(3),
            ..Settings::default()
        };
        Self::start_with(database, settings)
    }

    pub(crate) fn start_with(database: Database, settings: Settings) -> Self {
        let (token, tracker) = (CancellationToken::new(), TaskTracker::new());
        let handle = poller::spawn(database, settings, Clock::system(), token.clone(), &tracker);
        tracker.close();
        Self { handle, token, tracker }
    }

    /// The first snapshot that `is_wanted` says yes to, and how long it took.
    pub(crate) async fn until(
        &mut self,
        what: &str,
        is_wanted: impl Fn(&Snapshot) -> bool,
    ) -> (Arc<Snapshot>, Duration) {
        let began = Instant::now();
        let found = async {
            let found = self.handle.snapshots.wait_for(|snapshot| is_wanted(snapshot)).await;
            Arc::clone(&found.expect("the poller runs"))
        };
        let snapshot = tokio::time::timeout(GENEROUS, found).await.ok();
        let took = began.elapsed();
        let Some(snapshot) = snapshot else {
            panic!("never {what}: {:#?}", self.handle.snapshots.borrow());
        };
        (snapshot, took)
    }

    async fn ask(&self, generation: u64, ask: Ask) {
        let request = Request { generation, ask };
        self.handle.commands.send(Command::Ask(request)).await.unwrap();
    }

    pub(crate) async fn end(self) {
        self.token.cancel();
        tokio::time::timeout(Duration::from_secs(1), self.tracker.wait()).await.unwrap();
    }
}

pub(crate) fn is_live(snapshot: &Snapshot) -> bool {
    matches!(snapshot.link, Link::Live { .. })
}

pub(crate) fn is_lost(snapshot: &Snapshot) -> bool {
    matches!(snapshot.link, Link::Lost { .. })
}

pub(crate) fn is_whole(snapshot: &Snapshot) -> bool {
    is_live(snapshot)
        && snapshot.metrics.failure.is_none()
        && snapshot.daily.failure.is_none()
        && snapshot.conflicts.failure.is_none()
        && snapshot.runs.failure.is_none()
}

pub(crate) fn first_page(list: List) -> Ask {
    let request = PageRequest {
        filter: None,
        sort: list.sorts()[0],
        position: Position::Start { skip: 0 },
        limit: 10,
    };
    Ask::Page(list, request)
}

/// A server of the test's own with an empty installation.
async fn own_server() -> (Cluster, String) {
    let start = || Cluster::start(&ClusterOptions::default(), &environment()).unwrap();
    let cluster = tokio::task::spawn_blocking(start).await.unwrap();
    let url = cluster.connection_string("postgres");
    fill(&TestDatabase { url: url.clone(), name: "postgres".to_owned() }, Contents::Empty).await;
    (cluster, url)
}

/// Does something to a server that blocks.
async fn with<T: Send + 'static>(
    mut cluster: Cluster,
    work: impl FnOnce(&mut Cluster) -> T + Send + 'static,
) -> Cluster {
    tokio::task::spawn_blocking(move || {
        work(&mut cluster);
        cluster
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn the_poller_shows_the_demo_and_answers_on_a_second_connection() {
    let database = database_with(Contents::Demo).await;
    let administrator = database.connect().await;
    let mut running = Running::start(open(&database.url, "shows"));
    let (snapshot, _) = running.until("whole", is_whole).await;
    assert_eq!(snapshot.metrics.value.as_ref().unwrap().total_persons, 2033);
    assert_eq!(snapshot.health.severity, Severity::Crit);
    assert_eq!(snapshot.identity.as_ref().unwrap().database, database.name);
    assert_eq!(snapshot.daily.value.as_ref().unwrap().last().unwrap().total_persons, 2033);

    running.ask(1, first_page(List::Backlog(None))).await;
    let reply = running.handle.replies.recv().await.unwrap();
    let Ok(Answer::Backlog(page)) = reply.outcome else { panic!("{reply:?}") };
    assert_eq!((reply.generation, page.total, page.rows.len()), (1, 1676, 10));
    let key = page.rows[0].row.person_key;
    running.ask(2, Ask::Person(key)).await;
    let reply = running.handle.replies.recv().await.unwrap();
    let Ok(Answer::Person(Some(person))) = reply.outcome else { panic!("{reply:?}") };
    assert_eq!((person.person_key, person.profile.is_some()), (key, true));

    running.until("polled often", |snapshot| snapshot.sequence > 10).await;
    assert!(count_backends(&administrator, "shows", "true").await <= 2);
    running.end().await;
}

#[tokio::test]
async fn a_server_that_goes_away_is_seen_as_lost_and_found_again() {
    for kill in [false, true] {
        let (cluster, url) = own_server().await;
        let mut running = Running::start(open(&url, "goes"));
        let (before, _) = running.until("live", is_whole).await;
        let stop = move |cluster: &mut Cluster| {
            if kill { cluster.kill().unwrap() } else { cluster.stop(Shutdown::Fast).unwrap() }
        };
        let cluster = with(cluster, stop).await;
        let (lost, took) = running.until("lost", is_lost).await;
        assert!(took < Duration::from_secs(5), "{took:?}");
        assert_eq!(lost.runs.value, before.runs.value, "the rows stay");
        assert!(lost.metrics.value.is_some() && lost.link.polled_at().is_some());
        tokio::time::sleep(Duration::from_secs(4)).await;
        let cluster = with(cluster, |cluster| cluster.start_again().unwrap()).await;
        let (_, took) = running.until("live again", is_whole).await;
        assert!(took < RECOVERY, "{took:?}");
        running.end().await;
        with(cluster, |_| ()).await;
    }
}

#[tokio::test]
async fn a_network_that_falls_silent_is_seen_as_lost_within_the_deadline() {
    let (cluster, _) = own_server().await;
    let proxy = Proxy::before(socket_of(&cluster)).await;
    let url = format!(
        "host=127.0.0.1 port={} user=postgres dbname=postgres sslmode=disable",
        proxy.port()
    );
    let mut running = Running::start(open(&url, "silent"));
    running.until("live", is_whole).await;
    proxy.fall_silent();
    let (lost, took) = running.until("lost", is_lost).await;
    let Link::Lost { failure, .. } = &lost.link else { panic!("lost") };
    assert!(matches!(failure.kind, FailureKind::Deadline | FailureKind::Unreachable), "{failure}");
    assert!(took < Duration::from_secs(6), "{took:?}");
    running.ask(1, first_page(List::Runs)).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    proxy.speak_again();
    let (_, took) = running.until("live again", is_whole).await;
    assert!(took < RECOVERY, "{took:?}");
    running.end().await;
    with(cluster, |_| ()).await;
}

#[tokio::test]
async fn a_server_that_is_frozen_is_given_up_and_found_again() {
    let (cluster, url) = own_server().await;
    let administrator = crate::database::connect(&url).await;
    let mut running = Running::start(open(&url, "frozen"));
    running.until("live", is_whole).await;
    // Sessions that exist go on in a server whose first process is frozen; new ones get no answer.
    let cluster = with(cluster, |cluster| cluster.suspend().unwrap()).await;
    terminate_backends(&administrator, "frozen").await;
    let (lost, took) = running.until("lost", is_lost).await;
    assert!(took < Duration::from_secs(8), "{took:?}");
    let Link::Lost { retry_at, since, .. } = &lost.link else { panic!("lost") };
    assert!(retry_at > since);
    let cluster = with(cluster, |cluster| cluster.resume().unwrap()).await;
    let (_, took) = running.until("live again", is_whole).await;
    assert!(took < RECOVERY, "{took:?}");
    running.end().await;
    with(cluster, |_| ()).await;
}

#[tokio::test]
async fn a_session_that_is_terminated_in_the_middle_of_a_poll_costs_one_poll() {
    let database = database_with(Contents::Empty).await;
    let administrator = database.connect().await;
    let locker = database.connect().await;
    let settings = Settings {
        interval: Duration::from_millis(200),
        deadline: Duration::from_secs(20),
        limits: ReadLimits { lock: Duration::from_secs(10), ..ReadLimits::default() },
        ..Settings::default()
    };
    let mut running = Running::start_with(open(&database.url, "midpoll"), settings);
    running.until("live", is_whole).await;
    let lock = "begin; lock table canon.identity_registry in access exclusive mode";
    locker.batch_execute(lock).await.unwrap();
    eventually("the poll hangs", async || {
        count_backends(&administrator, "midpoll", "wait_event_type = 'Lock'").await == 1
    })
    .await;
    terminate_backends(&administrator, "midpoll").await;
    let (lost, _) = running.until("lost", is_lost).await;
    let Link::Lost { failure, .. } = &lost.link else { panic!("lost") };
    assert_eq!(failure.kind, FailureKind::Unavailable, "{failure}");
    locker.batch_execute("rollback").await.unwrap();
    running.until("live again", is_whole).await;
    running.end().await;
}

#[tokio::test]
async fn a_lock_and_a_lost_view_fail_their_panels_alone_and_heal() {
    let database = database_with(Contents::Demo).await;
    let owner = database.connect().await;
    let mut running = Running::start(open(&database.url, "panels"));
    running.until("whole", is_whole).await;

    let lock = "begin; lock table observational.lead_ledger in access exclusive mode";
    owner.batch_execute(lock).await.unwrap();
    let (locked, took) =
        running.until("locked", |snapshot| snapshot.metrics.failure.is_some()).await;
    assert!(took < Duration::from_secs(3), "{took:?}");
    assert_eq!(locked.metrics.failure.as_ref().unwrap().kind, FailureKind::LockTimeout);
    assert!(is_live(&locked) && locked.runs.failure.is_none());
    assert_eq!(locked.metrics.value.as_ref().unwrap().total_persons, 2033, "the rows stay");
    assert_eq!(locked.health.severity, Severity::Crit, "and their verdict");
    owner.batch_execute("rollback").await.unwrap();
    running.until("whole again", is_whole).await;

    owner.batch_execute("alter view ops.v_scout_attribution_runs rename to away").await.unwrap();
    running
        .until("read from the table", |snapshot| {
            is_whole(snapshot)
                && snapshot.runs.value.as_ref().is_some_and(|runs| {
                    !runs.is_empty() && runs.iter().all(|run| run.trigger.is_none())
                })
        })
        .await;
    owner
        .batch_execute("alter view ops.v_scout_attribution_conflicts rename to gone")
        .await
        .unwrap();
    let (missing, _) =
        running.until("missing", |snapshot| snapshot.conflicts.failure.is_some()).await;
    assert_eq!(missing.conflicts.failure.as_ref().unwrap().kind, FailureKind::Missing);
    assert_eq!(missing.conflicts.value.as_ref().unwrap().len(), 8);
    assert!(missing.metrics.failure.is_none());
    owner
        .batch_execute("alter view ops.gone rename to v_scout_attribution_conflicts")
        .await
        .unwrap();
    running.until("whole again", is_whole).await;
    running.end().await;
}

#[tokio::test]
async fn a_question_that_is_replaced_is_cancelled_on_the_server() {
    let database = database_with(Contents::Demo).await;
    let administrator = database.connect().await;
    let locker = database.connect().await;
    let settings = Settings {
        interval: Duration::from_secs(3600),
        answer_deadline: Duration::from_secs(60),
        answer_limits: ReadLimits { statement: GENEROUS, lock: GENEROUS, ..ReadLimits::default() },
        ..Settings::default()
    };
    let mut running = Running::start_with(open(&database.url, "replaced"), settings);
    running.until("live", is_whole).await;
    let lock = "begin; lock table observational.lead_ledger in access exclusive mode";
    locker.batch_execute(lock).await.unwrap();
    let waiting =
        async || count_backends(&administrator, "replaced", "wait_event_type = 'Lock'").await;
    running.ask(1, first_page(List::Backlog(None))).await;
    eventually("the first question hangs", async || waiting().await == 1).await;
    let began = Instant::now();
    running.ask(2, first_page(List::Runs)).await;
    let reply = running.handle.replies.recv().await.unwrap();
    assert_eq!(reply.generation, 2);
    assert!(reply.outcome.is_ok(), "{reply:?}");
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    eventually("the first question is cancelled", async || waiting().await == 0).await;
    assert!(count_backends(&administrator, "replaced", "true").await <= 2);
    running.end().await;
}
