//! What counts as a scout in the payload of an event.

use tokio_postgres::types::Type;

use super::{lines, run, value};
use crate::installed::{Contents, database_with};

/// The key of the person with this number.
fn key(number: usize) -> String {
    format!("00000000-0000-0000-0000-{number:012}")
}

/// Payloads: the JSON, the scout that it names, and whether a value in the place of a scout is none.
fn payloads() -> Vec<(String, Option<i32>, bool)> {
    let named = |value: &str, scout| (format!(r#"{{"scout_id": {value}}}"#), Some(scout), false);
    let malformed = |value: &str| (format!(r#"{{"scout_id": {value}}}"#), None, true);
    let silent = |payload: &str| (payload.to_owned(), None, false);
    let mut payloads = vec![
        named("1", 1),
        named(r#""1""#, 1),
        named("2147483647", i32::MAX),
        named(r#""2147483647""#, i32::MAX),
        // The type jsonb keeps the number, not how it was written.
        named("1e3", 1000),
        silent("{}"),
        silent("null"),
        silent("[]"),
        silent(r#"["scout_id"]"#),
        silent(r#"[{"scout_id": 5}]"#),
        silent("5"),
        silent(r#""scout_id""#),
        silent("true"),
        silent(r#"{"scout": 5, "SCOUT_ID": 5, "scout_id ": 5}"#),
        silent(r#"{"lead": {"scout_id": 5}}"#),
    ];
    payloads.extend(
        [
            r#""abc""#,
            r#""""#,
            "12.5",
            r#""12.5""#,
            "null",
            "true",
            "false",
            "{}",
            "[]",
            "[5]",
            r#"{"id": 5}"#,
            "0",
            r#""0""#,
            "-5",
            r#""-5""#,
            r#""+5""#,
            r#"" 5""#,
            r#""5 ""#,
            r#""05""#,
            r#""1e3""#,
            r#""0x10""#,
            "1.0",
            "2147483648",
            r#""2147483648""#,
            "99999999999",
            r#""99999999999""#,
            "1e30",
            r#""5\n""#,
            r#""\n5""#,
            r#""5\n6""#,
            r#""１２""#,
            r#""٣""#,
            r#""5; drop schema ops""#,
            r#""NaN""#,
            r#""null""#,
            r#""\u202e5""#,
        ]
        .map(malformed),
    );
    for long in ["7".repeat(1 << 20), "x".repeat(1 << 20), " ".repeat(1 << 20)] {
        payloads.push(malformed(&format!("\"{long}\"")));
    }
    payloads
}

#[tokio::test]
async fn only_a_plain_integer_in_a_payload_is_a_scout_and_nothing_is_an_error() {
    let database = database_with(Contents::Empty).await;
    let client = database.connect().await;
    let payloads = payloads();
    let insert = client
        .prepare_typed(
            "with person as (
                 insert into canon.identity_registry (person_key, created_at, updated_at, confidence_level)
                 values ($1::text::uuid, '2026-01-01', '2026-01-01', 'LOW') returning person_key)
             insert into observational.lead_events (source_table, source_pk, event_date, person_key, payload_json, created_at)
             select 't', $1::text, '2026-01-01', person_key, $2::text::jsonb, '2026-01-01' from person",
            &[Type::TEXT, Type::TEXT],
        )
        .await
        .unwrap();
    for (number, (payload, ..)) in payloads.iter().enumerate() {
        client.execute(&insert, &[&key(number), payload]).await.unwrap();
    }
    for (number, (payload, scout, is_malformed)) in payloads.iter().enumerate() {
        let shown: String = payload.chars().take(60).collect();
        let judged = lines(
            &client,
            &format!(
                "select coalesce(canonical.scout_id::text, '-') as scout_id, facts.category, facts.malformed_scout_values
                 from ops.v_scout_attribution_person_facts as facts
                 left join ops.v_scout_attribution as canonical on canonical.person_key = facts.person_key
                 where facts.person_key = '{}'",
                key(number)
            ),
        )
        .await;
        let expected = scout.map_or_else(
            || format!("-|A|{}", i32::from(*is_malformed)),
            |scout| format!("{scout}|D|0"),
        );
        assert_eq!(judged, [expected], "{shown}");
    }
    let malformed = payloads.iter().filter(|(.., is_malformed)| *is_malformed).count();
    let figures = "select malformed_scout_values from ops.v_scout_attribution_metrics_snapshot";
    assert_eq!(value::<i64>(&client, figures).await, i64::try_from(malformed).unwrap());
    // No view trips over any of it, whatever it computes.
    let views = "select oid::regclass::text from pg_class where relnamespace = 'ops'::regnamespace and relkind = 'v'";
    for view in lines(&client, views).await {
        run(&client, &format!("select md5(row(answer.*)::text) from {view} as answer")).await;
    }
}
