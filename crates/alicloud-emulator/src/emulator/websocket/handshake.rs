//! The opening handshake.

use axum::body::Body;
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{
    HeaderMap, HeaderName, HeaderValue, Response, StatusCode,
    header::{CONNECTION, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE},
};
use sha1::{Digest, Sha1};

/// The text that RFC 6455 appends to the key.
const GUID: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// Whether the client asks for a WebSocket.
pub(in crate::emulator) fn is_websocket(headers: &HeaderMap) -> bool {
    lists(headers, &UPGRADE, "websocket")
}

/// The response to a handshake that RFC 6455 does not allow, or `None` for a valid handshake.
pub(in crate::emulator) fn refusal(headers: &HeaderMap) -> Option<Response<Body>> {
    let version = headers
        .get(SEC_WEBSOCKET_VERSION)
        .map(HeaderValue::as_bytes);
    let (status, problem) = if !lists(headers, &CONNECTION, "upgrade") {
        let problem = "the header Connection must contain Upgrade\n";
        (StatusCode::BAD_REQUEST, problem)
    } else if !headers.get(SEC_WEBSOCKET_KEY).is_some_and(is_key) {
        let problem = "Sec-WebSocket-Key must be 16 bytes in Base64\n";
        (StatusCode::BAD_REQUEST, problem)
    } else if version != Some(b"13") {
        let problem = "Sec-WebSocket-Version must be 13\n";
        (StatusCode::UPGRADE_REQUIRED, problem)
    } else {
        return None;
    };
    let mut response = Response::new(Body::from(problem));
    *response.status_mut() = status;
    let version = HeaderValue::from_static("13");
    response
        .headers_mut()
        .insert(SEC_WEBSOCKET_VERSION, version);
    Some(response)
}

/// The head of the response that accepts a valid handshake.
pub(super) fn acceptance(headers: &HeaderMap) -> String {
    let key = headers.get(SEC_WEBSOCKET_KEY);
    let key = key.map_or(&b""[..], HeaderValue::as_bytes);
    let hash = Sha1::new().chain_update(key).chain_update(GUID).finalize();
    let accept = STANDARD.encode(hash);
    format!(
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n\
         sec-websocket-accept: {accept}\r\n\r\n"
    )
}

fn is_key(value: &HeaderValue) -> bool {
    let key = STANDARD.decode(value.as_bytes());
    key.is_ok_and(|key| key.len() == 16)
}

/// Whether a comma-separated header contains `word` in any letter case.
fn lists(headers: &HeaderMap, name: &HeaderName, word: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|listed| listed.trim().eq_ignore_ascii_case(word))
}
