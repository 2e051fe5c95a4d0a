//! Each rule of the contract on small data written by hand: categories, conflicts, the canonical scout, claims.

use tokio_postgres::Client;

use super::{lines, run, value};
use crate::installed::{Contents, database_with};

/// A person's row of the ledger.
#[derive(Clone, Copy, Default)]
enum Ledger {
    #[default]
    None,
    WithoutScout,
    Scout(i32),
}

/// A person and all that the sources say about it.
#[derive(Clone, Copy, Default)]
struct Person {
    /// Its row of the ledger.
    ledger: Ledger,
    /// Events: the scout column, and the payload as JSON (empty is none).
    events: &'static [(Option<i32>, &'static str)],
    /// Scouts of linked migrations.
    migrations: &'static [Option<i32>],
    /// Scouts of linked registrations.
    registrations: &'static [Option<i32>],
}

const NOBODY: Person =
    Person { ledger: Ledger::None, events: &[], migrations: &[], registrations: &[] };

/// The key of the person with this number.
fn key(number: usize) -> String {
    format!("00000000-0000-0000-0000-{number:012}")
}

async fn store(client: &Client, number: usize, person: Person) {
    let key = key(number);
    let scout =
        |scout: Option<i32>| scout.map_or_else(|| "null".to_owned(), |scout| scout.to_string());
    let mut statements = vec![format!(
        "insert into canon.identity_registry (person_key, created_at, updated_at, confidence_level)
         values ('{key}', '2026-01-01', '2026-01-01', 'HIGH')"
    )];
    let ledger = match person.ledger {
        Ledger::None => None,
        Ledger::WithoutScout => Some(None),
        Ledger::Scout(scout) => Some(Some(scout)),
    };
    if let Some(named) = ledger {
        statements.push(format!(
            "insert into observational.lead_ledger
                 (person_key, attributed_scout_id, attribution_score, confidence_level, decision_status, updated_at)
             values ('{key}', {}, 1, 'high', 'assigned', '2026-01-05')",
            scout(named)
        ));
    }
    for (index, (column, payload)) in person.events.iter().enumerate() {
        let payload =
            if payload.is_empty() { "null".to_owned() } else { format!("$json${payload}$json$") };
        statements.push(format!(
            "insert into observational.lead_events
                 (source_table, source_pk, event_date, person_key, scout_id, payload_json, created_at)
             values ('module_ct_cabinet_leads', '{number}-{index}', '2026-01-03', '{key}', {}, {payload}, '2026-01-03')",
            scout(*column)
        ));
    }
    for (table, columns, scouts) in [
        ("module_ct_migrations", "hire_date", person.migrations),
        ("module_ct_scouting_daily", "registration_date", person.registrations),
    ] {
        for named in scouts {
            statements.push(format!(
                "with source as (
                     insert into public.{table} (scout_id, {columns}, created_at)
                     values ({}, '2026-01-02', '2026-01-02') returning id)
                 insert into canon.identity_links
                     (person_key, source_table, source_pk, snapshot_date, match_rule, match_score, confidence_level, linked_at)
                 select '{key}', '{table}', source.id::text, '2026-01-02', 'TEST', 90, 'HIGH', '2026-01-02' from source",
                scout(*named)
            ));
        }
    }
    run(client, &statements.join(";\n")).await;
}

/// What must be said of a person.
struct Expected {
    /// The letter, or nothing where satisfactory.
    category: &'static str,
    /// The kind, or nothing.
    conflict: &'static str,
    /// The canonical scout and the priority of its source; zeros for none.
    canonical: (i32, i32),
    /// All scouts that are named.
    scouts: &'static str,
}

/// Category, kind, canonical scout and its priority, and the named scouts of each person.
const JUDGED: &str = "select
    coalesce(facts.category, '') as category,
    coalesce(facts.conflict_kind, '') as conflict,
    coalesce(canonical.scout_id, 0) as scout_id,
    coalesce(canonical.priority, 0) as priority,
    (select coalesce(string_agg(distinct evidence.scout_id::text, ','), '')
     from ops.v_scout_attribution_raw as evidence where evidence.person_key = facts.person_key) as scouts
from ops.v_scout_attribution_person_facts as facts
left join ops.v_scout_attribution as canonical on canonical.person_key = facts.person_key";

