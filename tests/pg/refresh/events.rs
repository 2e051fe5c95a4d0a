//! Step 2: events get the scout of their cabinet lead, where a mapping is configured.

use scoutwatch::model::{Language, Refusal, Skip, StepName, StepState};
use scoutwatch::refresh::{JobSettings, LeadMapping, plan};

use super::{Site, completed, counts, job, step};

fn mapped(lead_column: &str, scouts_column: &str) -> JobSettings {
    let mapping = LeadMapping {
        lead_column: lead_column.to_owned(),
        scouts_column: scouts_column.to_owned(),
    };
    JobSettings { lead_mapping: Some(mapping), ..job() }
}

/// Leads that point at scouts in every way, in a column with a name that needs quotes.
const LEADS: &str = r#"
    alter table public.module_ct_cabinet_leads add column "Referral; link" text;
    alter table public.module_ct_scouts_list add column code text;
    insert into public.module_ct_scouts_list (scout_id, name, code)
    values (5, 'Five', 'five'), (6, 'Six', 'shared'), (7, 'Seven', ' shared '), (0, 'Nobody', 'nobody'), (8, 'Eight', null);
    insert into public.module_ct_cabinet_leads (id, external_id, "Referral; link")
    values (1, 'x1', ' five'), (2, 'x2', 'shared'), (3, 'x3', 'unheard of'), (4, 'x4', null), (5, 'x5', '  '),
        (6, null, 'five'), (7, 'x7', 'five'), (8, 'x8', 'nobody'), (9, 'x9', 'five');
    select fixture.person(number) from generate_series(1, 9) as number;
    select fixture.event(number, null, null, 'module_ct_cabinet_leads', 'x' || number) from unnest(array[1, 2, 3, 4, 5, 8]) as number;
    select fixture.event(6, null, null, 'module_ct_cabinet_leads', '6');
    select fixture.event(7, 11, null, 'module_ct_cabinet_leads', 'x7');
    select fixture.event(9, null, '{"scout_id": 12}', 'module_ct_cabinet_leads', 'x9');
    select fixture.event(1, null, null, 'elsewhere', 'x1')"#;

const EVENTS: &str = "select source_table, source_pk, scout_id from observational.lead_events where scout_id is not null order by source_pk";

const AUDIT: &str = "
    select source_pk, old_scout_id, new_scout_id, mapping_method, mapping_confidence, action_type, error_message
    from ops.lead_events_scout_backfill_audit order by source_pk";

#[tokio::test]
async fn an_event_gets_the_one_scout_that_its_lead_points_at() {
    let site = Site::with("").await;
    site.execute(LEADS).await;
    let settings = mapped("Referral; link", "code");
    let planned = plan(&site.operator, &settings).await.unwrap();
    let receipt = site.run_with(&settings).await.unwrap();
    completed(&receipt);
    assert_eq!(counts(&receipt, StepName::LeadEvents), (2, 0, 1, 2));
    let planned = &planned.steps[1].counts;
    assert_eq!((planned.changed, planned.ambiguous, planned.rejected), (2, 1, 2));
    assert_eq!(
        site.lines(EVENTS).await,
        [
            "module_ct_cabinet_leads|6|5",
            "module_ct_cabinet_leads|x1|5",
            "module_ct_cabinet_leads|x7|11"
        ]
    );
    let audit = [
        "6|-|5|Referral; link|high|UPDATED|-",
        "x1|-|5|Referral; link|high|UPDATED|-",
        "x2|-|-|Referral; link|-|SKIPPED|several scouts have this value",
        "x3|-|-|Referral; link|-|NO_MAPPING|no scout has this value",
        "x8|-|-|Referral; link|-|NO_MAPPING|no scout has this value",
    ];
    assert_eq!(site.lines(AUDIT).await, audit);

    let again = site.run_with(&settings).await.unwrap();
    assert_eq!(counts(&again, StepName::LeadEvents), (0, 0, 1, 2));
    assert_eq!(site.lines(AUDIT).await, audit, "what was left is audited once");
}

#[tokio::test]
async fn the_scout_of_the_mapping_reaches_the_ledger_in_the_same_run() {
    let site = Site::with("").await;
    site.execute(
        "alter table public.module_ct_cabinet_leads add column recruiter_id bigint;
         insert into public.module_ct_scouts_list (scout_id) values (5);
         insert into public.module_ct_cabinet_leads (id, external_id, recruiter_id) values (1, 'x1', 5);
         select fixture.person(1);
         select fixture.event(1, null, null, 'module_ct_cabinet_leads', 'x1');
         select fixture.ledger(1)",
    )
    .await;
    let receipt = site.run_with(&mapped("recruiter_id", "scout_id")).await.unwrap();
    completed(&receipt);
    assert_eq!(receipt.changed(), 2);
    let ledger = "select attributed_scout_id from observational.lead_ledger";
    assert_eq!(site.value::<i32>(ledger).await, 5);
}

#[tokio::test]
async fn without_a_mapping_the_step_is_left_out_with_the_reason() {
    let site = Site::with("").await;
    site.execute(LEADS).await;
    let planned = plan(&site.operator, &job()).await.unwrap();
    assert_eq!(planned.steps[1].skipped, Some(Skip::NoMapping));
    let receipt = site.run().await;
    completed(&receipt);
    let report = step(&receipt, StepName::LeadEvents);
    assert_eq!(report.state, StepState::Skipped(Skip::NoMapping));
    assert!(site.lines(AUDIT).await.is_empty());
}

#[tokio::test]
async fn a_mapping_that_does_not_fit_the_database_is_refused() {
    let site = Site::with("").await;
    for (lead, scouts, words) in [
        ("no_such", "scout_id", "public.module_ct_cabinet_leads has no column no_such"),
        ("status", "no such", "public.module_ct_scouts_list has no column no such"),
        ("ctid", "scout_id", "public.module_ct_cabinet_leads has no column ctid"),
    ] {
        let refused = site.run_with(&mapped(lead, scouts)).await.unwrap_err();
        let Refusal::Mapping { what } = &refused else { panic!("{refused:?}") };
        assert_eq!(what.to_string(), words);
        assert!(refused.hint(Language::English).unwrap().contains("job.lead_scout_column"));
    }
    assert_eq!(site.value::<i64>("select count(*) from ops.ingestion_runs").await, 0);
}
