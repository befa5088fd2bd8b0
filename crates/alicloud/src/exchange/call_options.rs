//! Options of single calls.

use std::{fmt, sync::Arc, time::Duration};

use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{
        ACCEPT_ENCODING, AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, EXPECT, HOST, TE,
        TRANSFER_ENCODING, UPGRADE, USER_AGENT,
    },
};

use crate::{error::RequestError, request::Draft, retry::RetryPolicy};

/// Options for some calls, which override the settings of the session.
///
/// `with_options` of a client returns a clone of the client with these options. The options also
/// apply to paged calls and bulk calls of that clone:
///
/// ```
/// use std::time::Duration;
/// use alicloud::{Call, CallOptions, Client, Error, Transport, Value, retry::NoRetry};
///
/// async fn dump(client: &Client<impl Transport + Clone>, call: &Call) -> Result<Value, Error> {
///     let options = CallOptions::new()
///         .region("us-west-1")
///         .time_limit(Duration::from_secs(20))
///         .retry(NoRetry)
///         .parameter("AcceptLanguage", "en-US");
///     client.with_options(options).send(call).await
/// }
/// ```
#[derive(Clone, Default)]
pub struct CallOptions {
    pub(super) region: Option<Arc<str>>,
    pub(super) time_limit: Option<Duration>,
    pub(super) retry: Option<Arc<dyn RetryPolicy>>,
    pub(super) fills_in_tokens: Option<bool>,
    parameters: Vec<(String, String)>,
    headers: HeaderMap,
}

/// The headers that only a transport or a signer may set.
const RESERVED: [HeaderName; 11] = [
    AUTHORIZATION,
    ACCEPT_ENCODING,
    CONNECTION,
    CONTENT_LENGTH,
    CONTENT_TYPE,
    EXPECT,
    HOST,
    TE,
    TRANSFER_ENCODING,
    UPGRADE,
    USER_AGENT,
];

impl CallOptions {
    /// Creates options that override nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the region by its id, and overrides the region of the operation. An empty id means that
    /// the calls have no region.
    #[must_use]
    pub fn region(mut self, region_id: impl Into<String>) -> Self {
        let region_id: String = region_id.into();
        self.region = Some(region_id.into());
        self
    }

    /// Limits the total time of a call: fetching credentials, all attempts and the pauses between
    /// attempts. [`Session::call_timeout`](super::Session::call_timeout) sets this limit for all
    /// calls.
    #[must_use]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = Some(limit);
        self
    }

    /// Sets the retry policy.
    #[must_use]
    pub fn retry(mut self, policy: impl RetryPolicy + 'static) -> Self {
        self.retry = Some(Arc::new(policy));
        self
    }

    /// Sets whether calls get a generated idempotency token. See
    /// [`Session::idempotency_tokens`](super::Session::idempotency_tokens).
    #[must_use]
    pub fn idempotency_tokens(mut self, are_filled_in: bool) -> Self {
        self.fills_in_tokens = Some(are_filled_in);
        self
    }

    /// Adds a request parameter that the operation's type lacks. The parameter is signed like the
    /// operation's own parameters.
    ///
    /// If the call already has a parameter of that name, the call fails before it is sent.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Adds an HTTP header. ACS3 signs the header if its name begins with `x-acs-`. Signature 1.0
    /// signs no headers.
    ///
    /// The call fails before it is sent in each of these cases:
    ///
    /// - the call already has a header of that name;
    /// - the signer sets that header, such as `Authorization`;
    /// - the header is reserved for the transport, such as `Host` or `Content-Type`.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.append(name, value);
        self
    }

    /// Returns these options, overridden by `others`. The parameters of both are kept. A header in
    /// `others` replaces a header of the same name.
    pub(super) fn and(&self, others: Self) -> Self {
        let mut headers = self.headers.clone();
        headers.extend(others.headers);
        Self {
            region: others.region.or_else(|| self.region.clone()),
            time_limit: others.time_limit.or(self.time_limit),
            retry: others.retry.or_else(|| self.retry.clone()),
            fills_in_tokens: others.fills_in_tokens.or(self.fills_in_tokens),
            parameters: [self.parameters.clone(), others.parameters].concat(),
            headers,
        }
    }

    /// Adds the parameters and headers to a draft that already has those of the operation.
    pub(super) fn write(&self, draft: &mut Draft<'_>) {
        for (name, value) in &self.parameters {
            draft.parameter(name, value);
        }
        for (name, value) in &self.headers {
            if RESERVED.contains(name) {
                let why = "is reserved for the client: remove it from the options";
                draft.refuse(RequestError::invalid_header(name.as_str(), why));
            } else {
                draft.unique_header(name.clone(), value.clone());
            }
        }
    }
}

/// Shows only the names of parameters and headers, because their values may be secret.
impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parameters: Vec<&str> = self.parameters.iter().map(|(name, _)| &**name).collect();
        let headers: Vec<&HeaderName> = self.headers.keys().collect();
        f.debug_struct("CallOptions")
            .field("region", &self.region)
            .field("time_limit", &self.time_limit)
            .field("retry", &self.retry.is_some())
            .field("idempotency_tokens", &self.fills_in_tokens)
            .field("parameters", &parameters)
            .field("headers", &headers)
            .finish()
    }
}
