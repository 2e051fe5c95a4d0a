//! `scoutwatch doctor`: one screen of checks, each with a verdict and the line that mends it.
//!
//! It goes as far as it can: where the database is out of reach, its checks are skipped with the reason and those of
//! the terminal are made. Every look has a deadline of its own, and all of them together have one. Nothing is
//! written. The files below hold the verdicts, one a group, as functions of what was found.

mod check;
mod connection;
mod report;
mod role;
mod schema;
mod terminal;
mod text;
mod tmux;
mod work;

use std::future::Future;
use std::io::Write;
use std::time::{Duration, Instant};

use crate::cli::{DoctorArguments, TextFormat};
use crate::clock::Clock;
use crate::commands::{
    CommandError, connection_settings, job_database, job_settings, poller_settings, pool_options,
};
use crate::config::Config;
use crate::db::pool::{Database, Deadline, ReadLimits, ReadTransaction};
use crate::db::queries::{self, doctor as reads};
use crate::db::schema as installed;
use crate::exit::ExitStatus;
use crate::model::{Environment, Failure, FailureKind, Language, Refusal};
use crate::output::Medium;
use crate::poller::{DatabaseSource, Source as _};
use crate::process;
use crate::refresh::examine;
use check::{Check, Checks, Subject, Verdict};
use report::Report;

/// How many times the deadline of a poll all looks at the database may take together.
const PATIENCE: u32 = 5;

/// Runs `doctor`. Standard output has the checks, or one JSON document.
///
/// # Errors
/// Where the output cannot be written.
pub async fn run(
    arguments: &DoctorArguments,
    config: &Config,
    environment: &Environment,
    medium: &Medium,
    stdout: &mut dyn Write,
) -> Result<ExitStatus, CommandError> {
    let start = Instant::now();
    let mut checks = Checks::new();
    let size = if medium.is_terminal { process::terminal_size() } else { None };
    terminal::check(config, environment, size, &mut checks).await;
    let mut report = Report { target: None, checks, is_unreachable: false, took: Duration::ZERO };
    match opened(config, environment) {
        Err(error) => {
            let hint = error.hint(Language::English);
            let check = Check::fail(error.to_string());
            let mended = hint
                .into_iter()
                .fold(check, |check, hint| check.mended(check::Place::Advice, hint));
            report.checks.insert(Subject::Settings, mended);
            skip_the_rest(&mut report.checks, "the settings are wrong");
        }
        Ok(database) => {
            report.target = Some(database.settings().describe());
            let warnings = database.settings().warnings().to_vec();
            report.checks.insert(Subject::Settings, connection::settings(config, &warnings));
            let mut visit = Visit {
                config,
                environment,
                database,
                end: Deadline::after(config.database.deadline * PATIENCE),
                checks: &mut report.checks,
                lost: None,
            };
            visit.all().await;
            let lost = visit.lost.take();
            report.is_unreachable = lost.is_some();
            let reason = lost.unwrap_or_else(|| "it could not be looked at".to_owned());
            skip_the_rest(&mut report.checks, &reason);
        }
    }
    report.took = start.elapsed();
    match arguments.format {
        TextFormat::Text => {
            text::write(&report, medium, config.display.glyphs(environment), stdout)?;
        }
        TextFormat::Json => {
            if medium.is_terminal {
                serde_json::to_writer_pretty(&mut *stdout, &report.body())
            } else {
                serde_json::to_writer(&mut *stdout, &report.body())
            }
            .map_err(std::io::Error::from)?;
            writeln!(stdout)?;
            stdout.flush()?;
        }
    }
    Ok(report.status())
}

fn opened(config: &Config, environment: &Environment) -> Result<Database, CommandError> {
    let settings = connection_settings(config, environment)?;
    Ok(Database::open(settings, &pool_options(config))?)
}

/// Gives every check that was not made the reason.
fn skip_the_rest(checks: &mut Checks, reason: &str) {
    for subject in Subject::ALL {
        checks.entry(subject).or_insert_with(|| Check::skipped(reason));
    }
}

/// One go through everything that the database can be asked.
struct Visit<'a> {
    config: &'a Config,
    environment: &'a Environment,
    database: Database,
    /// When all of it has to be over.
    end: Deadline,
    checks: &'a mut Checks,
    /// Why the database is out of reach, once it is.
    lost: Option<String>,
}

