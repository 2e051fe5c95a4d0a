//! One address: TCP or socket, TLS, login and the server's role, all within one bound.

use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio_postgres::config::{
    ChannelBinding as DriverBinding, SslMode as DriverMode, SslNegotiation,
};
use tokio_postgres::tls::{MakeTlsConnect, TlsStream};
use tokio_postgres::{AsyncMessage, Client, Config, NoTls, Socket};

use super::link::{Address, Link, LinkSecurity, Route};
use super::target::Wanted;
use super::tls::Maker;
use super::{AbortOnDrop, Connection, Connector, order};
use crate::db::error;
use crate::db::pool::Deadline;
use crate::db::settings::{ChannelBinding, Endpoint, FoundPassword, Host, SslMode};
use crate::model::{Failure, FailureKind, text};

/// One way to speak to a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Plain,
    /// TLS if the server offers it.
    TlsIfOffered,
    Tls,
}

impl Step {
    /// The ways that a mode allows, in order.
    fn all(mode: SslMode) -> &'static [Self] {
        match mode {
            SslMode::Disable => &[Self::Plain],
            SslMode::Allow => &[Self::Plain, Self::Tls],
            SslMode::Prefer => &[Self::TlsIfOffered, Self::Plain],
            SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => &[Self::Tls],
        }
    }
}

/// Everything about one address that stays the same between the ways that are tried.
struct Approach<'a> {
    endpoint: &'a Endpoint,
    /// How messages call it.
    name: String,
    address: Address,
    password: &'a FoundPassword,
    maker: Option<Maker>,
}

impl Connector {
    /// Tries all addresses of one host.
    pub(super) async fn open(
        &self,
        endpoint: &Endpoint,
        wanted: Wanted,
    ) -> Result<Connection, Failure> {
        let name = endpoint.to_string();
        let password = self.password(endpoint).await?;
        let maker = self.tls(endpoint, &name).await?;
        let mut last = None;
        for address in self.addresses(endpoint, &name).await? {
            let approach = Approach {
                endpoint,
                name: name.clone(),
                address,
                password: &password,
                maker: maker.clone(),
            };
            let deadline = Deadline::after(self.limit);
            let opened =
                tokio::time::timeout_at(deadline.instant(), self.approach(&approach, wanted)).await;
            match opened {
                Ok(Ok(connection)) => return Ok(connection),
                Ok(Err(failure)) => last = Some(failure),
                Err(_elapsed) => {
                    last = Some(deadline.passed(&format!("connecting to {name}")));
                }
            }
        }
        Err(last.unwrap_or_else(|| {
            Failure::new(
                FailureKind::Unreachable,
                format!("connecting to {name}: the name has no address"),
            )
        }))
    }

    /// Looks the password up; the file is read where blocking is no harm.
    async fn password(&self, endpoint: &Endpoint) -> Result<FoundPassword, Failure> {
        let (settings, endpoint) = (Arc::clone(&self.settings), endpoint.clone());
        tokio::task::spawn_blocking(move || settings.password_for(&endpoint))
            .await
            .map_err(|_| ended("the password file"))
    }

    /// Prepares TLS for a host, `None` where none is wanted. Files are read anew for every connection, so
    /// that a certificate that was renewed is taken.
    async fn tls(&self, endpoint: &Endpoint, name: &str) -> Result<Option<Maker>, Failure> {
        let mode = self.settings.ssl_mode(endpoint);
        if mode == SslMode::Disable {
            return Ok(None);
        }
        let settings = Arc::clone(&self.settings);
        tokio::task::spawn_blocking(move || Maker::new(&settings.tls, mode))
            .await
            .map_err(|_| ended("the TLS files"))?
            .map(Some)
            .map_err(|mut failure| {
                failure.message = format!("connecting to {name}: {}", failure.message);
                failure
            })
    }

