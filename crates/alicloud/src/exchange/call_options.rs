//! What one call sets for itself.

use std::{fmt, sync::Arc, time::Duration};

use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{
        ACCEPT_ENCODING, AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, EXPECT, HOST, TE,
        TRANSFER_ENCODING, UPGRADE, USER_AGENT,
    },
};

use crate::{error::RequestError, request::Draft, retry::RetryPolicy};

/// Options of some calls, which come before those of the session.
///
/// A client with options is a cheap clone, so pages and operations in bulk take them as well:
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

/// The headers that a transport or a signer sets.
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
    /// No options.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the region by its id, whatever region the operation names. An empty id stands for calls
    /// about no region.
    #[must_use]
    pub fn region(mut self, region_id: impl Into<String>) -> Self {
        let region_id: String = region_id.into();
        self.region = Some(region_id.into());
        self
    }

    /// Limits how long a call may take: fetching credentials, every attempt and the pauses between
    /// them. [`Session::call_timeout`](super::Session::call_timeout) is the same for all calls.
    #[must_use]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = Some(limit);
        self
    }

    /// Sets when failed attempts are repeated.
    #[must_use]
    pub fn retry(mut self, policy: impl RetryPolicy + 'static) -> Self {
        self.retry = Some(Arc::new(policy));
        self
    }

    /// Sets whether calls get a value for the parameter that makes them idempotent, as
    /// [`Session::idempotency_tokens`](super::Session::idempotency_tokens) has it.
    #[must_use]
    pub fn idempotency_tokens(mut self, are_filled_in: bool) -> Self {
        self.fills_in_tokens = Some(are_filled_in);
        self
    }

    /// Adds a parameter that the operation's type lacks, by its name and text on the wire. It is
    /// signed. A call that has a parameter of that name itself is refused before it is sent.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Adds a header. ACS3 signs it if its name begins with `x-acs-`, and refuses a call with a header
    /// that it sets itself; signature 1.0 signs no headers. A call that has a header of that name itself
    /// is refused before it is sent. So is one with `Authorization` or a header of the transport, such as
    /// `Host`.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.append(name, value);
        self
    }

    /// These options, overridden by `others`. Parameters and headers of both are sent.
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

    /// Writes parameters and headers into a draft that has those of the operation.
    pub(super) fn write(&self, draft: &mut Draft<'_>) {
        for (name, value) in &self.parameters {
            draft.parameter(name, value);
        }
        for (name, value) in &self.headers {
            if RESERVED.contains(name) {
                let why = "is set by the signer or the transport: leave it out";
                draft.refuse(RequestError::invalid_parameter(name.as_str(), why));
            } else {
                draft.unique_header(name.clone(), value.clone());
            }
        }
    }
}

/// Names only: values may be secret.
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
