//! The name under which a machine is asked for.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

/// The longest name that the domain name system has.
const LONGEST: usize = 253;

/// A name or an address, without a scheme and a port; two that mean the same are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostName(String);

impl HostName {
    /// The name in `host` or `host:port`, as a browser sends it.
    pub fn of_authority(text: &str) -> Option<Self> {
        let end = text.rfind(']').unwrap_or_default();
        let (host, port) = match text.get(end..)?.rfind(':') {
            Some(colon) => (text.get(..end + colon)?, text.get(end + colon + 1..)?),
            None => (text, ""),
        };
        port.bytes().all(|byte| byte.is_ascii_digit()).then(|| host.parse().ok()).flatten()
    }

    /// Whether it never leaves this machine.
    pub fn is_loopback(&self) -> bool {
        self.0 == "localhost"
            || self.0.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
    }

    /// The name in small letters; an address as it is usually written, without brackets.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for HostName {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let bracketed = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        if let Some(address) = bracketed {
            return address.parse::<Ipv6Addr>().map(|it| Self(it.to_string())).map_err(|_| ());
        }
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self(address.to_string()));
        }
        let name = text.strip_suffix('.').unwrap_or(text);
        let is_plain =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
        if name.is_empty() || name.len() > LONGEST || !name.bytes().all(is_plain) {
            return Err(());
        }
        Ok(Self(name.to_ascii_lowercase()))
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_however_it_is_written() {
        for (authority, name) in [
            ("CT4.example", "ct4.example"),
            ("ct4.example.:8787", "ct4.example"),
            ("ct4.example:", "ct4.example"),
            ("127.0.0.1:80", "127.0.0.1"),
            ("[::1]:8787", "::1"),
            ("[0:0:0:0:0:0:0:1]", "::1"),
        ] {
            let read = HostName::of_authority(authority);
            assert_eq!(read.as_ref().map(HostName::as_str), Some(name), "{authority}");
        }
        for wrong in
            ["", ":80", "a b", "a/b", "user@localhost", "localhost:80:80", "[::1", "[ct4]", "a:x"]
        {
            assert_eq!(HostName::of_authority(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_what_never_leaves_the_machine_is_loopback() {
        let is_loopback = |name: &str| name.parse::<HostName>().unwrap().is_loopback();
        for own in
            ["localhost", "LOCALHOST.", "127.0.0.1", "127.8.8.8", "::1", "[::ffff:127.0.0.1]"]
        {
            assert!(is_loopback(own), "{own}");
        }
        for other in ["evil.example", "localhost.evil.example", "128.0.0.1", "0.0.0.0", "::"] {
            assert!(!is_loopback(other), "{other}");
        }
    }
}
