//! Connections: as many as the machine allows, and none for a client that keeps one without taking its answer.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use scoutwatch::serve::{Limits, bind, listen};
use tokio_util::sync::CancellationToken;

use super::{PATIENCE, Served};
use crate::http;
use crate::installed::{Contents, database_with};

/// The binary with another limit of open files.
fn with_files(limit: &str) -> Command {
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", &format!("ulimit {limit} && exec \"$0\" \"$@\"")])
        .arg(env!("CARGO_BIN_EXE_scoutwatch"));
    command
}

/// Connections on which an answer has come and nothing else is asked for.
fn idle(server: SocketAddr, number: usize) -> Vec<TcpStream> {
    let one = |_| {
        let mut stream = TcpStream::connect_timeout(&server, PATIENCE).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let mut first = [0; 12];
        stream.read_exact(&mut first).unwrap();
        assert_eq!(&first, b"HTTP/1.1 200");
        stream
    };
    (0..number).map(one).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_low_limit_of_files_is_raised_as_far_as_it_may_be() {
    let url = database_with(Contents::Empty).await.url;
    let served = Served::by(with_files("-S -n 80"), &url, &[]);
    let kept = idle(served.address(), 200);
    assert_eq!(served.get("/healthz").status, 200);
    drop(kept);
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_cannot_take_the_files_that_the_poll_needs() {
    let database = database_with(Contents::Empty).await;
    let owner = database.connect().await;
    let served = Served::by(with_files("-n 128"), &database.url, &[]);
    served.until("/readyz", "it is ready", |answer| answer.status == 200).await;
    // All that there is room for but one, and then more than are taken.
    let mut kept = idle(served.address(), 63);
    kept.extend((0..200).map(|_| TcpStream::connect_timeout(&served.address(), PATIENCE).unwrap()));
    // The poll loses its connection, and needs a file for the next one.
    let ended = "select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()";
    owner.batch_execute(ended).await.unwrap();
    tokio::time::sleep(Duration::from_secs(3)).await;
    let mut text = String::new();
    for asking in &mut kept[..40] {
        asking.write_all(&http::request("GET", "/metrics", &[], "")).unwrap();
        text.clear();
        asking.read_to_string(&mut text).unwrap();
        if text.contains("\nscoutwatch_up 1\n") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    panic!("the poll has no connection: {text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_never_takes_its_answer_is_cut_off() {
    let large = "x".repeat(64 << 20);
    let router = Router::new()
        .route("/large", get(async move || large))
        .route("/small", get(async || "small"));
    let listener = bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let server = listener.local_addr().unwrap();
    let token = CancellationToken::new();
    // One connection at a time: whoever comes second waits for the end of the first.
    let limits = Limits { connections: 1, unread: Duration::from_millis(300) };
    let serving = tokio::spawn(listen(listener, router, limits, token.clone()));
    let small = tokio::task::spawn_blocking(move || {
        let mut greedy = TcpStream::connect(server).unwrap();
        greedy.write_all(&http::request("GET", "/large", &[], "")).unwrap();
        let small = http::get(server, "/small");
        drop(greedy);
        small
    });
    let small = tokio::time::timeout(PATIENCE, small).await.unwrap().unwrap();
    assert_eq!((small.status, small.body.as_str()), (200, "small"));
    token.cancel();
    serving.await.unwrap();
}
