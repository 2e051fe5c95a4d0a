//! The one table of settings.
//!
//! A row says how a setting is called, what it is by default, which values it takes and what it means.
//! The configuration file is read by it, environment variables are named by it, and the example file, the
//! handbook page and `config show` are written from it. To add a setting: a constant here, its name in
//! [`ALL`], a field in `Config`, a line in `layers::build`; the tests find what is forgotten.

mod alarm;
mod form;
mod night;
mod profile;
mod record;
mod sections;
mod serve;
mod share;
mod wallboard;

use std::marker::PhantomData;
use std::path::PathBuf;
use std::time::Duration;

use crate::cli::{ColorChoice, GlyphChoice, LanguageChoice, ThemeChoice, TrafficChoice};
use crate::config::LogLevel;
use crate::model::DatabaseUrl;

pub use alarm::*;
pub use form::Form;
pub use night::*;
pub use profile::*;
pub use record::*;
pub use sections::{COLOURS, KEYS, OWN_SECTIONS, SECTIONS};
pub use serve::*;
pub use share::*;
pub use wallboard::*;

/// A row of the table, without the type of its value.
#[derive(Debug, PartialEq, Eq)]
pub struct Spec {
    /// The section of the file; empty at the top.
    pub section: &'static str,
    /// The name in that section.
    pub name: &'static str,
    /// The default, as text.
    pub default: &'static str,
    /// Which values it takes.
    pub form: Form,
    /// The option that sets it, with its dashes.
    pub option: Option<&'static str>,
    /// What it means, one sentence without the full stop.
    pub meaning: &'static str,
}

/// A setting whose value is a `T`.
#[derive(Debug)]
pub struct Key<T> {
    /// The row of the table.
    pub spec: Spec,
    value: PhantomData<fn() -> T>,
}

impl Spec {
    /// `section.name`, or the bare name at the top of the file.
    pub fn path(&self) -> String {
        if self.section.is_empty() {
            self.name.to_owned()
        } else {
            format!("{}.{}", self.section, self.name)
        }
    }

    /// The environment variable, `SCOUTWATCH_SECTION_NAME` but for two.
    pub fn variable(&self) -> String {
        match (self.section, self.name) {
            // It names the profile of this run, not a default for later ones.
            ("", "default_profile") => "SCOUTWATCH_PROFILE".to_owned(),
            // The name that the search for the server programs knows.
            ("demo", "server_programs") => "SCOUTWATCH_PG_BIN".to_owned(),
            _ => format!("SCOUTWATCH_{}", self.path().replace('.', "_").to_uppercase()),
        }
    }

    /// Whether a dashboard that runs follows it when the file changes. What names the database does not change under
    /// its figures.
    pub fn takes_effect_at_once(&self) -> bool {
        match self.section {
            "display" => self.name != WALLBOARD.spec.name,
            "alarm" | "health" => true,
            _ => *self == POLL_INTERVAL.spec,
        }
    }

    /// Whether a `[profile.NAME]` may hold it.
    pub fn is_allowed_in_profile(&self) -> bool {
        self.name != DEFAULT_PROFILE.spec.name
    }
}

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;

/// A row of the table.
const fn key<T>(
    section: &'static str,
    name: &'static str,
    default: &'static str,
    form: Form,
    meaning: &'static str,
) -> Key<T> {
    Key { spec: Spec { section, name, default, form, option: None, meaning }, value: PhantomData }
}

impl<T> Key<T> {
    /// The same row, with the option that sets it.
    const fn with_option(mut self, option: &'static str) -> Self {
        self.spec.option = Some(option);
        self
    }
}

