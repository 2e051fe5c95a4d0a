//! Where and how to connect: everything that libpq's ways in can say.
//!
//! A connection string (from the command line, the environment or the configuration; the caller says which)
//! goes before a service file, that before the `PG*` variables, and those before the defaults. What libpq
//! knows and we cannot keep is refused, not ignored. Passwords are [`Secret`]s, and no message repeats a
//! value.
//!
//! Two rules differ from libpq on purpose: without any `sslmode`, a host that is not this machine must show
//! a verified certificate; and a `connect_timeout` of zero is not "for ever".

mod conninfo;
mod endpoint;
mod keyword;
mod origin;
mod passfile;
mod password;
mod secret;
mod service;
mod tls;
mod url;
mod values;
mod variables;

#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::db::connect::LinkSecurity;
use crate::model::{Environment, text};

pub use endpoint::Endpoint;
pub(in crate::db) use endpoint::Host;
pub use origin::SettingsError;
pub(in crate::db) use password::FoundPassword;
pub use secret::Secret;
pub(in crate::db) use tls::{ChannelBinding, ClientCertificate, TlsSettings, TlsVersion};
pub use tls::{Roots, SslMode};

use keyword::Keyword;
use origin::Layer;
use password::PasswordSource;
use values::{flag, whole, word};

/// A connection string and what messages call the place it was written in.
#[derive(Clone, Copy)]
pub struct GivenConnection<'a> {
    /// A URL (`postgresql://…`) or `key=value` pairs.
    pub text: &'a str,
    /// `--database-url`, `DATABASE_URL`, `profile prod in config.toml`, …
    pub origin: &'a str,
}

/// What the server that is reached must be, as libpq's `target_session_attrs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetSession {
    /// Any server.
    Any,
    /// One whose transactions can write.
    ReadWrite,
    /// One whose transactions cannot.
    ReadOnly,
    /// One that is not in recovery.
    Primary,
    /// One that is in recovery.
    Standby,
    /// One that is in recovery, or any if there is none.
    PreferStandby,
}

/// Signs of life on an idle TCP connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::db) struct Keepalive {
    pub(in crate::db) enabled: bool,
    pub(in crate::db) idle: Duration,
    pub(in crate::db) interval: Duration,
    pub(in crate::db) count: u32,
}

/// All that is needed to connect. Its `Debug` shows no password.
#[derive(Clone, Debug)]
pub struct ConnectionSettings {
    endpoints: Vec<Endpoint>,
    database: String,
    user: String,
    password: PasswordSource,
    warnings: Vec<String>,
    pub(in crate::db) application_name: Option<String>,
    pub(in crate::db) options: Option<String>,
    pub(in crate::db) connect_timeout: Option<Duration>,
    pub(in crate::db) keepalive: Keepalive,
    pub(in crate::db) tcp_user_timeout: Option<Duration>,
    pub(in crate::db) target: TargetSession,
    pub(in crate::db) shuffle_hosts: bool,
    pub(in crate::db) tls: TlsSettings,
}

impl ConnectionSettings {
    /// Works the settings out of a connection string, the environment and the files that those name.
    ///
    /// # Errors
    /// What is wrong, where it stands and what is allowed; never a value.
    pub fn resolve(
        given: Option<GivenConnection<'_>>,
        environment: &Environment,
    ) -> Result<Self, SettingsError> {
        let given = match given {
            Some(given) => conninfo::parse(given.text, given.origin)?,
            None => Layer::default(),
        };
        let variables = variables::read(environment)?;
        let asking = given.clone().lay_over(variables.clone());
        let service = match asking.text(Keyword::Service) {
            Some(name) => service::load(
                name,
                &asking.origin(Keyword::Service),
                asking.text(Keyword::ServiceFile),
                environment,
            )?,
            None => Layer::default(),
        };
        Self::from_layer(&given.lay_over(service).lay_over(variables), environment)
    }

