//! What a person decides: recorded with its audit, or refused with the reason, and never undone by a run.

mod printed;

use scoutwatch::db::pool::Database;
use scoutwatch::db::schema::{InstallOptions, Right, grant};
use scoutwatch::model::{
    Decision, Fingerprint, PersonDetail, PersonKey, Recorded, ScoutId, Undecided, Verdict,
};
use scoutwatch::refresh::desk::{self, KeyJob, Order};
use scoutwatch::refresh::{JobSettings, decision_script, may_decide, record_decision, verify};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use printed::psql;

use super::{Site, completed, execute, handle, job};
use crate::installed::{Contents, OLDER_VIEWER, database_with, snapshot};
use crate::schema::security::decision_rights;

const LEDGER: &str = "
    select right(person_key::text, 2) as person, attributed_scout_id, attributed_source, attribution_rule, attribution_score,
        confidence_level, decision_status, updated_at > now() - interval '1 hour' as is_new
    from observational.lead_ledger order by person_key";

const AUDIT: &str = "
    select right(person_key::text, 2) as person, old_attributed_scout_id, new_attributed_scout_id, attribution_rule_old,
        attribution_rule_new, attribution_confidence_old, attribution_confidence_new, attribution_source, backfill_method,
        ingestion_run_id, notes
    from ops.lead_ledger_scout_backfill_audit order by id";

/// Person 1 is an open conflict; the ledger has decided against other evidence of person 2; person 3 is in
/// conflict and has no ledger row.
const CONFLICTS: &str = "
    person(1)
    event(1, 7)
    event(1, 8)
    ledger(1, null, null, 'conflict', '{\"kept\": 1}')
    person(2)
    event(2, 7)
    ledger(2, 8, 'R_OLDER', 'assigned', '[1, 2]', 'cabinet_leads')
    person(3)
    migration(30, 7)
    link(3, 'module_ct_migrations', '30')
    registration(31, null, null, 9)
    link(3, 'module_ct_scouting_daily', '31')";

fn key(number: u128) -> PersonKey {
    // The fixtures write the number in decimal digits.
    PersonKey(Uuid::parse_str(&format!("00000000-0000-0000-0000-{number:012}")).unwrap())
}

fn settings() -> JobSettings {
    JobSettings { allow_decisions: true, ..job() }
}

/// A person as the dashboard reads it.
async fn person(database: &Database, number: u128) -> PersonDetail {
    let mut transaction = snapshot(database).await;
    let found = scoutwatch::db::queries::person(&mut transaction, key(number)).await.unwrap();
    transaction.finish().await.unwrap();
    found.unwrap()
}

/// A decision by what is shown of a person.
async fn decision(database: &Database, number: u128, scout: i32, reason: &str) -> Decision {
    let profile = person(database, number).await.profile.unwrap();
    Decision {
        person_key: key(number),
        scout_id: ScoutId(scout),
        reason: reason.to_owned(),
        fingerprint: profile.fingerprint,
        has_ledger_row: profile.ledger.is_some(),
    }
}

async fn decide(site: &Site, decision: &Decision) -> Result<Recorded, Undecided> {
    record_decision(&site.operator, &settings(), decision.clone()).await
}

/// What a failed decision may not have changed.
async fn everything(site: &Site) -> Vec<String> {
    let mut lines = site.lines("select * from observational.lead_ledger order by person_key").await;
    lines.extend(site.lines(AUDIT).await);
    lines
}

/// Fails the test unless the decision is refused in this way and nothing is written.
async fn refused(site: &Site, wanted: &Decision, why: &Undecided) {
    let before = everything(site).await;
    assert_eq!(decide(site, wanted).await.as_ref(), Err(why));
    assert_eq!(everything(site).await, before);
}

async fn may_insert(site: &Site) {
    site.execute(&format!("grant insert on observational.lead_ledger to {}", site.role)).await;
}

