//! TLS as libpq means it, on top of rustls.

mod files;
mod verifier;
pub(in crate::db) mod words;

use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls::version::{TLS12, TLS13};
use rustls_tokio_postgres::MakeRustlsConnect;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};

use super::link::LinkSecurity;
use crate::db::error;
use crate::db::settings::{SslMode, TlsSettings, TlsVersion};
use crate::model::{Failure, FailureKind};

use verifier::{Check, Verifier};

/// The name of PostgreSQL's protocol, which TLS without a question has to carry.
const PROTOCOL_NAME: &[u8] = b"postgresql";

/// Makes TLS connections, and notes whether one was begun: with `prefer` the server decides.
#[derive(Clone)]
pub(crate) struct Maker {
    inner: MakeRustlsConnect,
    security: LinkSecurity,
    begun: Arc<AtomicBool>,
}

impl Maker {
    /// Reads the files and sets TLS up for `mode`, which is not `disable`. Blocks on files.
    pub(super) fn new(settings: &TlsSettings, mode: SslMode) -> Result<Self, Failure> {
        let roots = files::roots(&settings.roots, mode)?;
        let check = match (mode, &roots) {
            (SslMode::VerifyFull, _) => Check::AuthorityAndHost,
            // As libpq: with a root file, `require` is `verify-ca`.
            (SslMode::VerifyCa, _) | (SslMode::Require, Some(_)) => Check::Authority,
            _ => Check::Nothing,
        };
        let security = match check {
            Check::Nothing => LinkSecurity::Unverified,
            Check::Authority => LinkSecurity::AuthorityVerified,
            Check::AuthorityAndHost => LinkSecurity::Verified,
        };
        let versions: &[&rustls::SupportedProtocolVersion] =
            match (settings.oldest, settings.newest) {
                (TlsVersion::V1_3, _) => &[&TLS13],
                (TlsVersion::V1_2, TlsVersion::V1_2) => &[&TLS12],
                (TlsVersion::V1_2, TlsVersion::V1_3) => &[&TLS13, &TLS12],
            };
        // The provider is said outright: the plain builder panics where two are compiled in.
        let provider = Arc::new(ring::default_provider());
        let verifier = Verifier::new(check, roots.unwrap_or_default(), &provider);
        let builder = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(versions)
            .map_err(|error| setup_failed(&error))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier));
        let mut config = match files::client(settings.client.as_ref())? {
            None => builder.with_no_client_auth(),
            Some(client) => builder
                .with_client_auth_cert(client.chain, client.key)
                .map_err(|error| setup_failed(&error))?,
        };
        config.enable_sni = settings.server_name_indication;
        if settings.direct {
            config.alpn_protocols = vec![PROTOCOL_NAME.to_vec()];
        }
        Ok(Self {
            inner: MakeRustlsConnect::new(config),
            security,
            begun: Arc::new(AtomicBool::new(false)),
        })
    }

    /// The same maker with a note of its own.
    pub(super) fn watched(&self) -> Self {
        Self { begun: Arc::new(AtomicBool::new(false)), ..self.clone() }
    }

    /// Whether the server wanted TLS and the handshake began.
    pub(super) fn has_begun(&self) -> bool {
        self.begun.load(Ordering::Relaxed)
    }

    /// The protection that a finished handshake gives.
    pub(super) fn security(&self) -> LinkSecurity {
        self.security
    }
}

impl fmt::Debug for Maker {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Maker").field("security", &self.security).finish_non_exhaustive()
    }
}

type Connect<S> = <MakeRustlsConnect as MakeTlsConnect<S>>::TlsConnect;

impl<S> MakeTlsConnect<S> for Maker
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    type Stream = <MakeRustlsConnect as MakeTlsConnect<S>>::Stream;
    type TlsConnect = Noting<Connect<S>>;
    type Error = io::Error;

    fn make_tls_connect(&mut self, host: &str) -> Result<Self::TlsConnect, io::Error> {
        let inner = MakeTlsConnect::<S>::make_tls_connect(&mut self.inner, host)?;
        Ok(Noting { inner, begun: Arc::clone(&self.begun) })
    }
}

/// A handshake to be, which notes that it begins.
pub(crate) struct Noting<C> {
    inner: C,
    begun: Arc<AtomicBool>,
}

impl<S, C> TlsConnect<S> for Noting<C>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    C: TlsConnect<S>,
    C::Future: Send + 'static,
{
    type Stream = C::Stream;
    type Error = C::Error;
    type Future = Pin<Box<dyn Future<Output = Result<C::Stream, C::Error>> + Send>>;

    fn connect(self, stream: S) -> Self::Future {
        self.begun.store(true, Ordering::Relaxed);
        Box::pin(self.inner.connect(stream))
    }
}

/// TLS could not even be set up.
fn setup_failed(error: &rustls::Error) -> Failure {
    let (what, hint) = words::explain(error);
    error::with_hint(Failure::new(FailureKind::Unreachable, format!("TLS: {what}")), hint)
}
