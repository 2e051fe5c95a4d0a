//! The task behind each connection, which moves its bytes.

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinHandle;
use tokio_postgres::tls::{MakeTlsConnect, TlsStream};
use tokio_postgres::{AsyncMessage, Client, Config, Socket};

use crate::db::error;
use crate::model::text;

/// Connects and sets the task going that moves the connection's bytes.
pub(super) async fn connect<T>(
    config: &Config,
    tls: T,
) -> Result<(Client, JoinHandle<()>), tokio_postgres::Error>
where
    T: MakeTlsConnect<Socket>,
    T::Stream: TlsStream + AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (client, connection) = config.connect(tls).await?;
    Ok((client, tokio::spawn(drive(connection))))
}

/// Moves the bytes of a connection until it ends. Notices go to the log, cleaned.
async fn drive<S>(mut connection: tokio_postgres::Connection<Socket, S>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    loop {
        match std::future::poll_fn(|context| connection.poll_message(context)).await {
            Some(Ok(AsyncMessage::Notice(notice))) => {
                tracing::debug!(
                    severity = notice.severity(),
                    sqlstate = notice.code().code(),
                    "notice: {}",
                    text::clean(notice.message())
                );
            }
            Some(Ok(_)) => {}
            Some(Err(error)) => {
                let failure = error::classify(&error, "connection");
                tracing::debug!(%failure, "a connection ended");
                return;
            }
            None => return,
        }
    }
}
