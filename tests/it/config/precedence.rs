//! Option > variable > profile > file > default, each pair of them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use scoutwatch::cli::{ColorChoice, GlobalArguments, HumanDuration};
use scoutwatch::config::{Config, Origin};
use scoutwatch::model::{DatabaseUrl, Environment};

use super::{environment, reading};

/// The places that can say something, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Option,
    Variable,
    Profile,
    File,
}

const PLACES: [Place; 4] = [Place::Option, Place::Variable, Place::Profile, Place::File];

impl Place {
    const fn seconds(self) -> u64 {
        match self {
            Self::Option => 21,
            Self::Variable => 22,
            Self::Profile => 23,
            Self::File => 24,
        }
    }

    const fn database(self) -> &'static str {
        match self {
            Self::Option => "postgresql://option/d",
            Self::Variable => "postgresql://variable/d",
            Self::Profile => "postgresql://profile/d",
            Self::File => "postgresql://file/d",
        }
    }

    fn is_origin(self, origin: &Origin) -> bool {
        match origin {
            Origin::Option(_) => self == Self::Option,
            Origin::Variable(_) => self == Self::Variable,
            Origin::Profile { .. } => self == Self::Profile,
            Origin::File { .. } => self == Self::File,
            Origin::Default => false,
        }
    }
}

fn write(folder: &Path, text: &str) -> PathBuf {
    let file = folder.join("config.toml");
    std::fs::write(&file, text).unwrap();
    file
}

/// A run in which exactly these places say something about the interval and the database.
fn resolve(said: &[Place]) -> Config {
    let folder = tempfile::tempdir().unwrap();
    let part = |place: Place, header: &str| {
        if !said.contains(&place) {
            return String::new();
        }
        format!(
            "[{header}database]\nurl = \"{}\"\n[{header}poll]\ninterval = \"{}s\"\n",
            place.database(),
            place.seconds()
        )
    };
    let file = write(
        folder.path(),
        &format!("{}[profile.p]\n{}", part(Place::File, ""), part(Place::Profile, "profile.p.")),
    );
    let mut options = reading(&file);
    options.profile = Some("p".to_owned());
    if said.contains(&Place::Option) {
        options.interval = Some(HumanDuration(Duration::from_secs(Place::Option.seconds())));
        options.database_url = Some(DatabaseUrl::new(Place::Option.database()));
    }
    let interval = format!("{}s", Place::Variable.seconds());
    let variables = [
        ("SCOUTWATCH_POLL_INTERVAL", interval.as_str()),
        ("SCOUTWATCH_DATABASE_URL", Place::Variable.database()),
    ];
    let said_variables: &[_] = if said.contains(&Place::Variable) { &variables } else { &[] };
    Config::load(&options, &environment(said_variables)).unwrap()
}

fn origin<'a>(config: &'a Config, path: &str) -> &'a Origin {
    &config.settings.iter().find(|setting| setting.spec.path() == path).unwrap().origin
}

#[test]
fn of_each_pair_of_places_the_stronger_one_decides() {
    for (index, stronger) in PLACES.into_iter().enumerate() {
        for weaker in PLACES.into_iter().skip(index) {
            let config = resolve(&[weaker, stronger]);
            assert_eq!(
                config.poll.interval.as_secs(),
                stronger.seconds(),
                "{stronger:?} {weaker:?}"
            );
            assert!(
                stronger.is_origin(origin(&config, "poll.interval")),
                "{stronger:?} {weaker:?}"
            );
            let url = config.database.url.as_ref().map(DatabaseUrl::expose);
            assert_eq!(url, Some(stronger.database()), "{stronger:?} {weaker:?}");
        }
    }
}

#[test]
fn where_nobody_says_anything_the_default_counts_and_libpq_finds_the_database() {
    let config = resolve(&[]);
    assert_eq!(config.poll.interval, Duration::from_secs(12));
    assert_eq!(origin(&config, "poll.interval"), &Origin::Default);
    assert_eq!(config.database.url, None);
}

