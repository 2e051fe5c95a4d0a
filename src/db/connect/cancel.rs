//! Cancelling a statement on the server.
//!
//! A cancel goes over a connection of its own, to the same address and with the same protection. It is left
//! open until the server closes it: a pooler drops the request of a client that hangs up at once.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, UnixStream};
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{CancelToken, Client, NoTls};

use super::link::{Address, Link};
use crate::db::error;
use crate::db::pool::Deadline;
use crate::model::Failure;

/// The longest time that a cancel may take.
pub const CANCEL_DEADLINE: Duration = Duration::from_secs(3);

/// The right to cancel what runs on one connection.
///
/// A cancel that comes late can hit the next statement of the same connection, so use it only while the
/// connection is held.
#[derive(Clone)]
pub struct Canceller {
    token: CancelToken,
    link: Arc<Link>,
}

impl Canceller {
    /// The canceller of `client`, which was reached over `link`.
    pub(in crate::db) fn new(client: &Client, link: Arc<Link>) -> Self {
        Self { token: client.cancel_token(), link }
    }

    /// Asks the server to stop the statement, and waits until it has taken the request, at most
    /// [`CANCEL_DEADLINE`]. Whether a statement was running is not said.
    ///
    /// # Errors
    /// Why the server could not be asked.
    pub async fn cancel(&self) -> Result<(), Failure> {
        let deadline = Deadline::after(CANCEL_DEADLINE);
        let doing = format!("cancelling on {}", self.link.endpoint());
        match tokio::time::timeout_at(deadline.instant(), self.send(&doing)).await {
            Ok(outcome) => outcome,
            Err(_elapsed) => Err(deadline.passed(&doing)),
        }
    }

    async fn send(&self, doing: &str) -> Result<(), Failure> {
        let connect_failed = |failed: io::Error| error::from_io(&failed, doing);
        match &self.link.route.address {
            Address::Socket(file) => {
                let stream = UnixStream::connect(file).await.map_err(connect_failed)?;
                self.ask(Lingering(stream), doing).await
            }
            Address::Network(address) => {
                let stream = TcpStream::connect(address).await.map_err(connect_failed)?;
                self.ask(Lingering(stream), doing).await
            }
        }
    }

    async fn ask<S>(&self, stream: Lingering<S>, doing: &str) -> Result<(), Failure>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let asked = match &self.link.route.tls {
            None => self.token.cancel_query_raw(stream, NoTls).await,
            Some((maker, host)) => {
                let mut maker = maker.clone();
                let connect = MakeTlsConnect::<Lingering<S>>::make_tls_connect(&mut maker, host)
                    .map_err(|failed| error::from_io(&failed, doing))?;
                self.token.cancel_query_raw(stream, connect).await
            }
        };
        asked.map_err(|failed| error::classify(&failed, doing))
    }
}

impl std::fmt::Debug for Canceller {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Canceller").field("link", &self.link).finish_non_exhaustive()
    }
}

/// A stream whose end waits for the other side to hang up first.
struct Lingering<S>(S);

impl<S: AsyncRead + Unpin> AsyncRead for Lingering<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Lingering<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    /// Reads until the other side hangs up; whatever it says or however it ends, the request was taken.
    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut scratch = [0; 256];
        loop {
            let mut buffer = ReadBuf::new(&mut scratch);
            match ready!(Pin::new(&mut self.0).poll_read(context, &mut buffer)) {
                Ok(()) if !buffer.filled().is_empty() => {}
                Ok(()) | Err(_) => return Poll::Ready(Ok(())),
            }
        }
    }
}
