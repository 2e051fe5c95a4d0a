//! The command line: types that clap fills, and nothing else.
//!
//! What an option means for the run is decided in `config`; this file says how it is written and explained.
//! Environment variables are named in the help and read in `config`, so that clap never sees, and never
//! prints, what they hold.
#![expect(clippy::doc_markdown, reason = "these doc comments are the help texts of a terminal")]

mod glance;
mod lists;
mod program;
mod since;
mod values;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgAction, Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use uuid::Uuid;

use crate::model::{
    Category, ConflictKind, DatabaseUrl, Filter, LiquidationStatus, List, PageRequest,
    PaymentStatus, PersonKey, ScoutId, Sort, SortColumn, Trigger,
};

pub use glance::{Glance, glance};
pub use program::{
    CheckArguments, CompletionsArguments, DoctorArguments, ManArguments, ServeArguments,
    VerifyArguments,
};
pub use since::Since;
pub use values::{
    CheckFormat, ColorChoice, GlyphChoice, HumanDuration, LanguageChoice, OutputFormat, RoleName,
    TextFormat, ThemeChoice, TrafficChoice,
};

/// Shown below the long help.
const AFTER_LONG_HELP: &str = "\
Settings are taken from, in this order: option, environment variable, profile, configuration file, \
default. `scoutwatch config show` prints each one with the place it came from.

Exit status: 0 done, 1 a check failed, 2 wrong usage or configuration, 3 busy, 4 the database cannot \
be reached, 5 refused. `check` follows the monitoring plugins: 0 OK, 1 WARN, 2 CRIT, 3 UNKNOWN.";

/// Watch scout attribution in a PostgreSQL database
///
/// Without a command it opens the dashboard. It reads the database and changes nothing; the commands that
/// write say so.
#[derive(Clone, Debug, Parser)]
#[command(name = "scoutwatch", version, max_term_width = 100, after_long_help = AFTER_LONG_HELP)]
pub struct Cli {
    /// Options that every command takes.
    #[command(flatten)]
    pub global: GlobalArguments,
    /// What to do; the dashboard, if nothing is named.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Reads a command line, the name of the program first. The error is clap's answer: help, version, or what
/// is wrong.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let mut command = command();
    let mut matches = command.try_get_matches_from_mut(arguments)?;
    Cli::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
}

/// The whole command line: what is derived here, and for each list the columns that it can be sorted by.
pub fn command() -> clap::Command {
    let mut command = Cli::command();
    lists::offer_columns(&mut command);
    command
}

