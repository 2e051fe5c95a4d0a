//! The demo: a private PostgreSQL with invented data, for whoever opens a front end on it.
//!
//! [`Demo::start`] makes it, [`Demo::settings`] says how to connect, [`Demo::simulate`] keeps it moving, and
//! [`Demo::stop`] takes it away or leaves it with words about it. It knows no front end. Whatever ends this program, the guard of the
//! private server stops it and removes its folder, unless it was to be kept.

mod life;
mod night;

use std::io::Write;
use std::time::{Duration, Instant};

use tokio_postgres::types::Type;
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::db::cluster::{self, Cluster, ClusterError, ClusterOptions, Kept, SUPERUSER, Shutdown};
use crate::db::pool::{Database, Deadline, PoolOptions, Session};
use crate::db::schema::{self, InstallOptions, SchemaError};
use crate::db::settings::{ConnectionSettings, GivenConnection, SettingsError};
use crate::db::sql::{Sql, sql};
use crate::exit::ExitStatus;
use crate::model::{Environment, Failure, Language, format, phrases};

const CREATE_DATABASE: Sql<'static> = sql!("demo/create_database.sql");
const TABLES: Sql<'static> = sql!("demo/tables.sql");
const SETTINGS: Sql<'static> = sql!("demo/settings.sql");
const DATA: Sql<'static> = sql!("demo/data.sql");
const HISTORY: Sql<'static> = sql!("demo/history.sql");

/// The database of the demo.
const DATABASE: &str = "ct4";

/// How long each step may take; a million persons need some minutes.
const STEP_LIMIT: Duration = Duration::from_secs(900);

/// What the demo is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoOptions {
    /// How many persons to invent.
    pub persons: u32,
    /// Whether the server goes on when the demo ends.
    pub keep: bool,
    /// Whether a bad night is played.
    pub bad_night: bool,
}

/// Why there is no demo.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The private server could not be made or stopped.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    /// The way to it makes no sense.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// It did not take what was sent.
    #[error("the private PostgreSQL server: {0}")]
    Database(#[from] Failure),
    /// The schema could not be installed.
    #[error("the private PostgreSQL server: {0}")]
    Schema(#[from] SchemaError),
    /// The thread that was to make the server ended without a result.
    #[error("the start of the private PostgreSQL server was broken off")]
    Interrupted,
}

impl DemoError {
    /// What the process says to its caller.
    pub fn status(&self) -> ExitStatus {
        match self {
            Self::Cluster(_) | Self::Interrupted => ExitStatus::Failed,
            Self::Settings(_) => ExitStatus::Usage,
            Self::Database(failure) => failure.into(),
            Self::Schema(error) => error.kind().into(),
        }
    }

    /// What went wrong, in a language.
    pub fn words(&self, language: Language) -> String {
        let of_server = |words: &str| {
            phrases::of_start(&format!("the private PostgreSQL server: {words}"), language)
        };
        match self {
            Self::Settings(error) => phrases::of_settings(&error.to_string(), language),
            Self::Database(failure) => of_server(&failure.words(language)),
            Self::Schema(error) => of_server(&error.words(language)),
            Self::Cluster(_) | Self::Interrupted => phrases::of_start(&self.to_string(), language),
        }
    }

    /// What a person can do about it, where the message does not say so itself.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Schema(error) => error.hint(),
            Self::Cluster(_) | Self::Interrupted | Self::Settings(_) | Self::Database(_) => None,
        }
    }
}

/// A private server with invented data. Dropping it stops the server and removes its folder.
#[derive(Debug)]
pub struct Demo {
    cluster: Cluster,
    settings: ConnectionSettings,
    /// The way to another database of the same server, where a bad night is played.
    night: Option<ConnectionSettings>,
    keep: bool,
}

impl Demo {
    /// Makes the server, fills it and installs the schema; tells each step on `progress`, a line each.
    ///
    /// Dropping the future before it is ready leaves nothing behind.
    ///
    /// # Errors
    /// Which step failed and why; then nothing is left behind.
    pub async fn start(
        config: &Config,
        environment: &Environment,
        options: DemoOptions,
        progress: &mut dyn Write,
    ) -> Result<Self, DemoError> {
        let start = Instant::now();
        let programs = config.demo.server_programs.as_deref();
        // Named before it starts: where it fails, one sees with what.
        let found = cluster::find(programs, environment).map_err(ClusterError::from)?;
        say(
            progress,
            &format!("starting PostgreSQL {} from {}", found.version, found.folder.display()),
        );
        let cluster = start_cluster(cluster_options(config, options.persons), environment).await?;

        let maintenance = connection(&cluster, "postgres")?;
        session(maintenance).await?.batch(CREATE_DATABASE).await?;
        let settings = connection(&cluster, DATABASE)?;

        let persons = format::count(i64::from(options.persons));
        say(progress, &format!("inventing {persons} persons"));
        fill(settings.clone(), options.persons).await?;

        say(progress, "installing the views");
        let install = InstallOptions {
            business_time_zone: config.schema.business_time_zone.clone(),
            ..InstallOptions::default()
        };
        schema::install(&database(settings.clone())?, &install).await?;
        session(settings.clone()).await?.batch(HISTORY).await?;

        say(progress, &format!("ready after {:.1} s", start.elapsed().as_secs_f64()));
        let night = options.bad_night.then(|| connection(&cluster, "postgres")).transpose()?;
        Ok(Self { cluster, settings, night, keep: options.keep })
    }

