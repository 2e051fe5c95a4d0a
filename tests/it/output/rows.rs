//! Invented rows: ordinary ones, empty ones, and ones that mean harm.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use rust_decimal::Decimal;
use scoutwatch::model::{
    Alert, BacklogRow, Category, Claim, ClaimTotals, ConflictKind, ConflictRow, DailyPoint,
    Evidence, Health, LastJob, Ledger, LiquidationRow, LiquidationTotals, Metrics, PerCategory,
    PersonDetail, PersonKey, PersonProfile, Run, RunStatus, ScoutId, Source, Thresholds, run, text,
};
use scoutwatch::output::subject::daily::Daily;
use scoutwatch::output::subject::metrics::Headline;
use scoutwatch::output::subject::sources::Sources;
use scoutwatch::output::subject::{Listing, Pagination};
use serde_json::json;
use uuid::Uuid;

/// The moment of all invented data.
fn now() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-11-24T03:12:07.25Z").unwrap().to_utc()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn key(number: u128) -> PersonKey {
    PersonKey(Uuid::from_u128(number))
}

fn own(text: &str) -> String {
    text.to_owned()
}

fn soles(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// As it arrives after it was read: cleaned.
fn hostile() -> String {
    text::clean("=cmd|'/c calc'!A1\u{1b}[2J\u{202e}\r\n, \"; drop table")
}

fn listing<R, T>(rows: Vec<R>, totals: T) -> Listing<R, T> {
    let total = i64::try_from(rows.len()).unwrap();
    Listing { rows, pagination: Pagination::new(1, 50, total), unfiltered: total, totals }
}

fn summary() -> serde_json::Value {
    json!({
        "trigger": "cron",
        "host": "ct4-worker-1",
        "steps": [
            {"step": "identity_links", "changed": 299, "rejected": 4, "duration_ms": 7200},
            {"step": "lead_events", "skipped": "no mapping configured", "duration_ms": 3},
            {"step": "lead_ledger", "changed": 91, "rejected": 0, "duration_ms": 21600},
        ],
    })
}

pub(super) fn headline() -> Headline {
    let metrics = Metrics {
        total_persons: 2033,
        satisfactory: 357,
        missing: 1676,
        conflicts: 5,
        conflicts_contradicting: Some(3),
        backlog: PerCategory([Some(193), Some(2), Some(1308), Some(168), Some(5)]),
        oldest: PerCategory(
            [137, 315, 399, 76, 74].map(|days| Some(now() - TimeDelta::days(days))),
        ),
        malformed_scout_values: Some(49),
        data_as_of: Some(now() - TimeDelta::minutes(14)),
        mode: Some(own("live")),
        last_job: Some(LastJob {
            status: RunStatus::Completed,
            started_at: Some(now() - TimeDelta::seconds(900)),
            ended_at: Some(now() - TimeDelta::seconds(858)),
            duration_seconds: Some(42),
            summary: Some(summary()),
            error: None,
            has_living_runner: None,
        }),
        snapshot_timestamp: now(),
    };
    let health = Health::judge(&metrics, &Thresholds::default());
    Headline { metrics, health }
}

pub(super) fn older_headline() -> Headline {
    let metrics = Metrics {
        conflicts_contradicting: None,
        backlog: PerCategory([Some(193), None, Some(1313), Some(168), None]),
        oldest: PerCategory::default(),
        malformed_scout_values: None,
        data_as_of: None,
        mode: None,
        last_job: None,
        ..headline().metrics
    };
    let health = Health::judge(&metrics, &Thresholds::default());
    Headline { metrics, health }
}

pub(super) fn daily() -> Daily {
    let measured = DailyPoint {
        date: day("2026-11-23"),
        total_persons: 2021,
        satisfactory: 349,
        missing: 1672,
        by_scouting_daily: Some(320),
        by_cabinet_leads: Some(299),
        by_lead_ledger: Some(349),
        conflicts: Some(5),
        backlog: PerCategory([Some(190), Some(2), Some(1308), Some(167), Some(5)]),
        computed_at: Some(now() - TimeDelta::hours(4)),
        is_final: Some(true),
        is_reconstructed: Some(false),
    };
    let unmeasured = DailyPoint {
        date: day("2026-11-22"),
        total_persons: 0,
        satisfactory: 0,
        missing: 0,
        by_scouting_daily: None,
        by_cabinet_leads: None,
        by_lead_ledger: None,
        conflicts: None,
        backlog: PerCategory::default(),
        computed_at: None,
        is_final: None,
        is_reconstructed: None,
    };
    let reconstructed = DailyPoint {
        date: day("2026-11-21"),
        total_persons: 2000,
        satisfactory: 340,
        missing: 1660,
        is_final: Some(true),
        is_reconstructed: Some(true),
        ..unmeasured.clone()
    };
    Daily(vec![reconstructed, unmeasured, measured])
}

pub(super) fn backlog() -> Listing<BacklogRow> {
    let ordinary = BacklogRow {
        person_key: key(1),
        category: Some(Category::D),
        category_label: "SCOUT_EN_EVENTOS_NO_PROPAGADO".to_owned(),
        scout_id: Some(ScoutId(17)),
        source_tables: vec!["module_ct_cabinet_leads".into(), "module_ct_migrations".into()],
        origin_tags: vec!["migration".into()],
        first_event_date: Some(day("2026-10-31")),
        last_event_date: Some(day("2026-11-01")),
        event_count: Some(3),
        events_with_scout: Some(2),
        distinct_scouts: Some(1),
        in_conflict: Some(false),
        person_created_at: Some(now() - TimeDelta::days(24)),
        primary_full_name: Some(own("Íñigo Peña Villafañe")),
    };
    let older = BacklogRow {
        person_key: key(2),
        category: None,
        category_label: "OTRA".to_owned(),
        scout_id: None,
        source_tables: Vec::new(),
        origin_tags: Vec::new(),
        first_event_date: None,
        last_event_date: None,
        event_count: None,
        events_with_scout: None,
        distinct_scouts: None,
        in_conflict: None,
        person_created_at: None,
        primary_full_name: None,
    };
    let named = |number, name: &str| BacklogRow {
        person_key: key(number),
        primary_full_name: Some(own(name)),
        event_count: Some(1_234_567),
        ..ordinary.clone()
    };
    let rows = vec![
        ordinary.clone(),
        older,
        named(3, &hostile()),
        named(4, "東京都 東京都 東京都 東京都"),
        named(5, &"n".repeat(300)),
    ];
    listing(rows, ())
}

pub(super) fn empty_backlog() -> Listing<BacklogRow> {
    listing(Vec::new(), ())
}

pub(super) fn conflicts() -> Listing<ConflictRow> {
    let open = ConflictRow {
        person_key: key(11),
        distinct_scout_count: 3,
        scout_ids: vec![ScoutId(1), ScoutId(7), ScoutId(19)],
        sources: vec!["public.module_ct_scouting_daily".into()],
        origin_tags: vec!["scout_registration".into()],
        first_event_date: Some(day("2026-09-21")),
        last_event_date: Some(day("2026-09-27")),
        total_sources: 3,
        kind: Some(ConflictKind::Open),
    };
    let older = ConflictRow {
        person_key: key(12),
        scout_ids: Vec::new(),
        sources: vec![hostile()],
        origin_tags: Vec::new(),
        first_event_date: None,
        last_event_date: None,
        kind: None,
        ..open.clone()
    };
    listing(vec![open, older], ())
}

pub(super) fn person() -> PersonDetail {
    let evidence = |priority, scout: Option<i32>, table: &str, pk: &str| Evidence {
        priority,
        scout_id: scout.map(ScoutId),
        origin_tag: Some(own("scout_registration")),
        acquisition_method: None,
        source_table: table.to_owned(),
        source_pk: pk.to_owned(),
        attribution_date: Some(day("2026-09-14")),
        created_at: Some(now() - TimeDelta::days(71)),
        driver_id: None,
    };
    PersonDetail {
        person_key: key(21),
        profile: Some(PersonProfile {
            full_name: Some(hostile()),
            phone: Some(own("+51 900 000 000")),
            document: Some(own("00000000")),
            license: None,
            confidence: Some(own("MEDIUM")),
            created_at: Some(now() - TimeDelta::days(74)),
            updated_at: Some(now() - TimeDelta::days(64)),
            category: Some(Category::D),
            in_conflict: true,
            conflict_kind: Some(ConflictKind::Open),
            event_count: 1,
            ledger: Some(Ledger {
                scout_id: None,
                source: Some(own("lead_events")),
                rule: None,
                score: Some(soles("0.95")),
                confidence: Some(own("high")),
                decision: Some(own("conflict")),
                updated_at: Some(now()),
            }),
            fingerprint: None,
        }),
        evidence: vec![
            evidence(2, None, "module_ct_cabinet_leads", "lead-1"),
            evidence(4, Some(16), "public.module_ct_scouting_daily", "344"),
            evidence(4, Some(9), "public.module_ct_scouting_daily", &"9".repeat(300)),
        ],
        evidence_total: 612,
    }
}

pub(super) fn older_person() -> PersonDetail {
    PersonDetail { profile: None, evidence: Vec::new(), evidence_total: 0, ..person() }
}

fn ordinary_run() -> Run {
    Run {
        run_id: 512,
        job_type: run::REFRESH_JOB_TYPE.to_owned(),
        status: RunStatus::Completed,
        started_at: now() - TimeDelta::seconds(900),
        completed_at: Some(now() - TimeDelta::seconds(858)),
        duration_seconds: Some(42.5),
        trigger: Some(own("cron")),
        host: Some(own("ct4-worker-1")),
        error: None,
        steps: run::steps_of(&summary()),
        summary: Some(summary()),
        has_living_runner: None,
        progress: None,
    }
}

pub(super) fn jobs() -> Listing<Run, Option<Run>> {
    let bare = Run {
        run_id: 511,
        job_type: "drivers_index_refresh".to_owned(),
        trigger: None,
        host: None,
        steps: Vec::new(),
        summary: None,
        ..ordinary_run()
    };
    let failed = Run {
        run_id: 510,
        status: RunStatus::Failed,
        error: Some(own("canceling statement due to statement timeout")),
        ..bare.clone()
    };
    let orphaned = Run {
        run_id: 509,
        job_type: run::REFRESH_JOB_TYPE.to_owned(),
        status: RunStatus::Running,
        completed_at: None,
        duration_seconds: Some(93_600.0),
        has_living_runner: Some(false),
        ..bare.clone()
    };
    listing(vec![ordinary_run(), bare, failed, orphaned], Some(ordinary_run()))
}

pub(super) fn no_jobs() -> Listing<Run, Option<Run>> {
    listing(Vec::new(), None)
}

pub(super) fn collection() -> Listing<Claim, ClaimTotals> {
    let paid = Claim {
        driver_id: Some(own("6edb403ad76bde241dc11e72b3a01dc6")),
        person_key: Some(key(31)),
        driver_name: Some(own("Lucía Quispe Condori")),
        milestone_value: Some(25),
        lead_date: Some(day("2026-08-21")),
        expected_amount: Some(soles("100.00")),
        yango_due_date: day("2026-09-04").and_hms_opt(0, 0, 0),
        days_overdue: Some(81),
        overdue_bucket: Some(own("4_30_plus")),
        payment_status: Some(own("PAID")),
        payment_key: Some(own("pay-0000387-5")),
        pay_date: Some(day("2026-10-17")),
        reason_code: Some(own("payment_found")),
        match_rule: Some(own("driver_id")),
        match_confidence: Some(own("high")),
        identity_status: Some(own("confirmed")),
        suggested_driver_id: None,
        is_reconcilable: Some(true),
        scout_id: Some(ScoutId(7)),
        scout_name: Some(own("Jesús Yupanqui")),
        scout_name_normalized: Some(own("JESÚS YUPANQUI")),
        scout_is_active: Some(true),
        scout_quality: Some(own("SATISFACTORY_LEDGER")),
        is_scout_resolved: true,
        scout_source_table: Some(own("observational.lead_ledger")),
        scout_attribution_date: Some(day("2026-02-10")),
        scout_priority: Some(1),
        in_conflict: Some(false),
    };
    let hostile = Claim {
        driver_name: Some(own("=cmd|'/c calc'!A1")),
        expected_amount: Some(soles("999999999999.9999")),
        days_overdue: Some(-3),
        reason_code: Some(own("+1, \"quoted\"; done")),
        scout_name: Some(own("@sum(1)")),
        ..paid.clone()
    };
    let unknown = Claim {
        driver_id: None,
        person_key: None,
        driver_name: None,
        milestone_value: None,
        lead_date: None,
        expected_amount: None,
        yango_due_date: None,
        days_overdue: None,
        overdue_bucket: None,
        payment_status: None,
        payment_key: None,
        pay_date: None,
        reason_code: None,
        match_rule: None,
        match_confidence: None,
        identity_status: None,
        suggested_driver_id: None,
        is_reconcilable: None,
        scout_id: None,
        scout_name: None,
        scout_name_normalized: None,
        scout_is_active: None,
        scout_quality: Some(own("MISSING")),
        is_scout_resolved: false,
        scout_source_table: None,
        scout_attribution_date: None,
        scout_priority: None,
        in_conflict: None,
    };
    let totals = ClaimTotals {
        claims: 417,
        with_scout: 363,
        expected: soles("16460.00"),
        paid: soles("7710.00"),
        misapplied: soles("1080.00"),
        unpaid: soles("7670.00"),
        overdue: soles("4795.00"),
        without_scout: soles("1835.5"),
    };
    listing(vec![paid, hostile, unknown], totals)
}

pub(super) fn liquidation() -> Listing<LiquidationRow, LiquidationTotals> {
    let pending = LiquidationRow {
        person_key: key(41),
        driver_id: Some(own("32160bb13fed72d4bb4e8da3e6ae7998")),
        scout_id: Some(ScoutId(1)),
        origin_tag: Some(own("migration")),
        source_table: Some(own("public.module_ct_migrations")),
        attribution_date: Some(day("2026-11-24")),
        milestone_reached: Some(0),
        milestone_date: None,
        eligible_7d: Some(false),
        amount_payable: Some(soles("0.00")),
        payment_status: Some(own("PENDING")),
        block_reason: None,
    };
    let blocked = LiquidationRow {
        person_key: key(42),
        driver_id: None,
        amount_payable: Some(soles("-1250.50")),
        payment_status: Some(own("BLOCKED")),
        block_reason: Some(own("NO_IDENTITY")),
        ..pending.clone()
    };
    let totals = LiquidationTotals {
        rows: 570,
        scouts: 26,
        pending: 562,
        blocked_conflict: 7,
        blocked_identity: 1,
    };
    listing(vec![pending, blocked], totals)
}

pub(super) fn alerts() -> Listing<Alert> {
    let alert = Alert {
        cabinet_lead_id: 1225,
        external_id: Some(own("lead-0001225")),
        lead_created_at: Some(now().naive_utc()),
        person_key: Some(key(51)),
        potential_scout_id: Some(ScoutId(1)),
        has_scout_in_events: Some(true),
    };
    let bare = Alert {
        cabinet_lead_id: 7,
        external_id: Some(hostile()),
        lead_created_at: None,
        person_key: None,
        potential_scout_id: None,
        has_scout_in_events: None,
    };
    listing(vec![alert, bare], ())
}

pub(super) fn sources() -> Sources {
    let present = Source {
        source: "lead_events".to_owned(),
        present: true,
        total_rows: Some(1357),
        rows_with_scout: Some(733),
        linked_rows: Some(1337),
        linked_with_scout: Some(723),
        malformed_values: Some(49),
        newest: Some(now()),
    };
    let absent = Source {
        source: "module_ct_migrations".to_owned(),
        present: false,
        total_rows: None,
        rows_with_scout: None,
        linked_rows: None,
        linked_with_scout: None,
        malformed_values: None,
        newest: None,
    };
    Sources(vec![present, absent])
}
