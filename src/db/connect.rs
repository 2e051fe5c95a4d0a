//! Making a connection: host by host, within a bound, with the protection that the settings ask for.

mod cancel;
mod drive;
mod link;
mod open;
mod order;
mod step;
mod target;
pub(in crate::db) mod tls;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_postgres::Client;

use crate::db::settings::ConnectionSettings;
use crate::model::{Failure, FailureKind};

pub use cancel::{CANCEL_DEADLINE, Canceller};
pub use link::{Link, LinkSecurity};

use order::Order;
use target::Wanted;

/// The longest name that PostgreSQL keeps for a session, in bytes.
const MAX_APPLICATION_NAME: usize = 63;

/// Connects by given settings; shared by the pool and by connections of their own.
#[derive(Debug)]
pub(in crate::db) struct Connector {
    settings: Arc<ConnectionSettings>,
    application_name: String,
    /// The bound for one address: TCP, TLS, login and the check of the server's role together.
    limit: Duration,
    order: Order,
    newest: Mutex<Option<Arc<Link>>>,
}

impl Connector {
    /// A connector that grants each address `limit`, unless the settings have their own.
    pub(in crate::db) fn new(
        settings: ConnectionSettings,
        limit: Duration,
        application_name: &str,
    ) -> Self {
        let name = settings.application_name.as_deref().unwrap_or(application_name);
        Self {
            application_name: cut(name, MAX_APPLICATION_NAME).to_owned(),
            limit: settings.connect_timeout.unwrap_or(limit),
            order: Order::new(settings.endpoints().len(), settings.shuffle_hosts),
            newest: Mutex::new(None),
            settings: Arc::new(settings),
        }
    }

    pub(in crate::db) fn settings(&self) -> &ConnectionSettings {
        &self.settings
    }

    /// The link of the newest connection.
    pub(in crate::db) fn newest_link(&self) -> Option<Arc<Link>> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Tries the hosts in order until one takes the connection.
    ///
    /// As in libpq, a host that answers and refuses the login ends the search; one that is silent, absent,
    /// starting, full or of the wrong role does not.
    pub(in crate::db) async fn connect(&self) -> Result<Connection, Failure> {
        let mut refusals: Vec<Failure> = Vec::new();
        for wanted in Wanted::passes(self.settings.target) {
            for index in self.order.next() {
                let Some(endpoint) = self.settings.endpoints().get(index) else { continue };
                let watch = self.order.watch(index);
                let outcome = self.open(endpoint, *wanted).await;
                if !outcome.as_ref().is_err_and(|failure| failure.kind == FailureKind::Deadline) {
                    watch.answered();
                }
                match outcome {
                    Ok(connection) => {
                        *self.newest.lock().unwrap_or_else(PoisonError::into_inner) =
                            Some(Arc::clone(&connection.link));
                        return Ok(connection);
                    }
                    Err(failure) => {
                        let final_word = !failure.kind.is_connection()
                            || failure.kind == FailureKind::Authentication;
                        if !refusals.contains(&failure) {
                            refusals.push(failure);
                        }
                        if final_word {
                            return Err(summary(refusals));
                        }
                    }
                }
            }
        }
        Err(summary(refusals))
    }
}

/// One connection outside of a pool; it closes when this is dropped.
#[derive(Debug)]
pub struct Connection {
    client: Client,
    task: AbortOnDrop,
    link: Arc<Link>,
}

impl Connection {
    /// The driver's client.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The driver's client, for its transactions.
    pub fn client_mut(&mut self) -> &mut Client {
        &mut self.client
    }

    /// The host that was reached and how the way there is protected.
    pub fn link(&self) -> &Arc<Link> {
        &self.link
    }

    /// What cancels the statement that runs on this connection.
    pub fn canceller(&self) -> Canceller {
        Canceller::new(&self.client, Arc::clone(&self.link))
    }

    /// The parts that a pool keeps.
    pub(in crate::db) fn into_parts(self) -> (Client, JoinHandle<()>, Arc<Link>) {
        (self.client, self.task.release(), self.link)
    }
}

/// The task that moves a connection's bytes; it ends with its owner.
#[derive(Debug)]
struct AbortOnDrop(Option<JoinHandle<()>>);

impl AbortOnDrop {
    /// The task, which nobody ends any more; a task that has none is one that does nothing.
    fn release(mut self) -> JoinHandle<()> {
        self.0.take().unwrap_or_else(|| tokio::spawn(async {}))
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(task) = &self.0 {
            task.abort();
        }
    }
}

/// One connection by the given settings, outside of any pool. `limit` bounds each address that is tried.
///
/// # Errors
/// Why no host took the connection, each host named.
pub async fn connect_once(
    settings: &ConnectionSettings,
    limit: Duration,
    application_name: &str,
) -> Result<Connection, Failure> {
    Connector::new(settings.clone(), limit, application_name).connect().await
}

/// One failure for all the hosts that were tried: the most telling kind, every host's message.
fn summary(mut refusals: Vec<Failure>) -> Failure {
    if refusals.len() > 1 {
        let message =
            refusals.iter().map(|failure| failure.message.as_str()).collect::<Vec<_>>().join("; ");
        // Stable, so that of equals the first stays first.
        refusals.sort_by_key(|failure| match failure.kind {
            FailureKind::Unavailable => 1,
            FailureKind::Unreachable => 2,
            FailureKind::Deadline => 3,
            _ => 0,
        });
        if let Some(first) = refusals.first_mut() {
            first.message = message;
        }
    }
    refusals.into_iter().next().unwrap_or_else(|| {
        Failure::new(FailureKind::Unreachable, "the connection settings name no host")
    })
}

/// The longest start of `text` that has at most `bytes` bytes.
fn cut(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text.get(..end.unwrap_or(0)).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_application_name_is_cut_at_a_character() {
        assert_eq!(cut("scoutwatch", 63), "scoutwatch");
        let long = "é".repeat(40);
        assert_eq!(cut(&long, MAX_APPLICATION_NAME).len(), 62);
    }

    #[test]
    fn the_summary_names_every_host_and_takes_the_most_telling_kind() {
        let failure = summary(vec![
            Failure::new(FailureKind::Deadline, "a: silent"),
            Failure::new(FailureKind::Unavailable, "b: starting").with_sqlstate("57P03"),
            Failure::new(FailureKind::Unreachable, "c: refused"),
        ]);
        assert_eq!(failure.kind, FailureKind::Unavailable);
        assert_eq!(failure.sqlstate.as_deref(), Some("57P03"));
        assert_eq!(failure.message, "a: silent; b: starting; c: refused");
    }
}
