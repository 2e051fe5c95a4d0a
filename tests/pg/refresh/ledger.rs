//! Step 3, rule by rule: whose ledger row gets a scout, and what stays in it.

use scoutwatch::model::{Refusal, StepName};
use scoutwatch::refresh::{JobSettings, plan};

use super::{Site, completed, counts, job, step};

/// The ledger rows.
const LEDGER: &str = "
    select right(person_key::text, 2) as person, attributed_scout_id, attributed_source, attribution_rule, attribution_score,
        confidence_level, decision_status, updated_at > now() - interval '1 hour' as is_new
    from observational.lead_ledger order by person_key";

#[tokio::test]
async fn the_one_scout_of_the_events_goes_into_the_ledger_and_what_was_there_stays() {
    let site = Site::with(
        "person(1)
         person(2)
         person(3)
         event(1, 7)
         event(1, 7)
         event(2, null, '{\"scout_id\": \"12\"}')
         event(2, 0, '{\"scout_id\": 12}')
         event(2, null, '{\"scout_id\": \"abc\"}')
         event(3, null, '{\"scout_id\": \"abc\"}')
         ledger(1)
         ledger(2, null, 'R_OLDER', 'unassigned', '{\"kept\": 1}', 'cabinet_leads')
         ledger(3)",
    )
    .await;
    let receipt = site.run().await;
    completed(&receipt);
    assert_eq!(counts(&receipt, StepName::LeadLedger), (2, 0, 0, 0));
    assert_eq!(
        site.lines(LEDGER).await,
        [
            "01|7|lead_events|BACKFILL_SINGLE_SCOUT_FROM_EVENTS|12.50|high|assigned|true",
            "02|12|cabinet_leads|R_OLDER|12.50|high|assigned|true",
            // Malformed values are no evidence.
            "03|-|-|-|12.50|low|unassigned|false",
        ]
    );
    let audit = "select right(person_key::text, 2) as person, old_attributed_scout_id, new_attributed_scout_id, attribution_rule_old,
            attribution_rule_new, attribution_confidence_old, attribution_confidence_new, attribution_source, backfill_method,
            evidence_json_old, ingestion_run_id
        from ops.lead_ledger_scout_backfill_audit order by person_key";
    let (run, method) = (receipt.run_id, "BACKFILL_SINGLE_SCOUT_FROM_EVENTS");
    assert_eq!(
        site.lines(audit).await,
        [
            format!("01|-|7|-|{method}|low|high|lead_events|{method}|-|{run}"),
            format!(
                "02|-|12|R_OLDER|R_OLDER|low|high|cabinet_leads|{method}|{{\"kept\": 1}}|{run}"
            ),
        ]
    );
    let same = "select count(*) from ops.lead_ledger_scout_backfill_audit as audit
        join observational.lead_ledger as ledger using (person_key) where audit.evidence_json_new = ledger.evidence_json";
    assert_eq!(site.value::<i64>(same).await, 2, "the audit has what became of the evidence");
}

#[tokio::test]
async fn evidence_of_any_shape_is_kept_beside_ours() {
    let site = Site::with(
        "person(1)
         person(2)
         person(3)
         person(4)
         event(1, 7)
         event(2, 7)
         event(3, 7)
         event(4, 7)
         ledger(1, null, null, 'unassigned', '{\"a\": {\"b\": 1}}')
         ledger(2, null, null, 'unassigned', 'null')
         ledger(3, null, null, 'unassigned', '[1, 2]')
         ledger(4, null, null, 'unassigned', '\"text\"')",
    )
    .await;
    completed(&site.run().await);
    let kept = "select evidence_json - 'scout_attribution_refresh' as kept,
            evidence_json #> '{scout_attribution_refresh,scout_id}' as scout
        from observational.lead_ledger order by person_key";
    assert_eq!(
        site.lines(kept).await,
        ["{\"a\": {\"b\": 1}}|7", "{}|7", "{\"previous\": [1, 2]}|7", "{\"previous\": \"text\"}|7"]
    );
}