impl Visit<'_> {
    async fn all(&mut self) {
        if !self.connect().await {
            return;
        }
        let role = self.server().await;
        let status = self.schema().await;
        self.indexes().await;
        if let Some(status) = &status {
            self.guards(status).await;
        }
        if let Some(role) = &role {
            self.excess(role).await;
        }
        self.pooler().await;
        self.job().await;
        self.poll().await;
    }

    /// Whether the server takes the login.
    async fn connect(&mut self) -> bool {
        let start = Instant::now();
        let limit = self.config.database.deadline.max(self.config.database.connect_timeout);
        match self.database.session(Deadline::after(limit)).await {
            Ok(session) => {
                let user = self.database.settings().user().to_owned();
                let endpoint = session.link().endpoint().to_owned();
                let took = start.elapsed();
                self.say(Subject::Connection, connection::connected(&endpoint, &user, took));
                true
            }
            Err(failure) => {
                self.say(Subject::Connection, Check::of_failure(Verdict::Fail, &failure));
                self.lost = Some("there is no connection".to_owned());
                false
            }
        }
    }

    /// The server, the link to it, and its clock; the role that it takes us for.
    async fn server(&mut self) -> Option<String> {
        let read = async |read: &mut ReadTransaction| {
            Ok((queries::identity(read).await?, reads::server(read).await?))
        };
        let (identity, facts) = self.read(Subject::Version, read).await?;
        let clock = Clock::system();
        let now = clock.now();
        let security = self.database.link().map(|link| link.security());
        let config = self.config;
        if let Some(security) = security {
            self.say(Subject::Tls, connection::tls(security, facts.tls_version.as_deref()));
        }
        self.say(Subject::Version, connection::version(&identity, now));
        self.say(Subject::Primary, connection::primary(&identity, &facts, config));
        self.say(Subject::Timeouts, connection::timeouts(&facts, config));
        let read = async |read: &mut ReadTransaction| reads::clock(read, || clock.now()).await;
        if let Some(reading) = self.read(Subject::Clock, read).await {
            self.say(Subject::Clock, connection::clock(reading));
        }
        Some(identity.role)
    }

    /// What is installed, and what of it the role may read.
    async fn schema(&mut self) -> Option<installed::SchemaStatus> {
        let (database, limits) = (self.database.clone(), self.limits());
        let deadline = Deadline::after(self.limit());
        let status = async {
            installed::status(&database, deadline, limits).await.map_err(|error| match error {
                installed::SchemaError::Failure(failure) => failure,
                other => Failure::new(FailureKind::Other, other.to_string()),
            })
        };
        let status = self.look(Subject::Schema, status).await?;
        self.say(Subject::Schema, schema::schema(&status));
        self.say(Subject::Sources, schema::sources(&status));
        self.say(Subject::Rights, role::rights(&status));
        Some(status)
    }

    async fn indexes(&mut self) {
        let read = async |read: &mut ReadTransaction| reads::missing_indexes(read).await;
        if let Some(missing) = self.read(Subject::Indexes, read).await {
            self.say(Subject::Indexes, schema::indexes(&missing));
        }
    }

    async fn guards(&mut self, status: &installed::SchemaStatus) {
        if !schema::is_installed(status) {
            self.say(Subject::Guards, Check::skipped("the tables of scoutwatch are not installed"));
            return;
        }
        let database = self.database.clone();
        if let Some(missing) = self.look(Subject::Guards, examine::missing_guards(&database)).await
        {
            self.say(Subject::Guards, schema::guards(&missing));
        }
    }

    async fn excess(&mut self, role: &str) {
        let database = self.database.clone();
        let writes = examine::has_rights_to_write(&database);
        let Some(writes) = self.look(Subject::Excess, writes).await else { return };
        let read = async |read: &mut ReadTransaction| reads::excess_rights(read, writes).await;
        if let Some(excess) = self.read(Subject::Excess, read).await {
            self.say(Subject::Excess, role::excess(role, &excess));
        }
    }

    async fn pooler(&mut self) {
        let database = self.database.clone();
        let finds = async { examine::finds_pooler(&database).await.map_err(failure_of) };
        if let Some(is_pooled) = self.look(Subject::Pooler, finds).await {
            self.say(Subject::Pooler, connection::pooler(is_pooled, self.config));
        }
    }

    /// Whether the refresh job could run, by the way that it would take.
    async fn job(&mut self) {
        if self.config.read_only {
            self.say(Subject::Job, Check::skipped("read_only is set, so nothing writes from here"));
            return;
        }
        let settings = job_settings(self.config);
        // What its password file is ignored for is said where the job is run.
        let database = match job_database(
            self.config,
            self.environment,
            Language::English,
            &mut std::io::sink(),
        ) {
            Ok(database) => database,
            Err(error) => {
                self.say(Subject::Job, Check::fail(format!("job.database_url: {error}")));
                return;
            }
        };
        let examined = async {
            examine::may_run(&database, &settings).await?;
            if examine::finds_pooler(&database).await? {
                let endpoint = database.settings().describe();
                return Err(Refusal::Pooler { endpoint });
            }
            Ok(())
        };
        let outcome = tokio::time::timeout(self.limit(), examined).await;
        let check = match outcome {
            Err(_elapsed) => Check::unknown("the checks of a run did not end in time"),
            Ok(outcome) => {
                let is_meant = self.config.job.database_url.is_some();
                role::job(database.settings().user(), is_meant, outcome.err().as_ref())
            }
        };
        self.say(Subject::Job, check);
    }

    /// The poll of the dashboard, once.
    async fn poll(&mut self) {
        let settings = poller_settings(self.config);
        let source = DatabaseSource::new(self.database.clone(), &settings);
        let start = Instant::now();
        let Some(overview) = self.look(Subject::Poll, source.overview()).await else { return };
        let took = start.elapsed();
        self.say(Subject::Poll, work::poll(&overview, took, settings.interval));
        self.say(Subject::LastRun, work::last_run(&overview, self.config));
    }

    fn say(&mut self, subject: Subject, check: Check) {
        self.checks.insert(subject, check);
    }

    /// How long the next look may take.
    fn limit(&self) -> Duration {
        self.config.database.deadline.min(self.end.remaining())
    }

    fn limits(&self) -> ReadLimits {
        ReadLimits {
            statement: self.config.database.statement_timeout,
            lock: self.config.database.lock_timeout,
            idle: self.config.database.deadline,
        }
    }

    /// One read in a transaction of its own; what fails is the check's finding.
    async fn read<T>(
        &mut self,
        subject: Subject,
        read: impl AsyncFnOnce(&mut ReadTransaction) -> Result<T, Failure>,
    ) -> Option<T> {
        let (database, limits, limit) = (self.database.clone(), self.limits(), self.limit());
        let work = async {
            let session = database.session(Deadline::after(limit)).await?;
            let mut transaction = session.begin_read(limits).await?;
            let found = read(&mut transaction).await?;
            // What was read is valid, whatever happens now.
            let _ = transaction.finish().await;
            Ok(found)
        };
        self.look(subject, work).await
    }

    /// Waits for a look within its limit; what fails is the check's finding.
    async fn look<T>(
        &mut self,
        subject: Subject,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Option<T> {
        if self.lost.is_some() {
            return None;
        }
        let limit = self.limit();
        if limit.is_zero() {
            self.say(subject, Check::unknown("the time for all checks was up before"));
            return None;
        }
        match tokio::time::timeout(limit, work).await {
            Ok(Ok(found)) => Some(found),
            Ok(Err(failure)) => {
                self.say(subject, Check::of_failure(Verdict::Unknown, &failure));
                if failure.kind.is_connection() && failure.kind != FailureKind::Deadline {
                    self.lost = Some("the connection was lost".to_owned());
                }
                None
            }
            Err(_elapsed) => {
                let limit = humantime::format_duration(limit);
                self.say(subject, Check::unknown(format!("no answer within {limit}")));
                None
            }
        }
    }
}

/// What the database said to a look that is refused.
fn failure_of(refusal: Refusal) -> Failure {
    match refusal {
        Refusal::Failure(failure) => failure,
        other => Failure::new(FailureKind::Other, other.to_string()),
    }
}