/// Where to connect.
pub const DATABASE_URL: Key<Option<DatabaseUrl>> = key(
    "database",
    "url",
    "",
    Form::Url,
    "where to connect; empty leaves it to PGHOST, PGSERVICE and the other variables and defaults of libpq. \
     A file that holds a password must be readable by its owner alone (chmod 600)",
).with_option("--database-url");
/// How long opening a connection may take.
pub const CONNECT_TIMEOUT: Key<Duration> = key(
    "database",
    "connect_timeout",
    "3s",
    Form::Time { least: 100, most: MINUTE },
    "how long opening a connection may take",
);
/// How long we wait for an answer.
pub const DEADLINE: Key<Duration> = key(
    "database",
    "deadline",
    "5s",
    Form::Time { least: 200, most: 10 * MINUTE },
    "how long to wait for the answer of one poll, on the clock of this machine: a server behind a dead link \
     cannot end a statement. `show` waits six times as long, for a list that a person asked for",
);
/// When the server ends a statement.
pub const STATEMENT_TIMEOUT: Key<Duration> = key(
    "database",
    "statement_timeout",
    "4s",
    Form::Time { least: 100, most: 10 * MINUTE },
    "after how long the server ends a statement; shorter than the deadline, so that the server is the first \
     to give up",
);
/// How long the server waits for a lock.
pub const LOCK_TIMEOUT: Key<Duration> = key(
    "database",
    "lock_timeout",
    "200ms",
    Form::Time { least: 1, most: MINUTE },
    "how long a read waits for a lock, so that it never queues in front of somebody's work",
);
/// Most connections at a time.
pub const POOL_SIZE: Key<u32> = key(
    "database",
    "pool_size",
    "2",
    Form::Count { least: 1, most: 16 },
    "the most connections at a time: one for the poll, one for what a person opens",
);

/// Time between two polls.
pub const POLL_INTERVAL: Key<Duration> = key(
    "poll",
    "interval",
    "12s",
    Form::Time { least: SECOND, most: HOUR },
    "time from the start of one poll to the start of the next",
)
.with_option("--interval");

/// From here on the satisfactory share is OK.
pub const SATISFACTORY_OK_PERCENT: Key<f64> = key(
    "health",
    "satisfactory_ok_percent",
    "80",
    Form::Percent,
    "satisfactory persons in percent: from here on it is OK",
);
/// From here on the satisfactory share is WARN.
pub const SATISFACTORY_WARN_PERCENT: Key<f64> = key(
    "health",
    "satisfactory_warn_percent",
    "50",
    Form::Percent,
    "satisfactory persons in percent: from here on it is WARN, below it is CRIT",
);
/// From here on open conflicts are WARN.
pub const CONFLICTS_WARN: Key<u32> = key(
    "health",
    "conflicts_warn",
    "50",
    Form::Count { least: 1, most: 1_000_000 },
    "open conflicts: from here on it is WARN",
);
/// Above this open conflicts are CRIT.
pub const CONFLICTS_CRIT: Key<u32> = key(
    "health",
    "conflicts_crit",
    "100",
    Form::Count { least: 1, most: 1_000_000 },
    "open conflicts: above this it is CRIT",
);
/// Above this the missing share is WARN.
pub const MISSING_WARN_PERCENT: Key<f64> = key(
    "health",
    "missing_warn_percent",
    "30",
    Form::Percent,
    "persons without a scout in percent of all: above this it is WARN",
);
/// How old the last completed job may be.
pub const JOB_MAX_AGE: Key<Duration> = key(
    "health",
    "job_max_age",
    "4h",
    Form::Time { least: MINUTE, most: 30 * 24 * HOUR },
    "the last completed refresh job may be so old; older is WARN",
);

