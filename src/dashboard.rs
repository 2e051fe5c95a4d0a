//! The wiring of the dashboard: a database, a poller, a terminal; and the demo around them.
#![cfg(unix)]

mod follow;
mod lines;
mod record;
mod replay;
mod since;

use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

use color_eyre::eyre::Report;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::cli::{GlobalArguments, Since};
use crate::clock::Clock;
use crate::commands::demo::{Demo, DemoError, DemoOptions};
use crate::commands::{
    CommandError, connection_settings, job_database, job_settings, poller_settings, pool_options,
};
use crate::config::{self, Config, Glyphs};
use crate::db::pool::Database;
use crate::db::settings::ConnectionSettings;
use crate::exit::ExitStatus;
use crate::kept;
use crate::model::{Environment, Language, phrases, say};
use crate::poller;
use crate::recording::{self, RecordingError};
use crate::refresh::JobSettings;
use crate::refresh::desk::{self, KeyJob};
use crate::share;
use crate::telemetry::{self, LogOptions, TelemetryError};
use crate::tui::alarm::Alarm;
use crate::tui::app::{DigestPast, Profile};
use crate::tui::event_loop::{Ending, Feeds};
use crate::tui::own::Own;
use crate::tui::wallboard;
use crate::tui::{self, Finish, Options};
use crate::voice;

use follow::Followed;

pub use replay::replay;

/// How long the poller may take to end.
const FAREWELL: Duration = Duration::from_secs(2);

/// Why there is no dashboard.
#[derive(Debug, thiserror::Error)]
pub enum DashboardError {
    /// Input or output is not a terminal.
    #[error(
        "the dashboard needs a terminal; `scoutwatch show metrics` prints the figures, \
         `scoutwatch check` judges them, `--plain` writes a line for each change"
    )]
    NoTerminal,
    /// The terminal can move no cursor.
    #[error(
        "this terminal cannot show a dashboard (TERM=dumb); `scoutwatch show metrics` prints the figures, \
         `scoutwatch check` judges them, `--plain` writes a line for each change"
    )]
    DumbTerminal,
    /// The log cannot be set up.
    #[error(transparent)]
    Log(#[from] TelemetryError),
    /// The database cannot be opened, or the demo not be started.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// The terminal cannot be set up.
    #[error("{0:#}")]
    Terminal(Report),
    /// A moment in the future was named.
    #[error("--since names a moment in the future")]
    Future,
    /// A recording cannot be written or read.
    #[error(transparent)]
    Recording(#[from] RecordingError),
    /// The task that reads the database ended; the report of its panic stands above.
    #[error(
        "the task that reads the database has ended; its report stands above and in the log file"
    )]
    PollerGone,
}

impl From<DemoError> for DashboardError {
    fn from(error: DemoError) -> Self {
        Self::Command(error.into())
    }
}

impl DashboardError {
    /// Says what went wrong, and returns the exit status.
    pub fn report(&self, language: Language, stderr: &mut dyn Write) -> ExitStatus {
        if let Self::Command(error) = self {
            return error.report(language, stderr);
        }
        voice::error(stderr, language, &phrases::of_start(&self.to_string(), language));
        match self {
            Self::NoTerminal
            | Self::DumbTerminal
            | Self::Log(_)
            | Self::Recording(_)
            | Self::Future => ExitStatus::Usage,
            _ => ExitStatus::Failed,
        }
    }
}

/// What a dashboard is opened with.
pub struct Surroundings<'a> {
    /// The settings of this run.
    pub config: &'a Config,
    /// The options of the command line.
    pub options: &'a GlobalArguments,
    /// A person's own keys and colours.
    pub own: Own,
    /// The process's surroundings.
    pub environment: &'a Environment,
    /// What is logged.
    pub log: LogOptions,
    /// Whether lines are written in place of a dashboard.
    pub is_plain: bool,
    /// What is to be told of since then.
    pub since: Option<Since>,
    /// The file that every poll is written to, too.
    pub record: Option<PathBuf>,
    /// The time.
    pub clock: Clock,
}

impl Surroundings<'_> {
    /// The language of this run.
    fn language(&self) -> Language {
        self.config.display.language(self.environment)
    }
}

