//! The WebSocket (RFC 6455) that opens a `VncUrl`: the handshake and one session without a
//! terminal.

mod frames;
mod handshake;

use std::{io, time::Duration};

use http::HeaderMap;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::tcp::{OwnedReadHalf, OwnedWriteHalf},
    time::timeout,
};

use self::frames::{Frame, Refusal, Session};
pub(super) use self::handshake::{is_websocket, refusal};
use crate::ecs::VncOpening;

/// The default of the time without a frame after which a session ends. The real service uses the
/// same time.
pub(super) const IDLE: Duration = Duration::from_secs(60);

/// The time in which the client must read and answer a close frame.
const CLOSING: Duration = Duration::from_secs(2);

/// The number of bytes that are read and dropped after a close frame was sent.
const MAX_DRAINED: u64 = 1024 * 1024;

/// Accepts a handshake and serves the session until it ends. Write and read errors end the session,
/// because the client may disconnect at any time.
pub(super) async fn serve(
    headers: &HeaderMap,
    opening: VncOpening,
    idle: Duration,
    reader: OwnedReadHalf,
    mut writer: OwnedWriteHalf,
) {
    let _left = session(headers, opening, idle, reader, &mut writer).await;
}

async fn session(
    headers: &HeaderMap,
    opening: VncOpening,
    idle: Duration,
    mut reader: OwnedReadHalf,
    writer: &mut OwnedWriteHalf,
) -> io::Result<()> {
    writer
        .write_all(handshake::acceptance(headers).as_bytes())
        .await?;
    let (code, reason) = match opening {
        VncOpening::Valid { left } => {
            let greeting = format!(r#"{{"secondsLeft":{:.3}}}"#, left.as_secs_f64());
            writer.write_all(&frames::text(&greeting)).await?;
            talk(&mut reader, writer, idle).await?
        }
        VncOpening::Expired => (4410, "expired"),
        VncOpening::Unknown => (4404, "unknown"),
        VncOpening::EncodedWrongly => (
            4400,
            "encoded wrongly: the token in the VncUrl must be percent-encoded once",
        ),
    };
    let closing = async {
        writer.write_all(&frames::close(code, reason)).await?;
        writer.shutdown().await?;
        // Unread bytes would reset the connection, and the client might lose the close frame.
        let mut rest = reader.take(MAX_DRAINED);
        tokio::io::copy(&mut rest, &mut tokio::io::sink()).await
    };
    // A client that reads nothing must not keep the connection.
    let _slow = timeout(CLOSING, closing).await;
    Ok(())
}

/// Answers pings, drops data, and returns the code and reason with which to close the session.
async fn talk(
    reader: &mut OwnedReadHalf,
    writer: &mut OwnedWriteHalf,
    idle: Duration,
) -> io::Result<(u16, &'static str)> {
    let mut session = Session::default();
    loop {
        let step = async {
            let frame = match frames::read(reader, &mut session).await? {
                Ok(frame) => frame,
                Err(Refusal { code, reason }) => return Ok(Some((code, reason))),
            };
            match frame {
                Frame::Ping(payload) => {
                    writer.write_all(&frames::pong(&payload)).await?;
                    Ok(None)
                }
                Frame::Close(code) => Ok(Some((code, ""))),
                Frame::Dropped => Ok(None),
            }
        };
        match timeout(idle, step).await {
            Ok(Ok(None)) => {}
            Ok(Ok(Some(closing))) => return Ok(closing),
            Ok(Err(error)) => return Err(error),
            Err(_) => return Ok((1000, "no frame arrived within the idle timeout")),
        }
    }
}
