//! Behind PgBouncer: the job refuses what would break its lock, and runs where a session is a session.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use scoutwatch::exit::ExitStatus;
use scoutwatch::model::Refusal;

use super::{Site, completed, handle, job};
use crate::database::shared_cluster;
use crate::proxy::eventually;

/// PgBouncer on a unix socket in a folder of its own; both go with it.
struct Pooler {
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
    async fn start(site: &Site, mode: &str) -> Option<Self> {
        let program = program()?;
        let server = shared_cluster().await;
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o777)).unwrap();
        let path = folder.path().display();
        let configuration = format!(
            "[databases]\n* = host={} port={} user={}\n\
             [pgbouncer]\nlisten_addr =\nlisten_port = 6432\nunix_socket_dir = {path}\nauth_type = any\n\
             pool_mode = {mode}\nlogfile = {path}/log\npidfile = {path}/pid\n",
            server.socket_directory().display(),
            server.port(),
            site.role
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
        let url = pooler.url(site);
        eventually("the pooler takes connections", async || {
            tokio_postgres::connect(&url, tokio_postgres::NoTls).await.is_ok()
        })
        .await;
        Some(pooler)
    }

    fn url(&self, site: &Site) -> String {
        format!(
            "host={} port=6432 dbname={} user=anybody",
            self.folder.path().display(),
            site.database.name
        )
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test]
async fn a_pooler_that_moves_a_session_is_refused_and_one_that_does_not_is_none() {
    for (mode, is_refused) in [("transaction", true), ("session", false)] {
        let site = Site::with(
            "person(1)
             event(1, 7)
             ledger(1)",
        )
        .await;
        let Some(pooler) = Pooler::start(&site, mode).await else {
            println!("skipped: pgbouncer is not installed");
            return;
        };
        let through = Site { operator: handle(&pooler.url(&site), "anybody"), ..site };
        if is_refused {
            // Not once and not later: whatever server session the pooler lends.
            for _ in 0..5 {
                let refused = through.run_with(&job()).await.unwrap_err();
                assert!(matches!(refused, Refusal::Pooler { .. }), "{refused:?}");
                assert_eq!(ExitStatus::from(&refused), ExitStatus::Usage);
                let hint = "set job.database_url to the server itself";
                assert_eq!(refused.hint().as_deref(), Some(hint));
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
