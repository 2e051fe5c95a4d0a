//! The connection string of a database, which may hold a password and never shows it.

use std::fmt;
use std::str::FromStr;

/// What stands where a secret was.
const MASK: &str = "***";

/// libpq parameters whose value is no secret and may be shown.
const SHOWN: &[&str] = &[
    "application_name",
    "channel_binding",
    "client_encoding",
    "connect_timeout",
    "dbname",
    "fallback_application_name",
    "gssencmode",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "krbsrvname",
    "load_balance_hosts",
    "options",
    "passfile",
    "port",
    "require_auth",
    "service",
    "sslcert",
    "sslcrl",
    "sslcrldir",
    "sslkey",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "sslmode",
    "sslnegotiation",
    "sslrootcert",
    "sslsni",
    "target_session_attrs",
    "tcp_user_timeout",
    "user",
];

/// A libpq connection string, `postgresql://…` or `host=… dbname=…`, exactly as it was given.
///
/// It is not judged here: a string that cannot be understood is shown as `***` as a whole, because nobody
/// knows where in it the password stands. `Debug` and `Display` print the masked form.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// Takes the text as it is.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text with the password in it, for the one who connects. Never print it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether it has one of the two forms that libpq knows.
    pub fn is_understood(&self) -> bool {
        self.shown().is_some()
    }

    /// Whether a password stands in it, or may stand in it where the text is not understood.
    pub fn holds_secret(&self) -> bool {
        match self.shown() {
            Some(shown) => shown.secret,
            None => uri_tail(&self.0).is_some() || self.0.contains("password"),
        }
    }

    /// Whether it is a URL of PostgreSQL, well-formed or not.
    pub fn is_url(&self) -> bool {
        uri_tail(&self.0).is_some()
    }

    /// The text with each secret replaced.
    pub fn masked(&self) -> String {
        self.shown().map_or_else(|| MASK.to_owned(), |shown| super::text::clean(&shown.text))
    }

    fn shown(&self) -> Option<Shown> {
        match uri_tail(&self.0) {
            Some((scheme, tail)) => show_uri(scheme, tail),
            None => show_keywords(&self.0),
        }
    }
}

impl FromStr for DatabaseUrl {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::new(text))
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.masked())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DatabaseUrl({})", self.masked())
    }
}

/// A connection string that may be shown.
struct Shown {
    text: String,
    secret: bool,
}

fn uri_tail(text: &str) -> Option<(&str, &str)> {
    let (scheme, tail) = text.split_once("://")?;
    let known =
        scheme.eq_ignore_ascii_case("postgres") || scheme.eq_ignore_ascii_case("postgresql");
    known.then_some((scheme, tail))
}

/// `user:password@hosts/database?key=value&…`; `None` where it is not clear what is a password.
///
/// A password may hold `/`, `?` or `@` that its author forgot to encode. So the credentials are taken to
/// reach to the last `@` that is not in the query, and a query that is not made of pairs gives up.
fn show_uri(scheme: &str, tail: &str) -> Option<Shown> {
    let first_slash = tail.find('/').unwrap_or(tail.len());
    let (authority, _) = tail.split_at_checked(first_slash)?;
    let credentials_end = authority.rfind('@').or_else(|| {
        let first_question = tail.find('?').unwrap_or(tail.len());
        tail.split_at_checked(first_question).and_then(|(before, _)| before.rfind('@'))
    });
    let (credentials, rest) = match credentials_end {
        Some(at) => {
            let (credentials, rest) = tail.split_at_checked(at)?;
            (Some(credentials), rest.strip_prefix('@')?)
        }
        None => (None, tail),
    };
    let mut secret = false;
    let mut text = format!("{scheme}://");
    if let Some(credentials) = credentials {
        match credentials.split_once(':') {
            Some((user, "")) => text.push_str(user),
            Some((user, _)) => {
                secret = true;
                text.push_str(user);
                text.push(':');
                text.push_str(MASK);
            }
            None => text.push_str(credentials),
        }
        text.push('@');
    }
    let (place, query) = match rest.split_once('?') {
        Some((place, query)) => (place, Some(query)),
        None => (rest, None),
    };
    if !are_hosts(place.split('/').next().unwrap_or_default()) {
        return None;
    }
    text.push_str(place);
    if let Some(query) = query {
        text.push('?');
        for (index, pair) in query.split('&').enumerate() {
            let (key, value) = pair.split_once('=')?;
            if !key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '%') {
                return None;
            }
            if index > 0 {
                text.push('&');
            }
            text.push_str(key);
            text.push('=');
            secret |= push_value(&mut text, key, value);
        }
    }
    Some(Shown { text, secret })
}

/// `host:port,[::1]:port,…`. What stands for a port and is none may be the password of a user.
fn are_hosts(authority: &str) -> bool {
    authority.split(',').all(|host| {
        let after_name = host.rsplit_once(']').map_or(host, |(_, port)| port);
        let port = after_name.split_once(':').map_or("", |(_, port)| port);
        port.chars().all(|c| c.is_ascii_digit())
    })
}

