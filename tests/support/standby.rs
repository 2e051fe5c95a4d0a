//! A primary and a hot standby that streams from it, both of this machine's server programs and on unix sockets.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use scoutwatch::db::cluster::{Cluster, ClusterOptions, Shutdown};
use tokio_postgres::Client;

use crate::database::{TestDatabase, connect, environment, test_options};
use crate::installed::{Contents, fill};
use crate::proxy::eventually;

/// The two servers, whose database `postgres` is that of the tests. Dropping them stops them and removes their folders.
pub(crate) struct Pair {
    pub(crate) primary: Cluster,
    pub(crate) standby: Cluster,
}

impl Pair {
    /// A primary that holds `contents`, and a standby that has replayed them. What stands in the way of the replay on the
    /// standby is ended at once.
    pub(crate) async fn start(contents: Contents) -> Self {
        let primary = on_a_thread(|| {
            let options = ClusterOptions {
                access: vec!["local replication all trust".to_owned()],
                settings: [("autovacuum", "off"), ("wal_keep_size", "256MB")]
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .into(),
                ..test_options()
            };
            Cluster::start(&options, &environment()).unwrap()
        })
        .await;
        let url = primary.connection_string("postgres");
        fill(&TestDatabase { url, name: "postgres".to_owned() }, contents).await;
        let source = primary.socket_directory().to_path_buf();
        let standby = on_a_thread(move || {
            let mut cluster = Cluster::start(&test_options(), &environment()).unwrap();
            cluster.stop(Shutdown::Fast).unwrap();
            copy(&source, &cluster);
            cluster.start_again().unwrap();
            cluster
        })
        .await;
        let pair = Self { primary, standby };
        pair.catch_up().await;
        pair
    }

    /// Both servers in one address, in this order or the other, with more words of a connection string.
    pub(crate) fn url(&self, first: Server, words: &str) -> String {
        let folder = |cluster: &Cluster| cluster.socket_directory().display().to_string();
        let (primary, standby) = (folder(&self.primary), folder(&self.standby));
        let hosts = match first {
            Server::Primary => format!("{primary},{standby}"),
            Server::Standby => format!("{standby},{primary}"),
        };
        format!("host={hosts} user=postgres dbname=postgres {words}")
    }

    /// A connection to one of the servers.
    pub(crate) async fn connect(&self, server: Server) -> Client {
        connect(&self.url_of(server)).await
    }

    /// The address of one server alone.
    pub(crate) fn url_of(&self, server: Server) -> String {
        match server {
            Server::Primary => self.primary.connection_string("postgres"),
            Server::Standby => self.standby.connection_string("postgres"),
        }
    }

    /// Waits until the standby has replayed all that was written so far.
    pub(crate) async fn catch_up(&self) {
        let primary = self.connect(Server::Primary).await;
        let standby = self.connect(Server::Standby).await;
        let row = primary.query_one("select pg_current_wal_lsn()::text", &[]).await.unwrap();
        let written: String = row.try_get(0).unwrap();
        let query = format!("select pg_last_wal_replay_lsn() >= '{written}'::pg_lsn");
        eventually("the standby has replayed everything", async || {
            let row = standby.query_one(&query, &[]).await.unwrap();
            row.try_get::<_, Option<bool>>(0).unwrap() == Some(true)
        })
        .await;
    }

    /// Kills the primary, as a power failure does.
    pub(crate) async fn lose_primary(self) -> Self {
        self.with_primary(|primary| primary.kill().unwrap()).await
    }

    /// Does something to the primary that blocks.
    pub(crate) async fn with_primary(
        self,
        work: impl FnOnce(&mut Cluster) + Send + 'static,
    ) -> Self {
        let Self { mut primary, standby } = self;
        let primary = on_a_thread(move || {
            work(&mut primary);
            primary
        })
        .await;
        Self { primary, standby }
    }

    /// Makes the standby a primary, and returns when it is one.
    pub(crate) async fn promote(&self) {
        let client = self.connect(Server::Standby).await;
        let promoted = client.query_one("select pg_promote(true, 30)", &[]).await.unwrap();
        assert!(promoted.try_get::<_, bool>(0).unwrap(), "the standby was not promoted in time");
    }
}

/// One of the two servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Server {
    Primary,
    Standby,
}

/// Does something that blocks.
async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap()
}

/// Replaces the data of a stopped cluster by a copy of the server at the socket in `source`, which it will follow.
fn copy(source: &Path, cluster: &Cluster) {
    let data = cluster.data_directory();
    let configuration = fs::read(data.join("postgresql.conf")).unwrap();
    let owner = fs::metadata(&data).unwrap();
    for entry in fs::read_dir(&data).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.unwrap();
    }
    // The folder may hold links to some of the programs only.
    let server = cluster.programs().folder.join("postgres").canonicalize().unwrap();
    let mut backup = Command::new(server.with_file_name("pg_basebackup"));
    backup
        .args(["--checkpoint=fast", "--write-recovery-conf", "--no-sync", "--username=postgres"])
        .arg("--host")
        .arg(source)
        .arg("--pgdata")
        .arg(&data)
        .current_dir(source)
        .stdin(Stdio::null());
    if rustix::process::geteuid().is_root() {
        // Its files have to be the server's.
        backup.uid(owner.uid()).gid(owner.gid());
    }
    let output = backup.output().unwrap_or_else(|error| panic!("{backup:?}: {error}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // The copy has the primary's socket; the file is the server's already, so that it is written and not replaced.
    let file = data.join("postgresql.conf");
    let mut file = OpenOptions::new().write(true).truncate(true).open(file).unwrap();
    file.write_all(&configuration).unwrap();
    writeln!(
        file,
        "autovacuum = off\nmax_standby_streaming_delay = 0\nwal_retrieve_retry_interval = '200ms'"
    )
    .unwrap();
}