#[test]
fn database_url_is_weaker_than_our_own_variable_and_stronger_than_profile_and_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(
        folder.path(),
        "[database]\nurl = \"postgresql://file/d\"\n[profile.p.database]\nurl = \"postgresql://profile/d\"\n",
    );
    let mut options = reading(&file);
    options.profile = Some("p".to_owned());
    let both = [
        ("DATABASE_URL", "postgresql://common/d"),
        ("SCOUTWATCH_DATABASE_URL", "postgresql://ours/d"),
    ];
    let host = |variables: &[(&str, &str)]| {
        let config = Config::load(&options, &environment(variables)).unwrap();
        config.database.url.unwrap().expose().to_owned()
    };
    assert_eq!(host(&both), "postgresql://ours/d");
    assert_eq!(host(&both[..1]), "postgresql://common/d");
    assert_eq!(host(&[]), "postgresql://profile/d");
}

#[test]
fn a_profile_whose_database_is_covered_by_a_variable_is_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "[profile.p.database]\nurl = \"postgresql://profile/d\"\n");
    let mut options = reading(&file);
    options.profile = Some("p".to_owned());
    let variables = environment(&[("DATABASE_URL", "postgresql://common/d")]);
    let config = Config::load(&options, &variables).unwrap();
    assert_eq!(
        config.warnings,
        ["the database is the one of DATABASE_URL, not the one of profile p"]
    );
}

#[test]
fn somebody_elses_database_url_is_judged_only_where_it_is_used() {
    let foreign = ("DATABASE_URL", "mysql://u:canary-7@h/d");
    let ours = ("SCOUTWATCH_DATABASE_URL", "postgresql://h/d");
    assert!(Config::load(&GlobalArguments::default(), &environment(&[foreign, ours])).is_ok());
    let error = Config::load(&GlobalArguments::default(), &environment(&[foreign])).unwrap_err();
    assert!(error.to_string().starts_with("DATABASE_URL: it is no connection string"), "{error}");
    assert!(!error.to_string().contains("canary-7"), "{error}");
}

#[test]
fn the_profile_is_chosen_by_option_then_variable_then_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(
        folder.path(),
        "default_profile = \"a\"\n[profile.a]\n[profile.b]\nlabel = \"B!\"\nproduction = true\n[profile.c]\n",
    );
    let chosen = |option: Option<&str>, variables: &[(&str, &str)]| {
        let mut options = reading(&file);
        options.profile = option.map(str::to_owned);
        Config::load(&options, &environment(variables)).unwrap().profile
    };
    let variable = [("SCOUTWATCH_PROFILE", "b")];
    assert_eq!(chosen(Some("c"), &variable).name, "c");
    assert_eq!(chosen(None, &variable).name, "b");
    assert_eq!(chosen(None, &[]).name, "a");
    assert_eq!(chosen(Some(""), &variable).name, "");
    let profile = chosen(None, &variable);
    assert_eq!((profile.label.as_str(), profile.production), ("B!", true));
    let profile = chosen(None, &[]);
    assert_eq!((profile.label.as_str(), profile.production), ("a", false));
}

#[test]
fn an_empty_variable_says_nothing() {
    let variables = environment(&[("SCOUTWATCH_POLL_INTERVAL", ""), ("DATABASE_URL", "")]);
    let config = Config::load(&GlobalArguments::default(), &variables).unwrap();
    assert_eq!(config.poll.interval, Duration::from_secs(12));
    assert_eq!(config.database.url, None);
}

#[test]
fn a_switch_can_be_turned_off_again_by_a_variable() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "read_only = true\n");
    let read_only = |value: &str| {
        let variables = environment(&[("SCOUTWATCH_READ_ONLY", value)]);
        Config::load(&reading(&file), &variables).unwrap().read_only
    };
    for (value, expected) in
        [("false", false), ("0", false), ("off", false), ("", true), ("1", true)]
    {
        assert_eq!(read_only(value), expected, "{value}");
    }
}

