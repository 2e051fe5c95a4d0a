//! PgBouncer from its package, in front of the server that all tests share.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::database::{TestDatabase, shared_cluster};
use crate::proxy::eventually;

/// PgBouncer on a unix socket in a folder of its own; both go with it.
pub(crate) struct Pooler {
    folder: tempfile::TempDir,
    process: Child,
}

/// Where the program is. Only a machine of a developer may lack it; the tests of a release may not.
fn program() -> Option<PathBuf> {
    let found = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer"]
        .into_iter()
        .map(PathBuf::from)
        .find(|path| path.exists());
    assert!(found.is_some() || std::env::var_os("CI").is_none(), "pgbouncer is not installed");
    found
}

impl Pooler {
    /// In front of the shared server, with three sessions on it; whoever comes is `role` there. `None` where the program is
    /// missing.
    pub(crate) async fn start(database: &TestDatabase, role: &str, mode: &str) -> Option<Self> {
        Self::with_sessions(3, database, role, mode).await
    }

    /// The same with so many sessions on the server.
    pub(crate) async fn with_sessions(
        sessions: u8,
        database: &TestDatabase,
        role: &str,
        mode: &str,
    ) -> Option<Self> {
        let program = program()?;
        let server = shared_cluster().await;
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o777)).unwrap();
        let path = folder.path().display();
        let configuration = format!(
            "[databases]\n* = host={} port={} user={}\n\
             [pgbouncer]\nlisten_addr =\nlisten_port = 6432\nunix_socket_dir = {path}\nauth_type = any\n\
             pool_mode = {mode}\ndefault_pool_size = {sessions}\nlogfile = {path}/log\npidfile = {path}/pid\n",
            server.socket_directory().display(),
            server.port(),
            role
        );
        let file = folder.path().join("pgbouncer.ini");
        fs::write(&file, configuration).unwrap();
        fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
        // It refuses to run as root, and the server's socket may be for the server's account alone.
        let owner = fs::metadata(server.socket_directory()).unwrap();
        let mut command = Command::new(program);
        if rustix::process::geteuid().is_root() {
            command.uid(owner.uid()).gid(owner.gid());
        }
        let process =
            command.arg(file).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let pooler = Self { folder, process };
        let url = pooler.url(database);
        eventually("the pooler takes connections", async || {
            tokio_postgres::connect(&url, tokio_postgres::NoTls).await.is_ok()
        })
        .await;
        Some(pooler)
    }

    /// The address of a database behind the pooler.
    pub(crate) fn url(&self, database: &TestDatabase) -> String {
        format!(
            "host={} port=6432 dbname={} user=anybody",
            self.folder.path().display(),
            database.name
        )
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
