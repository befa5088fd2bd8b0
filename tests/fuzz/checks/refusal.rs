//! Properties that hold for any error reply about a signature mismatch.

use std::{error, fmt::Write as _};

use alicloud::{
    Call, Draft, Error, Response, Session, Sign,
    error::SignatureDifference,
    http::{Method, StatusCode},
    machine::{Machine as _, Step},
    sign::Stamp,
};
use alicloud_sign::{acs3, hmac_sha1};

type Compare = fn(&str, &str) -> SignatureDifference;

/// A secret. No error may contain [`PIECE`] consecutive bytes of the secret.
const PLANTED: &str = "pL4nT3-token-Zm9vYmFy";
/// The number of consecutive bytes that count as a leak.
const PIECE: usize = 8;

const STRING_TO_SIGN: &str = "POST&%2F&AccessKeyId%3Dtestid%26Action%3DModifyInstanceVncPasswd\
                              %26Name%3Da%2520b%26SecurityToken%3DpL4nT3-token-Zm9vYmFy%26Tag.1.Key%3D";
const CANONICAL_REQUEST: &str = "GET\n/\nInstanceId=i-1&Name=a%20b\nhost:ecs.aliyuncs.com\n\
                                 x-acs-action:Any\nx-acs-security-token:pL4nT3-token-Zm9vYmFy\n\n\
                                 host;x-acs-action;x-acs-security-token\ne3b0c442";

/// The texts that servers put before and after the string that they signed.
const INTRODUCTIONS: [(&str, &str); 3] = [
    ("not matched. server string to sign is:", ""),
    (
        "server StringToSign is [ACS3-HMAC-SHA256\n0] server CanonicalRequest is [",
        "]",
    ),
    (
        "server CanonicalRequest is [",
        "] server StringToSign is []",
    ),
];

/// Compares the client's string to sign with a server's string. The first byte of `data` selects
/// the signature version and the server's introduction. The other bytes select changes that turn
/// the client's string into the server's string.
pub(crate) fn check(data: &[u8]) {
    let Some((first, changes)) = data.split_first() else {
        return;
    };
    // If the changes contain a piece of the secret, an error may show the piece.
    if changes.windows(PIECE).any(|piece| {
        PLANTED
            .as_bytes()
            .windows(PIECE)
            .any(|other| piece == other)
    }) {
        return;
    }
    let (ours, compare): (_, Compare) = match first & 1 {
        0 => (STRING_TO_SIGN, hmac_sha1::difference),
        _ => (CANONICAL_REQUEST, acs3::difference),
    };
    let servers = changed(ours, changes);
    let (difference, back) = (compare(ours, &servers), compare(&servers, ours));
    assert_eq!(difference == SignatureDifference::Secret, ours == servers);
    assert_eq!(back == SignatureDifference::Secret, ours == servers);
    assert_hides_secret(&difference);

    let (before, after) = INTRODUCTIONS[usize::from(first >> 1) % INTRODUCTIONS.len()];
    let message = format!("{before}{servers}{after}");
    let document = serde_json::json!({ "Code": "SignatureDoesNotMatch", "Message": message });
    let error = refused(Signs { ours, compare }, document.to_string());
    assert_hides_secret(&error);
    assert!(error.advice().is_some());
    assert_eq!(error.api().unwrap().message(), message);
}

/// Returns the error of a call that `signer` signs and that a server answers with `document`.
fn refused(signer: Signs, document: String) -> Error {
    let session = Session::new(signer)
        .endpoint("https://ecs.aliyuncs.com")
        .unwrap();
    let call = Call::new("Ecs", "2014-05-26", "Any");
    let mut exchange = session.exchange(&call).prefer(Method::POST);
    assert!(matches!(exchange.step(), Step::Send(_)));
    let mut response = Response::new(document.into());
    *response.status_mut() = StatusCode::BAD_REQUEST;
    exchange.receive(Ok(response));
    match exchange.step() {
        Step::Done(Err(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[derive(Debug)]
struct Signs {
    ours: &'static str,
    compare: Compare,
}

impl Sign for Signs {
    fn sign(&self, draft: &mut Draft<'_>, stamp: &Stamp) {
        draft.common_parameters(stamp);
    }

    fn differs(&self, _: &mut Draft<'_>, _: &Stamp, servers: &str) -> Option<SignatureDifference> {
        Some((self.compare)(self.ours, servers))
    }
}

fn assert_hides_secret(error: &(dyn error::Error + 'static)) {
    let mut told = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let _ = writeln!(told, "{error}\n{error:?}\n{error:#?}");
        next = error.source();
    }
    if let Some(error) = error.downcast_ref::<Error>() {
        let _ = writeln!(told, "{:?}", error.advice());
    }
    for start in 0..=PLANTED.len() - PIECE {
        let piece = &PLANTED[start..start + PIECE];
        assert!(!told.contains(piece), "{piece} in {told}");
    }
}

/// Applies changes to `text`. Each change is an offset, the number of bytes to remove, the number
/// of bytes to insert, and the inserted bytes.
fn changed(text: &str, mut changes: &[u8]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    while let [high, low, out, length, rest @ ..] = changes {
        let at = usize::from(u16::from_be_bytes([*high, *low])) % (bytes.len() + 1);
        let end = bytes.len().min(at + usize::from(out % 64));
        let (new, rest) = rest.split_at(rest.len().min(usize::from(length % 32)));
        bytes.splice(at..end, new.iter().copied());
        changes = rest;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
