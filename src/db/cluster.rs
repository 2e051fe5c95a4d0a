//! A private PostgreSQL server, made from the machine's own server programs: the ground of
//! `scoutwatch demo` and of the tests.
//!
//! [`Cluster::start`] makes a fresh folder, runs `initdb` and a server in it, and returns when the server
//! takes connections. It is reached over a Unix socket in that folder, which only our user (as root: the
//! server's account) may enter. Nothing is durable: `fsync` is off and the folder is removed at the end.
//!
//! Three things clear up: [`Drop`]; a guard process when we end without destructors or are killed; and
//! [`sweep_abandoned`], called by every start, where the guard was killed too.
//!
//! Everything here blocks, for a second at most where nothing is wrong. Async code calls it through
//! `tokio::task::spawn_blocking`. Callers: the `demo` command and the tests.

use std::fmt;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::model::Environment;
use account::Account;
use configuration::connection_string;
use folder::Folder;
use guard::Guard;

mod account;
mod configuration;
mod error;
mod folder;
mod guard;
mod kept;
mod options;
mod postmaster;
mod programs;
mod sweep;
mod template;
mod wait;

pub use error::{ClusterError, Ending, ProgramsNotFound};
pub use folder::PREFIX;
pub use kept::Kept;
pub use options::ClusterOptions;
pub use programs::{FOLDER_VARIABLE, OLDEST_MAJOR, ServerPrograms, find};
pub use sweep::sweep_abandoned;

/// The superuser of every cluster.
pub const SUPERUSER: &str = "postgres";

/// The port of a cluster that is reached by its socket alone; each has its own folder, so it may repeat.
const SOCKET_PORT: u16 = 5432;

/// How long `initdb` may take; it needs a second on an idle machine.
const INITDB_LIMIT: Duration = Duration::from_secs(120);

/// How long a killed server may take to come up once more before its folder is removed.
const RECOVERY_LIMIT: Duration = Duration::from_secs(5);

/// How many lines of a log an error quotes.
const QUOTED_LINES: usize = 20;

/// How a server is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shutdown {
    /// Sessions are ended, then a checkpoint is written; clients get SQLSTATE 57P01.
    Fast,
    /// Everything ends at once, as in a crash, and the next start recovers; clients get 57P02.
    Immediate,
}

/// A private server and its folder. Dropping it stops the server at once and removes the folder.
pub struct Cluster {
    programs: ServerPrograms,
    variables: Vec<(&'static str, String)>,
    options: ClusterOptions,
    account: Option<Account>,
    port: u16,
    server: Option<Child>,
    is_kept: bool,
    folder: Folder,
    /// Last, so that it is sent away when all else is done.
    _guard: Guard,
}

impl Cluster {
    /// Makes a cluster and starts its server; takes about a second. Sweeps abandoned ones first.
    ///
    /// As root, `initdb` and the server run under the account `postgres`, else `nobody`.
    ///
    /// # Errors
    /// [`ClusterError`] names the step that failed and, where a program failed, the end of its log. Then
    /// nothing stays behind.
    pub fn start(
        options: &ClusterOptions,
        environment: &Environment,
    ) -> Result<Self, ClusterError> {
        let account = Account::for_server()?;
        let programs = programs::find_for(account, options.programs.as_deref(), environment)?;
        let parent = folder::choose_parent(options.parent.as_deref(), environment, account)?;
        sweep_abandoned(&parent);
        let folder = Folder::create(&parent, account)?;
        let guard = match Guard::post(folder.path()) {
            Ok(guard) => guard,
            Err(error) => {
                let _ = folder.remove();
                return Err(error);
            }
        };
        let mut cluster = Self {
            programs,
            variables: postmaster::passed_on(environment),
            options: options.clone(),
            account,
            port: SOCKET_PORT,
            server: None,
            is_kept: false,
            folder,
            _guard: guard,
        };
        cluster.initialize()?;
        cluster.configure()?;
        cluster.launch()?;
        Ok(cluster)
    }

    /// A connection string in libpq's keywords for a database of this cluster, as its superuser, over
    /// the socket. A new cluster has the databases `postgres` and `template1`.
    pub fn connection_string(&self, database: &str) -> String {
        connection_string(&[
            ("host", &self.folder.path().to_string_lossy()),
            ("port", &self.port.to_string()),
            ("user", SUPERUSER),
            ("dbname", database),
        ])
    }

    /// The folder of the socket: `host` in a connection string.
    pub fn socket_directory(&self) -> &Path {
        self.folder.path()
    }

    /// The port, which is also in the socket's name.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where the server listens besides the socket, where `loopback` asked for it.
    pub fn loopback_address(&self) -> Option<SocketAddr> {
        self.options.loopback.map(|_| SocketAddr::from((Ipv4Addr::LOCALHOST, self.port)))
    }

