//! The handle on one database: a small pool of connections, each use of which is bounded on this side.
//!
//! A `statement_timeout` of the server cannot fire on a dead link, so every round trip has a deadline here
//! too. What runs into it is cancelled on the server and its connection thrown away, because the pool would
//! otherwise hand out a connection that is still busy.

mod attempt;
mod deadline;
mod rows;
mod session;
mod transaction;

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime, Timeouts};

use crate::db::connect::{Connector, Link};
use crate::db::error;
use crate::db::settings::ConnectionSettings;
use crate::model::{Failure, FailureKind};

pub use deadline::Deadline;
pub use rows::Rows;
pub use session::{Parameter, Session};
pub use transaction::{ReadLimits, ReadTransaction};

use attempt::Attempt;
use session::Held;

/// How many connections, and how long to wait for them.
#[derive(Clone, Debug)]
pub struct PoolOptions {
    /// The most connections at a time; at least one.
    pub size: usize,
    /// The longest time one host may take for TCP, TLS and login together, unless the settings have a
    /// `connect_timeout` of their own.
    pub connect_timeout: Duration,
    /// The longest wait for the sign of life that an idle connection gives before it is used again.
    pub recycle_timeout: Duration,
    /// What `pg_stat_activity` shows, unless the settings name something else. Cut to 63 bytes.
    pub application_name: String,
}

impl Default for PoolOptions {
    fn default() -> Self {
        Self {
            size: 2,
            connect_timeout: Duration::from_secs(3),
            recycle_timeout: Duration::from_secs(1),
            application_name: concat!("scoutwatch/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

/// A database and the connections to it. Clones share them.
#[derive(Clone)]
pub struct Database {
    inner: Arc<Inner>,
}

struct Inner {
    pool: Pool,
    connector: Arc<Connector>,
    known: attempt::Known,
}

impl Database {
    /// Prepares the pool. Does no input or output and connects nowhere.
    ///
    /// # Errors
    /// [`FailureKind::Other`] if the pool cannot be built.
    pub fn open(settings: ConnectionSettings, options: &PoolOptions) -> Result<Self, Failure> {
        let connector =
            Arc::new(Connector::new(settings, options.connect_timeout, &options.application_name));
        let manager = Manager::from_connect(
            tokio_postgres::Config::new(),
            attempt::PoolConnect::new(Arc::clone(&connector)),
            ManagerConfig { recycling_method: RecyclingMethod::Verified },
        );
        let timeouts =
            Timeouts { wait: None, create: None, recycle: Some(options.recycle_timeout) };
        let pool = Pool::builder(manager)
            .max_size(options.size.max(1))
            .timeouts(timeouts)
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| {
                Failure::new(FailureKind::Other, format!("cannot build the pool: {error}"))
            })?;
        Ok(Self { inner: Arc::new(Inner { pool, connector, known: attempt::Known::default() }) })
    }

    /// Where this handle connects to.
    pub fn settings(&self) -> &ConnectionSettings {
        self.inner.connector.settings()
    }

    /// The host and protection of the newest connection; `None` before the first.
    pub fn link(&self) -> Option<Arc<Link>> {
        self.inner.connector.newest_link()
    }

    /// A connection of the pool, checked for life, or a new one. All its round trips end by `deadline`.
    ///
    /// # Errors
    /// Why no host took the connection, each host named; [`FailureKind::Deadline`] if the time is up first.
    pub async fn session(&self, deadline: Deadline) -> Result<Session, Failure> {
        let attempt = Attempt::default();
        let taken =
            tokio::time::timeout_at(deadline.instant(), attempt.watch(self.inner.pool.get())).await;
        match taken {
            Ok(Ok(object)) => self.adopt(object, &attempt, deadline),
            Ok(Err(error)) => Err(attempt
                .failure()
                .unwrap_or_else(|| error::from_pool(&error, &self.connecting()))),
            Err(_elapsed) => Err(deadline.passed(&self.connecting())),
        }
    }

    /// A connection of its own, outside the pool, for work that is bound to one server session: advisory
    /// locks, or a long job. It is closed when the session is dropped.
    ///
    /// # Errors
    /// As [`Database::session`].
    pub async fn dedicated_session(&self, deadline: Deadline) -> Result<Session, Failure> {
        match tokio::time::timeout_at(deadline.instant(), self.inner.connector.connect()).await {
            Ok(connection) => {
                let connection = connection?;
                let link = Arc::clone(connection.link());
                Ok(Session::new(Held::Own(connection), link, deadline))
            }
            Err(_elapsed) => Err(deadline.passed(&self.connecting())),
        }
    }

    /// Closes the idle connections and refuses new sessions; those in use end when they are dropped.
    pub fn close(&self) {
        self.inner.pool.close();
    }

    fn adopt(
        &self,
        object: Object,
        attempt: &Attempt,
        deadline: Deadline,
    ) -> Result<Session, Failure> {
        let Some(link) = self.inner.known.link_of(&object, attempt) else {
            drop(Object::take(object));
            let message = format!("{}: it came from nowhere", self.connecting());
            return Err(Failure::new(FailureKind::Other, message));
        };
        Ok(Session::new(Held::Pooled(object), link, deadline))
    }

    fn connecting(&self) -> String {
        format!("connecting to {}", self.settings().describe())
    }
}

impl std::fmt::Debug for Database {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Database").field("to", &self.settings().describe()).finish()
    }
}
