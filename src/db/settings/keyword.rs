//! The names that connection settings have: as keyword, as variable, and what becomes of them.

/// A setting that means something to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Keyword {
    ApplicationName,
    ChannelBinding,
    ConnectTimeout,
    Database,
    FallbackApplicationName,
    Host,
    HostAddress,
    Keepalives,
    KeepalivesCount,
    KeepalivesIdle,
    KeepalivesInterval,
    LoadBalanceHosts,
    Options,
    PassFile,
    Password,
    Port,
    Service,
    ServiceFile,
    SslCert,
    SslCertMode,
    SslKey,
    SslMaxProtocol,
    SslMinProtocol,
    SslMode,
    SslNegotiation,
    SslRootCert,
    SslSni,
    TargetSessionAttrs,
    TcpUserTimeout,
    User,
}

impl Keyword {
    /// The name in connection strings and service files.
    pub(super) fn name(self) -> &'static str {
        KNOWN.iter().find(|(keyword, ..)| *keyword == self).map_or("?", |(_, name, _)| name)
    }
}

/// Every setting we follow: keyword, name, environment variable (an empty name is none).
pub(super) const KNOWN: &[(Keyword, &str, &str)] = &[
    (Keyword::ApplicationName, "application_name", "PGAPPNAME"),
    (Keyword::ChannelBinding, "channel_binding", "PGCHANNELBINDING"),
    (Keyword::ConnectTimeout, "connect_timeout", "PGCONNECT_TIMEOUT"),
    (Keyword::Database, "dbname", "PGDATABASE"),
    (Keyword::FallbackApplicationName, "fallback_application_name", ""),
    (Keyword::Host, "host", "PGHOST"),
    (Keyword::HostAddress, "hostaddr", "PGHOSTADDR"),
    (Keyword::Keepalives, "keepalives", ""),
    (Keyword::KeepalivesCount, "keepalives_count", ""),
    (Keyword::KeepalivesIdle, "keepalives_idle", ""),
    (Keyword::KeepalivesInterval, "keepalives_interval", ""),
    (Keyword::LoadBalanceHosts, "load_balance_hosts", "PGLOADBALANCEHOSTS"),
    (Keyword::Options, "options", "PGOPTIONS"),
    (Keyword::PassFile, "passfile", "PGPASSFILE"),
    (Keyword::Password, "password", "PGPASSWORD"),
    (Keyword::Port, "port", "PGPORT"),
    (Keyword::Service, "service", "PGSERVICE"),
    (Keyword::ServiceFile, "servicefile", "PGSERVICEFILE"),
    (Keyword::SslCert, "sslcert", "PGSSLCERT"),
    (Keyword::SslCertMode, "sslcertmode", "PGSSLCERTMODE"),
    (Keyword::SslKey, "sslkey", "PGSSLKEY"),
    (Keyword::SslMaxProtocol, "ssl_max_protocol_version", "PGSSLMAXPROTOCOLVERSION"),
    (Keyword::SslMinProtocol, "ssl_min_protocol_version", "PGSSLMINPROTOCOLVERSION"),
    (Keyword::SslMode, "sslmode", "PGSSLMODE"),
    (Keyword::SslNegotiation, "sslnegotiation", "PGSSLNEGOTIATION"),
    (Keyword::SslRootCert, "sslrootcert", "PGSSLROOTCERT"),
    (Keyword::SslSni, "sslsni", "PGSSLSNI"),
    (Keyword::TargetSessionAttrs, "target_session_attrs", "PGTARGETSESSIONATTRS"),
    (Keyword::TcpUserTimeout, "tcp_user_timeout", ""),
    (Keyword::User, "user", "PGUSER"),
];

/// Settings of libpq that change nothing here: the driver always speaks UTF-8, and GSSAPI does not exist
/// in it. (`gssencmode=require` is refused, see [`REFUSED_VALUES`].)
const WITHOUT_EFFECT: &[&str] = &[
    "client_encoding",
    "gssencmode",
    "krbsrvname",
    "gsslib",
    "gssdelegation",
    "sslcompression",
    "min_protocol_version",
    "max_protocol_version",
];