/// Opens the dashboard on the database that the configuration names.
///
/// # Errors
/// Why there is none. A database that cannot be reached is not among the reasons.
pub async fn open(
    surroundings: Surroundings<'_>,
    stderr: &mut dyn Write,
) -> Result<ExitStatus, DashboardError> {
    require_terminal(&surroundings)?;
    let settings = connection_settings(surroundings.config, surroundings.environment)?;
    let target = Target {
        name: settings.describe(),
        label: surroundings.config.profile.label.clone(),
        settings,
        is_demo: false,
    };
    show(&surroundings, target, &CancellationToken::new(), stderr).await
}

/// Starts a private server with invented data, opens the dashboard on it, and takes the server away again.
///
/// # Errors
/// Why there is no demo.
pub async fn demo(
    surroundings: Surroundings<'_>,
    options: DemoOptions,
    stderr: &mut dyn Write,
) -> Result<ExitStatus, DashboardError> {
    require_terminal(&surroundings)?;
    let demo = Demo::start(surroundings.config, surroundings.environment, options, stderr).await?;
    let settings = demo.settings().clone();
    let target = Target {
        name: format!("{}@private", settings.database()),
        label: "DEMO".to_owned(),
        settings,
        is_demo: true,
    };
    let stop = CancellationToken::new();
    let life = tokio::spawn(demo.simulate(stop.clone()));
    let shown = show(&surroundings, target, &stop, stderr).await;
    stop.cancel();
    // The simulation ends with the token; where it panicked, its report is on the terminal.
    let _ = life.await;
    demo.stop(stderr).await?;
    shown
}

fn require_terminal(surroundings: &Surroundings<'_>) -> Result<(), DashboardError> {
    if surroundings.is_plain {
        return Ok(());
    }
    if !tui::has_terminal() {
        return Err(DashboardError::NoTerminal);
    }
    match surroundings.environment.variable("TERM") {
        Some("dumb") => Err(DashboardError::DumbTerminal),
        _ => Ok(()),
    }
}

/// The database that a dashboard looks at.
struct Target {
    settings: ConnectionSettings,
    /// Its name in the header.
    name: String,
    /// The word in front of the name.
    label: String,
    is_demo: bool,
}

async fn show(
    surroundings: &Surroundings<'_>,
    target: Target,
    stop: &CancellationToken,
    stderr: &mut dyn Write,
) -> Result<ExitStatus, DashboardError> {
    let asked = since::asked(surroundings)?;
    let place = since::place(surroundings, &target);
    let digest = since::past(surroundings, asked, place.as_ref());
    let recorder = record::open(surroundings, &target)?;
    if surroundings.is_plain {
        return lines::tell(surroundings, target, digest, recorder, stop, stderr).await;
    }
    let Target { settings, name, label, is_demo } = target;
    let Surroundings { config, environment, clock, .. } = surroundings;
    let log = telemetry::log_to_screen(&surroundings.log, config.log.file.clone(), clock)?;
    for warning in config.warnings.iter().chain(settings.warnings()) {
        tracing::warn!("{warning}");
    }
    let restore = telemetry::before_panic_report(tui::terminal::leave);
    let database = Database::open(settings, &pool_options(config)).map_err(CommandError::from)?;
    let tracker = TaskTracker::new();
    let read_only = surroundings
        .language()
        .choose("nothing may be written (read-only)", "no se puede escribir (solo lectura)");
    let job_refused = config.read_only.then(|| read_only.to_owned());
    let desk = if job_refused.is_some() || config.display.wallboard {
        None
    } else {
        let database = if is_demo || config.job.database_url.is_none() {
            database.clone()
        } else {
            job_database(config, environment, surroundings.language(), &mut io::sink())?
        };
        let job = key_job(database, config, environment, is_demo);
        Some(desk::open(job, stop.clone(), &tracker))
    };
    let share = share_settings(config, environment);
    let export_folder = share.folder();
    let outlet = (!config.display.wallboard)
        .then(|| share::open(Some(database.clone()), share, clock.clone(), stop.clone(), &tracker));
    let poller =
        poller::spawn(database, poller_settings(config), clock.clone(), stop.clone(), &tracker);
    let record = recorder.map(|recorder| {
        let snapshots = poller.snapshots.clone();
        recording::spawn(recorder, snapshots, clock.clone(), stop.clone(), &tracker)
    });
    let profile = Profile {
        label,
        is_production: config.profile.production,
        color: config.profile.color,
        target: name,
        is_read_only: config.read_only,
        target_percent: config.health.satisfactory_ok_percent,
    };
    let options = Options { job_refused, export_folder, digest, ..options(surroundings, profile) };
    let snapshots = poller.snapshots.clone();
    let shelf = kept::Place::of(environment).filter(|_| !config.display.wallboard);
    let options = Options { kept: shelf.as_ref().map(kept::Place::read), ..options };
    let keeper = shelf.map(|shelf| kept::spawn(shelf, stop.clone(), &tracker));
    let followed = Followed::new(surroundings.options, environment, config, &surroundings.own);
    let settings = Some(followed.watch(stop.clone(), &tracker));
    let feeds = Feeds { poller, desk, outlet, record, keeper, settings };
    let finish = tui::run(options, feeds, clock, stop).await;
    drop(restore);
    stop.cancel();
    tracker.close();
    // A statement that hangs is cancelled on the server; nobody waits for it longer than this.
    let _ = tokio::time::timeout(FAREWELL, tracker.wait()).await;
    let language = surroundings.language();
    since::note(place.as_ref(), &snapshots.borrow(), clock.now(), language, stderr);
    if let Some(problem) = log.file_problem() {
        let problem = phrases::of_start(problem, language);
        let words = say!(
            language,
            "no log file was written: {problem}",
            "no se escribió ningún archivo de registro: {problem}"
        );
        voice::warning(stderr, language, &words);
    }
    status(finish.map_err(DashboardError::Terminal)?)
}

