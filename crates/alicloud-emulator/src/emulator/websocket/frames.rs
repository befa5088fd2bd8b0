//! Frames of the client and the server.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

/// The maximum number of bytes in a message of the client.
const MAX_MESSAGE: u64 = 64 * 1024;

const CONTINUATION: u8 = 0x0;
const TEXT: u8 = 0x1;
const BINARY: u8 = 0x2;
const CLOSE: u8 = 0x8;
const PING: u8 = 0x9;
const PONG: u8 = 0xA;

/// A received frame, as far as it matters to the emulator.
pub(super) enum Frame {
    /// A ping with its payload.
    Ping(Vec<u8>),
    /// A close frame, with the code to answer.
    Close(u16),
    /// A frame that needs no answer.
    Dropped,
}

/// The code and the reason with which to close a session after a wrong frame.
pub(super) struct Refusal {
    pub(super) code: u16,
    pub(super) reason: &'static str,
}

const fn protocol_error(reason: &'static str) -> Refusal {
    Refusal { code: 1002, reason }
}

/// The state of the message that the client is sending.
#[derive(Default)]
pub(super) struct Session {
    /// The length of the fragments so far, or `None` between messages.
    unfinished: Option<u64>,
}

/// Reads one frame. The payload of data frames is dropped, so text is not checked for UTF-8.
pub(super) async fn read(
    reader: &mut (impl AsyncRead + Unpin),
    session: &mut Session,
) -> io::Result<Result<Frame, Refusal>> {
    let first = reader.read_u8().await?;
    let second = reader.read_u8().await?;
    let is_final = first & 0x80 != 0;
    let opcode = first & 0x0F;
    let short = second & 0x7F;
    if first & 0x70 != 0 {
        return Ok(Err(protocol_error("a reserved bit is set")));
    }
    if second & 0x80 == 0 {
        return Ok(Err(protocol_error("the frame is not masked")));
    }
    let length = match short {
        126 => u64::from(reader.read_u16().await?),
        127 => reader.read_u64().await?,
        short => u64::from(short),
    };
    let is_shortest = match short {
        126 => length > 125,
        127 => length > u64::from(u16::MAX),
        _ => true,
    };
    if !is_shortest {
        return Ok(Err(protocol_error("the length has more bytes than needed")));
    }
    match (opcode, session.unfinished) {
        (CLOSE | PING | PONG, _) if is_final && length <= 125 => {}
        (CLOSE | PING | PONG, _) => {
            let reason = "the control frame is fragmented or too long";
            return Ok(Err(protocol_error(reason)));
        }
        (CONTINUATION, Some(_)) | (TEXT | BINARY, None) => {
            let total = session
                .unfinished
                .unwrap_or_default()
                .saturating_add(length);
            if total > MAX_MESSAGE {
                let reason = "the message is longer than 64 KiB";
                return Ok(Err(Refusal { code: 1009, reason }));
            }
            session.unfinished = (!is_final).then_some(total);
        }
        (CONTINUATION | TEXT | BINARY, _) => {
            return Ok(Err(protocol_error("the order of the fragments is wrong")));
        }
        _ => return Ok(Err(protocol_error("the opcode is unknown"))),
    }

    let mut mask = [0; 4];
    reader.read_exact(&mut mask).await?;
    // The checks above limit the length to 64 KiB.
    let mut payload = vec![0; usize::try_from(length).unwrap_or_default()];
    reader.read_exact(&mut payload).await?;
    for (byte, mask) in payload.iter_mut().zip(mask.iter().cycle()) {
        *byte ^= mask;
    }
    Ok(match opcode {
        CLOSE => close_code(&payload).map(Frame::Close),
        PING => Ok(Frame::Ping(payload)),
        _ => Ok(Frame::Dropped),
    })
}

/// The code with which to answer a close frame.
fn close_code(payload: &[u8]) -> Result<u16, Refusal> {
    if payload.is_empty() {
        return Ok(1000);
    }
    let invalid = protocol_error("the close code or reason is not valid");
    let Some((code, reason)) = payload.split_first_chunk() else {
        return Err(invalid);
    };
    let code = u16::from_be_bytes(*code);
    let is_valid = matches!(code, 1000..=1003 | 1007..=1011 | 3000..=4999);
    if is_valid && std::str::from_utf8(reason).is_ok() {
        Ok(code)
    } else {
        Err(invalid)
    }
}

pub(super) fn text(text: &str) -> Vec<u8> {
    written(TEXT, text.as_bytes())
}

pub(super) fn pong(payload: &[u8]) -> Vec<u8> {
    written(PONG, payload)
}

pub(super) fn close(code: u16, reason: &str) -> Vec<u8> {
    written(CLOSE, &[&code.to_be_bytes(), reason.as_bytes()].concat())
}

/// Encodes a final frame without a mask, because servers don't mask their frames. The emulator
/// sends at most 125 bytes of payload; longer payloads are cut off.
fn written(opcode: u8, payload: &[u8]) -> Vec<u8> {
    let payload = payload.get(..125).unwrap_or(payload);
    let length = u8::try_from(payload.len()).unwrap_or_default();
    let mut frame = vec![0x80 | opcode, length];
    frame.extend(payload);
    frame
}