/// Settings that promise something that we cannot keep. Ignoring one would weaken a connection silently.
const REFUSED: &[(&str, &str)] = &[
    ("sslpassword", ""),
    ("sslcrl", "PGSSLCRL"),
    ("sslcrldir", "PGSSLCRLDIR"),
    ("requirepeer", "PGREQUIREPEER"),
    ("require_auth", "PGREQUIREAUTH"),
    ("replication", ""),
    ("scram_client_key", ""),
    ("scram_server_key", ""),
    ("oauth_issuer", ""),
    ("oauth_client_id", ""),
    ("oauth_client_secret", ""),
    ("oauth_scope", ""),
    ("sslkeylogfile", ""),
];

/// Single values of settings without effect that must be refused all the same.
const REFUSED_VALUES: &[(&str, &str, &str)] = &[("gssencmode", "PGGSSENCMODE", "require")];

/// What a name in a connection string or a service file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A setting that we follow.
    Known(Keyword),
    /// A setting of libpq that changes nothing here.
    WithoutEffect,
    /// A setting of libpq that we cannot keep; its name.
    Refused(&'static str),
    /// No setting of libpq.
    Unknown,
}

/// What `name`, set to `value`, is.
pub(super) fn meaning(name: &str, value: &str) -> Meaning {
    if let Some((keyword, ..)) = KNOWN.iter().find(|(_, known, _)| *known == name) {
        return Meaning::Known(*keyword);
    }
    if let Some((refused, _)) = REFUSED.iter().find(|(refused, _)| *refused == name) {
        return Meaning::Refused(refused);
    }
    if let Some((refused, ..)) =
        REFUSED_VALUES.iter().find(|(refused, _, bad)| *refused == name && *bad == value)
    {
        return Meaning::Refused(refused);
    }
    if WITHOUT_EFFECT.contains(&name) { Meaning::WithoutEffect } else { Meaning::Unknown }
}

/// The variables of settings that we cannot keep, with the value that is refused (any, if `None`).
pub(super) fn refused_variables() -> impl Iterator<Item = (&'static str, Option<&'static str>)> {
    let whole = REFUSED.iter().filter(|(_, variable)| !variable.is_empty());
    whole
        .map(|(_, variable)| (*variable, None))
        .chain(REFUSED_VALUES.iter().map(|(_, variable, value)| (*variable, Some(*value))))
}

/// The known name nearest to a misspelt one, if it is near.
pub(super) fn nearest(name: &str) -> Option<&'static str> {
    let wanted = name.to_ascii_lowercase().replace('-', "_");
    KNOWN
        .iter()
        .map(|(_, known, _)| (distance(&wanted, known), *known))
        .min()
        .filter(|(distance, known)| *distance <= known.len().div_ceil(2))
        .map(|(_, known)| known)
}

/// The number of single-character edits between two short texts.
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.chars().count()).collect();
    for (above, from) in left.chars().enumerate() {
        let mut diagonal = above;
        let mut before = above + 1;
        let mut next = vec![before];
        for (to, up) in right.chars().zip(row.iter().skip(1)) {
            before = (diagonal + usize::from(from != to)).min(before + 1).min(up + 1);
            diagonal = *up;
            next.push(before);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_keyword_has_one_name() {
        for (keyword, name, _) in KNOWN {
            assert_eq!(keyword.name(), *name);
            assert_eq!(KNOWN.iter().filter(|(_, other, _)| other == name).count(), 1, "{name}");
        }
    }

    #[test]
    fn a_misspelt_name_is_recognised() {
        for (wrong, right) in [
            ("sslmod", Some("sslmode")),
            ("SSLMODE", Some("sslmode")),
            ("usr", Some("user")),
            ("target-session-attrs", Some("target_session_attrs")),
            ("zzzzzz", None),
        ] {
            let found = nearest(wrong);
            assert_eq!(found, right, "{wrong}");
        }
    }

    #[test]
    fn what_we_cannot_keep_is_refused_and_what_does_not_matter_is_not() {
        assert_eq!(meaning("sslcrl", "x"), Meaning::Refused("sslcrl"));
        assert_eq!(meaning("gssencmode", "require"), Meaning::Refused("gssencmode"));
        assert_eq!(meaning("gssencmode", "prefer"), Meaning::WithoutEffect);
        assert_eq!(meaning("client_encoding", "LATIN1"), Meaning::WithoutEffect);
        assert_eq!(meaning("nonsense", ""), Meaning::Unknown);
        assert_eq!(meaning("sslmode", ""), Meaning::Known(Keyword::SslMode));
    }
}
