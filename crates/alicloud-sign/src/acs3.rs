//! The steps of signature ACS3-HMAC-SHA256.
//!
//! ```
//! use alicloud::http::{HeaderMap, HeaderValue, Method};
//! use alicloud_sign::acs3::{self, Key};
//!
//! let mut headers = HeaderMap::new();
//! headers.insert("host", HeaderValue::from_static("ecs.aliyuncs.com"));
//! headers.insert("x-acs-action", HeaderValue::from_static("DescribeRegions"));
//! headers.insert("user-agent", HeaderValue::from_static("not signed"));
//! assert_eq!(acs3::signed_headers(&headers), "host;x-acs-action");
//!
//! let content = acs3::sha256(b"");
//! let query = acs3::canonical_query([("AcceptLanguage", "en-US")]);
//! let canonical = acs3::canonical_request(&Method::GET, &query, &headers, &content);
//! assert!(canonical.starts_with("GET\n/\nAcceptLanguage=en-US\nhost:ecs.aliyuncs.com\n"));
//!
//! let text = acs3::string_to_sign(&canonical);
//! assert!(text.starts_with("ACS3-HMAC-SHA256\n"));
//! assert_eq!(Key::new("testsecret").sign(&text).as_str().len(), 64);
//! ```
//!
//! The vendor's reference on signature V3 specifies these steps.

use std::{
    fmt::{self, Write as _},
    ops::Range,
    str,
};

use alicloud::{
    Draft, Endpoint, Format, Request, Sign,
    error::{RequestError, SignatureDifference},
    http::{
        HeaderMap, HeaderName, HeaderValue, Method,
        header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST},
    },
    sign::Stamp,
};
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use smallvec::SmallVec;
use zeroize::Zeroizing;

use crate::{
    Credentials,
    difference::{self, Signed},
    query,
};

const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// Signs requests with ACS3-HMAC-SHA256.
///
/// The signature and the values common to all calls are sent in headers. So the request has only
/// the call's own parameters, and its URL contains no signature.
///
/// The signer prefers GET, which sends the parameters in the query. A POST sends the parameters as
/// a form, unless the call sets its own body. The signature covers the hash of the body. The header
/// `Accept` contains the requested format of the reply.
///
/// [`new`](Self::new) derives the signing key from the access key secret. The signer doesn't store
/// the secret itself.
///
/// The signature also covers a header of the operation if the header's name begins with `x-acs-`.
/// The request is refused if the operation sets a header that the signer adds, except
/// `Content-Type`. The request is also refused if the access key id or the security token is not a
/// valid header value.
///
/// # Headers
///
/// | parameter of signature 1.0 | header of ACS3 |
/// |---|---|
/// | `Action`, `Version` | `x-acs-action`, `x-acs-version` |
/// | `Timestamp`, `SignatureNonce` | `x-acs-date`, `x-acs-signature-nonce` |
/// | `AccessKeyId`, `Signature` | `Authorization` |
/// | `SecurityToken` | `x-acs-security-token`, together with `x-acs-accesskey-id` |
/// | `Format` | `Accept` |
/// | none | `x-acs-content-sha256`, the hash of the body |
///
/// The vendor's SDKs request JSON with `Accept`. This crate assumes that `Accept` also selects XML.
#[derive(Clone)]
pub struct Acs3 {
    access_key_id: String,
    security_token: Option<Zeroizing<String>>,
    key: Key,
    /// The name of a credential that is not a valid header value, most likely because it was copied
    /// incorrectly.
    unwritable: Option<&'static str>,
}

impl Acs3 {
    /// The largest number of headers that this signer adds.
    const HEADERS: usize = 11;

    /// Creates a signer for these credentials.
    #[must_use]
    pub fn new(credentials: Credentials) -> Self {
        // The values are checked here, but not stored as header values, because a header value is
        // not overwritten on drop.
        let token = credentials.security_token.as_deref();
        let unwritable = [
            ("AccessKeyId", Some(&credentials.access_key_id)),
            ("SecurityToken", token),
        ]
        .into_iter()
        .find(|(_, text)| text.is_some_and(|text| HeaderValue::from_str(text).is_err()))
        .map(|(name, _)| name);
        Self {
            key: Key::new(credentials.access_key_secret()),
            access_key_id: credentials.access_key_id,
            security_token: credentials.security_token,
            unwritable,
        }
    }

