//! The real binary: help, usage errors, exit statuses, streams.

use std::fmt::Write as _;

use assert_cmd::Command as Process;
use predicates::prelude::*;
use scoutwatch::cli::{self, Command, ShowSubject};
use scoutwatch::model::{List, Position, Sort, SortColumn};

/// The binary in an empty environment, so that no setting of this machine takes part.
fn scoutwatch(arguments: &[&str]) -> Process {
    let mut process = Process::cargo_bin("scoutwatch").unwrap();
    process.env_clear().env("HOME", "/nonexistent").args(arguments);
    process
}

/// Every help text below a command, in the order of the command line.
fn help_of(command: &mut clap::Command, name: &str, text: &mut String) {
    let long = command.clone().term_width(100).render_long_help();
    writeln!(text, "===== {name}\n{long}").unwrap();
    for child in command.get_subcommands_mut().filter(|child| child.get_name() != "help") {
        // The global options are the same everywhere; they are reviewed once.
        *child = std::mem::take(child).mut_args(|option| {
            let is_global = option.get_help_heading() == Some("Global options");
            option.hide(is_global)
        });
        let name = format!("{name} {}", child.get_name());
        help_of(child, &name, text);
    }
}

#[test]
fn the_help_of_every_command_is_as_reviewed() {
    let mut command = cli::command();
    command.build();
    let mut text = String::new();
    help_of(&mut command, "scoutwatch", &mut text);
    insta::assert_snapshot!("help", text);
}

#[test]
fn the_short_help_is_short() {
    let help = cli::command().term_width(80).render_help().to_string();
    assert!(help.lines().count() <= 34, "{help}");
    insta::assert_snapshot!("short_help", help);
}

#[test]
fn the_command_line_is_consistent() {
    cli::command().debug_assert();
}

#[test]
fn every_variable_in_the_help_is_one_that_is_read() {
    let mut command = cli::command();
    command.build();
    let mut text = String::new();
    help_of(&mut command, "scoutwatch", &mut text);
    let known: Vec<String> = scoutwatch::config::keys::ALL
        .iter()
        .map(|spec| spec.variable())
        .chain(["SCOUTWATCH_CONFIG", "SCOUTWATCH_LOG"].map(str::to_owned))
        .collect();
    let is_part = |c: char| !(c.is_ascii_uppercase() || c == '_');
    let named: Vec<&str> =
        text.split(is_part).filter(|word| word.starts_with("SCOUTWATCH_")).collect();
    assert!(named.len() > 8, "{named:?}");
    for name in named {
        assert!(known.contains(&name.to_owned()), "{name} is in the help and is not read");
    }
}

#[test]
fn every_option_of_the_key_table_exists_and_names_its_variable() {
    let mut command = cli::command();
    let help = command.render_long_help().to_string();
    for spec in scoutwatch::config::keys::ALL {
        let Some(option) = spec.option else { continue };
        let known = command
            .get_arguments()
            .any(|argument| argument.get_long().is_some_and(|long| format!("--{long}") == option));
        assert!(known, "{option}");
        assert!(help.contains(&spec.variable()), "{option} does not name {}", spec.variable());
    }
}

#[test]
fn help_and_version_are_answers_on_standard_output() {
    for arguments in [&["--help"][..], &["-h"], &["help", "show"], &["show", "backlog", "--help"]] {
        scoutwatch(arguments)
            .assert()
            .code(0)
            .stdout(predicate::str::contains("Usage: scoutwatch"))
            .stderr("");
    }
    scoutwatch(&["--version"])
        .assert()
        .code(0)
        .stdout(format!("scoutwatch {}\n", env!("CARGO_PKG_VERSION")))
        .stderr("");
}

#[test]
fn a_wrong_command_line_ends_with_two_and_says_why_on_standard_error() {
    for (arguments, words) in [
        (&["shwo"][..], "unrecognized subcommand 'shwo'"),
        (&["show"], "Usage: scoutwatch show"),
        (&["show", "person", "42"], "it is no person_key; write a UUID"),
        (&["show", "backlog", "--category", "F"], "possible values: A, B, C, D, E"),
        (&["show", "conflicts", "--kind", "shut"], "possible values: OPEN, CONTRADICTS_LEDGER"),
        (&["show", "collection", "--payment-status", "x"], "UNPAID, PAID, PAID_MISAPPLIED"),
        (&["show", "collection", "--scout", "0"], "0 is not in 1.."),
        (&["show", "collection", "--missing-only", "--scout", "7"], "cannot be used with"),
        (&["show", "daily", "--days", "366"], "366 is not in 1..=365"),
        (&["show", "jobs", "--limit", "0"], "0 is not in 1..=100000"),
        (&["show", "jobs", "--sort", "amount"], "possible values: started, duration, status, job"),
        (&["show", "jobs", "--descending"], "--sort <COLUMN>"),
        (&["show", "metrics", "--format", "xml"], "possible values: table, json, csv"),
        (&["schema", "grant"], "<--viewer <ROLE>|--operator <ROLE>>"),
        (&["schema", "grant", "--viewer", "a", "--operator", "b"], "cannot be used with"),
        (&["schema", "grant", "--viewer", "public"], "PUBLIC is every role"),
        (&["demo", "--persons", "many"], "invalid digit"),
        (&["--interval", "12"], "write a number with a unit, such as 200ms, 12s, 5m or 4h"),
        (&["--color", "always"], "possible values: auto, never"),
    ] {
        scoutwatch(arguments).assert().code(2).stdout("").stderr(predicate::str::contains(words));
    }
}

