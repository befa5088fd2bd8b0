//! Verification of ACS3-HMAC-SHA256.

use std::{collections::BTreeSet, fmt::Write};

use hmac::{Hmac, KeyInit, Mac};
use http::{
    HeaderMap, Request,
    header::{AUTHORIZATION, CONTENT_TYPE, HOST},
};
use sha2::{Digest, Sha256};

use crate::protocol::{ApiError, Parameters, encode};

const ALGORITHM: &str = "ACS3-HMAC-SHA256";
const CONTENT_HASH: &str = "x-acs-content-sha256";

/// The parts of an `Authorization` header.
pub(crate) struct Authorization<'a> {
    pub(crate) access_key_id: &'a str,
    /// Header names, separated by semicolons.
    pub(crate) signed_headers: &'a str,
    pub(crate) signature: &'a str,
}

impl<'a> Authorization<'a> {
    pub(crate) fn read(headers: &'a HeaderMap) -> Result<Self, ApiError> {
        let text = headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .ok_or_else(|| ApiError::missing_header("Signature", "authorization"))?;
        let (algorithm, parts) = text.split_once(' ').unwrap_or((text, ""));
        if algorithm != ALGORITHM {
            return Err(ApiError::INVALID_SIGNATURE_METHOD);
        }
        let part = |name: &str, code: &str| {
            parts
                .split(',')
                .find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
                .filter(|value| !value.is_empty())
                .ok_or_else(|| ApiError::missing_header(code, "authorization"))
        };
        Ok(Self {
            access_key_id: part("Credential", "AccessKeyId")?,
            signed_headers: part("SignedHeaders", "SignedHeaders")?,
            signature: part("Signature", "Signature")?,
        })
    }
}

/// The canonical request that the client should have signed.
#[derive(Debug)]
pub(crate) struct CanonicalRequest {
    pub(crate) text: String,
    /// Whether the header `x-acs-content-sha256` contains the hash of the body.
    pub(crate) has_right_hash: bool,
}

/// Computes the canonical request with the hash of the received body. `Host`, `Content-Type` and
/// every `x-acs-*` header must be signed, so the canonical request contains these headers even if
/// the client doesn't name them.
pub(crate) fn canonical_request(
    request: &Request<impl AsRef<[u8]>>,
    signed_headers: &str,
) -> Result<CanonicalRequest, ApiError> {
    let claimed_hash = header(request.headers(), CONTENT_HASH);
    if claimed_hash.is_empty() {
        return Err(ApiError::missing_header("ContentSha256", CONTENT_HASH));
    }
    let hash = digest(request.body().as_ref());
    let present = request.headers().keys().map(http::HeaderName::as_str);
    let names: BTreeSet<&str> = present
        .filter(|name| name.starts_with("x-acs-") || *name == CONTENT_TYPE)
        .chain([HOST.as_str()])
        .chain(signed_headers.split(';'))
        .collect();

    let mut text = format!("{}\n{}\n", request.method(), request.uri().path());
    let query = Parameters::parse(request.uri().query().unwrap_or_default())?;
    for (index, (name, value)) in query.iter().enumerate() {
        let separator = if index == 0 { "" } else { "&" };
        // Writing to a `String` never fails.
        let _ = write!(text, "{separator}{}={}", encode(name), encode(value));
    }
    text.push('\n');
    for name in &names {
        // The text contains the correct hash, so that a comparison with the client's text reveals a
        // wrong hash.
        let value = match *name {
            CONTENT_HASH => hash.clone(),
            _ => header(request.headers(), name),
        };
        let _ = writeln!(text, "{name}:{value}");
    }
    let names = Vec::from_iter(names).join(";");
    let _ = write!(text, "\n{names}\n{hash}");
    Ok(CanonicalRequest {
        text,
        has_right_hash: claimed_hash == hash,
    })
}

/// The trimmed values of a header, joined by commas. Empty if the header is absent.
fn header(headers: &HeaderMap, name: &str) -> String {
    let values = headers.get_all(name).iter();
    let text = values.map(|value| String::from_utf8_lossy(value.as_bytes()).trim().to_owned());
    text.collect::<Vec<_>>().join(",")
}

pub(crate) fn string_to_sign(canonical_request: &str) -> String {
    format!("{ALGORITHM}\n{}", digest(canonical_request.as_bytes()))
}

