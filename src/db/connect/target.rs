//! Whether the server that was reached is of the wanted kind (`target_session_attrs`).

use tokio_postgres::Client;

use crate::db::decode::RowExt;
use crate::db::error;
use crate::db::settings::TargetSession;
use crate::db::sql::{Sql, sql};
use crate::model::{Failure, FailureKind};

const ROLE: Sql<'static> = sql!("session/role_of_server.sql");

/// What one pass over the hosts asks of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Anything,
    Writable,
    ReadOnly,
    Primary,
    Standby,
}

impl Wanted {
    /// The passes for a setting: `prefer-standby` takes anything the second time round.
    pub(super) fn passes(target: TargetSession) -> &'static [Self] {
        match target {
            TargetSession::Any => &[Self::Anything],
            TargetSession::ReadWrite => &[Self::Writable],
            TargetSession::ReadOnly => &[Self::ReadOnly],
            TargetSession::Primary => &[Self::Primary],
            TargetSession::Standby => &[Self::Standby],
            TargetSession::PreferStandby => &[Self::Standby, Self::Anything],
        }
    }

    /// Asks the server, unless anything will do.
    pub(super) async fn check(self, client: &Client, endpoint: &str) -> Result<(), Failure> {
        if self == Self::Anything {
            return Ok(());
        }
        let doing = format!("asking {endpoint} for its role");
        let rows = client
            .query_typed(ROLE.text, &[])
            .await
            .map_err(|error| error::classify(&error, &doing))?;
        let row = rows.first().ok_or_else(|| Failure::new(FailureKind::Shape, &doing))?;
        let server =
            Server { in_recovery: row.read("in_recovery")?, read_only: row.read("read_only")? };
        match self.mismatch(server) {
            None => Ok(()),
            Some(what) => Err(Failure::new(
                FailureKind::Unavailable,
                format!("connecting to {endpoint}: {what}"),
            )
            .with_hint("target_session_attrs asks for another kind of server")),
        }
    }

    /// Why the server is not the wanted one; `None` if it is.
    fn mismatch(self, server: Server) -> Option<&'static str> {
        match self {
            Self::Writable if server.read_only => Some("the session cannot write"),
            Self::ReadOnly if !server.read_only => Some("the session is not read-only"),
            Self::Primary if server.in_recovery => Some("the server is a standby"),
            Self::Standby if !server.in_recovery => Some("the server is not a standby"),
            _ => None,
        }
    }
}

/// What a server said about itself.
#[derive(Clone, Copy, Debug)]
struct Server {
    in_recovery: bool,
    read_only: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wish_fits_the_servers_that_libpq_says() {
        let primary = Server { in_recovery: false, read_only: false };
        let locked = Server { in_recovery: false, read_only: true };
        let standby = Server { in_recovery: true, read_only: true };
        for (wanted, fits) in [
            (Wanted::Anything, [true, true, true]),
            (Wanted::Writable, [true, false, false]),
            (Wanted::ReadOnly, [false, true, true]),
            (Wanted::Primary, [true, true, false]),
            (Wanted::Standby, [false, false, true]),
        ] {
            let found = [primary, locked, standby].map(|server| wanted.mismatch(server).is_none());
            assert_eq!(found, fits, "{wanted:?}");
        }
    }
}
