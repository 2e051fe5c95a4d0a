//! Ranks the places a value can come from: option, environment variable, profile, file, default.

use std::path::{Path, PathBuf};

use crate::cli::{GlobalArguments, GlyphChoice};
use crate::config::check::{self, Value};
use crate::config::error::{ConfigError, Problem};
use crate::config::file::{self, FileContent, show};
use crate::config::keys::{self, Key, Spec};
use crate::config::suggest::nearest;
use crate::config::{
    Config, Database, Demo, Display, Job, Log, Origin, OwnSetting, Poll, Profile, Record, Schema,
    Serve, Setting, Share, Wallboard,
};
use crate::model::text::clean;
use crate::model::{AlarmRules, DatabaseUrl, Environment, Margins, Thresholds};

/// The file for every user of a machine.
const SYSTEM_FILE: &str = "/etc/scoutwatch/config.toml";

/// The variable that names the configuration file.
const FILE_VARIABLE: &str = "SCOUTWATCH_CONFIG";

/// Variables of ours that are no settings.
const OTHER_VARIABLES: &[&str] = &[FILE_VARIABLE, "SCOUTWATCH_LOG"];

/// Everything that was said, before anything is decided.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources {
    /// Options and variables, the strongest first for each key.
    said: Vec<Said>,
    file: Option<FileContent>,
    home: Option<PathBuf>,
    warnings: Vec<String>,
}

#[derive(Clone, Debug)]
struct Said {
    spec: &'static Spec,
    text: String,
    origin: Origin,
}

/// Collects what was said, and decides.
pub(super) fn load(
    options: &GlobalArguments,
    environment: &Environment,
) -> Result<Config, ConfigError> {
    let mut sources = Sources { home: environment.home.clone(), ..Sources::default() };
    sources.said.extend(said_by_options(options)?);
    sources.said.extend(said_by_variables(environment));
    sources.warnings.extend(unknown_variables(environment));
    find_file(options, environment, Path::new(SYSTEM_FILE), &mut sources)?;
    resolve(&sources)
}

fn said_by_options(options: &GlobalArguments) -> Result<Vec<Said>, Problem> {
    let mut said = Vec::new();
    let mut say = |spec: &'static Spec, text: Option<String>| {
        let origin = Origin::Option(spec.option.unwrap_or_default());
        said.extend(text.map(|text| Said { spec, text, origin }));
    };
    if options.database_url.as_ref().is_some_and(DatabaseUrl::holds_secret) {
        return Err(password_on_command_line());
    }
    let log_file = options.log_file.as_deref().map(|path| {
        path.to_str()
            .map(str::to_owned)
            .ok_or_else(|| Problem::new("--log-file", "the path is not UTF-8; choose another one"))
    });
    let url = options.database_url.as_ref().map(|url| url.expose().to_owned());
    say(&keys::DEFAULT_PROFILE.spec, options.profile.clone());
    say(&keys::DATABASE_URL.spec, url);
    say(&keys::POLL_INTERVAL.spec, options.interval.map(|time| time.to_string()));
    say(&keys::READ_ONLY.spec, options.read_only.then(|| true.to_string()));
    say(&keys::WALLBOARD.spec, options.wallboard.then(|| true.to_string()));
    say(&keys::COLOR.spec, options.color.map(|color| color.show()));
    say(&keys::THEME.spec, options.theme.map(|theme| theme.show()));
    say(&keys::GLYPHS.spec, options.ascii.then(|| GlyphChoice::Ascii.show()));
    say(&keys::LANGUAGE.spec, options.lang.map(|language| language.show()));
    say(&keys::LOG_FILE.spec, log_file.transpose()?);
    Ok(said)
}

/// Why a password does not belong on the command line, and where else it can stand.
pub(super) fn password_on_command_line() -> Problem {
    Problem::new(
        keys::DATABASE_URL.spec.option.unwrap_or_default(),
        "a password on the command line can be read by every user of this machine, in the list of processes. \
         Leave it out of the connection string, and give it in ~/.pgpass, PGPASSWORD, \
         SCOUTWATCH_DATABASE_URL, or a configuration file of mode 0600",
    )
}

