//! `postgresql://[user[:password]@][host[:port][,…]][/database][?keyword=value[&…]]`, as libpq reads it.
//!
//! No part of a URL is repeated in a message: where a password has a special character that was not
//! percent-encoded, any part may be a piece of it. For the same reason an `@` in a host or a database name
//! must be percent-encoded, which libpq does not ask for: it is the likeliest sign of such a password.

use super::keyword::Keyword;
use super::origin::{Layer, Origin, SettingsError};

/// The settings of a URL behind its scheme.
pub(super) fn parse(rest: &str, origin: &str) -> Result<Layer, SettingsError> {
    let mut url = Url { layer: Layer::default(), origin };
    let rest = url.user(rest)?;
    let rest = url.hosts(rest)?;
    url.database_and_keywords(rest)?;
    Ok(url.layer)
}

struct Url<'text> {
    layer: Layer,
    origin: &'text str,
}

impl Url<'_> {
    /// `user:password@`, if an `@` comes before the first `/`. Returns what follows.
    fn user<'rest>(&mut self, rest: &'rest str) -> Result<&'rest str, SettingsError> {
        let (login, after) = split_at_any(rest, &['@', '/']);
        let Some(after) = after.strip_prefix('@') else { return Ok(rest) };
        let (user, password) = match login.split_once(':') {
            Some((user, password)) => (user, Some(password)),
            None => (login, None),
        };
        if !user.is_empty() {
            self.set(Keyword::User, user)?;
        }
        if let Some(password) = password.filter(|password| !password.is_empty()) {
            self.set(Keyword::Password, password)?;
        }
        Ok(after)
    }

    /// `host:port,host:port`. Returns what follows: nothing, or a text that begins with `/` or `?`.
    fn hosts<'rest>(&mut self, mut rest: &'rest str) -> Result<&'rest str, SettingsError> {
        let mut hosts = Vec::new();
        let mut ports = Vec::new();
        loop {
            let host;
            (host, rest) = self.host(rest)?;
            self.refuse_at(host)?;
            hosts.push(self.decoded(host)?);
            let mut port = "";
            if let Some(after) = rest.strip_prefix(':') {
                (port, rest) = split_at_any(after, &['/', '?', ',']);
            }
            ports.push(self.decoded(port)?);
            match rest.strip_prefix(',') {
                Some(after) => rest = after,
                None => break,
            }
        }
        let given = |parts: &[String]| parts.iter().any(|part| !part.is_empty());
        if given(&hosts) || hosts.len() > 1 {
            self.layer.set(Keyword::Host, hosts.join(","), self.source());
        }
        if given(&ports) {
            self.layer.set(Keyword::Port, ports.join(","), self.source());
        }
        Ok(rest)
    }

    /// One host: a name, an address, a percent-encoded folder, or an IPv6 address in brackets.
    fn host<'rest>(&self, rest: &'rest str) -> Result<(&'rest str, &'rest str), SettingsError> {
        let Some(inside) = rest.strip_prefix('[') else {
            return Ok(split_at_any(rest, &[':', '/', '?', ',']));
        };
        let Some((address, after)) = inside.split_once(']') else {
            return Err(self.error("an IPv6 address without its closing bracket"));
        };
        if address.is_empty() {
            return Err(self.error("an empty IPv6 address"));
        }
        if !after.is_empty() && !after.starts_with([':', '/', '?', ',']) {
            return Err(self.error("only `:port`, `/`, `?` or `,` can follow an IPv6 address"));
        }
        Ok((address, after))
    }

    /// `/database?keyword=value&keyword=value`.
    fn database_and_keywords(&mut self, rest: &str) -> Result<(), SettingsError> {
        let (path, query) = match rest.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (rest, None),
        };
        self.refuse_at(path)?;
        if let Some(database) = path.strip_prefix('/').filter(|database| !database.is_empty()) {
            self.set(Keyword::Database, database)?;
        }
        let Some(query) = query else { return Ok(()) };
        let mut nameable = !query.contains('@');
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let Some((name, value)) = pair.split_once('=') else {
                return Err(self.error("a keyword behind `?` without `=`"));
            };
            let (name, value) = (self.decoded(name)?, self.decoded(value)?);
            // JDBC's way to ask for TLS, which libpq takes too.
            let (name, value) = match (name.as_str(), value.as_str()) {
                ("ssl", "true") => ("sslmode", "require".to_owned()),
                (name, _) => (name, value),
            };
            self.layer.set_named(name, value, self.source(), nameable)?;
            nameable &= !name.contains("password");
        }
        Ok(())
    }

    /// Refuses what is likely the rest of a password.
    fn refuse_at(&self, part: &str) -> Result<(), SettingsError> {
        if part.contains('@') {
            return Err(
                self.error("an `@` behind the login; in a password write `@` as %40, `/` as %2F")
            );
        }
        Ok(())
    }

    fn set(&mut self, keyword: Keyword, encoded: &str) -> Result<(), SettingsError> {
        let text = self.decoded(encoded)?;
        self.layer.set(keyword, text, self.source());
        Ok(())
    }

    /// Decodes `%xx`; what it yields must be UTF-8 without a zero byte.
    fn decoded(&self, encoded: &str) -> Result<String, SettingsError> {
        let broken = || self.error("`%` must be followed by two hexadecimal digits, and not by 00");
        let mut decoded = Vec::with_capacity(encoded.len());
        let mut bytes = encoded.bytes();
        while let Some(byte) = bytes.next() {
            if byte != b'%' {
                decoded.push(byte);
                continue;
            }
            let mut digit = || bytes.next().and_then(|byte| char::from(byte).to_digit(16));
            let value = digit().zip(digit()).map(|(high, low)| high * 16 + low);
            match value.and_then(|value| u8::try_from(value).ok()) {
                None | Some(0) => return Err(broken()),
                Some(byte) => decoded.push(byte),
            }
        }
        String::from_utf8(decoded).map_err(|_| self.error("`%xx` must spell UTF-8"))
    }

    fn source(&self) -> Origin {
        Origin::Given(self.origin.to_owned())
    }

    fn error(&self, message: &str) -> SettingsError {
        SettingsError::new(self.origin, message)
    }
}

/// The text before the first of `marks`, and the rest from it on.
fn split_at_any<'text>(text: &'text str, marks: &[char]) -> (&'text str, &'text str) {
    text.split_at(text.find(marks).unwrap_or(text.len()))
}
