//! An address that a person's telephone opens.

use std::fmt;
use std::str::FromStr;

use super::HostName;

/// The longest address, in characters; a longer one makes a code that nobody can read from afar.
const LONGEST: usize = 200;

/// An `http` or `https` address without a name or a password in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebAddress {
    text: String,
    host: String,
}

impl WebAddress {
    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The machine that it leads to, with its port where one is named.
    pub fn host(&self) -> &str {
        &self.host
    }
}

impl FromStr for WebAddress {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let rest = ["https://", "http://"].into_iter().find_map(|start| text.strip_prefix(start));
        let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
        let is_plain = text.chars().all(|character| character.is_ascii_graphic());
        let is_host =
            |character: char| character.is_ascii_alphanumeric() || ".-:[]".contains(character);
        if host.is_empty() || !host.chars().all(is_host) || !is_plain || text.len() > LONGEST {
            return Err(());
        }
        Ok(Self { text: text.to_owned(), host: host.to_owned() })
    }
}

impl fmt::Display for WebAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// Where web pages come from: a scheme, a host and perhaps a port, and nothing behind them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebOrigin(WebAddress);

impl WebOrigin {
    /// As a browser writes it.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The machine that the pages come from.
    pub fn host_name(&self) -> Option<HostName> {
        HostName::of_authority(self.0.host())
    }
}

impl FromStr for WebOrigin {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let address: WebAddress = text.parse()?;
        let is_bare = address.text.split_once("://").is_some_and(|(_, rest)| rest == address.host);
        if is_bare { Ok(Self(address)) } else { Err(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_a_host_and_a_port() {
        for right in ["https://ct4.example", "http://localhost:3000", "http://[::1]:8080"] {
            assert!(right.parse::<WebOrigin>().is_ok(), "{right}");
        }
        for wrong in
            ["", "*", "null", "ct4.example", "https://", "https://a/", "https://a b", "ftp://a"]
        {
            assert!(wrong.parse::<WebOrigin>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_address_has_a_host_and_no_password() {
        let address: WebAddress = "https://wiki.example.com:8443/a?b#c".parse().unwrap();
        assert_eq!(address.host(), "wiki.example.com:8443");
        for wrong in [
            "",
            "https://",
            "wiki.example.com/a",
            "ftp://wiki.example.com",
            "https://user:secret@wiki.example.com",
            "https://wiki.example.com/a b",
            "https://wiki.example.com/ñ",
            "javascript:alert(1)",
        ] {
            assert_eq!(wrong.parse::<WebAddress>(), Err(()), "{wrong}");
        }
        assert!(format!("https://a/{}", "x".repeat(200)).parse::<WebAddress>().is_err());
    }
}
