//! `check`, `show metrics`, `/metrics` and the interface say the same of the same moment.

use serde_json::Value;

use super::{ATTRIBUTION, Served};
use crate::binary::{document, run, scoutwatch};
use crate::installed::{Contents, database_with};

/// The numbers of the states, as `check` exits and Prometheus reads.
fn number(state: &str) -> i64 {
    ["OK", "WARN", "CRIT", "UNKNOWN"].iter().position(|known| *known == state).unwrap() as i64
}

fn gauge(text: &str, name: &str) -> i64 {
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("scoutwatch_{name} ")));
    line.unwrap_or_else(|| panic!("{name} is not in {text}")).parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn all_faces_give_the_same_states_and_figures() {
    for contents in [Contents::Demo, Contents::Empty] {
        let url = database_with(contents).await.url;
        let served = Served::on(&url, &[]);
        let shown = document(&url, &["show", "metrics"]);
        let answer = served.get(&format!("{ATTRIBUTION}/metrics")).json();
        let text = served.get("/metrics").body;
        let check = run(scoutwatch(&url, &["check"]));

        let state = shown["health"]["severity"].as_str().unwrap();
        assert_eq!(answer["health"]["severity"].as_str(), Some(state));
        assert_eq!(check.code, Some(number(state) as i32), "{check:?}");
        assert!(check.stdout.starts_with(&format!("SCOUTWATCH {state} - ")), "{check:?}");
        assert_eq!(gauge(&text, "health_state"), number(state));
        for finding in shown["health"]["findings"].as_array().unwrap() {
            let rule = finding["rule"].as_str().unwrap();
            let state = finding["severity"].as_str().unwrap();
            assert_eq!(
                gauge(&text, &format!("rule_state{{rule=\"{rule}\"}}")),
                number(state),
                "{rule}"
            );
            let same = answer["health"]["findings"]
                .as_array()
                .unwrap()
                .iter()
                .find(|other| other["rule"] == rule);
            assert_eq!(same.unwrap()["severity"].as_str(), Some(state), "{rule}");
        }
        for (field, name) in [
            ("total_persons", "persons"),
            ("persons_with_scout_satisfactory", "persons_satisfactory"),
            ("persons_missing_scout", "persons_missing"),
            ("conflicts_count", "conflicts"),
        ] {
            assert_eq!(answer[field], shown[field], "{field}");
            assert_eq!(Some(gauge(&text, name)), shown[field].as_i64(), "{field}");
        }
        for (letter, count) in [("A", "a_events_without_scout"), ("C", "c_legacy")] {
            let expected = &shown["backlog"][count];
            assert_eq!(&answer["backlog"][count], expected);
            let name = format!("backlog_persons{{category=\"{letter}\"}}");
            assert_eq!(Some(gauge(&text, &name)), Value::as_i64(expected), "{letter}");
        }
    }
}

/// What is exposed where the figures come from a standby.
pub(crate) const OF_A_STANDBY: [&str; 2] = ["standby_is_streaming", "standby_lag_seconds"];

/// Every name of ours in a text.
fn names(text: &str) -> std::collections::BTreeSet<String> {
    let name = regex::Regex::new("scoutwatch_[a-z_]+").unwrap();
    name.find_iter(text).map(|found| found.as_str().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_alerts_and_the_dashboard_ask_for_what_there_is() {
    let served = Served::on(&database_with(Contents::Demo).await.url, &[]);
    served.until("/readyz", "it has figures", |answer| answer.status == 200).await;
    let mut exposed = names(&served.get("/metrics").body);
    // What a standby alone has; the tests of several machines look for it there.
    exposed.extend(OF_A_STANDBY.map(|name| format!("scoutwatch_{name}")));
    for text in [
        include_str!("../../../docs/deploy/prometheus-rules.yml"),
        include_str!("../../../docs/deploy/grafana-dashboard.json"),
    ] {
        let asked = names(text);
        assert!(asked.len() > 5, "{asked:?}");
        assert!(asked.is_subset(&exposed), "{:?}", asked.difference(&exposed));
    }
}
