//! Our figures against an oracle that counts straight over CT4's tables.

use tokio_postgres::Client;

use super::{base_tables, install_in, lines, run, value};
use crate::database::TestDatabase;
use crate::installed::{Contents, database_with};

const DATA: &str = include_str!("../../../sql/demo/data.sql");
const STEP: &str = include_str!("../../../sql/demo/step.sql");
const TOTALS: &str = include_str!("../../../sql/demo/totals.sql");

/// What our views say, in the columns of the oracle.
const OURS: &str = "select
    snapshot.total_persons as persons,
    snapshot.persons_with_scout_satisfactory as satisfactory,
    snapshot.persons_missing_scout as missing,
    snapshot.backlog_a_events_without_scout as a,
    snapshot.backlog_b_ledger_without_scout as b,
    snapshot.backlog_c_legacy_no_events_no_ledger as c,
    snapshot.backlog_d_scout_in_events_not_in_ledger as d,
    snapshot.backlog_e_scout_in_source_only as e,
    snapshot.conflicts_count as open_conflicts,
    snapshot.conflicts_contradicting_ledger as contradicting_conflicts,
    (select source.rows_with_scout from ops.v_scout_attribution_sources as source
     where source.source = 'module_ct_scouting_daily') as registrations_with_scout,
    (select count(*) from ops.v_scout_attribution_raw as evidence
     join ops.v_scout_attribution_person_facts as facts on facts.person_key = evidence.person_key
     where evidence.priority = 4 and facts.is_satisfactory) as registrations_satisfactory,
    (select count(*) from ops.v_yango_collection_with_scout) as claims,
    (select count(*) from ops.v_yango_collection_with_scout as claim where claim.is_scout_resolved) as claims_with_scout,
    snapshot.malformed_scout_values as malformed_values
from ops.v_scout_attribution_metrics_snapshot as snapshot";

/// Figures that must be equal wherever they can be read, as (one, the other).
const AGREEMENTS: [(&str, &str); 9] = [
    (
        "select count(*) from ops.v_scout_attribution_conflicts where kind = 'OPEN'",
        "select conflicts_count from ops.v_scout_attribution_metrics_snapshot",
    ),
    (
        "select count(*) from ops.v_scout_attribution_conflicts where kind = 'CONTRADICTS_LEDGER'",
        "select conflicts_contradicting_ledger from ops.v_scout_attribution_metrics_snapshot",
    ),
    (
        "select count(*) from ops.v_scout_attribution_conflicts
         where distinct_scout_count < 2 or cardinality(scout_ids) <> distinct_scout_count",
        "select 0::bigint",
    ),
    (
        "select count(*) from ops.v_persons_without_scout_categorized",
        "select persons_missing_scout from ops.v_scout_attribution_metrics_snapshot",
    ),
    (
        "select count(*) from ops.v_persons_without_scout_categorized where category = 'D'",
        "select backlog_d_scout_in_events_not_in_ledger from ops.v_scout_attribution_metrics_snapshot",
    ),
    (
        "select count(*) from ops.v_persons_without_scout_categorized where in_conflict <> (distinct_scouts > 1)",
        "select 0::bigint",
    ),
    (
        "select count(*) from ops.v_scout_attribution",
        "select count(distinct person_key) from ops.v_scout_attribution_raw",
    ),
    (
        "select count(*) from ops.v_scout_payment_base",
        "select count(*) from ops.v_scout_attribution",
    ),
    (
        "select satisfactory_count * 1000000 + missing_count from ops.v_scout_attribution_metrics_daily
         where metric_date = ops.scoutwatch_business_day(now())",
        "select persons_with_scout_satisfactory * 1000000 + persons_missing_scout
         from ops.v_scout_attribution_metrics_snapshot",
    ),
];

async fn hold_against_the_oracle(client: &Client, persons: Option<&str>) -> String {
    let totals = TOTALS.trim_end().trim_end_matches(';');
    let expected = lines(client, totals).await;
    assert_eq!(lines(client, OURS).await, expected);
    for (one, other) in AGREEMENTS {
        assert_eq!(value::<i64>(client, one).await, value::<i64>(client, other).await, "{one}");
    }
    let line = expected.into_iter().next().unwrap();
    assert!(persons.is_none_or(|persons| line.starts_with(&format!("{persons}|"))), "{line}");
    line
}

/// A database with so many invented persons.
async fn with_persons(persons: &str) -> TestDatabase {
    let database = base_tables(&format!("persons{persons}")).await;
    let client = database.connect().await;
    run(&client, &format!("set scoutwatch.demo_persons = {persons}; {DATA}")).await;
    install_in(&database).await.unwrap();
    database
}

#[tokio::test]
async fn the_figures_of_any_number_of_persons_are_those_of_the_oracle() {
    for persons in ["0", "1", "50", "777", "20000"] {
        let database = with_persons(persons).await;
        hold_against_the_oracle(&database.connect().await, Some(persons)).await;
    }
}

#[tokio::test]
async fn the_published_totals_are_shown_exactly() {
    let database = database_with(Contents::Demo).await;
    let client = database.connect().await;
    let line = hold_against_the_oracle(&client, Some("2033")).await;
    assert!(line.starts_with("2033|357|1676|193|2|1308|168|5|5|3|609|367|417|363|"), "{line}");
    let percent =
        "select pct_scout_satisfactory::text from ops.v_scout_attribution_metrics_snapshot";
    assert_eq!(value::<String>(&client, percent).await, "17.56");
}

#[tokio::test]
async fn the_figures_stay_those_of_the_oracle_while_the_data_move() {
    let database = database_with(Contents::Demo).await;
    let client = database.connect().await;
    let mut before = hold_against_the_oracle(&client, Some("2033")).await;
    for _ in 0..10 {
        for _ in 0..30 {
            run(&client, STEP).await;
        }
        let after = hold_against_the_oracle(&client, None).await;
        assert_ne!(before, after, "thirty steps change something");
        before = after;
    }
}
