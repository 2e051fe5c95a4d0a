//! Settings: where they come from, what is refused and in which words, what the files say about them.

mod invalid;
mod own;
mod precedence;

use std::path::Path;

use scoutwatch::cli::GlobalArguments;
use scoutwatch::config::{Config, document, keys};
use scoutwatch::model::{DatabaseUrl, Environment, Thresholds};

/// An environment with these variables alone.
fn environment(variables: &[(&str, &str)]) -> Environment {
    Environment {
        variables: variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        ..Environment::default()
    }
}

/// Options that read this file.
fn reading(file: &Path) -> GlobalArguments {
    GlobalArguments { config: Some(file.to_owned()), ..GlobalArguments::default() }
}

/// A file of the repository that is written from the table of keys.
fn assert_is_written(name: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, expected).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == expected,
        "{name} is not what src/config/keys.rs says; run UPDATE=1 cargo test --test it config"
    );
}

#[test]
fn the_example_file_is_written_from_the_table() {
    assert_is_written("config.example.toml", &document::example());
}

#[test]
fn the_handbook_page_is_written_from_the_table() {
    assert_is_written("docs/configuration.md", &document::handbook());
}

#[test]
fn the_example_file_with_every_setting_uncommented_equals_the_defaults() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    let uncommented: Vec<String> = document::example()
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(setting) if setting.starts_with(|c: char| !c.is_whitespace()) => {
                setting.to_owned()
            }
            _ => line.to_owned(),
        })
        .collect();
    std::fs::write(&file, uncommented.join("\n")).unwrap();
    let read = Config::load(&reading(&file), &Environment::default()).unwrap();
    let built_in = Config::built_in().unwrap();
    assert!(read.settings.iter().all(|setting| {
        setting.origin.to_string().starts_with(&format!("{}:", file.display()))
    }));
    let without_origins = |mut config: Config| {
        config.file = None;
        config.settings.clear();
        // Examples, no defaults: there are none.
        config.own.clear();
        config
    };
    assert_eq!(without_origins(read), without_origins(built_in));
}

#[test]
fn the_example_file_as_it_is_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    std::fs::write(&file, document::example()).unwrap();
    let read = Config::load(&reading(&file), &Environment::default()).unwrap();
    assert_eq!(read.settings, Config::built_in().unwrap().settings);
}

#[test]
fn every_key_of_the_table_is_resolved_once_and_in_its_order() {
    let settings = Config::built_in().unwrap().settings;
    let resolved: Vec<String> = settings.iter().map(|setting| setting.spec.path()).collect();
    let table: Vec<String> = keys::ALL.iter().map(|spec| spec.path()).collect();
    assert_eq!(resolved, table);
}

#[test]
fn every_section_of_the_table_is_described_and_no_other() {
    let mut sections: Vec<&str> = keys::ALL.iter().map(|spec| spec.section).collect();
    sections.dedup();
    let described: Vec<&str> = keys::SECTIONS.iter().map(|(section, _)| *section).collect();
    assert_eq!(sections, described);
}

#[test]
fn no_two_keys_share_a_variable_or_an_option() {
    let mut names: Vec<String> = keys::ALL.iter().map(|spec| spec.variable()).collect();
    names.extend(keys::ALL.iter().filter_map(|spec| spec.option).map(str::to_owned));
    names.sort();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn the_default_limits_are_those_of_the_model() {
    assert_eq!(Config::built_in().unwrap().health, Thresholds::default());
}

#[test]
fn debug_output_holds_no_password() {
    let canary = "postgresql://u:canary-7@h/d";
    let variables = environment(&[("SCOUTWATCH_DATABASE_URL", canary)]);
    let config = Config::load(&GlobalArguments::default(), &variables).unwrap();
    let debug = format!("{config:?}");
    assert!(debug.contains("u:***@h/d") && !debug.contains("canary-7"), "{debug}");
    assert_eq!(config.database.url.as_ref().map(DatabaseUrl::expose), Some(canary));
    let options = GlobalArguments {
        database_url: Some(DatabaseUrl::new(canary)),
        ..GlobalArguments::default()
    };
    assert!(!format!("{options:?}").contains("canary-7"));
    let error = Config::load(&options, &Environment::default()).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("canary-7"));
}