fn said_by_variables(environment: &Environment) -> Vec<Said> {
    let mut said = Vec::new();
    for spec in keys::ALL {
        let mut names = vec![spec.variable()];
        if *spec == &keys::DATABASE_URL.spec {
            names.push("DATABASE_URL".to_owned());
        }
        for name in names {
            if let Some(text) = environment.variable(&name) {
                said.push(Said { spec, text: text.to_owned(), origin: Origin::Variable(name) });
            }
        }
    }
    said
}

/// A variable that looks like ours and is not may be a typing mistake; it stops nothing.
fn unknown_variables(environment: &Environment) -> Vec<String> {
    let known: Vec<String> = keys::ALL
        .iter()
        .map(|spec| spec.variable())
        .chain(OTHER_VARIABLES.iter().map(|&name| name.to_owned()))
        .collect();
    environment
        .variables
        .keys()
        .filter(|name| name.starts_with("SCOUTWATCH_") && !known.contains(name))
        .filter(|name| !name.starts_with("SCOUTWATCH_TEST_"))
        .map(|name| {
            let hint = nearest(name, known.iter().map(String::as_str))
                .map(|near| format!("; did you mean {near}?"))
                .unwrap_or_default();
            format!("the environment variable {} is not known{hint}", clean(name))
        })
        .collect()
}

/// Reads the file that was named, else the first of the usual ones that exists.
fn find_file(
    options: &GlobalArguments,
    environment: &Environment,
    system_file: &Path,
    sources: &mut Sources,
) -> Result<(), ConfigError> {
    let named = named_file(options, environment);
    if let Some(path) = named {
        sources.file = Some(file::read(&path)?);
        return Ok(());
    }
    if let Some(path) = user_file(environment).filter(|path| path.try_exists().unwrap_or(true)) {
        sources.file = Some(file::read(&path)?);
        return Ok(());
    }
    // What cannot be told for want of a right is told below.
    if system_file.try_exists().unwrap_or(true) {
        // Often root's alone, for a service; a person with settings of their own goes on without it.
        if std::fs::File::open(system_file)
            .is_err_and(|error| error.kind() == std::io::ErrorKind::PermissionDenied)
        {
            sources
                .warnings
                .push(format!("{}: this user may not read it; it is left out", show(system_file)));
            return Ok(());
        }
        sources.file = Some(file::read(system_file)?);
    }
    Ok(())
}

/// The file that the options or the environment name.
fn named_file(options: &GlobalArguments, environment: &Environment) -> Option<PathBuf> {
    options
        .config
        .clone()
        .or_else(|| environment.variable(FILE_VARIABLE).map(PathBuf::from))
        .map(|path| expand_home(path, environment.home.as_deref()))
}

/// The files that settings may be read from, the one that counts first.
pub(super) fn places(options: &GlobalArguments, environment: &Environment) -> Vec<PathBuf> {
    match named_file(options, environment) {
        Some(path) => vec![path],
        None => user_file(environment).into_iter().chain([SYSTEM_FILE.into()]).collect(),
    }
}

/// The file of this user: in `XDG_CONFIG_HOME` where that is an absolute path, else in `~/.config`.
fn user_file(environment: &Environment) -> Option<PathBuf> {
    environment
        .variable("XDG_CONFIG_HOME")
        .map(PathBuf::from)
        .filter(|folder| folder.is_absolute())
        .or_else(|| environment.home.as_ref().map(|home| home.join(".config")))
        .map(|folder| folder.join("scoutwatch").join("config.toml"))
}

fn expand_home(path: PathBuf, home: Option<&Path>) -> PathBuf {
    match (path.strip_prefix("~"), home) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path,
    }
}

/// Decides every setting.
pub(super) fn resolve(sources: &Sources) -> Result<Config, ConfigError> {
    let mut resolver =
        Resolver { sources, profile: String::new(), problems: Vec::new(), settings: Vec::new() };
    let profile = resolver.take(&keys::DEFAULT_PROFILE);
    resolver.choose_profile(&profile)?;
    let config = build(&mut resolver, profile);
    if !resolver.problems.is_empty() {
        return Err(ConfigError { problems: resolver.problems });
    }
    let problems = check::relations(&config);
    if problems.is_empty() { Ok(config) } else { Err(ConfigError { problems }) }
}

