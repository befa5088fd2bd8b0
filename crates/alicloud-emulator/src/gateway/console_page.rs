//! The web page that opens a `VncUrl` at the emulator, in place of the vendor's page.

use std::time::SystemTime;

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{
    HeaderValue, Response, StatusCode,
    header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY},
};
use sha2::{Digest, Sha256};

use super::response::response;

/// The path of the page.
pub(crate) const CONSOLE_PAGE_PATH: &str = "/_emulator/console";

const HTML: &str = include_str!("console_page/page.html");
const STYLE: &str = include_str!("console_page/page.css");
const SCRIPT: &str = include_str!("console_page/page.js");

/// Answers a GET request for the page. The page may connect to `authority` and to its own host, and
/// to no other host. Browsers refuse an IPv6 address as a source, so `'self'` is needed too.
pub(super) fn answer(authority: &str, now: SystemTime) -> Response<Bytes> {
    let escaped = authority
        .replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;");
    let html = HTML
        .replace("{authority}", &escaped)
        // The hashes in the policy are those of the unchanged style and script.
        .replace("{style}", STYLE)
        .replace("{script}", SCRIPT);
    let mut response = response(StatusCode::OK, "text/html;charset=utf-8", html.into(), now);
    let policy = format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; connect-src 'self' ws://{authority}; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        hash(STYLE),
        hash(SCRIPT),
    );
    // If a header can't contain the authority, the page may connect to nothing.
    let policy = HeaderValue::try_from(policy)
        .unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"));
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// The source expression that allows an inline script or style by its hash.
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}