    /// Writes all headers except the signature's header, and returns the canonical request.
    fn canonical_request(&self, draft: &mut Draft<'_>, stamp: &Stamp) -> CanonicalRequest {
        if let Some(name) = self.unwritable {
            const WHY: &str =
                "contains a control character, which a header must not have: copy the value again";
            draft.refuse(RequestError::invalid_parameter(name, WHY));
        }
        let has_form = draft.has_form();
        let content = Hash::of(draft.content());
        draft.reserve_headers(Self::HEADERS);
        draft.unique_header(ACCEPT, media_type(draft.format()));
        if has_form {
            draft.header(CONTENT_TYPE, Request::CONTENT_TYPE);
        }
        write(draft, HOST, host(draft.endpoint()));
        write(draft, X_ACS_ACTION, draft.api().action());
        write(draft, X_ACS_CONTENT_SHA256, content.as_str());
        write(draft, X_ACS_DATE, stamp.timestamp());
        write(draft, X_ACS_SIGNATURE_NONCE, stamp.nonce());
        write(draft, X_ACS_VERSION, draft.api().version());
        if let Some(token) = &self.security_token {
            write(draft, X_ACS_ACCESSKEY_ID, self.access_key_id.as_str());
            write(draft, X_ACS_SECURITY_TOKEN, token.as_str());
        }
        let mut request = CanonicalRequest::new(draft.method());
        if !has_form {
            query::push(&mut request.text, draft.sorted());
        }
        request.finish(draft.headers(), content.as_str());
        request
    }
}

impl Sign for Acs3 {
    /// Returns `true`, because the signature covers the parameters and the hash of the body.
    fn covers(&self, _draft: &Draft<'_>) -> bool {
        true
    }

    fn sign(&self, draft: &mut Draft<'_>, stamp: &Stamp) {
        let request = self.canonical_request(draft, stamp);
        let signature = self.key.sign(&string_to_sign(&request.text));
        let authorization =
            authorization(&self.access_key_id, request.signed_headers(), &signature);
        write(draft, AUTHORIZATION, authorization);
    }

    fn preferred_method(&self) -> Option<Method> {
        Some(Method::GET)
    }

    /// Compares canonical requests. The string to sign contains only the hash of the canonical
    /// request, so a server that refuses the signature sends both texts.
    fn differs(
        &self,
        draft: &mut Draft<'_>,
        stamp: &Stamp,
        servers: &str,
    ) -> Option<SignatureDifference> {
        let ours = self.canonical_request(draft, stamp);
        Some(difference(&ours.text, servers))
    }
}

impl fmt::Debug for Acs3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Acs3")
            .field("access_key_id", &self.access_key_id)
            .field("temporary", &self.security_token.is_some())
            .finish_non_exhaustive()
    }
}

const X_ACS_ACCESSKEY_ID: HeaderName = HeaderName::from_static("x-acs-accesskey-id");
const X_ACS_ACTION: HeaderName = HeaderName::from_static("x-acs-action");
const X_ACS_CONTENT_SHA256: HeaderName = HeaderName::from_static("x-acs-content-sha256");
const X_ACS_DATE: HeaderName = HeaderName::from_static("x-acs-date");
const X_ACS_SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-acs-security-token");
const X_ACS_SIGNATURE_NONCE: HeaderName = HeaderName::from_static("x-acs-signature-nonce");
const X_ACS_VERSION: HeaderName = HeaderName::from_static("x-acs-version");

