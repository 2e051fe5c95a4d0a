//! The private server: it starts, answers, survives faults, and leaves nothing behind.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use scoutwatch::db::cluster::{
    Cluster, ClusterError, ClusterOptions, PREFIX, Shutdown, sweep_abandoned,
};
use scoutwatch::model::Environment;
use tokio_postgres::NoTls;

use crate::database::{connect, environment, fresh_database, test_options};

/// The name of the variable that makes [`an_owner_that_waits_to_be_killed`] one.
const PARENT: &str = "SCOUTWATCH_TEST_PARENT";

/// How long things may take that take a moment.
const PATIENCE: Duration = Duration::from_secs(15);

/// Starts a server of the test's own, on a thread that may block.
async fn start(options: ClusterOptions) -> Result<Cluster, ClusterError> {
    blocking(move || Cluster::start(&options, &environment())).await
}

/// Runs something that blocks.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap()
}

fn folder(mode: u32) -> tempfile::TempDir {
    let mode = fs::Permissions::from_mode(mode);
    let parent = test_options().parent.unwrap_or_else(|| PathBuf::from("/tmp"));
    tempfile::Builder::new().prefix("sw-").permissions(mode).tempdir_in(parent).unwrap()
}

/// A folder that every account may pass, so that root's server can live below it.
fn open_folder() -> tempfile::TempDir {
    folder(0o711)
}

fn below(parent: &Path) -> ClusterOptions {
    ClusterOptions { parent: Some(parent.to_path_buf()), ..test_options() }
}

fn is_alive(process: u32) -> bool {
    if cfg!(target_os = "linux") {
        // A zombie has no working folder; an orphan stays one where process 1 does not wait for it.
        return fs::read_link(format!("/proc/{process}/cwd")).is_ok();
    }
    rustix::process::test_kill_process(pid(process)).is_ok()
}