/// Appends the value, or the mask where the key is not known to be harmless. Says whether it is a secret.
fn push_value(text: &mut String, key: &str, value: &str) -> bool {
    if value.is_empty() || SHOWN.contains(&key) {
        text.push_str(value);
        return false;
    }
    text.push_str(MASK);
    let key = key.to_ascii_lowercase();
    ["pass", "secret", "token", "%"].iter().any(|part| key.contains(part))
}

/// `key = value` pairs, values perhaps in single quotes with backslash escapes, as libpq reads them.
fn show_keywords(text: &str) -> Option<Shown> {
    let mut shown = Shown { text: String::new(), secret: false };
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (key, tail) = rest.split_once('=')?;
        let key = key.trim_end();
        if key.is_empty() || key.contains(|c: char| c.is_whitespace() || c == '\'') {
            return None;
        }
        let (value, tail) = take_value(tail.trim_start())?;
        if !shown.text.is_empty() {
            shown.text.push(' ');
        }
        shown.text.push_str(key);
        shown.text.push('=');
        shown.secret |= push_value(&mut shown.text, key, value);
        rest = tail.trim_start();
    }
    (!shown.text.is_empty()).then_some(shown)
}

/// Splits off one value, quotes included; `None` where a quote is not closed.
fn take_value(text: &str) -> Option<(&str, &str)> {
    let quoted = text.starts_with('\'');
    let mut escaped = false;
    for (index, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\'' if quoted && index > 0 => return text.split_at_checked(index + 1),
            _ if !quoted && character.is_whitespace() => return text.split_at_checked(index),
            _ => {}
        }
    }
    (!quoted).then_some((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn masked(text: &str) -> String {
        DatabaseUrl::new(text).masked()
    }

    #[test]
    fn a_url_without_a_password_is_shown_as_it_is() {
        for text in [
            "postgresql://ct4@db1:5432/ct4?sslmode=verify-full&application_name=x",
            "postgres://",
            "postgres:///ct4?host=/var/run/postgresql",
            "postgresql://db1,db2:5433/ct4?target_session_attrs=any",
            "postgresql://[::1]:5433,[fe80::1]/ct4",
            "host=db1 port=5432 dbname='ct 4' user=me",
        ] {
            assert_eq!(masked(text), text);
            assert!(!DatabaseUrl::new(text).holds_secret(), "{text}");
        }
    }

    #[test]
    fn a_password_is_masked_wherever_it_stands() {
        for (text, expected) in [
            ("postgres://u:hush@h/d", "postgres://u:***@h/d"),
            ("POSTGRES://u:hush@h/d", "POSTGRES://u:***@h/d"),
            ("postgres://u:hu@sh@h/d", "postgres://u:***@h/d"),
            ("postgres://u:hu/sh@h/d", "postgres://u:***@h/d"),
            ("postgres://u:hu?sh@h/d", "postgres://u:***@h/d"),
            ("postgres://u@h/d?password=hush", "postgres://u@h/d?password=***"),
            ("postgres://u@h/d?p%61ssword=hush&port=1", "postgres://u@h/d?p%61ssword=***&port=1"),
            ("postgres://u@h/d?sslpassword=hush", "postgres://u@h/d?sslpassword=***"),
            ("host=h password=hush user=u", "host=h password=*** user=u"),
            ("password = 'hu sh\\' host=h' user=u", "password=*** user=u"),
            ("password=hu\\ sh user=u", "password=*** user=u"),
        ] {
            assert_eq!(masked(text), expected);
            assert!(DatabaseUrl::new(text).holds_secret(), "{text}");
        }
    }

    #[test]
    fn a_text_that_is_not_understood_is_not_shown_at_all() {
        for text in ["postgres://u:h/u?sh@h/d", "password='hush", "hush", "mysql://u:hush@h/d", ""]
        {
            assert_eq!(masked(text), "***");
        }
        assert!(DatabaseUrl::new("postgres://u:h/u?sh@h/d").holds_secret());
        assert!(DatabaseUrl::new("password='hush").holds_secret());
    }

    #[test]
    fn the_value_of_an_unknown_parameter_is_masked_and_is_no_password() {
        let url = DatabaseUrl::new("postgres://h/d?colour=blue");
        assert_eq!(url.masked(), "postgres://h/d?colour=***");
        assert!(!url.holds_secret());
    }

    #[test]
    fn an_empty_password_is_none() {
        assert_eq!(masked("postgres://u:@h/d"), "postgres://u@h/d");
        assert!(!DatabaseUrl::new("postgres://u:@h/d").holds_secret());
        assert!(!DatabaseUrl::new("host=h password=").holds_secret());
    }

    #[test]
    fn debug_and_display_are_masked() {
        let url = DatabaseUrl::new("postgres://u:hush@h/d");
        assert_eq!(
            format!("{url} {url:?}"),
            "postgres://u:***@h/d DatabaseUrl(postgres://u:***@h/d)"
        );
    }

    proptest! {
        #[test]
        fn no_password_between_user_and_host_is_ever_shown(
            password in "hush[-a-z0-9/?@:=&%' \\\\]{0,20}",
        ) {
            let uri = masked(&format!("postgres://u:{password}@h/d?sslmode=require"));
            prop_assert!(!uri.contains("hush"), "{}", uri);
        }
    }
}
