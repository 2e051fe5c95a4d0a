//! The demo: it starts, shows the published totals, moves, and leaves nothing behind.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use scoutwatch::commands::demo::{Demo, DemoError, DemoOptions};
use scoutwatch::config::Config;
use scoutwatch::db::cluster::PREFIX;
use scoutwatch::exit::ExitStatus;
use scoutwatch::model::Environment;
use tokio_postgres::Client;
use tokio_util::sync::CancellationToken;

use crate::database::{connect, environment};

/// How long things may take that take a moment.
const PATIENCE: Duration = Duration::from_secs(60);

/// An environment whose private servers lie below `folder`.
fn below(folder: &Path) -> Environment {
    let mut environment = environment();
    environment.variables.insert("TMPDIR".to_owned(), folder.to_string_lossy().into_owned());
    environment
}

/// A folder that the server's account can pass too.
fn folder() -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::Permissions::from_mode(0o711);
    tempfile::Builder::new().prefix("sw-").permissions(mode).tempdir_in("/tmp").unwrap()
}

/// The folders of private servers in `folder`.
fn servers(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(PREFIX)).collect()
}

async fn start(
    folder: &Path,
    persons: u32,
    keep: bool,
    words: &mut Vec<u8>,
) -> Result<Demo, DemoError> {
    let config = Config::built_in().unwrap();
    Demo::start(&config, &below(folder), DemoOptions { persons, keep, bad_night: false }, words)
        .await
}

