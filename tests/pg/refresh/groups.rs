//! Step 1, persons whom nobody knows: which registrations are one, whatever the size of a batch.

use scoutwatch::db::schema::{InstallOptions, install};
use scoutwatch::model::StepName;
use scoutwatch::refresh::{JobSettings, plan};

use super::{FIXTURES, Site, completed, counts, execute, handle, job, perform};
use crate::database::fresh_database;

/// Which registrations share a person, and what became of the others.
const GROUPS: &str = "
    select string_agg(link.source_pk, ' ' order by link.source_pk::int) as registrations
    from canon.identity_links as link
    where link.source_table = 'module_ct_scouting_daily'
    group by link.person_key
    order by min(link.source_pk::int)";

/// Unknown persons in all their ways.
const UNKNOWN: &str = "
    driver('u1', 'D1', '920000001')
    driver('u2', 'D2', '920000002')
    registration(10, 'a-1', '900000001')
    registration(11, 'A1', '900000002')
    registration(12, 'A 1', null)
    registration(20, null, '+51 911 111 111')
    registration(21, null, '911111111')
    registration(30, null, '930000001')
    registration(31, 'B1', '930000001')
    registration(40, 'C1', '940000001')
    registration(41, 'C2', '940000001')
    registration(42, null, '940000001')
    registration(50, 'D1', null)
    registration(51, 'unknown 51', '920000001')
    registration(52, 'unknown 51', '950000000')
    registration(53, null, '950000000')
    registration(60, 'torn', '920000001')
    registration(61, 'torn', '920000002')
    registration(62, 'torn', '960000000')";

#[tokio::test]
async fn registrations_of_one_unknown_person_make_one_person_whatever_the_size_of_a_batch() {
    let mut results = Vec::new();
    for batch_rows in [1, 2, 3, 2_000] {
        let site = Site::with(UNKNOWN).await;
        let settings = JobSettings { batch_rows, ..job() };
        let planned = plan(&site.operator, &settings).await.unwrap();
        let receipt = site.run_with(&settings).await.unwrap();
        completed(&receipt);
        let planned = &planned.steps[0].counts;
        let did = counts(&receipt, StepName::IdentityLinks);
        let expected = (planned.changed, planned.persons, planned.ambiguous, planned.rejected);
        assert_eq!(did, expected, "{batch_rows} rows");
        let persons = site.value::<i64>("select count(*) from canon.identity_registry").await;
        assert_eq!(persons, did.1);

        let again = site.run_with(&settings).await.unwrap();
        assert_eq!(counts(&again, StepName::IdentityLinks), (0, 0, did.2, did.3));
        results.push(site.lines(GROUPS).await);
    }
    let expected = [
        // One licence, whatever the phones.
        "10 11 12",
        // One phone, without a licence.
        "20 21",
        // A phone that came with one licence.
        "30 31",
        // Two licences behind one phone are two persons, and 42 could be either.
        "40",
        "41",
        // One driver, by licence and by phone; then one licence with a driver's; then one phone with that.
        "50 51 52 53 60",
        // 61 has the other driver, and 62 could be 60 or 61.
        "61",
    ];
    for result in results {
        assert_eq!(result, expected);
    }
}

#[tokio::test]
async fn a_person_knows_what_any_registration_of_its_first_batch_says() {
    let site = Site::with(
        "registration(10, 'a-1', null, 5, ' ')
         registration(11, 'A1', '900000002', 5, 'Second Name')
         registration(12, 'A1', '900000003', 6, 'Third Name')",
    )
    .await;
    completed(&site.run().await);
    let person =
        "select primary_license, primary_phone, primary_full_name from canon.identity_registry";
    assert_eq!(site.lines(person).await, ["A1|900000002|Second Name"]);
    let notes = "select notes from ops.identity_links_backfill_audit order by source_pk";
    assert_eq!(
        site.lines(notes).await,
        ["new person", "same new person as registration 10", "same new person as registration 10"]
    );
    // Two scouts for one person: a conflict, which the job shows and leaves.
    let conflicts = "select kind, scout_ids from ops.v_scout_attribution_conflicts";
    assert_eq!(site.lines(conflicts).await, ["OPEN|[5,6]"]);
}

