//! From what a driver or a server says to a [`Failure`] that a person can act on.
//!
//! Servers translate their messages, so only the SQLSTATE decides. The text of a server is shown cleaned;
//! details, contexts and statements are left out, because they carry values.

mod advice;
mod driver;

use tokio_postgres::error::{DbError, Severity, SqlState};

use crate::model::{Failure, FailureKind, text};

/// The longest text of a server that is shown in one line.
const MAX_SERVER_TEXT: usize = 600;

/// What an error of the driver means, and what to do about it.
///
/// `doing` says what was tried, without values: `reading queries/backlog.sql`. A server's SQLSTATE decides;
/// without one, the kind of the driver's error does.
pub fn classify(error: &tokio_postgres::Error, doing: &str) -> Failure {
    match error.as_db_error() {
        Some(server) => from_server(server, doing),
        None => driver::classify(error, doing),
    }
}

/// What a failed wait for a pooled connection means, where no better cause was noted.
pub(crate) fn from_pool(error: &deadpool_postgres::PoolError, doing: &str) -> Failure {
    match error {
        deadpool_postgres::PoolError::Backend(error) => classify(error, doing),
        deadpool_postgres::PoolError::Closed => {
            Failure::new(FailureKind::Other, format!("{doing}: the program is ending"))
        }
        other => Failure::new(FailureKind::Deadline, format!("{doing}: {other}")),
    }
}

/// What an error of the operating system means.
pub(crate) fn from_io(error: &std::io::Error, doing: &str) -> Failure {
    driver::io_failure(error, doing)
}

/// Whether the connection is of no use after this error, whatever the driver says about it.
///
/// A session that an administrator or a shutdown ended answers 57P01 before the driver sees it closed; one that a
/// standby's replay ended answers 40001, which elsewhere ends a transaction alone. The severity tells them apart.
pub(crate) fn ends_connection(error: &tokio_postgres::Error) -> bool {
    if error.is_closed() {
        return true;
    }
    let severity = error.as_db_error().and_then(DbError::parsed_severity);
    if matches!(severity, Some(Severity::Fatal | Severity::Panic)) {
        return true;
    }
    match error.code() {
        Some(code) => {
            let code = code.code();
            code.starts_with("08") || code.starts_with("57P")
        }
        None => driver::is_connection_error(error),
    }
}

/// A server's error, by its SQLSTATE.
fn from_server(server: &DbError, doing: &str) -> Failure {
    let code = server.code();
    let kind = kind_of(code);
    let failure = Failure::new(kind, format!("{doing}: {}", shorten(server.message())))
        .with_sqlstate(text::clean(code.code()));
    with_hint(
        failure,
        advice::for_code(code).map(str::to_owned).or_else(|| server.hint().map(shorten)),
    )
}

/// The failure with a hint, where there is one.
pub(crate) fn with_hint(failure: Failure, hint: Option<String>) -> Failure {
    match hint {
        Some(hint) => failure.with_hint(hint),
        None => failure,
    }
}

/// The kind that a SQLSTATE belongs to.
pub(crate) fn kind_of(code: &SqlState) -> FailureKind {
    match code.code() {
        "57P01" | "57P02" | "57P03" | "57P05" | "53300" => FailureKind::Unavailable,
        "57P04" | "3D000" => FailureKind::Authentication,
        "57014" => FailureKind::StatementTimeout,
        "55P03" => FailureKind::LockTimeout,
        "42P01" | "42883" | "3F000" | "42704" => FailureKind::Missing,
        "42703" | "42804" | "42P18" | "22P02" | "22P03" | "22P05" | "22021" => FailureKind::Shape,
        "42501" => FailureKind::Denied,
        "25006" | "0A000" => FailureKind::ReadOnly,
        "40001" | "40P01" | "40003" => FailureKind::Contention,
        other => kind_of_class(other),
    }
}

/// The kind of a whole class of SQLSTATEs (its first two characters).
fn kind_of_class(code: &str) -> FailureKind {
    match code.get(..2) {
        Some("08") => FailureKind::Unreachable,
        Some("28") => FailureKind::Authentication,
        Some("53" | "54") => FailureKind::Resources,
        Some("40") => FailureKind::Contention,
        _ => FailureKind::Other,
    }
}

/// Cleans a server's text and cuts it to a length that fits a line or two.
fn shorten(server_text: &str) -> String {
    let cleaned = text::clean(server_text);
    match cleaned.char_indices().nth(MAX_SERVER_TEXT) {
        None => cleaned,
        Some((end, _)) => {
            let kept = cleaned.get(..end).unwrap_or(&cleaned);
            format!("{kept}…")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_table_has_its_kind() {
        use FailureKind::{
            Authentication, Contention, Denied, LockTimeout, Missing, Other, ReadOnly, Resources,
            Shape, StatementTimeout, Unavailable, Unreachable,
        };
        for (code, kind) in [
            ("42P01", Missing),
            ("42883", Missing),
            ("3F000", Missing),
            ("42703", Shape),
            ("42501", Denied),
            ("55P03", LockTimeout),
            ("57014", StatementTimeout),
            ("25006", ReadOnly),
            ("0A000", ReadOnly),
            ("40001", Contention),
            ("40P01", Contention),
            ("53100", Resources),
            ("53200", Resources),
            ("53300", Unavailable),
            ("57P01", Unavailable),
            ("57P02", Unavailable),
            ("57P03", Unavailable),
            ("28P01", Authentication),
            ("28000", Authentication),
            ("3D000", Authentication),
            ("08006", Unreachable),
            ("08P01", Unreachable),
            ("XX000", Other),
            ("", Other),
            ("é", Other),
        ] {
            assert_eq!(kind_of(&SqlState::from_code(code)), kind, "{code}");
        }
    }

    #[test]
    fn a_long_text_is_cut_at_a_character() {
        let cut = shorten(&"é".repeat(2000));
        assert_eq!(cut.chars().count(), MAX_SERVER_TEXT + 1);
        assert_eq!(shorten("a\u{1b}b"), "a\\u{1b}b");
    }
}
