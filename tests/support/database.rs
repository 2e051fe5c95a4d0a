//! One PostgreSQL server for all tests of a test binary, and a fresh database for each test.
//!
//! The server starts with the first test that asks, and its guard stops it and removes its folder when
//! the test process ends, in whatever way. Use plain `cargo test`: nextest gives every test its own
//! process, and so its own server.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use scoutwatch::db::cluster::{Cluster, ClusterOptions};
use scoutwatch::model::Environment;
use tokio_postgres::{Client, NoTls};

static SHARED: OnceLock<Result<Cluster, String>> = OnceLock::new();
static NEXT: AtomicU32 = AtomicU32::new(1);

/// A database of its own for one test.
#[derive(Clone, Debug)]
pub(crate) struct TestDatabase {
    /// The connection string, in libpq's keywords.
    pub(crate) url: String,
    /// The database's name: unique in this process.
    pub(crate) name: String,
}

impl TestDatabase {
    /// A new connection to this database, as superuser.
    pub(crate) async fn connect(&self) -> Client {
        connect(&self.url).await
    }
}

/// The environment of the test process.
pub(crate) fn environment() -> Environment {
    Environment { variables: std::env::vars().collect(), ..Environment::default() }
}

/// How the servers of tests are made: in memory where there is room, and from a template, so that a
/// server of a test's own takes 0.1 s to start.
pub(crate) fn test_options() -> ClusterOptions {
    ClusterOptions {
        parent: memory_folder(),
        templates: Some(PathBuf::from(env!("CARGO_TARGET_TMPDIR"))),
        ..ClusterOptions::default()
    }
}

/// A folder in memory with room for the databases of a whole run. Containers may have 64 MB there. On
/// disk a new database can take half a second, in memory it takes 25 ms.
fn memory_folder() -> Option<PathBuf> {
    const ROOM: u64 = 4 << 30;
    let folder = Path::new("/dev/shm");
    let space = rustix::fs::statvfs(folder).ok()?;
    (space.f_bavail * space.f_frsize >= ROOM).then(|| folder.to_path_buf())
}

/// The server that all tests of this process share. A test that stops or burdens its server starts its
/// own with `Cluster::start` and [`test_options`].
pub(crate) async fn shared_cluster() -> &'static Cluster {
    let start = || {
        SHARED.get_or_init(|| {
            let options = ClusterOptions {
                max_connections: 300,
                // No automatic ANALYZE in the middle of a test that looks at plans.
                settings: vec![("autovacuum_naptime".to_owned(), "1h".to_owned())],
                ..test_options()
            };
            Cluster::start(&options, &environment()).map_err(|error| error.to_string())
        })
    };
    match tokio::task::spawn_blocking(start).await.expect("no panic while the server starts") {
        Ok(cluster) => cluster,
        Err(error) => panic!("the tests need a PostgreSQL server: {error}"),
    }
}

/// Creates an empty database in the shared server, with `hint` in its name.
pub(crate) async fn fresh_database(hint: &str) -> TestDatabase {
    let cluster = shared_cluster().await;
    let hint: String = hint.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    let name = format!("{hint}_{}", NEXT.fetch_add(1, Ordering::Relaxed)).to_ascii_lowercase();
    let administrator = connect(&cluster.connection_string("postgres")).await;
    administrator
        .batch_execute(&format!("CREATE DATABASE \"{name}\" TEMPLATE template1"))
        .await
        .expect("the database can be created");
    TestDatabase { url: cluster.connection_string(&name), name }
}

/// A connection whose task ends with the client.
pub(crate) async fn connect(url: &str) -> Client {
    let (client, connection) =
        tokio_postgres::connect(url, NoTls).await.expect("the server takes a connection");
    tokio::spawn(connection);
    client
}
