//! Views that are missing, forbidden, changed or malformed, and rows that hold what nobody expects.

use std::time::{Duration, Instant};

use scoutwatch::db::pool::{Deadline, ReadLimits};
use scoutwatch::db::queries::{self, Overview};
use scoutwatch::model::{
    Answer, Ask, ClaimFilter, Failure, FailureKind, Filter, LiquidationFilter, List, PageRequest,
    PersonKey, Position, text,
};

use crate::handles::open;
use crate::installed::{Contents, database_with, snapshot};

const SNAPSHOT: &str = "ops.v_scout_attribution_metrics_snapshot";
const DAILY: &str = "ops.v_scout_attribution_metrics_daily";
const CONFLICTS: &str = "ops.v_scout_attribution_conflicts";
const RUNS: &str = "ops.v_scout_attribution_runs";

/// The failure of each panel, in their order on screen.
fn failures(overview: &Overview) -> [Option<FailureKind>; 4] {
    fn kind<T>(outcome: &Result<T, Failure>) -> Option<FailureKind> {
        outcome.as_ref().err().map(|failure| failure.kind)
    }
    [
        kind(&overview.metrics),
        kind(&overview.daily),
        kind(&overview.conflicts),
        kind(&overview.runs),
    ]
}

/// Only the panel of `view` fails, and with `kind`.
fn only(view: &str, kind: FailureKind) -> [Option<FailureKind>; 4] {
    [SNAPSHOT, DAILY, CONFLICTS, RUNS].map(|panel| (panel == view).then_some(kind))
}

#[tokio::test]
async fn what_is_wrong_with_one_view_leaves_the_other_panels_alive_and_heals() {
    let database = database_with(Contents::Demo).await;
    let owner = database.connect().await;
    let viewer = format!("viewer_{}", database.name);
    let grant = format!(
        "create role {viewer} login;
         grant usage on schema ops to {viewer};
         grant select on {SNAPSHOT}, {DAILY}, {CONFLICTS}, {RUNS} to {viewer}"
    );
    owner.batch_execute(&grant).await.unwrap();
    let pool = open(&database.url.replace("user=postgres", &format!("user={viewer}")), "viewer");
    let poll = async || {
        let mut transaction = snapshot(&pool).await;
        let overview = queries::overview(&mut transaction, 30).await.unwrap();
        transaction.finish().await.unwrap();
        failures(&overview)
    };
    let column = |view| match view {
        SNAPSHOT => "total_persons",
        DAILY => "metric_date",
        CONFLICTS => "scout_ids",
        _ => "job_type",
    };
    assert_eq!(poll().await, [None; 4]);
    for view in [SNAPSHOT, DAILY, CONFLICTS, RUNS] {
        let name = view.trim_start_matches("ops.");
        let column = column(view);
        for (harm, remedy, kind) in [
            (
                format!("alter view {view} rename to moved_away"),
                format!("alter view ops.moved_away rename to {name}"),
                FailureKind::Missing,
            ),
            (
                format!("revoke select on {view} from {viewer}"),
                format!("grant select on {view} to {viewer}"),
                FailureKind::Denied,
            ),
            (
                format!("alter view {view} rename column {column} to moved_away"),
                format!("alter view {view} rename column moved_away to {column}"),
                FailureKind::Shape,
            ),
        ] {
            owner.batch_execute(&harm).await.unwrap();
            assert_eq!(poll().await, only(view, kind), "{harm}");
            owner.batch_execute(&remedy).await.unwrap();
            assert_eq!(poll().await, [None; 4], "{remedy}");
        }
    }
    owner.batch_execute(&format!("revoke usage on schema ops from {viewer}")).await.unwrap();
    assert_eq!(poll().await, [Some(FailureKind::Denied); 4]);
}