#[tokio::test]
async fn a_viewer_with_the_rights_that_the_handbook_names_decides_and_does_not_run_the_job() {
    let site = Site::with(CONFLICTS).await;
    let decider = format!("decider_of_{}", site.database.name);
    site.execute(&format!("create role {decider} login")).await;
    let owner = handle(&site.database.url, "postgres");
    grant(&owner, Right::Viewer, &decider, &InstallOptions::default()).await.unwrap();
    for right in decision_rights(&site.admin).await {
        site.execute(&format!("grant {right} to {decider}")).await;
    }
    let site = Site { operator: handle(&site.database.url, &decider), ..site };
    let wanted = decision(&site.operator, 1, 8, "she has the messages").await;
    assert!(decide(&site, &wanted).await.is_ok());
    assert!(site.run_with(&settings()).await.is_err());
}

#[tokio::test]
async fn a_decision_goes_into_the_ledger_with_one_audit_row_and_what_was_there_stays() {
    let site = Site::with(CONFLICTS).await;
    may_insert(&site).await;
    for (number, scout, old) in [(1, 8, None), (2, 7, Some(ScoutId(8))), (3, 9, None)] {
        let wanted = decision(&site.operator, number, scout, "  she has the messages ").await;
        let recorded = decide(&site, &wanted).await.unwrap();
        assert_eq!((recorded.old_scout_id, &recorded.decision), (old, &wanted));
        let shown = person(&site.operator, number).await.profile.unwrap();
        assert_eq!(shown.ledger.unwrap().updated_at, Some(recorded.at));
    }
    assert_eq!(
        site.lines(LEDGER).await,
        [
            "01|8|-|HUMAN_DECISION|12.50|high|assigned|true",
            "02|7|cabinet_leads|HUMAN_DECISION|12.50|high|assigned|true",
            "03|9|-|HUMAN_DECISION|100.00|high|assigned|true",
        ]
    );
    assert_eq!(
        site.lines(AUDIT).await,
        [
            "01|-|8|-|HUMAN_DECISION|low|high|-|HUMAN_DECISION|-|she has the messages",
            "02|8|7|R_OLDER|HUMAN_DECISION|low|high|cabinet_leads|HUMAN_DECISION|-|she has the messages",
            "03|-|9|-|HUMAN_DECISION|-|high|-|HUMAN_DECISION|-|she has the messages",
        ]
    );
    let kept = "select evidence_json - 'decision' as kept, evidence_json #>> '{decision,scout_id}' as scout,
            evidence_json #>> '{decision,reason}' as reason, evidence_json #>> '{decision,application}' as application,
            (evidence_json #>> '{decision,at}')::timestamptz = updated_at as is_now,
            length(evidence_json #>> '{decision,evidence_fingerprint}') as digits
        from observational.lead_ledger order by person_key";
    let application = concat!("scoutwatch/", env!("CARGO_PKG_VERSION"));
    let decided =
        |kept: &str, scout| format!("{kept}|{scout}|she has the messages|{application}|true|32");
    assert_eq!(
        site.lines(kept).await,
        [decided("{\"kept\": 1}", 8), decided("{\"previous\": [1, 2]}", 7), decided("{}", 9)]
    );
    let who =
        "select distinct evidence_json #>> '{decision,decided_by}' from observational.lead_ledger";
    assert_eq!(site.value::<String>(who).await, site.role);
    let same = "select count(*) from ops.lead_ledger_scout_backfill_audit as audit
        join observational.lead_ledger as ledger using (person_key) where audit.evidence_json_new = ledger.evidence_json";
    assert_eq!(site.value::<i64>(same).await, 3);
    let kinds = "select right(person_key::text, 2) as person, kind from ops.v_scout_attribution_conflicts order by person_key";
    let kinds = site.lines(kinds).await;
    assert_eq!(kinds, ["01|CONTRADICTS_LEDGER", "03|CONTRADICTS_LEDGER"], "the evidence stays");
}

#[tokio::test]
async fn a_run_leaves_a_decision_alone_and_its_checks_still_hold() {
    let site = Site::new(Contents::Demo).await;
    may_insert(&site).await;
    let open = "select person_key::text || ' ' || scout_ids[1] from ops.v_scout_attribution_conflicts where kind = 'OPEN'
        order by person_key limit 1";
    let open = site.value::<String>(open).await;
    let (open, scout) = open.split_once(' ').unwrap();
    let number = Uuid::parse_str(open).unwrap();
    let mut transaction = snapshot(&site.operator).await;
    let shown = scoutwatch::db::queries::person(&mut transaction, PersonKey(number)).await;
    let profile = shown.unwrap().unwrap().profile.unwrap();
    transaction.finish().await.unwrap();
    completed(&site.run().await);
    let wanted = Decision {
        person_key: PersonKey(number),
        scout_id: ScoutId(scout.parse().unwrap()),
        reason: "she has the messages".to_owned(),
        fingerprint: profile.fingerprint,
        has_ledger_row: profile.ledger.is_some(),
    };
    decide(&site, &wanted).await.unwrap();
    let row = format!("select * from observational.lead_ledger where person_key = '{open}'");
    let decided = site.lines(&row).await;
    let sound = |checks: Vec<scoutwatch::model::CheckResult>| {
        assert!(checks.iter().all(|check| check.verdict <= Verdict::Skip), "{checks:#?}");
    };
    sound(verify(&site.operator).await.unwrap());
    let receipt = site.run_with(&JobSettings { create_missing_ledger_rows: true, ..job() }).await;
    let receipt = receipt.unwrap();
    completed(&receipt);
    sound(receipt.checks);
    assert_eq!(site.lines(&row).await, decided);
}

#[tokio::test]
async fn nothing_is_written_where_anything_of_the_evidence_is_another_than_was_shown() {
    let changes = [
        "perform fixture.event(1, 9)",
        "perform fixture.event(1, 7)",
        "update observational.lead_ledger set attribution_rule = 'R_NEWER' where person_key = fixture.key(1)",
        "update observational.lead_ledger set updated_at = now() where person_key = fixture.key(1)",
        "update observational.lead_events set scout_id = 9 where scout_id = 7",
        "update observational.lead_events set event_date = event_date - 1 where scout_id = 7",
        "delete from observational.lead_events where scout_id = 7",
        "update public.module_ct_migrations set scout_id = 10 where id = 10",
        "delete from canon.identity_links where source_pk = '10'",
        "delete from observational.lead_ledger where person_key = fixture.key(1)",
    ];
    for change in changes {
        let site = Site::with(&format!(
            "{CONFLICTS}
             migration(10, 9)
             link(1, 'module_ct_migrations', '10')"
        ))
        .await;
        let wanted = decision(&site.operator, 1, 8, "why").await;
        site.execute(&format!("do $do$ begin {change}; end $do$")).await;
        refused(&site, &wanted, &Undecided::Changed).await;
    }
    // A row that came meanwhile is not made again.
    let site = Site::with(CONFLICTS).await;
    may_insert(&site).await;
    let wanted = decision(&site.operator, 3, 9, "why").await;
    site.execute("select fixture.ledger(3)").await;
    refused(&site, &wanted, &Undecided::Changed).await;
}

#[tokio::test]
async fn the_fingerprint_is_the_same_for_every_reader_and_changes_with_nobody_else() {
    let site = Site::with(CONFLICTS).await;
    let viewer = format!("viewer_of_{}", site.database.name);
    site.execute(&format!("create role {viewer} login")).await;
    let owner = handle(&site.database.url, "postgres");
    grant(&owner, Right::Viewer, &viewer, &InstallOptions::default()).await.unwrap();
    let by =
        async |database: &Database| person(database, 1).await.profile.unwrap().fingerprint.unwrap();
    let fingerprint = by(&site.operator).await;
    assert_eq!(fingerprint, by(&handle(&site.database.url, &viewer)).await);
    site.execute(&format!(
        "alter role {viewer} set timezone = 'Asia/Kathmandu'; alter role {viewer} set datestyle = 'German';
         alter role {viewer} set extra_float_digits = -10; alter role {viewer} set intervalstyle = 'iso_8601'"
    ))
    .await;
    assert_eq!(fingerprint, by(&handle(&site.database.url, &viewer)).await);
    site.execute("select fixture.event(2, 9); select fixture.event(null, 7)").await;
    assert_eq!(fingerprint, by(&site.operator).await);
}

#[tokio::test]
async fn evidence_that_came_with_the_transaction_that_held_the_row_is_seen() {
    let site = Site::with(CONFLICTS).await;
    let wanted = decision(&site.operator, 1, 8, "why").await;
    let mut other = site.database.connect().await;
    let holder = other.transaction().await.unwrap();
    holder
        .batch_execute(
            "select from observational.lead_ledger where person_key = fixture.key(1) for update;
             select fixture.event(1, 9)",
        )
        .await
        .unwrap();
    let operator = site.operator.clone();
    let waiting =
        tokio::spawn(async move { record_decision(&operator, &settings(), wanted).await });
    let waits = "select exists (select from pg_locks where not granted and database = (select oid from pg_database
        where datname = current_database())) or exists (select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock')";
    while !site.value::<bool>(waits).await {
        tokio::task::yield_now().await;
    }
    holder.commit().await.unwrap();
    assert_eq!(waiting.await.unwrap(), Err(Undecided::Changed));
    assert_eq!(site.lines(AUDIT).await, Vec::<String>::new());
}

#[tokio::test]
async fn of_two_who_decide_at_once_one_wins_and_the_other_is_told() {
    for number in [1, 2, 3] {
        let site = Site::with(CONFLICTS).await;
        may_insert(&site).await;
        let scout = if number == 3 { 9 } else { 8 };
        let ana = decision(&site.operator, number, 7, "ana says so").await;
        let luis = decision(&site.operator, number, scout, "luis says so").await;
        let (ana, luis) = tokio::join!(decide(&site, &ana), decide(&site, &luis));
        let (winner, loser) = if ana.is_ok() { (ana, luis) } else { (luis, ana) };
        assert_eq!(loser, Err(Undecided::Changed), "{number}");
        let audit = site.lines(AUDIT).await;
        assert_eq!(audit.len(), 1, "{audit:?}");
        assert!(audit[0].ends_with(&winner.unwrap().decision.reason), "{audit:?}");
    }
}

#[tokio::test]
async fn only_a_scout_of_the_evidence_and_only_with_a_reason() {
    let site = Site::with(CONFLICTS).await;
    let wanted = decision(&site.operator, 1, 9, "why").await;
    refused(&site, &wanted, &Undecided::NotNamed { scout_id: ScoutId(9) }).await;
    for reason in ["", "   "] {
        let wanted = Decision { reason: reason.to_owned(), scout_id: ScoutId(8), ..wanted.clone() };
        refused(&site, &wanted, &Undecided::NoReason).await;
        // Nor by hand.
        assert_eq!(
            psql(&site, &decision_script(&wanted)).await.lines().last(),
            Some("NO_REASON||")
        );
    }
    let long = Decision { reason: "x".repeat(301), scout_id: ScoutId(8), ..wanted.clone() };
    refused(&site, &long, &Undecided::LongReason { characters: 301 }).await;
    let nobody = Decision { person_key: key(99), scout_id: ScoutId(8), ..wanted.clone() };
    refused(&site, &nobody, &Undecided::Nobody).await;
    let blind = Decision { fingerprint: None, scout_id: ScoutId(8), ..wanted.clone() };
    refused(&site, &blind, &Undecided::NoFingerprint).await;
    assert_eq!(psql(&site, &decision_script(&blind)).await.lines().last(), Some("CHANGED||"));
    let other = Fingerprint("0".repeat(32));
    let guessed = Decision { fingerprint: Some(other), scout_id: ScoutId(8), ..wanted };
    refused(&site, &guessed, &Undecided::Changed).await;
    assert_eq!(site.lines(AUDIT).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_the_configuration_the_server_or_the_role_forbids_is_said() {
    let site = Site::with(CONFLICTS).await;
    let wanted = decision(&site.operator, 1, 8, "why").await;
    let forbidden = record_decision(&site.operator, &job(), wanted.clone()).await;
    assert_eq!(forbidden, Err(Undecided::NotAllowed));
    assert_eq!(may_decide(&site.operator, &job(), true).await, Err(Undecided::NotAllowed));

    let permit = may_decide(&site.operator, &settings(), true).await.unwrap();
    assert_eq!((permit.role, permit.database), (site.role.clone(), site.database.name.clone()));
    let superuser = handle(&site.database.url, "postgres");
    assert_eq!(
        may_decide(&superuser, &settings(), true).await,
        Err(Undecided::Superuser { role: "postgres".to_owned() })
    );
    let allowed = JobSettings { allow_superuser: true, ..settings() };
    assert!(may_decide(&superuser, &allowed, true).await.is_ok());

    site.execute(&format!("alter role {} set default_transaction_read_only = on", site.role)).await;
    let read_only = Site { operator: handle(&site.database.url, &site.role), ..site };
    let answer = may_decide(&read_only.operator, &settings(), true).await;
    let Err(Undecided::ReadOnlyServer { why, .. }) = &answer else { panic!("{answer:?}") };
    assert!(why.to_string().contains("are read-only there"), "{why}");
    let before = everything(&read_only).await;
    assert_eq!(decide(&read_only, &wanted).await.unwrap_err(), answer.unwrap_err());
    assert_eq!(everything(&read_only).await, before);
}

#[tokio::test]
async fn each_right_that_is_missing_is_named() {
    let site = Site::with(CONFLICTS).await;
    let role = site.role.clone();
    let wanted = decision(&site.operator, 1, 8, "why").await;
    let lacks = async |has_ledger_row| match may_decide(&site.operator, &settings(), has_ledger_row)
        .await
    {
        Err(Undecided::MissingRights { role: named, rights }) => {
            assert_eq!(named, role);
            rights
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(lacks(false).await, ["insert on observational.lead_ledger"]);
    for right in [
        "select on ops.v_scout_attribution_person",
        "select on ops.v_scout_attribution_raw",
        "select on observational.lead_ledger",
        "update (evidence_json) on observational.lead_ledger",
        "select on ops.lead_ledger_scout_backfill_audit",
        "insert on ops.lead_ledger_scout_backfill_audit",
        "usage on schema observational",
        "usage on schema ops",
    ] {
        site.execute(&format!("revoke {right} from {role}")).await;
        assert_eq!(lacks(true).await, [right]);
        let why = Undecided::MissingRights { role: role.clone(), rights: vec![right.to_owned()] };
        refused(&site, &wanted, &why).await;
        site.execute(&format!("grant {right} to {role}")).await;
    }
    // What is asked for is enough: a role that has these rights and no other decides.
    let bare = format!("bare_{}", site.database.name);
    site.execute(&format!(
        "create role {bare} login;
         grant usage on schema observational, ops to {bare};
         grant select on ops.v_scout_attribution_person, ops.v_scout_attribution_raw, observational.lead_ledger to {bare};
         grant update (attributed_scout_id, attribution_rule, confidence_level, evidence_json, decision_status, updated_at)
             on observational.lead_ledger to {bare};
         grant select (person_key), insert on ops.lead_ledger_scout_backfill_audit to {bare};
         grant insert on observational.lead_ledger to {bare}"
    ))
    .await;
    let site = Site { operator: handle(&site.database.url, &bare), role: bare, ..site };
    for (number, scout) in [(1, 8), (3, 9)] {
        let wanted = decision(&site.operator, number, scout, "why").await;
        decide(&site, &wanted).await.unwrap();
    }
}

#[tokio::test]
async fn the_desk_brings_to_its_end_what_it_has_begun_when_the_front_end_has_gone() {
    let site = Site::with(CONFLICTS).await;
    let wanted = decision(&site.operator, 1, 8, "why").await;
    let (token, tracker) = (CancellationToken::new(), TaskTracker::new());
    let requested_by = "ana@lima 7".to_owned();
    let database = site.operator.clone();
    let job = KeyJob { database, settings: settings(), requested_by };
    let mut desk = desk::open(job, token.clone(), &tracker);
    let ask = Order::MayDecide { person_key: wanted.person_key, has_ledger_row: true };
    desk.orders.try_send(ask).unwrap();
    desk.state.wait_for(|state| state.permit.is_some()).await.unwrap();
    let (person_key, permit) = desk.state.borrow().permit.clone().unwrap();
    assert_eq!((person_key, permit.unwrap().role), (wanted.person_key, site.role.clone()));

    // Somebody holds the row until the front end has gone.
    let mut other = site.database.connect().await;
    let holder = other.transaction().await.unwrap();
    let held = "select from observational.lead_ledger where person_key = fixture.key(1) for update";
    holder.batch_execute(held).await.unwrap();
    desk.orders.try_send(Order::Decide(Box::new(wanted))).unwrap();
    desk.state.wait_for(|state| state.recording.is_some()).await.unwrap();
    drop(desk);
    token.cancel();
    tracker.close();
    holder.rollback().await.unwrap();
    tracker.wait().await;
    assert_eq!(site.lines(AUDIT).await.len(), 1);
}

#[tokio::test]
async fn an_audit_whose_numbers_come_from_a_sequence_asks_for_that_too() {
    let site = Site::with(CONFLICTS).await;
    site.execute(
        "alter table ops.lead_ledger_scout_backfill_audit alter id drop identity;
         create sequence ops.audit_numbers owned by ops.lead_ledger_scout_backfill_audit.id;
         alter table ops.lead_ledger_scout_backfill_audit alter id set default nextval('ops.audit_numbers')",
    )
    .await;
    let wanted = decision(&site.operator, 1, 8, "why").await;
    let rights = vec!["usage on sequence ops.audit_numbers".to_owned()];
    refused(&site, &wanted, &Undecided::MissingRights { role: site.role.clone(), rights }).await;
}

#[tokio::test]
async fn a_database_with_older_views_shows_a_person_without_a_fingerprint() {
    let older = database_with(Contents::Older).await;
    let viewer = handle(&older.url, OLDER_VIEWER);
    let client = older.connect().await;
    let someone = "select person_key::text from ops.v_scout_attribution_raw where person_key is not null limit 1";
    let someone: String = super::value(&client, someone).await;
    let mut transaction = snapshot(&viewer).await;
    let someone = PersonKey(Uuid::parse_str(&someone).unwrap());
    let shown = scoutwatch::db::queries::person(&mut transaction, someone).await.unwrap().unwrap();
    assert_eq!(shown.profile, None);

    // Ours, before the fingerprint was among its columns.
    let site = Site::with(CONFLICTS).await;
    let view = "select pg_get_viewdef('ops.v_scout_attribution_person'::regclass)";
    let columns = "select string_agg(attname, ', ' order by attnum) from pg_attribute
        where attrelid = 'ops.v_scout_attribution_person'::regclass and attnum > 0 and attname <> 'evidence_fingerprint'";
    let (view, columns) = (site.value::<String>(view).await, site.value::<String>(columns).await);
    let view = view.trim_end_matches(';');
    execute(
        &site.admin,
        &format!(
            "drop view ops.v_scout_attribution_person;
             create view ops.v_scout_attribution_person as select {columns} from ({view}) as newer;
             grant select on ops.v_scout_attribution_person to {}",
            site.role
        ),
    )
    .await;
    let profile = person(&site.operator, 1).await.profile.unwrap();
    assert_eq!((profile.fingerprint, profile.in_conflict), (None, true));
}
