//! The ten checks: each holds, is skipped where there is nothing to check, and is broken on purpose.

use scoutwatch::db::schema::{InstallOptions, Right, grant};
use scoutwatch::model::{CheckResult, Verdict};
use scoutwatch::refresh::verify;

use super::{Site, completed, handle};
use crate::installed::Contents;

/// Replaces a view by itself with a condition.
const NARROW: &str = "
    do $do$ begin execute format(
        'create or replace view %1$s as select * from (%2$s) as whole where CONDITION', 'VIEW',
        rtrim(pg_get_viewdef('VIEW'::regclass), ';')); end $do$";

fn narrow(view: &str, condition: &str) -> String {
    NARROW.replace("VIEW", view).replace("CONDITION", &condition.replace('\'', "''"))
}

async fn check(site: &Site, number: i32) -> CheckResult {
    let checks = verify(&site.operator).await.unwrap();
    assert!(checks.iter().map(|check| check.number).eq(1..=10), "{checks:?}");
    checks.into_iter().find(|check| check.number == number).unwrap()
}

/// Fails the test unless a check says this, with these words among its own.
async fn says(site: &Site, number: i32, verdict: Verdict, words: &str) {
    let check = check(site, number).await;
    assert!(check.verdict == verdict && check.detail.contains(words), "{check:?}");
}

#[tokio::test]
async fn on_an_empty_database_there_is_nothing_to_check() {
    let site = Site::with("").await;
    for number in [1, 2, 3, 5] {
        assert_eq!(check(&site, number).await.verdict, Verdict::Skip, "{number}");
    }
    for number in [4, 6, 7] {
        assert_eq!(check(&site, number).await.verdict, Verdict::Ok, "{number}");
    }
    says(&site, 8, Verdict::Skip, "scoutwatch has run no job here yet").await;
    says(&site, 9, Verdict::Skip, "scoutwatch has run no job here yet").await;
    says(&site, 10, Verdict::Warn, "the job has not run today").await;
}

#[tokio::test]
async fn figures_that_do_not_agree_are_errors() {
    let site = Site::new(Contents::Demo).await;
    completed(&site.run().await);
    for check in verify(&site.operator).await.unwrap() {
        assert_eq!(check.verdict, Verdict::Ok, "{check:?}");
    }
    says(&site, 5, Verdict::Ok, "370 of 417 claims have a scout (88.7 %)").await;

    site.execute(&narrow("ops.v_scout_attribution_conflicts", "distinct_scout_count > 2")).await;
    says(&site, 4, Verdict::Error, "1 conflicts are listed, 8 counted").await;
    site.execute(&narrow("ops.v_persons_without_scout_categorized", "category <> 'A'")).await;
    says(&site, 6, Verdict::Error, "A 0 + B 2").await;
    says(&site, 7, Verdict::Error, "missing").await;
    // Each piece of evidence is one person's canonical one.
    let columns: String = site
        .value(
            "select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
             where attrelid = 'ops.v_scout_attribution'::regclass and attnum > 0",
        )
        .await;
    site.execute(&format!(
        "create or replace view ops.v_scout_attribution as
         select {columns} from ops.v_scout_attribution_raw where person_key is not null"
    ))
    .await;
    says(&site, 1, Verdict::Error, "rows for").await;
}

#[tokio::test]
async fn without_links_or_scouts_the_checks_of_work_done_fail() {
    let site = Site::with(
        "person(1)
         registration(10, 'Q1', null)
         insert into public.module_ct_yango_claims (driver_id, milestone_value, lead_date, expected_amount, yango_payment_status) values ('d', 1, current_date, 10, 'UNPAID')",
    )
    .await;
    says(&site, 2, Verdict::Error, "0 of 1 registrations").await;
    says(&site, 3, Verdict::Error, "0 of 1 persons").await;
    says(&site, 5, Verdict::Warn, "0 of 1 claims").await;
}

