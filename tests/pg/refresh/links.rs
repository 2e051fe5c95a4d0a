//! Step 1, rule by rule: which driver, which person, and what is written.

use scoutwatch::model::StepName;

use super::{Site, completed, counts};

/// The links that the job made.
const LINKS: &str = "
    select source_pk, right(person_key::text, 2) as person, match_rule, match_score, confidence_level, run_id is not null as has_run
    from canon.identity_links
    where source_table = 'module_ct_scouting_daily' and match_rule <> 'BY_HAND'
    order by source_pk::int";

/// What the audit says of each registration.
const AUDIT: &str = "
    select source_pk, action_type, match_method, match_score, match_confidence, error_message
    from ops.identity_links_backfill_audit
    order by source_pk::int, id";

#[tokio::test]
async fn a_licence_finds_its_driver_however_it_is_written_and_before_any_phone() {
    let site = Site::with(
        "person(1)
         person(2)
         driver('d1', 'Q12345678', '51900000001', 1)
         driver('d2', 'Q87654321', '900000002', 2)
         registration(10, ' q-12.345 678', null)
         registration(11, 'Q12345678', '900000002')",
    )
    .await;
    let receipt = site.run().await;
    completed(&receipt);
    assert_eq!(counts(&receipt, StepName::IdentityLinks), (2, 0, 0, 0));
    assert_eq!(
        site.lines(LINKS).await,
        ["10|01|BACKFILL_LICENSE_MATCH|80|HIGH|true", "11|01|BACKFILL_LICENSE_MATCH|80|HIGH|true"]
    );
    assert_eq!(
        site.lines(AUDIT).await,
        ["10|CREATED|LICENSE|80|HIGH|-", "11|CREATED|LICENSE|80|HIGH|-"]
    );
    let evidence = "select evidence_json ->> 'driver_id' as driver, driver_id, person_key = fixture.key(1) as person,
            ingestion_run_id = (select max(id) from ops.ingestion_runs) as run
        from ops.identity_links_backfill_audit order by id limit 1";
    assert_eq!(site.lines(evidence).await, ["d1|d1|true|true"]);
}

#[tokio::test]
async fn a_phone_finds_its_driver_by_its_last_nine_digits_where_no_licence_does() {
    let site = Site::with(
        "person(1)
         driver('d1', 'Q1', '51900000001', 1)
         registration(10, 'unknown', '+51 900-000-001')
         registration(11, null, '(900) 000 001')
         registration(12, '--', '900000001')",
    )
    .await;
    let receipt = site.run().await;
    assert_eq!(counts(&receipt, StepName::IdentityLinks), (3, 0, 0, 0));
    let expected = [10, 11, 12].map(|id| format!("{id}|01|BACKFILL_PHONE_MATCH|70|MEDIUM|true"));
    assert_eq!(site.lines(LINKS).await, expected);
}

#[tokio::test]
async fn where_several_drivers_fit_there_is_no_link_and_one_audit_row_for_ever() {
    let site = Site::with(
        "person(1)
         person(2)
         person(3)
         driver('d1', 'Q1', '900000001', 1)
         driver('d2', 'Q1', '900000002', 2)
         driver('d3', 'Q3', '51900000002', 3)
         registration(10, 'q1', '900000001')
         registration(11, null, '900000002')",
    )
    .await;
    let audit = [
        "10|AMBIGUOUS|-|-|-|2 drivers have this licence",
        "11|AMBIGUOUS|-|-|-|2 drivers have this phone",
    ];
    for run in 1..=3 {
        let receipt = site.run().await;
        completed(&receipt);
        assert_eq!(counts(&receipt, StepName::IdentityLinks), (0, 0, 2, 0), "run {run}");
        assert!(site.lines(LINKS).await.is_empty());
        assert_eq!(site.lines(AUDIT).await, audit, "run {run}");
    }
    // What was ambiguous once is looked at again, and linked when one driver is left.
    site.execute("delete from canon.drivers_index where driver_id = 'd2'").await;
    let receipt = site.run().await;
    assert_eq!(counts(&receipt, StepName::IdentityLinks), (2, 0, 0, 0));
    assert_eq!(
        site.lines(LINKS).await,
        ["10|01|BACKFILL_LICENSE_MATCH|80|HIGH|true", "11|03|BACKFILL_PHONE_MATCH|70|MEDIUM|true"]
    );
}

