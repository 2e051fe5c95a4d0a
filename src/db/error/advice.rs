//! What a person can do about a SQLSTATE.

use tokio_postgres::error::SqlState;

/// The advice for a code, where we know better than the server's own hint.
pub(super) fn for_code(code: &SqlState) -> Option<&'static str> {
    Some(match code.code() {
        "42P01" | "3F000" => "run `scoutwatch schema install`, or check with `scoutwatch doctor`",
        "42883" | "42703" => {
            "the views are older or newer than this program: `scoutwatch schema status`"
        }
        "42501" => "the role lacks a right: `scoutwatch schema grant --viewer ROLE`",
        "22021" | "22P05" => "the database holds text that is no UTF-8",
        "2201B" => "PostgreSQL reads this ~pattern otherwise; put plain text in quotes instead",
        "28P01" => {
            "wrong password: check the password file (mode 0600), PGPASSWORD, \
             the service file and the connection string"
        }
        "28000" => {
            "there is no such role, or pg_hba.conf refuses this role, database, address or lack of TLS"
        }
        "3D000" => "no such database: check PGDATABASE or the connection string",
        "53300" => "all connections of the server or of the role are taken",
        "57P01" => "an administrator or a shutdown ended the session; it is opened again",
        "57P02" => "the server crashed and recovers by itself",
        "57P03" => "the server is starting or stopping; it is tried again",
        "57P04" => "the database was dropped",
        "57P05" => "the server ended an idle session; it is opened again",
        "57014" => "the statement ran longer than the limit, or somebody cancelled it",
        "55P03" => "another session holds a lock that this read needs",
        "25006" => "the server is a standby or read-only: connect to the primary",
        "0A000" => "this server cannot do that; a standby cannot write",
        "25P02" => "an earlier statement of the same transaction failed",
        "40001" | "40P01" => "another transaction was in the way; the next try may succeed",
        "53100" => "the server's disk is full",
        "53200" => "the server is out of memory or of lock slots",
        _ => return None,
    })
}