#[tokio::test]
async fn a_change_without_its_audit_row_is_an_error() {
    let site = Site::new(Contents::Demo).await;
    let receipt = site.run().await;
    says(&site, 8, Verdict::Ok, &format!("run {}: ", receipt.run_id)).await;
    site.execute(&format!(
        "insert into canon.identity_links
             (person_key, source_table, source_pk, snapshot_date, match_rule, match_score, confidence_level, linked_at, run_id)
         select person_key, 'elsewhere', '1', now(), 'X', 1, 'LOW', now(), {} from canon.identity_registry limit 1",
        receipt.run_id
    ))
    .await;
    says(&site, 8, Verdict::Error, &format!("{} links, {} audited", 72, 71)).await;

    // The ledger's audit has one row too many.
    site.execute("delete from canon.identity_links where source_table = 'elsewhere'").await;
    says(&site, 8, Verdict::Ok, "").await;
    site.execute(&format!(
        "insert into ops.lead_ledger_scout_backfill_audit (person_key, ingestion_run_id)
         select person_key, {} from canon.identity_registry limit 1",
        receipt.run_id
    ))
    .await;
    says(&site, 8, Verdict::Error, "126 ledger rows changed, 127 audited").await;
}

#[tokio::test]
async fn a_ledger_row_written_against_older_evidence_is_an_error_and_against_newer_none() {
    let site = Site::with(
        "person(1)
         event(1, 7)
         ledger(1)",
    )
    .await;
    let receipt = site.run().await;
    completed(&receipt);
    says(&site, 9, Verdict::Ok, "1 ledger rows written; 0 for").await;
    let later = "select fixture.event(1, 8); update observational.lead_events set created_at = now() + interval '1 hour' where scout_id = 8";
    site.execute(later).await;
    says(&site, 9, Verdict::Ok, "1 ledger rows written; 0 for").await;
    site.execute("update observational.lead_events set created_at = (select started_at + interval '1 millisecond' from ops.ingestion_runs) where scout_id = 8").await;
    says(
        &site,
        9,
        Verdict::Warn,
        "0 for a person whose other evidence contradicted it before, 1 meanwhile",
    )
    .await;
    site.execute("update observational.lead_events set created_at = now() - interval '3 days' where scout_id = 8").await;
    says(&site, 9, Verdict::Error, "1 for a person whose other evidence contradicted it before")
        .await;
    // A registration counts from when it was linked.
    site.execute(
        "delete from observational.lead_events where scout_id = 8;
         select fixture.registration(10, null, null, 8);
         select fixture.link(1, 'module_ct_scouting_daily', '10');
         update canon.identity_links set linked_at = now() + interval '1 minute' where source_pk = '10'",
    )
    .await;
    says(&site, 9, Verdict::Ok, "0 for").await;
    site.execute("update canon.identity_links set linked_at = now() - interval '3 days' where source_pk = '10'").await;
    says(&site, 9, Verdict::Error, "1 for").await;
}

#[tokio::test]
async fn who_may_not_look_skips_the_check_and_says_so() {
    let site = Site::new(Contents::Demo).await;
    completed(&site.run().await);
    let viewer = format!("viewer_of_{}", site.database.name);
    site.execute(&format!("create role {viewer} login")).await;
    let owner = handle(&site.database.url, "postgres");
    grant(&owner, Right::Viewer, &viewer, &InstallOptions::default()).await.unwrap();
    let checks = verify(&handle(&site.database.url, &viewer)).await.unwrap();
    for check in checks {
        let expected = if [8, 9, 10].contains(&check.number) { Verdict::Skip } else { Verdict::Ok };
        assert_eq!(check.verdict, expected, "{check:?}");
    }
    site.execute("drop view ops.v_scout_attribution_conflicts cascade").await;
    says(&site, 4, Verdict::Error, "it could not be made: 42P01").await;
}

#[tokio::test]
async fn what_the_checks_found_stands_in_the_run_s_stats() {
    let site = Site::new(Contents::Demo).await;
    let receipt = site.run().await;
    assert_eq!(receipt.checks.len(), 10);
    assert_eq!(receipt.verdict(), Some(Verdict::Ok), "{:#?}", receipt.checks);
    let stats = "select stats #>> '{steps,4,step}' as step, stats #>> '{steps,4,ok}' as ok, stats #>> '{steps,4,error}' as error,
            json_array_length(stats -> 'checks') as checks, stats ->> 'trigger' as trigger, stats ->> 'host' as host,
            stats #>> '{steps,1,skipped}' as skipped
        from ops.ingestion_runs order by id desc limit 1";
    assert_eq!(site.lines(stats).await, ["verify|10|0|10|command|test-host|no mapping configured"]);
}
