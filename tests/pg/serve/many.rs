//! A thousand readers at a hundred requests a second: none is refused, and the database sees one poll an interval.
//!
//! As many readers of different pages are served as far as there is room, and take nothing from the poll.
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

use super::{ATTRIBUTION, Served};
use crate::handles::open;
use crate::http::get;
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

/// Another page for each number.
fn other_page(number: u64) -> String {
    let (list, page_size) = (number % 2, 1 + number / 2 % 1_000);
    let list = ["backlog", "conflicts"][list as usize];
    format!("{ATTRIBUTION}/{list}?page_size={page_size}")
}

/// An answer, as far as it counts here.
struct Heard {
    status: u16,
    body: String,
    took: Duration,
}

/// Asks again and again on one connection, in its turn, for what `path` says of the turn.
async fn read(
    server: SocketAddr,
    number: u64,
    began: Instant,
    rounds: u64,
    path: fn(u64) -> String,
) -> Vec<Heard> {
    let mut stream = BufReader::new(TcpStream::connect(server).await.unwrap());
    let mut heard = Vec::new();
    for round in 0..rounds {
        let turn = round * READERS + number;
        tokio::time::sleep_until(began + Duration::from_millis(turn * 1_000 / REQUESTS_A_SECOND))
            .await;
        let asked = Instant::now();
        let request = format!("GET {} HTTP/1.1\r\nHost: localhost\r\n\r\n", path(turn));
        stream.get_mut().write_all(request.as_bytes()).await.unwrap();
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
        let mut length = 0;
        while line != "\r\n" {
            line.clear();
            stream.read_line(&mut line).await.unwrap();
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.unwrap();
        let body = String::from_utf8(body).unwrap();
        heard.push(Heard { status, body, took: asked.elapsed() });
    }
    heard
}

/// What all readers heard.
async fn read_all(
    server: SocketAddr,
    began: Instant,
    rounds: u64,
    path: fn(u64) -> String,
) -> Vec<Heard> {
    let readers: Vec<_> = (0..READERS)
        .map(|number| tokio::spawn(read(server, number, began, rounds, path)))
        .collect();
    let mut heard = Vec::new();
    for reader in readers {
        heard.extend(reader.await.unwrap());
    }
    heard
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
    let heard = read_all(server, began, rounds, path).await;
    let refused = heard.iter().find(|heard| heard.status != 200);
    assert!(refused.is_none(), "{:?}", refused.map(|heard| &heard.body));
    let mut times: Vec<_> = heard.into_iter().map(|heard| heard.took).collect();
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

/// The polls so far, where the database is up for the service.
async fn polls(served: &Served) -> u64 {
    let address = served.address();
    let answer = tokio::task::spawn_blocking(move || get(address, "/metrics")).await.unwrap();
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.body.contains("\nscoutwatch_up 1\n"), "{answer:?}");
    let polls = answer.body.lines().find_map(|line| line.strip_prefix("scoutwatch_polls_total "));
    polls.unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn readers_of_many_different_pages_take_nothing_from_the_poll() {
    let url = database_with(Contents::Demo).await.url;
    let served = Served::on(&url, &[]);
    served.until("/readyz", "it has figures", |answer| answer.status == 200).await;
    let (first, began) = (polls(&served).await, Instant::now());
    let asking = tokio::spawn(read_all(served.address(), began + INTERVAL / 2, 1, other_page));
    while !asking.is_finished() {
        polls(&served).await;
        tokio::time::sleep(INTERVAL / 5).await;
    }
    let heard = asking.await.unwrap();
    let (polls, elapsed) = (polls(&served).await - first, began.elapsed());
    let about = elapsed.as_secs() / 4..=elapsed.as_secs() + 2;
    assert!(about.contains(&polls), "{polls} polls in {elapsed:?}");
    let mut refused = 0;
    for heard in &heard {
        if heard.status != 200 {
            assert_eq!(heard.status, 503, "{}", heard.body);
            assert!(heard.body.contains("\"overloaded\""), "{}", heard.body);
            refused += 1;
        }
        assert!(heard.took < Duration::from_secs(15), "{:?}", heard.took);
    }
    assert!(refused < heard.len(), "everybody was refused");
    println!(
        "pages: {} different ones in {elapsed:?}, {refused} refused as overloaded; {polls} polls",
        heard.len()
    );
}
