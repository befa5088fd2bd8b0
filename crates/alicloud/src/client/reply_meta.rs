//! The metadata of a reply.

use std::fmt;

use http::StatusCode;
use serde_json::Value;

use crate::{
    api::Api, error::DecodeError, exchange::Exchange, operation::Operation, reply::Reply,
    request::Draft,
};

/// The metadata of a reply: request id, HTTP status, number of attempts and all fields.
#[derive(Clone)]
pub struct ReplyMeta {
    request_id: Option<String>,
    status: StatusCode,
    attempts: u32,
    fields: Value,
}

impl ReplyMeta {
    /// Adds the status and the number of attempts from `exchange`, and redacts the request id.
    pub(super) fn complete<O: Operation>(mut self, exchange: &Exchange<O>) -> Self {
        self.request_id = self.request_id.map(|id| exchange.redacted(id));
        self.attempts = exchange.attempts();
        self.status = exchange.status().unwrap_or(self.status);
        self
    }

    /// The id that the server assigned to the request. The vendor's support asks for this id.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The HTTP status of the reply.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The number of attempts that the call took.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// All fields of the reply under the API's own names, including fields that the output type
    /// lacks. `Debug` omits the fields, because they may contain secrets.
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

/// An operation whose output also contains the metadata of the reply.
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