    /// How to connect to it.
    pub fn settings(&self) -> &ConnectionSettings {
        &self.settings
    }

    /// The connection string, in libpq's keywords; without a password, which its socket does not ask for.
    pub fn connection_string(&self) -> String {
        self.cluster.connection_string(DATABASE)
    }

    /// The demo's life, to be spawned: every two seconds or so a small step of new persons, scouts and
    /// payments, on a connection of its own, until `token` is cancelled; and beside it the bad night, where one was asked for.
    /// It ends in no other way: a failure is logged and tried again.
    pub fn simulate(
        &self,
        token: CancellationToken,
    ) -> impl Future<Output = ()> + Send + 'static + use<> {
        let (settings, place) = (self.settings.clone(), self.connection_string());
        let night = self.night.clone();
        async move {
            let life = life::live(settings.clone(), place, token.clone());
            match night {
                Some(outside) => drop(tokio::join!(life, night::play(settings, outside, token))),
                None => life.await,
            }
        }
    }

    /// Stops the server and removes its folder; or, where it was to be kept, says on `words` how to connect
    /// to it, stop it and remove it, and leaves it.
    ///
    /// # Errors
    /// What could not be stopped, removed or kept.
    pub async fn stop(self, words: &mut dyn Write) -> Result<(), DemoError> {
        let kept = tokio::task::spawn_blocking(move || self.end())
            .await
            .map_err(|_| DemoError::Interrupted)??;
        if let Some(kept) = kept {
            say(words, &kept.to_string());
        }
        Ok(())
    }

    /// Blocks for as long as a server takes to stop.
    fn end(self) -> Result<Option<Kept>, ClusterError> {
        if self.keep {
            return self.cluster.keep(DATABASE).map(Some);
        }
        // Nothing in it is worth a checkpoint.
        self.cluster.close(Shutdown::Immediate)?;
        Ok(None)
    }
}

/// A server that is large enough for so many persons.
fn cluster_options(config: &Config, persons: u32) -> ClusterOptions {
    ClusterOptions {
        programs: config.demo.server_programs.clone(),
        // A person takes about 2 kB with all its rows and indexes; the data are to stay in memory.
        shared_buffers_mb: (persons / 500).clamp(64, 512),
        max_connections: 30,
        settings: [
            ("work_mem", "64MB"),
            ("maintenance_work_mem", "128MB"),
            ("wal_level", "minimal"),
            ("max_wal_senders", "0"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec(),
        ..ClusterOptions::default()
    }
}

/// Starts the server on a thread that may block. Where nobody waits for it any more, the thread drops it.
async fn start_cluster(
    options: ClusterOptions,
    environment: &Environment,
) -> Result<Cluster, DemoError> {
    let environment = environment.clone();
    let started = tokio::task::spawn_blocking(move || Cluster::start(&options, &environment)).await;
    Ok(started.map_err(|_| DemoError::Interrupted)??)
}

/// The settings for a database of the private server; nothing of the surroundings gets in.
fn connection(cluster: &Cluster, database: &str) -> Result<ConnectionSettings, SettingsError> {
    let text = cluster.connection_string(database);
    let given = GivenConnection { text: &text, origin: "demo" };
    let alone = Environment { user: Some(SUPERUSER.to_owned()), ..Environment::default() };
    ConnectionSettings::resolve(Some(given), &alone)
}

fn database(settings: ConnectionSettings) -> Result<Database, Failure> {
    Database::open(settings, &PoolOptions { size: 1, ..PoolOptions::default() })
}

async fn session(settings: ConnectionSettings) -> Result<Session, Failure> {
    database(settings)?.dedicated_session(Deadline::after(STEP_LIMIT)).await
}

/// Makes CT4's tables and invents what is in them.
async fn fill(settings: ConnectionSettings, persons: u32) -> Result<(), Failure> {
    let mut session = session(settings).await?;
    session.batch(TABLES).await?;
    session.query(SETTINGS, &[(&persons.to_string(), Type::TEXT)]).await?;
    session.batch(DATA).await
}

/// Nobody who reads is no reason to stop.
fn say(progress: &mut dyn Write, line: &str) {
    let _ = writeln!(progress, "{line}");
    let _ = progress.flush();
}
