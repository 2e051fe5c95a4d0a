//! What the step `lead_ledger` costs beside one bare statement that changes and audits the same rows, and how long
//! linking many registrations takes, in time and in memory. Two cores and a private server;
//! `cargo bench --bench refresh [PERSONS]`.
//!
//! Absolute times depend on the machine, so the figure that counts is a ratio of two times of one run.

// A benchmark is a program for programmers: it prints, and where something fails it stops.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark")]

use std::time::{Duration, Instant};

use scoutwatch::db::cluster::{Cluster, ClusterOptions};
use scoutwatch::db::pool::{Database, PoolOptions};
use scoutwatch::db::schema::{self, InstallOptions};
use scoutwatch::db::settings::{ConnectionSettings, GivenConnection};
use scoutwatch::model::{Environment, Outcome, Progress, Receipt, StepName, Trigger};
use scoutwatch::refresh::{JobSettings, run};
use tokio::sync::watch;
use tokio_postgres::{Client, NoTls};
use tokio_util::sync::CancellationToken;

use processes::kilobytes;

#[expect(dead_code, reason = "shared with the tests")]
#[path = "../tests/support/processes.rs"]
mod processes;

/// Registrations to link; what is kept in memory must not grow with them.
const REGISTRATIONS: [u32; 2] = [50_000, 200_000];

const TABLES: &str = include_str!("../sql/demo/tables.sql");
const DATA: &str = include_str!("../sql/demo/data.sql");

/// One statement that does to the ledger what the step does, for all rows at once.
const BARE: &str = "
    with evidence as materialized (
        select facts.person_key, facts.scout_min as scout_id
        from ops.v_scout_attribution_person_facts as facts
        where facts.category = 'D' and facts.scout_min = facts.scout_max and facts.ledger_exists
    ),
    changed as (
        update observational.lead_ledger as ledger
        set attributed_scout_id = evidence.scout_id,
            attributed_source = coalesce(ledger.attributed_source, 'lead_events'),
            attribution_rule = coalesce(ledger.attribution_rule, 'BACKFILL_SINGLE_SCOUT_FROM_EVENTS'),
            confidence_level = 'high',
            decision_status = 'assigned',
            evidence_json = coalesce(ledger.evidence_json, '{}') || jsonb_build_object('scout_id', evidence.scout_id),
            updated_at = now()
        from evidence
        where ledger.person_key = evidence.person_key and ledger.attributed_scout_id is null
        returning ledger.person_key, ledger.attributed_scout_id, ledger.attribution_rule, ledger.evidence_json
    )
    insert into ops.lead_ledger_scout_backfill_audit (
        person_key, new_attributed_scout_id, attribution_rule_new, evidence_json_new, backfill_method, backfill_timestamp)
    select person_key, attributed_scout_id, attribution_rule, evidence_json, 'BARE', clock_timestamp()
    from changed";

/// More registrations that nobody has linked: half of them with the licence of a driver, a quarter with the phone of one, a
/// quarter of unknown persons, two registrations each.
const UNLINKED: &str = "
    insert into public.module_ct_scouting_daily (scout_id, driver_name, driver_phone, driver_license, created_at)
    select
        1 + number % 25,
        'Invented ' || number,
        case when number % 4 >= 2 then '+51 9' || lpad((number / 2)::text, 8, '5') end,
        case when number % 4 < 2 then 'x-' || lpad((number / 2)::text, 8, '7') end,
        now()
    from generate_series(1, {registrations} - (
        select count(*) from public.module_ct_scouting_daily as registration
        where registration.scout_id > 0 and not exists (
            select from canon.identity_links as link
            where link.source_table = 'module_ct_scouting_daily' and link.source_pk = registration.id::text))
    ) as series (number)";

fn main() {
    let persons =
        std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(200_000);
    let options = ClusterOptions {
        // What a benchmark compares is work, not a disk.
        settings: vec![
            ("fsync".to_owned(), "off".to_owned()),
            ("max_wal_size".to_owned(), "8GB".to_owned()),
            ("shared_buffers".to_owned(), "1GB".to_owned()),
        ],
        ..ClusterOptions::default()
    };
    let environment =
        Environment { variables: std::env::vars().collect(), ..Environment::default() };
    let cluster = Cluster::start(&options, &environment).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(measure(&cluster, persons));
}

