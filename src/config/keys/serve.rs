//! Where the HTTP interface listens, and who may use it.

use std::path::PathBuf;

use super::{Form, Key, key};
use crate::config::ListenAddress;
use crate::model::{HostName, WebOrigin};

/// Where it listens.
pub const SERVE_LISTEN: Key<ListenAddress> = key(
    "serve",
    "listen",
    "127.0.0.1:8787",
    Form::Listen,
    "where `serve` listens: an address of this machine and a port. It speaks no TLS: beyond this machine, put a \
     web server in front",
);
/// Who may read.
pub const SERVE_READ_TOKENS: Key<Option<PathBuf>> = key(
    "serve",
    "read_token_file",
    "",
    Form::Path,
    "a file with the tokens that may read, one a line; empty lets everybody read who reaches the address. Other \
     users must not be able to read it (chmod 600)",
);
/// Who may run the job.
pub const SERVE_OPERATOR_TOKENS: Key<Option<PathBuf>> = key(
    "serve",
    "operator_token_file",
    "",
    Form::Path,
    "a file with the tokens that may read and run the refresh job; empty lets nobody run it. Other users must not \
     be able to read it (chmod 600)",
);
/// Which web pages may ask.
pub const SERVE_ORIGINS: Key<Vec<WebOrigin>> = key(
    "serve",
    "allowed_origins",
    "",
    Form::Origins,
    "the web pages that may ask from a browser, by their origins; empty is none",
);
/// Under which names it may be asked for.
pub const SERVE_HOSTS: Key<Vec<HostName>> = key(
    "serve",
    "hosts",
    "",
    Form::Hosts,
    "the names under which it may be asked for where reading needs no token, besides those of this machine (localhost, \
     127.0.0.1, [::1]) and of allowed_origins; empty adds none. It is looked at where it is not empty, and wherever \
     `serve` listens on this machine alone",
);