#[tokio::test]
async fn a_conflict_of_any_two_sources_is_never_touched() {
    let site = Site::with(
        "person(1)
         person(2)
         person(3)
         person(4)
         person(5)
         person(6)
         event(1, 7)
         event(1, null, '{\"scout_id\": 8}')
         event(2, 7)
         registration(20, null, null, 8)
         link(2, 'module_ct_scouting_daily', '20')
         event(3, 7)
         migration(30, 8)
         link(3, 'module_ct_migrations', '30')
         event(4, 7)
         event(5, 7)
         ledger(1)
         ledger(2)
         ledger(3)
         ledger(4, null, null, 'conflict')
         ledger(5, 8, 'R_HUMAN', 'assigned')
         event(6, 7)
         registration(60, null, null, 7)
         link(6, 'module_ct_scouting_daily', '60')
         migration(61, 7)
         link(6, 'module_ct_migrations', '61')
         ledger(6)",
    )
    .await;
    let disputed =
        "select to_json(ledger)::text as content from observational.lead_ledger as ledger
        where person_key <> fixture.key(6) order by person_key";
    let before = site.lines(disputed).await;
    let planned = plan(&site.operator, &job()).await.unwrap();
    let receipt = site.run().await;
    completed(&receipt);
    // Three conflicts, and one row that says conflict itself.
    assert_eq!(counts(&receipt, StepName::LeadLedger), (1, 0, 3, 1));
    let planned = &planned.steps[2].counts;
    assert_eq!((planned.changed, planned.ambiguous, planned.rejected), (1, 3, 1));
    assert_eq!(site.lines(disputed).await, before);
    let agreed = "select attributed_scout_id from observational.lead_ledger where person_key = fixture.key(6)";
    assert_eq!(site.value::<i32>(agreed).await, 7, "where all agree, the events' scout is taken");
}

#[tokio::test]
async fn a_missing_ledger_row_is_counted_and_created_only_where_the_configuration_says_so() {
    let site = Site::with(
        "person(1)
         person(2)
         person(3)
         event(1, 7)
         event(2, 7)
         event(2, 8)
         event(3, null)",
    )
    .await;
    let receipt = site.run().await;
    completed(&receipt);
    assert_eq!((receipt.missing_ledger_rows, receipt.changed()), (1, 0));
    assert_eq!(plan(&site.operator, &job()).await.unwrap().missing_ledger_rows, 1);
    let listed = "select right(person_key::text, 2) as person, scout_id, action from ops.v_scout_attribution_ledger_candidates order by 1";
    assert_eq!(site.lines(listed).await, ["01|7|CREATE", "02|-|CONFLICT"]);

    let settings = JobSettings { create_missing_ledger_rows: true, ..job() };
    let refused = site.run_with(&settings).await.unwrap_err();
    let Refusal::MissingRights { rights, .. } = &refused else { panic!("{refused:?}") };
    assert_eq!(*rights, ["insert on observational.lead_ledger"]);

    site.execute(&format!("grant insert on observational.lead_ledger to {}", site.role)).await;
    assert_eq!(plan(&site.operator, &settings).await.unwrap().steps[2].counts.changed, 1);
    let receipt = site.run_with(&settings).await.unwrap();
    completed(&receipt);
    assert_eq!(counts(&receipt, StepName::LeadLedger), (1, 0, 1, 0));
    assert_eq!(
        site.lines(LEDGER).await,
        ["01|7|lead_events|BACKFILL_SINGLE_SCOUT_FROM_EVENTS|90.00|high|assigned|true"]
    );
    let audit = "select new_attributed_scout_id, attribution_confidence_old, notes from ops.lead_ledger_scout_backfill_audit";
    assert_eq!(site.lines(audit).await, ["7|-|ledger row created"]);
    let again = site.run_with(&settings).await.unwrap();
    assert_eq!(again.changed(), 0);
}

#[tokio::test]
async fn an_event_without_a_person_is_nobody_s_evidence() {
    let site = Site::with(
        "person(1)
         event(null, 8)
         event(1, 7)
         ledger(1)",
    )
    .await;
    let receipt = site.run().await;
    assert_eq!(step(&receipt, StepName::LeadLedger).changed, 1);
    let audit = "select new_attributed_scout_id from ops.lead_ledger_scout_backfill_audit";
    assert_eq!(site.lines(audit).await, ["7"]);
}

#[tokio::test]
async fn links_of_this_very_run_count_as_evidence() {
    // The registration is linked in step 1 and names another scout than the events: a conflict in step 3.
    let site = Site::with(
        "person(1)
         driver('d1', 'Q1', null, 1)
         event(1, 7)
         ledger(1)
         registration(10, 'Q1', null, 8)",
    )
    .await;
    let receipt = site.run().await;
    completed(&receipt);
    assert_eq!(counts(&receipt, StepName::IdentityLinks), (1, 0, 0, 0));
    assert_eq!(counts(&receipt, StepName::LeadLedger), (0, 0, 1, 0));
    let conflicts = "select kind, scout_ids from ops.v_scout_attribution_conflicts";
    assert_eq!(site.lines(conflicts).await, ["OPEN|[7,8]"]);
}