/// Options that every command takes.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Global options")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct GlobalArguments {
    /// Read this configuration file
    ///
    /// Without it, scoutwatch/config.toml in $XDG_CONFIG_HOME or ~/.config is read, else
    /// /etc/scoutwatch/config.toml, else none. [env: SCOUTWATCH_CONFIG]
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,

    /// Use this profile of the configuration file
    ///
    /// A profile is a section [profile.NAME]: one database, with its own limits and its own word in the
    /// header. An empty name means none. [env: SCOUTWATCH_PROFILE]
    #[arg(long, value_name = "NAME", global = true)]
    pub profile: Option<String>,

    /// Connect to this database; without a password in it
    ///
    /// postgresql://user@host:5432/database?sslmode=verify-full, or "host=... dbname=...". A password on the
    /// command line is refused, because every user of the machine can read it there; give it in ~/.pgpass,
    /// PGPASSWORD, SCOUTWATCH_DATABASE_URL or the configuration file. Without any, libpq's own variables
    /// (PGHOST, PGSERVICE ...) and defaults decide. [env: SCOUTWATCH_DATABASE_URL, DATABASE_URL]
    #[arg(long, value_name = "URL", global = true)]
    pub database_url: Option<DatabaseUrl>,

    /// Time between two polls, from 1s to 1h
    ///
    /// For whatever goes on: the dashboard, the wallboard, --plain and serve. [env: SCOUTWATCH_POLL_INTERVAL]
    #[arg(long, value_name = "TIME", global = true)]
    pub interval: Option<HumanDuration>,

    /// Offer nothing that writes
    ///
    /// [env: SCOUTWATCH_READ_ONLY]
    #[arg(long, global = true)]
    pub read_only: bool,

    /// Open the wallboard in place of the dashboard
    ///
    /// Large figures for a screen on a wall, without keys and without anything that writes. It turns its
    /// pages by itself and leaves by u and then q. [env: SCOUTWATCH_DISPLAY_WALLBOARD]
    #[arg(long, global = true)]
    pub wallboard: bool,

    /// Write a line for each change in place of a screen
    ///
    /// To standard output, without a terminal: for a pipe, a file, or a screen reader. It goes on until a
    /// signal ends it or nobody reads it any more.
    #[arg(long, global = true, conflicts_with = "wallboard")]
    pub plain: bool,

    /// Write every poll to this file too
    ///
    /// `scoutwatch replay FILE` shows it again, without a database. A full file becomes FILE.1 and so on; the
    /// oldest is given up. For the dashboard, the wallboard and --plain.
    #[arg(long, value_name = "FILE", global = true, hide_short_help = true)]
    pub record: Option<PathBuf>,

    /// Tell what has changed since then
    ///
    /// A time of day (22:00, or 22:00Z for UTC), a length of time (8h), or a date with a time. Without it the dashboard
    /// tells what has changed since it was left. It compares with the recording that --record names, with what was
    /// noted when it was left, and with the daily history, and says with which.
    #[arg(
        long,
        value_name = "TIME",
        global = true,
        hide_short_help = true,
        conflicts_with = "wallboard"
    )]
    pub since: Option<Since>,

    /// When to use colours
    ///
    /// [env: SCOUTWATCH_DISPLAY_COLOR, NO_COLOR]
    #[arg(long, value_name = "WHEN", value_enum, global = true, hide_short_help = true)]
    pub color: Option<ColorChoice>,

    /// Which colours mean what, on the dashboard
    ///
    /// [env: SCOUTWATCH_DISPLAY_THEME]
    #[arg(long, value_name = "THEME", value_enum, global = true, hide_short_help = true)]
    pub theme: Option<ThemeChoice>,

    /// Draw the dashboard in ASCII
    ///
    /// Without it, a terminal whose locale is not UTF-8 gets ASCII too. [env: SCOUTWATCH_DISPLAY_GLYPHS=ascii]
    #[arg(long, global = true, hide_short_help = true)]
    pub ascii: bool,

    /// Speak English or Spanish: en, es
    ///
    /// Screens, dialogs, notes, errors and explanations; what programs and logs read stays as it is, and so do this help
    /// and what is said of a mistyped option. Without it the locale decides.
    /// [env: SCOUTWATCH_DISPLAY_LANGUAGE, LC_ALL, LC_MESSAGES, LANG]
    #[arg(long, value_name = "LANGUAGE", value_enum, global = true, hide_short_help = true)]
    pub lang: Option<LanguageChoice>,

    /// Write the dashboard's log to this file too
    ///
    /// Each day has its own: dashboard.log becomes dashboard.2026-11-24.log. Seven are kept. [env: SCOUTWATCH_LOG_FILE]
    #[arg(long, value_name = "FILE", global = true, hide_short_help = true)]
    pub log_file: Option<PathBuf>,

    /// Log more: -v, -vv, -vvv
    ///
    /// -v adds information, -vv details, -vvv everything. Commands log to standard error, the dashboard to its Log screen. SCOUTWATCH_LOG or RUST_LOG set a
    /// finer filter, such as scoutwatch=debug,tokio_postgres=info.
    #[arg(short, long, action = ArgAction::Count, global = true)]
    pub verbose: u8,
}

/// What to do instead of opening the dashboard.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Open the dashboard on a private PostgreSQL with invented data
    ///
    /// Starts a server of its own that only this user can reach, fills it, and removes it at the end. It
    /// touches no other database. It needs the PostgreSQL server programs (initdb, postgres) on this machine.
    Demo(DemoArguments),
    /// Show a recording again, without a database
    ///
    /// Opens the dashboard on the polls that --record wrote: [ ] { } go through them. With --plain it prints what
    /// changed, one line each. Older files beside it, FILE.1 and so on, belong to it.
    Replay(ReplayArguments),
    /// Print one set of figures
    Show(ShowArguments),
    /// Install or inspect the views and tables that scoutwatch reads
    Schema(SchemaArguments),
    /// Judge the figures once, for a monitoring system
    ///
    /// Prints one line with performance data and exits with 0 OK, 1 WARN, 2 CRIT or 3 UNKNOWN.
    Check(CheckArguments),
    /// Say what is wrong, and what mends it
    ///
    /// The connection, the schema, the rights, the server and the terminal, one line a check: OK, WARN, FAIL, SKIPPED or UNKNOWN, and below what is wrong the command, SQL or setting that mends it.
    /// Nothing is written. Exits with 0 where nothing fails (warnings are allowed), 1 where a check does, 2 where the settings
    /// are wrong, 4 where the database cannot be reached, 5 where the role may not read every view.
    Doctor(DoctorArguments),
    /// Repair what can be repaired without guessing (writes)
    ///
    /// Links registrations to persons, maps cabinet leads to scouts, gives the ledger the one scout that the events of a person
    /// name, stores today's figures and checks the result. Every change is audited; conflicts are left to people, claims are
    /// never written. One run at a time, over all terminals and machines: while one is active it exits with 3 and names it.
    Refresh(RefreshArguments),
    /// Check the data and the job's work
    ///
    /// Makes the ten checks that a run of the job makes at its end, over the connection of the job. Nothing is written. Exits
    /// with 1 where one does not hold.
    Verify(VerifyArguments),
    /// Serve the figures over HTTP, to CT4's web interface and to Prometheus
    ///
    /// One poll serves any number of readers. On this machine alone unless --listen says otherwise; a token may be required for
    /// reading, and always is for running the job. /openapi.json describes every path. It ends by a signal.
    Serve(ServeArguments),
    /// Inspect the settings
    Config(ConfigArguments),
    /// Print what a shell needs to complete this command line
    Completions(CompletionsArguments),
    /// Print the manual page, or write all of them to a folder
    Man(ManArguments),
}

