//! The resolved configuration: what every setting is in this run, and where it came from.
//!
//! The parts: [`keys`] is the one table of settings; `file` reads a TOML file by that table; `layers` ranks
//! option, environment variable, profile, file and default; `check` judges values; [`document`] writes
//! the example file, the handbook page and `config show` from the same table.

mod check;
mod display;
pub mod document;
mod error;
mod file;
pub mod keys;
mod layers;
mod origin;
mod suggest;

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use crate::cli::GlobalArguments;
use crate::model::{
    AlarmRules, Color, DatabaseUrl, Environment, HostName, Thresholds, WayOut, WebAddress,
    WebOrigin,
};

pub use crate::cli::{ThemeChoice, TrafficChoice};
pub use display::{ColorDepth, Display, Glyphs, language_without_file};
pub use error::{ConfigError, Problem};
pub use origin::{Origin, OwnSetting, Setting};
pub use suggest::nearest;

/// Every setting of this run. `Debug` shows no password.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The configuration file that was read, if there is one.
    pub file: Option<PathBuf>,
    /// Which database this is, in words.
    pub profile: Profile,
    /// Nothing that writes is offered.
    pub read_only: bool,
    /// How the database is reached.
    pub database: Database,
    /// How often it is asked.
    pub poll: Poll,
    /// When a figure is good enough.
    pub health: Thresholds,
    /// When the program makes itself heard.
    pub alarm: AlarmRules,
    /// How things are shown.
    pub display: Display,
    /// How the wallboard behaves.
    pub wallboard: Wallboard,
    /// How what people copy and export leaves the program.
    pub share: Share,
    /// How much a recording takes.
    pub record: Record,
    /// What is logged, and where.
    pub log: Log,
    /// What `schema install` installs.
    pub schema: Schema,
    /// How the refresh job runs.
    pub job: Job,
    /// How `serve` behaves.
    pub serve: Serve,
    /// What `demo` starts.
    pub demo: Demo,
    /// Which key does what, and how things are coloured, where the file says so.
    pub own: Vec<OwnSetting>,
    /// Each setting as text with its origin, in the order of the table; secrets are masked.
    pub settings: Vec<Setting>,
    /// What looks like a mistake but stops nothing; for standard error or the Log screen.
    pub warnings: Vec<String>,
}

/// Which database this is, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// The name of the chosen `[profile.NAME]`; empty where none is.
    pub name: String,
    /// The word in the header: `label`, else the profile's name, else empty.
    pub label: String,
    /// People work on it: a write asks twice.
    pub production: bool,
    /// The colour of the word in the header.
    pub color: Option<Color>,
}

/// `[database]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Database {
    /// Where to connect; `None` leaves it to libpq's own variables and defaults.
    pub url: Option<DatabaseUrl>,
    /// How long opening a connection may take.
    pub connect_timeout: Duration,
    /// How long we wait for the answer of one poll or read, on our own clock.
    pub deadline: Duration,
    /// After how long the server itself ends a statement.
    pub statement_timeout: Duration,
    /// How long the server waits for a lock.
    pub lock_timeout: Duration,
    /// Most connections at a time.
    pub pool_size: usize,
}

/// `[poll]`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Poll {
    /// Time from the start of one poll to the start of the next.
    pub interval: Duration,
}

/// `[wallboard]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wallboard {
    /// How long a page stays; zero is for ever.
    pub rotate: Duration,
    /// What its code leads to.
    pub link: Option<WebAddress>,
    /// The key that unlocks it.
    pub unlock: char,
}

/// `[share]`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// The first way by which a copy may leave.
    pub way: WayOut,
    /// Where files are written; `None` is the working directory.
    pub folder: Option<PathBuf>,
}

/// `[record]`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// The size of one file, in bytes.
    pub file_bytes: u64,
    /// The most files.
    pub files: u32,
}

/// `[log]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// The dashboard logs to this file too; `None` is no file.
    pub file: Option<PathBuf>,
    /// The least serious thing that is logged.
    pub level: LogLevel,
}

/// How serious a log line is, the most serious first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// Something failed.
    Error,
    /// Something is not as it should be.
    Warn,
    /// What a person wants to know later.
    #[default]
    Info,
    /// What a programmer wants to know.
    Debug,
    /// Every step.
    Trace,
}

