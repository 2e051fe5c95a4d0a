//! A thousand readers at a hundred requests a second: none is refused, and the database sees one poll an interval.
//!
//! `SCOUTWATCH_READERS_SECONDS=60 cargo test --test pg serve::many -- --nocapture` is the long version.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use scoutwatch::clock::Clock;
use scoutwatch::db::queries::Overview;
use scoutwatch::model::{Answer, Ask, Failure, Run};
use scoutwatch::poller::{self, DatabaseSource, Settings, Source};
use scoutwatch::serve::{Access, Lists, Service, Traffic, bind, serve};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::ATTRIBUTION;
use crate::handles::open;
use crate::installed::{Contents, database_with};

const READERS: u64 = 1_000;
const REQUESTS_A_SECOND: u64 = 100;
const INTERVAL: Duration = Duration::from_secs(1);

/// The database, and how often it was asked.
#[derive(Clone)]
struct Counted {
    database: DatabaseSource,
    polls: Arc<AtomicU64>,
    pages: Arc<AtomicU64>,
}

impl Source for Counted {
    async fn overview(&self) -> Result<Overview, Failure> {
        self.polls.fetch_add(1, Ordering::Relaxed);
        self.database.overview().await
    }

    async fn runs(&self) -> Result<Vec<Run>, Failure> {
        self.database.runs().await
    }

    async fn answer(&self, ask: &Ask) -> Result<Answer, Failure> {
        self.pages.fetch_add(1, Ordering::Relaxed);
        self.database.answer(ask).await
    }
}

/// What the readers ask for, in turn.
fn path(number: u64) -> String {
    match number % 4 {
        0 => "/metrics".to_owned(),
        1 => format!("{ATTRIBUTION}/metrics"),
        2 => format!("{ATTRIBUTION}/metrics/daily?days=90"),
        _ => format!("{ATTRIBUTION}/backlog?page_size=50"),
    }
}

/// Asks again and again on one connection, in its turn; gives how long each answer took.
async fn read(server: SocketAddr, number: u64, began: Instant, rounds: u64) -> Vec<Duration> {
    let mut stream = BufReader::new(TcpStream::connect(server).await.unwrap());
    let mut times = Vec::new();
    for round in 0..rounds {
        let turn = round * READERS + number;
        tokio::time::sleep_until(began + Duration::from_millis(turn * 1_000 / REQUESTS_A_SECOND))
            .await;
        let asked = Instant::now();
        let request = format!("GET {} HTTP/1.1\r\nHost: localhost\r\n\r\n", path(turn));
        stream.get_mut().write_all(request.as_bytes()).await.unwrap();
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        assert!(line.starts_with("HTTP/1.1 200 "), "{line}");
        let mut length = 0;
        while line != "\r\n" {
            line.clear();
            stream.read_line(&mut line).await.unwrap();
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
                length = value.trim().parse().unwrap();
            }
        }
        stream.read_exact(&mut vec![0; length]).await.unwrap();
        times.push(asked.elapsed());
    }
    times
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_readers_cost_the_database_one_poll_an_interval() {
    let seconds =
        std::env::var("SCOUTWATCH_READERS_SECONDS").ok().and_then(|text| text.parse().ok());
    let rounds = (seconds.unwrap_or(10) * REQUESTS_A_SECOND).div_ceil(READERS);
    let url = database_with(Contents::Demo).await.url;
    let settings =
        Settings { interval: INTERVAL, deadline: Duration::from_secs(20), ..Settings::default() };
    let (token, tracker) = (CancellationToken::new(), TaskTracker::new());
    let source = Counted {
        database: DatabaseSource::new(open(&url, "readers"), &settings),
        polls: Arc::default(),
        pages: Arc::default(),
    };
    let clock = Clock::system();
    let poller = poller::spawn_on(source.clone(), settings, clock.clone(), token.clone(), &tracker);
    let service = Service {
        snapshots: poller.snapshots.clone(),
        lists: Lists::new(source.clone(), INTERVAL),
        runs: Err("nobody"),
        access: Access::default(),
        traffic: Traffic::default(),
        clock,
    };
    let listener = bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let server = listener.local_addr().unwrap();
    let serving = tokio::spawn(serve(listener, Arc::new(service), token.clone()));

    let began = Instant::now() + Duration::from_millis(500);
    let readers: Vec<_> =
        (0..READERS).map(|number| tokio::spawn(read(server, number, began, rounds))).collect();
    let mut times = Vec::new();
    for reader in readers {
        times.extend(reader.await.unwrap());
    }
    let elapsed = began.elapsed() + Duration::from_millis(500);
    let intervals = elapsed.as_secs() / INTERVAL.as_secs() + 2;
    let (polls, pages) =
        (source.polls.load(Ordering::Relaxed), source.pages.load(Ordering::Relaxed));
    assert!(polls <= intervals, "{polls} polls in {elapsed:?}");
    assert!(pages <= intervals, "{pages} pages in {elapsed:?}");
    assert_eq!(times.len() as u64, READERS * rounds);
    token.cancel();
    drop(poller);
    serving.await.unwrap();
    times.sort();
    println!(
        "readers: {READERS} connections, {} answers in {elapsed:?}: {:?} (median), {:?} (99 of 100), {:?} at most; {polls} polls, {pages} pages",
        times.len(),
        times[times.len() / 2],
        times[times.len() * 99 / 100],
        times[times.len() - 1]
    );
}
