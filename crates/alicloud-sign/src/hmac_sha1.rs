//! The steps of signature 1.0, which uses HMAC-SHA1.
//!
//! ```
//! use alicloud::http::Method;
//! use alicloud_sign::hmac_sha1::{self, Key};
//!
//! let parameters = [("Version", "2014-05-26"), ("AccessKeyId", "a/b")];
//! assert_eq!(hmac_sha1::canonical_query(parameters), "AccessKeyId=a%2Fb&Version=2014-05-26");
//! let text = hmac_sha1::string_to_sign(&Method::GET, parameters);
//! assert_eq!(text, "GET&%2F&AccessKeyId%3Da%252Fb%26Version%3D2014-05-26");
//! assert_eq!(Key::new("testsecret").sign(&text).as_str().len(), 28);
//! ```
//!
//! The vendor's reference on signature 1.0 of RPC APIs specifies these steps.

use std::{fmt, str};

use alicloud::{
    Draft, Sign,
    error::SignatureDifference,
    http::Method,
    sign::{Parameter, Plain, Stamp},
};
use data_encoding::BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use zeroize::Zeroizing;

use crate::{
    Credentials,
    difference::{self, Signed},
    query,
};

/// Signs requests with signature 1.0.
///
/// The signature covers only the method and the parameters. The session refuses a request with a
/// body other than a form, and an operation that requires ACS3.
///
/// [`new`](Self::new) derives the signing key from the access key secret. The signer doesn't store
/// the secret itself.
#[derive(Clone)]
pub struct HmacSha1 {
    access_key_id: String,
    security_token: Option<Zeroizing<String>>,
    key: Key,
}

impl HmacSha1 {
    /// Creates a signer for these credentials.
    #[must_use]
    pub fn new(credentials: Credentials) -> Self {
        Self {
            key: Key::new(credentials.access_key_secret()),
            access_key_id: credentials.access_key_id,
            security_token: credentials.security_token,
        }
    }

    /// Writes all parameters except the signature, and returns the string to sign.
    fn string_to_sign(&self, draft: &mut Draft<'_>, stamp: &Stamp) -> String {
        draft.named(const { Plain::new("AccessKeyId") }, &self.access_key_id);
        draft.common_parameters(stamp);
        if let Some(token) = &self.security_token {
            draft.named(const { Plain::new("SecurityToken") }, token.as_str());
        }
        draft.constant(
            const { Plain::new("SignatureMethod") },
            const { Plain::new("HMAC-SHA1") },
        );
        draft.constant(
            const { Plain::new("SignatureVersion") },
            const { Plain::new("1.0") },
        );
        text(draft)
    }
}

impl Sign for HmacSha1 {
    fn sign(&self, draft: &mut Draft<'_>, stamp: &Stamp) {
        let signature = self.key.sign(&self.string_to_sign(draft, stamp));
        draft.named(const { Plain::new("Signature") }, signature.as_str());
    }

    fn differs(
        &self,
        draft: &mut Draft<'_>,
        stamp: &Stamp,
        servers: &str,
    ) -> Option<SignatureDifference> {
        let ours = self.string_to_sign(draft, stamp);
        Some(difference(&ours, servers))
    }
}

impl fmt::Debug for HmacSha1 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HmacSha1")
            .field("access_key_id", &self.access_key_id)
            .field("temporary", &self.security_token.is_some())
            .finish_non_exhaustive()
    }
}

/// Returns the canonical query: the percent-encoded parameters in canonical order, such as
/// `Name=Value&Name=Value`. A parameter `Signature` is omitted.
///
/// `parameters` are unencoded pairs of name and value in any order.
#[must_use]
pub fn canonical_query<N, V>(parameters: impl IntoIterator<Item = (N, V)>) -> String
where
    N: AsRef<str>,
    V: AsRef<str>,
{
    query::with_draft(&Method::GET, signed(parameters), |draft| {
        let mut text = String::new();
        query::push(&mut text, draft.sorted());
        text
    })
}

/// Returns the string to sign: the method, the encoded path and the canonical query, which is
/// encoded a second time. A parameter `Signature` is omitted.
///
/// `parameters` are unencoded pairs of name and value in any order.
#[must_use]
pub fn string_to_sign<N, V>(method: &Method, parameters: impl IntoIterator<Item = (N, V)>) -> String
where
    N: AsRef<str>,
    V: AsRef<str>,
{
    query::with_draft(method, signed(parameters), text)
}

