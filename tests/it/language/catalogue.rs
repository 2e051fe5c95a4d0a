//! The catalogue of sentences is complete: whatever an error of the start, of the settings or of a connection says has
//! its Spanish.

use std::path::{Path, PathBuf};

use regex::Regex;
use scoutwatch::config::Config;
use scoutwatch::db::settings::{ConnectionSettings, GivenConnection};
use scoutwatch::model::{Environment, Language, phrases};

/// Whose errors are said on standard error in the language of the run.
const ERRORS: &[&str] = &[
    "commands.rs",
    "commands/demo.rs",
    "dashboard.rs",
    "db/cluster/error.rs",
    "db/schema/error.rs",
    "recording/error.rs",
    "telemetry.rs",
    "tui/event_loop.rs",
];

/// Words that Spanish has not; names of commands and settings are in backticks or have a sign in them, such as a hyphen.
const ENGLISH: &[&str] = &[
    "the", "is", "are", "it", "its", "must", "cannot", "may", "and", "or", "of", "with", "without",
    "which", "there", "this", "that", "from", "not", "be", "to", "in", "by", "an", "for", "where",
    "write", "run", "set", "name", "exists", "expected",
];

fn code(file: &Path) -> String {
    let text = std::fs::read_to_string(file).unwrap();
    let code = text.split("#[cfg(test)]").next().unwrap();
    // A literal that goes on in the next line.
    Regex::new(r"\\\n\s*").unwrap().replace_all(code, "").into_owned()
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// A text as it is said, with a value in each hole.
fn filled(text: &str) -> String {
    // What fills a hole at the end of a heading begins with a line of its own.
    let text = text.replace("\\\"", "\"").replace("\\n", "\n").replace(":{}", ":\n{}");
    Regex::new(r"\{[^}]*\}").unwrap().replace_all(&text, "7").into_owned()
}

fn has_words(text: &str) -> bool {
    filled(text).split(' ').filter(|word| word.chars().any(char::is_alphabetic)).count() > 1
}

/// Asserts that a sentence is said in Spanish, and that nothing of it is left in English.
pub(super) fn assert_spanish(english: &str, spanish: &str) {
    assert_ne!(spanish, english, "it has no Spanish");
    assert_no_english(spanish);
}

pub(super) fn assert_no_english(spanish: &str) {
    let names = Regex::new(r"`[^`]*`|\S*[/=:.$]\S+|\w+(-\w+)+").unwrap();
    let bare = names.replace_all(spanish, " ");
    let words = bare.split(|character: char| !character.is_alphabetic());
    let left: Vec<_> = words.filter(|word| ENGLISH.contains(word)).collect();
    assert!(left.is_empty(), "{left:?} in: {spanish}");
}

#[test]
fn every_error_of_the_start_has_its_spanish() {
    let attribute = Regex::new(r#"#\[error\(\s*"((?:[^"\\]|\\.)*)""#).unwrap();
    let mut said = 0;
    for name in ERRORS {
        let code = code(&source().join(name));
        for found in attribute.captures_iter(&code).filter(|found| has_words(&found[1])) {
            let english = filled(&found[1]);
            assert_spanish(&english, &phrases::of_start(&english, Language::Spanish));
            said += 1;
        }
    }
    assert!(said > 35, "{said} errors");
}

#[test]
fn every_part_of_an_error_of_the_private_server_has_its_spanish() {
    let deed = Regex::new(r#"(?:ClusterError::io|server_error)\("([^"]+)""#).unwrap();
    let literal = Regex::new(r#""((?:[^"\\]|\\.)*)""#).unwrap();
    let mut said = Vec::new();
    for path in super::sources(&source().join("db")).iter().filter(|path| {
        path.ends_with("db/cluster.rs")
            || path.parent().is_some_and(|folder| folder.ends_with("db/cluster"))
    }) {
        said.extend(
            deed.captures_iter(&code(path))
                .map(|found| format!("cannot {} /tmp/x: why", &found[1])),
        );
    }
    for (name, function) in [
        ("folder.rs", "fn suitable"),
        ("programs.rs", "fn judge"),
        ("programs.rs", "fn version_of"),
        ("configuration.rs", "fn check_name"),
    ] {
        let code = code(&source().join("db/cluster").join(name));
        let body = code.split(function).nth(1).unwrap().split("\n}").next().unwrap();
        let found = literal.captures_iter(body).map(|found| found[1].to_owned());
        said.extend(
            found.filter(|text| has_words(text) && text.contains(' ')).map(|text| filled(&text)),
        );
    }
    said.push("Install the server (`apt install postgresql`), or name the folder that holds it with X or demo.server_programs.".into());
    said.push(
        "Install the PostgreSQL server package of your system, or name the folder that holds it with X or demo.server_programs."
            .into(),
    );
    assert!(said.len() > 18, "{said:#?}");
    for english in said {
        assert_spanish(&english, &phrases::of_start(&english, Language::Spanish));
    }
}

#[test]
fn every_advice_about_the_schema_has_its_spanish() {
    let code = code(&source().join("db/schema/error.rs"));
    let advice = code.split("fn while_changing").nth(1).unwrap();
    let literal = Regex::new(r#""((?:[^"\\]|\\.)*)""#).unwrap();
    let mut said = 0;
    for found in literal.captures_iter(advice).filter(|found| has_words(&found[1])) {
        let english = filled(&found[1]);
        assert_spanish(&english, &phrases::of_start(&english, Language::Spanish));
        said += 1;
    }
    assert!(said >= 13, "{said} lines of advice");
}

#[test]
fn every_message_about_the_connection_settings_has_its_spanish() {
    let literal = Regex::new(r#""((?:[^"\\]|\\.)*)""#).unwrap();
    let comment = Regex::new(r"(?m)^\s*//.*$").unwrap();
    let mut said = 0;
    let mut files = super::sources(&source().join("db/settings"));
    files.retain(|path| !path.ends_with("tests.rs"));
    files.push(source().join("db/settings.rs"));
    for path in files {
        let code = comment.replace_all(&code(&path), "").into_owned();
        for found in literal.captures_iter(&code).filter(|found| has_words(&found[1])) {
            // A place in front of its words.
            if found[1].starts_with("{file}, line") {
                continue;
            }
            let english = filled(&found[1]);
            assert_spanish(&english, &phrases::of_settings(&english, Language::Spanish));
            said += 1;
        }
    }
    assert!(said > 35, "{said} messages");
}

#[test]
fn what_is_wrong_with_a_connection_string_is_said_in_spanish_with_its_place() {
    let alone = Environment { user: Some("u".to_owned()), ..Environment::default() };
    for text in [
        "host",
        "user='x",
        "sslmod=x",
        "zzzzzz=x",
        "sslcrl=x",
        "host=a\0b",
        "mysql://h/d",
        "port=0",
        "port=1,2,3",
        "hostaddr=x",
        "hostaddr=1.1.1.1,2.2.2.2 host=a",
        "host=@x",
        "sslmode=on",
        "keepalives=yes",
        "keepalives_count=many",
        "connect_timeout=1s",
        "tcp_user_timeout=1s",
        "sslrootcert=system sslmode=require",
        "sslnegotiation=direct sslmode=prefer",
        "ssl_min_protocol_version=TLSv1.3 ssl_max_protocol_version=TLSv1.2",
        "target_session_attrs=x",
        "postgresql://[::1/d",
        "postgresql://[]/d",
        "postgresql://[::1]x/d",
        "postgresql://h/d?x",
        "postgresql://h/@d",
        "postgresql://%zz/d",
        "postgresql://%ff/d",
        "service=none",
        "service=none servicefile=/nonexistent/x",
    ] {
        let given = GivenConnection { text, origin: "DATABASE_URL" };
        let error = ConnectionSettings::resolve(Some(given), &alone).unwrap_err().to_string();
        let spanish = phrases::of_settings(&error, Language::Spanish);
        assert_spanish(&error, &spanish);
        let place = error.split(": ").next().unwrap();
        assert!(spanish.starts_with(&format!("{place}: ")), "{spanish}");
    }
}

#[test]
fn a_place_in_a_service_file_is_said_in_spanish_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("services");
    std::fs::write(&file, "[a]\nhots=x\n").unwrap();
    let text = format!("service=a servicefile={}", file.display());
    let given = GivenConnection { text: &text, origin: "DATABASE_URL" };
    let error = ConnectionSettings::resolve(Some(given), &Environment::default()).unwrap_err();
    assert_eq!(
        phrases::of_settings(&error.to_string(), Language::Spanish),
        format!("{}, línea 2: palabra clave desconocida: hots; ¿quizás host?", file.display())
    );
}

#[test]
fn what_the_configuration_warns_of_is_said_in_spanish() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    std::fs::write(&file, "[profile.p.database]\nurl = \"postgresql://h/d\"\n").unwrap();
    let options = scoutwatch::cli::GlobalArguments {
        config: Some(file),
        profile: Some("p".to_owned()),
        ..Default::default()
    };
    let variables = [
        ("SCOUTWATCH_DATABASE_URL", "postgresql://h/e"),
        ("SCOUTWATCH_POLL_INTERVALL", "5s"),
        ("SCOUTWATCH_ZZZZZZZZZZZZZZZZZZZZ", "5s"),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let environment = Environment { variables: variables.into(), ..Environment::default() };
    let warnings = Config::load(&options, &environment).unwrap().warnings;
    let spanish: Vec<_> =
        warnings.iter().map(|warning| phrases::of_settings(warning, Language::Spanish)).collect();
    assert_eq!(
        spanish,
        [
            "no se conoce la variable de entorno SCOUTWATCH_POLL_INTERVALL; ¿quizás SCOUTWATCH_POLL_INTERVAL?",
            "no se conoce la variable de entorno SCOUTWATCH_ZZZZZZZZZZZZZZZZZZZZ",
            "la base de datos es la de SCOUTWATCH_DATABASE_URL, no la del perfil p",
        ]
    );
    let system = "/etc/scoutwatch/config.toml: this user may not read it; it is left out";
    assert_spanish(system, &phrases::of_settings(system, Language::Spanish));
}

#[test]
fn a_servers_own_words_stay_as_they_are() {
    let log = "the private PostgreSQL server did not start (exit status: 1); the end of its log:\n\
               2026-11-24 03:12:07.001 UTC [7] FATAL:  could not open file \"x\": Permission denied";
    assert_eq!(
        phrases::of_start(log, Language::Spanish),
        "el servidor PostgreSQL privado no arrancó (estado de salida 1); el final de su registro:\n\
         2026-11-24 03:12:07.001 UTC [7] FATAL:  could not open file \"x\": Permission denied"
    );
}