    /// All addresses of a host.
    async fn addresses(&self, endpoint: &Endpoint, name: &str) -> Result<Vec<Address>, Failure> {
        let port = endpoint.port();
        let (host, address) = match endpoint.host() {
            Host::Socket(folder) => {
                return Ok(vec![Address::Socket(folder.join(format!(".s.PGSQL.{port}")))]);
            }
            Host::Network { name, address } => (name, address),
        };
        if let Some(address) = address {
            return Ok(vec![Address::Network((*address, port).into())]);
        }
        let deadline = Deadline::after(self.limit);
        let doing = format!("looking up {name}");
        let lookup = tokio::net::lookup_host((host.as_str(), port));
        let mut addresses: Vec<Address> =
            match tokio::time::timeout_at(deadline.instant(), lookup).await {
                Ok(Ok(found)) => found.map(Address::Network).collect(),
                Ok(Err(failed)) => {
                    let said = text::clean(&failed.to_string());
                    return Err(Failure::new(FailureKind::Unreachable, format!("{doing}: {said}"))
                        .with_hint("is the host's name right, and does the name service answer?"));
                }
                Err(_elapsed) => return Err(deadline.passed(&doing)),
            };
        if self.settings.shuffle_hosts {
            order::shuffle(&mut addresses);
        }
        Ok(addresses)
    }

    /// Tries the ways that the mode allows, in order.
    async fn approach(
        &self,
        approach: &Approach<'_>,
        wanted: Wanted,
    ) -> Result<Connection, Failure> {
        let mut first_failure = None;
        for step in Step::all(self.settings.ssl_mode(approach.endpoint)) {
            match self.step(approach, *step).await {
                Ok(connection) => {
                    wanted.check(connection.client(), &approach.name).await?;
                    return Ok(connection);
                }
                Err(refusal) => {
                    let again = refusal.may_try_other_way;
                    let failure = first_failure.get_or_insert(refusal.failure);
                    if !again {
                        return Err(failure.clone());
                    }
                }
            }
        }
        Err(first_failure.unwrap_or_else(|| ended("the list of ways to connect")))
    }

    /// Tries one way.
    async fn step(&self, approach: &Approach<'_>, step: Step) -> Result<Connection, Refusal> {
        let config = self.driver_config(approach, step);
        let (outcome, tls) = match (&approach.maker, step) {
            (Some(maker), Step::Tls | Step::TlsIfOffered) => {
                let maker = maker.watched();
                let outcome = connect(&config, maker.clone()).await;
                let begun = maker.has_begun();
                (outcome, begun.then_some(maker))
            }
            _ => (connect(&config, NoTls).await, None),
        };
        let tls_begun = tls.is_some();
        match outcome {
            Ok((client, task)) => {
                let security = match &tls {
                    Some(maker) => maker.security(),
                    None if approach.endpoint.is_on_this_machine() => LinkSecurity::Local,
                    None => LinkSecurity::Plain,
                };
                let host = tls_name(approach.endpoint);
                let link = Arc::new(Link {
                    endpoint: approach.name.clone(),
                    security,
                    route: Route {
                        address: approach.address.clone(),
                        tls: tls.map(|maker| (maker, host)),
                    },
                });
                Ok(Connection { client, task: AbortOnDrop(Some(task)), link })
            }
            Err(error) => Err(Refusal::new(&error, approach, step, tls_begun)),
        }
    }