/// When colours are used.
pub const COLOR: Key<ColorChoice> = key(
    "display",
    "color",
    "auto",
    Form::OneOf(&["auto", "never", "16", "256", "truecolor"]),
    "how many colours to use; auto: as many as the terminal says it has, none where NO_COLOR is set",
)
.with_option("--color");
/// Which colours mean what.
pub const THEME: Key<ThemeChoice> = key(
    "display",
    "theme",
    "default",
    Form::OneOf(&[
        "default",
        "dark",
        "light",
        "high-contrast",
        "deuteranopia",
        "tritanopia",
        "mono",
    ]),
    "which colours mean what; default: the terminal's own, readable on any background",
)
.with_option("--theme");
/// Which characters pictures are drawn with.
pub const GLYPHS: Key<GlyphChoice> = key(
    "display",
    "glyphs",
    "auto",
    Form::OneOf(&["auto", "braille", "block", "ascii"]),
    "the characters of charts and marks; auto: braille, blocks on the Linux console, ASCII where the locale is \
     not UTF-8",
)
.with_option("--ascii");
/// Which language people are spoken to in.
pub const LANGUAGE: Key<LanguageChoice> = key(
    "display",
    "language",
    "auto",
    Form::OneOf(&["auto", "en", "es"]),
    "the language of screens, dialogs, notes, errors and explanations; auto: that of the locale, English where it is neither",
)
.with_option("--lang");
/// How much is sent to the terminal.
pub const TRAFFIC: Key<TrafficChoice> = key(
    "display",
    "traffic",
    "auto",
    Form::OneOf(&["auto", "full", "low"]),
    "how much is drawn; low: figures and words without charts, lines and most colours; auto: low while the \
     terminal lags",
);
/// Whether the wallboard is opened.
pub const WALLBOARD: Key<bool> = key(
    "display",
    "wallboard",
    "false",
    Form::Switch,
    "open the wallboard in place of the dashboard: large figures for a screen on a wall, and nothing that writes",
)
.with_option("--wallboard");

/// The log file of the dashboard.
pub const LOG_FILE: Key<Option<PathBuf>> = key(
    "log",
    "file",
    "",
    Form::Path,
    "the dashboard also logs to this file, a new one each day, seven are kept; empty is none",
)
.with_option("--log-file");
/// The least serious thing that is logged.
pub const LOG_LEVEL: Key<LogLevel> = key(
    "log",
    "level",
    "info",
    Form::OneOf(&["error", "warn", "info", "debug", "trace"]),
    "the least serious thing that the dashboard logs",
);

/// The time zone of a day of the history.
pub const BUSINESS_TIME_ZONE: Key<String> = key(
    "schema",
    "business_time_zone",
    "America/Lima",
    Form::TimeZone,
    "the time zone in which a day of the daily history begins and ends, for schema install",
);

/// Where the refresh job connects to.
pub const JOB_DATABASE_URL: Key<Option<DatabaseUrl>> = key(
    "job",
    "database_url",
    "",
    Form::Url,
    "where the refresh job connects to: the server itself, past any pooler, as a role that has the rights of an \
     operator; empty is database.url. A file that holds a password must be readable by its owner alone \
     (chmod 600)",
);
/// The column of a cabinet lead that points at a scout.
pub const LEAD_SCOUT_COLUMN: Key<String> = key(
    "job",
    "lead_scout_column",
    "",
    Form::Text,
    "the column of module_ct_cabinet_leads that points at a scout, such as referral_link_id; empty leaves the \
     step lead_events out",
);
/// The column of the list of scouts that it points at.
pub const SCOUTS_MATCH_COLUMN: Key<String> = key(
    "job",
    "scouts_match_column",
    "",
    Form::Text,
    "the column of module_ct_scouts_list that holds the same values, such as scout_id; empty leaves the step \
     lead_events out",
);
/// Whether missing ledger rows are created.
pub const CREATE_MISSING_LEDGER_ROWS: Key<bool> = key(
    "job",
    "create_missing_ledger_rows",
    "false",
    Form::Switch,
    "give a person whose events name exactly one scout a ledger row where there is none; the job's role needs \
     insert on observational.lead_ledger for that",
);
/// How many rows the first transaction of a step changes.
pub const BATCH_ROWS: Key<u32> = key(
    "job",
    "batch_rows",
    "2000",
    Form::Count { least: 1, most: 20_000 },
    "how many rows the first transaction of a step changes; later ones change as many as fit into a quarter of \
     a second",
);
/// How long one statement that reads everything may take.
pub const JOB_STATEMENT_TIMEOUT: Key<Duration> = key(
    "job",
    "statement_timeout",
    "10m",
    Form::Time { least: SECOND, most: 24 * HOUR },
    "how long a statement of the refresh job may take that reads everything, such as a count",
);
/// Whether the job may run as a superuser.
pub const ALLOW_SUPERUSER: Key<bool> = key(
    "job",
    "allow_superuser",
    "false",
    Form::Switch,
    "let the refresh job run as a superuser, whom no right keeps from anything",
);
/// Whether a person may record a decision.
pub const ALLOW_DECISIONS: Key<bool> = key(
    "job",
    "allow_decisions",
    "false",
    Form::Switch,
    "let people record on the dashboard who brought a person in, with the job's connection; the SQL that does \
     it is shown in any case",
);

