//! What is known about a connection that was made.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use serde::Serialize;

use super::tls::Maker;

/// How the way to the server is protected, from none to best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkSecurity {
    /// No TLS on a network: anybody on the way can read and change everything.
    Plain,
    /// TLS with a certificate that nobody checked: anybody on the way can pose as the server.
    Unverified,
    /// TLS with a certificate of a known authority, for whatever host.
    AuthorityVerified,
    /// TLS with a certificate of a known authority for this host.
    Verified,
    /// A unix socket or the loopback of this machine, without TLS: there is no way to listen on.
    Local,
}

impl LinkSecurity {
    /// The words for a header; short, and the same for the same state.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Plain => "no TLS",
            Self::Unverified => "TLS: unverified",
            Self::AuthorityVerified => "TLS: host unchecked",
            Self::Verified => "TLS",
            Self::Local => "local",
        }
    }

    /// Whether a person has to see a permanent mark.
    pub const fn is_weak(self) -> bool {
        matches!(self, Self::Plain | Self::Unverified | Self::AuthorityVerified)
    }
}

/// The way to one server, once it has been gone.
pub struct Link {
    pub(super) endpoint: String,
    pub(super) security: LinkSecurity,
    pub(super) is_one_of_several: bool,
    pub(super) route: Route,
}

impl Link {
    /// `host:port` or `folder:port` of the server that answered, cleaned.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Whether the settings name other hosts beside this one.
    pub fn is_one_of_several(&self) -> bool {
        self.is_one_of_several
    }

    /// How the way there is protected.
    pub fn security(&self) -> LinkSecurity {
        self.security
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Link")
            .field("endpoint", &self.endpoint)
            .field("security", &self.security)
            .finish_non_exhaustive()
    }
}

/// All that a second connection to the very same server needs, for a cancel request.
pub(super) struct Route {
    pub(super) address: Address,
    /// How TLS is done there, and by what name; `None` where there is none.
    pub(super) tls: Option<(Maker, String)>,
}

/// An address after all look-ups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Address {
    /// The socket's file.
    Socket(PathBuf),
    /// A network address with its port.
    Network(SocketAddr),
}