    /// The driver's settings for one address and one way.
    fn driver_config(&self, approach: &Approach<'_>, step: Step) -> Config {
        let settings = &self.settings;
        let mut config = Config::new();
        config
            .user(settings.user())
            .dbname(settings.database())
            .application_name(&self.application_name)
            .port(approach.endpoint.port())
            .keepalives(settings.keepalive.enabled)
            .keepalives_idle(settings.keepalive.idle)
            .keepalives_interval(settings.keepalive.interval)
            .keepalives_retries(settings.keepalive.count)
            .ssl_mode(match step {
                Step::Plain => DriverMode::Disable,
                Step::TlsIfOffered => DriverMode::Prefer,
                Step::Tls => DriverMode::Require,
            })
            .channel_binding(match settings.tls.channel_binding {
                ChannelBinding::Disable => DriverBinding::Disable,
                ChannelBinding::Prefer => DriverBinding::Prefer,
                ChannelBinding::Require => DriverBinding::Require,
            });
        if settings.tls.direct && step == Step::Tls {
            config.ssl_negotiation(SslNegotiation::Direct);
        }
        if let Some(options) = &settings.options {
            config.options(options);
        }
        if let Some(timeout) = settings.tcp_user_timeout {
            config.tcp_user_timeout(timeout);
        }
        if let Some(password) = &approach.password.secret {
            config.password(password.expose());
        }
        match (&approach.address, approach.endpoint.host()) {
            (Address::Network(address), _) => {
                // The name goes along even where an address is known: TLS needs it.
                config.host(tls_name(approach.endpoint)).hostaddr(address.ip());
            }
            (Address::Socket(_), Host::Socket(folder)) => {
                config.host_path(folder);
            }
            (Address::Socket(file), Host::Network { .. }) => {
                config.host_path(file);
            }
        }
        config
    }
}

/// Why one way failed, and whether the next one may be tried.
struct Refusal {
    failure: Failure,
    may_try_other_way: bool,
}

impl Refusal {
    fn new(
        error: &tokio_postgres::Error,
        approach: &Approach<'_>,
        step: Step,
        tls_begun: bool,
    ) -> Self {
        let mut failure = error::classify(error, &format!("connecting to {}", approach.name));
        if failure.kind == FailureKind::Authentication
            && !matches!(failure.sqlstate.as_deref(), Some("3D000" | "57P04"))
        {
            let note = &approach.password.note;
            failure.hint = Some(match failure.hint {
                Some(hint) => format!("{note}; {hint}"),
                None => note.clone(),
            });
        }
        // pg_hba.conf can ask for TLS or for none; a wrong password is wrong either way.
        let hba_refused = failure.sqlstate.as_deref() == Some("28000");
        let may_try_other_way = match step {
            Step::Plain => hba_refused,
            Step::TlsIfOffered => tls_begun && (hba_refused || error.as_db_error().is_none()),
            Step::Tls => false,
        };
        Self { failure, may_try_other_way }
    }
}

/// The name that the server's certificate is held against.
fn tls_name(endpoint: &Endpoint) -> String {
    match endpoint.host() {
        Host::Network { name, .. } => name.clone(),
        Host::Socket(_) => String::new(),
    }
}

/// Connects and sets the task going that moves the connection's bytes.
async fn connect<T>(
    config: &Config,
    tls: T,
) -> Result<(Client, tokio::task::JoinHandle<()>), tokio_postgres::Error>
where
    T: MakeTlsConnect<Socket>,
    T::Stream: TlsStream + AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (client, connection) = config.connect(tls).await?;
    Ok((client, tokio::spawn(drive(connection))))
}

/// Moves the bytes of a connection until it ends. Notices go to the log, cleaned.
async fn drive<S>(mut connection: tokio_postgres::Connection<Socket, S>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    loop {
        match std::future::poll_fn(|context| connection.poll_message(context)).await {
            Some(Ok(AsyncMessage::Notice(notice))) => {
                tracing::debug!(
                    severity = notice.severity(),
                    sqlstate = notice.code().code(),
                    "notice: {}",
                    text::clean(notice.message())
                );
            }
            Some(Ok(_)) => {}
            Some(Err(error)) => {
                let failure = error::classify(&error, "connection");
                tracing::debug!(%failure, "a connection ended");
                return;
            }
            None => return,
        }
    }
}

/// A task that ended before it answered; only at the end of the program.
fn ended(what: &str) -> Failure {
    Failure::new(FailureKind::Other, format!("reading {what} was interrupted"))
}