/// Writes one of the signer's headers. Refuses the request if the header is invalid or already set.
fn write<T>(draft: &mut Draft<'_>, name: HeaderName, text: T)
where
    HeaderValue: TryFrom<T>,
{
    match HeaderValue::try_from(text) {
        Ok(mut value) => {
            value.set_sensitive(name == AUTHORIZATION || name == X_ACS_SECURITY_TOKEN);
            draft.unique_header(name, value);
        }
        Err(_) => {
            const WHY: &str = "has a control character: remove it from the value";
            draft.refuse(RequestError::invalid_header(name.as_str(), WHY));
        }
    }
}

fn media_type(format: Format) -> HeaderValue {
    HeaderValue::from_static(match format {
        Format::Xml => "application/xml",
        _ => "application/json",
    })
}

/// Returns the `Host` of an endpoint as HTTP clients send it: in lower case, and without the
/// default port of the scheme.
fn host(endpoint: &Endpoint) -> String {
    let uri = endpoint.uri();
    let mut host = String::with_capacity(
        uri.authority()
            .map_or(0, |authority| authority.as_str().len()),
    );
    host.push_str(endpoint.host());
    host.make_ascii_lowercase();
    match (uri.port_u16(), uri.scheme_str()) {
        (None, _) | (Some(443), Some("https")) | (Some(80), Some("http")) => {}
        (Some(port), _) => {
            // Writing to a `String` can't fail.
            let _ = write!(host, ":{port}");
        }
    }
    host
}

/// Returns the canonical query: the percent-encoded parameters in canonical order, such as
/// `Name=Value&Name=Value`.
///
/// `parameters` are unencoded pairs of name and value in any order.
#[must_use]
pub fn canonical_query<N, V>(parameters: impl IntoIterator<Item = (N, V)>) -> String
where
    N: AsRef<str>,
    V: AsRef<str>,
{
    query::with_draft(&Method::GET, parameters, |draft| {
        let mut text = String::new();
        query::push(&mut text, draft.sorted());
        text
    })
}

/// Returns the canonical request: method, path, canonical query, canonical headers, signed headers
/// and hash of the body, on separate lines.
///
/// The path is `/`, as for all RPC APIs. The query may be empty. `content` is the [`sha256`] of the
/// body as it is sent.
///
/// The result contains every signed value, including a security token.
#[must_use]
pub fn canonical_request(
    method: &Method,
    canonical_query: &str,
    headers: &HeaderMap,
    content: &str,
) -> String {
    let mut request = CanonicalRequest::new(method);
    request.text.push_str(canonical_query);
    request.finish(headers, content);
    request.text
}

/// Returns the names of the signed headers, sorted and joined by semicolons.
#[must_use]
pub fn signed_headers(headers: &HeaderMap) -> String {
    let mut text = String::new();
    push_names(&mut text, &signed(headers));
    text
}

/// A canonical request that is being written.
struct CanonicalRequest {
    text: String,
    /// The range of `text` with the names of the signed headers.
    signed_headers: Range<usize>,
}

impl CanonicalRequest {
    /// Writes the method and the path. The caller then appends the query and calls
    /// [`finish`](Self::finish).
    fn new(method: &Method) -> Self {
        let mut text = String::with_capacity(1024);
        text.push_str(method.as_str());
        text.push_str("\n/\n");
        Self {
            text,
            signed_headers: 0..0,
        }
    }

    /// Writes the parts after the query.
    fn finish(&mut self, headers: &HeaderMap, content: &str) {
        let text = &mut self.text;
        let headers = signed(headers);
        text.push('\n');
        for same in headers.chunk_by(is_same_name) {
            push_header(text, same);
        }
        text.push('\n');
        let start = text.len();
        push_names(text, &headers);
        self.signed_headers = start..text.len();
        text.push('\n');
        text.push_str(content);
    }

    fn signed_headers(&self) -> &str {
        &self.text[self.signed_headers.clone()]
    }
}

type Header<'a> = (&'a HeaderName, &'a HeaderValue);

/// Returns the signed headers sorted by name: `Host`, `Content-Type` and all names that begin with
/// `x-acs-`. The values of a repeated header keep their order.
fn signed(headers: &HeaderMap) -> SmallVec<[Header<'_>; 16]> {
    let is_signed = |(name, _): &Header<'_>| {
        *name == HOST || *name == CONTENT_TYPE || name.as_str().starts_with("x-acs-")
    };
    let mut signed: SmallVec<_> = headers.iter().filter(is_signed).collect();
    signed.sort_by_key(|(name, _): &Header<'_>| name.as_str());
    signed
}

fn is_same_name((a, _): &Header<'_>, (b, _): &Header<'_>) -> bool {
    a == b
}

fn push_names(text: &mut String, headers: &[Header<'_>]) {
    for (index, same) in headers.chunk_by(is_same_name).enumerate() {
        if index > 0 {
            text.push(';');
        }
        text.push_str(same[0].0.as_str());
    }
}

/// Appends the line of one header: its name and its trimmed values, joined by commas.
fn push_header(text: &mut String, same: &[Header<'_>]) {
    for (index, (name, value)) in same.iter().enumerate() {
        if index == 0 {
            text.push_str(name.as_str());
            text.push(':');
        } else {
            text.push(',');
        }
        match str::from_utf8(value.as_bytes()) {
            Ok(value) => text.push_str(value.trim()),
            Err(_) => text.push_str(String::from_utf8_lossy(value.as_bytes()).trim()),
        }
    }
    text.push('\n');
}

/// Returns the string to sign: the algorithm and the hash of the canonical request.
#[must_use]
pub fn string_to_sign(canonical_request: &str) -> String {
    let hash = Hash::of(canonical_request.as_bytes());
    [ALGORITHM, "\n", hash.as_str()].concat()
}

/// Returns the first difference between the client's canonical request and the canonical request
/// that the server reported. The result never contains the value of a parameter or a header.
///
/// ```
/// use alicloud::error::{Change, SignatureDifference};
/// use alicloud_sign::acs3;
///
/// let ours = "GET\n/\n\nhost:ecs.aliyuncs.com\n\nhost\ne3b0c442";
/// let servers = "GET\n/\n\nhost:proxy.internal\n\nhost\ne3b0c442";
/// assert_eq!(
///     acs3::difference(ours, servers),
///     SignatureDifference::Header { name: Some("host".into()), change: Change::Value },
/// );
/// ```
#[must_use]
pub fn difference(ours: &str, servers: &str) -> SignatureDifference {
    difference::between(ours, servers, Signed::canonical_request)
}

/// Returns the value of the `Authorization` header. The value is secret, because it contains the
/// signature.
#[must_use]
pub fn authorization(access_key_id: &str, signed_headers: &str, signature: &Signature) -> String {
    [
        ALGORITHM,
        " Credential=",
        access_key_id,
        ",SignedHeaders=",
        signed_headers,
        ",Signature=",
        signature.as_str(),
    ]
    .concat()
}

/// Returns the SHA-256 of a body as 64 lower-case hexadecimal digits.
#[must_use]
pub fn sha256(body: &[u8]) -> String {
    Hash::of(body).as_str().to_owned()
}

/// A SHA-256 or an HMAC-SHA256, as 64 lower-case hexadecimal digits.
#[derive(Clone, PartialEq, Eq)]
struct Hash([u8; 64]);

impl Hash {
    fn of(bytes: &[u8]) -> Self {
        // Most requests have no body, so the hash of an empty body is a constant.
        const OF_NOTHING: Hash =
            Hash(*b"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        if bytes.is_empty() {
            OF_NOTHING
        } else {
            Self::new(&Sha256::digest(bytes).into())
        }
    }

    fn new(bytes: &[u8; 32]) -> Self {
        let mut digits = [0; 64];
        HEXLOWER.encode_mut(bytes, &mut digits);
        Self(digits)
    }

    fn as_str(&self) -> &str {
        // Hexadecimal digits are ASCII.
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// A signing key that is derived from an access key secret. The key can sign any number of texts.
#[derive(Clone)]
pub struct Key(Hmac<Sha256>);

impl Key {
    /// Derives the key from this access key secret.
    #[must_use]
    pub fn new(access_key_secret: &str) -> Self {
        #[expect(
            clippy::expect_used,
            reason = "HMAC takes keys of any length (RFC 2104)"
        )]
        Self(Hmac::new_from_slice(access_key_secret.as_bytes()).expect("a key of any length"))
    }

    /// Returns the signature of a string to sign.
    #[must_use]
    pub fn sign(&self, string_to_sign: &str) -> Signature {
        let mac = self.0.clone().chain_update(string_to_sign).finalize();
        Signature(Hash::new(&mac.into_bytes().into()))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").finish_non_exhaustive()
    }
}

/// A signature of 64 lower-case hexadecimal digits. `Debug` hides the signature, because the
/// signature authorizes its request.
#[derive(Clone, PartialEq, Eq)]
pub struct Signature(Hash);

impl Signature {
    /// Returns the signature as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signature").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_an_empty_body_without_computing() {
        assert!(Hash::of(b"") == Hash::new(&Sha256::digest(b"").into()));
    }

    #[test]
    fn writes_hosts_in_lower_case_and_omits_default_ports() {
        for (url, expected) in [
            ("https://ecs.aliyuncs.com", "ecs.aliyuncs.com"),
            ("https://ECS.aliyuncs.com:443", "ecs.aliyuncs.com"),
            ("https://ecs.aliyuncs.com:80", "ecs.aliyuncs.com:80"),
            ("http://127.0.0.1:80", "127.0.0.1"),
            ("http://127.0.0.1:443", "127.0.0.1:443"),
            ("http://[::1]:8080", "[::1]:8080"),
            ("http://localhost:08080", "localhost:8080"),
        ] {
            assert_eq!(host(&url.parse().unwrap()), expected, "{url}");
        }
    }
}
