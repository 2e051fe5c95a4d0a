//! Where a password comes from.

use std::path::PathBuf;

use super::endpoint::Endpoint;
use super::keyword::Keyword;
use super::origin::Layer;
use super::passfile::{Login, Lookup, look_up};
use super::secret::Secret;
use crate::model::{Environment, text};

/// The place to look for a password, decided once.
#[derive(Clone, Debug)]
pub(super) enum PasswordSource {
    /// It was given, there.
    Given(Secret, String),
    /// It may stand in this password file.
    File(PathBuf),
    /// There is no home folder, so there is no file.
    Nowhere,
}

/// A password for one endpoint, and what a person should know about where it came from.
#[derive(Clone, Debug)]
pub(in crate::db) struct FoundPassword {
    pub(in crate::db) secret: Option<Secret>,
    /// `the password came from …`, or why there is none; cleaned.
    pub(in crate::db) note: String,
    /// Whether a password file is there and is not used.
    pub(super) is_file_ignored: bool,
}

impl PasswordSource {
    /// A given password goes before a password file, and a named file before `~/.pgpass`.
    pub(super) fn from_layer(layer: &Layer, environment: &Environment) -> Self {
        if let Some(password) = layer.text(Keyword::Password) {
            return Self::Given(Secret::new(password), layer.origin(Keyword::Password));
        }
        let named = layer.text(Keyword::PassFile).map(PathBuf::from);
        let path = named.or_else(|| environment.home.as_ref().map(|home| home.join(".pgpass")));
        path.map_or(Self::Nowhere, Self::File)
    }

    /// The password for one place. Reads the file anew, so that a mended one is taken.
    pub(super) fn find(&self, endpoint: &Endpoint, database: &str, user: &str) -> FoundPassword {
        let path = match self {
            Self::Given(secret, origin) => {
                return found(Some(secret.clone()), &format!("the password came from {origin}"));
            }
            Self::Nowhere => return found(None, "no password was given"),
            Self::File(path) => path,
        };
        let host = endpoint.name_in_passfile();
        let shown = path.display();
        match look_up(path, Login { host: &host, port: endpoint.port(), database, user }) {
            Lookup::Found(secret) => {
                found(Some(secret), &format!("the password came from {shown}"))
            }
            Lookup::Nothing => {
                found(None, &format!("no password was given, and {shown} has none for this login"))
            }
            Lookup::Ignored(why) => FoundPassword { is_file_ignored: true, ..found(None, &why) },
        }
    }
}

fn found(secret: Option<Secret>, note: &str) -> FoundPassword {
    FoundPassword { secret, note: text::clean(note), is_file_ignored: false }
}