/// Whether `signature` (lower-case hexadecimal) is the signature of `string_to_sign`. The
/// comparison takes constant time.
pub(crate) fn is_valid(signature: &str, string_to_sign: &str, access_key_secret: &str) -> bool {
    let (Ok(signature), Ok(mac)) = (
        base16ct::lower::decode_vec(signature),
        Hmac::<Sha256>::new_from_slice(access_key_secret.as_bytes()),
    ) else {
        return false;
    };
    mac.chain_update(string_to_sign)
        .verify_slice(&signature)
        .is_ok()
}

/// The SHA-256 hash of `bytes` in lower-case hexadecimal.
fn digest(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(&Sha256::digest(bytes))
}

/// Tests with the published example from the vendor's reference for the signature.
#[cfg(test)]
mod tests {
    use super::*;

    const CANONICAL_REQUEST: &str = "POST\n/\n\
        ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai\n\
        host:ecs.cn-shanghai.aliyuncs.com\n\
        x-acs-action:RunInstances\n\
        x-acs-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n\
        x-acs-date:2023-10-26T10:22:32Z\n\
        x-acs-signature-nonce:3156853299f313e23d1673dc12e1703d\n\
        x-acs-version:2014-05-26\n\n\
        host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version\n\
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const STRING_TO_SIGN: &str =
        "ACS3-HMAC-SHA256\n7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259";
    const SIGNATURE: &str = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0";
    const SIGNED_HEADERS: &str =
        "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";

    fn run_instances() -> Request<&'static str> {
        Request::post(
            "/?RegionId=cn-shanghai&ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
        )
        .header("host", "ecs.cn-shanghai.aliyuncs.com")
        .header("x-acs-action", "RunInstances")
        .header("x-acs-version", " 2014-05-26 ")
        .header("x-acs-date", "2023-10-26T10:22:32Z")
        .header("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d")
        .header(
            "x-acs-content-sha256",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        )
        .header("user-agent", "any")
        .body("")
        .unwrap()
    }

    #[test]
    fn matches_the_published_canonical_request_and_signature() {
        let request = run_instances();
        let canonical = canonical_request(&request, SIGNED_HEADERS).unwrap();
        assert_eq!(canonical.text, CANONICAL_REQUEST);
        assert!(canonical.has_right_hash);
        assert_eq!(string_to_sign(&canonical.text), STRING_TO_SIGN);
        assert!(is_valid(SIGNATURE, STRING_TO_SIGN, "YourAccessKeySecret"));
        assert!(!is_valid(SIGNATURE, STRING_TO_SIGN, "other"));
    }

    #[test]
    fn includes_required_headers_that_the_client_does_not_name() {
        let text = |signed| canonical_request(&run_instances(), signed).unwrap().text;
        assert_eq!(text("host"), CANONICAL_REQUEST);
        let canonical = text("user-agent;host;absent");
        assert!(canonical.contains("\nuser-agent:any\n"), "{canonical}");
        assert!(canonical.contains("\nabsent:\n"), "{canonical}");
    }

    #[test]
    fn refuses_signatures_that_are_not_32_bytes_in_lower_case_hexadecimal() {
        let upper = SIGNATURE.to_uppercase();
        for signature in ["", "0", "06563a9e", &upper, &SIGNATURE[1..], "zz"] {
            assert!(
                !is_valid(signature, STRING_TO_SIGN, "YourAccessKeySecret"),
                "{signature}"
            );
        }
    }

    #[test]
    fn reads_the_three_parts_of_an_authorization_in_any_order() {
        let read = |text: &'static str| {
            let headers = HeaderMap::from_iter([(AUTHORIZATION, text.parse().unwrap())]);
            Authorization::read(&headers)
                .map(|parts| {
                    [parts.access_key_id, parts.signed_headers, parts.signature].map(str::to_owned)
                })
                .map_err(|error| error.code.into_owned())
        };
        let parts = Ok(["id", "a;b", "0f"].map(str::to_owned));
        for text in [
            "ACS3-HMAC-SHA256 Credential=id,SignedHeaders=a;b,Signature=0f",
            "ACS3-HMAC-SHA256 Signature=0f, SignedHeaders=a;b, Credential=id",
        ] {
            assert_eq!(read(text), parts, "{text}");
        }
        for (text, code) in [
            ("Bearer token", "InvalidSignatureMethod"),
            ("ACS3-HMAC-SHA256", "MissingAccessKeyId"),
            (
                "ACS3-HMAC-SHA256 Credential=id,Signature=0f",
                "MissingSignedHeaders",
            ),
            (
                "ACS3-HMAC-SHA256 Credential=id,SignedHeaders=a,Signature=",
                "MissingSignature",
            ),
        ] {
            assert_eq!(read(text), Err(code.to_owned()), "{text}");
        }
    }
}