    /// The data directory.
    pub fn data_directory(&self) -> PathBuf {
        self.folder.data()
    }

    /// The programs that the cluster was made with.
    pub fn programs(&self) -> &ServerPrograms {
        &self.programs
    }

    /// The last `lines` lines of the log of `initdb` and the server, of at most 64 KiB.
    pub fn log_tail(&self, lines: usize) -> String {
        postmaster::log_tail(&self.folder.log(), 0, lines)
    }

    /// The number of the server process; `None` when it was stopped or has ended.
    pub fn process_id(&mut self) -> Option<u32> {
        self.running().ok().map(|child| child.id())
    }

    /// Stops the server and keeps the folder, so that [`Self::start_again`] goes on with the same data.
    /// Waits up to ten seconds, then kills it. Does nothing where no server runs.
    pub fn stop(&mut self, shutdown: Shutdown) -> Result<(), ClusterError> {
        self.end(match shutdown {
            Shutdown::Fast => Signal::INT,
            Shutdown::Immediate => Signal::QUIT,
        })
    }

    /// Kills the server process with SIGKILL, for fault tests. Its sessions notice and end by themselves,
    /// a busy one only after its current work. What was committed is there after [`Self::start_again`].
    pub fn kill(&mut self) -> Result<(), ClusterError> {
        self.end(Signal::KILL)
    }

    /// Starts the server on the data that are there, after [`Self::stop`], [`Self::kill`] or a crash.
    /// After a kill it waits until the old sessions have ended, within the limit of a start.
    pub fn start_again(&mut self) -> Result<(), ClusterError> {
        if self.running().is_ok() {
            return Err(ClusterError::AlreadyRunning { folder: self.folder.path().to_path_buf() });
        }
        self.launch()
    }

    /// Stops the server with [`Shutdown::Fast`] and starts it again.
    pub fn restart(&mut self) -> Result<(), ClusterError> {
        self.stop(Shutdown::Fast)?;
        self.launch()
    }

    /// Suspends the server process, for fault tests: new connections are made by the kernel and then get
    /// no answer. Sessions that exist are processes of their own and go on.
    pub fn suspend(&mut self) -> Result<(), ClusterError> {
        postmaster::suspend(self.running()?).map_err(self.server_error("suspend the server in"))
    }

    /// Lets a suspended server go on.
    pub fn resume(&mut self) -> Result<(), ClusterError> {
        postmaster::resume(self.running()?).map_err(self.server_error("resume the server in"))
    }

    /// Stops the server, removes the folder and says what went wrong with that, where dropping is silent.
    pub fn close(mut self, shutdown: Shutdown) -> Result<(), ClusterError> {
        self.recover_from_kill();
        self.stop(shutdown)?;
        self.folder.remove()
    }

    /// Leaves the server running when this program ends, and says how to reach `database`, stop the
    /// server and remove it.
    pub fn keep(mut self, database: &str) -> Result<Kept, ClusterError> {
        self.running()?;
        self.folder.mark_kept()?;
        self.is_kept = true;
        Ok(Kept::new(self.connection_string(database), self.folder.path()))
    }

    /// Makes the data directory: from a template, where there is one.
    fn initialize(&self) -> Result<(), ClusterError> {
        let Some(templates) = &self.options.templates else {
            return self.run_initdb();
        };
        let entry = template::entry(templates, &self.programs);
        if template::instantiate(&entry, &self.folder.data(), self.account) {
            return Ok(());
        }
        self.run_initdb()?;
        // A template that cannot be kept costs the next start a second, and no more.
        let _ = template::keep(&entry, &self.folder.data());
        Ok(())
    }

    /// Runs `initdb`: texts in the order of their bytes, and capitals with accents too, as far as the machine
    /// has that locale.
    fn run_initdb(&self) -> Result<(), ClusterError> {
        match self.run_initdb_with("C.UTF-8") {
            Err(ClusterError::Initdb { ending: Ending::Exited(_), .. }) => {
                self.run_initdb_with("C")
            }
            outcome => outcome,
        }
    }

    fn run_initdb_with(&self, character_type: &str) -> Result<(), ClusterError> {
        let mut initdb = self.command("initdb")?;
        initdb
            .arg("--pgdata")
            .arg(self.folder.data())
            .args(["--username", SUPERUSER, "--auth", "trust", "--encoding", "UTF8"])
            .args(["--locale", "C", "--lc-ctype", character_type, "--no-sync"]);
        let mut child = postmaster::spawn(initdb)?;
        let program = self.programs.program("initdb");
        let ending = match wait::for_child(&mut child, INITDB_LIMIT)
            .map_err(ClusterError::io("wait for", &program))?
        {
            Some(status) if status.success() => return Ok(()),
            Some(status) => Ending::Exited(status),
            None => {
                postmaster::end(&mut child, Signal::KILL)
                    .map_err(ClusterError::io("kill", &program))?;
                Ending::TimedOut(INITDB_LIMIT)
            }
        };
        Err(ClusterError::Initdb { ending, output: self.log_tail(QUOTED_LINES) })
    }

