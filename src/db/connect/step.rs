//! One address: TCP or socket, TLS, login and the server's role.

use std::sync::Arc;

use tokio_postgres::config::{
    ChannelBinding as DriverBinding, SslMode as DriverMode, SslNegotiation,
};
use tokio_postgres::{Config, NoTls};

use super::drive::connect;
use super::link::{Address, Link, LinkSecurity, Route};
use super::open::ended;
use super::target::Wanted;
use super::tls::Maker;
use super::{AbortOnDrop, Connection, Connector};
use crate::db::error;
use crate::db::settings::{ChannelBinding, Endpoint, FoundPassword, Host, SslMode};
use crate::model::{Failure, FailureKind};

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
pub(super) struct Approach<'a> {
    pub(super) endpoint: &'a Endpoint,
    /// How messages call it.
    pub(super) name: String,
    pub(super) address: Address,
    pub(super) password: &'a FoundPassword,
    pub(super) maker: Option<Maker>,
}

impl Connector {
    /// Tries the ways that the mode allows, in order.
    pub(super) async fn approach(
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
                    is_one_of_several: self.settings.endpoints().len() > 1,
                    route: Route {
                        address: approach.address.clone(),
                        tls: tls.map(|maker| (maker, host)),
                    },
                });
                Ok(Connection { client, task: AbortOnDrop(Some(task)), link })
            }
            Err(error) => {
                let mut refusal = Refusal::new(&error, approach, step, tls_begun);
                if self.is_verified_by_default(approach.endpoint) {
                    explain_default(&mut refusal.failure);
                }
                Err(refusal)
            }
        }
    }

    /// Whether nobody asked for verified TLS, and it is our own rule that asks for it.
    pub(super) fn is_verified_by_default(&self, endpoint: &Endpoint) -> bool {
        self.settings.tls.mode.is_none() && self.settings.ssl_mode(endpoint) == SslMode::VerifyFull
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

/// Says whose rule it is that TLS failed by, where it did.
fn explain_default(failure: &mut Failure) {
    if failure.kind == FailureKind::Unreachable && failure.message.contains(": TLS: ") {
        let rule = "without sslmode, a host that is not this machine must show a verified \
                    certificate";
        failure.hint = Some(match failure.hint.take() {
            Some(hint) => format!("{hint}; {rule}"),
            None => rule.to_owned(),
        });
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
