//! The files that TLS needs: authorities, and the client's own certificate and key.

use std::path::Path;

use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::verifier::Trust;
use crate::db::settings::{ClientCertificate, Roots, SslMode};
use crate::model::{Failure, FailureKind, text};

/// The client's own certificate with its authorities, and its key.
pub(super) struct Client {
    pub(super) chain: Vec<CertificateDer<'static>>,
    pub(super) key: PrivateKeyDer<'static>,
}

/// The certificates to trust in a mode; `None` where the mode verifies nothing.
pub(super) fn roots(roots: &Roots, mode: SslMode) -> Result<Option<Trust>, Failure> {
    if mode < SslMode::Require {
        return Ok(None);
    }
    match roots {
        Roots::System => system().map(Some),
        Roots::File(path) => from_file(path).map(Some),
        Roots::Default(Some(path)) if path.exists() => from_file(path).map(Some),
        Roots::Default(path) => match mode {
            SslMode::VerifyFull => system().map(Some),
            SslMode::VerifyCa => Err(failure(
                "TLS: sslmode verify-ca needs a root certificate",
                &match path {
                    Some(path) => format!("set sslrootcert, or put one at {}", path.display()),
                    None => "set sslrootcert".to_owned(),
                },
            )),
            _ => Ok(None),
        },
    }
}

/// The operating system's authorities.
fn system() -> Result<Trust, Failure> {
    let found = rustls_native_certs::load_native_certs();
    let mut store = RootCertStore::empty();
    let (added, _unreadable) = store.add_parsable_certificates(found.certs);
    if added == 0 {
        return Err(failure(
            "TLS: the operating system has no root certificates",
            "install them (ca-certificates), set SSL_CERT_FILE, or set sslrootcert",
        ));
    }
    Ok(Trust { roots: store, pinned: Vec::new() })
}

/// The certificates of a PEM file.
fn from_file(path: &Path) -> Result<Trust, Failure> {
    let certificates = certificates(path, "sslrootcert")?;
    let mut store = RootCertStore::empty();
    // One that cannot be an authority can still be the server's own.
    let _counts = store.add_parsable_certificates(certificates.iter().cloned());
    Ok(Trust { roots: store, pinned: certificates })
}

/// The client's certificate and key, if there are any.
pub(super) fn client(files: Option<&ClientCertificate>) -> Result<Option<Client>, Failure> {
    let Some(files) = files else { return Ok(None) };
    if !files.named && !files.certificate.exists() {
        return Ok(None);
    }
    let chain = certificates(&files.certificate, "sslcert")?;
    check_mode(&files.key)?;
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| {
        failure(
            &format!(
                "TLS: no private key can be read from {}: {}",
                files.key.display(),
                pem(&error)
            ),
            "sslkey must name an unencrypted PEM file",
        )
    })?;
    Ok(Some(Client { chain, key }))
}

/// All certificates of a PEM file; at least one.
fn certificates(path: &Path, keyword: &str) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let broken = |why: &str| {
        failure(
            &format!("TLS: no certificate can be read from {}: {why}", path.display()),
            &format!("{keyword} must name a PEM file"),
        )
    };
    let found: Result<Vec<_>, _> = CertificateDer::pem_file_iter(path).and_then(Iterator::collect);
    match found {
        Ok(certificates) if certificates.is_empty() => Err(broken("it holds none")),
        Ok(certificates) => Ok(certificates),
        Err(error) => Err(broken(&pem(&error))),
    }
}

/// Refuses a key that others can read, as libpq does; root's may be readable by a group.
fn check_mode(path: &Path) -> Result<(), Failure> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if let Ok(metadata) = std::fs::metadata(path) {
            let forbidden = if metadata.uid() == 0 { 0o037 } else { 0o077 };
            if metadata.mode() & forbidden != 0 {
                return Err(failure(
                    &format!("TLS: the private key {} is not private", path.display()),
                    "run chmod 600 on it",
                ));
            }
        }
    }
    Ok(())
}

/// Why a PEM file cannot be read.
fn pem(error: &rustls::pki_types::pem::Error) -> String {
    match error {
        rustls::pki_types::pem::Error::NoItemsFound => "it holds none".to_owned(),
        rustls::pki_types::pem::Error::Io(error) => error.kind().to_string(),
        other => text::clean(&other.to_string()),
    }
}

fn failure(message: &str, hint: &str) -> Failure {
    Failure::new(FailureKind::Unreachable, text::clean(message)).with_hint(text::clean(hint))
}