    /// Understands the settings of all sources together.
    fn from_layer(layer: &Layer, environment: &Environment) -> Result<Self, SettingsError> {
        let owned = |keyword| layer.text(keyword).map(str::to_owned);
        let Some(user) = owned(Keyword::User).or_else(|| environment.user.clone()) else {
            return Err(SettingsError::new(
                "user",
                "the operating system does not say who runs this; set PGUSER or user=",
            ));
        };
        let seconds = |keyword| Ok(whole(layer, keyword, "seconds")?.map(Duration::from_secs));
        let mut settings = Self {
            endpoints: endpoint::all(layer)?,
            database: owned(Keyword::Database).unwrap_or_else(|| user.clone()),
            user,
            password: PasswordSource::from_layer(layer, environment),
            warnings: Vec::new(),
            application_name: owned(Keyword::ApplicationName)
                .or_else(|| owned(Keyword::FallbackApplicationName)),
            options: owned(Keyword::Options),
            connect_timeout: seconds(Keyword::ConnectTimeout)?,
            keepalive: Keepalive {
                enabled: flag(layer, Keyword::Keepalives)?.unwrap_or(true),
                idle: seconds(Keyword::KeepalivesIdle)?.unwrap_or(Duration::from_secs(10)),
                interval: seconds(Keyword::KeepalivesInterval)?.unwrap_or(Duration::from_secs(5)),
                count: whole(layer, Keyword::KeepalivesCount, "probes")?
                    .and_then(|count| u32::try_from(count).ok())
                    .unwrap_or(3),
            },
            tcp_user_timeout: whole(layer, Keyword::TcpUserTimeout, "milliseconds")?
                .map(Duration::from_millis)
                .or(Some(Duration::from_secs(20))),
            target: target(layer)?,
            shuffle_hosts: word(
                layer,
                Keyword::LoadBalanceHosts,
                &[("disable", false), ("random", true)],
            )?
            .unwrap_or(false),
            tls: TlsSettings::from_layer(layer, environment)?,
        };
        settings.warnings = settings.look_for_warnings();
        Ok(settings)
    }

    /// `database@host:port` with all hosts and without secrets, cleaned; `[local]` is a default socket.
    pub fn describe(&self) -> String {
        let mut places: Vec<String> = Vec::new();
        for endpoint in &self.endpoints {
            let place = endpoint.to_string();
            let default_socket = matches!(endpoint.host(), Host::Socket(_))
                && endpoint.name_in_passfile() == "localhost";
            let place = match (default_socket, endpoint.port()) {
                (true, 5432) => "[local]".to_owned(),
                (true, port) => format!("[local]:{port}"),
                (false, _) => place,
            };
            if !places.contains(&place) {
                places.push(place);
            }
        }
        format!("{}@{}", text::clean(&self.database), places.join(","))
    }

    /// The places that are tried, in order.
    pub fn endpoints(&self) -> &[Endpoint] {
        &self.endpoints
    }

    /// The database's name, as sent.
    pub fn database(&self) -> &str {
        &self.database
    }

    /// The role's name, as sent.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// What a person should hear before connecting: a password file that is not used, and why.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The protection that a connection to `endpoint` has to have.
    pub fn ssl_mode(&self, endpoint: &Endpoint) -> SslMode {
        match endpoint.host() {
            Host::Socket(_) => SslMode::Disable,
            Host::Network { .. } => self.tls.mode_for(endpoint.is_on_this_machine()),
        }
    }

    /// The weakest protection that a connection by these settings may turn out to have. What it has is
    /// known once it is made, from its [`Link`](crate::db::connect::Link).
    pub fn promised_security(&self) -> LinkSecurity {
        let of = |endpoint: &Endpoint| match self.ssl_mode(endpoint) {
            SslMode::VerifyFull => LinkSecurity::Verified,
            SslMode::VerifyCa => LinkSecurity::AuthorityVerified,
            SslMode::Require => match &self.tls.roots {
                Roots::File(_) => LinkSecurity::AuthorityVerified,
                Roots::Default(Some(path)) if path.exists() => LinkSecurity::AuthorityVerified,
                _ => LinkSecurity::Unverified,
            },
            _ if endpoint.is_on_this_machine() => LinkSecurity::Local,
            _ => LinkSecurity::Plain,
        };
        self.endpoints.iter().map(of).min().unwrap_or(LinkSecurity::Plain)
    }

    /// The password for one place. Reads the password file anew, so that a mended one is taken.
    pub(in crate::db) fn password_for(&self, endpoint: &Endpoint) -> FoundPassword {
        self.password.find(endpoint, &self.database, &self.user)
    }

    fn look_for_warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        for endpoint in &self.endpoints {
            let found = self.password_for(endpoint);
            if found.is_file_ignored && !warnings.contains(&found.note) {
                warnings.push(found.note);
            }
        }
        warnings
    }
}

/// The kind of server that is wanted.
fn target(layer: &Layer) -> Result<TargetSession, SettingsError> {
    let words = [
        ("any", TargetSession::Any),
        ("read-write", TargetSession::ReadWrite),
        ("read-only", TargetSession::ReadOnly),
        ("primary", TargetSession::Primary),
        ("standby", TargetSession::Standby),
        ("prefer-standby", TargetSession::PreferStandby),
    ];
    Ok(word(layer, Keyword::TargetSessionAttrs, &words)?.unwrap_or(TargetSession::Any))
}