/// How many persons the demo invents.
pub const DEMO_PERSONS: Key<u32> = key(
    "demo",
    "persons",
    "2033",
    Form::Count { least: 0, most: 1_000_000 },
    "how many persons the demo invents",
);
/// Where the demo finds the server programs.
pub const SERVER_PROGRAMS: Key<Option<PathBuf>> = key(
    "demo",
    "server_programs",
    "",
    Form::Path,
    "the folder of initdb and postgres; empty looks in PATH and in the usual places",
);

/// Every row, in the order in which they are shown.
pub const ALL: &[&Spec] = &[
    &DEFAULT_PROFILE.spec,
    &LABEL.spec,
    &PRODUCTION.spec,
    &PROFILE_COLOR.spec,
    &READ_ONLY.spec,
    &DATABASE_URL.spec,
    &CONNECT_TIMEOUT.spec,
    &DEADLINE.spec,
    &STATEMENT_TIMEOUT.spec,
    &LOCK_TIMEOUT.spec,
    &POOL_SIZE.spec,
    &POLL_INTERVAL.spec,
    &SATISFACTORY_OK_PERCENT.spec,
    &SATISFACTORY_WARN_PERCENT.spec,
    &CONFLICTS_WARN.spec,
    &CONFLICTS_CRIT.spec,
    &MISSING_WARN_PERCENT.spec,
    &JOB_MAX_AGE.spec,
    &MARGIN_POINTS.spec,
    &MARGIN_CONFLICTS.spec,
    &MARGIN_TIME.spec,
    &ALARM_BELL.spec,
    &ALARM_NOTIFY.spec,
    &ALARM_RECOVER.spec,
    &ALARM_QUIET_HOURS.spec,
    &COLOR.spec,
    &THEME.spec,
    &GLYPHS.spec,
    &LANGUAGE.spec,
    &TRAFFIC.spec,
    &UTC.spec,
    &NIGHT.spec,
    &WALLBOARD.spec,
    &WALLBOARD_ROTATE.spec,
    &WALLBOARD_LINK.spec,
    &WALLBOARD_UNLOCK.spec,
    &SHARE_WAY.spec,
    &SHARE_FOLDER.spec,
    &RECORD_FILE_MEGABYTES.spec,
    &RECORD_FILES.spec,
    &LOG_FILE.spec,
    &LOG_LEVEL.spec,
    &BUSINESS_TIME_ZONE.spec,
    &JOB_DATABASE_URL.spec,
    &LEAD_SCOUT_COLUMN.spec,
    &SCOUTS_MATCH_COLUMN.spec,
    &CREATE_MISSING_LEDGER_ROWS.spec,
    &BATCH_ROWS.spec,
    &JOB_STATEMENT_TIMEOUT.spec,
    &ALLOW_SUPERUSER.spec,
    &ALLOW_DECISIONS.spec,
    &SERVE_LISTEN.spec,
    &SERVE_READ_TOKENS.spec,
    &SERVE_OPERATOR_TOKENS.spec,
    &SERVE_ORIGINS.spec,
    &SERVE_HOSTS.spec,
    &DEMO_PERSONS.spec,
    &SERVER_PROGRAMS.spec,
];