/// Iterates over all parameters except the signature.
fn signed<N: AsRef<str>, V>(
    parameters: impl IntoIterator<Item = (N, V)>,
) -> impl Iterator<Item = (N, V)> {
    let parameters = parameters.into_iter();
    parameters.filter(|(name, _)| name.as_ref() != "Signature")
}

/// Returns the string to sign of `draft`.
fn text(draft: &mut Draft<'_>) -> String {
    let mut text = String::with_capacity(1024);
    text.push_str(draft.method().as_str());
    text.push_str("&%2F&");
    for Parameter {
        name,
        value,
        has_escaped_name,
        has_escaped_value,
        ..
    } in draft.sorted()
    {
        push_encoded(&mut text, name, has_escaped_name);
        text.push_str("%3D");
        push_encoded(&mut text, value, has_escaped_value);
        text.push_str("%26");
    }
    // No separator follows the last parameter.
    let length = text.strip_suffix("%26").map_or(text.len(), str::len);
    text.truncate(length);
    text
}

/// Returns the first difference between the client's string to sign and the string to sign that the
/// server reported. The result never contains the value of a parameter or a header.
///
/// ```
/// use alicloud::error::{Change, SignatureDifference};
/// use alicloud_sign::hmac_sha1;
///
/// let ours = "POST&%2F&Action%3DDescribeRegions%26RegionId%3Dcn-qingdao";
/// let servers = "POST&%2F&Action%3DDescribeRegions%26RegionId%3Dcn-beijing";
/// assert_eq!(
///     hmac_sha1::difference(ours, servers),
///     SignatureDifference::Parameter { name: Some("RegionId".into()), change: Change::Value },
/// );
/// assert_eq!(hmac_sha1::difference(ours, ours), SignatureDifference::Secret);
/// ```
#[must_use]
pub fn difference(ours: &str, servers: &str) -> SignatureDifference {
    difference::between(ours, servers, Signed::string_to_sign)
}

/// Encodes an encoded text again. In such a text, only `%` has to be encoded.
#[inline(always)]
fn push_encoded(out: &mut String, encoded: &str, has_escaped: bool) {
    if has_escaped {
        push_escaped(out, encoded);
    } else {
        out.push_str(encoded);
    }
}

fn push_escaped(out: &mut String, encoded: &str) {
    let mut rest = encoded;
    while let Some(at) = rest.bytes().position(|byte| byte == b'%') {
        let (before, after) = rest.split_at(at + 1);
        out.push_str(before);
        out.push_str("25");
        rest = after;
    }
    out.push_str(rest);
}

/// A signing key that is derived from an access key secret. The key can sign any number of texts.
#[derive(Clone)]
pub struct Key(Hmac<Sha1>);

impl Key {
    /// Derives the key from this access key secret.
    #[must_use]
    pub fn new(access_key_secret: &str) -> Self {
        let mut key = Zeroizing::new(Vec::with_capacity(access_key_secret.len() + 1));
        key.extend_from_slice(access_key_secret.as_bytes());
        key.push(b'&');
        #[expect(
            clippy::expect_used,
            reason = "HMAC takes keys of any length (RFC 2104)"
        )]
        Self(Hmac::new_from_slice(&key).expect("a key of any length"))
    }

    /// Returns the signature of a string to sign.
    #[must_use]
    pub fn sign(&self, string_to_sign: &str) -> Signature {
        let mac = self
            .0
            .clone()
            .chain_update(string_to_sign)
            .finalize()
            .into_bytes();
        let mut text = [0; Signature::LENGTH];
        BASE64.encode_mut(&mac, &mut text);
        Signature(text)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").finish_non_exhaustive()
    }
}

/// A signature of 28 Base64 characters, without percent-encoding. `Debug` hides the signature,
/// because the signature authorizes its request.
#[derive(Clone, PartialEq, Eq)]
pub struct Signature([u8; Self::LENGTH]);

impl Signature {
    /// The length of 20 bytes in Base64.
    const LENGTH: usize = 28;

    /// Returns the signature as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Base64 is ASCII.
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signature").finish_non_exhaustive()
    }
}