async fn figure(client: &Client, column: &str) -> i64 {
    let query = format!("select {column} from ops.v_scout_attribution_metrics_snapshot");
    client.query_one(&query, &[]).await.unwrap().try_get(0).unwrap()
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let started = Instant::now();
    while !holds().await {
        assert!(started.elapsed() < PATIENCE, "{what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_demo_shows_the_published_totals_and_a_past_and_leaves_nothing_behind() {
    let parent = folder();
    let mut words = Vec::new();
    let demo = start(parent.path(), 2033, false, &mut words).await.unwrap();
    let client = connect(&demo.connection_string()).await;
    assert_eq!(figure(&client, "total_persons").await, 2033);
    assert_eq!(figure(&client, "persons_with_scout_satisfactory").await, 357);
    let past =
        "select count(*) from ops.v_scout_attribution_metrics_daily where backlog_d is not null";
    let days: i64 = client.query_one(past, &[]).await.unwrap().try_get(0).unwrap();
    assert!(days > 30, "{days} days have categories");
    assert_eq!(servers(parent.path()).len(), 1);

    demo.stop(&mut words).await.unwrap();
    assert_eq!(servers(parent.path()), Vec::<PathBuf>::new());
    let words = String::from_utf8(words).unwrap();
    let lines: Vec<_> = words.lines().collect();
    assert_eq!(lines.len(), 4, "{words}");
    assert!(lines[0].starts_with("starting PostgreSQL "), "{words}");
    assert_eq!(lines[1], "inventing 2,033 persons");
    assert!(lines[3].starts_with("ready after "), "{words}");
}

#[tokio::test]
async fn a_demo_of_hardly_anybody_is_a_demo_too() {
    let parent = folder();
    for persons in [0, 1, 7] {
        let demo = start(parent.path(), persons, false, &mut Vec::new()).await.unwrap();
        let client = connect(&demo.connection_string()).await;
        assert_eq!(figure(&client, "total_persons").await, i64::from(persons));
        demo.stop(&mut Vec::new()).await.unwrap();
    }
}

#[tokio::test]
async fn the_surroundings_of_a_demo_do_not_reach_its_connection() {
    let parent = folder();
    let mut environment = below(parent.path());
    for (name, value) in [
        ("PGHOST", "elsewhere"),
        ("PGPORT", "1"),
        ("PGUSER", "nobody"),
        ("PGDATABASE", "production"),
        ("PGSERVICE", "missing"),
        ("PGOPTIONS", "-c search_path=evil"),
        ("PGSSLMODE", "verify-full"),
        ("DATABASE_URL", "postgresql://elsewhere/production"),
    ] {
        environment.variables.insert(name.to_owned(), value.to_owned());
    }
    let config = Config::built_in().unwrap();
    let options = DemoOptions { persons: 50, keep: false, bad_night: false };
    let demo = Demo::start(&config, &environment, options, &mut Vec::new()).await.unwrap();
    assert_eq!((demo.settings().database(), demo.settings().user()), ("ct4", "postgres"));
    demo.stop(&mut Vec::new()).await.unwrap();
}

#[tokio::test]
async fn a_demo_moves_until_it_is_told_to_stop_and_survives_a_lost_connection() {
    let parent = folder();
    let demo = start(parent.path(), 50, false, &mut Vec::new()).await.unwrap();
    let client = connect(&demo.connection_string()).await;
    let changes = "select (sum(n_tup_ins + n_tup_upd))::bigint from pg_stat_user_tables where schemaname <> 'ops'";
    let changes =
        async || -> i64 { client.query_one(changes, &[]).await.unwrap().try_get(0).unwrap() };
    let stop = CancellationToken::new();
    let life = tokio::spawn(demo.simulate(stop.clone()));
    let before = changes().await;
    until("the data move", async || changes().await > before).await;

    let ended = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'scoutwatch demo'";
    assert_eq!(client.query(ended, &[]).await.unwrap().len(), 1, "on one connection of its own");
    let before = changes().await;
    until("the data move again", async || changes().await > before).await;

    stop.cancel();
    tokio::time::timeout(PATIENCE, life).await.unwrap().unwrap();
    let left = "select count(*) from pg_stat_activity where application_name = 'scoutwatch demo'";
    until("its connection ends", async || {
        client.query_one(left, &[]).await.unwrap().try_get::<_, i64>(0).unwrap() == 0
    })
    .await;
    demo.stop(&mut Vec::new()).await.unwrap();
}

#[tokio::test]
async fn a_demo_that_is_kept_goes_on_and_says_how_to_reach_and_end_it() {
    let parent = folder();
    let mut words = Vec::new();
    let demo = start(parent.path(), 50, true, &mut words).await.unwrap();
    let url = demo.connection_string();
    demo.stop(&mut words).await.unwrap();
    let words = String::from_utf8(words).unwrap();
    let line = |word: &str| {
        let line = words.lines().find_map(|line| line.trim().strip_prefix(word));
        line.unwrap_or_else(|| panic!("{word}: {words}")).trim().to_owned()
    };
    assert!(line("watch").contains("scoutwatch --database-url "), "{words}");
    assert!(line("query").starts_with("psql "), "{words}");
    let client = connect(&url).await;
    assert_eq!(figure(&client, "total_persons").await, 50);
    drop(client);

    let shell = async |command: String| {
        tokio::process::Command::new("/bin/sh").args(["-c", &command]).status().await.unwrap()
    };
    assert!(shell(line("stop")).await.success());
    let pid_file = servers(parent.path())[0].join("data/postmaster.pid");
    until("the server stops", async || !pid_file.exists()).await;
    assert!(shell(line("remove")).await.success());
    assert_eq!(servers(parent.path()), Vec::<PathBuf>::new());
}

/// Waits until none of the folders holds a server, and none comes back.
async fn all_gone(parents: &[tempfile::TempDir]) {
    let are_empty = || parents.iter().all(|parent| servers(parent.path()).is_empty());
    until("the servers go", async || are_empty()).await;
    for _ in 0..30 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert!(are_empty(), "a server came back");
    }
}

#[tokio::test]
async fn a_start_that_is_given_up_at_any_moment_leaves_nothing_behind() {
    let mut parents = Vec::new();
    for milliseconds in [0, 30, 300, 900, 1_500] {
        let parent = folder();
        let mut words = Vec::new();
        let start = start(parent.path(), 20_000, false, &mut words);
        drop(tokio::time::timeout(Duration::from_millis(milliseconds), start).await);
        parents.push(parent);
    }
    // A server that is being made is taken away by the thread that makes it.
    all_gone(&parents).await;
}

#[tokio::test]
async fn without_server_programs_the_demo_says_what_to_install() {
    let mut config = Config::built_in().unwrap();
    config.demo.server_programs = Some(PathBuf::from("/nowhere"));
    let options = DemoOptions { persons: 50, keep: false, bad_night: false };
    let outcome = Demo::start(&config, &environment(), options, &mut Vec::new()).await;
    let error = outcome.map(drop).unwrap_err();
    assert!(matches!(error, DemoError::Cluster(_)));
    assert!(error.to_string().contains("no PostgreSQL server programs"), "{error}");
    assert_eq!(error.status(), ExitStatus::Failed);
}

/// The name of the variable that makes [`a_demo_that_waits_to_be_killed`] one.
const PARENT: &str = "SCOUTWATCH_TEST_DEMO_PARENT";

#[tokio::test]
#[ignore = "run as a child by the test below, to be killed"]
async fn a_demo_that_waits_to_be_killed() {
    let Some(parent) = std::env::var_os(PARENT) else { return };
    // Under nohup, or in the background of a script, some of these are ignored, and a child inherits that.
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let always = Arc::new(AtomicBool::new(true));
        signal_hook::flag::register_conditional_default(signal.as_raw(), always).unwrap();
    }
    let demo = start(Path::new(&parent), 100_000, false, &mut Vec::new()).await.unwrap();
    std::future::pending::<()>().await;
    drop(demo);
}