fn pid(process: u32) -> rustix::process::Pid {
    rustix::process::Pid::from_raw(process.try_into().unwrap()).unwrap()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

async fn number(url: &str, query: &str) -> i32 {
    connect(url).await.query_one(query, &[]).await.unwrap().try_get(0).unwrap()
}

async fn word(url: &str, query: &str) -> String {
    connect(url).await.query_one(query, &[]).await.unwrap().try_get(0).unwrap()
}

async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < PATIENCE, "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_started_cluster_answers_over_its_socket_alone() {
    let cluster = start(ClusterOptions::default()).await.unwrap();
    let url = cluster.connection_string("postgres");
    assert_eq!(number(&url, "SELECT 41 + 1").await, 42);
    assert_eq!(word(&url, "SHOW listen_addresses").await, "");
    assert_eq!(word(&url, "SHOW fsync").await, "off");
    assert_eq!(word(&url, "SHOW server_encoding").await, "UTF8");
    assert_eq!(word(&url, "SHOW TimeZone").await, "UTC");
    assert_eq!(cluster.loopback_address(), None);
    assert!(cluster.programs().major >= 13);
    assert!(cluster.log_tail(50).contains("ready to accept connections"));
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn the_server_is_closed_to_others_to_root_and_to_the_terminal() {
    let mut cluster = start(test_options()).await.unwrap();
    let folder = fs::metadata(cluster.socket_directory()).unwrap();
    assert_eq!(folder.mode() & 0o777, 0o700);
    let process = cluster.process_id().unwrap();
    let server = fs::metadata(format!("/proc/{process}")).unwrap();
    assert_ne!(server.uid(), 0);
    assert_eq!(server.uid(), folder.uid());
    let group = rustix::process::getpgid(Some(pid(process))).unwrap();
    assert_eq!(group, pid(process), "Ctrl-C in the terminal is not for the server");
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    if rustix::process::geteuid().is_root() {
        let groups = status.lines().find_map(|line| line.strip_prefix("Groups:")).unwrap();
        assert_eq!(groups.trim(), "", "root's groups are not passed on");
    }
}

#[tokio::test]
async fn dropping_stops_the_server_and_removes_the_folder() {
    let parent = open_folder();
    let mut cluster = start(below(parent.path())).await.unwrap();
    let process = cluster.process_id().unwrap();
    assert!(is_alive(process));
    assert_eq!(entries(parent.path()).len(), 1);
    blocking(move || drop(cluster)).await;
    assert!(!is_alive(process));
    assert_eq!(entries(parent.path()), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn closing_stops_the_server_and_removes_the_folder() {
    let parent = open_folder();
    let mut cluster = start(below(parent.path())).await.unwrap();
    let process = cluster.process_id().unwrap();
    blocking(move || cluster.close(Shutdown::Fast)).await.unwrap();
    assert!(!is_alive(process));
    assert_eq!(entries(parent.path()), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_stopped_server_starts_again_with_its_data() {
    let mut cluster = start(test_options()).await.unwrap();
    let url = cluster.connection_string("postgres");
    connect(&url).await.batch_execute("CREATE TABLE kept AS SELECT 7 AS n").await.unwrap();
    let cluster = blocking(move || {
        cluster.stop(Shutdown::Fast).unwrap();
        assert_eq!(cluster.process_id(), None);
        assert!(matches!(cluster.suspend(), Err(ClusterError::NotRunning { .. })));
        cluster.start_again().unwrap();
        assert!(matches!(cluster.start_again(), Err(ClusterError::AlreadyRunning { .. })));
        cluster.restart().unwrap();
        cluster
    })
    .await;
    assert_eq!(number(&cluster.connection_string("postgres"), "SELECT n FROM kept").await, 7);
}

#[tokio::test]
async fn a_killed_server_starts_again_although_a_session_was_busy() {
    let mut cluster = start(test_options()).await.unwrap();
    let url = cluster.connection_string("postgres");
    let client = connect(&url).await;
    client.batch_execute("CREATE TABLE kept AS SELECT 7 AS n").await.unwrap();
    // Without a wait for anything, so that the session does not notice the death of its server.
    let busy = tokio::spawn(async move {
        client.batch_execute("SELECT count(*) FROM generate_series(1, 4000000)").await
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let cluster = blocking(move || {
        cluster.kill().unwrap();
        cluster.start_again().unwrap();
        cluster
    })
    .await;
    assert_eq!(number(&url, "SELECT n FROM kept").await, 7);
    let _ = busy.await;
    drop(cluster);
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn dropping_a_killed_server_leaves_no_shared_memory() {
    let parent = open_folder();
    let mut cluster = start(below(parent.path())).await.unwrap();
    let pid_file = cluster.data_directory().join("postmaster.pid");
    let pid_file = fs::read_to_string(pid_file).unwrap();
    // The seventh line: the key and the number of the segment.
    let segment = pid_file.lines().nth(6).unwrap().split_whitespace().nth(1).unwrap().to_owned();
    let exists = || {
        let segments = fs::read_to_string("/proc/sysvipc/shm").unwrap();
        segments.lines().any(|line| line.split_whitespace().nth(1) == Some(&segment))
    };
    assert!(exists());
    blocking(move || {
        cluster.kill().unwrap();
        drop(cluster);
    })
    .await;
    assert!(!exists());
    assert_eq!(entries(parent.path()), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_suspended_server_lets_a_connection_hang_until_it_is_resumed() {
    let mut cluster = start(test_options()).await.unwrap();
    let url = cluster.connection_string("postgres");
    cluster.suspend().unwrap();
    let attempt = tokio_postgres::connect(&url, NoTls);
    assert!(tokio::time::timeout(Duration::from_millis(300), attempt).await.is_err());
    cluster.resume().unwrap();
    assert_eq!(number(&url, "SELECT 1").await, 1);
}

#[tokio::test]
async fn a_suspended_server_can_be_dropped() {
    let parent = open_folder();
    let mut cluster = start(below(parent.path())).await.unwrap();
    cluster.suspend().unwrap();
    let start = Instant::now();
    blocking(move || drop(cluster)).await;
    assert!(start.elapsed() < Duration::from_secs(5));
    assert_eq!(entries(parent.path()), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn settings_access_lines_and_a_free_port_reach_the_server() {
    let options = ClusterOptions {
        loopback: Some(0),
        access: vec!["host all all 127.0.0.1/32 trust".to_owned()],
        settings: vec![("wal_level".to_owned(), "logical".to_owned())],
        files: vec![("extra.key".to_owned(), b"secret".to_vec())],
        ..test_options()
    };
    let cluster = start(options).await.unwrap();
    let address = cluster.loopback_address().unwrap();
    let url = format!("host=127.0.0.1 port={} user=postgres dbname=postgres", address.port());
    assert_eq!(word(&url, "SHOW wal_level").await, "logical");
    assert_eq!(word(&cluster.connection_string("postgres"), "SHOW wal_level").await, "logical");
    let file = cluster.data_directory().join("extra.key");
    let owner = fs::metadata(cluster.data_directory()).unwrap().uid();
    let metadata = fs::metadata(&file).unwrap();
    assert_eq!((metadata.mode() & 0o777, metadata.uid()), (0o600, owner));
}

#[tokio::test]
async fn nobody_is_let_in_over_tcp_unless_an_access_line_says_so() {
    let options = ClusterOptions { loopback: Some(0), ..test_options() };
    let cluster = start(options).await.unwrap();
    let port = cluster.port();
    let url = format!("host=127.0.0.1 port={port} user=postgres dbname=postgres");
    let error = tokio_postgres::connect(&url, NoTls).await.err().unwrap();
    assert_eq!(error.code().unwrap().code(), "28000");
}

#[tokio::test]
async fn a_taken_port_is_an_error_that_quotes_the_log() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let loopback = Some(listener.local_addr().unwrap().port());
    let parent = open_folder();
    let options = ClusterOptions { loopback, ..below(parent.path()) };
    let error = start(options).await.unwrap_err().to_string();
    assert!(error.contains("Address already in use"), "{error}");
    assert_eq!(entries(parent.path()), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_setting_that_the_server_refuses_is_an_error_that_quotes_the_log() {
    let settings = vec![("shared_buffers".to_owned(), "a lot".to_owned())];
    let error = start(ClusterOptions { settings, ..test_options() }).await.unwrap_err();
    assert!(matches!(error, ClusterError::Start { .. }), "{error:?}");
    assert!(error.to_string().contains("shared_buffers"), "{error}");
}

#[tokio::test]
async fn a_template_that_cannot_be_kept_does_no_harm() {
    let folder = open_folder();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let options = ClusterOptions { templates: Some(file), ..test_options() };
    assert_eq!(
        number(&start(options).await.unwrap().connection_string("postgres"), "SELECT 1").await,
        1
    );
}

#[tokio::test]
async fn missing_programs_are_named_with_what_to_install() {
    let empty = open_folder();
    let programs = Some(empty.path().to_path_buf());
    let error = start(ClusterOptions { programs, ..test_options() }).await.unwrap_err();
    assert!(matches!(error, ClusterError::ProgramsNotFound(_)), "{error:?}");
    let error = error.to_string();
    assert!(error.contains(&empty.path().display().to_string()), "{error}");
    assert!(error.contains("demo.server_programs"), "{error}");
}

#[tokio::test]
async fn root_is_told_which_folder_its_server_may_not_pass() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let closed = folder(0o700);
    let error = start(below(closed.path())).await.unwrap_err().to_string();
    assert!(error.contains("may not pass"), "{error}");
    let variables = [("TMPDIR".to_owned(), closed.path().to_str().unwrap().to_owned())];
    let variables = std::env::vars().chain(variables).collect();
    let environment = Environment { variables, ..Environment::default() };
    let cluster =
        blocking(move || Cluster::start(&ClusterOptions::default(), &environment)).await.unwrap();
    assert!(!cluster.socket_directory().starts_with(closed.path()));
}

#[tokio::test]
async fn tests_get_databases_of_their_own_in_one_server() {
    let first = fresh_database("first one").await;
    let second = fresh_database("first one").await;
    assert_ne!(first.name, second.name);
    first.connect().await.batch_execute("CREATE TABLE mine ()").await.unwrap();
    second.connect().await.batch_execute("CREATE TABLE mine ()").await.unwrap();
    assert_eq!(word(&first.url, "SELECT current_database()::text").await, first.name);
}

/// Not a test: the process that the tests below kill. It starts a cluster and waits.
#[test]
#[ignore = "run as a child by the tests of the guard and of the sweep"]
fn an_owner_that_waits_to_be_killed() {
    let Ok(parent) = std::env::var(PARENT) else { return };
    let mut cluster = Cluster::start(&below(Path::new(&parent)), &environment()).unwrap();
    println!("server {}", cluster.process_id().unwrap());
    std::thread::park();
}

/// Starts [`an_owner_that_waits_to_be_killed`] and returns it with the number of its server.
fn owner(parent: &Path) -> (Child, u32) {
    let mut owner = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture", "cluster::an_owner_that_waits_to_be_killed"])
        .env(PARENT, parent)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(owner.stdout.take().unwrap()).lines();
    let server = lines
        .map_while(Result::ok)
        .find_map(|line| line.split_once("server ")?.1.trim().parse().ok())
        .expect("the owner tells its server");
    (owner, server)
}

/// The number of the guard over the one cluster below `parent`.
#[cfg(target_os = "linux")]
fn guard(parent: &Path) -> u32 {
    let folder = entries(parent).pop().unwrap();
    let ending = format!("scoutwatch-guard\0{}\0", folder.display());
    entries(Path::new("/proc"))
        .into_iter()
        .find(|process| {
            fs::read(process.join("cmdline")).is_ok_and(|line| line.ends_with(ending.as_bytes()))
        })
        .and_then(|process| process.file_name()?.to_str()?.parse().ok())
        .expect("the cluster has a guard")
}

#[cfg(target_os = "linux")]
fn kill(process: u32) {
    rustix::process::kill_process(pid(process), rustix::process::Signal::KILL).unwrap();
}

#[tokio::test]
async fn the_guard_clears_up_when_the_owner_is_killed() {
    let parent = open_folder();
    let folder = parent.path().to_path_buf();
    let (mut owner, server) = blocking(move || owner(&folder)).await;
    assert!(is_alive(server));
    owner.kill().unwrap();
    owner.wait().unwrap();
    until("the server ends", || !is_alive(server)).await;
    until("the folder goes", || entries(parent.path()).is_empty()).await;
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn the_sweep_clears_up_when_owner_and_guard_are_killed() {
    let parent = open_folder();
    let folder = parent.path().to_path_buf();
    let (mut owner, server) = blocking(move || owner(&folder)).await;
    let folder = parent.path().to_path_buf();
    let none = blocking(move || sweep_abandoned(&folder)).await;
    assert_eq!(none, Vec::<PathBuf>::new(), "a living owner's cluster stays");
    kill(guard(parent.path()));
    owner.kill().unwrap();
    owner.wait().unwrap();
    assert!(is_alive(server), "nobody stopped it yet");
    let abandoned = entries(parent.path());
    let folder = parent.path().to_path_buf();
    let swept = blocking(move || sweep_abandoned(&folder)).await;
    assert_eq!(swept, abandoned);
    assert!(!is_alive(server));
    assert_eq!(entries(parent.path()), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn the_sweep_leaves_alone_what_is_not_an_abandoned_cluster() {
    let parent = open_folder();
    let young = parent.path().join(format!("{PREFIX}young"));
    fs::create_dir(&young).unwrap();
    fs::write(parent.path().join(format!("{PREFIX}file")), "").unwrap();
    let outside = open_folder();
    fs::write(outside.path().join("owner.lock"), "").unwrap();
    std::os::unix::fs::symlink(outside.path(), parent.path().join(format!("{PREFIX}link")))
        .unwrap();
    let folder = parent.path().to_path_buf();
    assert_eq!(blocking(move || sweep_abandoned(&folder)).await, Vec::<PathBuf>::new());
    assert!(outside.path().join("owner.lock").exists());
    assert!(young.exists());
}

#[tokio::test]
async fn a_kept_server_outlives_its_owner_and_is_stopped_by_the_words_it_left() {
    let parent = open_folder();
    let mut cluster = start(below(parent.path())).await.unwrap();
    let server = cluster.process_id().unwrap();
    let kept = blocking(move || cluster.keep("postgres")).await.unwrap();
    assert!(is_alive(server));
    assert_eq!(number(&kept.connection_string, "SELECT 1").await, 1);
    let folder = parent.path().to_path_buf();
    assert_eq!(blocking(move || sweep_abandoned(&folder)).await, Vec::<PathBuf>::new());
    let shell = |words: &str| Command::new("sh").args(["-c", words]).status().unwrap().success();
    assert!(shell(&kept.stop));
    until("the server ends", || !is_alive(server)).await;
    assert!(shell(&kept.remove));
    assert_eq!(entries(parent.path()), Vec::<PathBuf>::new());
}