/// Persons, and what must be said of them.
const CASES: &[(&str, Person, Expected)] = &[
    (
        "nothing at all is C",
        NOBODY,
        Expected { category: "C", conflict: "", canonical: (0, 0), scouts: "" },
    ),
    (
        "a ledger with a scout is satisfactory",
        Person { ledger: Ledger::Scout(7), ..NOBODY },
        Expected { category: "", conflict: "", canonical: (7, 1), scouts: "7" },
    ),
    (
        "a ledger without a scout is B",
        Person { ledger: Ledger::WithoutScout, ..NOBODY },
        Expected { category: "B", conflict: "", canonical: (0, 0), scouts: "" },
    ),
    (
        "events without a scout are A",
        Person { events: &[(None, ""), (None, r#"{"x": 1}"#)], ..NOBODY },
        Expected { category: "A", conflict: "", canonical: (0, 0), scouts: "" },
    ),
    (
        "events without a scout are A, also beside an empty ledger",
        Person { ledger: Ledger::WithoutScout, events: &[(None, "")], ..NOBODY },
        Expected { category: "A", conflict: "", canonical: (0, 0), scouts: "" },
    ),
    (
        "events without a scout are A, also where a registration names one",
        Person { registrations: &[Some(4)], events: &[(None, "")], ..NOBODY },
        Expected { category: "A", conflict: "", canonical: (4, 4), scouts: "4" },
    ),
    (
        "a scout in an event's column is D",
        Person { events: &[(Some(3), ""), (None, "")], ..NOBODY },
        Expected { category: "D", conflict: "", canonical: (3, 2), scouts: "3" },
    ),
    (
        "a scout in an event's payload is D",
        Person { events: &[(None, r#"{"scout_id": "3"}"#)], ..NOBODY },
        Expected { category: "D", conflict: "", canonical: (3, 2), scouts: "3" },
    ),
    (
        "the column goes before the payload",
        Person { events: &[(Some(3), r#"{"scout_id": 9}"#)], ..NOBODY },
        Expected { category: "D", conflict: "", canonical: (3, 2), scouts: "3" },
    ),
    (
        "a column that is no scout leaves it to the payload",
        Person { events: &[(Some(0), r#"{"scout_id": 9}"#), (Some(-5), "")], ..NOBODY },
        Expected { category: "D", conflict: "", canonical: (9, 2), scouts: "9" },
    ),
    (
        "a scout in a migration alone is E",
        Person { migrations: &[Some(5)], ..NOBODY },
        Expected { category: "E", conflict: "", canonical: (5, 3), scouts: "5" },
    ),
    (
        "a scout in a registration alone is E, also beside an empty ledger",
        Person { ledger: Ledger::WithoutScout, registrations: &[Some(6)], ..NOBODY },
        Expected { category: "E", conflict: "", canonical: (6, 4), scouts: "6" },
    ),
    (
        "source rows without a scout are no evidence",
        Person {
            ledger: Ledger::WithoutScout,
            migrations: &[None, Some(0)],
            registrations: &[None, Some(-1)],
            ..NOBODY
        },
        Expected { category: "B", conflict: "", canonical: (0, 0), scouts: "" },
    ),
    (
        "two events that disagree are an open conflict",
        Person { events: &[(Some(1), ""), (None, r#"{"scout_id": 2}"#)], ..NOBODY },
        Expected { category: "D", conflict: "OPEN", canonical: (1, 2), scouts: "1,2" },
    ),
    (
        "a migration against a registration is an open conflict, and the migration comes first",
        Person { migrations: &[Some(2)], registrations: &[Some(1)], ..NOBODY },
        Expected { category: "E", conflict: "OPEN", canonical: (2, 3), scouts: "1,2" },
    ),
    (
        "three scouts in one source are one conflict",
        Person { registrations: &[Some(1), Some(2), Some(3)], ..NOBODY },
        Expected { category: "E", conflict: "OPEN", canonical: (1, 4), scouts: "1,2,3" },
    ),
    (
        "the same scout everywhere is no conflict",
        Person {
            ledger: Ledger::WithoutScout,
            migrations: &[Some(8)],
            registrations: &[Some(8), Some(8)],
            events: &[(Some(8), "")],
        },
        Expected { category: "D", conflict: "", canonical: (8, 2), scouts: "8" },
    ),
    (
        "evidence against the ledger contradicts it, and the ledger stays canonical",
        Person { ledger: Ledger::Scout(7), registrations: &[Some(4)], ..NOBODY },
        Expected { category: "", conflict: "CONTRADICTS_LEDGER", canonical: (7, 1), scouts: "4,7" },
    ),
    (
        "evidence that agrees with the ledger contradicts nothing",
        Person {
            ledger: Ledger::Scout(7),
            migrations: &[Some(7)],
            registrations: &[Some(7)],
            events: &[(Some(7), "")],
        },
        Expected { category: "", conflict: "", canonical: (7, 1), scouts: "7" },
    ),
    (
        "a conflict within the evidence contradicts the ledger even where one side agrees",
        Person { ledger: Ledger::Scout(7), events: &[(Some(7), ""), (Some(1), "")], ..NOBODY },
        Expected { category: "", conflict: "CONTRADICTS_LEDGER", canonical: (7, 1), scouts: "1,7" },
    ),
];

#[tokio::test]
async fn every_rule_of_the_contract_decides_as_it_is_written() {
    let database = database_with(Contents::Empty).await;
    let client = database.connect().await;
    for (number, (_, person, _)) in CASES.iter().enumerate() {
        store(&client, number, *person).await;
    }
    for (number, (name, _, expected)) in CASES.iter().enumerate() {
        let judged =
            lines(&client, &format!("{JUDGED} where facts.person_key = '{}'", key(number))).await;
        let (scout, priority) = expected.canonical;
        let expected = format!(
            "{}|{}|{scout}|{priority}|{}",
            expected.category, expected.conflict, expected.scouts
        );
        assert_eq!(judged, [expected], "{name}");
    }
    // Asked for all at once, the answers are the same.
    let at_once = lines(&client, &format!("{JUDGED} order by facts.person_key")).await;
    assert_eq!(at_once.len(), CASES.len());
    for (judged, (name, _, expected)) in at_once.iter().zip(CASES) {
        assert!(
            judged.starts_with(&format!("{}|{}|", expected.category, expected.conflict)),
            "{name}: {judged}"
        );
    }
}

#[tokio::test]
async fn rows_without_a_person_are_shown_and_count_for_nobody() {
    let database = database_with(Contents::Empty).await;
    let client = database.connect().await;
    store(&client, 1, NOBODY).await;
    run(
        &client,
        "insert into public.module_ct_scouting_daily (scout_id, registration_date) values (5, '2026-01-01');
         insert into public.module_ct_migrations (scout_id, hire_date) values (6, '2026-01-01');
         insert into observational.lead_events (source_table, source_pk, event_date, scout_id, payload_json, created_at)
         values ('module_ct_cabinet_leads', 'alone', '2026-01-01', null, '{\"scout_id\": \"none\"}', '2026-01-01');
         insert into canon.identity_links
             (person_key, source_table, source_pk, snapshot_date, match_rule, match_score, confidence_level, linked_at)
         select '00000000-0000-0000-0000-000000000001', name, pk, '2026-01-01', 'TEST', 1, 'LOW', '2026-01-01'
         from (values ('module_ct_scouting_daily', '999'), ('module_ct_scouting_daily', '01'),
             ('module_ct_migrations', 'abc'), ('module_ct_migrations', ''), ('module_ct_migrations', '99999999999'),
             ('public.module_ct_scouting_daily', '1'), ('drivers', '1')) as wrong (name, pk);",
    )
    .await;
    let raw = "select person_key, scout_id, priority, source_table, origin_tag from ops.v_scout_attribution_raw order by priority";
    assert_eq!(
        lines(&client, raw).await,
        [
            "null|6|3|public.module_ct_migrations|migration",
            "null|5|4|public.module_ct_scouting_daily|scout_registration"
        ]
    );
    let figures = "select total_persons, backlog_c_legacy_no_events_no_ledger, backlog_e_scout_in_source_only,
        malformed_scout_values from ops.v_scout_attribution_metrics_snapshot";
    assert_eq!(lines(&client, figures).await, ["1|1|0|1"]);
    assert_eq!(value::<i64>(&client, "select count(*) from ops.v_scout_attribution").await, 0);
}

#[tokio::test]
async fn the_canonical_scout_is_decided_by_priority_then_date_then_a_total_order() {
    let database = database_with(Contents::Empty).await;
    let client = database.connect().await;
    store(&client, 1, NOBODY).await;
    let event = |pk: &str, day: &str, created: &str, scout: i32| {
        format!(
            "insert into observational.lead_events (source_table, source_pk, event_date, person_key, scout_id, created_at)
             values ('t', '{pk}', '{day}', '{}', {scout}, '{created}');",
            key(1)
        )
    };
    let canonical = "select scout_id, source_pk from ops.v_scout_attribution";
    run(&client, &event("b", "2026-01-02", "2026-01-02", 20)).await;
    assert_eq!(lines(&client, canonical).await, ["20|b"]);
    run(&client, &event("c", "2026-01-03", "2026-01-01", 30)).await;
    assert_eq!(lines(&client, canonical).await, ["30|c"], "the later day");
    run(&client, &event("d", "2026-01-03", "2026-01-02", 40)).await;
    assert_eq!(lines(&client, canonical).await, ["40|d"], "of one day, the later entry");
    run(&client, &event("a", "2026-01-03", "2026-01-02", 50)).await;
    assert_eq!(lines(&client, canonical).await, ["50|a"], "of one entry time, the first key");

    // Neither the order on disk nor the plan changes it.
    for _ in 0..5 {
        run(
            &client,
            "update observational.lead_events set payload_json = '{}' where source_pk = 'a'",
        )
        .await;
        run(&client, "vacuum observational.lead_events").await;
        run(&client, "update observational.lead_events set payload_json = null where source_pk in ('d', 'c')").await;
        assert_eq!(lines(&client, canonical).await, ["50|a"]);
    }
    for setting in
        ["enable_sort", "enable_hashjoin", "enable_mergejoin", "enable_seqscan", "enable_hashagg"]
    {
        run(&client, &format!("set {setting} = off")).await;
        assert_eq!(lines(&client, canonical).await, ["50|a"], "without {setting}");
        run(&client, &format!("reset {setting}")).await;
    }
    // A registration of a later day has a lower priority all the same.
    run(
        &client,
        &format!(
            "with source as (insert into public.module_ct_scouting_daily (scout_id, registration_date)
                 values (60, '2026-12-31') returning id)
             insert into canon.identity_links
                 (person_key, source_table, source_pk, snapshot_date, match_rule, match_score, confidence_level, linked_at)
             select '{}', 'module_ct_scouting_daily', id::text, now(), 'TEST', 1, 'LOW', now() from source",
            key(1)
        ),
    )
    .await;
    assert_eq!(lines(&client, canonical).await, ["50|a"]);
}

#[tokio::test]
async fn claims_show_where_their_scout_comes_from() {
    let database = database_with(Contents::Empty).await;
    let client = database.connect().await;
    let persons = [
        Person { ledger: Ledger::Scout(1), registrations: &[Some(2)], ..NOBODY },
        Person { events: &[(Some(2), "")], ..NOBODY },
        Person { migrations: &[Some(3)], ..NOBODY },
        Person { registrations: &[Some(4)], ..NOBODY },
        NOBODY,
    ];
    for (number, person) in persons.into_iter().enumerate() {
        store(&client, number, person).await;
        run(
            &client,
            &format!(
                "insert into public.module_ct_yango_claims
                     (driver_id, person_key, milestone_value, lead_date, expected_amount, yango_payment_status)
                 values ('d{number}', '{}', 1, '2026-01-01', 10, 'UNPAID')",
                key(number)
            ),
        )
        .await;
    }
    run(
        &client,
        "insert into public.module_ct_yango_claims (driver_id, milestone_value, lead_date, expected_amount, yango_payment_status)
         values ('d9', 1, '2026-01-01', 10, 'UNPAID');
         insert into public.module_ct_scouts_list (scout_id, name, raw_name, is_active) values (3, 'x', '  ana   ruiz ', true)",
    )
    .await;
    let claims = "select driver_id, scout_id, scout_quality_bucket, is_scout_resolved, scout_name_normalized, in_conflict
        from ops.v_yango_collection_with_scout order by driver_id";
    assert_eq!(
        lines(&client, claims).await,
        [
            "d0|1|SATISFACTORY_LEDGER|true|null|true",
            "d1|2|EVENTS_ONLY|true|null|false",
            "d2|3|MIGRATIONS_ONLY|true|ANA RUIZ|false",
            "d3|4|SCOUTING_DAILY_ONLY|true|null|false",
            "d4|null|MISSING|false|null|false",
            "d9|null|MISSING|false|null|false",
        ]
    );
    let base = "select scout_id, payment_status, block_reason, milestone_reached, amount_payable, eligible_7d
        from ops.v_scout_payment_base order by scout_id";
    assert_eq!(
        lines(&client, base).await,
        [
            "1|BLOCKED|CONFLICT|0|0.00|false",
            "2|BLOCKED|NO_IDENTITY|0|0.00|false",
            "3|PENDING|null|0|0.00|false",
            "4|PENDING|null|0|0.00|false",
        ]
    );
}
