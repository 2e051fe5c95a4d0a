//! The real binary on a test's database.

use assert_cmd::Command as Process;
use serde_json::Value;

/// An environment that holds nothing but the way to a database, and patience: the limits of a dashboard are
/// no limits of a busy machine's tests.
pub(crate) fn environment_of(url: &str) -> [(&str, &str); 5] {
    [
        ("HOME", "/nonexistent"),
        ("SCOUTWATCH_DATABASE_URL", url),
        ("SCOUTWATCH_DATABASE_STATEMENT_TIMEOUT", "20s"),
        ("SCOUTWATCH_DATABASE_DEADLINE", "30s"),
        ("SCOUTWATCH_DATABASE_CONNECT_TIMEOUT", "20s"),
    ]
}

/// The binary in [`environment_of`] a database.
pub(crate) fn scoutwatch(url: &str, arguments: &[&str]) -> Process {
    let mut process = Process::cargo_bin("scoutwatch").unwrap();
    // No test asserts a time; this only ends a process that would hang for ever.
    process
        .timeout(std::time::Duration::from_secs(60))
        .env_clear()
        .envs(environment_of(url))
        .args(arguments);
    process
}

/// What a run said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs the process to its end.
pub(crate) fn run(mut process: Process) -> Said {
    let output = process.output().unwrap();
    Said {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// What a run wrote that had to succeed.
pub(crate) fn written(url: &str, arguments: &[&str]) -> String {
    let said = run(scoutwatch(url, arguments));
    assert_eq!(said.code, Some(0), "{arguments:?}: {said:?}");
    said.stdout
}

/// The JSON document of a run that had to succeed.
pub(crate) fn document(url: &str, arguments: &[&str]) -> Value {
    let text = written(url, &[arguments, &["--format", "json"]].concat());
    assert_eq!(text.lines().count(), 1, "a pipe gets one line");
    serde_json::from_str(&text).unwrap()
}

/// The records of a run that had to succeed, the header first.
pub(crate) fn records(url: &str, arguments: &[&str]) -> (Vec<String>, Vec<csv::StringRecord>) {
    let text = written(url, &[arguments, &["--format", "csv"]].concat());
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
    (header, reader.records().collect::<Result<_, _>>().expect("every record is whole"))
}