/// Takes every setting once, in the order of the table.
fn build(resolver: &mut Resolver<'_>, profile: String) -> Config {
    let label = resolver.take(&keys::LABEL);
    let production = resolver.take(&keys::PRODUCTION);
    let color = resolver.take(&keys::PROFILE_COLOR);
    let label = if label.is_empty() { profile.clone() } else { label };
    let read_only = resolver.take(&keys::READ_ONLY);
    let database = Database {
        url: resolver.take(&keys::DATABASE_URL),
        connect_timeout: resolver.take(&keys::CONNECT_TIMEOUT),
        deadline: resolver.take(&keys::DEADLINE),
        statement_timeout: resolver.take(&keys::STATEMENT_TIMEOUT),
        lock_timeout: resolver.take(&keys::LOCK_TIMEOUT),
        pool_size: usize::try_from(resolver.take(&keys::POOL_SIZE)).unwrap_or(1),
    };
    let poll = Poll { interval: resolver.take(&keys::POLL_INTERVAL) };
    let health = Thresholds {
        satisfactory_ok_percent: resolver.take(&keys::SATISFACTORY_OK_PERCENT),
        satisfactory_warn_percent: resolver.take(&keys::SATISFACTORY_WARN_PERCENT),
        conflicts_warn: resolver.take(&keys::CONFLICTS_WARN).into(),
        conflicts_crit: resolver.take(&keys::CONFLICTS_CRIT).into(),
        missing_warn_percent: resolver.take(&keys::MISSING_WARN_PERCENT),
        job_max_age: resolver.take(&keys::JOB_MAX_AGE),
        margins: Margins {
            points: resolver.take(&keys::MARGIN_POINTS),
            conflicts: resolver.take(&keys::MARGIN_CONFLICTS).into(),
            time: resolver.take(&keys::MARGIN_TIME),
        },
    };
    let alarm = AlarmRules {
        bell: resolver.take(&keys::ALARM_BELL),
        notify: resolver.take(&keys::ALARM_NOTIFY),
        recover: resolver.take(&keys::ALARM_RECOVER),
        quiet_hours: resolver.take(&keys::ALARM_QUIET_HOURS),
    };
    let display = Display {
        color: resolver.take(&keys::COLOR),
        theme: resolver.take(&keys::THEME),
        glyphs: resolver.take(&keys::GLYPHS),
        language: resolver.take(&keys::LANGUAGE),
        traffic: resolver.take(&keys::TRAFFIC),
        utc: resolver.take(&keys::UTC),
        night: resolver.take(&keys::NIGHT),
        wallboard: resolver.take(&keys::WALLBOARD),
    };
    let wallboard = Wallboard {
        rotate: resolver.take(&keys::WALLBOARD_ROTATE),
        link: resolver.take(&keys::WALLBOARD_LINK),
        unlock: resolver.take(&keys::WALLBOARD_UNLOCK),
    };
    let home = resolver.sources.home.as_deref();
    let share = Share {
        way: resolver.take(&keys::SHARE_WAY),
        folder: resolver.take(&keys::SHARE_FOLDER).map(|path| expand_home(path, home)),
    };
    let record = Record {
        file_bytes: u64::from(resolver.take(&keys::RECORD_FILE_MEGABYTES)) * 1_000_000,
        files: resolver.take(&keys::RECORD_FILES),
    };
    let log = Log {
        file: resolver.take(&keys::LOG_FILE).map(|path| expand_home(path, home)),
        level: resolver.take(&keys::LOG_LEVEL),
    };
    let schema = Schema { business_time_zone: resolver.take(&keys::BUSINESS_TIME_ZONE) };
    let job = Job {
        database_url: resolver.take(&keys::JOB_DATABASE_URL),
        lead_scout_column: resolver.take(&keys::LEAD_SCOUT_COLUMN),
        scouts_match_column: resolver.take(&keys::SCOUTS_MATCH_COLUMN),
        create_missing_ledger_rows: resolver.take(&keys::CREATE_MISSING_LEDGER_ROWS),
        batch_rows: resolver.take(&keys::BATCH_ROWS),
        statement_timeout: resolver.take(&keys::JOB_STATEMENT_TIMEOUT),
        allow_superuser: resolver.take(&keys::ALLOW_SUPERUSER),
        allow_decisions: resolver.take(&keys::ALLOW_DECISIONS),
    };
    let serve = build_serve(resolver, home);
    let demo = Demo {
        persons: resolver.take(&keys::DEMO_PERSONS),
        server_programs: resolver.take(&keys::SERVER_PROGRAMS).map(|path| expand_home(path, home)),
    };
    let warnings = resolver.warnings();
    Config {
        file: resolver.sources.file.as_ref().map(|file| file.path.clone()),
        profile: Profile { name: profile, label, production, color },
        read_only,
        database,
        poll,
        health,
        alarm,
        display,
        wallboard,
        share,
        record,
        log,
        schema,
        job,
        serve,
        demo,
        own: resolver.own(),
        settings: std::mem::take(&mut resolver.settings),
        warnings,
    }
}