#[tokio::test]
async fn without_a_linked_driver_the_person_with_the_same_phone_or_licence_is_taken() {
    let site = Site::with(
        "person(1, '+51 900 000 001', null)
         person(2, null, 'q-2')
         person(3, '900000003', 'Q3')
         person(4, '900000004', null)
         person(5, null, 'Q4')
         driver('unlinked', 'Q1', '900000009')
         registration(10, 'Q1', '900000001')
         registration(11, 'Q2', '999999999')
         registration(12, 'q 3', '900 000 003')
         registration(13, 'Q4', '900000004')",
    )
    .await;
    let receipt = site.run().await;
    completed(&receipt);
    assert_eq!(counts(&receipt, StepName::IdentityLinks), (3, 0, 1, 0));
    assert_eq!(
        site.lines(LINKS).await,
        [
            "10|01|BACKFILL_PHONE_MATCH|70|MEDIUM|true",
            "11|02|BACKFILL_LICENSE_MATCH|80|HIGH|true",
            "12|03|BACKFILL_LICENSE_MATCH|80|HIGH|true",
        ]
    );
    let ambiguous = "13|AMBIGUOUS|-|-|-|2 persons have this licence or phone";
    assert_eq!(site.lines(AUDIT).await.last().map(String::as_str), Some(ambiguous));
}

#[tokio::test]
async fn who_is_nobody_known_becomes_a_person_of_low_confidence() {
    let site =
        Site::with("registration(10, 'z-1', '+51 911 111 111', 7, '  Invented Name ')").await;
    let receipt = site.run().await;
    completed(&receipt);
    assert_eq!(counts(&receipt, StepName::IdentityLinks), (1, 1, 0, 0));
    let person = "select confidence_level, primary_phone, primary_license, primary_full_name, flags from canon.identity_registry";
    assert_eq!(site.lines(person).await, ["LOW|911111111|Z1|Invented Name|-"]);
    let link = "select match_rule, match_score, confidence_level, evidence ->> 'scout_id' as scout from canon.identity_links";
    assert_eq!(site.lines(link).await, ["BACKFILL_NEW_PERSON|50|LOW|7"]);
    assert_eq!(site.lines(AUDIT).await, ["10|CREATED|NEW_PERSON|50|LOW|-"]);
    // The scout is evidence now, and nothing was decided about it.
    let category = "select category from ops.v_persons_without_scout_categorized";
    assert_eq!(site.lines(category).await, ["E"]);
    assert_eq!(site.value::<i64>("select count(*) from observational.lead_ledger").await, 0);
}

#[tokio::test]
async fn who_says_nothing_of_himself_gets_no_person_and_one_audit_row_for_ever() {
    let site = Site::with(
        "registration(10, null, null)
         registration(11, ' -- ', '12345')
         registration(12, '', 'sin teléfono')",
    )
    .await;
    for run in 1..=2 {
        let receipt = site.run().await;
        assert_eq!(counts(&receipt, StepName::IdentityLinks), (0, 0, 0, 3), "run {run}");
        let expected = [10, 11, 12]
            .map(|id| format!("{id}|SKIPPED|-|-|-|neither a licence nor a phone of nine digits"));
        assert_eq!(site.lines(AUDIT).await, expected);
    }
    assert_eq!(site.value::<i64>("select count(*) from canon.identity_registry").await, 0);
    let evidence = "select count(*) from ops.v_scout_attribution_raw where person_key is null";
    assert_eq!(site.value::<i64>(evidence).await, 3, "nothing is lost");
}

#[tokio::test]
async fn registrations_without_a_scout_or_with_a_link_are_left_alone() {
    let site = Site::with(
        "person(1)
         person(2)
         driver('d1', 'Q1', '900000001', 1)
         registration(10, 'Q1', null, null)
         registration(11, 'Q1', null, 0)
         registration(12, 'Q1', null, -3)
         registration(13, 'Q1', null, 5)
         link(2, 'module_ct_scouting_daily', '13')",
    )
    .await;
    let receipt = site.run().await;
    completed(&receipt);
    assert_eq!(counts(&receipt, StepName::IdentityLinks), (0, 0, 0, 0));
    let link = "select right(person_key::text, 2) as person, match_rule from canon.identity_links where source_pk = '13'";
    assert_eq!(site.lines(link).await, ["02|BY_HAND"]);
    assert!(site.lines(AUDIT).await.is_empty());
}
