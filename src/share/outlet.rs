//! The task that brings things out: one copy and one export at a time, and a copy does not wait for an export.

use std::future::Future;
use std::pin::Pin;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::export::export;
use super::ways::hand_over;
use super::{News, Order, Outlet, Settings};
use crate::clock::Clock;
use crate::db::pool::Database;

/// Orders that may wait.
const ORDERS: usize = 4;

/// News that may wait.
const NEWS: usize = 16;

/// Opens the outlet; without a database, only what is shown can be exported. Its task runs on `tracker` and ends when `token` is cancelled.
pub fn open(
    database: Option<Database>,
    settings: Settings,
    clock: Clock,
    token: CancellationToken,
    tracker: &TaskTracker,
) -> Outlet {
    let (orders, receiver) = mpsc::channel(ORDERS);
    let (sender, news) = mpsc::channel(NEWS);
    let clerk = Clerk { database, settings, clock, news: sender };
    tracker.spawn(async move { token.run_until_cancelled(clerk.work(receiver)).await });
    Outlet { news, orders }
}

/// Something under way that ends with news.
type Work = Pin<Box<dyn Future<Output = News> + Send>>;

struct Clerk {
    database: Option<Database>,
    settings: Settings,
    clock: Clock,
    news: mpsc::Sender<News>,
}

impl Clerk {
    async fn work(self, mut orders: mpsc::Receiver<Order>) {
        let (mut copying, mut exporting): (Option<Work>, Option<Work>) = (None, None);
        loop {
            let news = tokio::select! {
                biased;
                news = maybe(copying.as_mut()) => {
                    copying = None;
                    Some(news)
                }
                news = maybe(exporting.as_mut()) => {
                    exporting = None;
                    Some(news)
                }
                order = orders.recv(), if copying.is_none() => match order {
                    None => return,
                    Some(Order::Copy(parcel)) => {
                        let (settings, now) = (self.settings.clone(), self.clock.now());
                        let work = async move { hand_over(parcel, &settings, now).await };
                        copying = Some(Box::pin(work));
                        None
                    }
                    Some(Order::Export(..)) if exporting.is_some() => None,
                    Some(Order::Export(subject, format)) => {
                        let (database, now) = (self.database.clone(), self.clock.now());
                        let (folders, news) = (self.settings.folders.clone(), self.news.clone());
                        let work = async move {
                            let outcome = export(database.as_ref(), *subject, format, folders, now, &news);
                            News::Exported(outcome.await)
                        };
                        exporting = Some(Box::pin(work));
                        None
                    }
                    // Dropped, the export takes its statement and its file with it.
                    Some(Order::Cancel) => exporting.take().map(|_| News::Cancelled),
                },
            };
            if let Some(news) = news
                && self.news.send(news).await.is_err()
            {
                return;
            }
        }
    }
}

/// The work, or one that never ends.
async fn maybe(work: Option<&mut Work>) -> News {
    match work {
        Some(work) => work.await,
        None => std::future::pending().await,
    }
}
