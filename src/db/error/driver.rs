//! Errors that no server worded: the driver's own, and those of the operating system and of TLS below it.
//!
//! The driver keeps its kinds private. Its texts are fixed English constants, so the few kinds that matter
//! are told apart by them; tests hold the texts in step with the driver.

use std::error::Error as StdError;
use std::io;

use super::with_hint;
use crate::db::connect::tls::words;
use crate::model::{Failure, FailureKind, text};

/// What an error without a SQLSTATE means.
pub(super) fn classify(error: &tokio_postgres::Error, doing: &str) -> Failure {
    if let Some(tls) = find::<rustls::Error>(error) {
        return tls_failure(tls, doing);
    }
    if error.is_closed() {
        return Failure::new(
            FailureKind::Unreachable,
            format!("{doing}: the connection is closed"),
        )
        .with_hint("the server went away or ended the session; it is opened again");
    }
    let said = error.to_string();
    let cause = error.source().map(|cause| text::clean(&cause.to_string()));
    match said.as_str() {
        "authentication error" => authentication(doing, cause.as_deref()),
        "invalid configuration" => match cause.as_deref() {
            Some("password missing") => {
                Failure::new(FailureKind::Authentication, format!("{doing}: the server wants a password"))
                    .with_hint("none was found in the connection string, the service file, PGPASSWORD or the password file")
            }
            other => Failure::new(FailureKind::Other, join(doing, &said, other)),
        },
        "error performing TLS handshake" => {
            Failure::new(FailureKind::Unreachable, join(doing, "TLS", cause.as_deref()))
                .with_hint("sslmode says whether TLS is asked for")
        }
        _ if said.starts_with("error deserializing column")
            || said.starts_with("invalid column")
            || said == "query returned an unexpected number of columns" =>
        {
            Failure::new(FailureKind::Shape, join(doing, &said, cause.as_deref()))
        }
        _ => match find::<io::Error>(error) {
            Some(io) => io_failure(io, doing),
            None => Failure::new(
                if is_connection_error(error) { FailureKind::Unreachable } else { FailureKind::Other },
                join(doing, &said, cause.as_deref()),
            ),
        },
    }
}

/// Whether the error leaves the connection in a state that nobody knows.
pub(super) fn is_connection_error(error: &tokio_postgres::Error) -> bool {
    find::<io::Error>(error).is_some()
        || matches!(
            error.to_string().as_str(),
            "unexpected message from server" | "error parsing response from server"
        )
}

/// The first error of type `T` in the chain of causes, looking into `io::Error` too.
fn find<'error, T: StdError + 'static>(
    error: &'error (dyn StdError + 'static),
) -> Option<&'error T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        next = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}

/// A login that failed between the driver and the server.
fn authentication(doing: &str, cause: Option<&str>) -> Failure {
    let failure = Failure::new(FailureKind::Authentication, join(doing, "login", cause));
    match cause {
        Some("server did not use channel binding") => failure.with_hint(
            "channel_binding=require needs TLS, a SCRAM password and a certificate signed with RSA or ECDSA",
        ),
        Some("unsupported authentication method" | "unsupported SASL mechanism") => failure
            .with_hint("only passwords (SCRAM, md5, cleartext), certificates and trust are supported"),
        _ => failure,
    }
}

/// An error of the operating system, in the words a person looks for.
pub(super) fn io_failure(error: &io::Error, doing: &str) -> Failure {
    let (what, hint) = match error.kind() {
        io::ErrorKind::ConnectionRefused => {
            ("nobody listens there", Some("is the server running, and are host and port right?"))
        }
        io::ErrorKind::NotFound => {
            ("there is no such socket", Some("is the server running, and is PGHOST right?"))
        }
        io::ErrorKind::PermissionDenied => ("the system does not let us connect there", None),
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::UnexpectedEof => ("the connection was cut", None),
        io::ErrorKind::TimedOut => ("no answer from the network", None),
        _ => {
            let said = text::clean(&error.to_string());
            return Failure::new(FailureKind::Unreachable, format!("{doing}: {said}"));
        }
    };
    let failure = Failure::new(FailureKind::Unreachable, format!("{doing}: {what}"));
    with_hint(failure, hint.map(str::to_owned))
}

/// Why TLS failed: which check, and what would pass it.
fn tls_failure(error: &rustls::Error, doing: &str) -> Failure {
    let (what, hint) = words::explain(error);
    with_hint(Failure::new(FailureKind::Unreachable, format!("{doing}: TLS: {what}")), hint)
}

/// `doing: what: cause`, without an empty part.
fn join(doing: &str, what: &str, cause: Option<&str>) -> String {
    match cause {
        Some(cause) => format!("{doing}: {what}: {cause}"),
        None => format!("{doing}: {what}"),
    }
}
