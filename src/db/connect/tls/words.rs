//! TLS errors in the words of the person who has to mend them.

use rustls::{CertificateError, Error, PeerIncompatible};

use crate::model::text;

/// What failed, and what would help.
pub(crate) fn explain(error: &Error) -> (String, Option<String>) {
    let (what, hint): (String, Option<&str>) = match error {
        Error::InvalidCertificate(error) => return certificate(error),
        Error::AlertReceived(alert) => (
            format!("the server ended the handshake ({alert:?})"),
            Some("it may want a client certificate: sslcert and sslkey"),
        ),
        Error::PeerIncompatible(PeerIncompatible::ServerDoesNotSupportTls12Or13) => {
            ("the server speaks only TLS older than 1.2".to_owned(), None)
        }
        Error::NoApplicationProtocol => (
            "the server does not take TLS without asking first".to_owned(),
            Some("sslnegotiation=direct needs PostgreSQL 17"),
        ),
        other => (text::clean(&other.to_string()), None),
    };
    (what, hint.map(str::to_owned))
}

/// What is wrong with a certificate.
fn certificate(error: &CertificateError) -> (String, Option<String>) {
    let (what, hint) = match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => (
            "the server's certificate has expired".to_owned(),
            "renew it; or is the clock right?".to_owned(),
        ),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => (
            "the server's certificate is not valid yet".to_owned(),
            "is the clock right?".to_owned(),
        ),
        CertificateError::UnknownIssuer => (
            "the server's certificate is of an unknown authority".to_owned(),
            "sslrootcert must name the authority's certificate, or the server's own".to_owned(),
        ),
        CertificateError::NotValidForNameContext { expected, presented } => {
            let expected = text::clean(&expected.to_str());
            if presented.is_empty() {
                (
                    format!("the server's certificate names no host, so not {expected}"),
                    "a subject's common name does not count: it needs a subjectAltName; \
                     or use sslmode=verify-ca"
                        .to_owned(),
                )
            } else {
                let presented: Vec<String> = presented.iter().map(|name| bare(name)).collect();
                (
                    format!("the server's certificate is not for {expected}"),
                    format!("it is for {}; connect by that name", presented.join(", ")),
                )
            }
        }
        CertificateError::NotValidForName => (
            "the server's certificate is not for this host".to_owned(),
            "connect by the name in the certificate, or use sslmode=verify-ca".to_owned(),
        ),
        CertificateError::BadEncoding => (
            "the server's certificate cannot be read".to_owned(),
            "only X.509 version 3 certificates are taken".to_owned(),
        ),
        other => return unnamed(other),
    };
    (what, Some(hint))
}

/// What rustls passes on from below it, which can only be told by its words; tests hold them in step.
fn unnamed(error: &CertificateError) -> (String, Option<String>) {
    let said = text::clean(&Error::InvalidCertificate(error.clone()).to_string());
    if said.contains("CaUsedAsEndEntity") {
        (
            "the server's certificate is of an unknown authority: itself".to_owned(),
            Some("sslrootcert must name this very certificate".to_owned()),
        )
    } else if said.contains("UnsupportedCertVersion") {
        (
            "the certificate is X.509 version 1".to_owned(),
            Some("only version 3 is taken; issue it with an extension".to_owned()),
        )
    } else {
        (said, None)
    }
}

/// `db1.example` of `DnsName("db1.example")`, as rustls words a name in a certificate.
fn bare(presented: &str) -> String {
    let inside = presented.split_once('(').and_then(|(_, rest)| rest.rsplit_once(')'));
    let name = inside.map_or(presented, |(name, _)| name);
    text::clean(name.trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presented_names_are_bare_and_clean() {
        assert_eq!(bare("DnsName(\"db1.example\")"), "db1.example");
        assert_eq!(bare("IpAddress(10.0.0.1)"), "10.0.0.1");
        assert_eq!(bare("odd\u{1b}"), "odd\\u{1b}");
    }
}