/// Takes the settings of the HTTP interface.
fn build_serve(resolver: &mut Resolver<'_>, home: Option<&Path>) -> Serve {
    Serve {
        listen: resolver.take(&keys::SERVE_LISTEN),
        read_token_file: resolver
            .take(&keys::SERVE_READ_TOKENS)
            .map(|path| expand_home(path, home)),
        operator_token_file: resolver
            .take(&keys::SERVE_OPERATOR_TOKENS)
            .map(|path| expand_home(path, home)),
        allowed_origins: resolver.take(&keys::SERVE_ORIGINS),
        hosts: resolver.take(&keys::SERVE_HOSTS),
    }
}

/// A name, in which spaces may be written as underscores.
fn same(name: &str) -> String {
    name.trim().replace('_', " ").to_lowercase()
}

fn origin_of(file: &FileContent, profile: Option<&String>, line: usize) -> Origin {
    let path = file.path.clone();
    match profile.cloned() {
        Some(name) => Origin::Profile { name, file: path, line },
        None => Origin::File { file: path, line },
    }
}

struct Resolver<'a> {
    sources: &'a Sources,
    /// The chosen profile; empty where none is.
    profile: String,
    problems: Vec<Problem>,
    settings: Vec<Setting>,
}

impl Resolver<'_> {
    /// Takes the profile's values into account from here on.
    fn choose_profile(&mut self, name: &str) -> Result<(), Problem> {
        let known =
            self.sources.file.as_ref().map(|file| file.profiles.as_slice()).unwrap_or_default();
        if !name.is_empty() && !known.iter().any(|profile| profile == name) {
            let place =
                self.settings.last().map_or(Origin::Default, |setting| setting.origin.clone());
            let words = match &self.sources.file {
                None => "no configuration file was found that could hold it".to_owned(),
                Some(file) if known.is_empty() => format!("{} has no profiles", show(&file.path)),
                Some(file) => format!("{} has {}", show(&file.path), known.join(", ")),
            };
            return Err(Problem::new(
                place,
                format!("there is no profile {}; {words}", check::echo(name)),
            ));
        }
        name.clone_into(&mut self.profile);
        Ok(())
    }

    /// Whether a value from there takes part in this run.
    fn counts(&self, origin: &Origin) -> bool {
        match origin {
            Origin::Profile { name, .. } => *name == self.profile,
            _ => true,
        }
    }

    fn problem(spec: &Spec, origin: &Origin, words: String) -> Problem {
        match origin {
            // The name of an option or a variable already says which setting it is.
            Origin::Option(_) | Origin::Variable(_) => Problem::new(origin, words),
            Origin::Profile { name, .. } => {
                Problem::at(origin, &format!("profile.{name}.{}", spec.path()), words)
            }
            Origin::File { .. } | Origin::Default => Problem::at(origin, &spec.path(), words),
        }
    }

    /// What was noticed on the way, and a profile whose database is not the one that is used.
    fn warnings(&self) -> Vec<String> {
        let mut warnings = self.sources.warnings.clone();
        let profile_url = self.candidates(&keys::DATABASE_URL.spec).into_iter().find(|said| {
            matches!(said.origin, Origin::Profile { .. }) && self.counts(&said.origin)
        });
        let used = self.settings.iter().find(|setting| setting.spec == &keys::DATABASE_URL.spec);
        if let (Some(_), Some(used)) = (profile_url, used)
            && !matches!(used.origin, Origin::Profile { .. })
        {
            warnings.push(format!(
                "the database is the one of {}, not the one of profile {}",
                used.origin, self.profile
            ));
        }
        warnings
    }

    /// What `[keys]` and `[theme]` say, those of other profiles too.
    fn own(&self) -> Vec<OwnSetting> {
        let Some(file) = &self.sources.file else { return Vec::new() };
        let own = file.own.iter().map(|entry| {
            let origin = origin_of(file, entry.profile.as_ref(), entry.line);
            let is_covered = matches!(origin, Origin::File { .. })
                && file.own.iter().any(|other| {
                    other.profile.as_ref() == Some(&self.profile)
                        && (other.section, same(&other.name)) == (entry.section, same(&entry.name))
                });
            let is_in_force = self.counts(&origin) && !is_covered;
            let (section, name, words) = (entry.section, entry.name.clone(), entry.words.clone());
            OwnSetting { section, name, words, origin, is_in_force }
        });
        own.collect()
    }

    /// The value of the strongest place. Wrong values of weaker places are reported too, since they wait
    /// for the day when nothing covers them; other people's `DATABASE_URL` is not.
    fn take<T: Value>(&mut self, key: &'static Key<T>) -> T {
        let spec = &key.spec;
        let mut decided: Option<(T, Origin)> = None;
        let mut problems = Vec::new();
        for said in self.candidates(spec) {
            let is_foreign = said.origin == Origin::Variable("DATABASE_URL".to_owned());
            match T::parse(spec.form, &said.text) {
                Ok(value) if decided.is_none() && self.counts(&said.origin) => {
                    decided = Some((value, said.origin));
                }
                Ok(_) => {}
                Err(_) if is_foreign && decided.is_some() => {}
                Err(words) => problems.push(Self::problem(spec, &said.origin, words)),
            }
        }
        self.problems.append(&mut problems);
        let (value, origin) = decided.unwrap_or_else(|| (T::default(), Origin::Default));
        self.settings.push(Setting { spec, value: value.show(), origin });
        value
    }

    /// Everything that was said about the key, the strongest first, the default last.
    fn candidates(&self, spec: &'static Spec) -> Vec<Said> {
        let said = self.sources.said.iter().filter(|said| said.spec == spec).cloned();
        let mut written: Vec<Said> = self
            .sources
            .file
            .iter()
            .flat_map(|file| file.entries.iter().map(move |entry| (file, entry)))
            .filter(|(_, entry)| entry.spec == spec)
            .map(|(file, entry)| {
                let origin = origin_of(file, entry.profile.as_ref(), entry.line);
                Said { spec, text: entry.text.clone(), origin }
            })
            .collect();
        // Profiles first; the sort keeps the order of the file otherwise.
        written.sort_by_key(|said| matches!(said.origin, Origin::File { .. }));
        let default = Said { spec, text: spec.default.to_owned(), origin: Origin::Default };
        said.chain(written).chain(std::iter::once(default)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_the_machine_is_read_where_the_user_has_none() {
        let folder = tempfile::tempdir().unwrap();
        let system_file = folder.path().join("system.toml");
        std::fs::write(&system_file, "[poll]\ninterval = \"41s\"\n").unwrap();
        let home = folder.path().join("home");
        let environment = Environment { home: Some(home.clone()), ..Environment::default() };
        let read = || {
            let mut sources = Sources::default();
            let options = GlobalArguments::default();
            find_file(&options, &environment, &system_file, &mut sources).unwrap();
            sources.file.map(|file| file.path)
        };
        assert_eq!(read(), Some(system_file.clone()));
        let user_file = home.join(".config/scoutwatch/config.toml");
        std::fs::create_dir_all(home.join(".config/scoutwatch")).unwrap();
        std::fs::write(&user_file, "").unwrap();
        assert_eq!(read(), Some(user_file));
    }
}