/// A home folder with a configuration file in `.config`, and one in another folder.
fn homes() -> (tempfile::TempDir, Environment) {
    let folder = tempfile::tempdir().unwrap();
    for (parent, interval) in [("home/.config", "31s"), ("xdg", "32s"), ("named", "33s")] {
        let parent = folder.path().join(parent).join("scoutwatch");
        std::fs::create_dir_all(&parent).unwrap();
        let text = format!("[poll]\ninterval = \"{interval}\"\n");
        std::fs::write(parent.join("config.toml"), text).unwrap();
    }
    let home = Some(folder.path().join("home"));
    let environment = Environment { home, ..Environment::default() };
    (folder, environment)
}

#[test]
fn the_file_is_the_named_one_else_the_one_of_xdg_else_the_one_of_the_home_folder() {
    let (folder, mut environment) = homes();
    let seconds = |environment: &Environment, options: &GlobalArguments| {
        Config::load(options, environment).unwrap().poll.interval.as_secs()
    };
    let none = GlobalArguments::default();
    assert_eq!(seconds(&environment, &none), 31);
    let mut set = |name: &str, value: &Path| {
        environment.variables.insert(name.to_owned(), value.to_string_lossy().into_owned());
        environment.clone()
    };
    assert_eq!(seconds(&set("XDG_CONFIG_HOME", Path::new("relative")), &none), 31);
    assert_eq!(seconds(&set("XDG_CONFIG_HOME", &folder.path().join("xdg")), &none), 32);
    let named = folder.path().join("named/scoutwatch/config.toml");
    let with_variable = set("SCOUTWATCH_CONFIG", &named);
    assert_eq!(seconds(&with_variable, &none), 33);
    let home_file = folder.path().join("home/.config/scoutwatch/config.toml");
    assert_eq!(seconds(&with_variable, &reading(&home_file)), 31);
    let in_home = reading(Path::new("~/.config/scoutwatch/config.toml"));
    assert_eq!(seconds(&with_variable, &in_home), 31);
}

#[test]
fn a_searched_file_may_be_absent_and_a_named_one_may_not() {
    let folder = tempfile::tempdir().unwrap();
    let absent = folder.path().join("config.toml");
    let home = Some(folder.path().to_owned());
    let mut environment = Environment { home, ..Environment::default() };
    assert!(Config::load(&GlobalArguments::default(), &environment).is_ok());
    let expected = format!("{}: there is no such file", absent.display());
    let error = Config::load(&reading(&absent), &environment).unwrap_err();
    assert_eq!(error.to_string(), expected);
    environment.variables.insert("SCOUTWATCH_CONFIG".to_owned(), absent.display().to_string());
    let error = Config::load(&GlobalArguments::default(), &environment).unwrap_err();
    assert_eq!(error.to_string(), expected);
}

#[test]
fn colours_need_a_terminal_that_has_them_and_nobody_against_it() {
    let auto = Config::built_in().unwrap().display;
    assert!(auto.wants_color(&environment(&[]), true));
    assert!(!auto.wants_color(&environment(&[]), false));
    assert!(!auto.wants_color(&environment(&[("NO_COLOR", "1")]), true));
    assert!(auto.wants_color(&environment(&[("NO_COLOR", "")]), true));
    assert!(!auto.wants_color(&environment(&[("TERM", "dumb")]), true));
    let options = GlobalArguments { color: Some(ColorChoice::Never), ..GlobalArguments::default() };
    let never = Config::load(&options, &Environment::default()).unwrap().display;
    assert!(!never.wants_color(&environment(&[]), true));
}

#[test]
fn a_tilde_is_the_home_folder() {
    let variables = [("SCOUTWATCH_LOG_FILE", "~/logs/x.log"), ("SCOUTWATCH_PG_BIN", "~/pg/bin")];
    let mut environment = environment(&variables);
    environment.home = Some(PathBuf::from("/home/me"));
    let config = Config::load(&GlobalArguments::default(), &environment).unwrap();
    assert_eq!(config.log.file.as_deref(), Some(Path::new("/home/me/logs/x.log")));
    assert_eq!(config.demo.server_programs.as_deref(), Some(Path::new("/home/me/pg/bin")));
}
