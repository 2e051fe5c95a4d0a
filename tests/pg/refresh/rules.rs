//! What no run may do, and what each must leave behind, on the demo's data.

use scoutwatch::model::{Refusal, Verdict};
use scoutwatch::refresh::verify;

use super::{Site, completed, handle, job};
use crate::installed::Contents;

/// Rows that no step of the job changes, as one line a table.
const UNTOUCHED: &str = "
    select 'claims' as name, md5(string_agg(to_json(claim)::text, ',' order by claim.id)) as content
    from public.module_ct_yango_claims as claim
    union all
    select 'registrations', md5(string_agg(to_json(row)::text, ',' order by row.id)) from public.module_ct_scouting_daily as row
    union all
    select 'migrations', md5(string_agg(to_json(row)::text, ',' order by row.id)) from public.module_ct_migrations as row
    union all
    select 'events', md5(string_agg(to_json(row)::text, ',' order by row.id)) from observational.lead_events as row
    union all
    select 'other runs', count(*)::text from ops.ingestion_runs as row where row.job_type <> 'scout_attribution_refresh'";

/// The ledger rows of persons in conflict.
const DISPUTED: &str = "
    select ledger.person_key, to_json(ledger)::text as content
    from observational.lead_ledger as ledger
    join ops.v_scout_attribution_conflicts as conflict on conflict.person_key = ledger.person_key
    order by ledger.person_key";

#[tokio::test(flavor = "multi_thread")]
async fn a_run_audits_what_it_changes_and_leaves_claims_events_and_conflicts_alone() {
    let site = Site::new(Contents::Demo).await;
    let (untouched, disputed) = (site.lines(UNTOUCHED).await, site.lines(DISPUTED).await);
    let receipt = site.run().await;
    completed(&receipt);
    assert!(receipt.changed() > 0);
    assert_eq!(site.lines(UNTOUCHED).await, untouched);
    assert_eq!(site.lines(DISPUTED).await, disputed);
    let run_id = receipt.run_id;
    let audited: i64 = site
        .value(&format!(
            "select (select count(*) from ops.identity_links_backfill_audit
                where ingestion_run_id = {run_id} and action_type = 'CREATED')
                + (select count(*) from ops.lead_ledger_scout_backfill_audit where ingestion_run_id = {run_id})"
        ))
        .await;
    assert_eq!(audited, receipt.changed());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_check_holds_after_a_run() {
    let site = Site::new(Contents::Demo).await;
    completed(&site.run().await);
    let checks = verify(&site.operator).await.unwrap();
    assert_eq!(checks.len(), 10);
    for check in checks {
        assert!(check.verdict < Verdict::Error, "{check:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audit_table_that_refuses_leaves_the_ledger_as_it_was() {
    let site = Site::new(Contents::Demo).await;
    site.execute(
        "alter table ops.lead_ledger_scout_backfill_audit add constraint refuses check (person_key is null) not valid",
    )
    .await;
    let decided =
        "select count(*) from observational.lead_ledger where attributed_scout_id is not null";
    let before: i64 = site.value(decided).await;
    let receipt = site.run().await;
    assert_eq!(receipt.outcome.status(), "FAILED", "{receipt:#?}");
    let after: i64 = site.value(decided).await;
    assert_eq!(after, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_without_the_rights_and_a_superuser_are_refused() {
    let site = Site::new(Contents::Demo).await;
    site.execute(&format!("revoke insert on canon.identity_links from {}", site.role)).await;
    let refused = site.run_with(&job()).await.unwrap_err();
    let Refusal::MissingRights { rights, .. } = &refused else { panic!("{refused:?}") };
    assert!(rights.iter().any(|right| right.contains("identity_links")), "{rights:?}");
    let superuser = Site { operator: handle(&site.database.url, "postgres"), ..site };
    let refused = superuser.run_with(&job()).await.unwrap_err();
    assert!(matches!(refused, Refusal::Superuser { .. }), "{refused:?}");
}