    /// Writes the configuration files and picks the port.
    fn configure(&mut self) -> Result<(), ClusterError> {
        self.port = match self.options.loopback {
            None => SOCKET_PORT,
            Some(0) => free_port()?,
            Some(port) => port,
        };
        let settings =
            configuration::postgresql_conf(&self.options, self.folder.path(), self.port)?;
        self.write("postgresql.conf", settings.as_bytes())?;
        self.write("pg_hba.conf", configuration::pg_hba_conf(&self.options).as_bytes())?;
        for (name, content) in &self.options.files {
            self.write(name, content)?;
        }
        Ok(())
    }

    /// Writes one file of the data directory.
    fn write(&self, name: &str, content: &[u8]) -> Result<(), ClusterError> {
        let path = self.folder.data().join(name);
        let write = || -> io::Result<()> {
            OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(true)
                .mode(0o600)
                .open(&path)?
                .write_all(content)
        };
        write().map_err(ClusterError::io("write", &path))?;
        self.account.map_or(Ok(()), |account| account.give(&path))
    }

    /// Starts the server and waits until it takes connections. Tries again with another port where the
    /// one that was free has been taken, and where sessions of a killed server still live.
    fn launch(&mut self) -> Result<(), ClusterError> {
        let start = Instant::now();
        let (data, log) = (self.folder.data(), self.folder.log());
        loop {
            let mark = postmaster::log_length(&log);
            let mut server = self.command("postgres")?;
            server.arg("-D").arg(&data);
            let failed = self.server_error("wait for the server in");
            let left = self.options.start_limit.saturating_sub(start.elapsed());
            // Held from the first moment: whatever fails below, dropping the cluster ends it.
            let child = self.server.insert(postmaster::spawn(server)?);
            let Err(ending) = postmaster::await_ready(child, &data, left).map_err(failed)? else {
                return Ok(());
            };
            self.server = None;
            let said = postmaster::log_tail(&log, mark, QUOTED_LINES);
            let may_retry =
                matches!(ending, Ending::Exited(_)) && start.elapsed() < self.options.start_limit;
            if may_retry && self.options.loopback == Some(0) && said.contains("already in use") {
                self.configure()?;
            } else if may_retry && said.contains("pre-existing shared memory block") {
                wait::pause_between_starts();
            } else {
                return Err(ClusterError::Start { ending, log: said });
            }
        }
    }

    /// Starts a server that was killed once more: only a server removes the System V shared memory that
    /// its predecessor left, and macOS has room for 32 of them.
    fn recover_from_kill(&mut self) {
        let was_killed =
            self.running().is_err() && postmaster::read_status(&self.folder.data()).is_some();
        if was_killed {
            self.options.start_limit = RECOVERY_LIMIT;
            let _ = self.launch();
        }
    }

    /// A server program, ready for its arguments.
    fn command(&self, program: &str) -> Result<std::process::Command, ClusterError> {
        postmaster::command(
            &self.programs.program(program),
            self.folder.path(),
            &self.folder.log(),
            self.account,
            &self.variables,
        )
    }

    /// The server process, where one runs.
    fn running(&mut self) -> Result<&mut Child, ClusterError> {
        if self.server.as_mut().is_some_and(|child| !matches!(child.try_wait(), Ok(None))) {
            self.server = None;
        }
        self.server
            .as_mut()
            .ok_or_else(|| ClusterError::NotRunning { folder: self.folder.path().to_path_buf() })
    }

    /// Ends the server process, if there is one.
    fn end(&mut self, signal: Signal) -> Result<(), ClusterError> {
        let Some(child) = self.server.as_mut() else {
            return Ok(());
        };
        postmaster::end(child, signal)
            .map_err(ClusterError::io("stop the server in", self.folder.path()))?;
        self.server = None;
        Ok(())
    }

    /// For `map_err`: what failed with this cluster's server.
    fn server_error(&self, action: &'static str) -> impl FnOnce(io::Error) -> ClusterError + use<> {
        ClusterError::io(action, self.folder.path())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if !self.is_kept {
            self.recover_from_kill();
            let _ = self.stop(Shutdown::Immediate);
            let _ = self.folder.remove();
        }
    }
}

impl fmt::Debug for Cluster {
    /// Without the options: files among them may be private keys.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Cluster")
            .field("folder", &self.folder.path())
            .field("port", &self.port)
            .field("version", &self.programs.version)
            .finish_non_exhaustive()
    }
}

/// A TCP port that is free now; whether it still is when the server binds it shows then.
fn free_port() -> Result<u16, ClusterError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(ClusterError::io("find a free port on", Path::new("127.0.0.1")))
}