impl LogLevel {
    /// Every level, the most serious first.
    pub const ALL: [Self; 5] = [Self::Error, Self::Warn, Self::Info, Self::Debug, Self::Trace];

    /// What `-v` asks for: none is warnings, one information, two details, three everything.
    pub const fn for_verbosity(count: u8) -> Self {
        match count {
            0 => Self::Warn,
            1 => Self::Info,
            2 => Self::Debug,
            _ => Self::Trace,
        }
    }

    /// The word in the configuration file and in a log filter.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }
}

/// `[schema]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    /// The time zone in which a day of the daily history begins and ends, such as `America/Lima`.
    pub business_time_zone: String,
}

/// `[job]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Where the job connects to; `None` is the database of everything else.
    pub database_url: Option<DatabaseUrl>,
    /// The column of a cabinet lead that points at a scout; empty is none.
    pub lead_scout_column: String,
    /// The column of the list of scouts that it points at; empty is none.
    pub scouts_match_column: String,
    /// Whether a missing ledger row is created where the events name exactly one scout.
    pub create_missing_ledger_rows: bool,
    /// How many rows the first transaction of a step changes.
    pub batch_rows: u32,
    /// How long one statement that reads everything may take.
    pub statement_timeout: Duration,
    /// Whether the job may run as a superuser.
    pub allow_superuser: bool,
    /// Whether people may record who brought a person in.
    pub allow_decisions: bool,
}

/// `[serve]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Serve {
    /// Where it listens.
    pub listen: ListenAddress,
    /// The file of the tokens that may read; `None` lets everybody read.
    pub read_token_file: Option<PathBuf>,
    /// The file of the tokens that may run the job; `None` lets nobody.
    pub operator_token_file: Option<PathBuf>,
    /// Web pages that may ask from a browser.
    pub allowed_origins: Vec<WebOrigin>,
    /// The names under which it may be asked for, besides its own and those of web pages that may ask.
    pub hosts: Vec<HostName>,
}

/// An address of this machine, and a port. The default is out of reach for every other machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListenAddress(pub SocketAddr);

impl std::fmt::Display for ListenAddress {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Default for ListenAddress {
    fn default() -> Self {
        Self(SocketAddr::from(([127, 0, 0, 1], 8787)))
    }
}

/// `[demo]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demo {
    /// How many persons are invented.
    pub persons: u32,
    /// The folder of `initdb` and `postgres`; `None` looks in the usual places.
    pub server_programs: Option<PathBuf>,
}

impl From<LogLevel> for tracing::Level {
    fn from(level: LogLevel) -> Self {
        match level {
            LogLevel::Error => Self::ERROR,
            LogLevel::Warn => Self::WARN,
            LogLevel::Info => Self::INFO,
            LogLevel::Debug => Self::DEBUG,
            LogLevel::Trace => Self::TRACE,
        }
    }
}

/// Refuses a command line on which a password stands, wherever it stands, before anything repeats it.
///
/// A mistyped option or a connection string in the place of a command would otherwise come back in the
/// words of the parser.
pub fn refuse_passwords(arguments: &[OsString]) -> Result<(), Problem> {
    for argument in arguments {
        let argument = argument.to_string_lossy();
        let value = argument.split_once('=').map_or("", |(_, value)| value);
        let holds_password =
            [argument.as_ref(), value].into_iter().map(DatabaseUrl::new).any(|url| {
                // What is no connection string is none of our business here.
                url.holds_secret() && (url.is_url() || url.is_understood())
            });
        if holds_password {
            return Err(layers::password_on_command_line());
        }
    }
    Ok(())
}

impl Config {
    /// Resolves every setting from the options, the environment and the configuration file.
    ///
    /// Fails with every problem found, each with its place and what to do about it.
    pub fn load(options: &GlobalArguments, environment: &Environment) -> Result<Self, ConfigError> {
        layers::load(options, environment)
    }

    /// The files that settings may be read from, the one that counts first; none needs to exist.
    pub fn places(options: &GlobalArguments, environment: &Environment) -> Vec<PathBuf> {
        layers::places(options, environment)
    }

    /// The configuration of a run without options, variables and file.
    pub fn built_in() -> Result<Self, ConfigError> {
        layers::resolve(&layers::Sources::default())
    }
}
