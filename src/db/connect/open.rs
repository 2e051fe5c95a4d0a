//! One host: its password, its TLS, its addresses, each within the bound.

use std::sync::Arc;

use super::link::Address;
use super::step::Approach;
use super::target::Wanted;
use super::tls::Maker;
use super::{Connection, Connector, order};
use crate::db::pool::Deadline;
use crate::db::settings::{Endpoint, FoundPassword, Host, SslMode};
use crate::model::{Failure, FailureKind, text};

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
                // Other addresses of the same name would say the same.
                Ok(Err(failure)) if failure.kind == FailureKind::Authentication => {
                    return Err(failure);
                }
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
}

/// A task that ended before it answered; only at the end of the program.
pub(super) fn ended(what: &str) -> Failure {
    Failure::new(FailureKind::Other, format!("reading {what} was interrupted"))
}
