//! The wiring of the HTTP service: a database, a poller, the job, and a listener; until a signal ends it.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::cli::ServeArguments;
use crate::clock::Clock;
use crate::commands::{
    CommandError, database, job_database, job_settings, poller_settings, pool_options,
};
use crate::config::{Config, ListenAddress};
use crate::db::pool::{Database, PoolOptions};
use crate::exit::ExitStatus;
use crate::model::{Environment, Language, Trigger, WebOrigin};
use crate::poller::{self, DatabaseSource};
use crate::process::stop_on_signals;
use crate::refresh;
use crate::serve::{self, Access, Job, Lists, Runs, Service, Token, Traffic};
use crate::voice;

/// How long a run of ours may take to end after the batch at hand, and the poller after it.
const FAREWELL: Duration = Duration::from_secs(20);

/// The most bytes of a file of tokens.
const MAX_TOKENS: u64 = 64 * 1024;

/// Why there is no service.
#[derive(Debug, thiserror::Error)]
pub enum DaemonError {
    /// The database cannot be opened as the configuration says.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {error}; choose another with --listen")]
    Listen {
        /// The address.
        address: ListenAddress,
        /// What the system said.
        error: io::Error,
    },
    /// A file of tokens is not as it should be.
    #[error("{setting}: {}: {what}", .path.display())]
    Tokens {
        /// The setting that names it.
        setting: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// Signals cannot be watched for.
    #[error("cannot watch for signals: {0}")]
    Signals(io::Error),
}

impl DaemonError {
    /// Says what went wrong, in English as a log has it, and returns the exit status.
    pub fn report(&self, stderr: &mut dyn Write) -> ExitStatus {
        if let Self::Command(error) = self {
            return error.report(Language::English, stderr);
        }
        voice::error(stderr, Language::English, &self.to_string());
        match self {
            Self::Tokens { .. } => ExitStatus::Usage,
            _ => ExitStatus::Failed,
        }
    }
}

/// Serves until a signal ends it. A database that cannot be reached does not.
///
/// # Errors
/// Why it was not begun.
pub async fn run(
    arguments: &ServeArguments,
    config: &Config,
    environment: &Environment,
    stderr: &mut dyn Write,
) -> Result<ExitStatus, DaemonError> {
    let address = arguments.listen.map_or(config.serve.listen, ListenAddress);
    let access = access(config, address)?;
    let settings = poller_settings(config);
    let database = database(config, environment, Language::English, stderr)?;
    // Connections of their own, so that whoever pages through lists takes none from the poller.
    let options = PoolOptions { size: Lists::AT_A_TIME, ..pool_options(config) };
    let pages = Database::open(database.settings().clone(), &options)
        .map_err(|failure| DaemonError::Command(failure.into()))?;
    let job = job(config, environment)?;
    let listener =
        serve::bind(address.0).map_err(|error| DaemonError::Listen { address, error })?;
    let at = listener.local_addr().map_err(|error| DaemonError::Listen { address, error })?;
    let _ = writeln!(stderr, "listening on http://{at}");
    if !at.ip().is_loopback() && access.readers.is_empty() {
        let words =
            format!("everybody who reaches {at} may read; serve.read_token_file names who may");
        voice::warning(stderr, Language::English, &words);
    }
    let token = stop_on_signals().map_err(DaemonError::Signals)?;
    let tracker = TaskTracker::new();
    let lists = Lists::new(DatabaseSource::new(pages, &settings), settings.interval);
    let clock = Clock::system();
    let poller = poller::spawn(database, settings, clock.clone(), token.clone(), &tracker);
    let runs = job.map(|job| {
        let (token, tracker) = (CancellationToken::clone(&token), tracker.clone());
        Arc::new(Runs::new(job, poller.commands.clone(), token, tracker))
    });
    let snapshots = poller.snapshots.clone();
    let service = Service { snapshots, lists, runs, access, traffic: Traffic::default(), clock };
    serve::serve(listener, Arc::new(service), token.clone()).await;
    token.cancel();
    tracker.close();
    if tokio::time::timeout(FAREWELL, tracker.wait()).await.is_err() {
        tracing::warn!("a run did not end in time; the next trigger closes it");
    }
    Ok(ExitStatus::Done)
}

/// The job as a request runs it, or why none may.
fn job(
    config: &Config,
    environment: &Environment,
) -> Result<Result<Job, &'static str>, CommandError> {
    if config.read_only {
        return Ok(Err("nothing may be written from here: read_only is set"));
    }
    let database = job_database(config, environment, Language::English, &mut io::sink())?;
    let settings = job_settings(config);
    Ok(Ok(Box::new(move |cancel, progress| {
        let (database, settings) = (database.clone(), settings.clone());
        Box::pin(async move {
            refresh::run(&database, &settings, Trigger::Http, cancel, progress).await
        })
    })))
}

/// Who may do what.
fn access(config: &Config, address: ListenAddress) -> Result<Access, DaemonError> {
    let serve = &config.serve;
    let is_looked_at = address.0.ip().to_canonical().is_loopback() || !serve.hosts.is_empty();
    let origins = serve.allowed_origins.iter().filter_map(WebOrigin::host_name);
    let hosts = is_looked_at.then(|| serve.hosts.iter().cloned().chain(origins).collect());
    let read = |setting, path: &Option<PathBuf>| match path {
        Some(path) => {
            tokens(path).map_err(|what| DaemonError::Tokens { setting, path: path.clone(), what })
        }
        None => Ok(Vec::new()),
    };
    Ok(Access {
        readers: read("serve.read_token_file", &serve.read_token_file)?,
        operators: read("serve.operator_token_file", &serve.operator_token_file)?,
        origins: serve.allowed_origins.clone(),
        hosts,
    })
}

/// The tokens of a file: one a line, but for empty lines and those that begin with #.
fn tokens(path: &Path) -> Result<Vec<Token>, String> {
    let file = std::fs::File::open(path).map_err(|error| error.to_string())?;
    let metadata = file.metadata().map_err(|error| error.to_string())?;
    if !metadata.is_file() {
        return Err("it is no file".to_owned());
    }
    let mode = std::os::unix::fs::MetadataExt::mode(&metadata);
    if mode & 0o007 != 0 {
        return Err(format!(
            "its mode is {:04o}: others may read it; run chmod 600 on it",
            mode & 0o777
        ));
    }
    let mut text = String::new();
    let mut bounded = io::Read::take(file, MAX_TOKENS);
    io::Read::read_to_string(&mut bounded, &mut text).map_err(|error| error.to_string())?;
    let lines = text.lines().map(str::trim).zip(1..);
    let tokens: Vec<Token> = lines
        .filter(|(line, _)| !line.is_empty() && !line.starts_with('#'))
        .map(|(line, number)| line.parse().map_err(|what: String| format!("line {number}: {what}")))
        .collect::<Result<_, _>>()?;
    if tokens.is_empty() {
        return Err("it holds no token".to_owned());
    }
    Ok(tokens)
}
