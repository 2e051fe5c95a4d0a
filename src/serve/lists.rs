//! Pages of lists, as JSON: each read at most once an interval, however many ask for it, and few at a time.
//!
//! Whoever asks for many different pages burdens the database. So many are read at a time, some more wait a moment for
//! their turn, and the rest is refused at once: nobody who pages through a list holds up the poll, or anybody for long.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use moka::future::Cache;
use serde::Serialize;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::error::ApiError;
use super::parameters::PageQuery;
use crate::model::{Answer, Ask, Failure, FailureKind, List, Page, PageRequest};
use crate::output::Document;
use crate::output::subject::Listing;
use crate::poller::Source;

/// The most bytes of pages that are kept.
const KEPT: u64 = 32 << 20;

/// How many pages may wait for their turn: what a web page that asks for all of its lists at once needs, and more.
const WAITING: usize = 16;

/// How long a page may wait for its turn.
const PATIENCE: Duration = Duration::from_secs(2);

type Reading = std::pin::Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send>>;

/// A page of a list: which list, which page, how many rows.
type Key = (List, u32, u32);

/// Why there is no page.
#[derive(Debug)]
enum Unread {
    /// Too many other pages are being read.
    Crowded,
    /// What the database said.
    Failed(Failure),
}

impl From<Failure> for Unread {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// Reads pages, and keeps them for a moment.
pub struct Lists {
    read: Box<dyn Fn(Ask) -> Reading + Send + Sync>,
    kept: Cache<Key, Bytes>,
    /// Room for those that are read and those that wait.
    room: Semaphore,
    /// Room for those that are read.
    turns: Semaphore,
}

impl Lists {
    /// How many pages are read at a time: the connections that a source of them needs, which nobody else may use.
    pub const AT_A_TIME: usize = 2;

    /// Pages of `source`, each as new as the figures that are read every `interval`.
    pub fn new(source: impl Source, interval: Duration) -> Self {
        let read = move |ask| -> Reading {
            let source = source.clone();
            Box::pin(async move { source.answer(&ask).await })
        };
        let kept = Cache::builder()
            .time_to_live(interval)
            .weigher(|_: &Key, page: &Bytes| u32::try_from(page.len()).unwrap_or(u32::MAX))
            .max_capacity(KEPT)
            .build();
        let (room, turns) =
            (Semaphore::new(Self::AT_A_TIME + WAITING), Semaphore::new(Self::AT_A_TIME));
        Self { read: Box::new(read), kept, room, turns }
    }

    /// Leave to read a page, for as long as it is held.
    async fn turn(&self) -> Result<[SemaphorePermit<'_>; 2], Unread> {
        let place = self.room.try_acquire().map_err(|_| Unread::Crowded)?;
        match tokio::time::timeout(PATIENCE, self.turns.acquire()).await {
            Ok(Ok(turn)) => Ok([place, turn]),
            _ => Err(Unread::Crowded),
        }
    }

    /// One page of a list in its first order; `view` is where it comes from.
    pub(super) async fn page(
        &self,
        list: List,
        query: PageQuery,
        view: &str,
    ) -> Result<Response, ApiError> {
        let PageQuery { page, page_size } = query;
        let reading = async {
            let _turn = self.turn().await?;
            let request = PageRequest::numbered(&list, page, page_size);
            let answer = (self.read)(Ask::Page(list, request)).await?;
            Ok(document(answer, page, page_size)?)
        };
        let key = (list, page, page_size);
        match self.kept.try_get_with(key, reading).await {
            Ok(body) => Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response()),
            Err(why) => Err(match &*why {
                Unread::Crowded => ApiError::overloaded(),
                Unread::Failed(failure) => ApiError::unread(view, failure),
            }),
        }
    }
}

/// The page as JSON.
fn document(answer: Answer, page: u32, page_size: u32) -> Result<Bytes, Failure> {
    fn listing<R, T>(rows: Page<R>, page: u32, page_size: u32, totals: T) -> Listing<R, T> {
        Listing::of(rows, page.into(), page_size.into(), totals)
    }
    match answer {
        Answer::Backlog(rows) => json(&listing(rows, page, page_size, ()).body()),
        Answer::Conflicts(rows) => json(&listing(rows, page, page_size, ()).body()),
        Answer::Collection(rows, totals) => json(&listing(rows, page, page_size, totals).body()),
        Answer::Liquidation(rows, totals) => json(&listing(rows, page, page_size, totals).body()),
        Answer::Alerts(_) | Answer::Runs(_) | Answer::Person(_) => {
            Err(Failure::new(FailureKind::Other, "this list is not part of the interface"))
        }
    }
}

fn json(body: &impl Serialize) -> Result<Bytes, Failure> {
    let written = serde_json::to_vec(body);
    written
        .map(Bytes::from)
        .map_err(|error| Failure::new(FailureKind::Other, format!("writing JSON: {error}")))
}
