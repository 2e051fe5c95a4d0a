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
                let presented: Vec<String> =
                    presented.iter().map(|name| text::clean(name)).collect();
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
        other => {
            let what = text::clean(&Error::InvalidCertificate(other.clone()).to_string());
            return if what.contains("UnsupportedCertVersion") {
                (
                    "the certificate is X.509 version 1".to_owned(),
                    Some("only version 3 is taken; issue it with an extension".to_owned()),
                )
            } else {
                (what, None)
            };
        }
    };
    (what, Some(hint))
}
