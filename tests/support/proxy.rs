//! A TCP proxy in the test process, in front of a server's unix socket, which can fall silent.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What the proxy does with bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// Passes them on.
    Pass,
    /// Takes connections and bytes, and passes nothing on: a network that drops packets.
    Silent,
}

/// The proxy; it ends with the test.
pub(crate) struct Proxy {
    address: SocketAddr,
    mode: watch::Sender<Mode>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// Listens on a free loopback port, in front of the unix socket `socket`.
    pub(crate) async fn before(socket: PathBuf) -> Self {
        Self::at(Ipv4Addr::LOCALHOST.into(), socket).await
    }

    /// Listens on a free port of one of this machine's addresses, in front of the unix socket `socket`.
    pub(crate) async fn at(address: IpAddr, socket: PathBuf) -> Self {
        let listener = TcpListener::bind((address, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (mode, watched) = watch::channel(Mode::Pass);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(serve(client, socket.clone(), watched.clone()));
            }
        });
        Self { address, mode, task }
    }

    /// The port it listens on.
    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// From now on nothing passes, on old connections and on new ones.
    pub(crate) fn fall_silent(&self) {
        self.mode.send_replace(Mode::Silent);
    }

    /// From now on everything passes, what was held back too.
    pub(crate) fn speak_again(&self) {
        self.mode.send_replace(Mode::Pass);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(client: TcpStream, socket: PathBuf, mut mode: watch::Receiver<Mode>) {
    if mode.wait_for(|mode| *mode == Mode::Pass).await.is_err() {
        return;
    }
    let Ok(server) = UnixStream::connect(socket).await else { return };
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    tokio::join!(
        pump(from_client, to_server, mode.clone()),
        pump(from_server, to_client, mode.clone())
    );
}

/// Moves bytes one way while the proxy may.
async fn pump(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut mode: watch::Receiver<Mode>,
) {
    let mut buffer = vec![0; 8192];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        let passes = mode.wait_for(|mode| *mode == Mode::Pass).await.is_ok();
        if !passes || to.write_all(&buffer[..count]).await.is_err() {
            break;
        }
    }
    let _ = to.shutdown().await;
}

/// Repeats `check` until it holds; fails the test if it does not within half a minute.
pub(crate) async fn eventually(what: &str, mut check: impl AsyncFnMut() -> bool) {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
    while !check().await {
        assert!(tokio::time::Instant::now() < deadline, "never happened: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