#[test]
fn letters_and_words_of_the_views_may_be_typed_in_lower_case() {
    for arguments in [
        ["scoutwatch", "show", "backlog", "--category", "d"],
        ["scoutwatch", "show", "conflicts", "--kind", "contradicts_ledger"],
        ["scoutwatch", "show", "collection", "--payment-status", "paid_misapplied"],
        ["scoutwatch", "show", "liquidation", "--payment-status", "blocked"],
    ] {
        assert!(cli::parse(arguments.map(Into::into)).is_ok(), "{arguments:?}");
    }
}

#[test]
fn a_list_is_asked_for_page_by_page_in_its_own_order_or_the_one_that_is_named() {
    let request = |arguments: &[&str]| {
        let arguments = ["scoutwatch", "show", "jobs"].iter().chain(arguments).map(Into::into);
        match cli::parse(arguments).unwrap().command {
            Some(Command::Show(show)) => match show.subject {
                ShowSubject::Jobs(list) => list.page_request(&List::Runs),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    };
    let plain = request(&[]);
    assert_eq!(plain.sort, Sort::descending(SortColumn::Started));
    assert_eq!(
        (plain.position, plain.limit, plain.filter),
        (Position::Start { skip: 0 }, 50, None)
    );
    let third =
        request(&["--page", "3", "--limit", "20", "--sort", "duration", "--filter", "fail"]);
    assert_eq!(third.sort, Sort::ascending(SortColumn::Duration));
    assert_eq!((third.position, third.limit), (Position::Start { skip: 40 }, 20));
    assert_eq!(third.filter.unwrap().text(), "fail");
    let newest = request(&["--sort", "duration", "--descending", "--filter", ""]);
    assert_eq!(newest.sort, Sort::descending(SortColumn::Duration));
    assert_eq!(newest.filter, None);
}

#[test]
fn global_options_may_stand_before_and_behind_the_command() {
    for arguments in [
        &["--read-only", "--interval", "30s", "config", "show"][..],
        &["config", "show", "--interval", "30s", "--read-only"],
        &["config", "--interval=30s", "show", "--read-only"],
    ] {
        scoutwatch(arguments)
            .assert()
            .code(0)
            .stdout(predicate::str::is_match(r#"poll\.interval +"30s" +--interval\n"#).unwrap())
            .stdout(predicate::str::is_match(r"read_only +true +--read-only\n").unwrap());
    }
}

#[test]
fn a_password_on_the_command_line_is_refused_wherever_it_stands() {
    for arguments in [
        &["--database-url", "postgresql://u:canary-7@h/d", "config", "show"][..],
        &["--database-url=postgresql://u:canary-7@h/d"],
        &["--database-url", "host=h password=canary-7"],
        &["--database-url=host=h password=canary-7"],
        &["--database-url", "postgresql://h/d?password=canary-7"],
        &["--database-url", "postgresql://u:canary-7/@h?/d"],
        &["--databse-url=postgresql://u:canary-7@h/d"],
        &["postgresql://u:canary-7@h/d"],
        &["host=h password='canary-7'"],
        &["show", "person", "postgresql://u:canary-7@h/d"],
    ] {
        scoutwatch(arguments)
            .assert()
            .code(2)
            .stdout("")
            .stderr(predicate::str::contains("can be read by every user of this machine"))
            .stderr(predicate::str::contains("~/.pgpass, PGPASSWORD, SCOUTWATCH_DATABASE_URL"))
            .stderr(predicate::str::contains("canary-7").not());
    }
}

#[test]
fn ordinary_values_are_not_mistaken_for_a_password() {
    for arguments in [
        &["--profile=", "config", "show"][..],
        &["--log-file=/tmp/a=b", "config", "show"],
        &["--database-url=postgresql://u@h/d?sslmode=require", "config", "show"],
        &["--database-url", "host=h dbname=d", "config", "show"],
    ] {
        scoutwatch(arguments).assert().code(0).stderr("");
    }
}

#[test]
fn a_password_of_the_environment_appears_nowhere() {
    for arguments in [&["config", "show"][..], &["--help"], &["config", "show", "-vvv"], &["shwo"]]
    {
        let output = scoutwatch(arguments)
            .env("SCOUTWATCH_DATABASE_URL", "postgresql://u:canary-7@h/d")
            .env("DATABASE_URL", "postgresql://u:canary-7@h/d")
            .env("PGPASSWORD", "canary-7")
            .output()
            .unwrap();
        for stream in [output.stdout, output.stderr] {
            let text = String::from_utf8(stream).unwrap();
            assert!(!text.contains("canary-7"), "{arguments:?}: {text}");
        }
    }
}

#[test]
fn config_show_masks_the_password_and_names_the_variable() {
    scoutwatch(&["config", "show"])
        .env("SCOUTWATCH_DATABASE_URL", "postgresql://u:canary-7@h/d")
        .assert()
        .code(0)
        .stdout(
            predicate::str::is_match(
                r#"database\.url +"postgresql://u:\*\*\*@h/d" +SCOUTWATCH_DATABASE_URL\n"#,
            )
            .unwrap(),
        );
}

#[test]
fn a_variable_that_looks_like_ours_and_is_not_is_a_warning() {
    scoutwatch(&["config", "show"])
        .env("SCOUTWATCH_POLL_INTERVALL", "5s")
        .env("SCOUTWATCH_TEST_THING", "1")
        .assert()
        .code(0)
        .stderr(
            "warning: the environment variable SCOUTWATCH_POLL_INTERVALL is not known; did you mean \
             SCOUTWATCH_POLL_INTERVAL?\n",
        );
}

#[test]
fn a_filter_is_read_for_the_list_that_it_is_for() {
    for (list, filter, complaint) in [
        ("backlog", "foo=1", "unknown field \"foo\": this list has person, name, category"),
        ("jobs", "category=d", "unknown field \"category\": this list has id, job, status"),
        ("conflicts", "a (b", "( is not closed (at character 3)"),
    ] {
        scoutwatch(&["show", list, "--filter", filter])
            .assert()
            .code(2)
            .stderr(predicate::str::contains(complaint));
    }
}

#[test]
fn a_log_filter_that_is_not_understood_is_a_wrong_configuration() {
    scoutwatch(&["config", "show"])
        .env("SCOUTWATCH_LOG", "scoutwatch=loud")
        .assert()
        .code(2)
        .stdout("")
        .stderr(predicate::str::contains("error: the log filter \"scoutwatch=loud\""));
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_error() {
    use std::process::{Command, Stdio};
    for arguments in [&["config", "show"][..], &["--help"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = Command::new(assert_cmd::cargo::cargo_bin("scoutwatch"))
            .args(arguments)
            .env_clear()
            .stdout(writer)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    use std::process::Command;
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = Command::new(assert_cmd::cargo::cargo_bin("scoutwatch"))
        .args(["config", "show"])
        .env_clear()
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(words.starts_with("error: the output cannot be written"), "{words}");
}

#[test]
fn every_shell_gets_its_completions_whatever_the_settings_are() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        scoutwatch(&["completions", shell])
            .env("SCOUTWATCH_POLL_INTERVAL", "wrong")
            .assert()
            .success()
            .stderr("")
            .stdout(
                predicate::str::contains("--scout-missing-only")
                    .or(predicate::str::contains("missing-only")),
            )
            .stdout(predicate::str::contains("run-now").not());
    }
    scoutwatch(&["completions", "sh"]).assert().code(2).stderr(predicate::str::contains("bash"));
}

/// The page of a command and of every command below it.
fn names(command: &clap::Command, name: &str, found: &mut Vec<String>) {
    found.push(format!("{name}.1"));
    for child in command.get_subcommands().filter(|child| child.get_name() != "help") {
        names(child, &format!("{name}-{}", child.get_name()), found);
    }
}

#[test]
fn the_manual_has_a_page_for_every_command() {
    scoutwatch(&["man"]).assert().success().stdout(predicate::str::contains(".TH scoutwatch 1"));
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("man1");
    scoutwatch(&["man", "--dir", pages.to_str().unwrap()]).assert().success().stdout("");
    let mut command = cli::command();
    command.build();
    let mut expected = Vec::new();
    names(&command, "scoutwatch", &mut expected);
    let mut written: Vec<_> = std::fs::read_dir(&pages)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    expected.sort();
    written.sort();
    assert_eq!(written, expected);
    // A folder that cannot be made is named.
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    scoutwatch(&["man", "--dir", file.to_str().unwrap()])
        .assert()
        .code(1)
        .stderr(predicate::str::contains(file.to_str().unwrap()));
}
