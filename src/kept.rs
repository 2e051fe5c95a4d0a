//! Filters that are kept under a name, in a small file of the user's folder for state, and the task that writes it.
//!
//! A convenience, so that nothing about it stops the program: what cannot be believed is renamed, so that its owner can
//! look at it, and told.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::model::{Environment, KeptFilter};
use crate::state_file::StateFile;

/// The version of the file.
const VERSION: u32 = 1;

/// The most filters; the oldest makes room for another.
pub const MOST: usize = 50;

/// The longest file that is read; more than any that is written, since a character is four bytes at most.
const MAX_BYTES: u64 = 1 << 20;

/// Orders and answers that may wait.
const WAITING: usize = 8;

/// What became of a filter: all that are kept now, or why it is kept for this session alone.
pub type News = Result<Vec<KeptFilter>, String>;

/// The handle of the task that keeps filters.
#[derive(Debug)]
pub struct Keeper {
    /// Filters to keep.
    pub orders: mpsc::Sender<KeptFilter>,
    /// What became of them.
    pub news: mpsc::Receiver<News>,
}

/// The file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    version: u32,
    filters: Vec<KeptFilter>,
}

/// Where the file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    file: StateFile,
}

impl Place {
    /// The place of this user; `None` where the user has no folder for state.
    pub fn of(environment: &Environment) -> Option<Self> {
        StateFile::of(environment, "filters.json").map(|file| Self { file })
    }

    /// Where the file is.
    pub fn file(&self) -> &Path {
        self.file.path()
    }

    /// What is kept. What cannot be believed is set aside and told in the log; nothing is kept then.
    pub fn read(&self) -> Vec<KeptFilter> {
        let error = match self.try_read() {
            Ok(filters) => return filters,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Vec::new(),
            Err(error) => error,
        };
        let (file, aside) = (self.file().display(), self.file().with_extension("json.broken"));
        match error.kind() {
            // It may be in order; only nobody can tell.
            io::ErrorKind::PermissionDenied => {
                tracing::warn!("{file}: {error}: kept filters are left out");
            }
            _ => match std::fs::rename(self.file(), &aside) {
                Ok(()) => tracing::warn!("{file}: {error}: it is now {}", aside.display()),
                Err(rename) => {
                    tracing::warn!("{file}: {error}; it cannot be set aside either: {rename}");
                }
            },
        }
        Vec::new()
    }

    fn try_read(&self) -> io::Result<Vec<KeptFilter>> {
        let text = self.file.read(MAX_BYTES)?;
        let content: Content = serde_json::from_slice(&text)
            .map_err(|error| io::Error::other(format!("it is damaged in line {}", error.line())))?;
        let is_fit = content.version == VERSION
            && content.filters.len() <= MOST
            && content.filters.iter().all(KeptFilter::is_fit);
        if is_fit {
            Ok(content.filters)
        } else {
            Err(io::Error::other("it is not of this program"))
        }
    }

    /// Keeps one more, in place of one of the same name, beside those that other sessions have kept since.
    ///
    /// # Errors
    /// Where it cannot be written; what was kept before is then still there.
    pub fn keep(&self, filter: KeptFilter) -> io::Result<Vec<KeptFilter>> {
        if !filter.is_fit() {
            return Err(io::Error::other("the name or the filter is too long"));
        }
        let mut filters = self.read();
        filters.retain(|kept| kept.name != filter.name);
        filters.push(filter);
        let surplus = filters.len().saturating_sub(MOST);
        filters.drain(..surplus);
        let content = Content { version: VERSION, filters };
        self.file.replace(&serde_json::to_vec(&content)?)?;
        Ok(content.filters)
    }
}

/// Starts the task that keeps filters.
pub fn spawn(place: Place, stop: CancellationToken, tracker: &TaskTracker) -> Keeper {
    let (orders, mut asked) = mpsc::channel::<KeptFilter>(WAITING);
    let (tell, news) = mpsc::channel(WAITING);
    tracker.spawn(async move {
        loop {
            let filter = tokio::select! {
                // What was asked for before the end is still kept.
                biased;
                Some(filter) = asked.recv() => filter,
                () = stop.cancelled() => return,
                else => return,
            };
            let place = place.clone();
            let kept = tokio::task::spawn_blocking(move || {
                let file = place.file().display().to_string();
                place.keep(filter).map_err(|error| format!("{file}: {error}"))
            });
            let kept = kept.await.unwrap_or_else(|error| Err(error.to_string()));
            // Nobody listens any more at the end of the program.
            let _ = tell.try_send(kept);
        }
    });
    Keeper { orders, news }
}