/// `demo`
#[derive(Clone, Debug, Args)]
pub struct DemoArguments {
    /// How many persons to invent [env: SCOUTWATCH_DEMO_PERSONS]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub persons: Option<u32>,
    /// Keep the server's folder at the end, and say where it is
    #[arg(long)]
    pub keep: bool,
    /// Play a bad night in a minute: conflicts, missing scouts, a failed run, a lost database
    #[arg(long)]
    pub bad_night: bool,
}

/// `replay`
#[derive(Clone, Debug, Args)]
pub struct ReplayArguments {
    /// The recording
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// `show`
#[derive(Clone, Debug, Args)]
pub struct ShowArguments {
    /// How to write it
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t, global = true)]
    pub format: OutputFormat,
    /// Which figures.
    #[command(subcommand)]
    pub subject: ShowSubject,
}

/// The figures that `show` knows.
#[derive(Clone, Debug, Subcommand)]
pub enum ShowSubject {
    /// The headline: satisfactory, missing, conflicts, backlog, last job
    Metrics,
    /// The headline of each past day
    Daily(DailyArguments),
    /// Persons without a scout, by category
    Backlog(BacklogArguments),
    /// Persons for whom the evidence names more than one scout
    Conflicts(ConflictsArguments),
    /// Everything that is known about one person, with the evidence for each scout
    Person(PersonArguments),
    /// Runs of all jobs, and how the refresh job stands
    Jobs(ListArguments),
    /// Yango claims, each with its scout
    Collection(CollectionArguments),
    /// The base list from which scouts are later paid
    Liquidation(LiquidationArguments),
    /// Cabinet leads without a scout
    Alerts(ListArguments),
    /// Tables and views that the figures rest on, and which are absent
    Sources,
}

/// Which rows of a list, and in which order.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Rows")]
pub struct ListArguments {
    /// At most so many rows
    #[arg(long, value_name = "N", default_value_t = 50,
          value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub limit: u32,
    /// Which page of --limit rows, from 1
    #[arg(long, value_name = "N", default_value_t = 1,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub page: u32,
    /// Only rows that fulfil this filter, as it is typed behind / in the dashboard
    ///
    /// Words that a row contains, upper or lower case; conditions such as scout=12 or age>30d; ~pattern; !, or, parentheses.
    #[arg(long, value_name = "FILTER", value_parser = values::filter_parser(&[]))]
    pub filter: Option<Filter>,
    /// Sort by this column, the smallest or oldest first
    ///
    /// Without it, the list has the order that it has in the dashboard.
    #[arg(long, value_name = "COLUMN", value_parser = values::sort_parser(lists::every_column()))]
    pub sort: Option<SortColumn>,
    /// The greatest or newest first
    #[arg(long, requires = "sort")]
    pub descending: bool,
}

impl ListArguments {
    /// The request for these rows of a list.
    pub fn page_request(&self, list: &List) -> PageRequest {
        let page = PageRequest::numbered(list, self.page, self.limit);
        PageRequest {
            filter: self.filter.clone().filter(|filter| !filter.is_empty()),
            sort: self
                .sort
                .map_or(page.sort, |column| Sort { column, descending: self.descending }),
            ..page
        }
    }
}

/// `show daily`
#[derive(Clone, Debug, Args)]
pub struct DailyArguments {
    /// How many days back, from 1 to 365
    #[arg(long, value_name = "N", default_value_t = 30,
          value_parser = clap::value_parser!(u16).range(1..=365))]
    pub days: u16,
}

/// `show backlog`
#[derive(Clone, Debug, Args)]
pub struct BacklogArguments {
    /// Only this category
    #[arg(long, value_name = "LETTER", ignore_case = true,
          value_parser = values::category_parser())]
    pub category: Option<Category>,
    /// Which rows.
    #[command(flatten)]
    pub list: ListArguments,
}