#[tokio::test]
async fn a_registration_of_a_later_run_finds_the_person_of_an_earlier_one() {
    let site = Site::with("registration(10, 'a-1', '900000001')").await;
    completed(&site.run().await);
    let data = "registration(11, 'A1', '955555555')
                registration(12, null, '51900000001')";
    site.execute(&format!("do $do$ begin {} end $do$", perform(data))).await;
    let receipt = site.run().await;
    assert_eq!(counts(&receipt, StepName::IdentityLinks), (2, 0, 0, 0));
    assert_eq!(site.lines(GROUPS).await, ["10 11 12"]);
    let rules = "select match_rule from canon.identity_links order by source_pk";
    assert_eq!(
        site.lines(rules).await,
        ["BACKFILL_NEW_PERSON", "BACKFILL_LICENSE_MATCH", "BACKFILL_PHONE_MATCH"]
    );
}

#[tokio::test]
async fn the_job_runs_where_every_optional_source_and_the_index_of_drivers_are_absent() {
    let database = fresh_database("withoutsources").await;
    let client = database.connect().await;
    execute(&client, include_str!("../../../sql/demo/tables.sql")).await;
    execute(
        &client,
        "drop view ops.v_yango_cabinet_claims_for_collection;
         drop table canon.drivers_index, public.drivers, public.module_ct_scouting_daily, public.module_ct_migrations,
             public.module_ct_cabinet_leads, public.module_ct_scouts_list",
    )
    .await;
    install(&handle(&database.url, "postgres"), &InstallOptions::default()).await.unwrap();
    execute(&client, FIXTURES.split("create function fixture.driver").next().unwrap()).await;
    let site = Site::over(database).await;
    site.execute(
        "select fixture.person(1);
         insert into observational.lead_events (source_table, source_pk, event_date, person_key, scout_id, created_at)
         values ('elsewhere', '1', current_date, fixture.key(1), 4, now());
         insert into observational.lead_ledger (person_key, attribution_score, confidence_level, decision_status, updated_at)
         values (fixture.key(1), 0, 'low', 'unassigned', now())",
    )
    .await;
    let receipt = site.run().await;
    completed(&receipt);
    assert_eq!(counts(&receipt, StepName::IdentityLinks), (0, 0, 0, 0));
    assert_eq!(counts(&receipt, StepName::LeadLedger), (1, 0, 0, 0));
}

/// Registrations of few licences, phones and drivers, so that they meet in every way; the same for the same seed.
fn entangled(seed: u64) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut below = |most: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % most
    };
    let mut lines = Vec::new();
    for person in 1..=3 {
        let (license, phone) = (below(9), below(9));
        lines.push(format!("person({person}, '90000000{phone}', 'L{license}')"));
    }
    for driver in 1..=5 {
        let (license, phone) = (below(9), below(9));
        let person = if below(2) == 0 { "null".to_owned() } else { (1 + below(3)).to_string() };
        lines.push(format!("driver('d{driver}', 'L{license}', '5190000000{phone}', {person})"));
    }
    for id in 10..40 {
        let license = if below(3) == 0 { "null".to_owned() } else { format!("'l-{}'", below(9)) };
        let phone =
            if below(3) == 0 { "null".to_owned() } else { format!("'90000000{}'", below(9)) };
        lines.push(format!("registration({id}, {license}, {phone}, {})", 1 + below(3)));
    }
    lines.join("\n")
}

#[tokio::test]
async fn however_registrations_are_entangled_the_plan_is_true_and_nothing_depends_on_batches_or_is_done_twice()
 {
    for seed in 1..=8 {
        let mut results = Vec::new();
        for batch_rows in [1, 7, 2_000] {
            let site = Site::with(&entangled(seed)).await;
            let settings = JobSettings { batch_rows, ..job() };
            let planned = plan(&site.operator, &settings).await.unwrap().steps[0].counts;
            let receipt = site.run_with(&settings).await.unwrap();
            completed(&receipt);
            let did = counts(&receipt, StepName::IdentityLinks);
            let expected = (planned.changed, planned.persons, planned.ambiguous, planned.rejected);
            assert_eq!(did, expected, "seed {seed}, {batch_rows} rows");
            let groups = site.lines(GROUPS).await;
            let again = site.run_with(&settings).await.unwrap();
            let nothing = (0, 0, did.2, did.3);
            assert_eq!(
                counts(&again, StepName::IdentityLinks),
                nothing,
                "seed {seed}, {batch_rows} rows"
            );
            assert_eq!(site.lines(GROUPS).await, groups);
            results.push(groups);
        }
        assert!(results.windows(2).all(|pair| pair[0] == pair[1]), "seed {seed}: {results:#?}");
    }
}
