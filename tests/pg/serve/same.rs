//! `check`, `show metrics`, `/metrics`, the interface and the dashboard say the same of the same moment.

use std::cmp::Reverse;

use serde_json::Value;

use super::drawn::Drawn;
use super::{ATTRIBUTION, Served};
use crate::binary::{document, run, scoutwatch};
use crate::database::TestDatabase;
use crate::installed::{Contents, database_with};

/// The numbers of the states, as `check` exits and Prometheus reads.
fn number(state: &str) -> i64 {
    ["OK", "WARN", "CRIT", "UNKNOWN"].iter().position(|known| *known == state).unwrap() as i64
}

fn gauge(text: &str, name: &str) -> i64 {
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("scoutwatch_{name} ")));
    line.unwrap_or_else(|| panic!("{name} is not in {text}")).parse().unwrap()
}

/// Invented persons, what is known of them, and the last run.
struct Made {
    persons: i32,
    satisfactory: i32,
    /// How many of the others are claimed by two scouts.
    conflicts: i32,
    /// How the last run ended, and how many hours ago.
    job: Option<(&'static str, i32)>,
}

impl Made {
    async fn database(&self) -> TestDatabase {
        let database = database_with(Contents::Empty).await;
        let Self { persons, satisfactory, conflicts, job } = self;
        let claimed = satisfactory + conflicts;
        let client = database.connect().await;
        let known = format!(
            "create temporary table person as
             select number, gen_random_uuid() as person_key from generate_series(1, {persons}) as number;
             insert into canon.identity_registry (person_key, created_at, updated_at, confidence_level)
             select person_key, now(), now(), 'HIGH' from person;
             insert into observational.lead_ledger (
                person_key, attributed_scout_id, attribution_score, confidence_level, decision_status, updated_at)
             select person_key, 4, 90, 'high', 'assigned', now() from person where number <= {satisfactory};
             insert into observational.lead_events (source_table, source_pk, event_date, person_key, scout_id, created_at)
             select 'made', number || ':' || scout, current_date, person_key, scout, now()
             from person, unnest(array[4, 7]) as scout
             where number > {satisfactory} and number <= {claimed}"
        );
        client.batch_execute(&known).await.unwrap();
        if let Some((status, hours)) = job {
            let ended = format!(
                "insert into ops.ingestion_runs (started_at, completed_at, status, job_type, error_message)
                 select ended, ended, '{status}', 'scout_attribution_refresh', 'as told'
                 from (select now() - make_interval(hours => {hours})) as run (ended)"
            );
            client.batch_execute(&ended).await.unwrap();
        }
        database
    }
}

/// What a figure looks like on the screen: in groups of three digits.
fn drawn(figure: &Value) -> String {
    scoutwatch::model::format::count(figure.as_i64().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn all_faces_give_the_same_states_and_figures() {
    let made =
        |persons, satisfactory, conflicts, job| Made { persons, satisfactory, conflicts, job };
    let completed = |hours| Some(("COMPLETED", hours));
    for (state, database) in [
        ("OK", made(1_000, 905, 3, completed(1)).database().await),
        ("WARN", made(200, 121, 60, completed(5)).database().await),
        ("CRIT", made(2_200, 905, 1_010, Some(("FAILED", 1))).database().await),
        ("UNKNOWN", made(100, 90, 0, None).database().await),
        ("CRIT", database_with(Contents::Demo).await),
        ("UNKNOWN", database_with(Contents::Empty).await),
    ] {
        all_faces_say(state, &database.url).await;
    }
}

/// Asks every face of scoutwatch about one database, and compares what they say.
async fn all_faces_say(state: &str, url: &str) {
    let served = Served::on(url, &[]);
    let shown = document(url, &["show", "metrics"]);
    let answer = served.get(&format!("{ATTRIBUTION}/metrics")).json();
    let text = served.get("/metrics").body;
    let check = run(scoutwatch(url, &["check"]));
    let mut dashboard = Drawn::of(url).await;

    assert_eq!(shown["health"]["severity"].as_str(), Some(state), "{shown:#}");
    assert_eq!(answer["health"]["severity"].as_str(), Some(state));
    assert_eq!(check.code, Some(number(state) as i32), "{check:?}");
    assert!(check.stdout.starts_with(&format!("SCOUTWATCH {state} - ")), "{check:?}");
    assert_eq!(gauge(&text, "health_state"), number(state));
    let health = dashboard.health();
    let mut broken = Vec::new();
    for (rule, title) in [
        ("satisfactory", "SATISFACTORY"),
        ("conflicts", "CONFLICTS"),
        ("missing", "MISSING"),
        ("job", "LAST JOB"),
    ] {
        let verdict = |document: &Value| {
            let findings = document["health"]["findings"].as_array().unwrap();
            let finding = findings.iter().find(|finding| finding["rule"] == rule).unwrap();
            finding["severity"].as_str().unwrap().to_owned()
        };
        let state = verdict(&shown);
        assert_eq!(verdict(&answer), state, "{rule}");
        assert_eq!(
            gauge(&text, &format!("rule_state{{rule=\"{rule}\"}}")),
            number(&state),
            "{rule}"
        );
        assert_eq!(dashboard.gauge(title).1, state, "{rule}");
        assert_eq!(health.get(rule), Some(&state), "{rule}");
        if state != "OK" {
            broken.push((rule.to_owned(), state));
        }
    }
    for (field, name) in [
        ("total_persons", "persons"),
        ("persons_with_scout_satisfactory", "persons_satisfactory"),
        ("persons_missing_scout", "persons_missing"),
        ("conflicts_count", "conflicts"),
    ] {
        assert_eq!(answer[field], shown[field], "{field}");
        assert_eq!(Some(gauge(&text, name)), shown[field].as_i64(), "{field}");
        // `check` gives the share of the satisfactory persons, not their number.
        if name != "persons_satisfactory" {
            let told = format!(" {name}={};", shown[field]);
            assert!(check.stdout.contains(&told), "{told} is not in {check:?}");
        }
    }
    let (persons, satisfactory) =
        (&shown["total_persons"], &shown["persons_with_scout_satisfactory"]);
    let thousandths =
        (satisfactory.as_i64().unwrap() * 1_000).checked_div(persons.as_i64().unwrap());
    let share =
        thousandths.map_or("–".to_owned(), |share| format!("{}.{}%", share / 10, share % 10));
    assert_eq!(dashboard.gauge("SATISFACTORY").0, share);
    assert_eq!(dashboard.gauge("MISSING").0, drawn(&shown["persons_missing_scout"]));
    assert_eq!(dashboard.gauge("CONFLICTS").0, drawn(&shown["conflicts_count"]));
    for (letter, count) in [
        ("A", "a_events_without_scout"),
        ("B", "b_ledger_without_scout"),
        ("C", "c_legacy"),
        ("D", "d_scout_in_events_not_in_ledger"),
        ("E", "e_scout_in_source_only"),
    ] {
        let expected = &shown["backlog"][count];
        assert_eq!(&answer["backlog"][count], expected);
        let name = format!("backlog_persons{{category=\"{letter}\"}}");
        assert_eq!(Some(gauge(&text, &name)), Value::as_i64(expected), "{letter}");
        assert_eq!(dashboard.category(letter), drawn(expected), "{letter}");
        let told = format!(" backlog_{}={expected};", letter.to_lowercase());
        assert!(check.stdout.contains(&told), "{told} is not in {check:?}");
    }
    // The walk from problem to problem, worst first; it leaves the overview, so it is the last.
    let walk = dashboard.walk();
    assert!(walk.is_sorted_by_key(|(_, verdict)| Reverse(gravity(verdict))), "{walk:?}");
    let mut told = walk.clone();
    told.sort();
    broken.sort();
    assert_eq!(told, broken);
    assert_eq!(walk.first().map_or("OK", |(_, verdict)| verdict.as_str()), state);
    assert_eq!(dashboard.smallest(), state);
}

/// How much attention a verdict wants.
fn gravity(verdict: &str) -> usize {
    ["OK", "UNKNOWN", "WARN", "CRIT"].iter().position(|known| *known == verdict).unwrap()
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
