//! What one poll costs the server, at the size of the real system and at a hundred times that.
//!
//! `cargo bench --bench overview` starts a private PostgreSQL with the server's default memory, fills it with
//! invented persons, and prints the median time of each read, over the Unix socket, planning included. The
//! ratio is how much dearer the large database is; a linear read shows about 98. The same poll over CT4's older
//! views, whose history joins every day with every table, is told beside it for comparison.
//!
//! Arguments: numbers of persons, in place of 2033 and 200000; `--older` to measure the older views at every
//! size (at 200 000 persons they take minutes).

use std::io::{Write, stdout};
use std::time::{Duration, Instant};

use color_eyre::eyre::{Result, eyre};
use scoutwatch::db::cluster::{Cluster, ClusterOptions};
use scoutwatch::db::pool::{Database, Deadline, PoolOptions, ReadLimits, ReadTransaction};
use scoutwatch::db::queries;
use scoutwatch::db::schema::{self, InstallOptions};
use scoutwatch::db::settings::{ConnectionSettings, GivenConnection};
use scoutwatch::db::sql::Sql;
use scoutwatch::model::{
    Ask, ClaimFilter, Environment, Failure, LiquidationFilter, List, PageRequest, Position,
};

const TABLES: Sql<'static> =
    Sql { file: "demo/tables.sql", text: include_str!("../sql/demo/tables.sql") };
const DATA: Sql<'static> =
    Sql { file: "demo/data.sql", text: include_str!("../sql/demo/data.sql") };
const OLDER_VIEWS: Sql<'static> =
    Sql { file: "demo/older_views.sql", text: include_str!("../sql/demo/older_views.sql") };

/// The sizes: the real system, and a hundred times that.
const SIZES: [u32; 2] = [2033, 200_000];

/// A size at which the older views are measured without being asked for.
const OLDER_UP_TO: u32 = 20_000;

/// The most times that a read is repeated, and the time after which it is not repeated any more.
const REPEAT: usize = 50;
const ENOUGH: Duration = Duration::from_secs(5);

/// Nothing here may end early.
const LIMIT: Duration = Duration::from_secs(1800);

/// What is measured.
#[derive(Clone, Copy, Debug)]
enum Read {
    Poll,
    Identity,
    Metrics,
    Daily,
    Conflicts,
    Runs,
    List(List),
}

const READS: [(&str, Read); 12] = [
    ("whole poll", Read::Poll),
    ("  identity", Read::Identity),
    ("  metrics", Read::Metrics),
    ("  daily, 90 days", Read::Daily),
    ("  10 newest conflicts", Read::Conflicts),
    ("  20 newest runs", Read::Runs),
    ("list backlog", Read::List(List::Backlog(None))),
    ("list conflicts", Read::List(List::Conflicts(None))),
    (
        "list collection",
        Read::List(List::Collection(ClaimFilter {
            missing_only: false,
            conflicts_only: false,
            scout: None,
            payment_status: None,
        })),
    ),
    (
        "list liquidation",
        Read::List(List::Liquidation(LiquidationFilter { status: None, scout: None })),
    ),
    ("list alerts", Read::List(List::Alerts)),
    ("list runs", Read::List(List::Runs)),
];

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let older_always = arguments.iter().any(|argument| argument == "--older");
    let mut sizes: Vec<u32> =
        arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = SIZES.to_vec();
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(run(&sizes, older_always))
}

async fn run(sizes: &[u32], older_always: bool) -> Result<()> {
    let environment =
        Environment { variables: std::env::vars().collect(), ..Environment::default() };
    let options = ClusterOptions { shared_buffers_mb: 512, ..ClusterOptions::default() };
    let cluster =
        tokio::task::spawn_blocking(move || Cluster::start(&options, &environment)).await??;
    let mut out = stdout();

    let mut columns = Vec::new();
    for &persons in sizes {
        let ours = open(&cluster, &format!("ours_{persons}"), persons, true).await?;
        columns.push(measure(&ours).await?);
        if persons <= OLDER_UP_TO || older_always {
            let older = open(&cluster, &format!("older_{persons}"), persons, false).await?;
            let poll = median(&older, Read::Poll).await?;
            writeln!(out, "{persons} persons, CT4's older views: a poll takes {}", show(poll))?;
        }
    }
    write!(out, "{:24}", "median, ms")?;
    for persons in sizes {
        write!(out, "{persons:>12}")?;
    }
    writeln!(out, "{:>8}", "ratio")?;
    for (row, (name, _)) in READS.iter().enumerate() {
        let times: Vec<Duration> =
            columns.iter().filter_map(|column| column.get(row).copied()).collect();
        write!(out, "{name:24}")?;
        for time in &times {
            write!(out, "{:>12}", show(*time))?;
        }
        match (times.first(), times.last()) {
            (Some(first), Some(last)) if times.len() > 1 => {
                writeln!(out, "{:>8.1}", last.as_secs_f64() / first.as_secs_f64())?;
            }
            _ => writeln!(out)?,
        }
    }
    tokio::task::spawn_blocking(move || drop(cluster)).await?;
    Ok(())
}

