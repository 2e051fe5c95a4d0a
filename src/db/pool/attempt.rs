//! What one wait for a connection learned.
//!
//! `deadpool` passes on nothing but a driver error and a bare client. Why a connection failed, and which
//! host a new one has reached, is therefore noted beside it: in a task-local slot while the pool waits, and
//! then by the identity of the pooled object.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use deadpool_postgres::{Connect, Object, StatementCache};
use tokio::task::JoinHandle;
use tokio_postgres::{Client, Config, Error, NoTls};

use crate::db::connect::{Connector, Link};
use crate::model::Failure;

type Outcome = Arc<Mutex<Option<Result<Arc<Link>, Failure>>>>;

tokio::task_local! {
    static OUTCOME: Outcome;
}

/// The slot into which [`PoolConnect`] writes during one wait.
#[derive(Default)]
pub(super) struct Attempt {
    outcome: Outcome,
}

impl Attempt {
    /// Runs `wait` so that a connection made inside it reports here.
    pub(super) async fn watch<F: Future>(&self, wait: F) -> F::Output {
        OUTCOME.scope(Arc::clone(&self.outcome), wait).await
    }

    /// Why the newest connection inside the wait failed.
    pub(super) fn failure(&self) -> Option<Failure> {
        self.take()?.err()
    }

    /// What the connection made inside the wait has reached; `None` if an idle one was taken.
    fn link(&self) -> Option<Arc<Link>> {
        self.take()?.ok()
    }

    fn take(&self) -> Option<Result<Arc<Link>, Failure>> {
        self.outcome.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The links of the pooled connections, by the identity of each one's statement cache.
///
/// A weak reference keeps the address from being used again, so an identity is never mistaken.
#[derive(Default)]
pub(super) struct Known {
    links: Mutex<Vec<(Weak<StatementCache>, Arc<Link>)>>,
}

impl Known {
    /// The link of a connection that the pool just handed out after `attempt`.
    pub(super) fn link_of(&self, object: &Object, attempt: &Attempt) -> Option<Arc<Link>> {
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        links.retain(|(cache, _)| cache.strong_count() > 0);
        let identity = Arc::as_ptr(&object.statement_cache);
        if let Some((_, link)) = links.iter().find(|(cache, _)| cache.as_ptr() == identity) {
            return Some(Arc::clone(link));
        }
        let link = attempt.link()?;
        links.push((Arc::downgrade(&object.statement_cache), Arc::clone(&link)));
        Some(link)
    }
}

/// Our way to connect, as `deadpool` wants it.
pub(super) struct PoolConnect {
    connector: Arc<Connector>,
}

impl PoolConnect {
    pub(super) fn new(connector: Arc<Connector>) -> Self {
        Self { connector }
    }
}

impl Connect for PoolConnect {
    fn connect(
        &self,
        _unused: &Config,
    ) -> Pin<Box<dyn Future<Output = Result<(Client, JoinHandle<()>), Error>> + Send + '_>> {
        Box::pin(async {
            match self.connector.connect().await {
                Ok(connection) => {
                    let (client, task, link) = connection.into_parts();
                    note(Ok(link));
                    Ok((client, task))
                }
                Err(failure) => {
                    note(Err(failure));
                    refuse().await
                }
            }
        })
    }
}

/// Writes into the slot of the session that waits, if one does.
fn note(outcome: Result<Arc<Link>, Failure>) {
    let noted = OUTCOME.try_with(|slot| {
        *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
    });
    if noted.is_err() {
        tracing::debug!("a connection was made outside of a session");
    }
}

/// A driver error that stands for the failure noted beside it.
///
/// Nobody but the driver can make one; connecting without a host is the way to get one that costs nothing.
async fn refuse() -> Result<(Client, JoinHandle<()>), Error> {
    let (client, connection) = Config::new().connect(NoTls).await?;
    Ok((client, tokio::spawn(async { drop(connection.await) })))
}