#[tokio::test]
async fn a_process_that_is_killed_while_it_starts_a_demo_leaves_nothing_behind() {
    let mut parents = Vec::new();
    let signals = [Signal::INT, Signal::TERM, Signal::HUP, Signal::KILL, Signal::KILL];
    for (signal, milliseconds) in signals.into_iter().zip([0, 0, 40, 0, 400]) {
        let parent = folder();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "demo::a_demo_that_waits_to_be_killed"])
            .env(PARENT, parent.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // The log is opened for initdb, which may not have made its own folder yet.
        let begins =
            || servers(parent.path()).iter().any(|folder| folder.join("server.log").exists());
        let begun = Instant::now();
        while !begins() {
            assert!(begun.elapsed() < PATIENCE, "no demo begins");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        kill_process(Pid::from_child(&child), signal).unwrap();
        let sent = Instant::now();
        while child.try_wait().unwrap().is_none() {
            if sent.elapsed() > PATIENCE {
                child.kill().unwrap();
                panic!("{signal:?} did not end it");
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        parents.push(parent);
    }
    all_gone(&parents).await;
}

#[tokio::test]
async fn a_bad_night_has_conflicts_missing_scouts_a_failed_run_and_a_lost_database_and_an_end() {
    let parent = folder();
    let config = Config::built_in().unwrap();
    let options = DemoOptions { persons: 500, keep: false, bad_night: true };
    let demo = Demo::start(&config, &below(parent.path()), options, &mut Vec::new()).await.unwrap();
    let client = connect(&demo.connection_string()).await;
    let (conflicts, missing) =
        (figure(&client, "conflicts_count").await, figure(&client, "persons_missing_scout").await);
    let stop = CancellationToken::new();
    let night = tokio::spawn(demo.simulate(stop.clone()));
    until("conflicts", async || figure(&client, "conflicts_count").await >= conflicts + 110).await;
    until("persons without a scout", async || {
        figure(&client, "persons_missing_scout").await >= missing + 110 + 250
    })
    .await;
    let last = "select status::text from ops.ingestion_runs order by id desc limit 1";
    let is_last = async |client: &Client, status: &str| {
        let rows = client.query(last, &[]).await.unwrap_or_default();
        rows.first().is_some_and(|row| row.try_get::<_, String>(0).unwrap() == status)
    };
    until("a failed run", async || is_last(&client, "FAILED").await).await;
    until("a lost database", async || client.query(last, &[]).await.is_err()).await;
    assert!(
        tokio_postgres::connect(&demo.connection_string(), tokio_postgres::NoTls).await.is_err()
    );
    until("the database again", async || {
        tokio_postgres::connect(&demo.connection_string(), tokio_postgres::NoTls).await.is_ok()
    })
    .await;
    let client = connect(&demo.connection_string()).await;
    until("a completed run", async || is_last(&client, "COMPLETED").await).await;
    assert!(figure(&client, "conflicts_count").await >= conflicts + 110, "nobody has decided");
    stop.cancel();
    tokio::time::timeout(PATIENCE, night).await.unwrap().unwrap();
    demo.stop(&mut Vec::new()).await.unwrap();
}