#[tokio::test]
async fn without_our_view_of_runs_the_table_is_read() {
    let database = database_with(Contents::Demo).await;
    let pool = open(&database.url, "runs");
    database.connect().await.batch_execute(&format!("drop view {RUNS}")).await.unwrap();
    let mut transaction = snapshot(&pool).await;
    let overview = queries::overview(&mut transaction, 30).await.unwrap();
    let runs = overview.runs.unwrap();
    assert_eq!(runs.len(), 20);
    assert!(runs.iter().any(|run| !run.steps.is_empty()));
    let request = PageRequest {
        filter: None,
        sort: List::Runs.sorts()[0],
        position: Position::Start { skip: 0 },
        limit: 20,
    };
    let answer = queries::answer(&mut transaction, &Ask::Page(List::Runs, request)).await.unwrap();
    let Answer::Runs(page) = answer else { panic!("runs") };
    let listed: Vec<_> = page.rows.into_iter().map(|listed| listed.row.run_id).collect();
    assert_eq!(listed, runs.iter().map(|run| run.run_id).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_view_with_no_row_two_rows_or_nulls_is_malformed_and_no_reason_to_panic() {
    let database = database_with(Contents::Empty).await;
    let owner = database.connect().await;
    let pool = open(&database.url, "malformed");
    let columns = owner.prepare(&format!("select * from {SNAPSHOT}")).await.unwrap();
    let of_types = |value: &str| {
        columns
            .columns()
            .iter()
            .map(|column| format!("{value}::{} as {}", column.type_().name(), column.name()))
            .collect::<Vec<_>>()
            .join(", ")
    };
    owner.batch_execute(&format!("drop view {SNAPSHOT}; drop view {DAILY}")).await.unwrap();
    let figures = "ops.v_scout_attribution_figures";
    owner.batch_execute(&format!("drop view {figures}; drop view {CONFLICTS}")).await.unwrap();
    for (rows, what) in [
        (of_types("null") + " where false", "0 rows"),
        (of_types("null"), "NULL"),
        (of_types("null").replace("null::int8", "7::int8") + ", generate_series(1, 2)", ""),
        (of_types("null").replace("null::int8 as total_persons", "'x'::text as total_persons"), ""),
    ] {
        let create = format!("create view {SNAPSHOT} as select {rows}");
        owner
            .batch_execute(
                &create.replace(", generate_series(1, 2)", " from generate_series(1, 2)"),
            )
            .await
            .unwrap();
        let mut transaction = snapshot(&pool).await;
        let overview = queries::overview(&mut transaction, 30).await.unwrap();
        transaction.finish().await.unwrap();
        let failure = overview.metrics.unwrap_err();
        assert_eq!(failure.kind, FailureKind::Shape, "{failure}");
        assert!(failure.message.contains("metrics.sql"), "{failure}");
        assert!(failure.message.contains(what), "{failure}");
        owner.batch_execute(&format!("drop view {SNAPSHOT}")).await.unwrap();
    }
    let nulls = format!(
        "create view {CONFLICTS} as
         select null::uuid as person_key, null::bigint as distinct_scout_count, null::int[] as scout_ids,
            null::text[] as sources, null::text[] as origin_tags, null::date as first_event_date,
            null::date as last_event_date, null::bigint as total_sources;
         create view {DAILY} as
         select null::date as metric_date, null::bigint as total_persons, null::bigint as satisfactory_count,
            null::numeric as pct_satisfactory, null::bigint as missing_count,
            null::bigint as by_source_scouting_daily, null::bigint as by_source_cabinet_leads,
            null::bigint as by_source_lead_ledger, null::timestamptz as computed_at"
    );
    owner.batch_execute(&nulls).await.unwrap();
    let mut transaction = snapshot(&pool).await;
    let overview = queries::overview(&mut transaction, 30).await.unwrap();
    assert_eq!(
        failures(&overview),
        [Some(FailureKind::Missing), Some(FailureKind::Shape), Some(FailureKind::Shape), None]
    );
}

#[tokio::test]
async fn a_locked_table_fails_its_panels_within_the_lock_limit() {
    let database = database_with(Contents::Demo).await;
    let locker = database.connect().await;
    let pool = open(&database.url, "locked");
    locker
        .batch_execute("begin; lock table observational.lead_events in access exclusive mode")
        .await
        .unwrap();
    let began = Instant::now();
    let session = pool.session(Deadline::after(Duration::from_secs(5))).await.unwrap();
    let mut transaction = session.begin_read(ReadLimits::default()).await.unwrap();
    let overview = queries::overview(&mut transaction, 30).await.unwrap();
    transaction.finish().await.unwrap();
    let locked = Some(FailureKind::LockTimeout);
    assert_eq!(failures(&overview), [locked, locked, locked, None]);
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    locker.batch_execute("rollback").await.unwrap();
    let mut transaction = snapshot(&pool).await;
    let overview = queries::overview(&mut transaction, 30).await.unwrap();
    assert_eq!(failures(&overview), [None; 4]);
}

/// Texts that drive a terminal, reverse a line, or have no end.
const HOSTILE: &str = "E'a\\u001b[2J\\u001b]0;x\\u0007\\u009b31m\\r\\n\\t\\u202e\\u200b\\ufeff\\u0008' \
                       || repeat('z', 10000)";

#[tokio::test]
async fn hostile_texts_and_impossible_values_come_out_harmless() {
    let database = database_with(Contents::Demo).await;
    let client = database.connect().await;
    let harm = format!(
        "update canon.identity_registry set primary_full_name = {HOSTILE}, primary_phone = {HOSTILE}
         where person_key in (select person_key from canon.identity_registry order by 1 limit 300);
         update observational.lead_ledger set attribution_rule = {HOSTILE}, attributed_source = {HOSTILE};
         update observational.lead_events set source_table = left({HOSTILE}, 100) || id, event_date = 'infinity'
         where id % 3 = 0;
         update observational.lead_events set event_date = '290000-01-01' where id % 3 = 1;
         update public.module_ct_yango_claims set driver_name = {HOSTILE}, reason_code = {HOSTILE},
            payment_key = {HOSTILE}, driver_id = 'd' || chr(27) || id;
         update public.module_ct_yango_claims set expected_amount = 'NaN' where id % 5 = 0;
         update public.module_ct_yango_claims set expected_amount = 1e40 where id % 5 = 1;
         update public.module_ct_yango_claims set expected_amount = 'infinity' where id % 5 = 2;
         update public.module_ct_yango_claims set pay_date = '-infinity' where id % 7 = 3;
         update public.module_ct_cabinet_leads set external_id = null where id % 2 = 0;
         update public.module_ct_cabinet_leads set lead_created_at = 'infinity' where id % 2 = 1;
         update public.module_ct_scouts_list set raw_name = {HOSTILE};
         update ops.ingestion_runs set error_message = {HOSTILE}, job_type = null,
            stats = to_json(repeat('x', 10000000)) where id > 500;
         update ops.ingestion_runs set stats = '[1, {{\"steps\": 4}}]' where id between 490 and 500;
         update ops.ingestion_runs
         set stats = json_build_object('steps', json_build_array(json_build_object('step', {HOSTILE})),
            'host', {HOSTILE}, 'trigger', 7)
         where id between 480 and 490"
    );
    client.batch_execute(&harm).await.unwrap();
    let pool = open(&database.url, "hostile");
    let mut transaction = snapshot(&pool).await;
    let overview = queries::overview(&mut transaction, 90).await.unwrap();
    assert_eq!(failures(&overview), [None; 4], "{overview:?}");
    harmless(&format!("{overview:#?}"));
    for list in [
        List::Backlog(None),
        List::Conflicts(None),
        List::Collection(ClaimFilter::default()),
        List::Liquidation(LiquidationFilter::default()),
        List::Alerts,
        List::Runs,
    ] {
        for sort in list.sorts() {
            let request = |position| PageRequest {
                filter: Filter::parse("a or ~. or !name=a", list.fields())
                    .or_else(|_| Filter::parse("a", &[]))
                    .ok(),
                sort: *sort,
                position,
                limit: 40,
            };
            let ask = Ask::Page(list, request(Position::End));
            let answer = queries::answer(&mut transaction, &ask).await;
            harmless(&rows_of(answer.unwrap_or_else(|failure| panic!("{list:?}: {failure}"))));
        }
    }
    let conflict = overview.conflicts.unwrap()[0].person_key;
    let person = queries::person(&mut transaction, conflict).await.unwrap().unwrap();
    harmless(&format!("{person:#?}"));
}

/// The rows as text, without the cursors, which are not for the eye.
fn rows_of(answer: Answer) -> String {
    macro_rules! rows {
        ($page:expr) => {
            $page.rows.into_iter().map(|listed| format!("{:#?}\n", listed.row)).collect()
        };
    }
    match answer {
        Answer::Backlog(page) => rows!(page),
        Answer::Conflicts(page) => rows!(page),
        Answer::Collection(page, _) => rows!(page),
        Answer::Liquidation(page, _) => rows!(page),
        Answer::Alerts(page) => rows!(page),
        Answer::Runs(page) => rows!(page),
        Answer::Person(person) => format!("{person:#?}"),
    }
}

/// `Debug` writes an escape character that has come through as `\u{1b}`, and what cleaning made of it as
/// `\\u{1b}`. It writes accents in the first way too.
fn harmless(debug: &str) {
    for (at, _) in debug.match_indices("\\u{") {
        let code = debug[at + 3..].split('}').next().unwrap();
        let shown = char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap().to_string();
        let is_cleaned = debug[..at].ends_with('\\');
        assert!(is_cleaned || text::clean(&shown) == shown, "{code} came through");
    }
    for line in debug.lines() {
        assert!(line.len() < text::MAX_BYTES * 2, "a line of {} bytes", line.len());
        assert!(!line.contains("\\t") && !line.contains("\\r"), "{line}");
    }
}

#[tokio::test]
async fn our_views_fill_every_column_that_the_older_ones_lack() {
    let database = database_with(Contents::Demo).await;
    let pool = open(&database.url, "columns");
    let mut transaction = snapshot(&pool).await;
    let request = |list: List| PageRequest {
        filter: None,
        sort: list.sorts()[0],
        position: Position::Start { skip: 0 },
        limit: 10_000,
    };
    let mut page = async |list| {
        queries::answer(&mut transaction, &Ask::Page(list, request(list))).await.unwrap()
    };
    let Answer::Backlog(backlog) = page(List::Backlog(None)).await else { panic!("backlog") };
    for listed in &backlog.rows {
        let row = &listed.row;
        assert!(row.events_with_scout.is_some() && row.distinct_scouts.is_some(), "{row:?}");
        assert!(row.in_conflict.is_some() && row.person_created_at.is_some(), "{row:?}");
    }
    assert!(backlog.rows.iter().any(|listed| listed.row.primary_full_name.is_some()));
    let Answer::Conflicts(conflicts) = page(List::Conflicts(None)).await else {
        panic!("conflicts")
    };
    assert!(conflicts.rows.iter().all(|listed| listed.row.kind.is_some()));
    let Answer::Runs(runs) = page(List::Runs).await else { panic!("runs") };
    assert!(runs.rows.iter().any(|listed| listed.row.host.is_some()));

    let sources = queries::sources(&mut transaction).await.unwrap();
    assert_eq!(sources.len(), 8);
    assert!(sources.iter().all(|source| source.present && source.total_rows.is_some()));
    // The stored days and today; the view's other columns are held by the test of the overview.
    let days = queries::daily(&mut transaction, 400).await.unwrap();
    assert!(days.iter().all(|day| day.is_final == Some(true)));
}

#[tokio::test]
async fn a_day_that_was_stored_keeps_all_its_figures() {
    let database = database_with(Contents::Demo).await;
    let store = "insert into ops.scout_attribution_daily_history
            (metric_date, total_persons, satisfactory_count, missing_count, backlog_a, backlog_b, backlog_c,
             backlog_d, backlog_e, conflicts_open, conflicts_contradicting, by_source_scouting_daily,
             by_source_cabinet_leads, by_source_lead_ledger, computed_at, is_final)
         select ops.scoutwatch_business_day(now()), 100, 40, 60, 10, 11, 12, 13, 14, 5, 6, 7, 8, 9, now(), false";
    database.connect().await.batch_execute(store).await.unwrap();
    let pool = open(&database.url, "stored");
    let mut transaction = snapshot(&pool).await;
    let days = queries::daily(&mut transaction, 400).await.unwrap();
    let measured = queries::metrics(&mut transaction).await.unwrap();
    assert!(days.iter().all(|day| day.date < measured.business_day), "today is not over");
    transaction.finish().await.unwrap();
    let close =
        "update ops.scout_attribution_daily_history set is_final = true where not is_reconstructed";
    database.connect().await.batch_execute(close).await.unwrap();
    let mut transaction = snapshot(&pool).await;
    let days = queries::daily(&mut transaction, 400).await.unwrap();
    let last = days.last().unwrap();
    assert_eq!((last.total_persons, last.satisfactory, last.missing), (100, 40, 60));
    assert_eq!(last.backlog.0, [10, 11, 12, 13, 14].map(Some));
    assert_eq!(last.conflicts, Some(5));
    assert_eq!(
        (last.by_scouting_daily, last.by_cabinet_leads, last.by_lead_ledger),
        (Some(7), Some(8), Some(9))
    );
    assert_eq!((last.is_final, last.is_reconstructed), (Some(true), Some(false)));
}

#[tokio::test]
async fn a_person_is_found_with_evidence_without_evidence_or_not_at_all() {
    for contents in [Contents::Demo, Contents::Older] {
        let database = database_with(contents).await;
        let client = database.connect().await;
        let pool = open(&database.url, "person");
        let key = async |condition: &str| {
            let query = format!(
                "select person_key from canon.identity_registry as r where {condition} order by 1 limit 1"
            );
            PersonKey(client.query_one(&query, &[]).await.unwrap().try_get(0).unwrap())
        };
        let satisfied = key("exists (select from observational.lead_ledger as l
                where l.person_key = r.person_key and l.attributed_scout_id is not null)")
        .await;
        let legacy = key(
            "not exists (select from observational.lead_ledger as l where l.person_key = r.person_key)
             and not exists (select from observational.lead_events as e where e.person_key = r.person_key)
             and not exists (select from canon.identity_links as k where k.person_key = r.person_key
                and k.source_table in ('module_ct_migrations', 'module_ct_scouting_daily'))",
        )
        .await;
        let mut transaction = snapshot(&pool).await;
        let person = queries::person(&mut transaction, satisfied).await.unwrap().unwrap();
        assert_eq!(person.canonical().unwrap().priority, 1);
        assert_eq!(person.evidence_total, i64::try_from(person.evidence.len()).unwrap());
        let profile = person.profile;
        assert_eq!(profile.is_some(), contents == Contents::Demo);
        if let Some(profile) = profile {
            let ledger = profile.ledger.unwrap();
            assert!(ledger.scout_id.is_some() && ledger.score.is_some());
            assert!(profile.full_name.is_some() && profile.category.is_none());
        }
        let person = queries::person(&mut transaction, legacy).await.unwrap().unwrap();
        assert_eq!((person.evidence.len(), person.evidence_total), (0, 0));
        let nobody = PersonKey(uuid::Uuid::nil());
        assert_eq!(queries::person(&mut transaction, nobody).await.unwrap(), None);
        transaction.finish().await.unwrap();
    }
}

#[tokio::test]
async fn the_canonical_scout_of_a_person_is_the_first_evidence() {
    let database = database_with(Contents::Demo).await;
    let client = database.connect().await;
    let pool = open(&database.url, "canonical");
    let query = "select person_key, scout_id from ops.v_scout_attribution where person_key in
        (select person_key from ops.v_scout_attribution_conflicts) order by person_key limit 50";
    let rows = client.query(query, &[]).await.unwrap();
    assert_eq!(rows.len(), 8);
    let mut transaction = snapshot(&pool).await;
    for row in rows {
        let key = PersonKey(row.try_get("person_key").unwrap());
        let scout: i32 = row.try_get("scout_id").unwrap();
        let person = queries::person(&mut transaction, key).await.unwrap().unwrap();
        assert_eq!(person.canonical().unwrap().scout_id.unwrap().0, scout, "{key}");
        assert!(person.scouts().len() >= 2 && person.profile.unwrap().in_conflict);
    }
}