async fn measure(cluster: &Cluster, persons: u32) {
    let administrator = connect(&cluster.connection_string("postgres")).await;
    administrator.batch_execute("create database original").await.unwrap();
    let original = connect(&cluster.connection_string("original")).await;
    original.batch_execute(TABLES).await.unwrap();
    original
        .batch_execute(&format!("set scoutwatch.demo_persons = '{persons}'; {DATA}"))
        .await
        .unwrap();
    schema::install(&handle(cluster, "original"), &InstallOptions::default()).await.unwrap();
    original.batch_execute("vacuum analyze").await.unwrap();
    drop(original);
    println!("{persons} persons");

    // The quickest of each: others use the machine too, and what they take is nobody's work here.
    let mut quickest = (Duration::MAX, Duration::MAX);
    for round in 1..=5 {
        let bare = bare(cluster, &administrator).await;
        let (ours, rows) = ours(cluster, &administrator).await;
        println!("lead_ledger, round {round}: {rows} rows, bare {bare:.2?}, the step {ours:.2?}");
        quickest = (quickest.0.min(bare), quickest.1.min(ours));
    }
    let ratio = quickest.1.as_secs_f64() / quickest.0.as_secs_f64();
    println!("lead_ledger: ratio {ratio:.2} of the quickest, at most 3");
    for registrations in REGISTRATIONS {
        links(cluster, &administrator, registrations).await;
    }
}

/// The time of the one bare statement.
async fn bare(cluster: &Cluster, administrator: &Client) -> Duration {
    copy(administrator).await;
    let client = connect(&cluster.connection_string("copy")).await;
    client.batch_execute("set jit = off").await.unwrap();
    let began = Instant::now();
    client.batch_execute(BARE).await.unwrap();
    began.elapsed()
}

/// The time of our step, and how many rows it changed.
async fn ours(cluster: &Cluster, administrator: &Client) -> (Duration, i64) {
    copy(administrator).await;
    let receipt = job(cluster).await;
    let step = receipt.steps.iter().find(|step| step.step == StepName::LeadLedger).unwrap();
    (step.took, step.changed)
}

/// How long so many registrations take, and the most memory that this process has used up to then.
async fn links(cluster: &Cluster, administrator: &Client, registrations: u32) {
    copy(administrator).await;
    let client = connect(&cluster.connection_string("copy")).await;
    let unlinked = UNLINKED.replace("{registrations}", &registrations.to_string());
    client.batch_execute(&unlinked).await.unwrap();
    client.batch_execute("vacuum analyze public.module_ct_scouting_daily").await.unwrap();
    drop(client);
    let receipt = job(cluster).await;
    let step = receipt.steps.iter().find(|step| step.step == StepName::IdentityLinks).unwrap();
    let memory = kilobytes(std::process::id(), "VmHWM").unwrap_or_default() / 1024;
    println!(
        "identity_links: {} links, {} persons created, {} ambiguous, in {:.2?} and {} batches; {memory} MB at most",
        step.changed, step.persons, step.ambiguous, step.took, step.batches
    );
}

async fn job(cluster: &Cluster) -> Receipt {
    let settings =
        JobSettings { host: "bench".to_owned(), allow_superuser: true, ..JobSettings::default() };
    let (progress, _watched) = watch::channel(Progress::default());
    let database = handle(cluster, "copy");
    let receipt = run(&database, &settings, Trigger::Command, CancellationToken::new(), progress)
        .await
        .unwrap();
    assert_eq!(receipt.outcome, Outcome::Completed, "{receipt:#?}");
    receipt
}

/// Makes the database anew.
async fn copy(administrator: &Client) {
    administrator.batch_execute("drop database if exists copy with (force)").await.unwrap();
    administrator
        .batch_execute("create database copy template original strategy file_copy")
        .await
        .unwrap();
    administrator.batch_execute("checkpoint").await.unwrap();
}

fn handle(cluster: &Cluster, database: &str) -> Database {
    let text = cluster.connection_string(database);
    let given = GivenConnection { text: &text, origin: "the benchmark" };
    let environment = Environment { user: Some("bench".to_owned()), ..Environment::default() };
    let settings = ConnectionSettings::resolve(Some(given), &environment).unwrap();
    Database::open(settings, &PoolOptions::default()).unwrap()
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}