fn show(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1000.0)
}

async fn measure(database: &Database) -> Result<Vec<Duration>> {
    let mut times = Vec::new();
    for (_, read) in READS {
        times.push(median(database, read).await?);
    }
    Ok(times)
}

/// The median time of a read, after one that warms the caches.
async fn median(database: &Database, read: Read) -> Result<Duration> {
    once(database, read).await?;
    let began = Instant::now();
    let mut times = Vec::new();
    while times.len() < REPEAT && (times.is_empty() || began.elapsed() < ENOUGH) {
        times.push(once(database, read).await?);
    }
    times.sort_unstable();
    times.get(times.len() / 2).copied().ok_or_else(|| eyre!("nothing was measured"))
}

async fn once(database: &Database, read: Read) -> Result<Duration> {
    let limits = ReadLimits { statement: LIMIT, ..ReadLimits::default() };
    let session = database.session(Deadline::after(LIMIT)).await?;
    let mut transaction = session.begin_read(limits).await?;
    let began = Instant::now();
    perform(&mut transaction, read).await?;
    let took = began.elapsed();
    transaction.finish().await?;
    Ok(took)
}

async fn perform(transaction: &mut ReadTransaction, read: Read) -> Result<(), Failure> {
    match read {
        Read::Poll => queries::overview(transaction, 90).await?.metrics.map(drop),
        Read::Identity => queries::identity(transaction).await.map(drop),
        Read::Metrics => queries::metrics(transaction).await.map(drop),
        Read::Daily => queries::daily(transaction, 90).await.map(drop),
        Read::Conflicts => queries::newest_conflicts(transaction, 10).await.map(drop),
        Read::Runs => queries::newest_runs(transaction, 20).await.map(drop),
        Read::List(list) => {
            let Some(sort) = list.sorts().first().copied() else { return Ok(()) };
            let request = PageRequest {
                filter: None,
                sort,
                position: Position::Start { skip: 0 },
                limit: 50,
            };
            queries::answer(transaction, &Ask::Page(list, request)).await.map(drop)
        }
    }
}

/// A database with so many persons, with our views or with CT4's older ones.
async fn open(cluster: &Cluster, name: &str, persons: u32, ours: bool) -> Result<Database> {
    let create = format!("create database {name}");
    run_in(&handle(cluster, "postgres")?, Sql { file: "create", text: &create }).await?;
    let database = handle(cluster, name)?;
    let size = format!("alter database {name} set scoutwatch.demo_persons = '{persons}'");
    run_in(&handle(cluster, "postgres")?, Sql { file: "size", text: &size }).await?;
    run_in(&database, TABLES).await?;
    run_in(&database, DATA).await?;
    if ours {
        schema::install(&database, &InstallOptions::default()).await?;
    } else {
        run_in(&database, OLDER_VIEWS).await?;
    }
    run_in(&database, Sql { file: "analyze", text: "vacuum analyze" }).await?;
    Ok(database)
}

fn handle(cluster: &Cluster, database: &str) -> Result<Database> {
    let text = cluster.connection_string(database);
    let given = GivenConnection { text: &text, origin: "the bench" };
    let settings = ConnectionSettings::resolve(Some(given), &Environment::default())?;
    Ok(Database::open(settings, &PoolOptions::default())?)
}

async fn run_in(database: &Database, sql: Sql<'_>) -> Result<()> {
    let mut session = database.dedicated_session(Deadline::after(LIMIT)).await?;
    session.batch(sql).await?;
    Ok(())
}
