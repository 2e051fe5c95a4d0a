//! Takes connections, so many at a time, and ends them: in order when the service stops, and at once where a client keeps
//! one without taking what it has asked for.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutWriter;
use tokio_util::sync::CancellationToken;

/// The most connections at a time, where the machine allows as many; more wait until one ends.
const CONNECTIONS: usize = 4096;
/// The files that are left for everything else: the database, a run of the job, the log, the program itself.
const OTHER_FILES: u64 = 64;
/// How long a client may take none of the bytes that are ready for it.
const UNREAD: Duration = Duration::from_secs(30);
/// How many may wait to be taken. A client that finds no room there tries again after a whole second.
const BACKLOG: u32 = 4096;
/// How long a client may take to send its request line and headers, and how long a connection may be idle: longer than
/// the usual time between two scrapes, which use the same one.
const HEADERS: Duration = Duration::from_secs(75);
/// The most bytes of them.
const HEADER_BYTES: usize = 16 * 1024;
/// How long requests that have begun may take when the service stops.
const FAREWELL: Duration = Duration::from_secs(5);
/// How long to wait where the machine gives no more connections.
const PAUSE: Duration = Duration::from_millis(100);

/// Listens on an address.
///
/// # Errors
/// What the system says.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // A service that is started again finds its port still in use by what the last one closed.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// How much clients may keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most connections at a time.
    pub connections: usize,
    /// How long a client may take none of the bytes that are ready for it.
    pub unread: Duration,
}

impl Limits {
    /// What this process may do, after it has asked for as many files as it may have. A connection that is taken without
    /// a file for it fails, and so do then the files of everything else.
    pub fn of_process() -> Self {
        let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
        let raised = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
        let files = if raised.is_ok() { maximum } else { current };
        let connections = files.map_or(CONNECTIONS, connections_for);
        if connections < CONNECTIONS {
            tracing::warn!("{connections} connections at a time: the limit of files is low");
        }
        Self { connections, unread: UNREAD }
    }
}

/// How many connections a number of files allows.
fn connections_for(files: u64) -> usize {
    let left = files.saturating_sub(OTHER_FILES).max(1);
    usize::try_from(left).unwrap_or(CONNECTIONS).min(CONNECTIONS)
}

/// Answers on `listener` until `token` is cancelled.
pub async fn listen(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    token: CancellationToken,
) {
    let graceful = GracefulShutdown::new();
    let room = std::sync::Arc::new(Semaphore::new(limits.connections));
    loop {
        let accepted = tokio::select! {
            biased;
            () = token.cancelled() => break,
            accepted = accept(&listener, &room) => accepted,
        };
        let Some((stream, place)) = accepted else { continue };
        let answers = router.clone();
        let service = hyper::service::service_fn(move |request: Request<Incoming>| {
            answer(answers.clone(), request)
        });
        let mut stream = TimeoutWriter::new(stream);
        stream.set_timeout(Some(limits.unread));
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADERS)
            .max_buf_size(HEADER_BYTES)
            .serve_connection(TokioIo::new(Box::pin(stream)), service);
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = watched.await {
                tracing::debug!(%error, "a connection ended");
            }
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(FAREWELL, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests were cut off that took longer than {FAREWELL:?}");
    }
}

async fn accept(
    listener: &TcpListener,
    room: &std::sync::Arc<Semaphore>,
) -> Option<(TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let place = std::sync::Arc::clone(room).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _)) => {
            // Without it an answer can wait for the acknowledgement of the one before.
            let _ = stream.set_nodelay(true);
            Some((stream, place))
        }
        Err(error) if is_of_one_connection(&error) => None,
        Err(error) => {
            tracing::warn!(%error, "no connection can be taken now");
            tokio::time::sleep(PAUSE).await;
            None
        }
    }
}

/// Whether it says nothing about the next connection.
fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}

async fn answer(
    mut router: Router,
    request: Request<Incoming>,
) -> Result<axum::response::Response, Infallible> {
    tower_service::Service::call(&mut router, request.map(Body::new)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_connections_are_taken_as_there_are_files_for() {
        assert_eq!(connections_for(1_048_576), CONNECTIONS);
        assert_eq!(connections_for(1_024), 960);
        assert_eq!(connections_for(64), 1);
    }
}
