//! What a caller can choose about a cluster.

use std::path::PathBuf;
use std::time::Duration;

/// How a cluster is made. `ClusterOptions::default()` suits the demo and most tests.
#[derive(Clone, Debug)]
pub struct ClusterOptions {
    /// The folder of `initdb` and `postgres`; `None` searches for it (see [`super::find`]).
    pub programs: Option<PathBuf>,
    /// The folder to make the cluster's folder in, made where it is missing; `None` takes the first that
    /// will do of `TMPDIR`, `/tmp` and `/var/tmp`.
    pub parent: Option<PathBuf>,
    /// A folder that keeps what `initdb` makes, so that the next start copies it and takes 0.1 s; `None`
    /// runs `initdb` each time. Only for folders that nobody else can write to.
    pub templates: Option<PathBuf>,
    /// Also listen on 127.0.0.1, at this port; 0 picks a free one. Nobody is let in over TCP before
    /// `access` says so. `None` listens on the socket alone.
    pub loopback: Option<u16>,
    /// More lines for `postgresql.conf`, as (name, value without quotes); they win over our own.
    pub settings: Vec<(String, String)>,
    /// Lines for `pg_hba.conf`, before our own, which trusts everybody on the socket.
    pub access: Vec<String>,
    /// Files for the data directory, as (name, content), made 0600 and owned by the server's account:
    /// certificates and keys, which a setting then names without a folder.
    pub files: Vec<(String, Vec<u8>)>,
    /// `shared_buffers` in MB.
    pub shared_buffers_mb: u32,
    /// `max_connections`.
    pub max_connections: u16,
    /// How long the server may take until it takes connections.
    pub start_limit: Duration,
}

impl Default for ClusterOptions {
    fn default() -> Self {
        Self {
            programs: None,
            parent: None,
            templates: None,
            loopback: None,
            settings: Vec::new(),
            access: Vec::new(),
            files: Vec::new(),
            shared_buffers_mb: 64,
            max_connections: 100,
            start_limit: Duration::from_secs(30),
        }
    }
}
