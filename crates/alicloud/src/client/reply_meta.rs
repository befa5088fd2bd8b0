//! What came with a reply.

use std::fmt;

use http::StatusCode;
use serde_json::Value;

use crate::{
    api::Api, error::DecodeError, exchange::Exchange, operation::Operation, reply::Reply,
    request::Draft,
};

/// What came with a reply besides the operation's output.
#[derive(Clone)]
pub struct ReplyMeta {
    request_id: Option<String>,
    status: StatusCode,
    attempts: u32,
    fields: Value,
}

impl ReplyMeta {
    /// Adds what `exchange` knows of the call to what the reply says.
    pub(super) fn complete<O: Operation>(mut self, exchange: &Exchange<O>) -> Self {
        self.request_id = self.request_id.map(|id| exchange.redacted(id));
        self.attempts = exchange.attempts();
        self.status = exchange.status().unwrap_or(self.status);
        self
    }

    /// The id that the server gave the request, which the vendor's support asks for.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// How many attempts the call took.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// All fields of the reply under the API's own names, those included that the output's type
    /// doesn't know. They may hold secrets, so `Debug` doesn't show them.
    #[must_use]
    pub fn fields(&self) -> &Value {
        &self.fields
    }
}

impl fmt::Debug for ReplyMeta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplyMeta")
            .field("request_id", &self.request_id)
            .field("status", &self.status)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

/// An operation whose output comes with what its reply says of itself.
pub(super) struct WithMeta<O>(pub(super) O);

impl<O: Operation> Operation for WithMeta<O> {
    type Output = (O::Output, ReplyMeta);

    fn api(&self) -> &Api {
        self.0.api()
    }

    fn region(&self) -> Option<&str> {
        self.0.region()
    }

    fn write(&self, draft: &mut Draft<'_>) {
        self.0.write(draft);
    }

    fn read(&self, reply: Reply<'_>) -> Result<Self::Output, DecodeError> {
        let output = self.0.read(reply)?;
        let meta = ReplyMeta {
            request_id: reply.request_id(),
            status: StatusCode::OK,
            attempts: 0,
            fields: reply.value()?,
        };
        Ok((output, meta))
    }
}
