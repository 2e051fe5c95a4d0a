//! The files in docs/deploy: every command in them is one of ours, and each scheduler takes the exit status
//! of a run that came second for what it is.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use scoutwatch::cli;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/deploy")
}

fn text(name: &str) -> String {
    fs::read_to_string(folder().join(name)).unwrap()
}

/// What follows `scoutwatch` in a line, up to where a shell or a sentence ends the command.
fn arguments(line: &str) -> Option<Vec<&str>> {
    let (_, rest) = line.split_once("scoutwatch refresh")?;
    let end = rest.find(['`', '>', '|', '\'', '"', ';']).unwrap_or(rest.len());
    let words =
        rest[..end].split_whitespace().take_while(|word| !word.starts_with('-') || word.len() > 1);
    Some(["scoutwatch", "refresh"].into_iter().chain(words).collect())
}

#[test]
fn every_refresh_command_is_one_that_the_program_takes() {
    let mut commands = 0;
    for entry in fs::read_dir(folder()).unwrap() {
        let content = fs::read_to_string(entry.unwrap().path()).unwrap();
        for words in content.lines().filter_map(arguments) {
            let given = words.iter().map(Into::into);
            assert!(cli::parse(given).is_ok(), "{words:?}");
            commands += 1;
        }
    }
    assert!(commands >= 6, "{commands} commands found");
}

/// The status of a shell command in which `scoutwatch` ends with `status`.
fn status_of(command: &str, status: i32) -> Option<i32> {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("scoutwatch");
    fs::write(&program, format!("#!/bin/sh\nexit {status}\n")).unwrap();
    fs::set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", folder.path().display());
    Command::new("/bin/sh").args(["-c", command]).env("PATH", path).status().unwrap().code()
}

#[test]
fn cron_mails_nobody_because_another_run_is_active_and_somebody_because_one_failed() {
    let crontab = text("crontab");
    let line = crontab.lines().find(|line| line.contains("scoutwatch refresh")).unwrap();
    let fields: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(fields[5], "scoutwatch", "the account stands before the command");
    let command = fields[6..].join(" ");
    assert_eq!(status_of(&command, 0), Some(0));
    assert_eq!(status_of(&command, 3), Some(0));
    assert_ne!(status_of(&command, 1), Some(0));
    assert_ne!(status_of(&command, 5), Some(0));
}

#[test]
fn the_windows_task_takes_a_run_that_came_second_for_no_failure() {
    let script = text("refresh-task.ps1");
    let line = script.lines().find(|line| line.starts_with("$command")).unwrap();
    let command = line.split('\'').nth(1).unwrap();
    assert_eq!(status_of(command, 3), Some(0));
    assert_ne!(status_of(command, 1), Some(0));
}

/// systemd's own judgement. Only a machine of a developer may lack it; the tests of a release may not.
#[test]
fn systemd_finds_nothing_wrong_with_the_units() {
    let units = tempfile::tempdir().unwrap();
    let names =
        ["scoutwatch-refresh.service", "scoutwatch-refresh.timer", "scoutwatch-serve.service"];
    // The program is not installed where it is built, and neither is its manual.
    let binary = assert_cmd::cargo::cargo_bin("scoutwatch");
    for name in names {
        let unit = text(name).replace("/usr/bin/scoutwatch", binary.to_str().unwrap());
        let unit = unit.replace("Documentation=man:scoutwatch-serve(1)\n", "");
        fs::write(units.path().join(name), unit).unwrap();
    }
    let verify = Command::new("systemd-analyze")
        .arg("verify")
        .args(names.map(|name| units.path().join(name)))
        .output();
    let Ok(verdict) = verify else {
        assert!(std::env::var_os("CI").is_none(), "systemd-analyze is not installed");
        return;
    };
    let words = String::from_utf8_lossy(&verdict.stderr).into_owned();
    assert!(verdict.status.success() && !words.contains("scoutwatch"), "{words}");
}

/// Prometheus's own judgement; as above.
#[test]
fn prometheus_finds_nothing_wrong_with_the_rules() {
    let rules = folder().join("prometheus-rules.yml");
    let Ok(verdict) = Command::new("promtool").arg("check").arg("rules").arg(rules).output() else {
        assert!(std::env::var_os("CI").is_none(), "promtool is not installed");
        return;
    };
    assert!(verdict.status.success(), "{verdict:?}");
}

/// What fires, by Prometheus's own rehearsal, when the figures cannot be read.
#[test]
fn somebody_hears_of_figures_that_cannot_be_read() {
    let rehearsal = format!(
        r#"
rule_files: ["{}"]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - series: 'scoutwatch_up{{job="scoutwatch"}}'
        values: "1x60"
      - series: 'scoutwatch_rule_state{{job="scoutwatch",rule="conflicts"}}'
        values: "0x10 3x50"
    alert_rule_test:
      - eval_time: 10m
        alertname: ScoutAttributionUnknown
        exp_alerts: []
      - eval_time: 30m
        alertname: ScoutAttributionUnknown
        exp_alerts:
          - exp_labels: {{ severity: warning, job: scoutwatch, rule: conflicts }}
            exp_annotations: {{ summary: "Scout attribution: conflicts cannot be judged" }}
"#,
        folder().join("prometheus-rules.yml").display()
    );
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), rehearsal).unwrap();
    let rehearsed = Command::new("promtool").args(["test", "rules"]).arg(file.path()).output();
    let Ok(verdict) = rehearsed else {
        assert!(std::env::var_os("CI").is_none(), "promtool is not installed");
        return;
    };
    assert!(verdict.status.success(), "{verdict:?}");
}

#[test]
fn the_grafana_dashboard_is_json_and_no_two_panels_lie_on_each_other() {
    let dashboard: serde_json::Value =
        serde_json::from_str(&text("grafana-dashboard.json")).unwrap();
    let mut taken = std::collections::HashSet::new();
    for panel in dashboard["panels"].as_array().unwrap() {
        let at = |name: &str| panel["gridPos"][name].as_u64().unwrap();
        assert!(at("x") + at("w") <= 24, "{panel}");
        for x in at("x")..at("x") + at("w") {
            for y in at("y")..at("y") + at("h") {
                assert!(taken.insert((x, y)), "{panel}");
            }
        }
    }
}
