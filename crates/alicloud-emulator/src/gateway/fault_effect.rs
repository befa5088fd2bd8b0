//! The effects of faults on answers.

use std::time::Duration;

use bytes::Bytes;
use http::{
    HeaderValue, Response,
    header::{CONTENT_ENCODING, CONTENT_TYPE, DATE},
};

use super::gzip;
use crate::{
    fault::{Fault, Substance, Travel},
    protocol::{ApiError, Document},
};

/// A response, with the delay and the fault of its delivery.
pub(crate) struct Answer {
    pub(crate) response: Response<Bytes>,
    pub(crate) delay: Duration,
    pub(crate) travel: Option<Travel>,
}

impl From<Response<Bytes>> for Answer {
    fn from(response: Response<Bytes>) -> Self {
        Self {
            response,
            delay: Duration::ZERO,
            travel: None,
        }
    }
}

impl Fault {
    /// The outcome of a call: the error of this fault if the fault has an error, else `outcome`.
    pub(crate) fn outcome(
        &self,
        outcome: Result<Document, ApiError>,
    ) -> Result<Document, ApiError> {
        match &self.substance {
            Substance::Error {
                status,
                code,
                message,
            } => Err(ApiError {
                status: *status,
                code: code.clone().into(),
                message: message.clone().into(),
            }),
            _ => outcome,
        }
    }

    pub(crate) fn writes_other_format(&self) -> bool {
        matches!(self.substance, Substance::OtherFormat)
    }

    /// Whether the fault replaces the response of the gateway.
    pub(crate) fn has_own_response(&self) -> bool {
        matches!(self.substance, Substance::Response(_))
    }

    /// Applies the fault to `response`.
    pub(crate) fn answer(self, mut response: Response<Bytes>) -> Answer {
        match self.substance {
            Substance::Genuine | Substance::Error { .. } | Substance::OtherFormat => {}
            Substance::Response(mut other) => {
                if let Some(date) = response.headers_mut().remove(DATE) {
                    other.headers_mut().entry(DATE).or_insert(date);
                }
                response = other;
            }
            Substance::Gzip => {
                response = response.map(|body| gzip::compressed(&body).into());
                response
                    .headers_mut()
                    .insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            }
            Substance::InvalidUtf8 => {
                response = response.map(|body| {
                    let (before, after) = body.split_at(body.len() / 2);
                    [before, b"\xFF", after].concat().into()
                });
            }
            Substance::ContentType(value) => {
                response.headers_mut().insert(CONTENT_TYPE, value);
            }
        }
        response.headers_mut().extend(self.headers);
        Answer {
            response,
            delay: self.delay,
            travel: self.travel,
        }
    }
}