fn share_settings(config: &Config, environment: &Environment) -> share::Settings {
    let config::Share { way, folder } = config.share.clone();
    share::Settings::of(environment, way, folder, std::env::current_dir().ok())
}

/// How the dashboard begins, as the settings say.
fn options(surroundings: &Surroundings<'_>, profile: Profile) -> Options {
    let Surroundings { config, own, environment, .. } = surroundings;
    let display = config.display;
    let glyphs = display.glyphs(environment);
    let is_multiplexed = environment.variable("TMUX").is_some();
    Options {
        profile,
        live: follow::live(config, own, environment),
        job_refused: None,
        export_folder: String::new(),
        alarm: Alarm::new(config.alarm, is_multiplexed),
        is_multiplexed,
        replay: None,
        kept: None,
        digest: DigestPast::default(),
        wallboard: display.wallboard.then(|| wallboard_settings(config, glyphs)),
    }
}

fn wallboard_settings(config: &Config, glyphs: Glyphs) -> wallboard::Settings {
    let config::Wallboard { rotate, link, unlock } = &config.wallboard;
    // A code that a telephone reads is made of blocks.
    let link = link.as_ref().filter(|_| glyphs != Glyphs::Ascii);
    let code = link.and_then(wallboard::Code::new);
    wallboard::Settings { rotate: *rotate, unlock: *unlock, code }
}

/// The refresh job as the key runs it. The demo's private server knows no role but its superuser.
fn key_job(
    database: Database,
    config: &Config,
    environment: &Environment,
    is_demo: bool,
) -> KeyJob {
    let settings = job_settings(config);
    let allow_superuser = is_demo || settings.allow_superuser;
    let settings = JobSettings { allow_superuser, ..settings };
    let user = environment.user.as_deref().unwrap_or("somebody");
    let requested_by = format!("{user}@{} {}", settings.host, settings.process);
    KeyJob { database, settings, requested_by }
}

fn status(finish: Finish) -> Result<ExitStatus, DashboardError> {
    match (finish.ending, finish.signal) {
        (Ending::PollerGone, _) => Err(DashboardError::PollerGone),
        (_, Some(signal)) => Ok(ExitStatus::Signal(signal)),
        (Ending::HangUp, None) => Ok(ExitStatus::Signal(HANG_UP)),
        (Ending::Quit | Ending::Stopped, None) => Ok(ExitStatus::Done),
    }
}

/// The number of SIGHUP, which is what the end of a terminal means.
const HANG_UP: i32 = signal_hook::consts::SIGHUP;

/// Runs a future to its end on a runtime of its own.
///
/// # Errors
/// Where the runtime cannot be started.
pub fn block_on<F: Future>(future: F) -> io::Result<F::Output> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let output = runtime.block_on(future);
    runtime.shutdown_timeout(Duration::from_millis(200));
    Ok(output)
}
