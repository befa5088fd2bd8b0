//! Delivery of answers to the client, and delivery faults.

use std::{future, io};

use axum::body::{Body, Bytes};
use http::{Response, header};
use tokio::{io::AsyncWriteExt, net::tcp::OwnedWriteHalf, time::sleep};

use super::connection::ConnectionWriter;
use crate::{fault::Travel, gateway::Answer};

/// Delivers an answer. Without a delivery fault, returns the answer, which the HTTP server then
/// sends. With a delivery fault, sends the answer here, and the returned response never reaches the
/// client.
pub(crate) async fn deliver(answer: Answer, writer: &ConnectionWriter) -> Response<Body> {
    let Answer {
        response,
        delay,
        travel,
    } = answer;
    if !delay.is_zero() {
        sleep(delay).await;
    }
    let Some(travel) = travel else {
        return response.map(Body::from);
    };
    if let Some(writer) = writer.take() {
        // Write errors are ignored, because the client may disconnect at any time. Some faults,
        // such as an endless body, continue until the client disconnects.
        let _left = send(writer, &response, travel).await;
    }
    Response::default()
}

async fn send(
    mut writer: OwnedWriteHalf,
    response: &Response<Bytes>,
    travel: Travel,
) -> io::Result<()> {
    let head = head(response, content_length(response.body(), travel));
    let head = head.as_slice();
    let body = response.body().as_ref();
    let (half_head, _) = head.split_at(head.len() / 2);
    let (half_body, _) = body.split_at(body.len() / 2);
    match travel {
        Travel::ResetBeforeAnswer => reset(writer),
        Travel::ResetInHeaders => {
            writer.write_all(half_head).await?;
            reset(writer)
        }
        Travel::ResetInBody => {
            writer.write_all(head).await?;
            writer.write_all(half_body).await?;
            reset(writer)
        }
        Travel::CutOff => {
            writer.write_all(head).await?;
            writer.write_all(half_body).await
        }
        Travel::NoAnswer => future::pending().await,
        Travel::Drip { interval } => {
            for byte in head.iter().chain(body) {
                writer.write_all(&[*byte]).await?;
                sleep(interval).await;
            }
            Ok(())
        }
        Travel::ContentLengthOffBy(difference) => {
            writer.write_all(head).await?;
            writer.write_all(body).await?;
            if difference > 0 {
                future::pending().await
            } else {
                Ok(())
            }
        }
        Travel::Padded { length, .. } => {
            writer.write_all(head).await?;
            writer.write_all(body).await?;
            let spaces = length.map_or(u64::MAX, |length| length.saturating_sub(body.len() as u64));
            send_spaces(writer, spaces).await
        }
    }
}

async fn send_spaces(mut writer: OwnedWriteHalf, mut count: u64) -> io::Result<()> {
    let spaces = [b' '; 16 * 1024];
    while count > 0 {
        let wanted = usize::try_from(count).unwrap_or(usize::MAX);
        let written = writer
            .write(spaces.get(..wanted).unwrap_or(&spaces))
            .await?;
        count = count.saturating_sub(written as u64);
    }
    Ok(())
}

/// Ends the connection with a reset.
fn reset(writer: OwnedWriteHalf) -> io::Result<()> {
    writer.as_ref().set_zero_linger()?;
    // Dropping the writer would shut down the write half, so the client would see a normal end
    // before the reset.
    writer.forget();
    Ok(())
}

/// The value of `Content-Length`; `None` omits the header.
fn content_length(body: &[u8], travel: Travel) -> Option<u64> {
    let length = body.len() as u64;
    match travel {
        Travel::ContentLengthOffBy(difference) => Some(length.saturating_add_signed(difference)),
        Travel::Padded {
            length: padded,
            announced: true,
        } => padded.map(|padded| padded.max(length)),
        Travel::Padded { .. } => None,
        _ => Some(length),
    }
}

/// The status line and the headers, including `Connection: close`, because the connection ends with
/// the answer.
fn head(response: &Response<Bytes>, content_length: Option<u64>) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {}\r\n", response.status()).into_bytes();
    for (name, value) in response.headers() {
        if name != header::CONTENT_LENGTH {
            push_header(&mut head, name.as_str(), value.as_bytes());
        }
    }
    if let Some(length) = content_length {
        push_header(&mut head, "content-length", length.to_string().as_bytes());
    }
    push_header(&mut head, "connection", b"close");
    head.extend(b"\r\n");
    head
}

fn push_header(head: &mut Vec<u8>, name: &str, value: &[u8]) {
    head.extend(name.as_bytes());
    head.extend(b": ");
    head.extend(value);
    head.extend(b"\r\n");
}
