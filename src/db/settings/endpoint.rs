//! The places where a server may listen.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use super::keyword::Keyword;
use super::origin::{Layer, SettingsError};
use crate::model::text;

/// PostgreSQL's port where none is said.
const DEFAULT_PORT: u16 = 5432;

/// libpq's socket folders: Debian's and Red Hat's, then that of a server built from source.
const DEFAULT_FOLDERS: [&str; 2] = ["/var/run/postgresql", "/tmp"];

/// One place to connect to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    host: Host,
    port: u16,
}

/// How the place is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::db) enum Host {
    /// The folder of a unix socket.
    Socket(PathBuf),
    /// A name (or an address written as one), and an address that spares the look-up.
    Network { name: String, address: Option<IpAddr> },
}

impl Endpoint {
    pub(in crate::db) fn host(&self) -> &Host {
        &self.host
    }

    /// The port; a unix socket has one in its name too.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether the way there leaves this machine not: a unix socket or a loopback address.
    pub fn is_on_this_machine(&self) -> bool {
        match &self.host {
            Host::Socket(_) => true,
            Host::Network { address: Some(address), .. } => address.to_canonical().is_loopback(),
            Host::Network { name, address: None } => match name.parse::<IpAddr>() {
                Ok(address) => address.to_canonical().is_loopback(),
                Err(_) => name.eq_ignore_ascii_case("localhost"),
            },
        }
    }

    /// The host as a password file has it: a socket in a default folder is `localhost`.
    pub(super) fn name_in_passfile(&self) -> String {
        match &self.host {
            Host::Socket(folder)
                if DEFAULT_FOLDERS.iter().any(|known| folder == Path::new(known)) =>
            {
                "localhost".to_owned()
            }
            Host::Socket(folder) => folder.display().to_string(),
            Host::Network { name, .. } => name.clone(),
        }
    }
}

impl fmt::Display for Endpoint {
    /// `db1:5432`, `[::1]:5432` or `/tmp:5432`, cleaned.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = match &self.host {
            Host::Socket(folder) => folder.display().to_string(),
            Host::Network { name, .. } if name.contains(':') => format!("[{name}]"),
            Host::Network { name, .. } => name.clone(),
        };
        write!(formatter, "{}:{}", text::clean(&host), self.port)
    }
}

/// All places that `host`, `hostaddr` and `port` name, in order; the default sockets where they name none.
pub(super) fn all(layer: &Layer) -> Result<Vec<Endpoint>, SettingsError> {
    let names = list(layer, Keyword::Host);
    let addresses = list(layer, Keyword::HostAddress);
    let count = names.len().max(addresses.len()).max(1);
    if !names.is_empty() && !addresses.is_empty() && names.len() != addresses.len() {
        return Err(layer.error(Keyword::HostAddress, "as many as there are hosts"));
    }
    let ports = ports(layer, count)?;
    let mut endpoints = Vec::new();
    for (index, port) in ports.into_iter().enumerate() {
        let name = names.get(index).copied().unwrap_or("");
        let address = match addresses.get(index).copied().unwrap_or("") {
            "" => None,
            address => Some(address.parse::<IpAddr>().map_err(|_| {
                layer.error(Keyword::HostAddress, "numeric IP addresses, separated by commas")
            })?),
        };
        match (name, address) {
            ("", None) => endpoints.extend(
                DEFAULT_FOLDERS.map(|folder| Endpoint { host: Host::Socket(folder.into()), port }),
            ),
            ("", Some(address)) => endpoints.push(Endpoint {
                host: Host::Network { name: address.to_string(), address: Some(address) },
                port,
            }),
            (name, None) if name.starts_with('/') => {
                endpoints.push(Endpoint { host: Host::Socket(PathBuf::from(name)), port });
            }
            (name, _) if name.starts_with('@') => {
                return Err(layer.error(
                    Keyword::Host,
                    "a name, an address or a folder; abstract sockets are not supported",
                ));
            }
            (name, address) => endpoints
                .push(Endpoint { host: Host::Network { name: name.to_owned(), address }, port }),
        }
    }
    Ok(endpoints)
}

/// The parts of a comma-separated setting; none if it is unset or empty.
fn list(layer: &Layer, keyword: Keyword) -> Vec<&str> {
    layer.text(keyword).map(|text| text.split(',').collect()).unwrap_or_default()
}

/// One port for each of `count` places.
fn ports(layer: &Layer, count: usize) -> Result<Vec<u16>, SettingsError> {
    let allowed = "a number from 1 to 65535, or one for each host, separated by commas";
    let mut ports = Vec::new();
    for part in list(layer, Keyword::Port) {
        ports.push(match part.trim() {
            "" => DEFAULT_PORT,
            number => match number.parse::<u16>() {
                Ok(port) if port > 0 => port,
                _ => return Err(layer.error(Keyword::Port, allowed)),
            },
        });
    }
    match ports.as_slice() {
        [] => Ok(vec![DEFAULT_PORT; count]),
        [port] => Ok(vec![*port; count]),
        _ if ports.len() == count => Ok(ports),
        _ => Err(layer.error(Keyword::Port, allowed)),
    }
}
