//! What the settings say about TLS.

use std::path::PathBuf;

use super::keyword::Keyword;
use super::origin::{Layer, SettingsError};
use super::values::{flag, word};
use crate::model::Environment;

/// How much protection the connection must have, as libpq's `sslmode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SslMode {
    /// Never TLS.
    Disable,
    /// Plain first, TLS if the server insists.
    Allow,
    /// TLS if the server offers it, and plain otherwise; nothing is verified.
    Prefer,
    /// TLS; the certificate is verified only if a root file exists.
    Require,
    /// TLS with a certificate of a known authority.
    VerifyCa,
    /// TLS with a certificate of a known authority for this very host.
    VerifyFull,
}

/// Where the certificates of the authorities come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Roots {
    /// The operating system's (`sslrootcert=system`).
    System,
    /// A file that the settings name; it has to exist.
    File(PathBuf),
    /// `~/.postgresql/root.crt` where it exists; the operating system's for verify-full otherwise.
    Default(Option<PathBuf>),
}

/// The client's own certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::db) struct ClientCertificate {
    pub(in crate::db) certificate: PathBuf,
    pub(in crate::db) key: PathBuf,
    /// Whether the settings name one of the files, so that a missing file is an error.
    pub(in crate::db) named: bool,
}

/// Whether SCRAM must be bound to the TLS channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::db) enum ChannelBinding {
    Disable,
    Prefer,
    Require,
}

/// A version of the TLS protocol that both sides know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::db) enum TlsVersion {
    V1_2,
    V1_3,
}

/// All about TLS.
#[derive(Clone, Debug)]
pub(in crate::db) struct TlsSettings {
    /// What was asked for; `None` leaves it to the kind of host.
    pub(in crate::db) mode: Option<SslMode>,
    pub(in crate::db) roots: Roots,
    pub(in crate::db) client: Option<ClientCertificate>,
    /// TLS from the first byte, without asking (PostgreSQL 17).
    pub(in crate::db) direct: bool,
    pub(in crate::db) server_name_indication: bool,
    pub(in crate::db) oldest: TlsVersion,
    pub(in crate::db) newest: TlsVersion,
    pub(in crate::db) channel_binding: ChannelBinding,
}

impl TlsSettings {
    /// Understands the TLS settings of all layers together.
    pub(super) fn from_layer(
        layer: &Layer,
        environment: &Environment,
    ) -> Result<Self, SettingsError> {
        let roots = match layer.text(Keyword::SslRootCert) {
            Some("system") => Roots::System,
            Some(path) => Roots::File(PathBuf::from(path)),
            None => Roots::Default(default_file(environment, "root.crt")),
        };
        let mut mode = mode(layer)?;
        if roots == Roots::System {
            // As libpq: any public authority would do for a weaker mode, so it would verify nothing.
            if mode.is_some_and(|mode| mode != SslMode::VerifyFull) {
                return Err(layer.error(
                    Keyword::SslMode,
                    "verify-full (or absent) where sslrootcert is system",
                ));
            }
            mode = Some(SslMode::VerifyFull);
        }
        let direct =
            word(layer, Keyword::SslNegotiation, &[("postgres", false), ("direct", true)])?
                .unwrap_or(false);
        if direct && mode.is_some_and(|mode| mode < SslMode::Require) {
            return Err(layer.error(
                Keyword::SslMode,
                "require, verify-ca or verify-full where sslnegotiation is direct",
            ));
        }
        let oldest = version(layer, Keyword::SslMinProtocol)?.unwrap_or(TlsVersion::V1_2);
        let newest = version(layer, Keyword::SslMaxProtocol)?.unwrap_or(TlsVersion::V1_3);
        if oldest > newest {
            return Err(layer.error(Keyword::SslMinProtocol, "no newer than the maximum"));
        }
        Ok(Self {
            mode,
            roots,
            client: client_certificate(layer, environment)?,
            direct,
            server_name_indication: flag(layer, Keyword::SslSni)?.unwrap_or(true),
            oldest,
            newest,
            channel_binding: word(
                layer,
                Keyword::ChannelBinding,
                &[
                    ("disable", ChannelBinding::Disable),
                    ("prefer", ChannelBinding::Prefer),
                    ("require", ChannelBinding::Require),
                ],
            )?
            .unwrap_or(ChannelBinding::Prefer),
        })
    }

    /// The mode for a host: what was asked for, or what our policy says. A person who says nothing gets
    /// verified TLS to every host that is not this machine.
    pub(in crate::db) fn mode_for(&self, on_this_machine: bool) -> SslMode {
        match self.mode {
            Some(mode) => mode,
            None if self.direct => SslMode::VerifyFull,
            None if on_this_machine => SslMode::Prefer,
            None => SslMode::VerifyFull,
        }
    }
}

/// The asked-for mode.
fn mode(layer: &Layer) -> Result<Option<SslMode>, SettingsError> {
    word(
        layer,
        Keyword::SslMode,
        &[
            ("disable", SslMode::Disable),
            ("allow", SslMode::Allow),
            ("prefer", SslMode::Prefer),
            ("require", SslMode::Require),
            ("verify-ca", SslMode::VerifyCa),
            ("verify-full", SslMode::VerifyFull),
        ],
    )
}

/// A protocol version; older ones than both sides know mean the oldest that both know.
fn version(layer: &Layer, keyword: Keyword) -> Result<Option<TlsVersion>, SettingsError> {
    let oldest_of_ours: &[(&str, TlsVersion)] = match keyword {
        Keyword::SslMinProtocol => &[
            ("TLSv1", TlsVersion::V1_2),
            ("TLSv1.1", TlsVersion::V1_2),
            ("TLSv1.2", TlsVersion::V1_2),
            ("TLSv1.3", TlsVersion::V1_3),
        ],
        _ => &[("TLSv1.2", TlsVersion::V1_2), ("TLSv1.3", TlsVersion::V1_3)],
    };
    word(layer, keyword, oldest_of_ours)
}

/// The client's certificate and key: named files, or the default ones if they exist when connecting.
fn client_certificate(
    layer: &Layer,
    environment: &Environment,
) -> Result<Option<ClientCertificate>, SettingsError> {
    let wanted = word(layer, Keyword::SslCertMode, &[("disable", false), ("allow", true)])?;
    if wanted == Some(false) {
        return Ok(None);
    }
    let named = |keyword| layer.text(keyword).map(PathBuf::from);
    let (certificate, key) = (named(Keyword::SslCert), named(Keyword::SslKey));
    let is_named = certificate.is_some() || key.is_some();
    let certificate = certificate.or_else(|| default_file(environment, "postgresql.crt"));
    let key = key.or_else(|| default_file(environment, "postgresql.key"));
    Ok(certificate.zip(key).map(|(certificate, key)| ClientCertificate {
        certificate,
        key,
        named: is_named,
    }))
}

/// A file in libpq's folder in the home folder.
fn default_file(environment: &Environment, name: &str) -> Option<PathBuf> {
    environment.home.as_ref().map(|home| home.join(".postgresql").join(name))
}