/// `show conflicts`
#[derive(Clone, Debug, Args)]
pub struct ConflictsArguments {
    /// Only this kind
    #[arg(long, value_name = "KIND", ignore_case = true,
          value_parser = values::conflict_kind_parser())]
    pub kind: Option<ConflictKind>,
    /// Which rows.
    #[command(flatten)]
    pub list: ListArguments,
}

/// `show person`
#[derive(Clone, Debug, Args)]
pub struct PersonArguments {
    /// The person_key, a UUID
    #[arg(value_name = "KEY", value_parser = parse_person_key)]
    pub person_key: PersonKey,
}

fn parse_person_key(text: &str) -> Result<PersonKey, String> {
    Uuid::try_parse(text).map(PersonKey).map_err(|_| {
        "it is no person_key; write a UUID such as 3f2b8c1e-0d4a-4b7e-9a52-6c1d8e7f0a93".to_owned()
    })
}

/// `show collection`
#[derive(Clone, Debug, Args)]
pub struct CollectionArguments {
    /// Only claims without a scout
    #[arg(long, conflicts_with = "scout")]
    pub missing_only: bool,
    /// Only claims of persons in conflict
    #[arg(long)]
    pub conflicts_only: bool,
    /// Only claims of this scout
    #[arg(long, value_name = "N", value_parser = values::scout_parser())]
    pub scout: Option<ScoutId>,
    /// Only claims that Yango paid, misapplied or did not pay
    #[arg(long, value_name = "STATUS", ignore_case = true,
          value_parser = values::payment_status_parser())]
    pub payment_status: Option<PaymentStatus>,
    /// Which rows.
    #[command(flatten)]
    pub list: ListArguments,
}

/// `show liquidation`
#[derive(Clone, Debug, Args)]
pub struct LiquidationArguments {
    /// Only rows of this scout
    #[arg(long, value_name = "N", value_parser = values::scout_parser())]
    pub scout: Option<ScoutId>,
    /// Only rows that may be paid, or only those that are blocked
    #[arg(long, value_name = "STATUS", ignore_case = true,
          value_parser = values::liquidation_status_parser())]
    pub payment_status: Option<LiquidationStatus>,
    /// Which rows.
    #[command(flatten)]
    pub list: ListArguments,
}

/// `schema`
#[derive(Clone, Debug, Args)]
pub struct SchemaArguments {
    /// What to do with the schema.
    #[command(subcommand)]
    pub action: SchemaAction,
}

/// What `schema` can do.
#[derive(Clone, Debug, Subcommand)]
pub enum SchemaAction {
    /// Install the views and tables, or bring them up to date (writes)
    ///
    /// All or nothing, and safe to repeat. Views of the same names keep their columns and their grants.
    Install,
    /// Say what is installed, what is older, and what is missing
    Status,
    /// Print the SQL that install would run, and run nothing
    ///
    /// A script for psql, for the database as it is now; where that cannot be reached, for a database that
    /// has all of CT4's tables and views and nothing of scoutwatch.
    Print,
    /// Give a role the rights it needs (writes)
    Grant(GrantArguments),
}

/// `schema grant`
#[derive(Clone, Debug, Args)]
#[group(required = true, multiple = false)]
pub struct GrantArguments {
    /// This role may look at everything and change nothing
    #[arg(long, value_name = "ROLE")]
    pub viewer: Option<RoleName>,
    /// This role may also run the refresh job
    #[arg(long, value_name = "ROLE")]
    pub operator: Option<RoleName>,
}

/// `refresh`
#[derive(Clone, Debug, Args)]
pub struct RefreshArguments {
    /// Only say what a run would do; nothing is written
    #[arg(long, conflicts_with = "every")]
    pub dry_run: bool,
    /// Go on and run it so often, counted from the newest run, until a signal ends it
    ///
    /// A slot that was missed is made up for once. Two machines that do this keep one rhythm.
    #[arg(long, value_name = "TIME")]
    pub every: Option<HumanDuration>,
    /// What starts the run, for the record: command, cron, schedule
    #[arg(long, value_name = "WORD", value_parser = values::trigger_parser())]
    pub trigger: Option<Trigger>,
    /// How to write the plan or the receipt
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub format: TextFormat,
}

/// `config`
#[derive(Clone, Copy, Debug, Args)]
pub struct ConfigArguments {
    /// What to do with the settings.
    #[command(subcommand)]
    pub action: ConfigAction,
}

/// What `config` can do.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum ConfigAction {
    /// Print every setting, its value, and the place it came from; passwords are masked
    Show,
}
