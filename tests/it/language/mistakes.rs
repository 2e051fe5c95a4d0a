//! The binary, run into real mistakes: what is said on standard error, in the language of the run.
#![cfg(unix)]

use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use assert_cmd::Command as Process;

use super::catalogue::assert_no_english;

/// A run into a mistake: its name, its arguments and its variables. `FOLDER` is the folder of [`files`].
type Mistake = (&'static str, &'static [&'static str], &'static [(&'static str, &'static str)]);

const NOBODY: &str = "host=/nonexistent dbname=ct4 user=nobody";

const MISTAKES: &[Mistake] = &[
    ("a value of an option", &["--interval", "1ms"], &[]),
    ("a value of a variable", &["config", "show"], &[("SCOUTWATCH_LOG_LEVEL", "loud")]),
    ("a variable that is not known", &["config", "show"], &[("SCOUTWATCH_POLL_INTERVALL", "5s")]),
    ("lines of the file", &["--config", "FOLDER/wrong.toml"], &[]),
    ("limits that do not go together", &["--config", "FOLDER/limits.toml"], &[]),
    ("keys of one's own", &["--config", "FOLDER/keys.toml"], &[]),
    ("no such file", &["--config", "FOLDER/none.toml", "show", "metrics"], &[]),
    ("no such profile", &["--profile", "prod", "show", "metrics"], &[]),
    ("a password on the command line", &["--database-url", "postgresql://u:secret@h/d"], &[]),
    ("another database's URL", &["show", "metrics"], &[("DATABASE_URL", "mysql://h/d")]),
    ("a broken connection string", &["show", "metrics"], &[("PGPORT", "many"), ("PGUSER", "u")]),
    ("a misspelt keyword", &["--database-url", "hots=x", "show", "metrics"], &[]),
    ("what is not supported", &["show", "metrics"], &[("PGSSLCRL", "x"), ("PGUSER", "u")]),
    ("a server that is not there", &["--database-url", NOBODY, "show", "metrics"], &[]),
    (
        "a root certificate that is not there",
        &["show", "metrics"],
        &[(
            "DATABASE_URL",
            "postgresql://nobody@127.0.0.1:1/ct4?sslmode=verify-full&sslrootcert=FOLDER/none.crt",
        )],
    ),
    (
        "a password file that others can read",
        &["--database-url", NOBODY, "verify"],
        &[("PGPASSFILE", "FOLDER/pgpass")],
    ),
    ("a script without a database", &["--database-url", NOBODY, "schema", "print"], &[]),
    ("a command that writes", &["--read-only", "refresh"], &[("DATABASE_URL", NOBODY)]),
    ("no terminal", &["--database-url", NOBODY], &[]),
    ("an option in vain", &["--plain", "show", "metrics"], &[("DATABASE_URL", NOBODY)]),
    ("a log filter", &["show", "metrics"], &[("SCOUTWATCH_LOG", "scoutwatch=loud")]),
    ("no server programs", &["--plain", "demo"], &[("SCOUTWATCH_PG_BIN", "FOLDER/none")]),
    ("older server programs", &["--plain", "demo"], &[("SCOUTWATCH_PG_BIN", "FOLDER/old")]),
    ("no recording", &["--plain", "replay", "FOLDER/none.swr"], &[]),
    ("another file than a recording", &["--plain", "replay", "FOLDER/wrong.toml"], &[]),
    ("a folder for a recording", &["--plain", "replay", "FOLDER"], &[]),
    (
        "a recording into another file",
        &["--plain", "--record", "FOLDER/wrong.toml"],
        &[("DATABASE_URL", NOBODY)],
    ),
    (
        "a moment in the future",
        &["--plain", "--since", "2999-01-01T00:00Z"],
        &[("DATABASE_URL", NOBODY)],
    ),
    ("a folder that cannot be made", &["man", "--dir", "FOLDER/wrong.toml"], &[]),
];

fn files(folder: &Path) {
    let write = |name: &str, text: &str, mode: u32| {
        let file = folder.join(name);
        std::fs::write(&file, text).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    write("wrong.toml", "[poll]\nintervall = \"5s\"\n[display]\ntheme = \"pink\"\n", 0o600);
    write("limits.toml", "[database]\nstatement_timeout = \"9s\"\n", 0o600);
    write("keys.toml", "[keys]\nnothing = \"x\"\n", 0o600);
    write("spanish.toml", "[display]\nlanguage = \"es\"\n", 0o600);
    write("pgpass", "*:*:*:*:canary\n", 0o644);
    std::fs::create_dir(folder.join("old")).unwrap();
    for program in ["old/postgres", "old/initdb"] {
        write(program, "#!/bin/sh\necho 'postgres (PostgreSQL) 12.22'\n", 0o755);
    }
}

fn run(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let here = |text: &str| text.replace("FOLDER", &folder.display().to_string());
    let mut process = Process::cargo_bin("scoutwatch").unwrap();
    process.env_clear().env("HOME", "/nonexistent").env("PATH", "/usr/bin:/bin");
    process.envs(variables.iter().map(|(name, value)| (*name, here(value))));
    process.args(arguments.iter().map(|argument| here(argument)));
    // Whoever is not mistaken after all goes on for ever.
    process.timeout(Duration::from_secs(60)).output().unwrap()
}

/// Standard error, with what differs from machine to machine taken out.
fn said(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let output = run(folder, arguments, variables);
    let text = String::from_utf8(output.stderr).unwrap();
    let text = text.replace(&folder.display().to_string(), "FOLDER");
    let package = regex::Regex::new(r"^(Install|Instalar) .*, (or|o) (name|nombrar)").unwrap();
    let mut lines = String::new();
    for line in text.lines() {
        writeln!(lines, "    {}", package.replace(line, "$1 …, $2 $3")).unwrap();
    }
    lines
}

#[test]
fn whoever_makes_a_mistake_is_told_so_in_spanish() {
    let folder = tempfile::tempdir().unwrap();
    // The server's account may look into it.
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    files(folder.path());
    // Words of a library, between brackets.
    let foreign = regex::Regex::new(r"\(error parsing[^)]*\)").unwrap();
    let mut report = String::new();
    for (name, arguments, variables) in MISTAKES {
        let by_option = said(folder.path(), &[&["--lang", "es"], *arguments].concat(), variables);
        let locale = [&[("LANG", "es_PE.UTF-8")], *variables].concat();
        let by_locale = said(folder.path(), arguments, &locale);
        assert_eq!(by_option, by_locale, "{name}");
        for line in by_option.lines() {
            let begins = ["error: ", "aviso: ", "  probar: ", "  ", "Inst"];
            assert!(begins.iter().any(|begin| line[4..].starts_with(begin)), "{name}: {line}");
            assert_no_english(&foreign.replace(line, ""));
        }
        assert!(!by_option.is_empty(), "{name}");
        writeln!(report, "{name}\n{by_option}").unwrap();
    }
    insta::assert_snapshot!("mistakes_in_spanish", report);
}

#[test]
fn the_same_mistakes_are_english_where_nobody_asks_for_spanish() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    files(folder.path());
    let mut report = String::new();
    for (name, arguments, variables) in MISTAKES {
        writeln!(report, "{name}\n{}", said(folder.path(), arguments, variables)).unwrap();
    }
    insta::assert_snapshot!("mistakes_in_english", report);
}

#[test]
fn the_language_is_that_of_the_option_the_variable_the_file_and_the_locale_in_this_order() {
    let folder = tempfile::tempdir().unwrap();
    files(folder.path());
    let wrong = ["--database-url", "hots=x", "show", "metrics"];
    let in_file =
        ["--config", "FOLDER/spanish.toml", "--database-url", "hots=x", "show", "metrics"];
    let behind = ["--database-url", "hots=x", "show", "metrics", "--lang", "es"];
    let english = [&["--lang", "en"], &in_file[..]].concat();
    let variable = ("SCOUTWATCH_DISPLAY_LANGUAGE", "es");
    let locale = ("LANG", "es_PE.UTF-8");
    let (spanish, english_words) = ("palabra clave", "unknown keyword");
    for (arguments, variables, words) in [
        (&wrong[..], &[][..], english_words),
        (&wrong, &[locale], spanish),
        (&wrong, &[variable], spanish),
        (&in_file, &[], spanish),
        (&behind, &[], spanish),
        (&english, &[variable, locale], english_words),
        (&in_file, &[("SCOUTWATCH_DISPLAY_LANGUAGE", "en"), locale], english_words),
    ] {
        let said = said(folder.path(), arguments, variables);
        assert!(said.contains(words), "{arguments:?} {variables:?}: {said}");
    }
}

#[test]
fn what_monitoring_systems_and_logs_read_is_english_in_every_locale() {
    let folder = tempfile::tempdir().unwrap();
    files(folder.path());
    let locale = [("LANG", "es_PE.UTF-8"), ("PGPASSFILE", "FOLDER/pgpass")];
    for (arguments, words) in [
        (&["check", "--interval", "1ms"][..], "does not fit"),
        (&["check", "--database-url", "hots=x"], "unknown keyword hots"),
        (&["check", "--database-url", NOBODY], "warning: password file"),
        (&["check", "--nonsense"], "unexpected argument"),
        (&["check", "--wallboard"], "no use for it"),
        (&["serve", "--interval", "1ms"], "does not fit"),
        (&["serve", "--database-url", "hots=x"], "error: --database-url: unknown keyword"),
        (
            &["serve", "--database-url", "postgresql://u:secret@h/d"],
            "a password on the command line",
        ),
    ] {
        let output = run(folder.path(), arguments, &locale);
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8(text).unwrap();
        assert!(text.contains(words), "{arguments:?}: {text}");
        for spanish in ["no sirve", "palabra", "aviso", "contraseña"] {
            assert!(!text.contains(spanish), "{arguments:?}: {text}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_in_spanish() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = std::process::Command::new(assert_cmd::cargo::cargo_bin("scoutwatch"))
        .args(["config", "show"])
        .env_clear()
        .env("LC_ALL", "es_PE.UTF-8")
        .stdout(full)
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: no se puede escribir la salida: no queda espacio en el disco (os error 28)\n"
    );
}
