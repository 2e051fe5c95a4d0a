//! Whether a server's certificate is good enough for the mode.

use std::fmt;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

/// What is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Check {
    /// Nothing: any certificate will do (`prefer`, `require`).
    Nothing,
    /// That a known authority signed it (`verify-ca`).
    Authority,
    /// That, and that it is for this host (`verify-full`).
    AuthorityAndHost,
}

/// The certificates that are trusted.
pub(super) struct Trust {
    /// The authorities.
    pub(super) roots: RootCertStore,
    /// The same certificates to the byte: a server that shows one of them is trusted although it is no
    /// authority's subject. OpenSSL does so too, and many a server's certificate is self-signed.
    pub(super) pinned: Vec<CertificateDer<'static>>,
}

impl Default for Trust {
    fn default() -> Self {
        Self { roots: RootCertStore::empty(), pinned: Vec::new() }
    }
}

/// The check as rustls wants it.
pub(super) struct Verifier {
    check: Check,
    trust: Trust,
    algorithms: WebPkiSupportedAlgorithms,
}

impl Verifier {
    pub(super) fn new(check: Check, trust: Trust, provider: &Arc<CryptoProvider>) -> Self {
        Self { check, trust, algorithms: provider.signature_verification_algorithms }
    }

    /// Whether a known authority signed the certificate and it is valid now.
    fn check_authority(
        &self,
        leaf: &CertificateDer<'_>,
        parsed: &ParsedCertificate<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<(), Error> {
        let outcome = verify_server_cert_signed_by_trust_anchor(
            parsed,
            &self.trust.roots,
            intermediates,
            now,
            self.algorithms.all,
        );
        let Err(error) = outcome else { return Ok(()) };
        // The dates are looked at before the signer, so a pinned certificate that has run out is refused.
        let out_of_date = matches!(
            error,
            Error::InvalidCertificate(
                CertificateError::Expired
                    | CertificateError::ExpiredContext { .. }
                    | CertificateError::NotValidYet
                    | CertificateError::NotValidYetContext { .. }
            )
        );
        let pinned = self.trust.pinned.iter().any(|known| known.as_ref() == leaf.as_ref());
        if pinned && !out_of_date { Ok(()) } else { Err(error) }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        host: &ServerName<'_>,
        _revocation: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if self.check != Check::Nothing {
            let parsed = ParsedCertificate::try_from(leaf)?;
            self.check_authority(leaf, &parsed, intermediates, now)?;
            if self.check == Check::AuthorityAndHost {
                verify_server_name(&parsed, host)?;
            }
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Verifier").field("check", &self.check).finish_non_exhaustive()
    }
}
