//! What a person needs to know about a server that was left running.

use std::fmt;
use std::path::{Path, PathBuf};

use super::configuration::quote_shell;
use super::folder::data_of;

/// A cluster that goes on without us, and the shell commands for it. Shown with `{}` it is five lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The cluster's folder: absolute.
    pub folder: PathBuf,
    /// The connection string of the database, in libpq's keywords.
    pub connection_string: String,
    /// Opens psql on the database.
    pub psql: String,
    /// Opens our dashboard on the database.
    pub dashboard: String,
    /// Stops the server.
    pub stop: String,
    /// Removes the folder, to be called when the server has stopped.
    pub remove: String,
}

impl Kept {
    /// The words for a cluster in `folder`.
    pub(super) fn new(connection_string: String, folder: &Path) -> Self {
        let word = |path: &Path| quote_shell(&path.to_string_lossy());
        let pid_file = data_of(folder).join("postmaster.pid");
        let database = quote_shell(&connection_string);
        Self {
            psql: format!("psql {database}"),
            dashboard: format!("scoutwatch --database-url {database}"),
            // Not `pg_ctl stop`, which refuses to run as root.
            stop: format!("kill -INT \"$(head -n 1 {})\"", word(&pid_file)),
            remove: format!("rm -r {}", word(folder)),
            folder: folder.to_path_buf(),
            connection_string,
        }
    }
}

impl fmt::Display for Kept {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "The private PostgreSQL server goes on in {}", self.folder.display())?;
        writeln!(formatter, "  query   {}", self.psql)?;
        writeln!(formatter, "  watch   {}", self.dashboard)?;
        writeln!(formatter, "  stop    {}", self.stop)?;
        write!(formatter, "  remove  {}", self.remove)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_can_be_pasted_into_a_shell() {
        let kept = Kept::new("host=/tmp/s dbname=demo".to_owned(), Path::new("/tmp/my s"));
        assert_eq!(
            kept.to_string(),
            "The private PostgreSQL server goes on in /tmp/my s\n  \
             query   psql 'host=/tmp/s dbname=demo'\n  \
             watch   scoutwatch --database-url 'host=/tmp/s dbname=demo'\n  \
             stop    kill -INT \"$(head -n 1 '/tmp/my s/data/postmaster.pid')\"\n  \
             remove  rm -r '/tmp/my s'"
        );
    }
}
